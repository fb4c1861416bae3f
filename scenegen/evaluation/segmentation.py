"""How well a segmentation network marks held-out photos, at the photos' own size, beside a classical rival."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import torch

from scenegen import images, masks
from scenegen.data import IGNORE
from scenegen.data.labelled import LabelledPhotos, kind_of
from scenegen.evaluation import mask_metrics as metrics
from scenegen.evaluation import rivals
from scenegen.models.segmentation import Segmentation
from scenegen.segment import category_probabilities, object_probability

_COMMON = 30  # training photos that a category needs for a figure of its own, and to count among the common ones


def score_segmentation(
    network: Segmentation, source: LabelledPhotos, *, most: int = 200, training: LabelledPhotos | None = None
) -> dict[str, Any]:
    """Figures over up to `most` photos of a source without augmentation.

    With `training` there is a second IoU over the stills alone whose category has at least 30 training photos.
    """
    count = len(network.config.categories)
    of_animals = kind_of(network.config.categories) != "classes"
    records = _spread(source.records, most)
    confusions, boundaries, marked, rival, kinds = [], [], [], [], []
    for record, table in records:
        pixels, label = images.read_photo(record.image), table[record.label()]
        probabilities = category_probabilities(network, pixels)
        predicted = probabilities.argmax(0)
        confusions.append(metrics.confusion(predicted, label, count))
        boundaries.append(torch.stack([metrics.boundary_counts(predicted, label, k) for k in range(count)]))
        kinds.append((record.kind, bool(record.sequence)))
        if of_animals:
            animal = object_label(label)
            marked.append(metrics.confusion((probabilities[0] < 0.5).astype(int), animal, 2))
            rival.append(metrics.confusion(rivals.otsu(pixels).astype(int), animal, 2))
    all_counts, edges = torch.stack(confusions), torch.stack(boundaries)
    result = metrics.category_figures(all_counts, network.config.categories)
    result["boundary_f"] = {
        name: metrics.pooled(edges[:, k], metrics.boundary_f)
        for k, name in enumerate(network.config.categories)
        if edges[:, k, 3].sum() > 0
    }
    if of_animals:
        result |= _binary_figures(torch.stack(marked), kinds, training)
        result["rival_otsu"] = {"iou": metrics.pooled(torch.stack(rival), _iou_of_first)}
        if network.config.guided:
            result["guided"] = _guided_figures(network, records)
    return result


def object_label(label: np.ndarray) -> np.ndarray:
    """A label map with every category but the background as one: 1 where an object is, IGNORE stays."""
    return np.where(label == IGNORE, IGNORE, label != 0).astype(np.uint8)


def _spread(records: list[Any], most: int) -> list[Any]:
    """At most so many, evenly from the whole list."""
    return records[:: max(1, -(-len(records) // most))]


def _iou_of_first(sums: torch.Tensor) -> torch.Tensor:
    return metrics.iou(sums, 1)


def _binary_figures(
    confusions: torch.Tensor, kinds: list[tuple[str, bool]], training: LabelledPhotos | None
) -> dict[str, Any]:
    """The IoU of all photos' pixels together and its mean over photos, over all, stills of common categories, each."""
    figures: dict[str, Any] = {"foreground": metrics.foreground_figures(confusions)}
    groups = {"all": list(range(len(kinds)))}
    if training is not None:
        seen = Counter(record.kind for record, _ in training.records if record.trusted)
        common = {kind for kind, number in seen.items() if number >= _COMMON and kind}
        groups["common_stills"] = [i for i, (kind, video) in enumerate(kinds) if kind in common and not video]
        groups |= {kind: [i for i, (own, _) in enumerate(kinds) if own == kind] for kind in sorted(common)}
    figures["object_iou"] = {
        name: {
            "pooled": metrics.pooled(confusions[chosen], _iou_of_first),
            "per_photo": _mean_iou_per_photo(confusions[chosen]),
        }
        for name, chosen in groups.items()
        if chosen
    }
    return figures


def _mean_iou_per_photo(confusions: torch.Tensor) -> dict[str, Any]:
    each = _iou_of_first(confusions).nan_to_num(1.0)  # nothing there and nothing found: right
    pairs = torch.stack([each, torch.ones_like(each)], 1)
    return metrics.pooled(pairs, lambda sums: sums[:, 0] / sums[:, 1])


def _guided_figures(network: Segmentation, records: list[tuple[Any, np.ndarray]]) -> dict[str, Any]:
    """IoU of single objects after a box around them and after a click in their middle, and of the rival in the box."""
    counts: dict[str, list[torch.Tensor]] = {"box": [], "click": [], "rival_box_random_walker": []}
    for record, table in records:
        pixels, label = images.read_photo(record.image), object_label(table[record.label()])
        for mask in record.objects():
            mask = mask & (label == 1)
            bounds = masks.tight_box(mask)
            if bounds is None or mask.sum() < 0.005 * mask.size:
                continue
            truth = np.where(mask, 1, np.where(label == IGNORE, IGNORE, 0))
            box = tuple(map(float, bounds))
            found = {
                "box": (object_probability(network, pixels, box=box) > 0.5).astype(int),
                "click": (object_probability(network, pixels, click=middle(mask)) > 0.5).astype(int),
                "rival_box_random_walker": rivals.box_random_walker(pixels, box).astype(int),
            }
            for name, predicted in found.items():
                counts[name].append(metrics.confusion(predicted, truth, 2))
    return {name: _mean_iou_per_photo(torch.stack(values)) for name, values in counts.items() if values}


def middle(mask: np.ndarray) -> tuple[float, float]:
    """Where a person would click on an object, boolean (H, W): the pixel of it that is nearest to its centre."""
    rows, columns = np.nonzero(mask)
    nearest = ((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2).argmin()
    return float(columns[nearest]) + 0.5, float(rows[nearest]) + 0.5
