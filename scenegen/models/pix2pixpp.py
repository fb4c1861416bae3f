"""pix2pix++: class masks and noise -> a whole picture, with what made such networks better after 2017.

The strongest one-shot rival of the AAAI 2019 paper (Turkoglu et al.): spectral norm and a projection discriminator
(Miyato et al. 2018, Miyato & Koyama 2018), discriminators on several scales and feature matching (Wang et al. 2018),
and noise. The noise scales and shifts the features after each normalisation on the way up: concatenated to the input,
it would be a constant that instance normalisation takes away again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from scenegen.models.blocks import activate, conv, linear, upsample


@dataclass(frozen=True)
class Pix2PixPPConfig:
    categories: tuple[str, ...]  # of the class masks; the first is the background
    size: int = 128  # side in pixels at which it was trained
    width: int = 64  # channels of the first level
    levels: int = 5
    z_dim: int = 64

    @property
    def stride(self) -> int:
        """Sides of a picture are multiples of it."""
        return 2**self.levels

    @property
    def channels(self) -> tuple[int, ...]:
        """At full size, and after each level."""
        return tuple(self.width * min(8, 2**level) for level in range(self.levels + 1))


class Pix2PixPP(nn.Module):
    def __init__(self, config: Pix2PixPPConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.channels
        self.stem = conv(len(config.categories), channels[0])
        self.down = nn.ModuleList(conv(a, b, stride=2) for a, b in pairwise(channels))
        self.middle = linear(config.z_dim, channels[-1])
        self.up = nn.ModuleList(_Up(below, here, config.z_dim) for here, below in list(pairwise(channels))[::-1])
        self.head = conv(channels[0], 3, gain=0.5)

    def forward(self, masks: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        """masks (B, K, H, W), one-hot over `config.categories`; z (B, z_dim) ~ N(0, 1) -> picture (B, 3, H, W) in
        [-1, 1], float32. H and W are multiples of `config.stride`."""
        if masks.shape[-2] % self.config.stride or masks.shape[-1] % self.config.stride:
            raise ValueError(f"sides are multiples of {self.config.stride}, not {tuple(masks.shape[-2:])}")
        x, finer = activate(self.stem(masks)), []
        for down in self.down:
            finer.append(x)
            x = activate(down(x))
        x = x + self.middle(z)[:, :, None, None].to(x.dtype)
        for up in self.up:
            x = up(x, finer.pop(), z)
        return torch.tanh(self.head(x).float())


class _Up(nn.Module):
    """Twice the size beside what its level remembers, a convolution, instance normalisation modulated by z."""

    def __init__(self, below: int, here: int, z_dim: int) -> None:
        super().__init__()
        self.narrow = conv(below, here, 1, gain=1)
        self.conv = nn.Conv2d(2 * here, here, 3, padding=1, bias=False)
        self.gain = linear(z_dim, here, gain=0.5, bias=1.0)
        self.shift = linear(z_dim, here, gain=0.5)

    def forward(self, x: torch.Tensor, beside: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        x = self.conv(torch.cat([upsample(self.narrow(x)), beside], 1))
        gain, shift = (layer(z)[:, :, None, None].to(x.dtype) for layer in (self.gain, self.shift))
        return activate(F.instance_norm(x) * gain + shift)


class MultiScaleDiscriminator(nn.Module):
    """The same kind of PatchGAN at full, half and quarter size, each with its own weights."""

    def __init__(self, categories: int, width: int = 64, scales: int = 3) -> None:
        super().__init__()
        self.scales = nn.ModuleList(_ProjectionPatches(categories, width) for _ in range(scales))

    def forward(self, masks: torch.Tensor, picture: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """masks (B, K, H, W), picture (B, 3, H, W) in [-1, 1] -> logits (B, 1, h, w) per scale, and all features."""
        logits, features = [], []
        for scale, judge in enumerate(self.scales):
            smaller = F.avg_pool2d(picture, 2**scale) if scale else picture
            logit, own = judge(masks, smaller)
            logits.append(logit)
            features += own
        return logits, features


class _ProjectionPatches(nn.Module):
    """Spectrally normalised convolutions on the picture; the masks enter as an inner product with the features."""

    def __init__(self, categories: int, width: int) -> None:
        super().__init__()
        widths = [3, width, 2 * width, 4 * width]
        self.layers = nn.ModuleList(spectral_norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in pairwise(widths))
        self.last = spectral_norm(nn.Conv2d(widths[-1], widths[-1], 3, padding=1))
        self.logit = spectral_norm(nn.Conv2d(widths[-1], 1, 1))
        self.categories = spectral_norm(nn.Conv2d(categories, widths[-1], 1, bias=False))

    def forward(self, masks: torch.Tensor, picture: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        x, features = picture, []
        for layer in (*self.layers, self.last):
            x = activate(layer(x))
            features.append(x)
        shown = F.adaptive_avg_pool2d(masks, x.shape[-2:]).to(x.dtype)
        projection = (x * self.categories(shown)).sum(1, keepdim=True)
        return (self.logit(x) + projection).float(), features
