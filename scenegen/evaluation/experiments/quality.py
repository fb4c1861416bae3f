"""How diverse and how real the systems' pictures are, each figure with its interval."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import torch

from scenegen import images
from scenegen.evaluation import metrics
from scenegen.evaluation.experiments.composition import Composition, System
from scenegen.evaluation.experiments.results import Result, Table
from scenegen.evaluation.experiments.setting import NO_SEGMENTER, Setting, pointed_segmenter
from scenegen.evaluation.experiments.side_by_side import scenes
from scenegen.evaluation.foreground import edge_contrast, found_overlap
from scenegen.evaluation.judges import distance_figures, look_distance, looks

NO_PHOTOS = "No photos are given (--data): how real the pictures are cannot be said."


def quality(setting: Setting) -> Result:
    """Diversity of two looks, obedience to the mask, sharpness of the outline and distances to photos.

    Of each scene, the front object counts for what is measured inside a mask.
    """
    compositions = scenes(setting)
    masks = torch.from_numpy(np.stack([composition.masks()[-1] for composition in compositions]))[:, None]
    segmenter, classifier = pointed_segmenter(setting), setting.judges.classifier
    made: dict[str, torch.Tensor] = {}
    table: Table = {}
    for system in setting.systems:
        setting.progress(f"diversity and realism of {system.title}")
        first, second = (_pictures(system, compositions, look) for look in (0, 1))
        made[system.name] = first
        inside = (masks > 0.5).float()
        table[system.name] = {
            "difference_of_looks_l1": metrics.with_interval(metrics.masked_difference(first, second, inside)),
            "edge_contrast": metrics.with_interval(edge_contrast(first, masks)),
        }
        if segmenter is not None:
            table[system.name]["obedience_iou"] = metrics.with_interval(found_overlap(segmenter, first, masks))
        if classifier is not None:
            difference = look_distance(looks(classifier, first, masks), looks(classifier, second, masks))
            table[system.name]["diversity_animal_classifier"] = metrics.with_interval(difference)
    result = Result({"objects": table}, left_out=[NO_SEGMENTER] if segmenter is None else [])
    if not setting.material.photographed:
        result.left_out.append(NO_PHOTOS)
        return result
    photos = _stacked([composition.photo for composition in compositions])
    table["photos"] = {"edge_contrast": metrics.with_interval(edge_contrast(photos, masks))}
    if segmenter is not None:
        table["photos"]["obedience_iou"] = metrics.with_interval(found_overlap(segmenter, photos, masks))
    union = _stacked_unions(compositions)
    result.tables["distance to the photos, whole pictures"] = _distances(made, photos, setting)
    alone = {name: pictures * union for name, pictures in made.items()}
    result.tables["distance to the photos, objects alone"] = _distances(alone, photos * union, setting)
    return result


def _pictures(system: System, compositions: list[Composition], look: int) -> torch.Tensor:
    """Painted with other seeds for another look: (N, 3, S, S) in [-1, 1]."""
    painted = []
    for number, composition in enumerate(compositions):
        items = (
            dataclasses.replace(item, seed=10_000 * look + 100 * number + place)
            for place, item in enumerate(composition.items)
        )
        painted.append(system.paint(composition.having(*items)))
    return _stacked(painted)


def _stacked(pictures: list[np.ndarray]) -> torch.Tensor:
    return torch.stack([images.to_tensor(picture) for picture in pictures])


def _stacked_unions(compositions: list[Composition]) -> torch.Tensor:
    return torch.from_numpy(np.stack([np.maximum.reduce(composition.masks()) for composition in compositions]))[:, None]


def _distances(made: dict[str, torch.Tensor], photos: torch.Tensor, setting: Setting) -> dict[str, dict[str, Any]]:
    found = distance_figures(made, photos, None, setting.judges)
    return {name: {figure: systems[name]["to_held_out"] for figure, systems in found.items()} for name in made}
