"""Classifier: a crop of an object -> which category it is. The ruler that the generators are measured with.

A small residual network (He et al. 2016, pre-activation) with group normalisation. Its pooled features stand in for
Inception's where those weights cannot be had, the maps before them for a perceptual distance (Zhang et al. 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from scenegen.models.blocks import conv, linear


@dataclass(frozen=True)
class ClassifierConfig:
    categories: tuple[str, ...]
    size: int = 96  # side in pixels of the crops that it is shown
    channels: tuple[int, ...] = (32, 64, 96, 160, 192)  # per level, from half the size down
    blocks: tuple[int, ...] = (0, 1, 1, 1, 0)  # residual blocks of unchanged size on each level


class Classifier(nn.Module):
    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        if len(config.blocks) != len(config.channels):
            raise ValueError(f"{len(config.channels)} levels, but {len(config.blocks)} numbers of blocks")
        self.config = config
        widths = (config.channels[0], *config.channels)
        self.stem = conv(3, widths[0], stride=2)
        self.levels = nn.ModuleList(
            nn.Sequential(
                *([] if level == 0 else [Block(a, b, stride=2)]),
                *(Block(b, b) for _ in range(config.blocks[level])),
            )
            for level, (a, b) in enumerate(pairwise(widths))
        )
        self.last = nn.Sequential(_normalised(widths[-1]), nn.SiLU())
        self.head = linear(widths[-1], len(config.categories))

    def maps(self, image: torch.Tensor) -> list[torch.Tensor]:
        """image (B, 3, H, W) in [-1, 1] -> the features of every level, finest (B, C, H / 2, W / 2) first, float32."""
        x = self.stem(image)
        found = []
        for level in self.levels:
            x = level(x)
            found.append(x)
        found[-1] = self.last(found[-1])
        return [features.float() for features in found]

    def features(self, image: torch.Tensor) -> torch.Tensor:
        """image (B, 3, H, W) in [-1, 1] -> (B, C), the coarsest features, averaged over the picture."""
        return self.maps(image)[-1].mean((2, 3))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """image (B, 3, H, W) in [-1, 1] -> logits (B, K), float32."""
        return self.head(self.features(image)).float()


class Block(nn.Module):
    """Two 3x3 convolutions around a skip, which is a 1x1 convolution where size or width change."""

    def __init__(self, in_channels: int, out_channels: int, *, stride: int = 1) -> None:
        super().__init__()
        self.before = nn.Sequential(_normalised(in_channels), nn.SiLU())
        self.first = conv(in_channels, out_channels, stride=stride)
        self.second = nn.Sequential(_normalised(out_channels), nn.SiLU(), conv(out_channels, out_channels, gain=0.5))
        same = in_channels == out_channels and stride == 1
        self.skip = nn.Identity() if same else nn.Sequential(nn.AvgPool2d(stride), conv(in_channels, out_channels, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.skip(x) + self.second(self.first(self.before(x)))


def _normalised(channels: int) -> nn.GroupNorm:
    """Groups of 16 channels, or one: what is seen in a crop does not depend on the other crops of a batch."""
    return nn.GroupNorm(channels // 16 if channels % 16 == 0 else 1, channels)
