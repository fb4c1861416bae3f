"""Distances between a set of real pictures and a set of made ones, each with a bootstrap interval. Pure functions.

Kernel and Fréchet distance are of features (N, D), whose name belongs into the figure's name. Both sets have the same
size and are resampled together: row i of both may be of the same photo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

_RESAMPLES = 200
_FEW_RESAMPLES = 50  # where one takes some hundredths of a second
_EVERY = 4


def kernel_distance(real: torch.Tensor, fake: torch.Tensor) -> dict[str, Any]:
    """KID: the squared MMD of the kernel (x·y / D + 1)³ (Bińkowski et al. 2018). 0 for equal sets, it can be negative.

    The unbiased estimate over pairs of different rows (Gretton et al. 2012, equation 4): what row i of one set has in
    common with row i of the other, the same photo's outline, does not make the sets look alike. A resample weights rows
    by how often they were drawn; a row and its own copy are no pair either.
    """
    real, fake = real.double(), fake.double()
    across = _cubic(real, fake)
    pairs = (_cubic(real, real) + _cubic(fake, fake) - across - across.t()).fill_diagonal_(0)

    def distance(weights: torch.Tensor) -> float:
        return float(weights @ pairs @ weights / (weights.sum().square() - weights.square().sum()))

    count = len(real)
    drawn = [torch.bincount(rows, minlength=count).double() for rows in _resamples(count, _RESAMPLES)]
    resampled = [distance(weights) for weights in drawn if (weights > 0).sum() > 1]  # of very few one may stand alone
    interval = torch.quantile(torch.tensor(resampled), torch.tensor([0.025, 0.975])).tolist()
    return _figure(distance(torch.ones(count, dtype=torch.float64)), interval, count)


def _cubic(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    return (first @ second.t() / first.shape[1] + 1) ** 3


def frechet_distance(real: torch.Tensor, fake: torch.Tensor) -> dict[str, Any]:
    """Fréchet distance of two normal distributions fitted to the features (Heusel et al. 2017).

    It is larger for fewer samples: compare only figures of the same `n`.
    """
    real, fake = real.double(), fake.double()

    def distance(rows: torch.Tensor) -> float:
        return _frechet(real[rows], fake[rows])

    count = len(real)
    resampled = [distance(rows) for rows in _resamples(count, _FEW_RESAMPLES)]
    return _centred_figure(distance(torch.arange(count)), resampled, count)


def _frechet(real: torch.Tensor, fake: torch.Tensor) -> float:
    """|m₁ - m₂|² + tr(S₁ + S₂ - 2 √(S₁S₂)).

    With centred features A and B, S = AᵀA / (N - 1), the eigenvalues of S₁S₂ are the squared singular values of
    ABᵀ / (N - 1). Those of the triangles of A = QR and B = QR are the same: no matrix is larger than min(N, D).
    """
    shift = real.mean(0) - fake.mean(0)
    first, second = real - real.mean(0), fake - fake.mean(0)
    first, second = (torch.linalg.qr(features, mode="r").R for features in (first, second))
    spread = first.square().sum() + second.square().sum() - 2 * torch.linalg.svdvals(first @ second.t()).sum()
    return float(shift.square().sum() + spread / (len(real) - 1))


def sliced_wasserstein(
    real: torch.Tensor, fake: torch.Tensor, *, patches: int = 16, directions: int = 128
) -> dict[str, Any]:
    """Sliced Wasserstein distance between 7x7 patches of two sets (N, 3, H, W), averaged over Laplacian levels.

    After Karras et al. 2018 (section 5): every level of the pyramid down to 16 pixels is cut into `patches` a picture,
    at the same places of both sets, normalised by the real set's mean and deviation per channel, and projected on
    random directions. It is 0 for equal sets, needs no network, and is larger for fewer samples.
    """
    levels = []
    for real_level, fake_level in zip(_laplacian(real), _laplacian(fake), strict=True):
        rng = torch.Generator().manual_seed(0)
        corners = torch.randint(real_level.shape[-1] - 6, (2, len(real), patches), generator=rng)
        first, second = (_patches(level, corners) for level in (real_level, fake_level))  # (N, patches, C, 49)
        mean, deviation = first.mean((0, 1, 3), keepdim=True), first.std((0, 1, 3), keepdim=True) + 1e-6
        axes = F.normalize(torch.randn(first.shape[2] * 49, directions, generator=rng), dim=0)
        levels.append([((part - mean) / deviation).flatten(2) @ axes for part in (first, second)])

    def distance(rows: torch.Tensor, every: int) -> float:
        each = [_transport(first[rows, :, ::every], second[rows, :, ::every]) for first, second in levels]
        return sum(each) / len(each)

    count = len(real)
    whole = torch.arange(count)
    # For the interval fewer directions will do.
    resampled = [distance(rows, _EVERY) for rows in _resamples(count, _FEW_RESAMPLES)]
    return _centred_figure(distance(whole, 1), resampled, count)


def _transport(first: torch.Tensor, second: torch.Tensor) -> float:
    """Mean distance between sorted projections (N, patches, directions)."""
    sorted_first, sorted_second = (part.flatten(0, 1).sort(0).values for part in (first, second))
    return float((sorted_first - sorted_second).abs().mean())


def _laplacian(images: torch.Tensor) -> list[torch.Tensor]:
    levels = []
    while images.shape[-1] > 16:
        smaller = F.avg_pool2d(images, 2)
        levels.append(images - F.interpolate(smaller, scale_factor=2, mode="bilinear", align_corners=False))
        images = smaller
    return [*levels, images]


def _patches(images: torch.Tensor, corners: torch.Tensor) -> torch.Tensor:
    """The 7x7 patches (N, P, C, 49) of square pictures (N, C, S, S) at rows and columns (2, N, P)."""
    windows = images.unfold(2, 7, 1).unfold(3, 7, 1)
    return windows[torch.arange(len(images))[:, None], :, corners[0], corners[1]].flatten(3)


def _resamples(count: int, number: int) -> list[torch.Tensor]:
    """The same draws of `count` rows with repeats for every figure."""
    rng = torch.Generator().manual_seed(0)
    return [torch.randint(count, (count,), generator=rng) for _ in range(number)]


def _figure(value: float, interval: Sequence[float], count: int) -> dict[str, Any]:
    return {"value": round(value, 6), "interval_95": [round(end, 6) for end in interval], "n": count}


def _centred_figure(value: float, resampled: list[float], count: int) -> dict[str, Any]:
    """Repeats make these distances larger: the interval is the value and 1.96 deviations of the resamples around it."""
    reach = 1.96 * float(torch.tensor(resampled).std())
    return _figure(value, (max(0.0, value - reach), value + reach), count)
