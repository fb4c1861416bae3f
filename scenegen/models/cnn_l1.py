"""CNN with L1: class masks -> a whole picture, by one plain convolutional network and nothing but the mean difference.

The simplest of the AAAI 2019 paper's rivals (Turkoglu et al.). The network is the usual one for picture to picture:
two strided convolutions, residual blocks, back up again (Johnson et al. 2016). It has no noise: the same masks always
give the same picture, and what could be many things becomes their average.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from scenegen.models.blocks import conv, upsample


@dataclass(frozen=True)
class CnnL1Config:
    categories: tuple[str, ...]  # of the class masks; the first is the background
    size: int = 128  # side in pixels at which it was trained; it works at other sizes too
    width: int = 64  # channels at full size; twice and four times as many below
    blocks: int = 6

    @property
    def stride(self) -> int:
        """Sides of a picture are multiples of it."""
        return 4


class CnnL1(nn.Module):
    def __init__(self, config: CnnL1Config) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.stem = _Conv(len(config.categories), width, 7)
        self.down = nn.Sequential(_Conv(width, 2 * width, stride=2), _Conv(2 * width, 4 * width, stride=2))
        self.blocks = nn.Sequential(*(_Residual(4 * width) for _ in range(config.blocks)))
        self.up = nn.ModuleList([_Conv(4 * width, 2 * width), _Conv(2 * width, width)])
        self.head = conv(width, 3, 7, gain=0.5)

    def forward(self, masks: torch.Tensor) -> torch.Tensor:
        """masks (B, K, H, W), one-hot over `config.categories` -> picture (B, 3, H, W) in [-1, 1], float32.

        H and W are multiples of four.
        """
        x = self.blocks(self.down(self.stem(masks)))
        for up in self.up:
            x = up(upsample(x))
        return torch.tanh(self.head(x).float())


class _Conv(nn.Module):
    """Convolution, instance normalisation with gain and bias, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, kernel: int = 3, *, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.InstanceNorm2d(out_channels, affine=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.norm(self.conv(x)))


class _Residual(nn.Module):
    """Two 3x3 convolutions around the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _Conv(channels, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.InstanceNorm2d(channels, affine=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.norm(self.second(self.first(x)))
