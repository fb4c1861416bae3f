"""From a rough mask to a cut-out's edge: how much of every pixel is object, and which colour the object has there.

Own code for two published filters that are a few box means each. The well-kept library for closed-form matting,
PyMatting, brings Numba and its compiler along: too much for two functions.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from scenegen import images
from scenegen.masks import Box, dilated, resize_mask

_LONGEST = 640  # side at which the filter's coefficients are found, whatever the photo's size
_EPSILON = 1e-4  # variance of the guide, values 0 to 1, below which nothing is an edge
_STEEPNESS = 1.5  # of alpha around one half, so that almost nothing and almost all become nothing and all
_DECISION = 3.0  # the same of the mask before it is filtered: doubts of a network are no transparency
_BAND = 2.0  # radii within which the edge may move; beyond them the mask is believed
_TILE = 512  # pixels; bounds the memory of what is done at the photo's own size
_NEAR, _FAR = 5, 30  # radii in pixels from which the colours of object and background are taken


def refined_alpha(pixels: np.ndarray, mask: np.ndarray, radius: float) -> np.ndarray:
    """Lets the edge of a rough mask follow the photo: alpha, uint8 (H, W).

    `pixels` is uint8 (H, W, 3); `mask`, float (h, w) in [0, 1] of any size, covers the same part of the photo; `radius`
    says how many of the photo's pixels its edge may be wrong. A guided filter (He, Sun and Tang 2013) with the photo's
    colours as the guide, its coefficients found on a reduced photo (He and Sun 2015).
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _LONGEST / max(height, width))
    small_height, small_width = (max(1, round(side * scale)) for side in (height, width))
    small = images.warp_pixels(
        pixels, np.diag([width / small_width, height / small_height, 1]), small_height, small_width
    )
    rough = torch.from_numpy(resize_mask(mask, small_width, small_height)[None].astype(np.float32))
    rough = _steeper(rough, _DECISION)
    reach = max(1, round(radius * scale))
    coefficients = guided_coefficients((small + 1) / 2, rough, reach).float()
    inside, outside = _band(rough, max(1, round(_BAND * radius * scale)))
    planes = torch.cat([coefficients, inside, outside])
    to_small = np.diag([small_width / width, small_height / height, 1])
    alpha = np.empty((height, width), dtype=np.uint8)
    for x0, y0, x1, y1 in _tiles(height, width):
        *slope, offset, certain, possible = images.warp(planes, to_small @ images.translation(x0, y0), y1 - y0, x1 - x0)
        guide = (images.to_tensor(pixels[y0:y1, x0:x1]) + 1) / 2
        filtered = sum(a * channel for a, channel in zip(slope, guide, strict=True)) + offset
        filtered = torch.maximum(_steeper(filtered, _STEEPNESS), certain)
        alpha[y0:y1, x0:x1] = images.alpha_pixels(filtered * possible)
    return alpha


def guided_coefficients(
    guide: torch.Tensor, mask: torch.Tensor, radius: int, epsilon: float = _EPSILON
) -> torch.Tensor:
    """The guided filter's mean coefficients: float64 (4, H, W), three slopes and an offset.

    guide (3, H, W) and mask (1, H, W) in [0, 1]. The filtered mask is the sum of slopes times guide, plus the offset
    (He, Sun and Tang 2013, equations 14 to 16).
    """
    guide, mask = guide.double(), mask.double()
    mean, mean_mask = _mean(guide, radius), _mean(mask, radius)
    covariance = _mean(guide * mask, radius) - mean * mean_mask
    pairs = _mean((guide[:, None] * guide).flatten(0, 1), radius).unflatten(0, (3, 3)) - mean[:, None] * mean
    pairs += epsilon * torch.eye(3, dtype=torch.float64)[..., None, None]
    red, green, blue = pairs
    # The columns of the inverse of a 3 x 3 matrix are cross products of its rows.
    columns = [torch.linalg.cross(a, b, dim=0) for a, b in ((green, blue), (blue, red), (red, green))]
    slope = sum(value * column for value, column in zip(covariance, columns, strict=True)) / (red * columns[0]).sum(0)
    offset = mean_mask - (slope * mean).sum(0, keepdim=True)
    return _mean(torch.cat([slope, offset]), radius)


def foreground_colors(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The object's own colours, uint8 (H, W, 3): where alpha, uint8 (H, W), is soft, the photo shows a mixture.

    Blur-fusion (Forte 2021, "Approximate Fast Foreground Colour Estimation"): the colours of object and background near
    by explain the mixture, and what they leave unexplained goes to the object; first from far, then from near. Where
    the object covers all, the photo's very pixels stay.
    """
    height, width = alpha.shape
    colors = pixels.copy()
    for box in _tiles(height, width):
        x0, y0, x1, y1 = box
        soft = (alpha[y0:y1, x0:x1] > 0) & (alpha[y0:y1, x0:x1] < 255)
        if not soft.any():
            continue
        margin = _FAR + _NEAR
        left, top = max(0, x0 - margin), max(0, y0 - margin)
        part = np.s_[top : y1 + margin, left : x1 + margin]
        image = images.to_tensor(pixels[part])
        cover = torch.from_numpy(alpha[part].astype(np.float32) / 255)[None]
        front = back = image
        for radius in (_FAR, _NEAR):
            front, back = _fused(image, front, back, cover, radius)
        found = images.to_pixels(front)[y0 - top : y1 - top, x0 - left : x1 - left]
        colors[y0:y1, x0:x1][soft] = found[soft]
    return colors


def _fused(
    image: torch.Tensor, front: torch.Tensor, back: torch.Tensor, alpha: torch.Tensor, radius: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """One pass of blur-fusion: colours of object and background, (3, H, W)."""
    cover = _mean(alpha, radius)
    smooth_front = _mean(front * alpha, radius) / cover.clamp(min=1e-5)
    smooth_back = _mean(back * (1 - alpha), radius) / (1 - cover).clamp(min=1e-5)
    left = image - alpha * smooth_front - (1 - alpha) * smooth_back
    return (smooth_front + alpha * left).clamp(-1, 1), smooth_back


def _band(mask: torch.Tensor, radius: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Where all is object and where anything can be, (1, H, W) each, both fading over the radius."""
    decided = (mask > 0.5).float()
    shrunk, grown = 1 - dilated(1 - decided[None], radius)[0], dilated(decided[None], radius)[0]
    fade = max(1, radius // 3)
    return ((_mean(shrunk, fade) - 0.5) * 2).clamp(0, 1), (_mean(grown, fade) * 2).clamp(0, 1)


def _steeper(mask: torch.Tensor, factor: float) -> torch.Tensor:
    return ((mask - 0.5) * factor + 0.5).clamp(0, 1)


def _mean(image: torch.Tensor, radius: int) -> torch.Tensor:
    """The mean of a (C, H, W) over a square window, of what of it lies inside the picture; as fast for any radius."""
    means = image
    for dim in (1, 2):
        length = image.shape[dim]
        end, start = torch.arange(length) + radius + 1, torch.arange(length) - radius
        end, start = end.clamp(max=length), start.clamp(min=0)
        sums = means.cumsum(dim, dtype=torch.float64)
        sums = torch.cat([torch.zeros_like(sums.narrow(dim, 0, 1)), sums], dim)
        count = (end - start).reshape(-1, 1) if dim == 1 else end - start
        means = (sums.index_select(dim, end) - sums.index_select(dim, start)) / count
    return means.to(image.dtype)


def _tiles(height: int, width: int) -> Iterator[Box]:
    for y in range(0, height, _TILE):
        for x in range(0, width, _TILE):
            yield Box(x, y, min(width, x + _TILE), min(height, y + _TILE))
