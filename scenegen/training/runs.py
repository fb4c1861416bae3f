"""From a network's name and folders of data to a trained network: what `scenegen train` does.

A run trains one network part by part. Most have one part; the background's two stages are trained one after the other
and stored together.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from scenegen.data import DataError, Source
from scenegen.data.pictures import Layouts
from scenegen.models.background import Background
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.training.banks import (
    fill_code_bank,
    fill_layout_bank,
    fill_style_bank,
    most_solid,
    painter_and_classifier,
    usual_log_aspects,
)
from scenegen.training.checkpoint import load_checkpoint
from scenegen.training.config import PRESETS, TrainConfig
from scenegen.training.loop import METRICS, train
from scenegen.training.parts import PARTS, build_objective, build_source
from scenegen.training.processes import ALONE, Processes
from scenegen.weights import save_network

_SETTINGS = "run.json"


def run(
    name: str,
    roots: list[Path],
    folder: Path,
    configs: Mapping[str, TrainConfig],
    *,
    device: torch.device,
    start_from: nn.Module | None = None,
    processes: Processes = ALONE,
    workers: int = 0,
    progress: bool = True,
) -> Path:
    """Trains a network (or goes on with `folder`'s run) and returns the path of its slim weights.

    `configs` has one entry per part. A new run begins with the weights of the network `start_from`, if given, and
    a new discriminator. Raises `DataError` for unusable data, for a network of another shape, and when `folder` holds
    a run of other settings.
    """
    trained = {}
    for part in PARTS[name]:
        config = configs[part]
        own_folder = part_folder(name, part, folder)
        processes.check(config.stages)
        _check_same_run(part, roots, own_folder, config, write=processes.first)
        source = build_source(part, roots, config.variant, without=config.without)
        try:
            held_out = build_source(part, roots, config.variant, split="val", without=config.without)
        except DataError:
            held_out = None  # sample sheets then show training data
        objective = build_objective(part, config, source.categories)
        if start_from is not None:
            _take_over(objective.generator, part, start_from)
        if isinstance(source, Layouts):
            objective.generator.begin(source.layouts)
        trained[part] = train(
            objective,
            source,
            config,
            own_folder,
            held_out=held_out,
            device=device,
            processes=processes,
            workers=workers,
            progress=progress,
        )
    steps = {part: configs[part].steps for part in trained}
    path = folder / f"{name}.safetensors"
    if processes.first:
        export(name, trained, source, path, steps, progress=progress)
    processes.wait()
    return path


def _take_over(generator: nn.Module, part: str, network: nn.Module) -> None:
    """Gives a part of a new run the weights of a trained network. Raises `DataError` if it has another shape."""
    holder = {"layout": "layout_generator", "painter": "painter"}.get(part)
    trained = getattr(network, holder) if holder else network
    try:
        generator.load_state_dict(trained.state_dict())
    except (RuntimeError, AttributeError):
        raise DataError(
            f"The weights to start from do not fit {part} as it is trained here: the same network, variant and "
            "categories are needed."
        ) from None


def part_folder(name: str, part: str, folder: Path) -> Path:
    return folder / part if len(PARTS[name]) > 1 else folder


def export_checkpoint(
    name: str, roots: list[Path], folder: Path, path: Path, *, progress: bool = False
) -> dict[str, int]:
    """Writes the slim weights of a run's last checkpoints; returns the steps of each part.

    Raises `DataError` if a part has no checkpoint yet.
    """
    trained, steps = {}, {}
    for part in PARTS[name]:
        checkpoint = part_folder(name, part, folder) / "checkpoint.pt"
        if not checkpoint.exists():
            raise DataError(f"There is no {checkpoint}: is {folder} the folder of a training run?")
        stage = dataclasses.replace(PRESETS[part].stages[-1], size=_size_reached(checkpoint))
        config = dataclasses.replace(PRESETS[part], stages=(stage,), **_network_settings(checkpoint.parent))
        source = build_source(part, roots, config.variant)
        average = build_objective(part, config, source.categories).generator
        steps[part] = int(load_checkpoint(checkpoint, {"average": average})["step"])
        trained[part] = average
    export(name, trained, source, path, steps, progress=progress)
    return steps


def _network_settings(folder: Path) -> dict[str, Any]:
    """What makes the network of the run in a folder another than its preset's: variant and size."""
    settings = json.loads((folder / _SETTINGS).read_text())
    return {"variant": settings.get("variant", ""), "width": settings.get("width"), "levels": settings.get("levels")}


def _size_reached(checkpoint: Path) -> int:
    """The side in pixels that a run had been trained at last when it wrote a checkpoint; its log may have gone on."""
    step = load_checkpoint(checkpoint, {})["step"]
    lines = map(json.loads, (checkpoint.parent / METRICS).read_text().splitlines())
    return [line["size"] for line in lines if line["step"] < step][-1]


def export(
    name: str,
    trained: Mapping[str, nn.Module],
    source: Source,
    path: Path,
    steps: Mapping[str, int],
    *,
    progress: bool = False,
) -> Path:
    """Writes slim weights; banks of looks, outlines and layouts are filled from the training data first."""
    if name == "background":
        network = Background(trained["painter"].config)
        network.layout_generator.load_state_dict(trained["layout"].state_dict())
        network.painter.load_state_dict(trained["painter"].state_dict())
        fill_layout_bank(network.layout_generator, source)
    else:
        network = trained[name]
    network.cpu().eval()
    if isinstance(network, Foreground):
        fill_style_bank(network, source)
    if isinstance(network, Box2Mask):
        usual = {"usual_log_aspects": usual_log_aspects(source), "most_solid": most_solid(source, network.config.size)}
        network.config = dataclasses.replace(network.config, **usual)
        fill_code_bank(network, source, painter_and_classifier(), progress=progress)
    save_network(network, name, path, {"steps": dict(steps), "samples": len(source)})
    return path


def _check_same_run(part: str, roots: list[Path], folder: Path, config: TrainConfig, *, write: bool) -> None:
    """A folder belongs to one run; going on with other settings would silently give something else."""
    settings = {"network": part, "data": [str(root) for root in roots], **dataclasses.asdict(config)}
    text = json.dumps(_fixed(settings), sort_keys=True)
    path = folder / _SETTINGS
    if path.exists() and _fixed(json.loads(path.read_text())) != json.loads(text):
        raise DataError(f"{folder} holds a run with other settings ({path.name}): choose another folder.")
    if write:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(text)
        unfinished.replace(path)  # other processes of the run may be reading it


def _fixed(settings: dict[str, Any]) -> dict[str, Any]:
    """What may not change within a run: it may be prolonged, show more, and go on where bfloat16 is slow.

    What a network has no use for is left out: runs stay resumable when other networks get new settings.
    """
    free = ("sample_seconds", "log_every", "stages", "cooldown", "discriminator_ahead", "precision")
    return {name: value for name, value in settings.items() if name not in free and value not in ("", None)}
