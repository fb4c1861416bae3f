"""How good a network is on held-out data: the figures that `weights/manifest.json` lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from scenegen.data import DataError, Source
from scenegen.data.labelled import LabelledPhotos, kind_of
from scenegen.evaluation import metrics
from scenegen.evaluation.background import score_background
from scenegen.evaluation.background_refiner import score_background_refiner
from scenegen.evaluation.box2mask import score_box2mask
from scenegen.evaluation.bscgan import score_bscgan
from scenegen.evaluation.foreground import score_objects
from scenegen.evaluation.judges import Judges, predicted
from scenegen.evaluation.painted import ForegroundPainter, read, spread_indices
from scenegen.evaluation.pictures import PICTURE_NETWORKS, score_pictures
from scenegen.evaluation.refiner import score_refiner
from scenegen.evaluation.segmentation import score_segmentation
from scenegen.models.background import Background
from scenegen.models.background_refiner import BackgroundRefiner
from scenegen.models.box2mask import Box2Mask
from scenegen.models.bscgan import BScGAN
from scenegen.models.classifier import Classifier
from scenegen.models.foreground import Foreground
from scenegen.models.mask_prior import MaskPrior
from scenegen.models.refiner import Refiner
from scenegen.models.segmentation import Segmentation
from scenegen.training.classifier_objective import shown
from scenegen.training.parts import PARTS, build_source

_GENERATORS = (Foreground, Background, BackgroundRefiner, Box2Mask, Refiner)


def held_out_source(name: str, network: nn.Module, roots: list[Path], split: str) -> tuple[Source, Source | None]:
    """The data that a network of this kind is judged on, and where it matters what it learnt from.

    Neither is augmented. Raises `DataError`, also when the folders' categories are not the network's.
    """
    if not isinstance(network, Segmentation):
        part = PARTS[name][-1]
        return build_source(part, roots, split=split), _training_source(part, network, roots)
    kind = kind_of(network.config.categories)
    source = LabelledPhotos(roots, kind, split=split, augment=False)
    if source.categories != network.config.categories:
        raise DataError(
            f"the network tells apart {', '.join(network.config.categories)}, "
            f"but the folders label {', '.join(source.categories)}"
        )
    return source, LabelledPhotos(roots, kind) if kind != "classes" and split == "val" else None


def _training_source(part: str, network: nn.Module, roots: list[Path]) -> Source | None:
    if not isinstance(network, _GENERATORS):
        return None
    try:
        source = build_source(part, roots)
    except DataError:  # a folder of held-out pictures alone will do, for fewer figures
        return None
    source.augment = False
    return source


@torch.inference_mode()
def score(
    network: nn.Module,
    source: Source,
    *,
    most: int = 200,
    training: Source | None = None,
    judges: Judges | None = None,
    foreground: Foreground | None = None,
    background: Background | None = None,
) -> dict[str, Any]:
    """Scores a network on up to `most` samples of a held-out source (without augmentation), by its kind.

    `training` is what it learnt from, where it is known: some figures are of what was seen often enough, others show
    how far apart real pictures are. `judges` look at what generators paint. The networks `foreground` and `background`
    paint what their refiners are shown, the former also in the outlines that are drawn for boxes.

    Distances of pictures are on the scale [-1, 1]; every figure says what it is and how many samples it is of.
    """
    judges = Judges() if judges is None else judges
    if isinstance(network, Foreground):
        return score_objects(ForegroundPainter(network), source, judges, most=most, training=training)
    if isinstance(network, Refiner):
        return score_refiner(network, foreground, source, judges, most=most, training=training)
    if isinstance(network, BackgroundRefiner):
        return score_background_refiner(network, background, source, judges, most=most, training=training)
    if isinstance(network, Background):
        return score_background(network, source, judges, most=most, training=training)
    if isinstance(network, Box2Mask):
        with torch.inference_mode(False):  # a classifier of outlines is trained on the way
            return score_box2mask(
                network, source, most=most, training=training, painter=foreground, classifier=judges.classifier
            )
    if isinstance(network, Segmentation):
        return score_segmentation(network, source, most=most, training=training)
    if isinstance(network, MaskPrior):
        return _score_mask_prior(network, source, most)
    if isinstance(network, PICTURE_NETWORKS):
        return score_pictures(network, source, judges, most=most)
    if isinstance(network, BScGAN):
        return score_bscgan(network, source, most=most)
    if isinstance(network, Classifier):
        return _score_classifier(network, source, most)
    raise TypeError(f"there are no scores for a {type(network).__name__}")


def is_judged(network: nn.Module) -> bool:
    """Whether other networks are needed for its figures."""
    return isinstance(network, (*_GENERATORS, *PICTURE_NETWORKS))


def _score_classifier(network: Classifier, source: Source, most: int) -> dict[str, Any]:
    """Accuracy on objects where they stand, on grey, and in another photo's place."""
    batch = read(source, network.config.size, spread_indices(len(source), most))
    hits = {}
    for kind, place in enumerate(("in_place", "on_grey", "elsewhere")):
        crops = shown(batch, torch.full((len(batch.image),), kind))
        hits[place] = (predicted(network, crops) == batch.category).float()
    each = {
        name: metrics.with_interval(hits["elsewhere"][batch.category == k])
        for k, name in enumerate(network.config.categories)
        if (batch.category == k).any()
    }
    result = {f"accuracy_{place}": metrics.with_interval(values) for place, values in hits.items()}
    return {**result, "accuracy_elsewhere_by_category": each}


def _score_mask_prior(network: MaskPrior, source: Source, most: int) -> dict[str, Any]:
    """How near masks out of noise are to real ones, how near real ones are to them, and how unlike one another."""
    rng = torch.Generator().manual_seed(1)
    real = read(source, network.config.size, spread_indices(len(source), most)).label == 1
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
