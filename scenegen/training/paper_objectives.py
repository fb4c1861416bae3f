"""What the AAAI 2019 paper's networks are trained for (Turkoglu et al., arXiv 1902.00671).

The paper's terms and weights; its adversarial loss is taken to be SN-GAN's hinge, whose optimiser and rhythm (five
steps of the discriminator for one of the generator) it uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.data.masked import MaskedBatch
from scenegen.models.noise import randn
from scenegen.models.paper_background import PaperBackground
from scenegen.models.paper_baseline import PaperBaseline
from scenegen.models.paper_blocks import PaperDiscriminator
from scenegen.models.paper_foreground import PaperForeground
from scenegen.training import losses
from scenegen.training.features import Features
from scenegen.training.mask_objectives import one_hot
from scenegen.training.objectives import Losses
from scenegen.training.picture_objectives import given


class TwoDiscriminators(nn.Module):
    """One looks at the whole picture and all masks, the other at the object's box, resized to `size` pixels."""

    def __init__(self, categories: int, width: int = 64, size: int = 128) -> None:
        super().__init__()
        self.size = size
        self.whole = PaperDiscriminator(categories, width, size)
        self.instance = PaperDiscriminator(categories, width, size)

    def forward(
        self, picture: torch.Tensor, masks: torch.Tensor, instance: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """picture (B, 3, S, S), masks (B, K, S, S), instance (B, 1, S, S) -> logits (B, 1) and (B, 1)."""
        box = cut_boxes(torch.cat([picture, masks], 1), instance, self.size)
        return self.whole(picture, masks), self.instance(box[:, :3], box[:, 3:])


def cut_boxes(picture: torch.Tensor, mask: torch.Tensor, size: int) -> torch.Tensor:
    """The boxes around masks (B, 1, S, S) cut out of (B, C, S, S) and resized, (B, C, size, size).

    An empty mask's box is the whole picture.
    """
    side = picture.shape[-1]
    ends = []
    for axis in (2, 3):
        inside = (mask > 0.5).any(axis).squeeze(1)  # (B, S): which columns, which rows
        inside = inside | ~inside.any(1, keepdim=True)
        first = inside.float().argmax(1)
        last = side - inside.flip(1).float().argmax(1)
        ends.append((first / side * 2 - 1, last / side * 2 - 1))
    (left, right), (top, bottom) = ends
    zero = torch.zeros_like(left)
    rows = [
        torch.stack([(right - left) / 2, zero, (right + left) / 2], 1),
        torch.stack([zero, (bottom - top) / 2, (bottom + top) / 2], 1),
    ]
    grid = F.affine_grid(torch.stack(rows, 1), (len(picture), picture.shape[1], size, size), align_corners=False)
    return F.grid_sample(picture, grid.to(picture.dtype), padding_mode="border", align_corners=False)


@dataclass
class Painted:
    masks: torch.Tensor  # class masks that were asked for (B, K, S, S)
    picture: torch.Tensor  # (B, 3, S, S)


class PaperObjectObjective:
    """The foreground, which repaints a canvas for one object, and the baseline, which paints all objects at once."""

    shares = (0.9, 0.1)  # of the global and the instance discriminator in the generator's loss
    feature_weight = 1.0
    outside_weight = 1e-5

    def __init__(
        self,
        generator: PaperForeground | PaperBaseline,
        discriminator: TwoDiscriminators,
        find_features: Callable[[], Features | None] = lambda: None,
    ) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self._find_features = find_features
        self.layered = isinstance(generator, PaperForeground)

    @cached_property
    def features(self) -> Features | None:
        """Looked for when they are first needed: who only exports a network need not wait for them."""
        return self._find_features()

    def generate(self, batch: MaskedBatch, rng: torch.Generator) -> Painted:
        z = randn(len(batch.image), self.generator.config.z_dim, rng=rng, device=batch.image.device)
        return self._painted(self.generator, batch, z)

    def _painted(self, generator: PaperForeground | PaperBaseline, batch: MaskedBatch, z: torch.Tensor) -> Painted:
        masks = paper_masks(batch, generator)
        if not self.layered:
            return Painted(masks, generator(masks, z))
        return Painted(masks, generator(batch.image * (1 - batch.mask), object_masks(batch, generator), z))

    def discriminator_losses(self, batch: MaskedBatch, output: Painted, rng: torch.Generator, r1: bool) -> Losses:
        real = self.discriminator(batch.image, output.masks, batch.mask)
        fake = self.discriminator(output.picture.detach(), output.masks, batch.mask)
        names = ("d_global", "d_instance")
        return {name: losses.discriminator_hinge([r], [f]) for name, r, f in zip(names, real, fake, strict=True)}

    def generator_losses(self, batch: MaskedBatch, output: Painted, rng: torch.Generator) -> Losses:
        whole, instance = self.discriminator(output.picture, output.masks, batch.mask)
        result = {
            "g_global": self.shares[0] * losses.generator_hinge([whole]),
            "g_instance": self.shares[1] * losses.generator_hinge([instance]),
        }
        if self.features is not None:
            with torch.no_grad():
                real = self.features(batch.image)
            result["feature"] = self.feature_weight * losses.feature_matching(real, self.features(output.picture))
        if self.layered:
            squared = ((output.picture - batch.image) * (1 - batch.mask)).square().mean()
            result["outside"] = self.outside_weight * squared
        return result

    @torch.no_grad()
    def samples(self, generator: PaperForeground | PaperBaseline, batch: MaskedBatch) -> list[torch.Tensor]:
        """Photos, their masks, and three pictures with other noise."""
        rng = torch.Generator().manual_seed(0)
        shape = (len(batch.image), generator.config.z_dim)
        drawn = [
            self._painted(generator, batch, randn(*shape, rng=rng, device=batch.image.device)).picture for _ in range(3)
        ]
        return [*given(batch, 1 + len(generator.config.categories)), *drawn]


@dataclass
class TwoPictures:
    masks: torch.Tensor  # (B, K, S, S)
    with_objects: torch.Tensor  # (B, 3, S, S)
    background: torch.Tensor  # (B, 3, S, S)


class PaperBackgroundObjective:
    """The object branch is judged; the background branch is tied to it outside the masks.

    The tie pulls the background branch alone. If it pulls both, so strong a one is soonest satisfied by two white
    pictures, and within a hundred steps the discriminator is right about all of them (three trials, at 64 pixels).
    """

    similarity_weight = 100.0

    def __init__(self, generator: PaperBackground, discriminator: PaperDiscriminator) -> None:
        self.generator = generator
        self.discriminator = discriminator

    def generate(self, batch: MaskedBatch, rng: torch.Generator) -> TwoPictures:
        z = randn(len(batch.image), self.generator.config.z_dim, rng=rng, device=batch.image.device)
        masks = paper_masks(batch, self.generator)
        return TwoPictures(masks, *self.generator(z, masks))

    def discriminator_losses(self, batch: MaskedBatch, output: TwoPictures, rng: torch.Generator, r1: bool) -> Losses:
        real = self.discriminator(batch.image, output.masks)
        fake = self.discriminator(output.with_objects.detach(), output.masks)
        return {"d": losses.discriminator_hinge([real], [fake])}

    def generator_losses(self, batch: MaskedBatch, output: TwoPictures, rng: torch.Generator) -> Losses:
        outside = 1 - output.masks.sum(1, keepdim=True)
        similarity = losses.masked_l1(output.background, output.with_objects.detach(), outside)
        return {
            "g": losses.generator_hinge([self.discriminator(output.with_objects, output.masks)]),
            "similarity": self.similarity_weight * similarity,
        }

    @torch.no_grad()
    def samples(self, generator: PaperBackground, batch: MaskedBatch) -> list[torch.Tensor]:
        """Photos, their masks, what the object branch paints in them, and the background alone."""
        rng = torch.Generator().manual_seed(0)
        z = randn(len(batch.image), generator.config.z_dim, rng=rng, device=batch.image.device)
        return [*given(batch, 1 + len(generator.config.categories)), *generator(z, paper_masks(batch, generator))]


def paper_masks(batch: MaskedBatch, generator: nn.Module) -> torch.Tensor:
    """Class masks (B, K, S, S) without the background, which has no channel in the paper."""
    return one_hot(batch.label, 1 + len(generator.config.categories))[0][:, 1:]


def object_masks(batch: MaskedBatch, generator: nn.Module) -> torch.Tensor:
    """The one object's mask in its category's channel (B, K, S, S), the others empty."""
    channel = (batch.category - 1).clamp(min=0)
    return F.one_hot(channel, len(generator.config.categories))[:, :, None, None] * batch.mask
