"""Masks as people draw them. Photos' outlines are exact; boxes, brushes and eight clicks are not."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def perturbed_masks(masks: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Makes masks (B, 1, S, S) look drawn: two in five are kept, the others grown, smoothed or wobbled, at random.

    The result has soft edges as an antialiased drawing has.
    """
    batch, _, size, _ = masks.shape
    kind = torch.randint(0, 5, (batch,), generator=generator)
    amount = torch.rand(batch, generator=generator)
    result = masks.clone()
    for i in range(batch):
        mask = masks[i : i + 1]
        if kind[i] == 1:  # a generous or a tight outline
            radius = 1 + int(amount[i] * 0.03 * size)
            grown = F.max_pool2d(mask, 2 * radius + 1, 1, radius)
            result[i] = grown[0]
        elif kind[i] == 2:  # a thick brush: no thin parts, round corners
            sigma = (0.01 + 0.03 * float(amount[i])) * size
            result[i] = _threshold(_blur(mask, sigma))[0]
        elif kind[i] == 3:  # an unsteady hand
            result[i] = _wobbled(mask, 0.01 + 0.03 * float(amount[i]), generator)[0]
    return result


def sketched_masks(masks: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Masks (B, 1, S, S) as people sketch them in a few strokes: without what is thin, all wobbled."""
    result = masks.clone()
    for row, mask, amount in zip(result, masks.split(1), torch.rand(len(masks), generator=generator), strict=True):
        sigma = (0.02 + 0.06 * float(amount)) * masks.shape[-1]
        row[:] = _wobbled(_threshold(_blur(mask, sigma)), 0.02, generator)[0]
    return result


def _threshold(mask: torch.Tensor) -> torch.Tensor:
    return ((mask - 0.5) * 6 + 0.5).clamp(0, 1)


def _blur(mask: torch.Tensor, sigma: float) -> torch.Tensor:
    radius = max(1, int(2.5 * sigma))
    x = torch.arange(-radius, radius + 1, dtype=torch.float32)
    kernel = torch.exp(-(x**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum())[None, None, None]
    mask = F.conv2d(F.pad(mask, (radius, radius, 0, 0)), kernel)
    return F.conv2d(F.pad(mask, (0, 0, radius, radius)), kernel.transpose(2, 3))


def _wobbled(mask: torch.Tensor, strength: float, generator: torch.Generator) -> torch.Tensor:
    size = mask.shape[-1]
    coarse = torch.randn(1, 2, 8, 8, generator=generator) * 2 * strength
    shift = F.interpolate(coarse, (size, size), mode="bicubic", align_corners=False)
    steps = (torch.arange(size) + 0.5) * 2 / size - 1
    grid = torch.stack(torch.meshgrid(steps, steps, indexing="xy"), -1)[None] + shift.permute(0, 2, 3, 1)
    return F.grid_sample(mask, grid, align_corners=False)
