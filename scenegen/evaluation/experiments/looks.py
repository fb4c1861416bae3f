"""How objects look: other noise in the same mask and surroundings, and the same object under other light."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import torch
from skimage.color import rgb2lab

from scenegen.evaluation import metrics
from scenegen.evaluation.experiments.composition import covered
from scenegen.evaluation.experiments.preservation import mean_change
from scenegen.evaluation.experiments.results import Figure, Result, Sheet, Table, Verdict, figure, told
from scenegen.evaluation.experiments.setting import Setting

LOOKS = 4  # of one object

# Light as gains of red, green and blue, and a gamma: 1 is daylight.
LIGHTS: dict[str, tuple[tuple[float, float, float], float]] = {
    "daylight": ((1, 1, 1), 1),
    "overcast": ((0.9, 0.93, 0.97), 1.15),
    "sunset": ((1.15, 0.82, 0.55), 1.1),
    "night": ((0.35, 0.42, 0.6), 1.3),
    "snow": ((1.2, 1.22, 1.28), 0.75),
}


def appearance(setting: Setting) -> Result:
    """Paints one object with several seeds; looks at how far it changes, and whether anything else does."""
    inside: dict[str, list[float]] = defaultdict(list)
    outside: dict[str, list[float]] = defaultdict(list)
    rows: dict[str, list[np.ndarray]] = defaultdict(list)
    for number in setting.numbers():
        setting.progress(f"appearance, object {number + 1} of {setting.most}")
        first = setting.material.composition(number)
        item = first.items[0]
        rolls = [first.having(dataclasses.replace(item, seed=1_000 * look + number)) for look in range(LOOKS)]
        mask, around = item.mask() > 0.5, ~covered(item.mask())
        for system in setting.systems:
            pictures = [system.paint(roll) for roll in rolls]
            pairs = [(a, b) for k, a in enumerate(pictures) for b in pictures[k + 1 :]]
            inside[system.name].append(float(np.mean([mean_change(a, b, mask) for a, b in pairs])))
            outside[system.name].append(float(np.mean([mean_change(a, b, around) for a, b in pairs])))
            if number in (0, 1):
                rows[system.title] += pictures
    table: Table = {
        name: {"change_inside": figure(values), "change_outside": figure(outside[name])}
        for name, values in inside.items()
    }
    sheet = Sheet("four looks of two objects", rows, setting.material.photo_backgrounds)
    return Result({"between two looks of one object": table}, sheets=[sheet], verdicts=[_diversity(setting, table)])


def _diversity(setting: Setting, table: Table) -> Verdict:
    claim = "Other noise changes the object and nothing else."
    ours = table[setting.ours.name]
    holds = ours["change_inside"]["interval_95"][0] > 1 and ours["change_outside"]["interval_95"][1] == 0
    because = (
        f"Grey levels between two looks: inside {told(ours['change_inside'])}, "
        f"outside {told(ours['change_outside'])} (n = {ours['change_inside']['n']})."
    )
    return Verdict(claim, holds, because)


def foreign(setting: Setting) -> Result:
    """Changes the background's light; looks at how far the object's mean colours go along.

    In Lab, as a share of how far the background's go: 1 is an object that changes as much. One that takes no notice is
    not quite at 0, because the background shines through at soft edges: the control says where that is.
    """
    shifts: dict[str, dict[str, list[list[float]]]] = defaultdict(lambda: defaultdict(list))
    rows: dict[str, list[np.ndarray]] = defaultdict(list)
    seeing = [system for system in setting.systems if system.takes_background]
    seeing += [setting.control] if setting.control is not None else []
    for number in setting.numbers():
        setting.progress(f"foreign backgrounds, object {number + 1} of {setting.most}")
        first = setting.material.composition(number)
        mask = first.items[0].mask() > 0.5
        for system in seeing:
            colours = {}
            for light in LIGHTS:
                lit = first.on(relit(first.background, light))
                picture = system.paint(lit)
                colours[light] = _lab(picture, mask), _lab(lit.background, ~mask)
                if number in (0, 1):
                    rows[system.title].append(picture)
            moved = np.array([np.subtract(colours[light], colours["daylight"]) for light in LIGHTS])  # (L, 2, 3)
            for name, channel in (("lightness", 0), ("warmth", 2)):
                ours, around = moved[:, 0, channel], moved[:, 1, channel]
                # Least squares through daylight: sums that the samples' bootstrap adds up.
                shifts[system.name][name].append([float(ours @ around), float(around @ around)])
    table: Table = {
        system: {f"{name}_followed": _slope(np.array(sums)) for name, sums in columns.items()}
        for system, columns in shifts.items()
    }
    result = Result({"share of the background's change of light": table})
    result.sheets = [Sheet("five lights", rows, setting.material.photo_backgrounds, [*LIGHTS, *LIGHTS])]
    blind = [system.title for system in setting.systems if not system.takes_background]
    if blind:
        result.left_out.append(f"{', '.join(blind)}: makes its own background and never sees the one that is given.")
    result.verdicts += _follows(setting, table)
    return result


def relit(background: np.ndarray, light: str) -> np.ndarray:
    """A picture, uint8 (H, W, 3), under one of `LIGHTS`."""
    gains, gamma = LIGHTS[light]
    values = np.power(background / 255, gamma) * np.array(gains)
    return np.rint(255 * values.clip(0, 1)).astype(np.uint8)


def _lab(picture: np.ndarray, where: np.ndarray) -> np.ndarray:
    return rgb2lab(picture)[where].mean(0)


def _slope(sums: np.ndarray) -> Figure:
    products, squares = torch.from_numpy(sums).unbind(1)
    return metrics.ratio(products, squares)


def _follows(setting: Setting, table: Table) -> list[Verdict]:
    """Whether ours goes along further than the control; without one nothing can be said."""
    verdicts = []
    for name in ("lightness", "warmth"):
        claim = f"An object is painted in the {name} of the background it is put on."
        ours = table[setting.ours.name][f"{name}_followed"]
        because = f"It goes along by {told(ours)} of the background's change"
        if setting.control is None:
            verdicts.append(Verdict(claim, None, f"{because} (n = {ours['n']}); there is no control."))
            continue
        control = table[setting.control.name][f"{name}_followed"]
        apart = ours["interval_95"][0] > control["interval_95"][1]
        holds = True if apart else False if ours["value"] <= control["value"] else None
        because += f", an object that never saw the background by {told(control)} (n = {ours['n']})."
        verdicts.append(Verdict(claim, holds, because))
    return verdicts
