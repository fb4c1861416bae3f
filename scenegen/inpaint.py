"""Fills the hole that an object leaves in its photo with what the surroundings look like.

Nothing is invented: every small patch of the hole is taken from the most similar place around it, coarse to fine
(Wexler, Shechtman and Irani 2007), at a bounded size whatever the photo's. Fine detail is then copied from the same
places at the photo's own size. Grass, sand, water and sky come out well; what was hidden and has a form of its own, a
fence or a second animal, does not come back.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from scenegen import images
from scenegen.masks import Box, tight_box

_SIDES = (24, 48, 96, 144)  # longer side of the hole's surroundings at each level, in pixels
_PASSES = (12, 5, 3, 1)  # searches at each level
_PATCH = 7  # pixels
_CONTEXT = 0.75  # of the hole's longer side: how far around it is looked for patches
_FADING = 0.8  # how much less a pixel counts than its neighbour that is nearer to what is known
_CHUNK = 512  # patches that are compared with all others at once
_PIXELS = 2**19  # of the photo that are filled at once


def filled(photo: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """A photo, uint8 (H, W, 3), whose `hole`, boolean (H, W), is filled; elsewhere it stays as it is, to the byte.

    Takes seconds and an amount of memory that does not grow with the hole. Raises `ValueError` if all is hole.
    """
    if hole.all():
        raise ValueError("The object covers the whole photo; nothing is left to fill its place with.")
    tight = tight_box(hole, 0)
    if tight is None:
        return photo.copy()
    margin = 16 + round(_CONTEXT * max(tight.width, tight.height))
    height, width = hole.shape
    x0, y0 = max(0, tight.x0 - margin), max(0, tight.y0 - margin)
    around = Box(x0, y0, min(width, tight.x1 + margin), min(height, tight.y1 + margin))
    part = np.s_[around.y0 : around.y1, around.x0 : around.x1]
    if hole[part].all():
        around, part = Box(0, 0, width, height), np.s_[:, :]
    coarse, offsets = _completed(photo[part], hole[part])
    result = photo.copy()
    _detailed(result[part], hole[part], coarse, offsets)
    return result


def _completed(photo: np.ndarray, hole: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """The reduced photo, (3, h, w), with its hole filled, and how far away each pixel was taken from, (2, h, w)."""
    height, width = hole.shape
    picture = offsets = None
    for longer, passes in zip(_SIDES, _PASSES, strict=True):
        scale = min(1.0, longer / max(height, width))
        rows, columns = (max(_PATCH + 1, round(side * scale)) for side in (height, width))
        image = images.warp_pixels(photo, np.diag([width / columns, height / rows, 1]), rows, columns)
        missing = F.adaptive_max_pool2d(torch.from_numpy(hole.astype(np.float32))[None], (rows, columns))[0] > 0
        guess = _smooth(image, 1 - missing[None].float()) if picture is None else images.resize(picture, rows, columns)
        guessed = picture is not None
        picture, offsets = _matched(torch.where(missing, guess, image), missing, passes, guessed)
    return picture, offsets


def _matched(
    picture: torch.Tensor, missing: torch.Tensor, passes: int, guessed: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """Fills the missing pixels from the most similar known patches, again and again, and says where they came from.

    Pixels near the hole's edge count more than those deep inside. Unless there is a guess of what is missing, it is
    filled from the edge inwards.
    """
    size = missing.shape
    index = torch.arange(missing.numel()).reshape(size)
    offsets = torch.stack([torch.zeros_like(index), torch.zeros_like(index)])
    window = F.unfold(missing[None, None].float(), _PATCH)[0].any(0)
    wanted, known = window.nonzero()[:, 0], (~window).nonzero()[:, 0]
    if len(known) == 0 or len(wanted) == 0:
        return picture, offsets
    trust = _FADING ** _depth(missing)
    trusted = trust if guessed else trust * ~missing
    sources = F.unfold(picture[None], _PATCH)[0].T[known]
    for _ in range(passes):
        weights = F.unfold(trusted[None, None], _PATCH)[0].T[wanted]
        patches = F.unfold(picture[None], _PATCH)[0].T[wanted]
        total = weights.sum(1)
        if guessed:  # then all of a patch counts, which takes half the time
            weights = torch.ones_like(weights)
        error, best = _nearest(patches, weights.repeat(1, 3), sources)
        spread = error[total > 0].quantile(0.75).clamp(min=1e-4)
        vote = torch.zeros(1, len(window))
        vote[0, wanted] = (-error / (2 * spread)).exp() * total
        votes = torch.zeros(3 * _PATCH**2, len(window))
        votes[:, wanted] = sources[best].T * vote[0, wanted]
        weight = F.fold(vote.expand(_PATCH**2, -1)[None], size, _PATCH)[0, 0]
        mean = F.fold(votes[None], size, _PATCH)[0] / weight.clamp(min=1e-12)
        picture = torch.where(missing & (weight > 0), mean, picture)
        trusted = torch.maximum(trusted, trust * (weight > 0))
    taken = torch.arange(len(window))
    taken[wanted] = known[best]
    # Of the patches over a pixel the one in whose middle it lies says where it comes from: means would be blurred.
    columns = size[1] - _PATCH + 1
    y = (torch.arange(size[0]) - _PATCH // 2).clamp(0, size[0] - _PATCH)[:, None]
    x = (torch.arange(size[1]) - _PATCH // 2).clamp(0, size[1] - _PATCH)
    source = taken[y * columns + x]
    offsets = torch.stack([source // columns - y, source % columns - x])
    place = index + offsets[0] * size[1] + offsets[1]
    copied = picture.flatten(1)[:, place.flatten()].unflatten(1, size)
    return torch.where(missing, copied, picture), offsets


def _nearest(patches: torch.Tensor, weights: torch.Tensor, sources: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """For each of N patches the mean weighted squared difference to the most similar of M sources, and which it is."""
    squares = sources.square()
    norms = None if weights.min() < 1 else squares.sum(1)
    errors, indices = [], []
    for weight, patch in zip(weights.split(_CHUNK), patches.split(_CHUNK), strict=True):
        size = weight @ squares.T if norms is None else norms
        error, index = (size - 2 * (weight * patch) @ sources.T).min(1)
        errors.append((error + (weight * patch.square()).sum(1)) / weight.sum(1).clamp(min=1e-6))
        indices.append(index)
    return torch.cat(errors), torch.cat(indices)


def _depth(missing: torch.Tensor) -> torch.Tensor:
    """How many pixels deep in the hole a pixel lies, 0 outside: float (H, W)."""
    depth, left = torch.zeros(missing.shape), missing[None].float()
    while left.any() and depth.max() < 64:
        depth += left[0]
        left = -F.max_pool2d(-left, 3, 1, 1)
    return depth


def _detailed(photo: np.ndarray, hole: np.ndarray, coarse: torch.Tensor, offsets: torch.Tensor) -> None:
    """Fills the hole of a photo in place: the coarse picture, and the detail of the places that it was taken from.

    Between the centres of four coarse pixels their details are blended: no seam shows where two places meet.
    """
    size = hole.shape
    last = np.array(size) - 1
    step = np.array(size) / coarse.shape[1:]
    for places in np.array_split(np.argwhere(hole), max(1, round(hole.sum() / _PIXELS))):
        colors = _sampled(coarse, places, size)
        first, share = np.divmod((places + 0.5) / step - 0.5, 1)
        for corner in np.ndindex(2, 2):
            cells = np.clip(first + corner, 0, np.array(coarse.shape[1:]) - 1).astype(int)
            moved = offsets.numpy()[:, cells[:, 0], cells[:, 1]].T * step
            taken = np.clip(np.rint(places + moved).astype(int), 0, last)
            detail = photo[taken[:, 0], taken[:, 1]] - _sampled(coarse, taken, size)
            detail[hole[taken[:, 0], taken[:, 1]]] = 0
            colors += detail * np.where(corner, share, 1 - share).prod(1, keepdims=True)
        photo[places[:, 0], places[:, 1]] = colors.round().clip(0, 255).astype(np.uint8)


def _sampled(coarse: torch.Tensor, places: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Colours (N, 3), 0 to 255, of a coarse picture at pixels (N, 2), rows and columns, of one of the full size."""
    grid = torch.from_numpy(((places + 0.5) / size * 2 - 1)[:, ::-1].copy()).float()
    found = F.grid_sample(coarse[None], grid[None, None], mode="bilinear", padding_mode="border", align_corners=False)
    return (found[0, :, 0].T.numpy() + 1) * 127.5


def _smooth(image: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Carries known colours (3, H, W) into all that is unknown, the nearest first (pull-push, Gortler et al. 1996)."""
    height, width = image.shape[1:]
    if min(height, width) == 1 or bool(known.all()):
        return image
    weight = F.avg_pool2d(known[None], 2, ceil_mode=True)[0]
    reduced = F.avg_pool2d((image * known)[None], 2, ceil_mode=True)[0] / weight.clamp(min=1e-6)
    below = _smooth(reduced, (weight > 0).float())
    return torch.where(known > 0, image, F.interpolate(below[None], (height, width), mode="bilinear")[0])
