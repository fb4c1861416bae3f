"""Mask prior: noise -> the mask of nothing in particular, the unconditional variant of the segmentation GAN.

Up-sampling stages with batch normalisation, as in DCGAN (Radford et al. 2016), with bilinear up-sampling and 3x3
convolutions in the place of transposed ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from scenegen.models.blocks import GAIN, conv, linear


@dataclass(frozen=True)
class MaskPriorConfig:
    categories: tuple[str, ...]  # what a pixel may be; the first is the background
    size: int = 64  # side of the mask
    z_dim: int = 64
    channels: tuple[int, ...] = (192, 128, 96, 64, 32)  # per level, from 4 x 4 up


class MaskPrior(nn.Module):
    def __init__(self, config: MaskPriorConfig) -> None:
        super().__init__()
        if config.size != 4 * 2 ** (len(config.channels) - 1):
            side = 4 * 2 ** (len(config.channels) - 1)
            raise ValueError(f"{len(config.channels)} levels make masks of {side} pixels, not of {config.size}")
        self.config = config
        self.start = linear(config.z_dim, 16 * config.channels[0], gain=GAIN)
        stages = []
        for a, b in pairwise(config.channels):
            stages += [nn.BatchNorm2d(a), nn.ReLU(), nn.Upsample(scale_factor=2, mode="bilinear"), conv(a, b)]
        last = config.channels[-1]
        self.stages = nn.Sequential(*stages, nn.BatchNorm2d(last), nn.ReLU(), conv(last, len(config.categories)))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """z (B, z_dim) ~ N(0, 1) -> logits (B, K, size, size), float32."""
        return self.stages(self.start(z).unflatten(1, (-1, 4, 4))).float()


class MaskPriorDiscriminator(nn.Module):
    """Is this a mask that people drew? Strided convolutions without normalisation, one logit."""

    def __init__(self, categories: int, size: int = 64, channels: tuple[int, ...] = (32, 64, 128, 192)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for a, b in pairwise((categories, *channels)):
            layers += [conv(a, b, stride=2), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.logit = linear(channels[-1] * (size // 2 ** len(channels)) ** 2, 1)

    def forward(self, mask: torch.Tensor) -> torch.Tensor:
        """mask (B, K, size, size) probabilities -> logits (B, 1), float32."""
        return self.logit(self.layers(2 * mask - 1)).float()
