"""Foreground generator: a canvas with a hole, an object's mask, its category and a style -> the object's pixels.

After "A Layer-Based Sequential Framework for Scene Generation with GANs" (Turkoglu et al., AAAI 2019), with three
differences: it sees only a crop in the object's own frame, it returns colour and alpha instead of repainting the
canvas, and its noise is a style that an encoder can also read from a picture (as in BicycleGAN, Zhu et al. 2017). The
generator is a U-Net whose decoder is modulated by the style (StyleGAN2, Karras et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.blocks import ModulatedConv, ResidualDown, activate, conv, linear, mapping, noise_at, upsample

WIDTH, LEVELS = 32, 5  # of the usual generator
_SHARES = (1, 2, 4, 6, 7)  # of the width, per level, finest first


def level_channels(width: int = WIDTH, levels: int = LEVELS) -> tuple[int, ...]:
    """The channels of a generator of another size than the usual one. Raises ValueError for one that there is not."""
    if width <= 0 or width % 8 or not 2 <= levels <= len(_SHARES):
        raise ValueError(f"the width is a multiple of 8, the levels two to {len(_SHARES)}, not {width} and {levels}")
    return tuple(width * share for share in _SHARES[:levels])


@dataclass(frozen=True)
class ForegroundConfig:
    categories: tuple[str, ...]
    size: int = 128  # side of the crop in pixels, a multiple of 2 ** (number of levels - 1)
    channels: tuple[int, ...] = level_channels()  # per level, finest first
    encoder_channels: tuple[int, ...] = (16, 32, 64, 96, 128)
    style_dim: int = 32
    category_dim: int = 32
    latent_dim: int = 96  # what style and category are mapped to before they modulate the decoder
    bank_size: int = 128  # encoded training styles kept per category: re-rolls are drawn between them


class Foreground(nn.Module):
    def __init__(self, config: ForegroundConfig) -> None:
        super().__init__()
        self.config = config
        self.style_encoder = StyleEncoder(config)
        self.generator = Generator(config)
        # Encoded styles of training objects, filled by training; N(0, 1) until then.
        bank = torch.randn(
            len(config.categories), config.bank_size, config.style_dim, generator=torch.Generator().manual_seed(0)
        )
        self.register_buffer("style_bank", bank)

    def forward(
        self,
        canvas: torch.Tensor,
        known: torch.Tensor,
        mask: torch.Tensor,
        category: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Paints one object.

        canvas (B, 3, S, S) in [-1, 1]; known (B, 1, S, S), 1 where the canvas may be looked at; mask (B, 1, S, S) in
        [0, 1]; category (B,) indices into `config.categories`; style (B, style_dim); noise (B, 1, S, S) ~ N(0, 1).
        Returns colours (B, 3, S, S) in [-1, 1] and alpha (B, 1, S, S) in [0, 1]. S may be any multiple of the
        network's total stride. The caller composites and bounds alpha.
        """
        return self.generator(canvas, known, mask, category, style, noise)

    def encode(self, image: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Reads the look of an object: image (B, 3, S, S), mask (B, 1, S, S) -> mean, log-variance (B, style_dim)."""
        return self.style_encoder(image, mask)

    def sample_style(self, category: int, generator: torch.Generator, strength: float = 1.0) -> torch.Tensor:
        """A random look of a category (1, style_dim): between two encoded training objects, nearer to one of them.

        `strength` in [0, 1] shrinks it towards the category's average look. The standard normal prior does not match
        what the encoder produces for so few photos; points between real codes do.
        """
        bank = self.style_bank[category].float().cpu()
        first, second = torch.randint(bank.shape[0], (2,), generator=generator).tolist()
        share = 0.35 * torch.rand((), generator=generator)
        style = torch.lerp(bank[first], bank[second], share)
        return torch.lerp(bank.mean(0), style, strength)[None].to(self.style_bank.device)


class StyleEncoder(nn.Module):
    """Object pixels, averaged inside the mask -> mean and log-variance of the style."""

    def __init__(self, config: ForegroundConfig) -> None:
        super().__init__()
        channels = config.encoder_channels
        self.stem = conv(4, channels[0])
        self.blocks = nn.ModuleList(ResidualDown(a, b) for a, b in pairwise(channels))
        self.head = linear(2 * channels[-1], 2 * config.style_dim)

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = activate(self.stem(torch.cat([image * mask, mask], 1)))
        for block in self.blocks:
            x = block(x)
        x = x.float()
        inside = F.adaptive_avg_pool2d(mask.float(), x.shape[-2:]) + 1e-3
        total = inside.sum((2, 3))
        mean = (x * inside).sum((2, 3)) / total
        spread = ((x - mean[:, :, None, None]).square() * inside).sum((2, 3)) / total  # texture, not only tone
        mu, log_variance = self.head(torch.cat([mean, (spread + 1e-4).sqrt()], 1)).chunk(2, 1)
        return mu, log_variance.clamp(-8, 4)


class Generator(nn.Module):
    """The U-Net itself; see `Foreground.forward` for its arguments."""

    def __init__(self, config: ForegroundConfig) -> None:
        super().__init__()
        channels = config.channels
        self.category = nn.Embedding(len(config.categories), config.category_dim)
        self.mapping = mapping(config.style_dim + config.category_dim, config.latent_dim)
        self.stem = conv(5, channels[0])
        self.down = nn.ModuleList(conv(a, b, stride=2) for a, b in pairwise(channels))
        self.bottom = ModulatedConv(channels[-1], channels[-1], config.latent_dim)
        fine_to_coarse = list(pairwise(channels))
        coarse_to_fine = fine_to_coarse[::-1]
        self.join = nn.ModuleList(
            ModulatedConv(below + here, here, config.latent_dim) for here, below in coarse_to_fine
        )
        self.refine = nn.ModuleList(ModulatedConv(here, here, config.latent_dim) for here, _ in coarse_to_fine)
        self.to_rgba = nn.ModuleList(conv(here, 4, 1, gain=0.3) for here, _ in coarse_to_fine)

    def forward(
        self,
        canvas: torch.Tensor,
        known: torch.Tensor,
        mask: torch.Tensor,
        category: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        latent = self.mapping(torch.cat([style, self.category(category)], 1))
        x = activate(self.stem(torch.cat([canvas * known, known, mask], 1)))
        skips = [x]
        for down in self.down:
            x = activate(down(x))
            skips.append(x)
        x = self.bottom(skips.pop(), latent, noise_at(noise, x.shape[-2:]))
        rgba = None
        for join, refine, to_rgba in zip(self.join, self.refine, self.to_rgba, strict=True):
            x = torch.cat([upsample(x), skips.pop()], 1)
            here = noise_at(noise, x.shape[-2:])
            x = refine(join(x, latent, here), latent, here)
            rgba = to_rgba(x) if rgba is None else upsample(rgba) + to_rgba(x)
        rgba = rgba.float()
        # Alpha starts as the asked mask; the network moves its edge (fur, soft outlines).
        alpha = torch.sigmoid(6 * (2 * mask.float() - 1) + rgba[:, 3:])
        return torch.tanh(rgba[:, :3]), alpha


DETAIL_GAIN = 10.0


@dataclass(frozen=True)
class ForegroundDiscriminatorConfig:
    categories: tuple[str, ...]
    channels: tuple[int, ...] = (32, 64, 128, 192, 256)
    category_planes: int = 4


class ForegroundDiscriminator(nn.Module):
    """Is this picture with an object of that category in that mask real?

    Three heads judge the texture (patches of about 20 pixels), the parts (patches of about 100) and the object as a
    whole (features averaged inside the mask, as the instance discriminator of the AAAI 2019 paper looks at the object
    alone). All are conditioned on the category by projection (Miyato & Koyama 2018). The picture is shown a second time
    with its fine detail enlarged: in one trial of 60 steps on fixed batches (gain 12, smaller category embeddings) the
    texture head's loss fell to 1.34 instead of 1.39.
    """

    def __init__(self, config: ForegroundDiscriminatorConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.channels
        self.planes = nn.Embedding(len(config.categories), config.category_planes)
        self.stem = conv(7 + config.category_planes, channels[0])
        self.blocks = nn.ModuleList(ResidualDown(a, b) for a, b in pairwise(channels))
        last = channels[-1]
        self.texture = ProjectionHead(channels[2], len(config.categories))
        self.parts = nn.Sequential(conv(last, last), nn.LeakyReLU(0.2))
        self.parts_head = ProjectionHead(last, len(config.categories))
        self.whole = nn.Sequential(linear(last, last, gain=1.4), nn.LeakyReLU(0.2))
        self.whole_head = ProjectionHead(last, len(config.categories))

    def forward(
        self, image: torch.Tensor, mask: torch.Tensor, category: torch.Tensor
    ) -> tuple[list[torch.Tensor], list[torch.Tensor], list[torch.Tensor]]:
        """image (B, 3, H, W), mask (B, 1, H, W), category (B,) -> logits (B, 1, h, w) per head; for each head how much
        of the object every logit sees, of the same shape; the features of every level (for feature matching)."""
        planes = self.planes(category)[:, :, None, None] * mask
        detail = DETAIL_GAIN * (image - F.avg_pool2d(image, 3, 1, 1, count_include_pad=False))
        x = activate(self.stem(torch.cat([image, detail, mask, planes], 1)))
        features = []
        for block in self.blocks:
            x = block(x)
            features.append(x)
        inside = F.adaptive_avg_pool2d(mask, x.shape[-2:]) + 1e-3
        pooled = (x * inside).sum((2, 3)) / inside.sum((2, 3))
        logits = [
            self.texture(features[1], category),
            self.parts_head(self.parts(x), category),
            self.whole_head(self.whole(pooled)[:, :, None, None], category),
        ]
        seen = [F.adaptive_avg_pool2d(mask, head.shape[-2:]).float() + 1e-3 for head in logits]
        return logits, seen, features


class ProjectionHead(nn.Module):
    """Features (B, C, h, w) and category (B,) -> logits (B, 1, h, w), float32."""

    def __init__(self, channels: int, categories: int) -> None:
        super().__init__()
        self.logit = conv(channels, 1, 1, gain=1.0)
        self.category = nn.Embedding(categories, channels)
        nn.init.normal_(self.category.weight, std=0.1)  # at first the categories share one judgement

    def forward(self, x: torch.Tensor, category: torch.Tensor) -> torch.Tensor:
        projection = (x * self.category(category)[:, :, None, None].to(x.dtype)).sum(1, keepdim=True)
        return (self.logit(x) + projection / x.shape[1] ** 0.5).float()
