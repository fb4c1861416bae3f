"""How wide and how deep should the foreground network be? Quality beside time: same data, seed, steps and photos."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from scenegen.evaluation.experiments.results import Curve, told
from scenegen.evaluation.judges import Judges
from scenegen.evaluation.scores import held_out_source, score
from scenegen.models.foreground import Foreground, level_channels
from scenegen.training.config import SettingError, TrainConfig
from scenegen.training.runs import run
from scenegen.weights import load_network


@dataclasses.dataclass(frozen=True)
class Size:
    width: int  # channels at full size
    levels: int

    def __str__(self) -> str:
        return f"{self.width}x{self.levels}"


def read_size(text: str) -> Size:
    """Reads "32x5" as 32 channels at full size and 5 levels. Raises `SettingError`."""
    try:
        width, levels = map(int, text.split("x"))
        level_channels(width, levels)
    except ValueError:
        raise SettingError(
            f"A size is WIDTHxLEVELS such as 32x5, a multiple of 8 and two to five, not {text!r}."
        ) from None
    return Size(width, levels)


def trained_sizes(
    roots: list[Path], folder: Path, config: TrainConfig, sizes: list[Size], *, device: torch.device
) -> Iterator[tuple[Size, Foreground]]:
    """Trains a foreground network of every size in `folder`, or goes on with it."""
    for size in sizes:
        sized = dataclasses.replace(config, width=size.width, levels=size.levels)
        yield size, load_network(run("foreground", roots, folder / str(size), {"foreground": sized}, device=device))


def size_figures(network: Foreground, roots: list[Path], judges: Judges, *, most: int) -> dict[str, Any]:
    """The figures of `evaluate foreground` that go into the table, and the number of weights that paint."""
    source, training = held_out_source("foreground", network, roots, "val")
    scores = score(network, source, most=most, training=training, judges=judges)
    figures = {
        name: distance["generated"]["to_held_out"] for name, distance in scores["distances"].items() if "_grey" in name
    }
    if "classifier_accuracy" in scores:
        figures["classifier_accuracy"] = scores["classifier_accuracy"]["on_grey"]["generated"]
    parameters = sum(weight.numel() for weight in network.generator.parameters())
    return {"figures": {**figures, "rebuilt_l1": scores["rebuilt_l1"]}, "parameters": parameters}


def as_markdown(rows: list[dict[str, Any]]) -> str:
    """The rows as a table with intervals."""
    names = list(rows[0]["figures"])
    lines = [
        f"| width x levels | weights that paint | ms for one object | {' | '.join(f'`{name}`' for name in names)} |",
        "|---" * (len(names) + 3) + "|",
    ]
    for row in rows:
        low, high = row["milliseconds"]["quartiles"]
        timed = f"{row['milliseconds']['median']:.1f} ({low:.1f} to {high:.1f})"
        cells = [told(row["figures"][name]) for name in names]
        lines.append(f"| {row['size']} | {row['parameters'] / 1e6:.2f} million | {timed} | {' | '.join(cells)} |")
    return "\n".join(lines)


def as_curve(rows: list[dict[str, Any]]) -> Curve:
    """Distance over time, a line for every number of levels: Fréchet's, if there is a network for its features."""
    measured = rows[0]["figures"]
    distance = next((name for name in measured if name.startswith("frechet")), "sliced_wasserstein_on_grey")
    lines: dict[str, list[tuple[float, dict[str, Any]]]] = {}
    for row in sorted(rows, key=lambda row: row["milliseconds"]["median"]):
        levels = row["size"].partition("x")[2]
        lines.setdefault(f"{levels} levels", []).append((row["milliseconds"]["median"], row["figures"][distance]))
    return Curve("Size of the foreground network", "ms for one object", distance, lines)
