"""How good painted objects are: realism, obedience to the mask, diversity, and the seam; each beside what is real."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from scenegen import images, masks
from scenegen.data import Source
from scenegen.evaluation import metrics
from scenegen.evaluation.drawn_masks import KINDS
from scenegen.evaluation.judges import DIVERSITY_FLOOR, Judges, distance_figures, look_distance, looks, predicted
from scenegen.evaluation.painted import ObjectPainter, Objects, paint_drawn, paint_objects, read, spread_indices
from scenegen.models.classifier import Classifier
from scenegen.models.segmentation import Segmentation
from scenegen.segment import object_probability


def score_objects(
    painter: ObjectPainter, source: Source, judges: Judges, *, most: int = 200, training: Source | None = None
) -> dict[str, Any]:
    """Figures over up to `most` held-out objects; what a judge is missing for is left out.

    `training`, without augmentation, gives distances to as many training photos, see `distance_figures`.
    """
    objects = paint_objects(painter, source, most)
    names = source.categories
    result: dict[str, Any] = {
        "reroll_difference_l1": metrics.with_interval(metrics.masked_difference(*objects.rolls[:2], objects.mask)),
        "seam": seam_figures(objects),
        "distances": _distances(objects, judges, training),
    }
    if objects.rebuilt is not None:
        difference = metrics.masked_difference(objects.rebuilt, objects.real, objects.mask)
        result["rebuilt_l1"] = metrics.with_interval(difference)
    if judges.classifier is not None:
        result["classifier_accuracy"] = _accuracies(judges.classifier, objects, names)
        result["reroll_diversity"] = diversity_figures(judges.classifier, objects)
    if judges.segmenter is not None:
        result["obedience_iou"] = _obedience(judges.segmenter, objects)
    result["drawn_masks"] = {kind: _drawn(painter, objects, kind, names, judges) for kind in KINDS}
    return result


def _distances(objects: Objects, judges: Judges, training: Source | None) -> dict[str, Any]:
    """Of re-rolls, and beside them of objects in one flat colour."""
    made = {"generated": objects.rolls[0], "flat_colour": objects.flat}
    batch = None
    if training is not None and len(training) >= len(objects.real):
        batch = read(training, objects.real.shape[-1], spread_indices(len(training), len(objects.real)))
    alone = {name: objects.on_grey(pictures) for name, pictures in made.items()}
    on_grey = distance_figures(
        alone, objects.on_grey(objects.real), None if batch is None else batch.image * batch.mask, judges
    )
    in_place = distance_figures(made, objects.real, None if batch is None else batch.image, judges)
    return {
        **{f"{name}_on_grey": value for name, value in on_grey.items()},
        **{f"{name}_in_place": value for name, value in in_place.items()},
    }


# --- the classifier ---------------------------------------------------------------------------------------------------


def _accuracies(classifier: Classifier, objects: Objects, names: tuple[str, ...]) -> dict[str, Any]:
    """On grey, where only the object counts, and in place, where the surroundings give hints.

    The flat colour's accuracy is what the outline alone gives away.
    """
    sets = {"generated": objects.rolls[0], "real": objects.real, "flat_colour": objects.flat}
    result = {}
    for place, shown in (("on_grey", objects.on_grey), ("in_place", lambda pictures: pictures)):
        hits = {
            name: found_categories(classifier, shown(pictures), objects.category, names)
            for name, pictures in sets.items()
        }
        if len(hits["real"]) == 0:
            continue
        result[place] = {name: metrics.with_interval(values) for name, values in hits.items()}
        if hits["real"].any():
            result[place]["generated_by_real"] = metrics.ratio(hits["generated"], hits["real"])
    return result


def found_categories(
    classifier: Classifier, pictures: torch.Tensor, category: torch.Tensor, names: tuple[str, ...]
) -> torch.Tensor:
    """1 where the classifier finds the category, else 0, of the pictures whose category it knows."""
    own = classifier.config.categories
    known = torch.tensor([names[k] in own for k in category.tolist()], dtype=torch.bool)
    if not known.any():
        return torch.zeros(0)
    wanted = torch.tensor([own.index(names[k]) for k in category[known].tolist()])
    return (predicted(classifier, pictures[known]) == wanted).float()


def diversity_figures(classifier: Classifier, objects: Objects) -> dict[str, Any]:
    """How unlike two re-rolls look, beside how unlike two photos' objects of one category look."""
    first, second = (looks(classifier, roll, objects.mask) for roll in objects.rolls[:2])
    rerolls = look_distance(first, second)
    between, kept = _between_kin(looks(classifier, objects.real, objects.mask), objects.category)
    result: dict[str, Any] = {"rerolls": metrics.with_interval(rerolls)}
    if len(kept):
        share = metrics.ratio(rerolls[kept], between)
        result |= {
            "real_objects": metrics.with_interval(between),
            "rerolls_by_real": share,
            "floor": DIVERSITY_FLOOR,
            "above_floor": share["value"] >= DIVERSITY_FLOOR,
        }
    return result


def _between_kin(found: torch.Tensor, category: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Each object's mean distance to the others of its category, and which objects have any."""
    values, kept = [], []
    for index, kind in enumerate(category.tolist()):
        kin = (category == kind).nonzero()[:, 0]
        kin = kin[kin != index]
        if len(kin):
            values.append(look_distance(found[index].expand(len(kin), -1, -1), found[kin]).mean())
            kept.append(index)
    return torch.stack(values) if values else torch.zeros(0), torch.tensor(kept, dtype=torch.long)


# --- the segmenter ----------------------------------------------------------------------------------------------------


def _obedience(segmenter: Segmentation, objects: Objects) -> dict[str, Any]:
    """IoU of the asked mask and the one that is found; the photos give the ceiling, the empty canvas the bottom.

    The segmenter is pointed at the mask's box where it takes one, so that the bottom is not 0.
    """
    sets = {"generated": objects.rolls[0], "real": objects.real, "nothing_painted": objects.canvas}
    return {
        name: metrics.with_interval(found_overlap(segmenter, pictures, objects.mask)) for name, pictures in sets.items()
    }


def found_overlap(segmenter: Segmentation, pictures: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    """IoU (N,) of asked masks (N, 1, S, S) and what the segmenter finds in pictures (N, 3, S, S)."""
    overlaps = []
    for picture, mask in zip(pictures, asked[:, 0] > 0.5, strict=True):
        bounds = masks.tight_box(mask.float().numpy())
        box = None if bounds is None or not segmenter.config.guided else tuple(map(float, bounds))
        found = torch.from_numpy(object_probability(segmenter, images.to_pixels(picture), box=box) > 0.5)
        overlaps.append((found & mask).sum() / (found | mask).sum().clamp(min=1))
    return torch.stack(overlaps)


def _drawn(
    painter: ObjectPainter, objects: Objects, kind: str, names: tuple[str, ...], judges: Judges
) -> dict[str, Any]:
    """What is left of accuracy and obedience when the masks are drawn by hand."""
    result: dict[str, Any] = {}
    asked, pictures = paint_drawn(painter, objects, kind)
    if judges.classifier is not None:
        hits = found_categories(judges.classifier, pictures * asked, objects.category, names)
        if len(hits):
            result["classifier_accuracy_on_grey"] = metrics.with_interval(hits)
    if judges.segmenter is not None:
        result["obedience_iou"] = metrics.with_interval(found_overlap(judges.segmenter, pictures, asked))
    result["edge_contrast"] = metrics.with_interval(edge_contrast(pictures, asked))
    return result


# --- the seam ---------------------------------------------------------------------------------------------------------


def seam_figures(objects: Objects) -> dict[str, Any]:
    """The contrast across the outline beside the photos': 1 is as in photos, more a cut-out, less a blur."""
    made, real = (edge_contrast(pictures, objects.mask) for pictures in (objects.rolls[0], objects.real))
    return {
        "generated": metrics.with_interval(made),
        "real": metrics.with_interval(real),
        "generated_by_real": metrics.ratio(made, real),
    }


def edge_contrast(pictures: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean slope of the colours across the masks' edges (N,), per pixel, pictures in [-1, 1].

    The gradient of every channel in the direction in which the smoothed mask rises, where it rises.
    """
    smooth = F.avg_pool2d(mask, 3, 1, 1)
    dx, dy = _slopes(smooth)
    steepness = (dx.square() + dy.square()).sqrt()
    colour_x, colour_y = _slopes(pictures)
    across = (colour_x * dx + colour_y * dy).abs().mean(1, keepdim=True) / steepness.clamp(min=1e-6)
    return (across * steepness).sum((1, 2, 3)) / steepness.sum((1, 2, 3)).clamp(min=1e-6)


def _slopes(pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Central differences along x and y, of the same size."""
    padded = F.pad(pictures, (1, 1, 1, 1), mode="replicate")
    dx = (padded[..., 1:-1, 2:] - padded[..., 1:-1, :-2]) / 2
    return dx, (padded[..., 2:, 1:-1] - padded[..., :-2, 1:-1]) / 2
