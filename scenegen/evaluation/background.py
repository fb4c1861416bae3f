"""How good painted landscapes are, from photos' layouts and from drawn ones, beside what is real."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from scenegen.data import Source
from scenegen.evaluation import metrics
from scenegen.evaluation.judges import DIVERSITY_FLOOR, Judges, distance_figures, look_distance, looks
from scenegen.evaluation.painted import read, spread_indices
from scenegen.models.background import Background
from scenegen.models.classifier import Classifier

_CHUNK = 8


def score_background(
    network: Background, source: Source, judges: Judges, *, most: int = 200, training: Source | None = None
) -> dict[str, Any]:
    """Obedience to the layout, distances to held-out photos, and how unlike landscapes from drawn layouts are.

    The own features are those of a classifier of animals: no network of ours has learnt to tell landscapes apart.
    """
    size = network.config.layout_size * network.config.scale
    photos = read(source, size, spread_indices(len(source), most)).image
    layout = F.adaptive_avg_pool2d(photos, network.config.layout_size)
    from_layout, from_drawn = paint_landscapes(network, layout)
    obedience = (F.adaptive_avg_pool2d(from_layout, network.config.layout_size) - layout).abs().mean((1, 2, 3))
    made = {
        "from_photo_layouts": from_layout,
        "from_drawn_layouts": from_drawn,
        "enlarged_layouts": F.interpolate(layout, size=(size, size), mode="bilinear", align_corners=False),
    }
    reference = None
    if training is not None and len(training) >= len(photos):
        reference = read(training, size, spread_indices(len(training), len(photos))).image
    result = {
        "layout_l1": metrics.with_interval(obedience),
        "distances": distance_figures(made, photos, reference, judges),
    }
    if judges.classifier is not None:
        result["diversity"] = _diversity(judges.classifier, from_drawn, photos)
    return result


@torch.inference_mode()
def paint_landscapes(network: Background, layout: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Layouts of photos (N, 3, L, L) -> landscapes painted from them, and as many from drawn ones, (N, 3, S, S)."""
    rng = torch.Generator().manual_seed(1)
    side = network.config.layout_size * network.config.scale
    from_layout, from_drawn = [], []
    for part in layout.split(_CHUNK):
        count = len(part)
        drawn = network.sample_layout(count, rng)
        for layouts, painted in ((part, from_layout), (drawn, from_drawn)):
            painted.append(network(layouts, torch.randn(count, 1, side, side, generator=rng)))
    return torch.cat(from_layout), torch.cat(from_drawn)


def _diversity(classifier: Classifier, painted: torch.Tensor, photos: torch.Tensor) -> dict[str, Any]:
    """The mean distance of every landscape from the next one, painted from drawn layouts and of photos."""
    made, real = (_from_the_next(classifier, pictures) for pictures in (painted, photos))
    share = metrics.ratio(made, real)
    return {
        "drawn": metrics.with_interval(made),
        "real": metrics.with_interval(real),
        "drawn_by_real": share,
        "floor": DIVERSITY_FLOOR,
        "above_floor": share["value"] >= DIVERSITY_FLOOR,
    }


def _from_the_next(classifier: Classifier, pictures: torch.Tensor) -> torch.Tensor:
    found = looks(classifier, pictures, torch.ones_like(pictures[:, :1]))
    order = torch.randperm(len(found), generator=torch.Generator().manual_seed(0))  # photos are sorted by kind
    return look_distance(found[order], found[order].roll(1, 0))
