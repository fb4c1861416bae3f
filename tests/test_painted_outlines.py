"""Outlines are good examples if what is painted in them is named as its animal by a network that knows ImageNet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from scenegen.data import Batch, stack
from scenegen.data.objects import ObjectMasks
from scenegen.masks import encode_runs
from scenegen.models.imagenet import CLASSES, ImageNetClassifier
from scenegen.outlines import draw_outline
from scenegen.scene import CATEGORIES
from scenegen.training.banks import fill_code_bank, painter_and_classifier
from scenegen.training.painted_outlines import named_when_painted
from scenegen.weights import WeightsError, load_network

NAMES = ("cow", "horse", "rhino")
COUNT = 6
ASPECTS = {"cow": 0.4, "horse": 0.3, "rhino": 0.4}


@pytest.fixture(scope="module")
def outlines() -> Batch:
    """Of each animal some that the shipped network draws."""
    network, rng = load_network("box2mask"), torch.Generator().manual_seed(0)
    masks, kinds, aspects = [], [], []
    for kind, name in enumerate(NAMES):
        category, aspect = torch.tensor([CATEGORIES.index(name)]), torch.tensor([ASPECTS[name]])
        for _ in range(COUNT):
            with torch.inference_mode():
                masks.append(torch.from_numpy(draw_outline(network, category, aspect, rng).copy())[None])
            kinds.append(kind)
            aspects.append(ASPECTS[name])
    mask = torch.stack(masks)
    nothing = torch.zeros(len(mask), 3, *mask.shape[2:])
    return Batch(nothing, mask, torch.tensor(kinds), torch.tensor(aspects), torch.arange(len(mask)))


def named(outlines: Batch) -> torch.Tensor:
    painter, classifier = painter_and_classifier()
    return named_when_painted(outlines, NAMES, painter, classifier)


def test_animals_are_named_but_neither_upside_down_nor_their_boxes(outlines: Batch) -> None:
    drawn, fallen = named(outlines), named(outlines._replace(mask=outlines.mask.flip(-2)))
    boxes = named(outlines._replace(mask=torch.ones_like(outlines.mask)))
    assert "rhino" not in CLASSES and drawn[outlines.category == 2].isnan().all()
    for kind, name in enumerate(NAMES[:2]):
        mine = outlines.category == kind
        assert drawn[mine].mean() > 1.5 * boxes[mine].mean(), name
        assert drawn[mine].mean() > 2 * fallen[mine].mean(), name


def test_codes_of_animals_that_stand_on_their_feet_come_first(outlines: Batch, tmp_path: Path) -> None:
    """Half of the training outlines, drawn upside down, are as typical and as solid as the other half."""
    upright = outlines.mask[outlines.category == NAMES.index("cow")]
    fallen = upright.flip(-2)
    network = load_network("box2mask")
    annotations, images = [], []
    for number, mask in enumerate(torch.cat([fallen, upright])):
        counts = list(encode_runs(F.pad(F.interpolate(mask[None], (80, 120)), (10, 10, 12, 12))[0, 0].numpy() > 0.5))
        record = {"id": number, "image_id": number, "category_id": 1, "bbox": [10, 12, 120, 80], "iscrowd": 0}
        annotations.append({**record, "segmentation": {"size": [104, 140], "counts": counts}})
        images.append({"id": number, "file_name": "", "width": 140, "height": 104})
    document = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "cow"}]}
    (tmp_path / "instances_train.json").write_text(json.dumps(document))
    source = ObjectMasks([tmp_path], CATEGORIES, augment=False)
    fill_code_bank(network, source, painter_and_classifier())
    bank = network.code_bank[CATEGORIES.index("cow")]
    samples = stack([source.plain(index, network.config.size) for index in range(len(source))])
    with torch.no_grad():
        codes = network.encode(samples.mask, samples.log_aspect)[0]
    first_places = ((codes[:, None] - bank).norm(dim=2) < 1e-2).float().argmax(1)
    order = first_places.argsort()
    assert len(first_places.unique()) == len(codes) == 2 * COUNT
    assert (order[:COUNT] >= len(fallen)).float().mean() > 0.7


def test_without_weights_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(tmp_path))
    with pytest.raises(WeightsError):
        load_network("foreground", folder=tmp_path)
    assert painter_and_classifier() is None


def test_the_classifier_gives_probabilities_of_a_thousand_classes() -> None:
    pictures = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.inference_mode():
        likely = ImageNetClassifier("efficientnet_lite0")(pictures)
    assert likely.shape == (2, 1000) and torch.allclose(likely.sum(1), torch.ones(2), atol=1e-4)
    assert all(0 <= place < 1000 for classes in CLASSES.values() for place in classes)
    places = [place for classes in CLASSES.values() for place in classes]
    assert len(set(places)) == len(places), "no class shows two animals"
