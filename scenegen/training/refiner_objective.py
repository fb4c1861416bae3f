"""The refiner against a discriminator that segments. See `objectives.Objective` for the methods."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from scenegen import images
from scenegen.data import Batch
from scenegen.masks import dilated
from scenegen.models.blocks import downsample
from scenegen.models.foreground import Foreground
from scenegen.models.noise import rand, randn
from scenegen.models.oasis import OasisDiscriminator
from scenegen.models.refiner import GROWTH, Refiner
from scenegen.training import losses
from scenegen.training.oasis_objective import judged, told_apart
from scenegen.training.objectives import Losses, sampled_code


@dataclass
class RefinerOutput:
    image: torch.Tensor  # windows of the photos (B, 3, s, s)
    mask: torch.Tensor
    painted: torch.Tensor  # what was refined (B, 3, s / 2, s / 2)
    refined: torch.Tensor  # (B, 3, s, s)
    fake: torch.Tensor  # refined, in its photo
    reduced: int  # the first so many were the photos' own objects, reduced


class RefinerObjective:
    """The first half of each batch are photos' objects, reduced, whose details are known; the second half is painted by
    the trained foreground network in the styles of the first.

    Both are judged in windows of half the crop's side around a place of the object: details need no more to be seen in,
    and four times as many pictures are for the same work. What is painted differs from the photo, so the discriminator
    alone judges its details, beside their strength, their sparseness and how its features go together, which are to be
    those of the object whose style it has.
    """

    l1_weight = 4.0
    feature_weight = 1.5
    style_weight = 1.0
    kept_weight = 4.0  # reduced again it shall be what was painted
    kept_tolerance = 0.06  # so much of it may be mended
    colour_weight = 4.0
    colour_tolerance = 0.05
    texture_weight = 4.0
    texture_tolerance = 0.15
    chequered_weight = 30.0

    def __init__(self, generator: Refiner, discriminator: OasisDiscriminator, foreground: Foreground) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.foreground = foreground.eval().requires_grad_(False)

    def generate(self, batch: Batch, rng: torch.Generator) -> RefinerOutput:
        half = -(-len(batch.image) // 2)
        painted, style = self._painted(batch, half, rng)
        noise = randn(*batch.mask.shape, rng=rng, device=batch.image.device)
        corners = _corners(batch.mask, rng)
        side = batch.mask.shape[-1] // 2
        image, mask, noise = (windows(x, corners, side) for x in (batch.image, batch.mask, noise))
        painted = windows(painted, corners // GROWTH, side // GROWTH)
        refined = self.generator(painted, mask, batch.category, style, noise)
        fake = torch.lerp(image, refined, mask)
        return RefinerOutput(image, mask, painted, refined, fake, half)

    @torch.no_grad()
    def _painted(self, batch: Batch, half: int, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """What is to be refined (B, 3, S / 2, S / 2), and the styles (B, style_dim)."""
        count, device = len(batch.image), batch.image.device
        self.foreground.to(device)
        image, mask = downsample(batch.image), downsample(batch.mask)
        style = sampled_code(*self.foreground.encode(image[:half], mask[:half]), rng)
        others = style[: count - half]
        free = (rand(count - half, 1, 1, 1, rng=rng) < 0.5).to(device)
        noise = randn(count - half, *mask.shape[1:], rng=rng, device=device)
        painted = self._by_foreground(image[half:], mask[half:], batch.category[half:], others, noise, ~free)
        own = _spread(image[:half], mask[:half])
        return torch.cat([own, painted]), torch.cat([style, others])

    def _by_foreground(
        self,
        image: torch.Tensor,
        mask: torch.Tensor,
        category: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
        seen: torch.Tensor | float = 1.0,
    ) -> torch.Tensor:
        """What the foreground network paints in masks (B, 1, s, s), its colours carried beyond their edges."""
        rgb, alpha = self.foreground(image, (1 - dilated(mask)) * seen, mask, category, style, noise)
        return _spread(rgb, alpha)

    def discriminator_losses(self, batch: Batch, output: RefinerOutput, rng: torch.Generator, r1: bool) -> Losses:
        real, fake = (output.image, output.mask), (output.fake.detach(), output.mask)
        return {"d": told_apart(self.discriminator, real, fake, batch.category, rng)}

    def generator_losses(self, batch: Batch, output: RefinerOutput, rng: torch.Generator) -> Losses:
        count, half = len(batch.image), output.reduced
        real, fake = (output.image, output.mask), (output.fake, output.mask)
        said = judged(self.discriminator, batch.category, real, fake, half, rng)
        # The second half has the styles of the first.
        styled = [torch.cat([given[:half], given[: count - half]]) for given in real]
        both = (*fake, *styled)
        moved = (downsample(output.refined) - output.painted.float()).abs()
        return {
            "g": said["g"],
            "feature": self.feature_weight * said["feature"],
            "style": self.style_weight * said["style"],
            "l1": self.l1_weight * losses.masked_l1(output.refined[:half], output.image[:half], output.mask[:half]),
            "kept": self.kept_weight * F.relu(moved - self.kept_tolerance).mean(),
            "colour": self.colour_weight * losses.colour_difference(*both, tolerance=self.colour_tolerance),
            "chequered": self.chequered_weight * losses.chequered(output.refined),
            "texture": self.texture_weight * losses.texture_difference(*both, tolerance=self.texture_tolerance),
        }

    @torch.no_grad()
    def samples(self, generator: Refiner, batch: Batch) -> list[torch.Tensor]:
        """Photos; their own objects, reduced and refined; what the foreground network paints, enlarged and refined."""
        rng = torch.Generator().manual_seed(0)
        device = batch.image.device
        self.foreground.to(device)
        image, mask = downsample(batch.image), downsample(batch.mask)
        noise = randn(*batch.mask.shape, rng=rng, device=device)
        own = self.foreground.encode(image, mask)[0]
        rolled = torch.cat([self.foreground.sample_style(int(k), rng) for k in batch.category.tolist()])
        painted = self._by_foreground(image, mask, batch.category, rolled, randn(*mask.shape, rng=rng, device=device))
        enlarged = F.interpolate(painted.float(), scale_factor=GROWTH, mode="bicubic", align_corners=False)
        rows = [
            generator(_spread(image, mask), batch.mask, batch.category, own, noise),
            enlarged.clamp(-1, 1),
            generator(painted, batch.mask, batch.category, rolled, noise),
        ]
        return [batch.image, *(torch.lerp(batch.image, row, batch.mask) for row in rows)]


def _spread(colours: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return torch.stack([images.spread(*row) for row in zip(colours.float(), weight.float(), strict=True)])


def _corners(mask: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Rows and columns (B, 2) at which windows of half the side begin, each around a place of its mask."""
    size = mask.shape[-1]
    step = 2 * GROWTH  # whole places of the coarsest level
    chances = rand(len(mask), 1, rng=rng)
    places = []
    for each, chance in zip((mask[:, 0] > 0.5).cpu(), chances.tolist(), strict=True):
        inside = each.nonzero()
        middle = inside[int(chance[0] * len(inside))] if len(inside) else torch.tensor([size // 2, size // 2])
        places.append((middle - size // 4).clamp(0, size // 2) // step * step)
    return torch.stack(places)


def windows(x: torch.Tensor, corners: torch.Tensor, side: int) -> torch.Tensor:
    """Windows (B, C, side, side) of (B, C, S, S) that begin at `corners` (B, 2)."""
    cut = [row[:, y : y + side, x0 : x0 + side] for row, (y, x0) in zip(x, corners.tolist(), strict=True)]
    return torch.stack(cut)
