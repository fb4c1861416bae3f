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
# Beside the ranks by likeness and by solidity, which count alike. All were chosen by looking at the best 140 of each of
# twelve animals.
MOST_STRAIGHT = 0.2  # share of a side that a level or upright edge of an animal may take; fences have longer ones
_STRAIGHT_WEIGHT = 4.0
_CROWD_WEIGHT = 1.0
_MOST_LEGS = 5  # four and a tail
_HUMP = (0.1, 0.12)  # height and breadth, in sides of the box, from which on a hump is a head or a rump, not an ear
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
    legs, neck and ears. What a fence or a photo's edge cut off has long straight edges, and two that stand one before
    the other have more humps or legs than one.
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
    masks = [outline[0].numpy() > 0.5 for outline in outlines]
    solid = torch.tensor([_solidity(mask) for mask in masks])
    straight = torch.tensor([longest_straight_edge(mask) - MOST_STRAIGHT for mask in masks]).clamp(min=0)
    crowded = torch.tensor([float(shows_several(mask)) for mask in masks])
    return _rank(typical) - _rank(solid) - _STRAIGHT_WEIGHT * straight - _CROWD_WEIGHT * crowded


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


def _solidity(mask: np.ndarray) -> float:
    """Of the largest piece: its area over that of its convex hull."""
    from skimage.measure import label, regionprops

    return max(((piece.area, piece.solidity) for piece in regionprops(label(mask))), default=(0, 1.0))[1]


def _rank(values: torch.Tensor) -> torch.Tensor:
    """The places of values in their order, from 0 to 1."""
    return values.argsort().argsort().float() / max(1, len(values) - 1)
