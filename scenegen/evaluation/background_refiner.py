"""How good the details of large landscapes are: refined and merely enlarged, beside those of photos."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from scenegen.data import Source
from scenegen.evaluation import metrics
from scenegen.evaluation.judges import Judges, distance_figures
from scenegen.evaluation.painted import read, spread_indices
from scenegen.evaluation.refiner import detail_contrast
from scenegen.models.background import Background
from scenegen.models.background_refiner import BackgroundRefiner
from scenegen.models.blocks import downsample
from scenegen.models.refiner import GROWTH
from scenegen.training.background_refiner_objective import BackgroundRefinerObjective

_CHUNK = 8


def score_background_refiner(
    refiner: BackgroundRefiner,
    background: Background,
    source: Source,
    judges: Judges,
    *,
    most: int = 200,
    training: Source | None = None,
) -> dict[str, Any]:
    """Figures over windows of up to `most` held-out photos, whose colours `background` paints: refined and enlarged.

    "moved_l1" is how far the colours of squares of 16 pixels are from what was painted.
    """
    rows = landscape_windows(refiner, background, source, most)
    photos, made = rows.pop("photo"), rows
    everywhere = torch.ones_like(photos[:, :1])
    real = detail_contrast(photos, everywhere)
    reference = None
    if training is not None and len(training) >= len(photos):
        reference = read(training, photos.shape[-1], spread_indices(len(training), len(photos))).image
    side = BackgroundRefinerObjective.kept_side
    moved = (F.avg_pool2d(made["refined"], side) - F.avg_pool2d(made["enlarged"], side)).abs()
    return {
        "detail_contrast": {
            name: metrics.ratio(detail_contrast(pictures, everywhere), real) for name, pictures in made.items()
        },
        "moved_l1": metrics.with_interval(moved.mean((1, 2, 3))),
        "distances": distance_figures(made, photos, reference, judges),
    }


@torch.inference_mode()
def landscape_windows(
    refiner: BackgroundRefiner, background: Background, source: Source, most: int
) -> dict[str, torch.Tensor]:
    """Windows of up to `most` photos, and what is painted from their colours, enlarged and refined: (N, 3, S, S)."""
    rng = torch.Generator().manual_seed(1)
    size = background.config.layout_size * background.config.scale
    photos = read(source, size, spread_indices(len(source), most)).image
    enlarged, refined = [], []
    for part in photos.split(_CHUNK):
        small = downsample(part)
        noise, fine = (torch.randn(of[:, :1].shape, generator=rng) for of in (small, part))
        painted = background(F.avg_pool2d(small, background.config.scale), noise)
        large = F.interpolate(painted, scale_factor=GROWTH, mode="bicubic", align_corners=False)
        enlarged.append(large.clamp(-1, 1))
        refined.append(refiner(painted, fine))
    return {"photo": photos, "enlarged": torch.cat(enlarged), "refined": torch.cat(refined)}
