"""In which outlines does the foreground network paint what it should? A classifier that knows ImageNet says it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from tqdm import tqdm

from scenegen.data import Batch
from scenegen.masks import dilated
from scenegen.models.foreground import Foreground
from scenegen.models.imagenet import CLASSES, ImageNetClassifier
from scenegen.models.precision import processor_computes_bfloat16

_SHARE = 0.75  # of the picture's side that the longer side of an outline's box takes
# Plain colours (R, G, B) in [-1, 1], each for one look.
_GROUNDS = ((-0.6, -0.4, -0.8), (0.0, 0.0, 0.0), (0.4, 0.2, -0.2))
_CHUNK = 16


@torch.inference_mode()
def named_when_painted(
    outlines: Batch,
    categories: tuple[str, ...],
    painter: Foreground,
    classifier: ImageNetClassifier,
    *,
    progress: bool = False,
) -> torch.Tensor:
    """How surely what is painted in each outline is named as its category: mean probability (N,) over several looks on
    plain ground, from a seed; NaN for a category that the painter or ImageNet does not have."""
    found = torch.full((len(outlines.mask),), math.nan)
    able = [k for k, name in enumerate(categories) if name in CLASSES and name in painter.config.categories]
    rows = torch.isin(outlines.category, torch.tensor(able, dtype=torch.long)).nonzero()[:, 0]
    rng = torch.Generator().manual_seed(0)
    fast = torch.autocast("cpu", torch.bfloat16, enabled=processor_computes_bfloat16())
    for part in tqdm(rows.split(_CHUNK), desc="outlines painted", disable=not progress):
        shown = Batch(*(values[part] for values in outlines))
        names = [categories[k] for k in shown.category.tolist()]
        with fast:
            likely = torch.stack([classifier(each) for each in painted_in(shown, categories, painter, rng)]).mean(0)
        found[part] = torch.stack([row[list(CLASSES[name])].sum() for row, name in zip(likely, names, strict=True)])
    return found


@torch.inference_mode()
def painted_in(
    outlines: Batch, categories: tuple[str, ...], painter: Foreground, rng: torch.Generator
) -> Iterator[torch.Tensor]:
    """Several looks, each on another plain ground, of what is painted in outlines (B, 1, S, S), in the unit squares of
    their boxes, of categories that the painter has: pictures (B, 3, side, side) in [-1, 1]."""
    side = painter.config.size
    places = zip(outlines.mask, outlines.log_aspect.tolist(), strict=True)
    masks = torch.stack([_placed(mask, log_aspect, side) for mask, log_aspect in places])
    kinds = torch.tensor([painter.config.categories.index(categories[k]) for k in outlines.category.tolist()])
    hole = dilated(masks)
    for colour in _GROUNDS:
        ground = torch.tensor(colour)[:, None, None].expand(len(masks), 3, side, side)
        style = torch.cat([painter.sample_style(kind, rng) for kind in kinds.tolist()])
        rgb, alpha = painter(ground, 1 - hole, masks, kinds, style, torch.randn(masks.shape, generator=rng))
        yield torch.lerp(ground, rgb, alpha * hole)


def _placed(outline: torch.Tensor, log_aspect: float, side: int) -> torch.Tensor:
    """An outline (1, S, S) in its unit square -> (1, side, side), upright in the middle of a picture."""
    longer, shorter = round(_SHARE * side), max(2, round(_SHARE * side * math.exp(-abs(log_aspect))))
    height, width = (shorter, longer) if log_aspect > 0 else (longer, shorter)
    small = F.interpolate(outline[None], (height, width), mode="bilinear", align_corners=False, antialias=True)[0]
    top, left = (side - height) // 2, (side - width) // 2
    return F.pad(small, (left, side - width - left, top, side - height - top))
