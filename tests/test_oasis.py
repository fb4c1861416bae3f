"""The discriminator that segments, and training the foreground network against it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from scenegen.data import IGNORE
from scenegen.data.objects import ObjectCrops
from scenegen.data.shapes import write_demo_set
from scenegen.models.imagenet import LOOKED_THROUGH, ImageNetEncoder, load_imagenet
from scenegen.scene import CATEGORIES
from scenegen.training.augment import DiffAugment
from scenegen.training.config import PRESETS, Stage, started
from scenegen.training.loop import train
from scenegen.training.oasis_objective import OasisObjective, augmented, balanced_cross_entropy
from scenegen.training.parts import build_objective
from tests.tiny import tiny_foreground, tiny_oasis


def test_it_looks_through_a_network_that_knows_imagenet_and_stays_as_it_is(tmp_path: Path) -> None:
    write_demo_set(tmp_path / "demo", count=8)
    source = ObjectCrops([tmp_path / "demo"], CATEGORIES, min_side=8)
    config = replace(PRESETS["foreground"], stages=(Stage(32, 2, 4),), precision="fp32", log_every=1)
    objective = build_objective("foreground", config, CATEGORIES)
    known = ImageNetEncoder(LOOKED_THROUGH)
    load_imagenet(known)
    before = {key: value.clone() for key, value in objective.discriminator.state_dict().items()}
    train(objective, source, config, tmp_path / "run", progress=False)
    after = objective.discriminator.state_dict()
    for key, value in known.state_dict().items():
        assert torch.equal(after[f"network.encoder.{key}"], value), key
    assert not torch.equal(before["network.head.1.weight"], after["network.head.1.weight"])


def test_it_has_to_learn_before_trained_weights_move() -> None:
    config = started(replace(PRESETS["foreground"], stages=(Stage(128, 10_000, 16),)))
    assert config.discriminator_ahead == 250
    assert started(replace(config, stages=(Stage(128, 400, 16),))).discriminator_ahead == 100


def test_rare_labels_weigh_as_much_as_common_ones() -> None:
    """One pixel of a label and 14 of another: the mean of the two labels' own cross-entropies."""
    label = torch.zeros(1, 4, 4, dtype=torch.int64)
    label[0, 0, 0], label[0, 0, 1] = 2, IGNORE
    logits = torch.zeros(1, 3, 4, 4)
    logits[:, 0] = 5
    rest = math.log(math.exp(5) + 2)
    assert balanced_cross_entropy(logits, label).item() == pytest.approx(((rest - 5) + rest) / 2, rel=1e-4)
    assert balanced_cross_entropy(logits, torch.full_like(label, IGNORE)).item() == 0


def test_pictures_and_labels_move_alike() -> None:
    mask = torch.zeros(4, 1, 32, 32)
    mask[..., 8:20, 10:22] = 1
    mask[..., 20, 10:22] = 0.5
    image = (mask > 0.75).float().expand(-1, 3, -1, -1) * 2 - 1
    augment = DiffAugment(4, torch.Generator().manual_seed(3), torch.device("cpu"))
    pictures, labels = augmented(augment, image, mask, torch.tensor([1, 2, 3, 4]))
    for picture, label, own in zip(pictures, labels, (1, 2, 3, 4), strict=True):
        assert set(label.unique().tolist()) == {0, own, IGNORE}
        assert (picture.mean(0) > 0)[label == own].all() and (picture.mean(0) < 0)[label == 0].all()
    assert len({tuple(torch.nonzero(label)[0].tolist()) for label in labels}) > 1


@pytest.fixture(scope="module")
def crops(tmp_path_factory: pytest.TempPathFactory) -> ObjectCrops:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=30)
    return ObjectCrops([folder], CATEGORIES, min_side=8)


def objective() -> OasisObjective:
    torch.manual_seed(1)
    return OasisObjective(tiny_foreground(), tiny_oasis())


def test_it_learns_to_tell_painted_pixels_from_real_ones(crops: ObjectCrops, tmp_path: Path) -> None:
    """A discriminator alone, sixty steps: of new crops and what is painted over them it marks mostly the latter."""
    own = objective()
    config = replace(
        PRESETS["foreground"], stages=(Stage(32, 60, 8),), precision="fp32", discriminator_learning_rate=3e-3,
        discriminator_ahead=60, variant="oasis",
    )  # fmt: skip
    train(own, crops, config, tmp_path, progress=False)
    rng = torch.Generator().manual_seed(5)
    batch = crops.batch(32, 16, rng)
    with torch.no_grad():
        output = own.generate(batch, rng)
        marked = [own.discriminator(p)[0].argmax(1) == own.discriminator.generated for p in (batch.image, output.fake)]
    inside = batch.mask[:, 0] > 0.75
    real, painted = (found[inside].float().mean().item() for found in marked)
    assert painted > 0.6 and real < 0.4, (painted, real)


def test_stopping_and_resuming_equals_not_stopping(crops: ObjectCrops, tmp_path: Path) -> None:
    config = replace(PRESETS["foreground"], stages=(Stage(32, 4, 4),), variant="oasis", log_every=1)
    whole = train(objective(), crops, config, tmp_path / "whole", progress=False).state_dict()
    half = replace(config, stages=(Stage(32, 2, 4),))
    train(objective(), crops, half, tmp_path / "parts", progress=False)
    parts = train(objective(), crops, config, tmp_path / "parts", progress=False).state_dict()
    assert all(torch.equal(whole[key], parts[key]) for key in whole)
