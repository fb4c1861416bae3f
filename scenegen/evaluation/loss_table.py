"""Which loss is best? Every content loss with and without the adversarial term: same data, seed, steps and photos."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from scenegen.evaluation.scores import held_out_source, score
from scenegen.training.config import MaskLoss, TrainConfig
from scenegen.training.runs import run
from scenegen.weights import load_network

CONTENTS = (("ce",), ("dice",), ("focal2",), ("focal4",), ("ce", "dice"), ("focal2", "dice"))
_COLUMNS = ("mean_iou", "pixel_accuracy")


def loss_table(
    roots: list[Path],
    folder: Path,
    config: TrainConfig,
    *,
    split: str,
    most: int,
    device: torch.device,
    contents: tuple[tuple[str, ...], ...] = CONTENTS,
) -> Iterator[dict[str, Any]]:
    """Trains a segmentation network per loss in `folder` (or goes on with it) and yields a row of figures for each.

    The adversarial term is that of `config`; its weight is the only other thing that changes.
    """
    adversarial = config.mask_loss or MaskLoss(("ce",))
    for content in contents:
        for weight in (0.0, adversarial.adversarial_weight):
            loss = dataclasses.replace(adversarial, content=content, adversarial_weight=weight)
            name = "+".join(content) + (f"+{loss.adversarial}" if weight else "")
            configs = {"segmentation": dataclasses.replace(config, mask_loss=loss)}
            weights = run("segmentation", roots, folder / name, configs, device=device, progress=False)
            network = load_network(weights)
            source, _ = held_out_source("segmentation", network, roots, split)
            figures = score(network, source, most=most)
            yield {
                "loss": name,
                "adversarial_weight": weight,
                "steps": config.steps,
                "seed": config.seed,
                **{column: figures[column] for column in _COLUMNS},
                "boundary_f": figures["boundary_f"],
            }


def as_markdown(rows: list[dict[str, Any]]) -> str:
    """The rows as a table with intervals."""
    lines = ["| loss | mean IoU | pixel accuracy | photos |", "|---|---|---|---|"]
    for row in rows:
        cells = [_cell(row[column]) for column in _COLUMNS]
        lines.append(f"| {row['loss']} | {' | '.join(cells)} | {row['mean_iou']['n']} |")
    return "\n".join(lines)


def _cell(figure: dict[str, Any]) -> str:
    low, high = figure["interval_95"]
    return f"{figure['value']:.3f} ({low:.3f} to {high:.3f})"
