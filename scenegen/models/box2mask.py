"""Box -> mask: category, the box's aspect ratio and noise -> an object's outline in the unit frame.

The last section of Turkoglu et al. (AAAI 2019) replaces drawn masks by boxes with such a network. The discriminator is
conditioned on the category by projection (Miyato & Koyama 2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from scenegen.models.blocks import GAIN, ModulatedConv, ResidualDown, activate, conv, linear, upsample


@dataclass(frozen=True)
class Box2MaskConfig:
    categories: tuple[str, ...]
    size: int = 64  # side of the mask
    z_dim: int = 64
    category_dim: int = 32
    latent_dim: int = 128
    channels: tuple[int, ...] = (192, 160, 128, 64, 32)  # per level, from 4 x 4 up
    truncation: float = 0.6  # of the editor and the scores, chosen by eye among 1, 0.7 and 0.5; training uses 1
    # Per category the usual range of ln(width / height), from the training outlines; empty: any.
    usual_log_aspects: tuple[tuple[float, float], ...] = ()


class Box2Mask(nn.Module):
    """z alone decides the outline: there is no noise per pixel."""

    def __init__(self, config: Box2MaskConfig) -> None:
        super().__init__()
        if config.size != 4 * 2 ** (len(config.channels) - 1):
            raise ValueError(
                f"{len(config.channels)} levels make masks of {4 * 2 ** (len(config.channels) - 1)} pixels"
            )
        self.config = config
        channels, latent = config.channels, config.latent_dim
        self.category = nn.Embedding(len(config.categories), config.category_dim)
        self.mapping = nn.Sequential(
            linear(config.z_dim + config.category_dim + 1, latent, gain=GAIN),
            nn.LeakyReLU(0.2),
            linear(latent, latent, gain=GAIN),
            nn.LeakyReLU(0.2),
        )
        # The coarsest picture depends on everything: a pose is decided as a whole.
        self.start = linear(latent, 16 * channels[0], gain=GAIN)
        self.first = ModulatedConv(channels[0], channels[0], latent, noisy=False)
        levels = list(pairwise(channels))
        self.up = nn.ModuleList(ModulatedConv(a, b, latent, noisy=False) for a, b in levels)
        self.refine = nn.ModuleList(ModulatedConv(b, b, latent, noisy=False) for _, b in levels)
        self.to_mask = nn.ModuleList(conv(c, 1, 1, gain=0.5) for c in channels[1:])

    def forward(
        self, z: torch.Tensor, category: torch.Tensor, log_aspect: torch.Tensor, *, truncation: float = 1.0
    ) -> torch.Tensor:
        """z (B, z_dim) ~ N(0, 1), category (B,) indices, log_aspect (B,) = ln(width / height) of the box ->
        mask (B, 1, size, size) in [0, 1] in the box's own unit square.

        `truncation` below 1 draws nearer to the typical outline of the category and aspect: fewer failures, fewer
        poses (the truncation trick, Karras et al. 2019, section B).
        """
        latent = self._latent(z, category, log_aspect)
        if truncation < 1:
            typical = torch.stack([self._typical(*box) for box in zip(category, log_aspect, strict=True)])
            latent = torch.lerp(typical, latent, truncation)
        x = activate(self.start(latent)).reshape(len(z), -1, 4, 4)
        x = self.first(x, latent)
        logits = None
        for up, refine, to_mask in zip(self.up, self.refine, self.to_mask, strict=True):
            x = refine(up(upsample(x), latent), latent)
            logits = to_mask(x) if logits is None else upsample(logits) + to_mask(x)
        return torch.sigmoid(2 * logits.float())

    def usual_log_aspect(self, category: int, log_aspect: float) -> float:
        """The nearest usual ln(width / height) of a category.

        For a box far from it, the outline of a usual box that is then stretched is better than what the network draws
        for boxes that it has hardly seen.
        """
        if not self.config.usual_log_aspects:
            return log_aspect
        low, high = self.config.usual_log_aspects[category]
        return min(max(log_aspect, low), high)

    def _latent(self, z: torch.Tensor, category: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
        z = z * (z.square().mean(1, keepdim=True) + 1e-8).rsqrt()
        return self.mapping(torch.cat([z, self.category(category), log_aspect[:, None]], 1))

    def _typical(self, category: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
        """The mean latent (latent_dim,) of one category and aspect, over 256 fixed draws."""
        z = torch.randn(256, self.config.z_dim, generator=torch.Generator().manual_seed(0)).to(log_aspect.device)
        return self._latent(z, category.expand(256), log_aspect.expand(256)).mean(0)


@dataclass(frozen=True)
class Box2MaskDiscriminatorConfig:
    categories: tuple[str, ...]
    size: int = 64
    channels: tuple[int, ...] = (24, 64, 128, 160, 192)


class Box2MaskDiscriminator(nn.Module):
    """Is this the outline of such an animal in a box of such an aspect ratio?"""

    def __init__(self, config: Box2MaskDiscriminatorConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.channels
        last = channels[-1]
        self.stem = conv(2, channels[0])
        self.blocks = nn.Sequential(*(ResidualDown(a, b) for a, b in pairwise(channels)))
        self.features = conv(last + 1, last)
        side = config.size // 2 ** (len(channels) - 1)
        self.hidden = linear(last * side**2, last, gain=GAIN)
        self.logit = linear(last, 1)
        self.category = nn.Embedding(len(config.categories), last)

    def forward(self, mask: torch.Tensor, category: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
        """mask (B, 1, size, size), category (B,), log_aspect (B,) -> logits (B, 1)."""
        aspect = log_aspect[:, None, None, None].expand_as(mask).to(mask.dtype)
        x = self.blocks(activate(self.stem(torch.cat([2 * mask - 1, aspect], 1))))
        # The spread within the batch, shown so that a generator with one pose per category is found out.
        spread = (x.float().var(0, correction=0) + 1e-8).sqrt().mean().expand(len(x), 1, *x.shape[2:])
        x = activate(self.features(torch.cat([x, spread.to(x.dtype)], 1)))
        x = activate(self.hidden(x.flatten(1)))
        projection = (x * self.category(category)).sum(1, keepdim=True) / math.sqrt(x.shape[1])
        return (self.logit(x) + projection).float()
