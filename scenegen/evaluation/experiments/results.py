"""What an experiment gives: figures in tables, curves, pictures, and sentences about the paper's claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw

from scenegen.evaluation import metrics

_LABEL = 18  # pixels above a row for its name

Figure = dict[str, Any]  # "mean" or "value", "interval_95", "n"
Table = dict[str, dict[str, Figure | None]]  # system -> column -> figure; None: it has none there


@dataclass(frozen=True)
class Curve:
    """How a figure of every system depends on something. `lines` holds (x, figure) by the system's name."""

    title: str
    x_label: str
    y_label: str
    lines: dict[str, list[tuple[float, Figure]]]


@dataclass(frozen=True, eq=False)
class Sheet:
    """Pictures in rows with names: each row is uint8 (H, W, 3) pictures side by side, all of one height.

    `shows_photos` marks what holds pixels of a data set, whose licence may forbid to publish them.
    """

    title: str
    rows: dict[str, Sequence[np.ndarray]]
    shows_photos: bool = False
    columns: Sequence[str] = ()

    def labelled(self) -> Image.Image:
        """The rows under one another, each under its name."""
        strips = {title: Image.fromarray(np.concatenate(list(row), 1)) for title, row in self.rows.items()}
        width = max(strip.width for strip in strips.values())
        image = Image.new("RGB", (width, sum(strip.height + _LABEL for strip in strips.values())), (255, 255, 255))
        draw, y = ImageDraw.Draw(image), 0
        for title, strip in strips.items():
            draw.text((4, y + 2), title, fill=(0, 0, 0), font_size=12)
            image.paste(strip, (0, y + _LABEL))
            y += strip.height + _LABEL
        return image


@dataclass(frozen=True, eq=False)
class Animation:
    """A GIF; `shows_photos` as of a sheet."""

    title: str
    data: bytes
    shows_photos: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the figures say about a claim of the paper: True, False, or None where the figures do not decide it."""

    claim: str
    holds: bool | None
    because: str


@dataclass
class Result:
    """Everything that one experiment found."""

    tables: dict[str, Table] = field(default_factory=dict)
    curves: list[Curve] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    animations: list[Animation] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # a sentence each

    def as_json(self) -> dict[str, Any]:
        """The figures, without pictures."""
        curves = {
            curve.title: {name: [{"x": x, **figure} for x, figure in points] for name, points in curve.lines.items()}
            for curve in self.curves
        }
        verdicts = [{"claim": one.claim, "holds": one.holds, "because": one.because} for one in self.verdicts]
        return {"tables": self.tables, "curves": curves, "verdicts": verdicts, "left_out": self.left_out}


def figure(values: Sequence[float | bool]) -> Figure:
    """Mean of one value per sample with its 95 % bootstrap interval over the samples."""
    return metrics.with_interval(torch.tensor([float(value) for value in values]))


def told(found: Figure, digits: int = 3) -> str:
    """A figure for a sentence or a cell: "0.12 (0.1 to 0.15)"."""
    value = found.get("mean", found.get("value"))
    low, high = found["interval_95"]
    if value is None:
        return "no difference" if found.get("identical") else "none"
    return f"{_short(value, digits)} ({_short(low, digits)} to {_short(high, digits)})"


def _short(value: float, digits: int) -> str:
    return "0" if value == 0 else f"{value:.{digits}g}" if abs(value) < 1000 else f"{value:.0f}"
