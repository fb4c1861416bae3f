"""Background refiner: a landscape that the painter made -> the same landscape at twice the size, with its details.

The second stage of StackGAN (Zhang et al. 2017) for landscapes: the painter decides what stands where, this network
paints what shows only when one comes nearer. It works at the painter's resolution and below, where it sees far with
little work (U-Net, Ronneberger et al. 2015), and moves channels into pixels at the end (Shi et al. 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.blocks import activate, conv, noise_at, upsample
from scenegen.models.refiner import GROWTH, conv_to_pixels


@dataclass(frozen=True)
class BackgroundRefinerConfig:
    channels: tuple[int, int, int, int] = (16, 40, 80, 128)  # at full size, at half, at a quarter, at an eighth of it
    coarse_blocks: int = 2  # residual blocks at an eighth


class BackgroundRefiner(nn.Module):
    def __init__(self, config: BackgroundRefinerConfig) -> None:
        super().__init__()
        self.config = config
        full, fine, middle, coarse = config.channels
        self.stem = conv(3 + GROWTH**2, fine)
        self.to_middle = conv(fine, middle, stride=2)
        self.before = _Residual(middle)
        self.to_coarse = conv(middle, coarse, stride=2)
        self.coarse = nn.ModuleList(_Residual(coarse) for _ in range(config.coarse_blocks))
        self.join_middle = conv(coarse + middle, middle)
        self.join_fine = conv(middle + fine, fine)
        self.after = _Residual(fine)
        self.to_full = conv_to_pixels(fine, full)
        self.to_detail = conv(full, 3, gain=0.1)

    def forward(self, painted: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """painted (B, 3, h, w) in [-1, 1], noise (B, 1, 2h, 2w) ~ N(0, 1) -> picture (B, 3, 2h, 2w) in [-1, 1].

        h and w are multiples of 4.
        """
        fine = activate(self.stem(torch.cat([painted, F.pixel_unshuffle(noise.to(painted.dtype), GROWTH)], 1)))
        middle = self.before(activate(self.to_middle(fine)), noise)
        x = activate(self.to_coarse(middle))
        for block in self.coarse:
            x = block(x, noise)
        x = activate(self.join_middle(torch.cat([upsample(x), middle], 1)))
        x = activate(self.join_fine(torch.cat([upsample(x), fine], 1)))
        detail = self.to_detail(activate(F.pixel_shuffle(self.to_full(self.after(x, noise)), GROWTH)))
        return (upsample(painted.float()) + detail.float()).clamp(-1, 1)


class _Residual(nn.Module):
    """Two 3x3 convolutions around a skip, with noise between them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv(channels, channels)
        self.second = conv(channels, channels, gain=0.5)
        self.noise_strength = nn.Parameter(torch.full((channels,), 0.1))

    def forward(self, x: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        strength = self.noise_strength[:, None, None] * noise_at(noise, x.shape[-2:])
        return x + self.second(activate(self.first(x) + strength.to(x.dtype)))
