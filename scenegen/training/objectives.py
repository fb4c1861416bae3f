"""What each network is trained for. An objective owns a generator and its discriminator and wires the losses.

Every objective has the same three methods, called by the loop in this order: `generate` (with gradients, once per
step), `discriminator_losses`, `generator_losses`. Losses come back as a dict of named, already weighted terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.data import Batch
from scenegen.data.augment import perturbed_masks, sketched_masks
from scenegen.data.fill import filled
from scenegen.masks import dilated
from scenegen.models.background import LayoutDiscriminator, LayoutGenerator, Painter, PictureDiscriminator
from scenegen.models.box2mask import Box2Mask, Box2MaskDiscriminator
from scenegen.models.foreground import Foreground, ForegroundDiscriminator
from scenegen.models.noise import rand, randint, randn
from scenegen.training import losses
from scenegen.training.augment import DiffAugment

Losses = dict[str, torch.Tensor]


class Objective(Protocol):
    generator: nn.Module
    discriminator: nn.Module

    def generate(self, batch: Batch, rng: torch.Generator) -> Any: ...

    def discriminator_losses(self, batch: Batch, output: Any, rng: torch.Generator, r1: bool) -> Losses: ...

    def generator_losses(self, batch: Batch, output: Any, rng: torch.Generator) -> Losses: ...

    def samples(self, generator: nn.Module, batch: Batch) -> list[torch.Tensor]:
        """Rows of a sample sheet, each (N, 3, S, S) in [-1, 1], drawn with `generator` (the EMA copy)."""
        ...


@dataclass
class ForegroundOutput:
    mask: torch.Tensor  # the mask that was asked for (drawn-looking)
    fake: torch.Tensor  # composites (B, 3, S, S)
    reconstructed: int  # the first so many entries were painted with the style of their own photo
    mu: torch.Tensor
    log_variance: torch.Tensor
    alpha: torch.Tensor


class ForegroundObjective:
    """The first half of each batch is rebuilt from its own encoded style, the second painted in the style of the first.

    Both halves show the same categories in the same order (`ObjectCrops`). What is painted in another object's style is
    judged by the discriminator, and its colours must have that object's mean and spread: without the latter the colours
    of re-rolls ran away into glaring spots.
    """

    l1_weight = 5.0
    feature_weight = 1.5
    kl_weight = 0.02
    alpha_weight = 1.0
    colour_weight = 4.0
    colour_tolerance = 0.08  # surroundings may tint an object
    texture_weight = 1.0
    texture_tolerance = 0.15  # about a sixth more or less contrast: the parts of an object that show differ as much

    def __init__(self, generator: Foreground, discriminator: ForegroundDiscriminator, r1_gamma: float) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.r1_gamma = r1_gamma

    def generate(self, batch: Batch, rng: torch.Generator) -> ForegroundOutput:
        count, device = len(batch.image), batch.image.device
        half = count // 2
        size = batch.image.shape[-1]
        free = (rand(count, 1, 1, 1, rng=rng) < 0.5).to(device)
        mask = batch.mask
        # Drawn-looking masks only where no pixel-wise loss would punish the generator for obeying them.
        drawn = perturbed_masks(mask[half:].cpu(), rng).to(device)
        asked = torch.cat([mask[:half], drawn])
        hole = dilated(asked)
        known = (1 - hole) * (~free)
        mu, log_variance = self.generator.encode(batch.image[:half], mask[:half])
        style = sampled_code(mu, log_variance, rng)
        self._remember(batch.category[:half], mu, rng)
        rgb, alpha = self.generator(
            batch.image,
            known,
            asked,
            batch.category,
            torch.cat([style, style.detach()[: count - half]]),
            randn(count, 1, size, size, rng=rng, device=device),
        )
        alpha = alpha * hole
        behind = filled(batch.image, 1 - dilated(mask).clamp(0, 1).round())
        behind = torch.lerp(behind, batch.image, 1 - mask)  # the true surroundings up to the outline
        fake = torch.lerp(behind, rgb, alpha)
        return ForegroundOutput(asked, fake, half, mu, log_variance, alpha)

    @torch.no_grad()
    def _remember(self, category: torch.Tensor, mu: torch.Tensor, rng: torch.Generator) -> None:
        bank = self.generator.style_bank
        places = randint(0, bank.shape[1], (len(mu),), rng=rng)
        bank[category, places.to(bank.device)] = mu.float()

    def discriminator_losses(self, batch: Batch, output: ForegroundOutput, rng: torch.Generator, r1: bool) -> Losses:
        count, device = len(batch.image), batch.image.device
        augment = DiffAugment(count, rng, device)
        real = augment(torch.cat([batch.image, batch.mask], 1))
        fake = DiffAugment(count, rng, device)(torch.cat([output.fake.detach(), output.mask], 1))
        both = torch.cat([real, fake])
        logits, seen, _ = self.discriminator(both[:, :3], both[:, 3:], batch.category.repeat(2))
        # Outside the objects generated pictures are real: what is judged there would be noise to the discriminator.
        result = {
            "d": losses.discriminator_logistic(
                [head[:count] for head in logits],
                [head[count:] for head in logits],
                [weight[:count] for weight in seen],
                [weight[count:] for weight in seen],
            ),
        }
        if r1:
            some = max(2, count // 2)
            picture = real[:some, :3].detach().requires_grad_(True)
            logits, seen, _ = self.discriminator(picture, real[:some, 3:], batch.category[:some])
            result["r1"] = self.r1_gamma / 2 * losses.r1_penalty(picture, logits, seen)
        return result

    def generator_losses(self, batch: Batch, output: ForegroundOutput, rng: torch.Generator) -> Losses:
        count, half = len(batch.image), output.reconstructed
        # The second half has the styles of the first.
        styled = [torch.cat([given[:half], given[: count - half]]) for given in (batch.image, batch.mask)]
        both = (output.fake, output.mask, *styled)
        return {
            **self._judged(batch, output, rng),
            "l1": self.l1_weight * losses.masked_l1(output.fake[:half], batch.image[:half], batch.mask[:half]),
            "colour": self.colour_weight * losses.colour_difference(*both, tolerance=self.colour_tolerance),
            "texture": self.texture_weight * losses.texture_difference(*both, tolerance=self.texture_tolerance),
            "kl": self.kl_weight * losses.kl_to_standard_normal(output.mu, output.log_variance),
            "alpha": self.alpha_weight * (output.alpha - output.mask).abs().mean(),
        }

    def _judged(self, batch: Batch, output: ForegroundOutput, rng: torch.Generator) -> Losses:
        """What the discriminator says: the adversarial loss and feature matching."""
        half = output.reconstructed
        augment = DiffAugment(len(batch.image), rng, batch.image.device)
        fake = augment(torch.cat([output.fake, output.mask], 1))
        logits, seen, features = self.discriminator(fake[:, :3], fake[:, 3:], batch.category)
        with torch.no_grad():
            real = augment(torch.cat([batch.image, batch.mask], 1))[:half]
            real_features = self.discriminator(real[:, :3], real[:, 3:], batch.category[:half])[2]
        return {
            "g": losses.generator_logistic(logits, seen),
            "feature": self.feature_weight * losses.feature_matching(real_features, [f[:half] for f in features]),
        }

    @torch.no_grad()
    def samples(self, generator: Foreground, batch: Batch) -> list[torch.Tensor]:
        """Photos; rebuilt from their own style; two re-rolls on the canvas; one painted without seeing the canvas."""
        rng = torch.Generator().manual_seed(0)
        device = batch.image.device
        hole = dilated(batch.mask)
        behind = filled(batch.image, 1 - hole.round())
        behind = torch.lerp(behind, batch.image, 1 - batch.mask)
        noise = randn(*batch.mask.shape, rng=rng, device=device)
        own = generator.encode(batch.image, batch.mask)[0]
        rows = [batch.image]
        for kind in ("own", "roll", "roll", "free"):
            rolled = torch.cat([generator.sample_style(int(k), rng) for k in batch.category.tolist()])
            known = (1 - hole) * (kind != "free")
            style = own if kind == "own" else rolled
            rgb, alpha = generator(batch.image, known, batch.mask, batch.category, style, noise)
            rows.append(torch.lerp(behind, rgb, alpha * hole))
        return rows


def sampled_code(mu: torch.Tensor, log_variance: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Codes (B, Z) from the encoder's distributions (the reparametrisation of Kingma & Welling 2014)."""
    return mu + (0.5 * log_variance).exp() * randn(*mu.shape, rng=rng, device=mu.device)


@dataclass
class LayoutOutput:
    layout: torch.Tensor  # (B, 3, L, L)
    rebuilt: int  # so many of the first rows are, from their own codes


class LayoutObjective:
    """The first stage of the background: half of a batch are photos' coarse colours, rebuilt from their codes, the
    others drawn between the codes of two, which the discriminator alone judges."""

    rebuilt_weight = 5.0  # without it details come as a chequered pattern, in skies too

    def __init__(self, generator: LayoutGenerator, discriminator: LayoutDiscriminator, r1_gamma: float) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.r1_gamma = r1_gamma

    def generate(self, batch: Batch, rng: torch.Generator) -> LayoutOutput:
        network, count = self.generator, len(batch.image)
        half = -(-count // 2)
        codes = torch.cat([network.encode(batch.image[:half]), network.sample_codes(count - half, rng)])
        noise = randn(count, 1, *batch.image.shape[2:], rng=rng, device=batch.image.device)
        return LayoutOutput(network(codes, noise), half)

    def discriminator_losses(self, batch: Batch, output: LayoutOutput, rng: torch.Generator, r1: bool) -> Losses:
        count, device = len(batch.image), batch.image.device
        real = DiffAugment(count, rng, device)(batch.image).detach().requires_grad_(r1)
        real_logits = self.discriminator(real)
        fake_logits = self.discriminator(DiffAugment(count, rng, device)(output.layout.detach()))
        result = {"d": losses.discriminator_logistic([real_logits], [fake_logits])}
        if r1:
            result["r1"] = self.r1_gamma / 2 * losses.r1_penalty(real, [real_logits])
        return result

    def generator_losses(self, batch: Batch, output: LayoutOutput, rng: torch.Generator) -> Losses:
        augment = DiffAugment(len(output.layout), rng, output.layout.device)
        rebuilt, truth = output.layout[: output.rebuilt], batch.image[: output.rebuilt]
        return {
            "g": losses.generator_logistic([self.discriminator(augment(output.layout))]),
            "rebuilt": self.rebuilt_weight * (rebuilt - truth).abs().mean(),
        }

    @torch.no_grad()
    def samples(self, generator: LayoutGenerator, batch: Batch) -> list[torch.Tensor]:
        """Layouts of photos, rebuilt from their codes, then two rows that are drawn."""
        rng, count = torch.Generator().manual_seed(0), len(batch.image)
        noise = randn(count, 1, *batch.image.shape[2:], rng=rng, device=batch.image.device)
        rows = [batch.image, generator(generator.encode(batch.image), noise)]
        rows += [generator.sample_layout(count, rng) for _ in range(2)]
        return [F.interpolate(row, scale_factor=8, mode="nearest") for row in rows]


@dataclass
class PainterOutput:
    crop: torch.Tensor  # pieces of the photos (b, 3, s, s)
    layout: torch.Tensor  # their own colours, coarse
    painted: torch.Tensor  # the painter's version of them


class PainterObjective:
    """The second stage of the background: photos painted again from their own coarse colours.

    The painter is fully convolutional, so it learns mostly from quarters of the pictures (four times as many for the
    same work); every fourth step, on average, shows it a few whole ones.
    """

    layout_weight = 10.0
    feature_weight = 2.0

    def __init__(self, generator: Painter, discriminator: PictureDiscriminator, r1_gamma: float) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.r1_gamma = r1_gamma

    def generate(self, batch: Batch, rng: torch.Generator) -> PainterOutput:
        count, _, size, _ = batch.image.shape
        half = size // 2
        if torch.rand((), generator=rng) < 0.25:
            crop = batch.image[: max(2, count // 4)]
        else:
            corners = randint(0, size - half + 1, (count, 2), rng=rng).tolist()
            pieces = [image[:, y : y + half, x : x + half] for image, (y, x) in zip(batch.image, corners, strict=True)]
            crop = torch.stack(pieces)
        crop = crop.contiguous(memory_format=torch.channels_last)
        layout = F.avg_pool2d(crop, self.generator.config.scale)
        noise = randn(len(crop), 1, *crop.shape[-2:], rng=rng, device=crop.device)
        return PainterOutput(crop, layout, self.generator(layout, noise))

    def discriminator_losses(self, batch: Batch, output: PainterOutput, rng: torch.Generator, r1: bool) -> Losses:
        count = len(output.crop)
        augment = DiffAugment(count, rng, output.crop.device, translation=0)
        both = torch.cat([augment(output.crop), augment(output.painted.detach())])
        heads = self.discriminator(both, output.layout.repeat(2, 1, 1, 1))[0]
        result = {"d": losses.discriminator_logistic([h[:count] for h in heads], [h[count:] for h in heads])}
        if r1:
            some = max(2, count // 2)
            picture = output.crop[:some].detach().requires_grad_(True)
            details = self.discriminator(picture, output.layout[:some])[0][:1]  # of the layers that it trains
            result["r1"] = self.r1_gamma / 2 * losses.r1_penalty(picture, details)
        return result

    def generator_losses(self, batch: Batch, output: PainterOutput, rng: torch.Generator) -> Losses:
        augment = DiffAugment(len(output.crop), rng, output.crop.device, translation=0)
        heads, features = self.discriminator(augment(output.painted), output.layout)
        with torch.no_grad():
            real_features = self.discriminator(augment(output.crop), output.layout)[1]
        own_layout = F.avg_pool2d(output.painted, self.generator.config.scale)
        return {
            "g": losses.generator_logistic(heads),
            "feature": self.feature_weight * losses.feature_matching(real_features, features),
            "layout": self.layout_weight * (own_layout - output.layout).abs().mean(),
        }

    @torch.no_grad()
    def samples(self, generator: Painter, batch: Batch) -> list[torch.Tensor]:
        """Photos, painted from their own layouts, and from their layouts mirrored and darkened."""
        rng = torch.Generator().manual_seed(0)
        noise = randn(len(batch.image), 1, *batch.image.shape[-2:], rng=rng, device=batch.image.device)
        layout = F.avg_pool2d(batch.image, generator.config.scale)
        dusk = layout.flip(-1) * 0.6 - 0.3
        return [batch.image, generator(layout, noise), generator(dusk, noise)]


@dataclass
class Box2MaskOutput:
    mask: torch.Tensor  # (B, 1, S, S)
    reconstructed: int  # the first so many were drawn from the codes of the batch's own outlines
    mu: torch.Tensor
    log_variance: torch.Tensor


class Box2MaskObjective:
    """The first half of each batch is rebuilt from its own code, the second drawn between codes of earlier batches.

    Boxes' categories and aspects are those of the batch; what is drawn is judged by the discriminator alone. Some codes
    are read from sketches, so that the encoder finds for a sketch the outline that was meant.
    """

    shape_weight = 10.0
    kl_weight = 0.02
    sketched = 0.4  # share of the outlines whose codes are read from sketches of them

    def __init__(self, generator: Box2Mask, discriminator: Box2MaskDiscriminator, r1_gamma: float) -> None:
        self.generator = generator
        self.discriminator = discriminator
        self.r1_gamma = r1_gamma

    def generate(self, batch: Batch, rng: torch.Generator) -> Box2MaskOutput:
        half = -(-len(batch.mask) // 2)
        own, others = slice(None, half), slice(half, None)
        outline = batch.mask[own]
        sketched = sketched_masks(outline.cpu(), rng).to(outline.device)
        shown = torch.where((rand(half, 1, 1, 1, rng=rng) < self.sketched).to(outline.device), sketched, outline)
        mu, log_variance = self.generator.encode(shown, batch.log_aspect[own])
        code = sampled_code(mu, log_variance, rng)
        drawn = self.generator.sample_codes(batch.category[others], batch.log_aspect[others], rng)
        mask = self.generator(torch.cat([code, drawn]), batch.category, batch.log_aspect)
        self._remember(batch, mu, rng)
        return Box2MaskOutput(mask, half, mu, log_variance)

    @torch.no_grad()
    def _remember(self, batch: Batch, mu: torch.Tensor, rng: torch.Generator) -> None:
        network, category = self.generator, batch.category[: len(mu)]
        places = randint(0, network.config.bank_size, (len(mu),), rng=rng).to(mu.device)
        network.code_bank[category, places] = mu.float()
        network.aspect_bank[category, places] = batch.log_aspect[: len(mu)]

    def discriminator_losses(self, batch: Batch, output: Box2MaskOutput, rng: torch.Generator, r1: bool) -> Losses:
        condition = (batch.category, batch.log_aspect)
        real = batch.mask.detach().requires_grad_(r1)
        real_logits = self.discriminator(real, *condition)
        fake_logits = self.discriminator(output.mask.detach(), *condition)
        result = {"d": losses.discriminator_logistic([real_logits], [fake_logits])}
        if r1:
            result["r1"] = self.r1_gamma / 2 * losses.r1_penalty(real, [real_logits])
        return result

    def generator_losses(self, batch: Batch, output: Box2MaskOutput, rng: torch.Generator) -> Losses:
        logits = self.discriminator(output.mask, batch.category, batch.log_aspect)
        rebuilt, truth = output.mask[: output.reconstructed].float(), batch.mask[: output.reconstructed].float()
        return {
            "g": losses.generator_logistic([logits]),
            "shape": self.shape_weight * (rebuilt - truth).abs().mean() + 1 - losses.soft_dice(rebuilt, truth).mean(),
            "kl": self.kl_weight * losses.kl_to_standard_normal(output.mu, output.log_variance),
        }

    @torch.no_grad()
    def samples(self, generator: Box2Mask, batch: Batch) -> list[torch.Tensor]:
        """Real outlines, rebuilt from their codes, then four drawn for the same boxes."""
        rng = torch.Generator().manual_seed(0)
        condition = (batch.category, batch.log_aspect)
        rows = [batch.mask, generator(generator.encode(batch.mask, batch.log_aspect)[0], *condition)]
        rows += [generator(generator.sample_codes(*condition, rng), *condition) for _ in range(4)]
        return [(2 * row - 1).expand(-1, 3, -1, -1) for row in rows]
