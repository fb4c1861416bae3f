"""Outlines of animals: which of them show what they are, and the drawing of one that does."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from scenegen import masks
from scenegen.models.box2mask import Box2Mask

# Area over that of the convex hull. More is a lump: an animal that lies curled up or faces the camera.
MOST_SOLID = 0.85
# Share of a side of the box that the outline runs along. More was cut off there, by a photo or a fence.
MOST_FLAT = 0.45
_MOST_LEGS = 5  # four and a tail
_HUMP = (0.1, 0.12)  # height and breadth, in sides of the box, from which on a hump is a head or a rump, not an ear
TRIES = 6  # most outlines need one or two


def draw_outline(
    network: Box2Mask,
    category: torch.Tensor,
    log_aspect: torch.Tensor,
    generator: torch.Generator,
    *,
    like: torch.Tensor | None = None,
) -> np.ndarray:
    """An outline for a box as the editor shows it, float32 (S, S) in [0, 1] in the box's unit square.

    category (1,), log_aspect (1,) and `like` (1, z_dim) are those of `Box2Mask.sample_codes`. Of up to six that the
    network draws the first that shows what it is, is no herd and no more of a lump than most training outlines of the
    category; if there is none, the one that is least of a lump.
    """
    most_solid = network.config.most_solid[int(category)] if network.config.most_solid else MOST_SOLID
    drawn: list[np.ndarray] = []
    for _ in range(TRIES):
        code = network.sample_codes(category, log_aspect, generator, like=like)
        drawn.append(network(code, category, log_aspect)[0, 0].float().cpu().numpy())
        outline = drawn[-1] > 0.5
        if shows_what_it_is(outline, most_solid) and not shows_several(outline):
            return masks.drawn_outline(drawn[-1])
    return masks.drawn_outline(min(drawn, key=lambda mask: solidity(mask > 0.5)))


def shows_what_it_is(mask: np.ndarray, most_solid: float = MOST_SOLID) -> bool:
    """Whether a mask (H, W), bool, is the outline of one animal whose legs, neck, ears or tail can be seen.

    A generator that learns from lumps draws lumps. Both limits were set by looking at outlines of twelve animals: 80 of
    183 elephants fall out, no flamingo.
    """
    largest = _largest_piece(mask)
    if largest is None or largest.area < 0.95 * mask.sum() or largest.solidity > most_solid:
        return False
    inside = largest.image
    edges = (inside[:2].all(0), inside[-2:].all(0), inside[:, :2].all(1), inside[:, -2:].all(1))
    return max(edge.mean() for edge in edges) <= MOST_FLAT


def longest_straight_edge(mask: np.ndarray) -> float:
    """The longest level or upright piece of the outline of a mask (H, W), bool, as a share of the side beside it."""
    longest = 0.0
    for turned in (np.pad(mask, 1), np.pad(mask, 1).T):
        changes = (turned[1:] != turned[:-1]).astype(np.int8)
        starts, ends = (np.nonzero(np.diff(changes, axis=1, prepend=0, append=0) == sign) for sign in (1, -1))
        if len(starts[0]):
            longest = max(longest, float((ends[1] - starts[1]).max() / (turned.shape[1] - 2)))
    return longest


def shows_several(mask: np.ndarray) -> bool:
    """Whether a mask (H, W), bool, cut to its box, is like more than one animal: too many legs, or two broad humps."""
    from scipy.signal import find_peaks

    height, width = mask.shape
    lower = mask[round(0.8 * height) : round(0.97 * height)]
    legs = (np.diff(lower.astype(np.int8), axis=1, prepend=0) == 1).sum(1)
    if legs.max(initial=0) > _MOST_LEGS:
        return True
    top = np.where(mask.any(0), height - mask.argmax(0), 0)
    humps = find_peaks(np.pad(top, 1), prominence=_HUMP[0] * height, width=_HUMP[1] * width)[0]
    return len(humps) > 1


def solidity(mask: np.ndarray) -> float:
    """Of the largest piece of a mask (H, W), bool: its area over that of its convex hull; 1 if there is none."""
    largest = _largest_piece(mask)
    return 1.0 if largest is None else float(largest.solidity)


def _largest_piece(mask: np.ndarray) -> Any:
    from skimage.measure import label, regionprops

    return max(regionprops(label(mask)), key=lambda piece: piece.area, default=None)
