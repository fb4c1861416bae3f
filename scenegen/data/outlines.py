"""Which outlines are good examples of their animal."""

from __future__ import annotations

import torch

from scenegen.outlines import longest_straight_edge, shows_several, solidity

FEWEST = 20  # of a category's outlines; if fewer show what they are, all are taken
_KIN = 6  # the nearest outlines of the category, which tell how typical one is
_ASPECT_WEIGHT = 0.3  # what a difference of one in ln(width / height) takes from the IoU of two outlines
# Beside the rank by likeness. All were chosen by looking at the best 140 of each of twelve animals.
_SOLID_WEIGHT = 0.7  # of the rank by solidity
MOST_STRAIGHT = 0.2  # share of a side that a level or upright edge of an animal may take; fences have longer ones
_STRAIGHT_WEIGHT = 4.0
_CROWD_WEIGHT = 1.0


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
    solid = torch.tensor([solidity(mask) for mask in masks])
    straight = torch.tensor([longest_straight_edge(mask) - MOST_STRAIGHT for mask in masks]).clamp(min=0)
    crowded = torch.tensor([float(shows_several(mask)) for mask in masks])
    return _rank(typical) - _SOLID_WEIGHT * _rank(solid) - _STRAIGHT_WEIGHT * straight - _CROWD_WEIGHT * crowded


def _rank(values: torch.Tensor) -> torch.Tensor:
    """The places of values in their order, from 0 to 1."""
    return values.argsort().argsort().float() / max(1, len(values) - 1)
