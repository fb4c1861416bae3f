"""From a network's name and folders of data to a trained network: what `scenegen train` does.

A run trains one network part by part. Most have one part; the background's two stages are trained one after the other
and stored together.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from scenegen.data import DataError, Source, stack
from scenegen.data.objects import ObjectCrops, ObjectMasks
from scenegen.data.pictures import Layouts, Pictures, coarse_colours, standing_room
from scenegen.models.background import Background, LayoutGenerator
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.outlines import solidity
from scenegen.training.checkpoint import load_checkpoint
from scenegen.training.config import PRESETS, TrainConfig
from scenegen.training.loop import METRICS, train
from scenegen.training.outline_classifier import recognised
from scenegen.training.parts import PARTS, build_objective, build_source
from scenegen.training.processes import ALONE, Processes
from scenegen.weights import save_network

_SETTINGS = "run.json"
_BEST = 64  # outlines of a category; of hundreds of dogs and cats the better half still has many that could be anything
_TOLD_WEIGHT = 2.0  # of the rank by how surely an outline's animal can be told, beside that of `ObjectMasks.examples`


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
        fill_code_bank(network, source, progress=progress)
    save_network(network, name, path, {"steps": dict(steps), "samples": len(source)})
    return path


@torch.no_grad()
def fill_style_bank(network: Foreground, source: ObjectCrops) -> None:
    """Replaces the bank by the codes of real training objects, as the averaged encoder sees them.

    A category with fewer objects than places is repeated; one without any keeps what it has.
    """
    rng = torch.Generator().manual_seed(0)
    size = network.config.size
    for position, category in enumerate(network.config.categories):
        members = [index for index, record in enumerate(source.records) if record.category == category]
        if not members:
            continue
        order = torch.randperm(len(members), generator=rng).tolist()[: network.config.bank_size]
        codes = []
        for index in order:
            sample = source.sample(members[index], size, rng)
            codes.append(network.encode(sample.image[None], sample.mask[None])[0])
        network.style_bank[position] = _repeated(torch.cat(codes), network.config.bank_size)


@torch.no_grad()
def fill_layout_bank(network: LayoutGenerator, source: Pictures) -> None:
    """Replaces the bank by the codes of training photos' layouts and their mirror images: of the half with more room
    for objects to stand in, and of no more than there are places."""
    layouts = coarse_colours(source, network.config.layout_size)
    places = network.config.bank_size
    most = min(max(1, len(layouts) // 2), places // 2)
    chosen = layouts[standing_room(layouts).topk(most).indices]
    codes = network.encode(torch.cat([chosen, chosen.flip(-1)]))
    network.code_bank.copy_(_repeated(codes, places))


@torch.no_grad()
def fill_code_bank(network: Box2Mask, source: ObjectMasks, *, progress: bool = False) -> None:
    """Replaces the bank by the codes that the averaged encoder reads from training outlines and their mirror images.

    Only of a category's best (`_best_examples`), at most `_BEST`, more of the first than of the last of these: typical
    poses are many, others are there. Few are repeated, and a category without any keeps what it has.
    """
    places, size = network.config.bank_size, network.config.size
    examples = _best_examples(source, size, progress=progress)
    for position, category in enumerate(network.config.categories):
        best = examples.get(category, [])[:_BEST]
        if not best:
            continue
        half = places // 2
        chosen = dict.fromkeys(best[int(len(best) * (place / half) ** 2)] for place in range(half))
        outlines = stack([source.plain(index, size) for index in chosen])
        aspects = outlines.log_aspect.repeat(2)
        codes = network.encode(torch.cat([outlines.mask, outlines.mask.flip(-1)]), aspects)[0]
        network.code_bank[position] = _repeated(codes, places)
        network.aspect_bank[position] = _repeated(aspects, places)


def _best_examples(source: ObjectMasks, size: int, *, progress: bool) -> dict[str, list[int]]:
    """Per category its examples, those first that are typical and by which a classifier tells the animal."""
    with torch.enable_grad():
        seen = stack([source.plain(index, size) for index in range(len(source))])
        told = recognised(seen, source.categories, progress=progress)
    best = {}
    for category, examples in source.examples.items():
        surest = told[examples].argsort(descending=True).tolist()
        ranks = {examples[place]: place + _TOLD_WEIGHT * surest.index(place) for place in range(len(examples))}
        best[category] = sorted(examples, key=ranks.__getitem__)
    return best


def _repeated(values: torch.Tensor, count: int) -> torch.Tensor:
    """`count` rows: those of `values`, again from the first where they are too few."""
    return values[torch.arange(count) % len(values)]


def usual_log_aspects(source: ObjectMasks, *, share: float = 0.5) -> tuple[tuple[float, float], ...]:
    """Per category the range of ln(width / height) of the boxes in which the middle `share` of its objects lie.

    A category without objects has the range of all.
    """
    aspects = [(record.category, math.log(record.bbox[2] / record.bbox[3])) for record in source.records]
    edges = torch.tensor([(1 - share) / 2, (1 + share) / 2])
    ranges = []
    for category in source.categories:
        own = [aspect for name, aspect in aspects if name == category] or [aspect for _, aspect in aspects]
        low, high = torch.quantile(torch.tensor(own), edges).tolist()
        ranges.append((round(low, 3), round(high, 3)))
    return tuple(ranges)


def most_solid(source: ObjectMasks, size: int, *, share: float = 0.7) -> tuple[float, ...]:
    """Per category the solidity that `share` of its examples, at `size` pixels, do not exceed; of all for one without
    any."""
    solidities = {
        category: [solidity(source.plain(index, size).mask[0].numpy() > 0.5) for index in examples]
        for category, examples in source.examples.items()
    }
    every = [value for values in solidities.values() for value in values]
    return tuple(
        round(torch.quantile(torch.tensor(solidities.get(category, every)), share).item(), 3)
        for category in source.categories
    )


def _check_same_run(part: str, roots: list[Path], folder: Path, config: TrainConfig, *, write: bool) -> None:
    """A folder belongs to one run; going on with other settings would silently give something else."""
    settings = {"network": part, "data": [str(root) for root in roots], **dataclasses.asdict(config)}
    text = json.dumps(_fixed(settings), sort_keys=True)
    path = folder / _SETTINGS
    if path.exists() and _fixed(json.loads(path.read_text())) != json.loads(text):
        raise DataError(f"{folder} holds a run with other settings ({path.name}): choose another folder.")
    if write:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _fixed(settings: dict[str, Any]) -> dict[str, Any]:
    """What may not change within a run: it may be prolonged, show more, and go on where bfloat16 is slow.

    What a network has no use for is left out: runs stay resumable when other networks get new settings.
    """
    free = ("sample_seconds", "log_every", "stages", "cooldown", "discriminator_ahead", "precision")
    return {name: value for name, value in settings.items() if name not in free and value not in ("", None)}
