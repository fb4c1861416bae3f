"""How good outlines for boxes are, beside real ones and beside the nearest training outline, stretched to the box."""

from __future__ import annotations

from typing import Any

import torch

from scenegen.data import Batch
from scenegen.data.objects import ObjectMasks
from scenegen.evaluation import metrics
from scenegen.evaluation.drawn_masks import KINDS, drawn_masks
from scenegen.evaluation.judges import predicted
from scenegen.evaluation.painted import read, spread_indices
from scenegen.models.box2mask import Box2Mask
from scenegen.models.classifier import Classifier
from scenegen.models.foreground import Foreground
from scenegen.outlines import draw_outline
from scenegen.training.outline_classifier import as_picture, train_outline_classifier
from scenegen.training.painted_outlines import painted_in

NEIGHBOURS = 8  # of the second baseline: one of so many nearest training outlines, at random
_MOST_TRAINING = 6_000
_CHUNK = 16


def score_box2mask(
    network: Box2Mask,
    source: ObjectMasks,
    *,
    most: int = 200,
    training: ObjectMasks | None = None,
    classifier_epochs: int = 8,
    painter: Foreground | None = None,
    classifier: Classifier | None = None,
) -> dict[str, Any]:
    """Figures over the boxes of up to `most` held-out outlines, without augmentation.

    With `training`, the outlines that the network learnt from (not augmented), there are the baselines, the distance
    to what was seen in training, and the accuracy of a classifier of outlines that is trained on them here (seeded).
    With a `painter` and a `classifier` of pictures of animals there is that one's accuracy on what is painted in them.
    """
    size = network.config.size
    real = read(source, size, spread_indices(len(source), most))
    raw, drawn, again = draw_outlines(network, real)
    sets = {"generated": (drawn, again)}
    seen = None
    if training is not None:
        seen = read(training, size, spread_indices(len(training), _MOST_TRAINING))
        sets["nearest_training_outline"] = nearest_outlines(real, seen, 1), nearest_outlines(real, seen, 1)
        name = f"one_of_{NEIGHBOURS}_nearest_training_outlines"
        sets[name] = nearest_outlines(real, seen, NEIGHBOURS, 1), nearest_outlines(real, seen, NEIGHBOURS, 2)
    result: dict[str, Any] = {"sides_touched": metrics.with_interval(_sides_touched(raw))}
    result |= {name: _outline_figures(first, second, real, seen) for name, (first, second) in sets.items()}
    result["real"] = {"box_fill": metrics.with_interval(_fill(real.mask)), **_kinship(real)}
    sketches = {kind: sketch_outlines(network, real, kind) for kind in KINDS}
    result["finished_sketches"] = {kind: _sketch_figures(real.mask, *drawings) for kind, drawings in sketches.items()}
    shown = {"real": real.mask, **{name: first for name, (first, _) in sets.items()}}
    if painter is not None and classifier is not None:
        for name, outlines in shown.items():
            hits = _hits_when_painted(real._replace(mask=outlines), source.categories, painter, classifier)
            result[name]["classifier_accuracy_when_painted"] = metrics.with_interval(hits)
    if seen is not None:
        result["real"]["iou_to_nearest_training"] = _to_nearest(real.mask, real.category, seen)
        judge = train_outline_classifier(seen, source.categories, epochs=classifier_epochs)
        for name, outlines in shown.items():
            result[name]["classifier_accuracy"] = metrics.with_interval(_hits(judge, outlines, real))
        for kind, (sketch, finished, _) in sketches.items():
            figures = result["finished_sketches"][kind]
            figures["classifier_accuracy_of_sketch"] = metrics.with_interval(_hits(judge, sketch, real))
            figures["classifier_accuracy"] = metrics.with_interval(_hits(judge, finished, real))
    return result


@torch.inference_mode()
def draw_outlines(network: Box2Mask, boxes: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """As the network draws them, and two draws as the editor shows them: each (N, 1, S, S) in [0, 1]."""
    rng = torch.Generator().manual_seed(1)
    box = boxes.category, boxes.log_aspect
    raw = network(network.sample_codes(*box, rng), *box)
    return raw, _as_shown(network, box, rng), _as_shown(network, box, rng)


@torch.inference_mode()
def sketch_outlines(network: Box2Mask, real: Batch, kind: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Real outlines sketched by hand (one of `drawn_masks.KINDS`), and finished twice by the network as the editor
    does it: each (N, 1, S, S) in [0, 1]."""
    rng = torch.Generator().manual_seed(1)
    sketch = drawn_masks(real.mask, kind, rng)
    box = real.category, real.log_aspect
    like = network.encode(sketch, real.log_aspect)[0]
    return sketch, _as_shown(network, box, rng, like), _as_shown(network, box, rng, like)


def _as_shown(
    network: Box2Mask,
    boxes: tuple[torch.Tensor, torch.Tensor],
    rng: torch.Generator,
    like: torch.Tensor | None = None,
) -> torch.Tensor:
    """One outline for each of the boxes, whose categories and aspects are (N,), (N, 1, S, S)."""
    likes = [None] * len(boxes[0]) if like is None else like.split(1)
    each = zip(*(values.split(1) for values in boxes), likes, strict=True)
    drawn = [draw_outline(network, category, aspect, rng, like=code) for category, aspect, code in each]
    return torch.stack([torch.from_numpy(mask.copy())[None] for mask in drawn])


def nearest_outlines(boxes: Batch, seen: Batch, count: int, seed: int = 0) -> torch.Tensor:
    """For each box one of the `count` training outlines of its category whose aspect is nearest, stretched to it.

    A category that was not seen takes the outlines of all.
    """
    rng = torch.Generator().manual_seed(seed)
    chosen = []
    for kind, aspect in zip(boxes.category, boxes.log_aspect, strict=True):
        own = (seen.category == kind).nonzero()[:, 0]
        own = own if len(own) else torch.arange(len(seen.category))
        near = own[(seen.log_aspect[own] - aspect).abs().argsort()[:count]]
        chosen.append(near[torch.randint(len(near), (), generator=rng)])
    return seen.mask[torch.stack(chosen)]


def _outline_figures(drawn: torch.Tensor, again: torch.Tensor, real: Batch, seen: Batch | None) -> dict[str, Any]:
    """`drawn` and `again` are two draws for the boxes of `real`."""
    overlap = _overlap(drawn, real.category, real.mask, real.category)
    figures = {
        "iou_to_nearest_real": metrics.with_interval(overlap.max(1).values),
        "iou_of_real_to_nearest": metrics.with_interval(overlap.max(0).values),
        "diversity": metrics.with_interval(1 - _overlap_of_pairs(drawn, again)),
        "box_fill": metrics.with_interval(_fill(drawn)),
    }
    if seen is not None:
        figures["iou_to_nearest_training"] = _to_nearest(drawn, real.category, seen)
    return figures


def _sketch_figures(
    real: torch.Tensor, sketch: torch.Tensor, first: torch.Tensor, second: torch.Tensor
) -> dict[str, Any]:
    """Of sketches of `real` outlines, each finished twice."""
    return {
        "iou_of_sketch": metrics.with_interval(_overlap_of_pairs(sketch, real)),
        "iou": metrics.with_interval(_overlap_of_pairs(first, real)),
        "diversity": metrics.with_interval(1 - _overlap_of_pairs(first, second)),
    }


def _to_nearest(outlines: torch.Tensor, category: torch.Tensor, seen: Batch) -> dict[str, Any]:
    """Near 1 for what is learnt by heart."""
    return metrics.with_interval(_overlap(outlines, category, seen.mask, seen.category).max(1).values)


def _overlap(
    first: torch.Tensor, first_category: torch.Tensor, second: torch.Tensor, second_category: torch.Tensor
) -> torch.Tensor:
    """IoU of all pairs (N, M); outlines of other categories do not count as near."""
    same = first_category[:, None] == second_category[None]
    return metrics.intersection_over_union(_flat(first), _flat(second)) * same


def _overlap_of_pairs(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """IoU of each with the other of its row (N,)."""
    return metrics.intersection_over_union(_flat(first), _flat(second)).diagonal()


def _flat(outlines: torch.Tensor) -> torch.Tensor:
    return outlines.flatten(1) > 0.5


def _fill(outlines: torch.Tensor) -> torch.Tensor:
    """Which share of their box outlines cover."""
    return _flat(outlines).float().mean(1)


def _sides_touched(outlines: torch.Tensor) -> torch.Tensor:
    """Which share of the four sides outlines reach (N,)."""
    o = outlines[:, 0]
    sides = [side.amax(1) > 0.5 for side in (o[:, 0], o[:, -1], o[:, :, 0], o[:, :, -1])]
    return torch.stack(sides).float().mean(0)


def _kinship(real: Batch) -> dict[str, Any]:
    """How unlike real outlines of one category are: the mean of 1 - IoU from each to the others."""
    overlap = metrics.intersection_over_union(_flat(real.mask), _flat(real.mask))
    kin = (real.category[:, None] == real.category[None]).float().fill_diagonal_(0)
    has = kin.sum(1) > 0
    if not has.any():
        return {}
    return {"diversity": metrics.with_interval((((1 - overlap) * kin).sum(1) / kin.sum(1).clamp(min=1))[has])}


def _hits_when_painted(
    outlines: Batch, categories: tuple[str, ...], painter: Foreground, classifier: Classifier
) -> torch.Tensor:
    """In which share of several looks each outline's animal is named, (N,)."""
    rng = torch.Generator().manual_seed(0)
    hits = []
    for part in zip(*(tensor.split(_CHUNK) for tensor in outlines), strict=True):
        shown = Batch(*part)
        named = [
            predicted(classifier, looks) == shown.category for looks in painted_in(shown, categories, painter, rng)
        ]
        hits.append(torch.stack(named).float().mean(0))
    return torch.cat(hits)


def _hits(judge: Classifier, outlines: torch.Tensor, boxes: Batch) -> torch.Tensor:
    return (predicted(judge, as_picture(outlines, boxes.log_aspect)) == boxes.category).float()
