"""What the networks from picture to mask are trained for. See `objectives.Objective` for the three methods."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from scenegen.data import IGNORE, LabelBatch
from scenegen.models.bscgan import BScGAN, BScGANDiscriminator
from scenegen.models.mask_prior import MaskPrior, MaskPriorDiscriminator
from scenegen.models.noise import randn
from scenegen.models.segmentation import Segmentation, SegmentationDiscriminator
from scenegen.training import losses
from scenegen.training.config import MaskLoss, SettingError
from scenegen.training.objectives import Losses


class SegmentationObjective:
    """Content losses on the logits; the discriminator tells (picture, labels) from (picture, probabilities).

    Where a pixel's label is IGNOREd the discriminator sees the same nothing (zeros) in both.
    """

    def __init__(self, generator: Segmentation, discriminator: SegmentationDiscriminator, loss: MaskLoss) -> None:
        check_content(loss, set(losses.LABEL_LOSSES))
        self.generator = generator
        self.discriminator = discriminator
        self.loss = loss

    def generate(self, batch: LabelBatch, rng: torch.Generator) -> torch.Tensor:
        return self.generator(batch.image, batch.guide if self.generator.config.guided else None)

    def discriminator_losses(self, batch: LabelBatch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        if not self.loss.adversarial_weight:
            return {}
        truth, known = one_hot(batch.label, output.shape[1])
        real = self.discriminator(batch.image, truth)
        fake = self.discriminator(batch.image, output.detach().softmax(1) * known)
        return {"d": adversarial_discriminator(self.loss, real, fake)}

    def generator_losses(self, batch: LabelBatch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        result = {
            name: self.loss.content_weight * losses.LABEL_LOSSES[name](output, batch.label)
            for name in self.loss.content
        }
        if self.loss.adversarial_weight:
            known = one_hot(batch.label, output.shape[1])[1]
            judged = self.discriminator(batch.image, output.softmax(1) * known)
            result["g"] = self.loss.adversarial_weight * adversarial_generator(self.loss, judged)
        return result

    @torch.no_grad()
    def samples(self, generator: Segmentation, batch: LabelBatch) -> list[torch.Tensor]:
        """Photos with the guide in red, the labels, what is found with the guide, and what without."""
        guide = batch.guide if generator.config.guided else None
        shown = torch.lerp(batch.image, batch.image.new_tensor([1, -1, -1])[:, None, None], 0.6 * batch.guide)
        found = [generator(batch.image, guide), *([] if guide is None else [generator(batch.image)])]
        count = len(generator.config.categories)
        return [
            shown,
            *(painted_label(label, count) for label in (batch.label, *(logits.argmax(1) for logits in found))),
        ]


class BScGANObjective:
    """G = adversarial + lambda * content (Bakkay et al. 2018); what is not labelled is the same nothing to all."""

    def __init__(self, generator: BScGAN, discriminator: BScGANDiscriminator, loss: MaskLoss) -> None:
        check_content(loss, {"mse", "dice"})
        self.generator = generator
        self.discriminator = discriminator
        self.loss = loss

    def generate(self, batch: LabelBatch, rng: torch.Generator) -> torch.Tensor:
        return self.generator(batch.image)

    def discriminator_losses(self, batch: LabelBatch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        if not self.loss.adversarial_weight:
            return {}
        truth, known = signed_truth(batch.label)
        real = self.discriminator(batch.image, truth)
        fake = self.discriminator(batch.image, output.detach() * known)
        return {"d": adversarial_discriminator(self.loss, real, fake)}

    def generator_losses(self, batch: LabelBatch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        truth, known = signed_truth(batch.label)
        result: Losses = {}
        if "mse" in self.loss.content:
            squared = ((output - truth) * known).square().sum() / known.sum().clamp(min=1)
            result["mse"] = self.loss.content_weight * squared
        if "dice" in self.loss.content:
            shares = losses.soft_dice((output + 1) / 2 * known, (truth + 1) / 2 * known)
            result["dice"] = self.loss.content_weight * (1 - shares.mean())
        if self.loss.adversarial_weight:
            judged = self.discriminator(batch.image, output * known)
            result["g"] = self.loss.adversarial_weight * adversarial_generator(self.loss, judged)
        return result

    @torch.no_grad()
    def samples(self, generator: BScGAN, batch: LabelBatch) -> list[torch.Tensor]:
        """Frames, their plates, what is in front, what is found."""
        found = generator(batch.image).expand(-1, 3, -1, -1)
        return [batch.image[:, :3], batch.image[:, 3:], painted_label(batch.label, 2), found]


class MaskPriorObjective:
    """Adversarial alone: masks of real photos against masks out of noise."""

    def __init__(self, generator: MaskPrior, discriminator: MaskPriorDiscriminator, r1_gamma: float) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.r1_gamma = r1_gamma

    def generate(self, batch: LabelBatch, rng: torch.Generator) -> torch.Tensor:
        z = randn(len(batch.label), self.generator.config.z_dim, rng=rng, device=batch.label.device)
        return self.generator(z).softmax(1)

    def discriminator_losses(self, batch: LabelBatch, output: torch.Tensor, rng: torch.Generator, r1: bool) -> Losses:
        truth = one_hot(batch.label, output.shape[1])[0].requires_grad_(r1)
        real = self.discriminator(truth)
        result = {"d": losses.discriminator_logistic([real], [self.discriminator(output.detach())])}
        if r1:
            result["r1"] = self.r1_gamma / 2 * losses.r1_penalty(truth, [real])
        return result

    def generator_losses(self, batch: LabelBatch, output: torch.Tensor, rng: torch.Generator) -> Losses:
        return {"g": losses.generator_logistic([self.discriminator(output)])}

    @torch.no_grad()
    def samples(self, generator: MaskPrior, batch: LabelBatch) -> list[torch.Tensor]:
        """Masks of photos, then three rows out of noise."""
        rng = torch.Generator().manual_seed(0)
        count = len(generator.config.categories)
        shape = (len(batch.label), generator.config.z_dim)
        drawn = [generator(randn(*shape, rng=rng, device=batch.label.device)).argmax(1) for _ in range(3)]
        return [painted_label(label, count) for label in (batch.label, *drawn)]


def one_hot(label: torch.Tensor, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Label maps (B, H, W) -> (B, K, H, W) float, all zero where IGNOREd; and where they are known (B, 1, H, W)."""
    known = (label != IGNORE)[:, None]
    return (F.one_hot(label.where(known[:, 0], 0), count).movedim(-1, 1) * known).float(), known.float()


def signed_truth(label: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Label maps (B, H, W) of 0 and 1 -> (B, 1, H, W) of -1 and 1, 0 where IGNOREd; and where they are known."""
    known = (label != IGNORE)[:, None].float()
    return (2 * (label == 1)[:, None].float() - 1) * known, known


def painted_label(label: torch.Tensor, count: int) -> torch.Tensor:
    """Label maps (B, H, W) as pictures (B, 3, H, W) in [-1, 1]: black background, a hue each, grey where IGNOREd."""
    turn = torch.arange(count, device=label.device) * 2 * torch.pi / max(count - 1, 1)
    colours = torch.stack([(turn + shift).cos() for shift in (0, 2.1, 4.2)], 1)
    colours[0] = -1
    painted = colours[label.where(label != IGNORE, 0)].movedim(-1, 1)
    return painted.where((label != IGNORE)[:, None], 0.0)


def check_content(loss: MaskLoss, known: set[str]) -> None:
    """Raises `SettingError` if a content loss is not one of those that are known here."""
    strange = sorted(set(loss.content) - known)
    if strange or not loss.content:
        names = ", ".join(sorted(known))
        raise SettingError(f"There is no content loss {', '.join(strange) or 'given'}; choose from {names}.")


def adversarial_generator(loss: MaskLoss, fake: torch.Tensor) -> torch.Tensor:
    return losses.generator_least_squares(fake) if loss.adversarial == "lsgan" else losses.generator_logistic([fake])


def adversarial_discriminator(loss: MaskLoss, real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    if loss.adversarial == "lsgan":
        return losses.discriminator_least_squares(real, fake)
    return losses.discriminator_logistic([real], [fake])
