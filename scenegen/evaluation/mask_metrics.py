"""Figures about masks. Counts per photo go in; figures over all photos, with bootstrap intervals, come out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from skimage.morphology import isotropic_dilation
from skimage.segmentation import find_boundaries

from scenegen.data import IGNORE

_BOUNDARY_TOLERANCE = 0.0075  # of the picture's diagonal (Csurka et al. 2013)


def confusion(predicted: np.ndarray, label: np.ndarray, count: int) -> torch.Tensor:
    """Pixels (count, count) by true and predicted category, both (H, W); IGNOREd ones count for nothing."""
    known = label != IGNORE
    pairs = label[known].astype(np.int64) * count + predicted[known]
    return torch.from_numpy(np.bincount(pairs, minlength=count**2).reshape(count, count)).double()


def boundary_counts(predicted: np.ndarray, label: np.ndarray, category: int) -> torch.Tensor:
    """(4,): predicted boundary pixels near a true one, all predicted; true ones near a predicted one, all true."""
    known = label != IGNORE
    radius = _BOUNDARY_TOLERANCE * float(np.hypot(*label.shape))
    found, true = (find_boundaries(mask, mode="inner") & known for mask in (predicted == category, label == category))
    near_found, near_true = (isotropic_dilation(edge, radius) for edge in (found, true))
    counts = (found & near_true).sum(), found.sum(), (true & near_found).sum(), true.sum()
    return torch.tensor([float(value) for value in counts], dtype=torch.float64)


def pooled(
    counts: torch.Tensor, figure: Callable[[torch.Tensor], torch.Tensor], *, resamples: int = 500
) -> dict[str, Any]:
    """A figure of the summed counts of all photos, its 95 % bootstrap interval over photos, and how many there are.

    `counts` is (N, ...), one entry per photo; `figure` takes sums (R, ...) to values (R,).
    """
    rng = torch.Generator().manual_seed(0)
    number = len(counts)
    weights = torch.ones(number, dtype=torch.float64).multinomial(number * resamples, replacement=True, generator=rng)
    drawn = torch.zeros(resamples, number, dtype=torch.float64)
    drawn.scatter_add_(1, weights.view(resamples, number), torch.ones(resamples, number, dtype=torch.float64))
    sums = (drawn @ counts.double().flatten(1)).view(resamples, *counts.shape[1:])
    low, high = torch.nanquantile(figure(sums), torch.tensor([0.025, 0.975], dtype=torch.float64)).tolist()
    value = float(figure(counts.double().sum(0, keepdim=True))[0])
    return {"value": round(value, 4), "interval_95": [round(low, 4), round(high, 4)], "n": number}


# --- figures of summed confusions (R, K, K) -> (R,); rows are the truth ----------------------------------------------


def iou(sums: torch.Tensor, category: int) -> torch.Tensor:
    """Intersection over union; not a number where the category is neither there nor found."""
    both = sums[:, category, category]
    return both / (sums[:, category].sum(1) + sums[:, :, category].sum(1) - both)


def mean_iou(sums: torch.Tensor) -> torch.Tensor:
    """Over the categories that are there."""
    each = torch.stack([iou(sums, k) for k in range(sums.shape[1])], 1)
    return torch.where(sums.sum(2) > 0, each, torch.nan).nanmean(1)


def dice(sums: torch.Tensor, category: int) -> torch.Tensor:
    """2 TP / (2 TP + FP + FN), which is also the F-measure."""
    return 2 * sums[:, category, category] / (sums[:, category].sum(1) + sums[:, :, category].sum(1))


def pixel_accuracy(sums: torch.Tensor) -> torch.Tensor:
    return sums.diagonal(dim1=1, dim2=2).sum(1) / sums.sum((1, 2))


def precision(sums: torch.Tensor) -> torch.Tensor:
    """TP / (TP + FP) of category 1 (CDnet 2014)."""
    return sums[:, 1, 1] / sums[:, :, 1].sum(1)


def recall(sums: torch.Tensor) -> torch.Tensor:
    """TP / (TP + FN) of category 1 (CDnet 2014)."""
    return sums[:, 1, 1] / sums[:, 1].sum(1)


def f_measure(sums: torch.Tensor) -> torch.Tensor:
    """The harmonic mean of precision and recall of category 1 (CDnet 2014)."""
    return dice(sums, 1)


def wrong_percentage(sums: torch.Tensor) -> torch.Tensor:
    """PWC: 100 (FN + FP) / (TP + FN + FP + TN) (CDnet 2014)."""
    return 100 * (1 - pixel_accuracy(sums))


def boundary_f(sums: torch.Tensor) -> torch.Tensor:
    """The harmonic mean of the boundaries' precision and recall, of summed `boundary_counts` (R, 4)."""
    right, complete = sums[:, 0] / sums[:, 1], sums[:, 2] / sums[:, 3]
    return 2 * right * complete / (right + complete)


def foreground_figures(confusions: torch.Tensor) -> dict[str, Any]:
    """CDnet's figures of confusions (N, 2, 2)."""
    figures = {"f_measure": f_measure, "precision": precision, "recall": recall, "pwc": wrong_percentage}
    return {name: pooled(confusions, figure) for name, figure in figures.items()}


def category_figures(confusions: torch.Tensor, categories: tuple[str, ...]) -> dict[str, Any]:
    """IoU and Dice of every category that is there, their means, pixel accuracy, of confusions (N, K, K)."""
    there = [(k, name) for k, name in enumerate(categories) if confusions[:, k].sum() > 0]
    return {
        "pixel_accuracy": pooled(confusions, pixel_accuracy),
        "mean_iou": pooled(confusions, mean_iou),
        "iou": {name: pooled(confusions, lambda sums, k=k: iou(sums, k)) for k, name in there},
        "dice": {name: pooled(confusions, lambda sums, k=k: dice(sums, k)) for k, name in there},
    }
