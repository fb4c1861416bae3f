"""The background refiner against the painter's discriminator. See `objectives.Objective` for the methods."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from scenegen.data import Batch
from scenegen.models.background import Painter, PictureDiscriminator
from scenegen.models.background_refiner import BackgroundRefiner
from scenegen.models.blocks import downsample
from scenegen.models.noise import randint, randn
from scenegen.models.refiner import GROWTH
from scenegen.training import losses
from scenegen.training.augment import DiffAugment
from scenegen.training.objectives import Losses
from scenegen.training.refiner_objective import windows


@dataclass
class BackgroundRefinerOutput:
    image: torch.Tensor  # windows of the photos (B, 3, s, s)
    layout: torch.Tensor  # their own colours, coarse
    given: torch.Tensor  # what was refined (B, 3, s / 2, s / 2)
    refined: torch.Tensor  # (B, 3, s, s)
    reduced: int  # the first so many were the photos themselves, reduced


class BackgroundRefinerObjective:
    """A quarter of each batch are photos, reduced, whose details are known; the rest the trained painter made from
    their colours, which are stretched as they are on a wide canvas.

    Both are judged in windows of half the crop's side: details need no more to be seen in. What is painted differs from
    the photo, so the discriminator alone judges its details, beside their strength, their sparseness and how features
    go together, which are to be those of the photo whose colours it has. Averages of `kept_side` pixels stay as they
    were painted: smaller things, the marks of the painter among them, may be painted over.
    """

    l1_weight = 4.0
    feature_weight = 2.0
    style_weight = 1.0
    kept_weight = 10.0
    kept_tolerance = 0.03
    kept_side = 16  # pixels
    texture_weight = 8.0
    texture_tolerance = 0.15
    chequered_weight = 30.0

    def __init__(self, generator: BackgroundRefiner, discriminator: PictureDiscriminator, painter: Painter) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.painter = painter.eval().requires_grad_(False)

    def generate(self, batch: Batch, rng: torch.Generator) -> BackgroundRefinerOutput:
        count, _, side, _ = batch.image.shape
        reduced = max(1, count // 4)
        small = downsample(batch.image)
        layout = F.avg_pool2d(small, self.painter.config.scale)
        layout = torch.cat([layout[:reduced], _stretched(layout[reduced:], rng)])
        given = torch.cat([small[:reduced], self._painted(layout[reduced:], rng)])
        cell = GROWTH * self.painter.config.scale
        corners = randint(0, side // 2 // cell + 1, (count, 2), rng=rng)
        image = windows(batch.image, cell * corners, side // 2)
        given = windows(given, cell // GROWTH * corners, side // 2 // GROWTH)
        layout = windows(layout, corners, side // 2 // cell)
        noise = randn(count, 1, side // 2, side // 2, rng=rng, device=image.device)
        return BackgroundRefinerOutput(image, layout, given, self.generator(given, noise), reduced)

    @torch.no_grad()
    def _painted(self, layout: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
        """What the painter makes of layouts (B, 3, h, w)."""
        self.painter.to(layout.device)
        side = (self.painter.config.scale * each for each in layout.shape[-2:])
        return self.painter(layout, randn(len(layout), 1, *side, rng=rng, device=layout.device))

    def discriminator_losses(
        self, batch: Batch, output: BackgroundRefinerOutput, rng: torch.Generator, r1: bool
    ) -> Losses:
        count = len(output.image)
        augment = DiffAugment(count, rng, output.image.device, translation=0)
        both = torch.cat([augment(output.image), augment(output.refined.detach())])
        heads = self.discriminator(both, output.layout.repeat(2, 1, 1, 1))[0]
        return {"d": losses.discriminator_logistic([h[:count] for h in heads], [h[count:] for h in heads])}

    def generator_losses(self, batch: Batch, output: BackgroundRefinerOutput, rng: torch.Generator) -> Losses:
        reduced = output.reduced
        augment = DiffAugment(len(output.image), rng, output.image.device, translation=0)
        heads, features = self.discriminator(augment(output.refined), output.layout)
        with torch.no_grad():
            real_features = self.discriminator(augment(output.image), output.layout)[1]
        restored = [[level[:reduced] for level in levels] for levels in (real_features, features)]
        others = [[level[reduced:] for level in levels] for levels in (real_features, features)]
        painted, photos = output.refined[reduced:], output.image[reduced:]
        everywhere = torch.ones_like(photos[:, :1])
        texture = losses.texture_difference(painted, everywhere, photos, everywhere, tolerance=self.texture_tolerance)
        side = self.kept_side
        moved = (F.avg_pool2d(output.refined, side) - F.avg_pool2d(output.given.float(), side // GROWTH)).abs()
        return {
            "g": losses.generator_logistic(heads),
            "feature": self.feature_weight * losses.feature_matching(*restored),
            "style": self.style_weight * losses.style_difference(*others, everywhere, everywhere),
            "l1": self.l1_weight * (output.refined[:reduced] - output.image[:reduced]).abs().mean(),
            "kept": self.kept_weight * F.relu(moved - self.kept_tolerance).mean(),
            "texture": self.texture_weight * texture,
            "chequered": self.chequered_weight * losses.chequered(output.refined),
        }

    @torch.no_grad()
    def samples(self, generator: BackgroundRefiner, batch: Batch) -> list[torch.Tensor]:
        """Photos; the same, reduced and refined; what the painter makes of their colours, enlarged and refined."""
        rng = torch.Generator().manual_seed(0)
        noise = randn(*batch.image[:, :1].shape, rng=rng, device=batch.image.device)
        small = downsample(batch.image)
        painted = self._painted(F.avg_pool2d(small, self.painter.config.scale), rng)
        enlarged = F.interpolate(painted, scale_factor=GROWTH, mode="bicubic", align_corners=False).clamp(-1, 1)
        return [batch.image, generator(small, noise), enlarged, generator(painted, noise)]


def _stretched(layout: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Layouts (B, 3, h, w) as those of a wide canvas are: drawn as squares, and up to 1.6 times as wide since."""
    height, width = layout.shape[-2:]
    columns = int(randint(width * 5 // 8, width + 1, (1,), rng=rng))
    narrow = F.interpolate(layout, (height, columns), mode="bilinear", antialias=True)
    return F.interpolate(narrow, (height, width), mode="bilinear")
