"""Which outlines are worth learning from: those that show what they are of."""

from __future__ import annotations

import numpy as np
import torch

# Area over that of the convex hull. More is a lump: an animal that lies curled up or faces the camera.
MOST_SOLID = 0.85
# Share of a side of the box that the outline runs along. More was cut off there, by a photo or a fence.
MOST_FLAT = 0.45
_KIN = 6  # the nearest outlines of the category, which tell how typical one is
_ASPECT_WEIGHT = 0.3  # what a difference of one in ln(width / height) takes from the IoU of two outlines
_SOLID_WEIGHT = 0.7  # of the rank by solidity beside that by likeness
FEWEST = 20  # of a category's outlines; if fewer show what they are, all are taken


def shows_what_it_is(mask: np.ndarray) -> bool:
    """Whether a mask (H, W), bool, is the outline of one animal whose legs, neck, ears or tail can be seen.

    A generator that learns from lumps draws lumps. Both limits were set by looking at outlines of twelve animals: 80 of
    183 elephants fall out, no flamingo.
    """
    from skimage.measure import label, regionprops

    pieces = regionprops(label(mask))
    if not pieces:
        return False
    largest = max(pieces, key=lambda piece: piece.area)
    if largest.area < 0.95 * mask.sum() or largest.solidity > MOST_SOLID:
        return False
    inside = largest.image
    edges = (inside[:2].all(0), inside[-2:].all(0), inside[:, :2].all(1), inside[:, -2:].all(1))
    return max(edge.mean() for edge in edges) <= MOST_FLAT


def how_telling(outlines: torch.Tensor, log_aspects: torch.Tensor) -> torch.Tensor:
    """How good examples outlines (N, 1, S, S) of one category, in the unit squares of boxes with ln(width / height)
    `log_aspects` (N,), are: (N,), more is better, only the order matters.

    A typical pose has others like it, mirrored or not; of two as typical ones the one that is less of a lump shows
    legs, neck and ears. Both weights were chosen by looking at the best 44 of each of twelve animals.
    """
    flat = (outlines > 0.5).float().flatten(1)
    mirrored = (outlines > 0.5).float().flip(-1).flatten(1)
    areas = flat.sum(1)

    def overlap(other: torch.Tensor) -> torch.Tensor:
        shared = flat @ other.t()
        return shared / (areas[:, None] + areas - shared).clamp(min=1)

    likeness = torch.maximum(overlap(flat), overlap(mirrored))
    likeness -= _ASPECT_WEIGHT * (log_aspects[:, None] - log_aspects).abs()
    likeness.fill_diagonal_(-torch.inf)
    nearest = likeness.topk(min(_KIN, len(outlines) - 1)).values
    typical = nearest.mean(1) if nearest.shape[1] else torch.zeros(len(outlines))
    solidity = torch.tensor([_solidity(outline[0].numpy() > 0.5) for outline in outlines])
    return _rank(typical) - _SOLID_WEIGHT * _rank(solidity)


def _solidity(mask: np.ndarray) -> float:
    """Of the largest piece: its area over that of its convex hull."""
    from skimage.measure import label, regionprops

    return max(((piece.area, piece.solidity) for piece in regionprops(label(mask))), default=(0, 1.0))[1]


def _rank(values: torch.Tensor) -> torch.Tensor:
    """The places of values in their order, from 0 to 1."""
    return values.argsort().argsort().float() / max(1, len(values) - 1)
