"""How good a network is on held-out data: the figures that `weights/manifest.json` lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.data import AnyBatch, Batch, DataError, Source, stack
from scenegen.data.fill import filled
from scenegen.data.labelled import LabelledPhotos, kind_of
from scenegen.evaluation import metrics
from scenegen.evaluation.bscgan import score_bscgan
from scenegen.evaluation.segmentation import score_segmentation
from scenegen.masks import dilated
from scenegen.models.background import Background
from scenegen.models.box2mask import Box2Mask
from scenegen.models.bscgan import BScGAN
from scenegen.models.foreground import Foreground
from scenegen.models.mask_prior import MaskPrior
from scenegen.models.segmentation import Segmentation
from scenegen.training.parts import PARTS, build_source

_CHUNK = 8


def held_out_source(name: str, network: nn.Module, roots: list[Path], split: str) -> tuple[Source, Source | None]:
    """The data that a network of this kind is judged on, and where it matters what it learnt from.

    Raises `DataError`, also when the folders' categories are not the network's.
    """
    if not isinstance(network, Segmentation):
        return build_source(PARTS[name][-1], roots, split=split), None
    kind = kind_of(network.config.categories)
    source = LabelledPhotos(roots, kind, split=split, augment=False)
    if source.categories != network.config.categories:
        raise DataError(
            f"the network tells apart {', '.join(network.config.categories)}, "
            f"but the folders label {', '.join(source.categories)}"
        )
    return source, LabelledPhotos(roots, kind) if kind != "classes" and split == "val" else None


@torch.inference_mode()
def score(network: nn.Module, source: Source, *, most: int = 200, training: Source | None = None) -> dict[str, Any]:
    """Scores a network on up to `most` samples of a held-out source (without augmentation), by its kind.

    `training` is what it learnt from, where it is known: some figures are of what was seen often enough.

    Distances of pictures are on the scale [-1, 1]; every figure says what it is and how many samples it is of.
    """
    if isinstance(network, Foreground):
        return _score_foreground(network, source, most)
    if isinstance(network, Background):
        return _score_background(network, source, most)
    if isinstance(network, Box2Mask):
        return _score_box2mask(network, source, most)
    if isinstance(network, Segmentation):
        return score_segmentation(network, source, most=most, training=training)
    if isinstance(network, MaskPrior):
        return _score_mask_prior(network, source, most)
    if isinstance(network, BScGAN):
        return score_bscgan(network, source, most=most)
    raise TypeError(f"there are no scores for a {type(network).__name__}")


def _chunks(source: Source[AnyBatch], size: int, most: int) -> Iterator[AnyBatch]:
    """The first `most` samples in order, in batches."""
    rng = torch.Generator().manual_seed(0)
    count = min(most, len(source))
    for start in range(0, count, _CHUNK):
        samples = [source.sample(index, size, rng) for index in range(start, min(start + _CHUNK, count))]
        yield stack(samples)


def _score_foreground(network: Foreground, source: Source, most: int) -> dict[str, Any]:
    """Rebuilding from the own style, difference between re-rolls, patch statistics of re-rolls against photos."""
    rng = torch.Generator().manual_seed(1)
    size = network.config.size
    rebuilt, rerolled, real, fake = [], [], [], []
    for batch in _chunks(source, size, most):
        hole = dilated(batch.mask)
        behind = torch.lerp(filled(batch.image, 1 - hole.round()), batch.image, 1 - batch.mask)

        def painted(style: torch.Tensor, batch: Batch = batch, hole=hole, behind=behind) -> torch.Tensor:
            noise = torch.randn(batch.mask.shape, generator=rng)
            rgb, alpha = network(batch.image, 1 - hole, batch.mask, batch.category, style, noise)
            return torch.lerp(behind, rgb, alpha * hole)

        def rolled(batch: Batch = batch) -> torch.Tensor:
            return torch.cat([network.sample_style(int(k), rng) for k in batch.category.tolist()])

        own = painted(network.encode(batch.image, batch.mask)[0])
        first, second = painted(rolled()), painted(rolled())
        rebuilt.append(metrics.masked_difference(own, batch.image, batch.mask))
        rerolled.append(metrics.masked_difference(first, second, batch.mask))
        real.append(_inside(batch.image, batch.mask))
        fake.append(_inside(first, batch.mask))
    return {
        "rebuilt_l1": metrics.with_interval(torch.cat(rebuilt)),
        "reroll_difference_l1": metrics.with_interval(torch.cat(rerolled)),
        "sliced_wasserstein_objects": _distance(real, fake),
    }


def _inside(image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The object on mid grey: surroundings are real in both sets and would hide differences."""
    return image * mask


def _score_background(network: Background, source: Source, most: int) -> dict[str, Any]:
    """Obedience to the layout; patch statistics of pictures painted from photos' layouts, and from noise alone."""
    rng = torch.Generator().manual_seed(1)
    cells = network.config.layout_size
    side = cells * network.config.scale
    obedience, real, from_layout, from_noise = [], [], [], []
    for batch in _chunks(source, side, most):
        count = len(batch.image)
        layout = F.adaptive_avg_pool2d(batch.image, cells)
        painted = network(layout, torch.randn(count, 1, side, side, generator=rng))
        obedience.append((F.adaptive_avg_pool2d(painted, cells) - layout).abs().mean((1, 2, 3)))
        drawn = network.sample_layout(torch.randn(count, network.config.z_dim, generator=rng))
        real.append(batch.image)
        from_layout.append(painted)
        from_noise.append(network(drawn, torch.randn(count, 1, side, side, generator=rng)))
    return {
        "layout_l1": metrics.with_interval(torch.cat(obedience)),
        "sliced_wasserstein_from_photo_layouts": _distance(real, from_layout),
        "sliced_wasserstein_from_noise": _distance(real, from_noise),
    }


def _distance(real: list[torch.Tensor], fake: list[torch.Tensor]) -> dict[str, Any]:
    first, second = torch.cat(real), torch.cat(fake)
    return {"value": round(metrics.sliced_wasserstein(first, second), 4), "n": len(first)}


def _score_box2mask(network: Box2Mask, source: Source, most: int) -> dict[str, Any]:
    """How near drawn outlines are to real ones and how unlike one another, per box of the held-out set."""
    rng = torch.Generator().manual_seed(1)
    size = network.config.size
    real, drawn, again, categories = [], [], [], []
    for batch in _chunks(source, size, most):
        real.append(batch.mask)
        categories.append(batch.category)
        for rows in (drawn, again):
            z = torch.randn(len(batch.mask), network.config.z_dim, generator=rng)
            rows.append(network(z, batch.category, batch.log_aspect, truncation=network.config.truncation))
    real_masks, drawn_masks, again_masks = ((torch.cat(rows).flatten(1) > 0.5) for rows in (real, drawn, again))
    category = torch.cat(categories)
    # Outlines of other categories must not count as near.
    overlap = metrics.intersection_over_union(drawn_masks, real_masks) * (category[:, None] == category[None])
    rerolls = metrics.intersection_over_union(drawn_masks, again_masks).diagonal()
    sides = torch.cat(drawn)[:, 0]
    touched = torch.stack([side.amax(1) > 0.5 for side in (sides[:, 0], sides[:, -1], sides[:, :, 0], sides[:, :, -1])])
    return {
        "iou_to_nearest_real": metrics.with_interval(overlap.max(1).values),
        "iou_of_real_to_nearest_drawn": metrics.with_interval(overlap.max(0).values),
        "iou_between_rerolls": metrics.with_interval(rerolls),
        "sides_touched": metrics.with_interval(touched.float().mean(0)),
    }


def _score_mask_prior(network: MaskPrior, source: Source, most: int) -> dict[str, Any]:
    """How near masks out of noise are to real ones, how near real ones are to them, and how unlike one another."""
    rng = torch.Generator().manual_seed(1)
    real = torch.cat([batch.label for batch in _chunks(source, network.config.size, most)]) == 1
    first, second = (
        network(torch.randn(len(real), network.config.z_dim, generator=rng)).argmax(1) == 1 for _ in range(2)
    )
    overlap = metrics.intersection_over_union(first.flatten(1), real.flatten(1))
    rerolls = metrics.intersection_over_union(first.flatten(1), second.flatten(1)).diagonal()
    return {
        "iou_to_nearest_real": metrics.with_interval(overlap.max(1).values),
        "iou_of_real_to_nearest_drawn": metrics.with_interval(overlap.max(0).values),
        "iou_between_rerolls": metrics.with_interval(rerolls),
    }
