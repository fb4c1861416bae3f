"""Networks without weights that find what a test has drawn: what is bright, what differs."""

from __future__ import annotations

import torch
from torch import nn

from scenegen.models.bscgan import BScGANConfig
from scenegen.models.segmentation import SegmentationConfig


class Bright(nn.Module):
    """Stands for a trained network: what is bright is an animal; guided, only where it is pointed at."""

    def __init__(self, guided: bool, categories: tuple[str, ...] = ("background", "animal")) -> None:
        super().__init__()
        self.config = SegmentationConfig(categories, size=64, guided=guided)
        self.unused = nn.Parameter(torch.zeros(1))
        self.guides: list[torch.Tensor] = []

    def forward(self, image: torch.Tensor, guide: torch.Tensor | None = None) -> torch.Tensor:
        animal = 20 * image.mean(1, keepdim=True)
        if guide is not None:
            self.guides.append(guide)
            if guide.any():
                animal = torch.where(guide.amax((2, 3), keepdim=True) > 0.9, animal, -animal)
        others = [torch.full_like(animal, -40)] * (len(self.config.categories) - 2)
        return torch.cat([-animal, animal, *others], 1)


class Differs(nn.Module):
    """Stands for a trained BScGAN: in front is what differs."""

    def __init__(self) -> None:
        super().__init__()
        self.config = BScGANConfig(size=64, channels=(4, 4))
        self.unused = nn.Parameter(torch.zeros(1))

    def probability(self, frames: torch.Tensor) -> torch.Tensor:
        return ((frames[:, :3] - frames[:, 3:]).abs().mean(1, keepdim=True) > 0.3).float()
