"""pix2pix: class masks -> a whole picture (Isola et al. 2017), with its U-Net in two depths and the 70 x 70 PatchGAN.

Eight levels are the paper's own network ("U-Net-256": leaky ReLU down, ReLU up, dropout on the three deepest levels
up). Five levels are the variant of many tutorials: convolution, batch normalisation and ReLU down, transposed
convolution with dropout up. Dropout is all the noise there is, so it is drawn from a generator that the caller gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.noise import dropped

Norm = Literal["batch", "instance"]


@dataclass(frozen=True)
class Pix2PixConfig:
    categories: tuple[str, ...]  # of the class masks; the first is the background
    size: int = 256  # side in pixels at which it was trained; every level halves it
    levels: int = 8
    width: int = 64  # channels of the first level; each next one has twice as many, up to eight times
    # "batch" keeps running statistics for painting; "instance" is what the paper's batches of one picture amount to.
    norm: Norm = "batch"
    leak: float = 0.2  # of the ReLU on the way down
    dropped_levels: int = 3  # so many of the deepest levels up drop half of their channels' pixels

    @property
    def stride(self) -> int:
        """Sides of a picture are multiples of it."""
        return 2**self.levels

    @property
    def channels(self) -> tuple[int, ...]:
        return tuple(self.width * min(8, 2**level) for level in range(self.levels))


class Pix2Pix(nn.Module):
    def __init__(self, config: Pix2PixConfig) -> None:
        super().__init__()
        if config.size % config.stride:
            raise ValueError(f"{config.levels} levels need a side that is a multiple of {config.stride}")
        self.config = config
        channels = config.channels
        # The first level is not normalised, nor is the deepest: a single place per picture would become zero.
        self.down = nn.ModuleList(
            _Down(a, b, config.norm if 0 < level < config.levels - 1 else None, config.leak if level else None)
            for level, (a, b) in enumerate(pairwise([len(config.categories), *channels]))
        )
        below = [channels[-1], *(2 * c for c in channels[-2::-1])]
        self.up = nn.ModuleList(_Up(a, b, config.norm) for a, b in zip(below, channels[-2::-1], strict=False))
        self.head = nn.ConvTranspose2d(below[-1], 3, 4, 2, 1)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.normal_(layer.weight, std=0.02)

    def forward(self, masks: torch.Tensor, rng: torch.Generator | None = None) -> torch.Tensor:
        """masks (B, K, H, W), one-hot over `config.categories` -> picture (B, 3, H, W) in [-1, 1], float32.

        `rng` decides what is dropped; without it nothing is. H and W are multiples of `config.stride`.
        """
        if masks.shape[-2] % self.config.stride or masks.shape[-1] % self.config.stride:
            raise ValueError(f"sides are multiples of {self.config.stride}, not {tuple(masks.shape[-2:])}")
        x, finer = masks, []
        for down in self.down:
            x = down(x)
            finer.append(x)
        x = finer.pop()
        for level, up in enumerate(self.up):
            x = up(x)
            if rng is not None and level < self.config.dropped_levels:
                x = dropped(x, rng)
            x = torch.cat([x, finer.pop()], 1)
        return torch.tanh(self.head(F.relu(x)).float())


def normalisation(kind: Norm | None, channels: int) -> nn.Module:
    if kind is None:
        return nn.Identity()
    return nn.BatchNorm2d(channels) if kind == "batch" else nn.InstanceNorm2d(channels, affine=True)


class _Down(nn.Module):
    """(Leaky) ReLU, unless it is the first level, 4x4 convolution with stride 2, normalisation."""

    def __init__(self, in_channels: int, out_channels: int, norm: Norm | None, leak: float | None) -> None:
        super().__init__()
        self.leak = leak
        self.conv = nn.Conv2d(in_channels, out_channels, 4, 2, 1, bias=norm is None)
        self.norm = normalisation(norm, out_channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(x if self.leak is None else F.leaky_relu(x, self.leak)))


class _Up(nn.Module):
    """ReLU, transposed 4x4 convolution with stride 2, normalisation."""

    def __init__(self, in_channels: int, out_channels: int, norm: Norm) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(in_channels, out_channels, 4, 2, 1, bias=False)
        self.norm = normalisation(norm, out_channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(F.relu(x)))


class PatchDiscriminator(nn.Module):
    """Do these masks and this picture belong together? One logit for each patch of 70 x 70 pixels."""

    def __init__(self, categories: int, width: int = 64, norm: Norm = "batch") -> None:
        super().__init__()
        widths = [3 + categories, width, 2 * width, 4 * width, 8 * width]
        layers: list[nn.Module] = []
        for level, (a, b) in enumerate(pairwise(widths)):
            kind = norm if level else None
            layers += [
                nn.Conv2d(a, b, 4, 2 if level < 3 else 1, 1, bias=kind is None),
                normalisation(kind, b),
                nn.LeakyReLU(0.2),
            ]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 4, 1, 1))
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, std=0.02)

    def forward(self, masks: torch.Tensor, picture: torch.Tensor) -> torch.Tensor:
        """masks (B, K, H, W), picture (B, 3, H, W) in [-1, 1] -> logits (B, 1, H / 8 - 2, W / 8 - 2), float32."""
        return self.layers(torch.cat([masks, picture], 1)).float()
