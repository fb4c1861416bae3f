"""What may lie behind an object: nobody knows, but it should not be the object."""

from __future__ import annotations

import torch
import torch.nn.functional as F


def filled(image: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Fills the unknown part of pictures (B, 3, S, S) from what is known around it; `known` (B, 1, S, S) is 0 or 1.

    Push-pull: coarse averages, replaced by finer ones wherever those are known. Without a fill the object's own pixels
    would shine through wherever alpha is below one, and the network would learn to be transparent.
    """
    if image.shape[-1] <= 4:
        mean = (image * known).sum((2, 3), keepdim=True) / (known.sum((2, 3), keepdim=True) + 1e-4)
        return image * known + mean * (1 - known)
    weight = F.avg_pool2d(known, 2)
    coarse = F.avg_pool2d(image * known, 2) / (weight + 1e-4)
    below = filled(coarse, (weight > 0.25).to(image.dtype))
    return image * known + F.interpolate(below, scale_factor=2, mode="bilinear", align_corners=False) * (1 - known)
