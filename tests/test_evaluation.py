"""Figures about pictures and masks: right on cases whose answer is known, worse for what is worse."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from scenegen.evaluation import distances, metrics
from scenegen.evaluation.drawn_masks import KINDS, drawn_masks
from scenegen.evaluation.foreground import edge_contrast, found_categories
from scenegen.evaluation.judges import look_distance, looks
from tests.tiny import tiny_classifier


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_interval_holds_the_mean_and_shrinks_with_more_samples() -> None:
    few, many = torch.randn(20, generator=rng()), torch.randn(2_000, generator=rng())
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


# --- distances of features --------------------------------------------------------------------------------------------


def test_distances_of_features_are_those_of_torchmetrics() -> None:
    """Its networks are replaced by one that takes features as they are."""
    from torchmetrics.image.fid import FrechetInceptionDistance
    from torchmetrics.image.kid import poly_mmd

    class Given(torch.nn.Module):
        num_features = 12

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            return features

    real, fake = torch.randn(500, 12, generator=rng()), 0.4 + 1.3 * torch.randn(500, 12, generator=rng(1))
    # Theirs counts the pairs of equal rows of the two sets, too: one in five hundred.
    assert distances.kernel_distance(real, fake)["value"] == pytest.approx(float(poly_mmd(real, fake)), rel=0.02)
    theirs = FrechetInceptionDistance(Given(), normalize=True).set_dtype(torch.float64)
    theirs.update(real.double(), real=True)
    theirs.update(fake.double(), real=False)
    assert distances.frechet_distance(real, fake)["value"] == pytest.approx(float(theirs.compute()), rel=1e-3)


@pytest.mark.parametrize("distance", [distances.kernel_distance, distances.frechet_distance])
def test_a_distance_of_features_is_nothing_for_equal_sets_and_grows_with_the_difference(distance) -> None:
    real = torch.randn(300, 8, generator=rng())
    equal = distance(real, real)
    assert equal["value"] == pytest.approx(0, abs=1e-6) and equal["n"] == 300
    others = [
        distance(real, torch.randn(300, 8, generator=rng(1)) * scale + shift)
        for scale, shift in ((1, 0), (1, 0.5), (1, 1), (2, 1))
    ]
    values = [other["value"] for other in others]
    assert values == sorted(values) and values[0] < values[1] / 2
    for figure in others:
        low, high = figure["interval_95"]
        assert low <= figure["value"] <= high and low < high


def test_features_of_repeated_pictures_are_far_from_varied_ones() -> None:
    """A generator that always paints the same has the right mean and is still found out."""
    real = torch.randn(100, 8, generator=rng())
    collapsed = real.mean(0, keepdim=True) + 0.01 * torch.randn(100, 8, generator=rng(1))
    other = torch.randn(100, 8, generator=rng(2))
    for distance in (distances.kernel_distance, distances.frechet_distance):
        assert distance(real, collapsed)["value"] > 3 * distance(real, other)["value"]


def test_sliced_wasserstein_is_nothing_for_equal_sets_and_grows_with_blur() -> None:
    pictures = torch.rand(64, 3, 32, 32, generator=rng()) * 2 - 1
    assert distances.sliced_wasserstein(pictures[:32], pictures[:32])["value"] == 0
    halves = distances.sliced_wasserstein(pictures[:32], pictures[32:])["value"]
    blurred = [F.avg_pool2d(pictures[32:], k, 1, k // 2) for k in (3, 5)]
    slight, strong = (distances.sliced_wasserstein(pictures[:32], other)["value"] for other in blurred)
    assert halves < slight < strong


# --- pictures ---------------------------------------------------------------------------------------------------------


def disc(size: int = 32, radius: float = 10) -> torch.Tensor:
    """A mask (1, 1, S, S) with soft edges."""
    place = torch.arange(size) - (size - 1) / 2
    distance = (place[:, None].square() + place.square()).sqrt()
    return (radius - distance + 0.5).clamp(0, 1)[None, None]


def test_edge_contrast_is_that_of_the_outline_alone() -> None:
    mask = disc()
    step = torch.lerp(torch.full((1, 3, 32, 32), -1.0), torch.ones(1, 3, 32, 32), mask)
    soft = torch.lerp(
        -torch.ones_like(step), torch.ones_like(step), F.avg_pool2d(mask, 7, 1, 3, count_include_pad=False)
    )
    plain = torch.zeros_like(step)
    stripes = torch.ones(1, 3, 32, 32) * torch.tensor([1.0, -1.0]).repeat(16)[:, None]  # far from the outline too
    inner = torch.where(disc(radius=4) > 0.5, stripes, plain)
    hard, softer, none, hidden = (float(edge_contrast(pictures, mask)[0]) for pictures in (step, soft, plain, inner))
    assert hard > 1.2 * softer > 0 and none == hidden == 0


def test_the_classifier_is_asked_only_what_it_knows() -> None:
    network = tiny_classifier().eval()
    pictures = torch.rand(6, 3, 32, 32, generator=rng()) * 2 - 1
    with torch.no_grad():
        found = network(pictures).argmax(1)
    names = (*network.config.categories, "dragon")
    assert found_categories(network, pictures, found, names).tolist() == [1] * 6
    wrong = (found + 1) % len(network.config.categories)
    assert found_categories(network, pictures, wrong, names).tolist() == [0] * 6
    dragons = torch.where(torch.arange(6) < 2, len(names) - 1, found)
    assert found_categories(network, pictures, dragons, names).tolist() == [1] * 4


def test_looks_differ_by_what_is_inside_the_mask() -> None:
    network = tiny_classifier().eval()
    picture, mask = torch.rand(1, 3, 32, 32, generator=rng()) * 2 - 1, disc()
    other = torch.rand(1, 3, 32, 32, generator=rng(1)) * 2 - 1
    own = looks(network, picture * mask, mask)
    slight = looks(network, torch.lerp(picture, other, 0.2) * mask, mask)
    strong = looks(network, other * mask, mask)
    assert look_distance(own, own) == 0
    assert 0 < look_distance(own, slight) < look_distance(own, strong)


@pytest.mark.parametrize("kind", KINDS)
def test_masks_drawn_by_hand_are_about_the_object(kind: str) -> None:
    mask = torch.cat([disc(64, 20), torch.zeros(1, 1, 64, 64)])
    mask[0, 0, 32:60, 30:34] = 1  # a leg
    drawn = drawn_masks(mask, kind, rng())
    assert drawn.shape == mask.shape and drawn.min() >= 0 and drawn.max() <= 1
    overlap = metrics.intersection_over_union(drawn[:1].flatten(1) > 0.5, mask[:1].flatten(1) > 0.5)
    assert 0.6 < float(overlap) < 0.97
    assert not drawn[1].any(), "nothing stays nothing"
    assert torch.equal(drawn, drawn_masks(mask, kind, rng()))
