"""Two objects slid over each other: whether what is painted still shows two, and each in one piece."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from skimage.measure import label
from skimage.morphology import isotropic_dilation

from scenegen.evaluation.experiments.composition import Composition, visible_masks
from scenegen.evaluation.experiments.results import Curve, Result, Sheet, Table, Verdict, figure, told
from scenegen.evaluation.experiments.setting import NO_SEGMENTER, Setting, pointed_segmenter
from scenegen.masks import tight_box
from scenegen.models.segmentation import Segmentation
from scenegen.segment import object_probability

# How far the second object's box covers the first one's width; below zero there is a gap, the control.
OVERLAPS = (-0.2, 0.1, 0.3, 0.5, 0.7)
_MISSED = 0.25  # of its visible part; of an object less is found than this
_SWALLOWED = 0.5  # of the other's visible part, which is found when this one is pointed at
_PIECE = 0.1  # of the visible part; smaller pieces are crumbs
_CONTACT = 3  # pixels on either side of the line where two objects meet


def occlusion(setting: Setting) -> Result:
    """Slides an object over another one of its kind; the segmenter is pointed at the visible part of either.

    *Merged*: what it finds there covers the other one, too. *Split*: it finds one visible part in several pieces.
    *Missed*: it finds next to nothing of it. *Two found*: neither is merged nor missed, the share of the pairs.
    """
    segmenter = pointed_segmenter(setting)
    counts: dict[str, dict[str, dict[float, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    rows: dict[str, list[np.ndarray]] = defaultdict(list)
    for number in setting.numbers():
        setting.progress(f"occlusion, pair {number + 1} of {setting.most}")
        for overlap in OVERLAPS:
            composition = _pair(setting, number, overlap)
            behind, front = visible_masks(composition.masks())
            for system in setting.systems:
                picture = system.paint(composition)
                if number == 0:
                    rows[system.title].append(picture)
                found = {"contact_contrast": contact_contrast(picture, behind, front)} if overlap > 0 else {}
                if segmenter is not None:
                    found |= found_objects(segmenter, picture, behind, front)
                for name, value in found.items():
                    counts[name][system.name][overlap].append(value)
    # A pair's overlaps are one sample. The gap, where nothing is occluded, is the control and stands apart.
    tables: dict[str, Table] = {"overlapping": {}, "side by side, the control": {}}
    for name, systems in counts.items():
        for system, line in systems.items():
            overlapping = np.stack([values for overlap, values in line.items() if overlap > 0])
            tables["overlapping"].setdefault(system, {})[name] = figure(overlapping.mean(0))
            if OVERLAPS[0] in line:
                tables["side by side, the control"].setdefault(system, {})[name] = figure(line[OVERLAPS[0]])
    curves = [
        Curve(
            f"{name.replace('_', ' ')}, by overlap",
            "share of the first object's width",
            {"contact_contrast": "grey levels", "two_found": "share of the pairs"}.get(name, "of a pair's two"),
            {system: [(x, figure(values)) for x, values in line.items()] for system, line in systems.items()},
        )
        for name, systems in counts.items()
    ]
    sheet = Sheet("two of a kind, sliding", rows, setting.material.photo_backgrounds, [f"{o:g}" for o in OVERLAPS])
    result = Result({name: table for name, table in tables.items() if table}, curves, [sheet])
    if segmenter is None:
        result.left_out.append(NO_SEGMENTER)
    else:
        result.verdicts.append(_no_merging(setting, tables["overlapping"]))
    return result


def _pair(setting: Setting, number: int, overlap: float) -> Composition:
    """Two objects of one kind with other outlines and looks; the second lies in front."""
    kinds = len(setting.material.categories)
    first = setting.material.item(number, cx=42.0, side=46)
    second = setting.material.item(number + 100 * kinds, cx=42.0, cy=84.0, side=46)
    shift = (first.frame.width + second.frame.width) / 2 - overlap * first.frame.width
    return Composition(setting.material.background(number), (first, second.moved(dx=shift)))


def found_objects(
    segmenter: Segmentation, picture: np.ndarray, behind: np.ndarray, front: np.ndarray
) -> dict[str, float]:
    """How many of two objects, whose visible masks are bool (H, W), are merged, split or missed: 0 to 2 each.

    `two_found` is 1 where both are found and apart. What is missed is not merged, too.
    """
    merged = split = missed = 0
    for own, other in ((behind, front), (front, behind)):
        if not own.any():
            continue  # wholly covered: nothing to find
        found = object_probability(segmenter, picture, box=tuple(map(float, tight_box(own)))) > 0.5
        if (found & own).sum() < _MISSED * own.sum():
            missed += 1
        else:
            merged += int((found & other).sum() > _SWALLOWED * max(1, other.sum()))
            split += int(_pieces(found & own) > max(1, _pieces(own)))
    counts = {"merged": merged, "split": split, "missed": missed, "two_found": merged == missed == 0}
    return {name: float(count) for name, count in counts.items()}


def contact_contrast(picture: np.ndarray, behind: np.ndarray, front: np.ndarray) -> float:
    """How unlike the colours on both sides of the line are where two objects meet, in grey levels of 255.

    The mean colours of the two strips along the line; 0 where they do not meet.
    """
    strips = [own & isotropic_dilation(other, _CONTACT) for own, other in ((behind, front), (front, behind))]
    if not all(strip.any() for strip in strips):
        return 0.0
    first, second = (picture[strip].astype(float).mean(0) for strip in strips)
    return float(np.abs(first - second).mean())


def _pieces(mask: np.ndarray) -> int:
    sizes = np.bincount(label(mask, connectivity=2).ravel())[1:]
    return int((sizes > _PIECE * max(1, mask.sum())).sum())


def _no_merging(setting: Setting, table: Table) -> Verdict:
    """Whether ours keeps more pairs apart than every system that paints all at once, with intervals apart, too."""
    claim = "Objects that overlap stay two more often when they are painted one after another than all at once."
    ours = table[setting.ours.name]["two_found"]
    others = [table[system.name]["two_found"] for system in setting.systems if not system.takes_background]
    if not others:
        return Verdict(claim, None, "No system that paints all at once is there to compare with.")
    best = max(others, key=lambda one: one["mean"])
    (low, high), (least, most) = ours["interval_95"], best["interval_95"]
    holds = True if low > most else False if high < least else None
    because = f"Two are found in a share of the pairs: ours {told(ours)}, the best of the others {told(best)}"
    return Verdict(claim, holds, f"{because} (n = {ours['n']}).")
