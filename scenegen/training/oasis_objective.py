"""The foreground network against a discriminator that segments. See `objectives.Objective` for the methods."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from scenegen.data import IGNORE, Batch
from scenegen.models.foreground import Foreground
from scenegen.models.oasis import SURROUNDINGS, OasisDiscriminator
from scenegen.training import losses
from scenegen.training.augment import DiffAugment
from scenegen.training.objectives import ForegroundObjective, ForegroundOutput, Losses

UNDECIDED = 0.1  # masks so near to 0.5 say neither in nor out


class OasisObjective(ForegroundObjective):
    """Real pixels are their category, generated ones "generated", to the discriminator; all shall be their category, to
    the generator (Schönfeld et al. 2021, equations 1 and 2).

    Their LabelMix puts generated pixels beside real ones along the borders of the label map. Here every generated
    picture is such a mixture, its object lying in a photo, so there is no further term for it; nor is there R1.
    """

    # A discriminator of this kind lets a tint pass that one of patches does not.
    colour_weight = 8.0
    colour_tolerance = 0.03
    style_weight = 1.0

    def __init__(self, generator: Foreground, discriminator: OasisDiscriminator) -> None:
        super().__init__(generator, discriminator, r1_gamma=0)

    def discriminator_losses(self, batch: Batch, output: ForegroundOutput, rng: torch.Generator, r1: bool) -> Losses:
        # Between the outline that was asked for and the alpha that came out nobody can say what a pixel is.
        touched = torch.where((output.alpha > 0.5) == (output.mask > 0.5), output.alpha.detach(), 0.5)
        real, fake = (batch.image, batch.mask), (output.fake.detach(), touched)
        return {"d": told_apart(self.discriminator, real, fake, batch.category, rng)}

    def _judged(self, batch: Batch, output: ForegroundOutput, rng: torch.Generator) -> Losses:
        real, fake = (batch.image, batch.mask), (output.fake, output.mask)
        said = judged(self.discriminator, batch.category, real, fake, output.reconstructed, rng)
        return {**said, "feature": self.feature_weight * said["feature"], "style": self.style_weight * said["style"]}


def judged(
    discriminator: OasisDiscriminator,
    category: torch.Tensor,
    real: tuple[torch.Tensor, torch.Tensor],
    fake: tuple[torch.Tensor, torch.Tensor],
    rebuilt: int,
    rng: torch.Generator,
) -> Losses:
    """What the discriminator says of generated pictures: "g", the adversarial loss (Schönfeld et al. 2021, equation 2),
    "feature", how its features of the first `rebuilt` ones differ from those of their photos, and "style", how
    differently they go together in the others and in the photos whose styles these have (the first ones).

    Pictures (B, 3, S, S) with masks (B, 1, S, S) of objects of these categories (B,).
    """
    count = len(category)
    augment = DiffAugment(count, rng, category.device)
    painted, asked = augmented(augment, *fake, category + 1)
    logits, features = discriminator(painted)
    with torch.no_grad():
        shown, truth = augmented(augment, *real, category + 1)
        real_features = discriminator(shown[:rebuilt])[1]
    theirs, ours = [level[: count - rebuilt] for level in real_features], [level[rebuilt:] for level in features]
    return {
        "g": balanced_cross_entropy(logits, asked),
        "feature": losses.feature_matching(real_features, [level[:rebuilt] for level in features]),
        "style": losses.style_difference(theirs, ours, inside(truth[: count - rebuilt]), inside(asked[rebuilt:])),
    }


def inside(labels: torch.Tensor) -> torch.Tensor:
    """Where label maps (B, H, W) show the object: (B, 1, H, W) in {0, 1}."""
    return ((labels != SURROUNDINGS) & (labels != IGNORE)).float()[:, None]


def told_apart(
    discriminator: OasisDiscriminator,
    real: tuple[torch.Tensor, torch.Tensor],
    fake: tuple[torch.Tensor, torch.Tensor],
    category: torch.Tensor,
    rng: torch.Generator,
) -> torch.Tensor:
    """The discriminator's loss (Schönfeld et al. 2021, equation 1) on pictures (B, 3, S, S) of objects and their masks
    (B, 1, S, S)."""
    count, device = len(category), category.device
    shown, truth = augmented(DiffAugment(count, rng, device), *real, category + 1)
    generated = torch.full_like(category, discriminator.generated)
    painted, made = augmented(DiffAugment(count, rng, device), *fake, generated)
    logits = discriminator(torch.cat([shown, painted]))[0]
    return balanced_cross_entropy(logits, torch.cat([truth, made]))


def augmented(
    augment: DiffAugment, image: torch.Tensor, mask: torch.Tensor, label: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (B, 3, S, S) and label maps (B, S, S) of what lies in a mask (B, 1, S, S), changed alike.

    `label` (B,) is the object's; the rest is surroundings, and what is neither quite in nor out counts for nothing.
    """
    both = augment(torch.cat([image, mask], 1))
    mask = both[:, 3]
    labels = torch.where(mask > 0.5, label[:, None, None], SURROUNDINGS)
    return both[:, :3], labels.where((mask - 0.5).abs() > UNDECIDED, IGNORE)


def balanced_cross_entropy(logits: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    """Cross-entropy in which every label that a batch shows weighs the same, however few its pixels.

    logits (B, K, H, W), label (B, H, W) or IGNORE. After equation 1 of Schönfeld et al. 2021, who weigh by the inverse
    frequency.
    """
    known = label != IGNORE
    counts = torch.bincount(label[known], minlength=logits.shape[1])
    weight = counts.sum() / ((counts > 0).sum() * counts.clamp(min=1))
    total = F.cross_entropy(logits, label, weight.to(logits.dtype), ignore_index=IGNORE, reduction="sum")
    return total / known.sum().clamp(min=1)
