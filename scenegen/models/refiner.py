"""Refiner: an object that the foreground generator painted -> the same object at twice the size, with its details.

The second stage of StackGAN (Zhang et al. 2017) for objects: the first decides what they look like, this one sees what
it painted and the mask at full size, and paints what shows only there. It works at the first stage's resolution and
moves channels into pixels at the end (Shi et al. 2016), modulated by the same style (StyleGAN2, Karras et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.blocks import ModulatedConv, activate, conv, mapping, noise_at, upsample

GROWTH = 2  # the refined picture is so many times as large


@dataclass(frozen=True)
class RefinerConfig:
    categories: tuple[str, ...]
    size: int = 256  # side of the refined crop in pixels
    channels: tuple[int, int, int] = (8, 32, 64)  # at full size, at half and at a quarter of it
    style_dim: int = 32  # of the foreground network's styles
    category_dim: int = 16
    latent_dim: int = 64


def conv_to_pixels(in_channels: int, out_channels: int) -> nn.Conv2d:
    """A 3x3 convolution to the channels that `F.pixel_shuffle` moves into `out_channels` of `GROWTH` times the size.

    The pixels that come from one place begin alike: else they show as a chequered pattern (Aitken et al. 2017).
    """
    places = GROWTH**2
    layer = conv(in_channels, places * out_channels)
    with torch.no_grad():
        layer.weight.copy_(layer.weight[::places].repeat_interleave(places, 0))
    return layer


class Refiner(nn.Module):
    def __init__(self, config: RefinerConfig) -> None:
        super().__init__()
        self.config = config
        full, fine, coarse = config.channels
        places = GROWTH**2  # pixels of the refined picture for one of the painted
        self.category = nn.Embedding(len(config.categories), config.category_dim)
        self.mapping = mapping(config.style_dim + config.category_dim, config.latent_dim)
        self.stem = conv(3 + 2 * places, fine)
        self.down = conv(fine, coarse, stride=2)
        self.middle = nn.ModuleList(ModulatedConv(coarse, coarse, config.latent_dim) for _ in range(2))
        self.join = ModulatedConv(fine + coarse, fine, config.latent_dim)
        self.refine = ModulatedConv(fine, fine, config.latent_dim)
        self.to_full = conv_to_pixels(fine, full)
        self.to_detail = conv(full, 3, gain=0.1)

    def forward(
        self,
        painted: torch.Tensor,
        mask: torch.Tensor,
        category: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
    ) -> torch.Tensor:
        """Refines objects, or parts of them.

        painted (B, 3, h, w) in [-1, 1], colours carried beyond the object's edge; mask (B, 1, 2h, 2w) in [0, 1];
        category (B,) indices into `config.categories`; style (B, style_dim); noise (B, 1, 2h, 2w) ~ N(0, 1).
        Returns colours (B, 3, 2h, 2w) in [-1, 1]. h and w may be any even numbers.
        """
        latent = self.mapping(torch.cat([style, self.category(category)], 1))
        fine = [F.pixel_unshuffle(x.to(painted.dtype), GROWTH) for x in (mask, noise)]
        skip = activate(self.stem(torch.cat([painted, *fine], 1)))
        x = activate(self.down(skip))
        here, below = (noise_at(noise, level.shape[-2:]) for level in (skip, x))
        for layer in self.middle:
            x = layer(x, latent, below)
        x = self.join(torch.cat([upsample(x), skip], 1), latent, here)
        x = self.refine(x, latent, here)
        detail = self.to_detail(activate(F.pixel_shuffle(self.to_full(x), GROWTH)))
        return (upsample(painted.float()) + detail.float()).clamp(-1, 1)
