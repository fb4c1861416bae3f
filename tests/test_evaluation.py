"""Figures about pictures: right on cases whose answer is known, and there for every network."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from scenegen.data.objects import ObjectCrops, ObjectMasks
from scenegen.data.pictures import Pictures
from scenegen.data.shapes import write_demo_set
from scenegen.evaluation import metrics
from scenegen.evaluation.scores import score
from scenegen.scene import CATEGORIES
from tests.tiny import EDITOR_NETWORKS, TINY


def test_the_interval_holds_the_mean_and_shrinks_with_more_samples() -> None:
    few = torch.randn(20, generator=torch.Generator().manual_seed(0))
    many = torch.randn(2_000, generator=torch.Generator().manual_seed(0))
    widths = []
    for values in (few, many):
        result = metrics.with_interval(values)
        low, high = result["interval_95"]
        assert low < result["mean"] < high and result["n"] == len(values)
        widths.append(high - low)
    assert widths[1] < widths[0] / 5


def test_overlap_of_known_masks() -> None:
    masks = torch.tensor([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]).bool()
    overlap = metrics.intersection_over_union(masks, masks)
    assert overlap[0, 0] == 1 and overlap[0, 1] == pytest.approx(1 / 3) and overlap[2, 0] == 0


def test_sliced_wasserstein_grows_with_blur_and_is_small_between_halves() -> None:
    pictures = torch.rand(64, 3, 32, 32, generator=torch.Generator().manual_seed(0)) * 2 - 1
    halves = metrics.sliced_wasserstein(pictures[:32], pictures[32:])
    blurred = [torch.nn.functional.avg_pool2d(pictures[32:], k, 1, k // 2) for k in (3, 5)]
    slight, strong = (metrics.sliced_wasserstein(pictures[:32], other) for other in blurred)
    assert halves < slight < strong


@pytest.mark.parametrize("name", EDITOR_NETWORKS)
def test_every_network_of_the_editor_has_scores(name: str, tmp_path: Path) -> None:
    write_demo_set(tmp_path, count=12)
    source = {
        "background": lambda: Pictures([tmp_path], augment=False),
        "box2mask": lambda: ObjectMasks([tmp_path], CATEGORIES, min_side=8, augment=False),
        "foreground": lambda: ObjectCrops([tmp_path], CATEGORIES, min_side=8, augment=False),
    }[name]()
    scores = score(TINY[name](), source, most=10)
    assert len(scores) >= 3
    for figure in scores.values():
        assert figure["n"] == min(10, len(source))
        assert torch.tensor(figure.get("mean", figure.get("value"))).isfinite()
    assert scores == score(TINY[name](), source, most=10)
