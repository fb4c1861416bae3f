"""What the classifier is trained for. See `objectives.Objective` for the methods."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.data import Batch
from scenegen.data.fill import filled
from scenegen.masks import dilated
from scenegen.models.classifier import Classifier
from scenegen.models.noise import randint
from scenegen.training.augment import DiffAugment
from scenegen.training.objectives import Losses


class ClassifierObjective:
    """Cross-entropy with smoothed labels; there is no discriminator.

    A third of the objects stand where they were photographed, a third on grey, a third in another photo's
    surroundings: else a classifier of so few photos looks at the grass instead of at the animal.
    """

    smoothing = 0.1

    def __init__(self, generator: Classifier) -> None:
        self.generator = generator
        self.discriminator = nn.Identity()

    def generate(self, batch: Batch, rng: torch.Generator) -> torch.Tensor:
        crops = shown(batch, randint(0, 3, (len(batch.image),), rng=rng))
        change = DiffAugment(len(crops), rng, crops.device, brightness=0.25, saturation=0.5, contrast=0.35)
        return self.generator(change(crops))

    def discriminator_losses(self, batch: Batch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        return {}

    def generator_losses(self, batch: Batch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        return {"ce": F.cross_entropy(output, batch.category, label_smoothing=self.smoothing)}

    @torch.no_grad()
    def samples(self, generator: Classifier, batch: Batch) -> list[torch.Tensor]:
        """Crops in the three surroundings; where the category was not found the crop is darkened."""
        rows = []
        for kind in range(3):
            crops = shown(batch, torch.full((len(batch.image),), kind))
            right = (generator(crops).argmax(1) == batch.category)[:, None, None, None]
            rows.append(torch.where(right, crops, 0.3 * crops - 0.7))
        return rows


def shown(batch: Batch, kind: torch.Tensor) -> torch.Tensor:
    """The objects (B, 3, S, S) where they were photographed (kind 0), on grey (1), in the next photo's place (2)."""
    kind = kind.to(batch.image.device)[:, None, None, None]
    elsewhere = filled(batch.image, 1 - dilated(batch.mask).round()).roll(1, 0)
    behind = torch.where(kind == 0, batch.image, torch.where(kind == 1, torch.zeros_like(elsewhere), elsewhere))
    return torch.lerp(behind, batch.image, batch.mask)
