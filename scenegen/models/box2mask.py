"""Box -> mask: category, the box's aspect ratio and a code -> an object's outline in the unit frame.

The last section of Turkoglu et al. (AAAI 2019) replaces drawn masks by boxes with such a network. This one is a VAE-GAN
(Larsen et al. 2016): an encoder reads codes from real outlines, and new ones are drawn between the codes of two that
look alike. The discriminator is conditioned on the category by projection (Miyato & Koyama 2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn

from scenegen.models.blocks import GAIN, ModulatedConv, ResidualDown, activate, conv, linear, upsample
from scenegen.models.codes import CodeEncoder, on_sphere, towards_a_neighbour
from scenegen.models.noise import rand


@dataclass(frozen=True)
class Box2MaskConfig:
    categories: tuple[str, ...]
    size: int = 64  # side of the mask
    z_dim: int = 64
    category_dim: int = 32
    latent_dim: int = 128
    channels: tuple[int, ...] = (160, 128, 96, 48, 24)  # per level, from 4 x 4 up
    encoder_channels: tuple[int, ...] = (8, 16, 32, 64, 96)  # per level, from the mask down to 4 x 4
    bank_size: int = 128  # codes of training outlines kept per category
    # Per category the usual range of ln(width / height), from the training outlines; empty: any.
    usual_log_aspects: tuple[tuple[float, float], ...] = ()
    # Per category how solid (`scenegen.outlines.solidity`) an outline may be, from the training outlines; empty: any.
    most_solid: tuple[float, ...] = ()


# Outlines are drawn for boxes whose ln(width / height) is about so far from that of the training outline.
_ASPECT_SPREAD = 0.2
# How much less likely, in natural logarithms, the last of a category's training outlines is drawn than the first.
_RANK_WEIGHT = 3.0
_PARTNERS = 6  # the nearest codes, one of which an outline is mixed with
_SKETCH_PARTNERS = 12  # those of a sketch


class Box2Mask(nn.Module):
    """The code alone decides the outline: there is no noise per pixel."""

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
        if len(config.encoder_channels) != len(channels):
            raise ValueError(f"the encoder has {len(config.encoder_channels)} levels, the generator {len(channels)}")
        self.encoder = CodeEncoder(2, config.encoder_channels, config.z_dim)
        # Codes of training outlines, the best examples first, and ln(width / height) of their boxes, filled by
        # training; N(0, 1) until then.
        places, rng = (len(config.categories), config.bank_size), torch.Generator().manual_seed(0)
        self.register_buffer("code_bank", torch.randn(*places, config.z_dim, generator=rng))
        self.register_buffer("aspect_bank", torch.zeros(places))

    def forward(self, code: torch.Tensor, category: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
        """code (B, z_dim), category (B,) indices, log_aspect (B,) = ln(width / height) of the box -> mask
        (B, 1, size, size) in [0, 1] in the box's own unit square."""
        latent = self._latent(code, category, log_aspect)
        x = activate(self.start(latent)).reshape(len(code), -1, 4, 4)
        x = self.first(x, latent)
        logits = None
        for up, refine, to_mask in zip(self.up, self.refine, self.to_mask, strict=True):
            x = refine(up(upsample(x), latent), latent)
            logits = to_mask(x) if logits is None else upsample(logits) + to_mask(x)
        return torch.sigmoid(2 * logits.float())

    def encode(self, mask: torch.Tensor, log_aspect: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Outlines (B, 1, size, size) in [0, 1] in the unit squares of their boxes -> mean and log-variance of their
        codes, (B, z_dim) each."""
        return self.encoder(with_aspect(mask, log_aspect))

    def sample_codes(
        self,
        category: torch.Tensor,
        log_aspect: torch.Tensor,
        generator: torch.Generator,
        *,
        like: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Codes (B, z_dim) of outlines for boxes, between two training outlines of the category that look alike.

        The first is a good example whose box has about this aspect, or the code of a sketch that the outline should be
        `like` (B, z_dim); the second one of the nearest to it. The code is at most half-way from the first to the
        second, from a sketch at most nine tenths of the way.
        """
        bank, aspects = on_sphere(self.code_bank[category].float()), self.aspect_bank[category].float()
        rows = torch.arange(len(bank), device=bank.device)
        draws = rand(len(bank), bank.shape[1] + 2, rng=generator).to(bank.device)
        # Gumbel's maximum: each is drawn as often as its box is likely, better examples more often. If all are far, the
        # nearest are.
        likely = -0.5 * ((aspects - log_aspect[:, None]) / _ASPECT_SPREAD).square()
        likely -= _RANK_WEIGHT * torch.linspace(0, 1, bank.shape[1], device=bank.device)
        first = (likely - (-draws[:, 2:].clamp(1e-6, 1 - 1e-6).log()).log()).argmax(1)
        code = bank[rows, first] if like is None else on_sphere(like)
        share = 0.5 * draws[:, 1] if like is None else 0.3 + 0.6 * draws[:, 1]
        return towards_a_neighbour(
            code,
            bank,
            draws[:, 0],
            share,
            partners=_PARTNERS if like is None else _SKETCH_PARTNERS,
            own=first if like is None else None,
        )

    def usual_log_aspect(self, category: int, log_aspect: float) -> float:
        """The nearest usual ln(width / height) of a category.

        For a box far from it, the outline of a usual box that is then stretched is better than what the network draws
        for boxes that it has hardly seen.
        """
        if not self.config.usual_log_aspects:
            return log_aspect
        low, high = self.config.usual_log_aspects[category]
        return min(max(log_aspect, low), high)

    def _latent(self, code: torch.Tensor, category: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
        return self.mapping(torch.cat([on_sphere(code), self.category(category), log_aspect[:, None]], 1))


def with_aspect(mask: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
    """Outlines (B, 1, S, S) in [0, 1] and the aspects of their boxes (B,) as two channels."""
    return torch.cat([2 * mask - 1, log_aspect[:, None, None, None].expand_as(mask).to(mask.dtype)], 1)


@dataclass(frozen=True)
class Box2MaskDiscriminatorConfig:
    categories: tuple[str, ...]
    size: int = 64
    channels: tuple[int, ...] = (20, 40, 80, 112, 144)


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
        x = self.blocks(activate(self.stem(with_aspect(mask, log_aspect))))
        # The spread within the batch, shown so that a generator with one pose per category is found out.
        spread = (x.float().var(0, correction=0) + 1e-8).sqrt().mean().expand(len(x), 1, *x.shape[2:])
        x = activate(self.features(torch.cat([x, spread.to(x.dtype)], 1)))
        x = activate(self.hidden(x.flatten(1)))
        projection = (x * self.category(category)).sum(1, keepdim=True) / math.sqrt(x.shape[1])
        return (self.logit(x) + projection).float()
