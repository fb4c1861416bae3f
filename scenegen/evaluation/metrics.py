"""Figures about pictures and masks, each with a bootstrap interval. Pure functions."""

from __future__ import annotations

from typing import Any

import torch

from scenegen.evaluation.mask_metrics import pooled


def with_interval(values: torch.Tensor, *, resamples: int = 1_000) -> dict[str, Any]:
    """Mean of per-sample values (N,), its 95 % bootstrap interval (percentiles of resampled means) and N."""
    values = values.double().flatten()
    rng = torch.Generator().manual_seed(0)
    chosen = torch.randint(len(values), (resamples, len(values)), generator=rng)
    means = values[chosen].mean(1)
    low, high = torch.quantile(means, torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    return {"mean": round(float(values.mean()), 4), "interval_95": [round(low, 4), round(high, 4)], "n": len(values)}


def ratio(first: torch.Tensor, second: torch.Tensor) -> dict[str, Any]:
    """The mean of `first` by the mean of `second`, both (N,) of the same samples, which are resampled together."""

    def divided(sums: torch.Tensor) -> torch.Tensor:
        return torch.where(sums[:, 1] > 0, sums[:, 0] / sums[:, 1], torch.nan)

    return pooled(torch.stack([first, second], 1), divided)


def masked_difference(first: torch.Tensor, second: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of (N, 3, H, W) in [-1, 1] inside masks (N, 1, H, W), per sample (N,)."""
    total = ((first - second).abs() * mask).sum((1, 2, 3))
    return total / (3 * mask.sum((1, 2, 3))).clamp(min=1)


def intersection_over_union(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """All pairs of boolean masks (N, P) and (M, P) -> (N, M)."""
    first, second = first.float(), second.float()
    both = first @ second.t()
    return both / (first.sum(1)[:, None] + second.sum(1)[None] - both).clamp(min=1)
