"""What the networks from class masks to whole pictures are trained for. See `objectives.Objective` for the methods."""

from __future__ import annotations

import torch
from torch import nn

from scenegen.data.masked import MaskedBatch
from scenegen.models.cnn_l1 import CnnL1
from scenegen.models.noise import randn
from scenegen.models.pix2pix import PatchDiscriminator, Pix2Pix
from scenegen.models.pix2pixpp import MultiScaleDiscriminator, Pix2PixPP
from scenegen.training import losses
from scenegen.training.mask_objectives import one_hot, painted_label
from scenegen.training.objectives import Losses


class CnnL1Objective:
    """The mean absolute difference alone; there is no discriminator."""

    def __init__(self, generator: CnnL1) -> None:
        self.generator = generator
        self.discriminator = nn.Identity()

    def generate(self, batch: MaskedBatch, rng: torch.Generator) -> torch.Tensor:
        return self.generator(class_masks(batch, self.generator))

    def discriminator_losses(self, batch: MaskedBatch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        return {}

    def generator_losses(self, batch: MaskedBatch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        return {"l1": (output - batch.image).abs().mean()}

    @torch.no_grad()
    def samples(self, generator: CnnL1, batch: MaskedBatch) -> list[torch.Tensor]:
        """Photos, their masks, the pictures painted from them."""
        return [*given(batch, len(generator.config.categories)), generator(class_masks(batch, generator))]


class Pix2PixObjective:
    """G: -ln D + lambda * L1; the discriminator learns half as fast, its loss being halved (Isola et al. 2017)."""

    l1_weight = 100.0

    def __init__(self, generator: Pix2Pix, discriminator: PatchDiscriminator) -> None:
        self.generator = generator
        self.discriminator = discriminator

    def generate(self, batch: MaskedBatch, rng: torch.Generator) -> torch.Tensor:
        return self.generator(class_masks(batch, self.generator), rng)

    def discriminator_losses(self, batch: MaskedBatch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        masks = class_masks(batch, self.generator)
        real, fake = self.discriminator(masks, batch.image), self.discriminator(masks, output.detach())
        return {"d": 0.5 * losses.discriminator_logistic([real], [fake])}

    def generator_losses(self, batch: MaskedBatch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        judged = self.discriminator(class_masks(batch, self.generator), output)
        return {
            "g": losses.generator_logistic([judged]),
            "l1": self.l1_weight * (output - batch.image).abs().mean(),
        }

    @torch.no_grad()
    def samples(self, generator: Pix2Pix, batch: MaskedBatch) -> list[torch.Tensor]:
        """Photos, their masks, and two pictures from them with other values dropped."""
        rng = torch.Generator().manual_seed(0)
        masks = class_masks(batch, generator)
        return [*given(batch, len(generator.config.categories)), generator(masks, rng), generator(masks, rng)]


class Pix2PixPPObjective:
    """Hinge loss on all scales, feature matching (Wang et al. 2018) and some L1.

    With pix2pix's weight of 100 for L1 the noise would be ignored.
    """

    feature_weight = 10.0
    l1_weight = 10.0

    def __init__(self, generator: Pix2PixPP, discriminator: MultiScaleDiscriminator) -> None:
        self.generator = generator
        self.discriminator = discriminator

    def generate(self, batch: MaskedBatch, rng: torch.Generator) -> torch.Tensor:
        z = randn(len(batch.image), self.generator.config.z_dim, rng=rng, device=batch.image.device)
        return self.generator(class_masks(batch, self.generator), z)

    def discriminator_losses(self, batch: MaskedBatch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        masks = class_masks(batch, self.generator)
        real = self.discriminator(masks, batch.image)[0]
        fake = self.discriminator(masks, output.detach())[0]
        return {"d": losses.discriminator_hinge(real, fake)}

    def generator_losses(self, batch: MaskedBatch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        masks = class_masks(batch, self.generator)
        judged, features = self.discriminator(masks, output)
        with torch.no_grad():
            real_features = self.discriminator(masks, batch.image)[1]
        return {
            "g": losses.generator_hinge(judged),
            "feature": self.feature_weight * losses.feature_matching(real_features, features),
            "l1": self.l1_weight * (output - batch.image).abs().mean(),
        }

    @torch.no_grad()
    def samples(self, generator: Pix2PixPP, batch: MaskedBatch) -> list[torch.Tensor]:
        """Photos, their masks, and three pictures from them with other noise."""
        rng = torch.Generator().manual_seed(0)
        masks = class_masks(batch, generator)
        shape = (len(masks), generator.config.z_dim)
        drawn = [generator(masks, randn(*shape, rng=rng, device=masks.device)) for _ in range(3)]
        return [*given(batch, len(generator.config.categories)), *drawn]


def class_masks(batch: MaskedBatch, generator: nn.Module) -> torch.Tensor:
    """(B, K, S, S): one-hot over the network's categories, all zero where nobody knows."""
    return one_hot(batch.label, len(generator.config.categories))[0]


def given(batch: MaskedBatch, categories: int) -> list[torch.Tensor]:
    """Two rows of a sample sheet: photos, and their masks in colours."""
    return [batch.image, painted_label(batch.label, categories)]
