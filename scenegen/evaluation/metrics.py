"""Figures about pictures and masks, each with a bootstrap interval. Pure functions."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F


def with_interval(values: torch.Tensor, *, resamples: int = 1_000) -> dict[str, Any]:
    """Mean of per-sample values (N,), its 95 % bootstrap interval (percentiles of resampled means) and N."""
    values = values.double().flatten()
    rng = torch.Generator().manual_seed(0)
    chosen = torch.randint(len(values), (resamples, len(values)), generator=rng)
    means = values[chosen].mean(1)
    low, high = torch.quantile(means, torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    return {"mean": round(float(values.mean()), 4), "interval_95": [round(low, 4), round(high, 4)], "n": len(values)}


def masked_difference(first: torch.Tensor, second: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of (N, 3, H, W) in [-1, 1] inside masks (N, 1, H, W), per sample (N,)."""
    total = ((first - second).abs() * mask).sum((1, 2, 3))
    return total / (3 * mask.sum((1, 2, 3))).clamp(min=1)


def intersection_over_union(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """All pairs of boolean masks (N, P) and (M, P) -> (N, M)."""
    first, second = first.float(), second.float()
    both = first @ second.t()
    return both / (first.sum(1)[:, None] + second.sum(1)[None] - both).clamp(min=1)


def sliced_wasserstein(real: torch.Tensor, fake: torch.Tensor, *, patches: int = 16, directions: int = 256) -> float:
    """Sliced Wasserstein distance between 7x7 patches of two sets (N, 3, H, W), averaged over Laplacian levels.

    After Karras et al. 2018 (section 5): every level of the pyramid down to 16 pixels is cut into patches, normalised
    by the real set's mean and deviation per channel, and projected on random directions. 0 is equal; no network is
    needed.
    """
    distances = []
    for real_level, fake_level in zip(_laplacian(real), _laplacian(fake), strict=True):
        rng = torch.Generator().manual_seed(0)
        first, second = (_patches(level, patches, rng) for level in (real_level, fake_level))
        mean, deviation = first.mean((0, 2), keepdim=True), first.std((0, 2), keepdim=True) + 1e-6
        axes = F.normalize(torch.randn(first.shape[1] * 49, directions, generator=rng), dim=0)
        projected = [((part - mean) / deviation).flatten(1) @ axes for part in (first, second)]
        count = min(len(part) for part in projected)
        quantiles = [part[:count].sort(0).values for part in projected]
        distances.append(float((quantiles[0] - quantiles[1]).abs().mean()))
    return sum(distances) / len(distances)


def _laplacian(images: torch.Tensor) -> list[torch.Tensor]:
    levels = []
    while images.shape[-1] > 16:
        smaller = F.avg_pool2d(images, 2)
        levels.append(images - F.interpolate(smaller, scale_factor=2, mode="bilinear", align_corners=False))
        images = smaller
    return [*levels, images]


def _patches(images: torch.Tensor, per_image: int, rng: torch.Generator) -> torch.Tensor:
    """Random 7x7 patches (N * per_image, C, 49)."""
    cut = F.unfold(images, 7).unflatten(1, (images.shape[1], 49))  # (N, C, 49, positions)
    chosen = torch.randint(cut.shape[-1], (len(images), per_image), generator=rng)
    picked = torch.gather(cut, 3, chosen[:, None, None].expand(-1, cut.shape[1], 49, -1))
    return picked.permute(0, 3, 1, 2).flatten(0, 1)
