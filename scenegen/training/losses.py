"""Loss terms: pure functions of tensors. Discriminators give logits; every function returns a scalar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import torch
import torch.nn.functional as F

from scenegen.data import IGNORE

Weights = Sequence[torch.Tensor] | None

_LEAST_CONTRAST = 0.01  # nobody sees less, of values in [-1, 1]


def _means(values: Sequence[torch.Tensor], weights: Weights) -> list[torch.Tensor]:
    """The weighted mean of every head's values; without weights the plain one."""
    if weights is None:
        return [value.mean() for value in values]
    return [(value * weight).sum() / weight.sum() for value, weight in zip(values, weights, strict=True)]


def generator_logistic(fake_logits: Sequence[torch.Tensor], weights: Weights = None) -> torch.Tensor:
    """Non-saturating logistic loss of the generator (Goodfellow et al. 2014), averaged over the heads.

    `weights`, one tensor per head with the logits' shape, say how much each logit counts.
    """
    return sum(_means([F.softplus(-logits) for logits in fake_logits], weights)) / len(fake_logits)


def discriminator_logistic(
    real_logits: Sequence[torch.Tensor],
    fake_logits: Sequence[torch.Tensor],
    real_weights: Weights = None,
    fake_weights: Weights = None,
) -> torch.Tensor:
    """Logistic loss of the discriminator (Goodfellow et al. 2014), averaged over the heads."""
    real = sum(_means([F.softplus(-logits) for logits in real_logits], real_weights))
    fake = sum(_means([F.softplus(logits) for logits in fake_logits], fake_weights))
    return (real + fake) / len(real_logits)


def generator_least_squares(fake_logits: torch.Tensor) -> torch.Tensor:
    """LSGAN's loss of the generator (Mao et al. 2017, equation 9 with b = c = 1, a = 0)."""
    return 0.5 * (fake_logits - 1).square().mean()


def discriminator_least_squares(real_logits: torch.Tensor, fake_logits: torch.Tensor) -> torch.Tensor:
    """LSGAN's loss of the discriminator (Mao et al. 2017, equation 9)."""
    return 0.5 * ((real_logits - 1).square().mean() + fake_logits.square().mean())


def generator_hinge(fake_logits: Sequence[torch.Tensor]) -> torch.Tensor:
    """The generator's part of the hinge loss (Miyato et al. 2018, equation 17), averaged over the heads."""
    return -sum(logits.mean() for logits in fake_logits) / len(fake_logits)


def discriminator_hinge(real_logits: Sequence[torch.Tensor], fake_logits: Sequence[torch.Tensor]) -> torch.Tensor:
    """Hinge loss of the discriminator (Miyato et al. 2018, equation 16), averaged over the heads."""
    real = sum(F.relu(1 - logits).mean() for logits in real_logits)
    fake = sum(F.relu(1 + logits).mean() for logits in fake_logits)
    return (real + fake) / len(real_logits)


def r1_penalty(real: torch.Tensor, real_logits: Sequence[torch.Tensor], weights: Weights = None) -> torch.Tensor:
    """Squared gradient of the logits at real pictures (Mescheder et al. 2018, equation 9, without gamma / 2).

    `real` (B, C, H, W) must require a gradient. A picture's logits are averaged within each head, then added up.
    """
    if weights is None:
        weights = [torch.ones_like(logits) for logits in real_logits]
    total = sum(
        ((logits * weight).flatten(1).sum(1) / weight.flatten(1).sum(1)).sum()
        for logits, weight in zip(real_logits, weights, strict=True)
    )
    (gradient,) = torch.autograd.grad(total, real, create_graph=True)
    return gradient.float().square().sum((1, 2, 3)).mean()


def feature_matching(real: Sequence[torch.Tensor], fake: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean absolute difference of discriminator features, relative to the real ones' size (Wang et al. 2018)."""
    terms = []
    for real_level, fake_level in zip(real, fake, strict=True):
        real_level = real_level.detach().float()
        terms.append((fake_level.float() - real_level).abs().mean() / (real_level.abs().mean() + 1e-4))
    return sum(terms) / len(terms)


def style_difference(
    real: Sequence[torch.Tensor], fake: Sequence[torch.Tensor], real_mask: torch.Tensor, fake_mask: torch.Tensor
) -> torch.Tensor:
    """How unlike the textures inside two masks are: the difference of the Gram matrices of features of several levels.

    After Gatys et al. 2016 (equation 4), as absolute differences relative to the real ones' size. Features
    (B, C, h, w), masks (B, 1, H, W).
    """
    terms = []
    for real_level, fake_level in zip(real, fake, strict=True):
        theirs, ours = (
            _gram(level, mask) for level, mask in ((real_level.detach(), real_mask), (fake_level, fake_mask))
        )
        terms.append((ours - theirs).abs().mean() / (theirs.abs().mean() + 1e-4))
    return sum(terms) / len(terms)


def _gram(features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean products of every two channels inside a mask, (B, C, C)."""
    inside = F.adaptive_avg_pool2d(mask.float(), features.shape[-2:])
    x = features.float().flatten(2)
    return (x * inside.flatten(2)) @ x.transpose(1, 2) / (inside.sum((2, 3)) + 1e-2)[..., None]


def chequered(pictures: torch.Tensor, *, tolerance: float = 0.01, around: int = 8) -> torch.Tensor:
    """How strongly pictures (B, C, H, W) show a pattern that comes again every two pixels (Odena et al. 2016).

    The means of every second pixel of every second row, over squares of `around` of them, are the same in a photo but
    for slopes, which are below the tolerance; up-sampling convolutions leave marks here.
    """
    phases = F.avg_pool2d(F.pixel_unshuffle(pictures.float(), 2), around).unflatten(1, (-1, 4))
    return F.relu((phases - phases.mean(2, keepdim=True)).abs() - tolerance).mean()


def kl_to_standard_normal(mu: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL(N(mu, exp(log_variance)) || N(0, 1)), mean over batch and dimensions (Kingma & Welling 2014)."""
    return 0.5 * (mu.square() + log_variance.exp() - 1 - log_variance).mean()


def masked_l1(first: torch.Tensor, second: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of (B, C, H, W) inside a mask (B, 1, H, W), each sample weighing the same."""
    difference = ((first.float() - second.float()).abs() * mask).sum((1, 2, 3))
    return (difference / (first.shape[1] * mask.sum((1, 2, 3)) + 1)).mean()


def colour_difference(
    image: torch.Tensor, mask: torch.Tensor, other: torch.Tensor, other_mask: torch.Tensor, *, tolerance: float
) -> torch.Tensor:
    """How far the mean and the standard deviation of the colours inside two masks are apart, beyond a tolerance.

    Pictures (B, 3, H, W) in [-1, 1], masks (B, 1, H, W); `other` may be of another size.
    """
    ours, theirs = _colour_moments(image, mask), _colour_moments(other, other_mask)
    return F.relu((ours - theirs).abs() - tolerance).mean()


def texture_difference(
    image: torch.Tensor, mask: torch.Tensor, other: torch.Tensor, other_mask: torch.Tensor, *, tolerance: float
) -> torch.Tensor:
    """How unlike details of four sizes inside two masks are, beyond a tolerance: how strong they are and how sparse.

    Statistics of the bands of a pyramid, as texture synthesis matches them (Heeger & Bergen 1995), in lightness and in
    two opponent colours. Pictures (B, 3, H, W) in [-1, 1] and masks (B, 1, H, W), all of one size: a detail is so many
    pixels large.
    """
    ours, theirs = _band_statistics(image, mask), _band_statistics(other, other_mask)
    return F.relu((ours - theirs).abs() - tolerance).mean()


def _band_statistics(image: torch.Tensor, mask: torch.Tensor, bands: int = 4) -> torch.Tensor:
    """Per size of detail, twice as large in every next one, and colour: (B, 2 bands, 3).

    The logarithm of its root mean square in a mask, and four times that of its mean amount over this, which is less
    the sparser it is: 0.8 of normal noise, 0.7 in photos of dogs, whose coat is plain between few edges.
    """
    red, green, blue = image.float().split(1, 1)
    x = torch.cat([(red + green + blue) / 3, red - green, (red + green) / 2 - blue], 1)
    inside = (mask > 0.5).float()
    statistics = []
    for _ in range(bands):
        share = F.avg_pool2d(inside, 2)
        coarse = F.avg_pool2d(x * inside, 2) / share.clamp(min=1e-6)
        detail = (x - F.interpolate(coarse, scale_factor=2, mode="nearest")) * inside
        area = inside.sum((2, 3)) + 1
        strength = (detail.square().sum((2, 3)) / area + _LEAST_CONTRAST**2).sqrt()
        amount = (detail.square() + _LEAST_CONTRAST**2).sqrt().mul(inside).sum((2, 3)) / area + 1e-6
        statistics += [strength.log(), 4 * (amount / strength).log()]
        x, inside = coarse, (share == 1).float()
    return torch.stack(statistics, 1)


def _colour_moments(image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean and standard deviation of red, green, blue and of the opponent colours red-green and yellow-blue, (B, 10).

    An animal's channels rise and fall together. Without the opponent colours, blotches of green and pink have the right
    deviations, too.
    """
    red, green, blue = image.float().split(1, 1)
    colours = torch.cat([red, green, blue, red - green, (red + green) / 2 - blue], 1)
    mask = mask.float()
    area = mask.sum((2, 3)) + 1
    mean = (colours * mask).sum((2, 3)) / area
    variance = ((colours - mean[:, :, None, None]).square() * mask).sum((2, 3)) / area
    return torch.cat([mean, (variance + 1e-4).sqrt()], 1)


# --- label maps: logits (B, K, H, W), labels (B, H, W) int64 with IGNORE where nobody knows -------------------------


def cross_entropy(logits: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    """Mean over the labelled pixels; 0 if there are none."""
    total = F.cross_entropy(logits, label, ignore_index=IGNORE, reduction="sum")
    return total / (label != IGNORE).sum().clamp(min=1)


def focal(logits: torch.Tensor, label: torch.Tensor, *, gamma: float) -> torch.Tensor:
    """Cross-entropy in which easy pixels count less: -(1 - p)^gamma ln p (Lin et al. 2017, equation 4)."""
    log_p = -F.cross_entropy(logits, label, ignore_index=IGNORE, reduction="none")  # 0 where IGNOREd
    return -((1 - log_p.exp()) ** gamma * log_p).sum() / (label != IGNORE).sum().clamp(min=1)


def dice(logits: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    """1 - the soft Dice coefficient (Milletari et al. 2016), mean over the categories that the batch shows.

    Sums run over the whole batch, so that a picture without an object does not weigh as much as one full of it.
    """
    known = label != IGNORE
    truth = F.one_hot(label.where(known, 0), logits.shape[1]).movedim(-1, 1) * known[:, None]
    share = soft_dice(logits.softmax(1) * known[:, None], truth.float())
    return 1 - share[truth.sum((0, 2, 3)) > 0].mean() if known.any() else logits.sum() * 0


def soft_dice(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Twice what is shared over the sum of both, per channel (K,), of (B, K, H, W) in [0, 1]."""
    shared = (first * second).sum((0, 2, 3))
    return (2 * shared + 1) / (first.sum((0, 2, 3)) + second.sum((0, 2, 3)) + 1)


def objects_alone(logits: torch.Tensor, label: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and labels with all categories but the first as one: (B, 2, H, W) and (B, H, W)."""
    two = torch.stack([logits[:, 0], logits[:, 1:].logsumexp(1)], 1)
    return two, label.where(label == IGNORE, label.clamp(max=1))


LABEL_LOSSES: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "ce": cross_entropy,
    "dice": dice,
    "focal2": partial(focal, gamma=2),
    "focal4": partial(focal, gamma=4),
    "object_ce": lambda logits, label: cross_entropy(*objects_alone(logits, label)),
    "object_dice": lambda logits, label: dice(*objects_alone(logits, label)),
}
