"""How good the details of large objects are: refined and merely enlarged, beside those of photos."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from scenegen import images
from scenegen.data import Source
from scenegen.evaluation import metrics
from scenegen.evaluation.foreground import found_overlap
from scenegen.evaluation.judges import Judges, distance_figures
from scenegen.evaluation.painted import Objects, paint_objects, read, spread_indices
from scenegen.masks import dilated
from scenegen.models.blocks import downsample
from scenegen.models.foreground import Foreground
from scenegen.models.refiner import GROWTH, Refiner


class LargePainter:
    """Paints objects at twice the foreground network's size: refined or, without a refiner, enlarged."""

    def __init__(self, foreground: Foreground, refiner: Refiner | None) -> None:
        self.foreground = foreground
        self.refiner = refiner
        self.size = GROWTH * foreground.config.size

    def paint(
        self, canvas: torch.Tensor, mask: torch.Tensor, category: torch.Tensor, rng: torch.Generator
    ) -> torch.Tensor:
        """See `ObjectPainter.paint`; looks and noise are the same with a refiner and without."""
        small = downsample(mask)
        style = torch.cat([self.foreground.sample_style(int(k), rng) for k in category.tolist()])
        noise, fine_noise = (torch.randn(of.shape, generator=rng) for of in (small, mask))
        rgb, alpha = self.foreground(downsample(canvas), 1 - dilated(small), small, category, style, noise)
        rgb = torch.stack([images.spread(*row) for row in zip(rgb, alpha, strict=True)])
        if self.refiner is None:
            large = F.interpolate(rgb, scale_factor=GROWTH, mode="bicubic", align_corners=False).clamp(-1, 1)
        else:
            large = self.refiner(rgb, mask, category, style, fine_noise)
        moved = F.interpolate(alpha - small, scale_factor=GROWTH, mode="bilinear", align_corners=False)
        return torch.lerp(canvas, large, (mask + moved).clamp(0, 1) * dilated(mask))


def score_refiner(
    refiner: Refiner,
    foreground: Foreground,
    source: Source,
    judges: Judges,
    *,
    most: int = 200,
    training: Source | None = None,
) -> dict[str, Any]:
    """Figures over up to `most` held-out objects, refined and enlarged; what a judge is missing for is left out.

    "on_grey" are whole objects alone; "in_close_up" windows of half the side around their middles, where they stand.
    """
    made = {name: paint_objects(painter, source, most, rolls=1) for name, painter in _painters(refiner, foreground)}
    objects = made["refined"]
    batch = None
    if training is not None and len(training) >= len(objects.real):
        batch = read(training, objects.real.shape[-1], spread_indices(len(training), len(objects.real)))
    sets = {name: each.rolls[0] for name, each in made.items()}
    on_grey = distance_figures(
        {name: objects.on_grey(pictures) for name, pictures in sets.items()},
        objects.on_grey(objects.real),
        None if batch is None else batch.image * batch.mask,
        judges,
    )
    in_close_up = distance_figures(
        {name: close_ups(pictures, objects.mask) for name, pictures in sets.items()},
        close_ups(objects.real, objects.mask),
        None if batch is None else close_ups(batch.image, batch.mask),
        judges,
    )
    result: dict[str, Any] = {
        "detail_contrast": _contrasts(sets, objects),
        "distances": {
            **{f"{name}_on_grey": value for name, value in on_grey.items()},
            **{f"{name}_in_close_up": value for name, value in in_close_up.items()},
        },
    }
    if judges.segmenter is not None:
        result["obedience_iou"] = {
            name: metrics.with_interval(found_overlap(judges.segmenter, pictures, objects.mask))
            for name, pictures in {**sets, "real": objects.real}.items()
        }
    return result


def large_rows(refiner: Refiner, foreground: Foreground, source: Source, columns: int) -> dict[str, torch.Tensor]:
    """Rows of a contact sheet: photos, and the same painted objects enlarged and refined."""
    made = {name: paint_objects(painter, source, columns, rolls=1) for name, painter in _painters(refiner, foreground)}
    return {"photo": made["refined"].real, **{name: each.rolls[0] for name, each in made.items()}}


def _painters(refiner: Refiner, foreground: Foreground) -> list[tuple[str, LargePainter]]:
    return [("enlarged", LargePainter(foreground, None)), ("refined", LargePainter(foreground, refiner))]


def close_ups(pictures: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Windows of half the side, each around the middle of its mask (N, 1, S, S): (N, C, S / 2, S / 2)."""
    size = mask.shape[-1]
    place = torch.arange(size, dtype=torch.float32)
    total = mask.sum((1, 2, 3)).clamp(min=1e-6)
    windows = []
    for picture, each, weight in zip(pictures, mask[:, 0], total, strict=True):
        y, x = (float((each.sum(axis) * place).sum() / weight) for axis in (1, 0))
        top, left = (int(min(max(0, middle - size / 4), size / 2)) for middle in (y, x))
        windows.append(picture[:, top : top + size // 2, left : left + size // 2])
    return torch.stack(windows)


def _contrasts(sets: dict[str, torch.Tensor], objects: Objects) -> dict[str, Any]:
    """How strong the finest details are beside the photos': 1 is as in photos, less is blur."""
    real = detail_contrast(objects.real, objects.mask)
    return {name: metrics.ratio(detail_contrast(pictures, objects.mask), real) for name, pictures in sets.items()}


def detail_contrast(pictures: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The root mean square (N,) of what pairs of pixels differ by inside masks, pictures in [-1, 1]."""
    inside = (mask > 0.5).float()
    detail = pictures - F.interpolate(downsample(pictures), scale_factor=2, mode="nearest")
    total = inside.sum((1, 2, 3)).clamp(min=1)
    return ((detail.square().mean(1, keepdim=True) * inside).sum((1, 2, 3)) / total).sqrt()
