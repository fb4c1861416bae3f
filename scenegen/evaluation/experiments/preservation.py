"""What changes although nobody asked for it: the background when an object moves, and the canvas layer after layer."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from skimage.metrics import structural_similarity

from scenegen import images
from scenegen.evaluation.experiments.composition import SIZE, Composition, Item, covered
from scenegen.evaluation.experiments.results import Curve, Figure, Result, Sheet, Table, Verdict, figure, told
from scenegen.evaluation.experiments.setting import Setting
from scenegen.evaluation.mask_metrics import pooled
from scenegen.masks import frame_matrix

# How an object is changed, with the amounts of each change.
TRANSFORMS: dict[str, tuple[str, str, tuple[float, ...]]] = {
    "translate": ("dx", "pixels to the right", (8, 16, 32)),
    "rotate": ("turn", "degrees", (15, 45, 90)),
    "scale": ("scale", "times as large", (0.7, 1.2, 1.4)),
}
LAYERS = 8
PASTED = "pasted"  # the object's own pixels warped there and back: what resampling alone costs


def affine(setting: Setting) -> Result:
    """Transforms one object's mask; looks at everything around it, and at the object with the transform undone."""
    change, consistency = _lines(), _lines()
    each: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))  # one value per picture
    rows: dict[str, dict[str, list[np.ndarray]]] = defaultdict(lambda: defaultdict(list))
    for number in setting.numbers():
        setting.progress(f"affine transforms, object {number + 1} of {setting.most}")
        first = setting.material.composition(number, cx=44.0)
        item = first.items[0]
        for system in setting.systems:
            before = system.paint(first)
            for kind, amount, moved in _transformed(item):
                after = system.paint(first.having(moved))
                if number == 0:
                    shown = rows[kind][system.title]
                    shown += [after] if shown else [before, after]
                outside = ~covered(item.mask(), moved.mask())
                found = {
                    "change_outside": mean_change(before, after, outside),
                    "squared_error_outside": float(_squared_errors(before, after)[outside].mean()),
                    "ssim_outside": _similarity(before, after, outside),
                    "pictures_changed_outside": float((before[outside] != after[outside]).any()),
                    "change_inside_undone": _change_inside(before, _undone(after, item, moved), item),
                }
                for column, value in found.items():
                    each[system.name][column].append(value)
                change[kind][system.name][amount].append(found["change_outside"])
                consistency[kind][system.name][amount].append(found["change_inside_undone"])
                if system is setting.ours:
                    pasted = _undone(_undone(before, moved, item), item, moved)
                    consistency[kind][PASTED][amount].append(_change_inside(before, pasted, item))
    # An object's transforms are one sample: they are averaged before anything is resampled.
    table: Table = {}
    for name, columns in each.items():
        objects = {column: np.reshape(values, (setting.most, -1)).mean(1) for column, values in columns.items()}
        errors = objects.pop("squared_error_outside")
        table[name] = {column: figure(values) for column, values in objects.items()} | {"psnr_outside": _psnr(errors)}
    curves = [
        _curve(f"{kind}: {what}", TRANSFORMS[kind][1], "grey levels", lines[kind])
        for what, lines in (("the background's change", change), ("the object's change, undone", consistency))
        for kind in TRANSFORMS
    ]
    sheets = [
        Sheet(f"{kind} ({unit})", rows[kind], _photos(setting), ["as it was", *(f"{amount:g}" for amount in amounts)])
        for kind, (_, unit, amounts) in TRANSFORMS.items()
    ]
    return Result({"all transforms": table}, curves, sheets, verdicts=_background_kept(setting, table))


def _transformed(item: Item) -> Iterator[tuple[str, float, Item]]:
    for kind, (argument, _, amounts) in TRANSFORMS.items():
        for amount in amounts:
            yield kind, amount, item.moved(**{argument: amount})


def drift(setting: Setting) -> Result:
    """Adds eight objects one after another; looks at the pixels that belong to none of the eight.

    The reference is the background that was given; of a system that makes the whole picture anew, its own with one
    object.
    """
    lines: dict[str, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    changed: dict[str, list[float]] = defaultdict(list)
    rows: dict[str, list[np.ndarray]] = defaultdict(list)
    for number in setting.numbers():
        setting.progress(f"canvas drift, scene {number + 1} of {setting.most}")
        items = _eight(setting, number)
        whole = Composition(setting.material.background(number), items)
        outside = ~covered(*whole.masks())
        for system in setting.systems:
            picture = whole.background
            reference = picture if system.takes_background else system.paint(whole.having(items[0]))
            for count in range(1, LAYERS + 1):
                if system.takes_background:  # the same as all objects at once, without painting the first ones again
                    picture = system.paint(whole.on(picture).having(items[count - 1]))
                else:
                    picture = system.paint(whole.having(*items[:count]))
                lines[system.name][count].append(mean_change(reference, picture, outside))
                if number == 0:
                    rows[system.name].append(picture)
            changed[system.name].append(float((reference[outside] != picture[outside]).any(-1).mean()))
    curve = _curve("change of the canvas outside all eight masks", "objects painted", "grey levels", lines)
    table: Table = {
        name: {"after_8": figure(points[LAYERS]), "pixels_changed_after_8": figure(changed[name])}
        for name, points in lines.items()
    }
    sheet = Sheet("one to eight objects", {setting.titles()[name]: row for name, row in rows.items()}, _photos(setting))
    return Result({"after eight objects": table}, [curve], [sheet], verdicts=_canvas_kept(setting, table))


# --- measures ---------------------------------------------------------------------------------------------------------


def mean_change(first: np.ndarray, second: np.ndarray, where: np.ndarray) -> float:
    """Mean absolute difference of two pictures in grey levels of 255, where `where` (SIZE, SIZE) is true."""
    return float(np.abs(first.astype(np.int16) - second)[where].mean()) if where.any() else 0.0


def _squared_errors(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Per pixel, the mean over the channels: float (H, W)."""
    return np.square(first.astype(np.float64) - second).mean(-1)


def _psnr(errors: np.ndarray) -> Figure:
    """Peak signal-to-noise ratio in dB of the mean of squared errors (N,).

    Pictures that are all equal have none that is finite: then `value` is None and `identical` true.
    """
    if not errors.any():
        return {"value": None, "identical": True, "interval_95": [None, None], "n": len(errors)}
    sums = torch.from_numpy(np.stack([errors, np.ones_like(errors)], 1))
    # A resample may hold equal pictures alone; an error of a millionth stands for none.
    return pooled(sums, lambda drawn: 10 * torch.log10(255**2 * drawn[:, 1] / drawn[:, 0].clamp(min=1e-6)))


def _similarity(first: np.ndarray, second: np.ndarray, where: np.ndarray) -> float:
    """SSIM (Wang et al. 2004) averaged over windows whose centre lies in `where`."""
    _, found = structural_similarity(first, second, channel_axis=-1, full=True, data_range=255)
    return float(found.mean(-1)[where].mean())


def _undone(picture: np.ndarray, before: Item, after: Item) -> np.ndarray:
    """The picture warped so that the moved object lies where it was before."""
    matrix = frame_matrix(after.frame) @ np.linalg.inv(frame_matrix(before.frame))
    return images.to_pixels(images.warp_pixels(picture, matrix, SIZE, SIZE))


def _change_inside(before: np.ndarray, undone: np.ndarray, item: Item) -> float:
    return mean_change(before, undone, item.mask() > 0.9)


# --- figures and pictures ---------------------------------------------------------------------------------------------


def _lines() -> dict[str, Any]:
    """kind of transform -> system -> amount -> values."""
    return defaultdict(lambda: defaultdict(lambda: defaultdict(list)))


def _curve(title: str, x_label: str, y_label: str, lines: dict[str, dict[float, list[float]]]) -> Curve:
    points = {name: [(x, figure(values)) for x, values in sorted(line.items())] for name, line in lines.items()}
    return Curve(title, x_label, y_label, points)


def _photos(setting: Setting) -> bool:
    return setting.material.photo_backgrounds


def _eight(setting: Setting, number: int) -> tuple[Item, ...]:
    """Small objects on a ring, each its own category."""
    angles = [2 * math.pi * place / LAYERS for place in range(LAYERS)]
    return tuple(
        setting.material.item(
            LAYERS * number + place, cx=64 + 44 * math.cos(angle), cy=70 + 40 * math.sin(angle), side=26, category=place
        )
        for place, angle in enumerate(angles)
    )


def _background_kept(setting: Setting, table: Table) -> list[Verdict]:
    ours = table[setting.ours.name]["pictures_changed_outside"]
    verdicts = [
        Verdict(
            "Moving an object leaves the background as it was when it is painted layer by layer.",
            ours["interval_95"][1] == 0,
            f"A pixel outside the masks changes in {told(ours)} of the pictures (n = {ours['n']}).",
        )
    ]
    others = [system for system in setting.systems if not system.takes_background]
    if others:
        least = min((table[system.name]["change_outside"] for system in others), key=lambda one: one["mean"])
        verdicts.append(
            Verdict(
                "A model that paints all at once changes the background when an object moves.",
                least["interval_95"][0] > 0,
                f"The steadiest of them changes it by {told(least)} grey levels (n = {least['n']}).",
            )
        )
    return verdicts


def _canvas_kept(setting: Setting, table: Table) -> list[Verdict]:
    ours = table[setting.ours.name]["after_8"]
    because = f"After eight objects it has changed by {told(ours)} grey levels (n = {ours['n']})."
    verdicts = [Verdict("Ours keeps the canvas outside the objects.", ours["interval_95"][1] == 0, because)]
    for system in setting.systems[1:]:
        if system.takes_background:
            theirs = table[system.name]["after_8"]
            because = f"{system.title}: changed by {told(theirs)} grey levels (n = {theirs['n']})."
            claim = "Repainting the whole canvas for every object wears the background away."
            verdicts.append(Verdict(claim, theirs["interval_95"][0] > 0, because))
    return verdicts
