"""From a rough mask to an edge: it follows the photo, and no background's colour stays in the object's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from scenegen.masks import resize_mask
from scenegen.matting import foreground_colors, guided_coefficients, refined_alpha


def disc(height: int, width: int, softness: float = 1.0) -> np.ndarray:
    """A disc in the middle, float in [0, 1], its edge so many pixels wide."""
    y, x = np.mgrid[:height, :width]
    distance = np.hypot(y + 0.5 - height / 2, x + 0.5 - width / 2)
    return np.clip((0.3 * min(height, width) - distance) / softness + 0.5, 0, 1).astype(np.float32)


def composite(alpha: np.ndarray, seed: int = 0) -> np.ndarray:
    """A red object over a noisy green background."""
    green = np.random.default_rng(seed).integers(90, 160, (*alpha.shape, 3)) * (0.3, 1, 0.3)
    return (alpha[..., None] * (200, 30, 40) + (1 - alpha[..., None]) * green).round().astype(np.uint8)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    return (a & b).sum() / (a | b).sum()


@pytest.mark.parametrize("side", [160, 800])
def test_the_edge_follows_the_photo(side: int) -> None:
    truth = disc(side, side + 40)
    rough = np.roll(resize_mask(truth, 32, 32), 1, axis=1)  # a pixel of the mask too far to the right
    alpha = refined_alpha(composite(truth), rough, 1.5 * side / 32)
    before = overlap(resize_mask(rough, side + 40, side) > 0.5, truth > 0.5)
    after = overlap(alpha > 127, truth > 0.5)
    assert before < 0.88 and 1 - after < 0.65 * (1 - before)
    assert alpha.shape == truth.shape and alpha.dtype == np.uint8


def test_far_from_its_edge_the_mask_is_believed() -> None:
    """Spots of the background's colour inside, and of the object's outside, change nothing."""
    truth = disc(200, 200)
    pixels = composite(truth)
    pixels[95:105, 95:105] = pixels[0, 0]
    pixels[3:13, 3:13] = (200, 30, 40)
    alpha = refined_alpha(pixels, truth, 5)
    assert (alpha[95:105, 95:105] == 255).all()
    assert (alpha[:20, :20] == 0).all()


def test_what_the_guide_explains_passes_the_filter() -> None:
    guide = torch.rand(3, 40, 50, generator=torch.Generator().manual_seed(0))
    mask = (0.2 * guide[:1] + 0.5 * guide[1:2] - 0.1 * guide[2:] + 0.1).clamp(0, 1)
    *slope, offset = guided_coefficients(guide, mask, 4, 1e-6)
    assert torch.allclose(sum(a * c for a, c in zip(slope, guide, strict=True)) + offset, mask[0].double(), atol=1e-3)


def test_no_fringe_is_left_in_the_colours() -> None:
    truth = disc(120, 700, softness=12)
    pixels = composite(truth)
    alpha = (truth * 255).round().astype(np.uint8)
    colors = foreground_colors(pixels, alpha).astype(int)
    soft = (alpha > 25) & (alpha < 230)
    wrong_before = np.abs(pixels[soft].astype(int) - (200, 30, 40)).mean()
    wrong_after = np.abs(colors[soft] - (200, 30, 40)).mean()
    assert wrong_before > 30 and wrong_after < 12
    hard = (alpha == 0) | (alpha == 255)
    assert np.array_equal(colors[hard], pixels[hard])
