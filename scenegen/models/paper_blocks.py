"""Blocks and discriminators that the networks of the AAAI 2019 paper share (Turkoglu et al., arXiv 1902.00671).

Written anew from the paper's description. The blocks are those of SN-GAN (Miyato et al. 2018), which it builds on.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

START = 4  # side in pixels of the first features


class ResidualUp(nn.Module):
    """Twice the size: batch normalisation, ReLU and a 3x3 convolution, twice, around a skip."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.first_norm = nn.BatchNorm2d(in_channels)
        self.first = _conv(in_channels, out_channels)
        self.second_norm = nn.BatchNorm2d(out_channels)
        self.second = _conv(out_channels, out_channels)
        self.skip = nn.Identity() if in_channels == out_channels else _conv(in_channels, out_channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.first(_twice(F.relu(self.first_norm(x))))
        y = self.second(F.relu(self.second_norm(y)))
        return y + _twice(self.skip(x))


def _twice(x: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, scale_factor=2, mode="nearest")


def _conv(in_channels: int, out_channels: int, kernel: int = 3) -> nn.Conv2d:
    # No bias: the next normalisation would take it away.
    layer = nn.Conv2d(in_channels, out_channels, kernel, padding=kernel // 2, bias=False)
    nn.init.xavier_uniform_(layer.weight, gain=math.sqrt(2) if kernel > 1 else 1)
    return layer


class FromNoise(nn.Module):
    """z (B, z_dim) -> features (B, C, S, S): a linear layer to 4x4, then blocks that double the size."""

    def __init__(self, z_dim: int, channels: list[int]) -> None:
        super().__init__()
        self.start = nn.Linear(z_dim, channels[0] * START**2)
        nn.init.xavier_uniform_(self.start.weight)
        self.blocks = nn.Sequential(*(ResidualUp(a, b) for a, b in pairwise(channels)))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.blocks(self.start(z).reshape(len(z), -1, START, START))


class Stem(nn.Module):
    """What is given, at half its size: 4x4 convolution with stride 2, batch normalisation, ReLU."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 4, 2, 1, bias=False)
        self.norm = nn.BatchNorm2d(out_channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.norm(self.conv(x)))


class ToPicture(nn.Module):
    """Batch normalisation, ReLU, 3x3 convolution, tanh -> (B, 3, H, W) in [-1, 1], float32."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = nn.Conv2d(channels, 3, 3, padding=1)
        nn.init.xavier_uniform_(self.conv.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.conv(F.relu(self.norm(x))).float())


class RepaintingGenerator(nn.Module):
    """z and what is given at full size -> a whole picture: the generator of the paper's foreground and baseline.

    Noise grows to half the size through blocks of 5, 4, 3, 3, 3 times `width` channels; what is given joins there,
    after a single strided convolution; one block of 3.5 times `width` channels makes the picture. At the published
    width of 128 and 128 pixels that block has 448 channels and does four fifths of all the work.
    """

    def __init__(self, given: int, width: int, size: int, z_dim: int) -> None:
        super().__init__()
        count = round(math.log2(size // 2 // START))
        shares = (5, 4, 3, 3, 3, *[3] * max(0, count - 4))[: count + 1]
        self.noise = FromNoise(z_dim, [share * width for share in shares])
        self.stem = Stem(given, width // 2)
        joined = shares[-1] * width + width // 2
        self.block = ResidualUp(joined, joined)
        self.picture = ToPicture(joined)

    def forward(self, given: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        return self.picture(self.block(torch.cat([self.noise(z), self.stem(given)], 1)))


def check_size(size: int) -> None:
    """Raises ValueError unless the blocks, each of which doubles the size, end at it."""
    if size < 16 or size & (size - 1):
        raise ValueError(f"the side is a power of two from 16 on, not {size}")


class PaperDiscriminator(nn.Module):
    """Picture and class masks -> one logit (SN-GAN's discriminator): spectral norm, residual blocks down, summed up.

    The global one looks at the whole picture, the instance one at the object's box.
    """

    def __init__(self, categories: int, width: int = 64, size: int = 128) -> None:
        super().__init__()
        levels = round(math.log2(size // START))
        channels = [3 + categories, *(width * min(16, 2**level) for level in range(levels))]
        self.blocks = nn.Sequential(*(_ResidualDown(a, b, first=i == 0) for i, (a, b) in enumerate(pairwise(channels))))
        self.logit = spectral_norm(nn.Linear(channels[-1], 1))

    def forward(self, picture: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        """picture (B, 3, S, S) in [-1, 1], masks (B, K, S, S) -> logits (B, 1), float32."""
        x = F.relu(self.blocks(torch.cat([picture, masks], 1)))
        return self.logit(x.sum((2, 3)) / START).float()


class _ResidualDown(nn.Module):
    """Half the size; the first block begins without a ReLU."""

    def __init__(self, in_channels: int, out_channels: int, *, first: bool) -> None:
        super().__init__()
        self.begins = nn.Identity() if first else nn.ReLU()
        self.first = spectral_norm(nn.Conv2d(in_channels, out_channels, 3, padding=1))
        self.second = spectral_norm(nn.Conv2d(out_channels, out_channels, 3, padding=1))
        self.skip = spectral_norm(nn.Conv2d(in_channels, out_channels, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.second(F.relu(self.first(self.begins(x))))
        return F.avg_pool2d(y, 2) + self.skip(F.avg_pool2d(x, 2))
