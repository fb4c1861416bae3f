"""Contact sheets: what generators make beside what is real, from the held-out part of a set and in the same masks."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import nn

from scenegen.data import Source
from scenegen.evaluation.background import paint_landscapes
from scenegen.evaluation.background_refiner import landscape_windows
from scenegen.evaluation.box2mask import draw_outlines, nearest_outlines, sketch_outlines
from scenegen.evaluation.drawn_masks import KINDS
from scenegen.evaluation.painted import ForegroundPainter, paint_drawn, paint_objects, read, spread_indices
from scenegen.evaluation.refiner import large_rows
from scenegen.models.background import Background
from scenegen.models.background_refiner import BackgroundRefiner
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.models.refiner import Refiner
from scenegen.training.loop import sheet

COLUMNS = 12
_LABELS = 84  # pixels on the left for the rows' names

Rows = dict[str, torch.Tensor]


def has_sheet(network: nn.Module) -> bool:
    return isinstance(network, (Foreground, Refiner, Background, BackgroundRefiner, Box2Mask))


@torch.inference_mode()
def contact_sheet(
    network: nn.Module,
    source: Source,
    *,
    training: Source | None = None,
    foreground: Foreground | None = None,
    background: Background | None = None,
    columns: int = COLUMNS,
) -> Image.Image:
    """Rows of pictures with their names on the left, a column for each of up to `columns` held-out samples.

    They are spread evenly over the source and nothing is picked; the seeds are those of the figures. Refiners are
    shown what `foreground` and `background` paint.
    """
    if isinstance(network, Foreground):
        rows = _object_rows(network, source, columns)
    elif isinstance(network, Refiner):
        rows = large_rows(network, foreground, source, columns)
    elif isinstance(network, BackgroundRefiner):
        rows = landscape_windows(network, background, source, columns)
    elif isinstance(network, Background):
        rows = _landscape_rows(network, source, columns)
    elif isinstance(network, Box2Mask):
        rows = _outline_rows(network, source, training, columns)
    else:
        raise TypeError(f"there is no sheet of a {type(network).__name__}")
    pictures = sheet(list(rows.values()))
    labelled = Image.new("RGB", (_LABELS + pictures.width, pictures.height), (255, 255, 255))
    labelled.paste(pictures, (_LABELS, 0))
    draw = ImageDraw.Draw(labelled)
    height = pictures.height // len(rows)
    for number, name in enumerate(rows):
        draw.multiline_text((4, number * height + 4), name.replace(" ", "\n"), fill=(0, 0, 0), font_size=12)
    return labelled


def _object_rows(network: Foreground, source: Source, columns: int) -> Rows:
    painter = ForegroundPainter(network)
    objects = paint_objects(painter, source, columns, rolls=3)
    rows = {"photo": objects.real, "own style": objects.rebuilt}
    rows |= {f"look {number}": pictures for number, pictures in enumerate(objects.rolls, start=1)}
    for kind in KINDS:
        asked, pictures = paint_drawn(painter, objects, kind)
        rows |= {f"drawn {kind}": _as_pictures(asked), f"in drawn {kind}": pictures}
    return rows


def _landscape_rows(network: Background, source: Source, columns: int) -> Rows:
    cells = network.config.layout_size
    size = cells * network.config.scale
    photos = read(source, size, spread_indices(len(source), columns)).image
    layout = F.adaptive_avg_pool2d(photos, cells)
    from_layout, from_drawn = paint_landscapes(network, layout)
    coarse = F.interpolate(layout, size=(size, size), mode="nearest")
    return {"photo": photos, "its layout": coarse, "from layout": from_layout, "drawn layout": from_drawn}


def _outline_rows(network: Box2Mask, source: Source, training: Source | None, columns: int) -> Rows:
    size = network.config.size
    real = read(source, size, spread_indices(len(source), columns))
    _, drawn, again = draw_outlines(network, real)
    rows = {"real": real.mask, "drawn": drawn, "drawn again": again}
    for kind in KINDS:
        sketch, finished, _ = sketch_outlines(network, real, kind)
        rows |= {f"drawn {kind}": sketch, f"{kind}, finished": finished}
    if training is not None:
        seen = read(training, size, list(range(len(training))))
        rows["nearest training outline"] = nearest_outlines(real, seen, 1)
    boxed = {name: _in_boxes(outlines, real.log_aspect) for name, outlines in rows.items()}
    return {name: _as_pictures(outlines) for name, outlines in boxed.items()}


def _in_boxes(outlines: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
    """Outlines of the unit square (N, 1, S, S) at their boxes' aspects, twice as large."""
    size = 2 * outlines.shape[-1]
    placed = torch.zeros(len(outlines), 1, size, size)
    for row, outline, aspect in zip(placed, outlines, np.exp(log_aspect.numpy()), strict=True):
        width, height = round(size * min(1, aspect)), round(size * min(1, 1 / aspect))
        left, top = (size - width) // 2, (size - height) // 2
        shape = (max(1, height), max(1, width))
        fitted = F.interpolate(outline[None], shape, mode="bilinear", align_corners=False, antialias=True)
        row[:, top : top + shape[0], left : left + shape[1]] = fitted[0]
    return placed


def _as_pictures(masks: torch.Tensor) -> torch.Tensor:
    return (1 - 2 * masks).expand(-1, 3, -1, -1)
