"""From a network's name and folders of data to a trained network: what `scenegen train` does."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import torch
from torch import nn

from scenegen.data import DataError, Source
from scenegen.data.coco import ObjectCrops, ObjectMasks
from scenegen.data.pictures import Pictures
from scenegen.models.background import (
    Background,
    BackgroundConfig,
    BackgroundDiscriminator,
    BackgroundDiscriminatorConfig,
)
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig, Box2MaskDiscriminator, Box2MaskDiscriminatorConfig
from scenegen.models.foreground import (
    Foreground,
    ForegroundConfig,
    ForegroundDiscriminator,
    ForegroundDiscriminatorConfig,
)
from scenegen.scene import CATEGORIES
from scenegen.training.checkpoint import load_checkpoint
from scenegen.training.config import PRESETS, TrainConfig
from scenegen.training.loop import train
from scenegen.training.objectives import BackgroundObjective, Box2MaskObjective, ForegroundObjective, Objective
from scenegen.weights import save_network


def build_objective(name: str, config: TrainConfig) -> Objective:
    """A network and its discriminator with fresh weights drawn from `config.seed`."""
    torch.manual_seed(config.seed)
    if name == "background":
        networks = Background(BackgroundConfig()), BackgroundDiscriminator(BackgroundDiscriminatorConfig())
        return BackgroundObjective(*networks, config.r1_gamma)
    if name == "box2mask":
        networks = Box2Mask(Box2MaskConfig(CATEGORIES)), Box2MaskDiscriminator(Box2MaskDiscriminatorConfig(CATEGORIES))
        return Box2MaskObjective(*networks, config.r1_gamma)
    if name == "foreground":
        networks = (
            Foreground(ForegroundConfig(CATEGORIES)),
            ForegroundDiscriminator(ForegroundDiscriminatorConfig(CATEGORIES)),
        )
        return ForegroundObjective(*networks, config.r1_gamma)
    raise KeyError(f"no network {name!r}; there are background, box2mask and foreground")


def build_source(name: str, roots: list[Path], *, split: str = "train") -> Source:
    """The data that a network is trained on. Raises `DataError` with a clear sentence."""
    augment = split == "train"
    if name == "background":
        return Pictures(roots, split=split, augment=augment)
    if name == "box2mask":
        return ObjectMasks(roots, CATEGORIES, split=split)
    return ObjectCrops(roots, CATEGORIES, split=split, augment=augment)


def run(
    name: str, roots: list[Path], folder: Path, config: TrainConfig, *, device: torch.device, progress: bool = True
) -> Path:
    """Trains a network (or goes on with `folder`'s run) and returns the path of its slim weights.

    Raises `DataError` for unusable data or when `folder` holds a run of other settings.
    """
    _check_same_run(name, roots, folder, config)
    source = build_source(name, roots)
    try:
        held_out = build_source(name, roots, split="val")
    except DataError:
        held_out = None  # sample sheets then show training data
    objective = build_objective(name, config)
    average = train(objective, source, config, folder, held_out=held_out, device=device, progress=progress)
    return export(name, average, source, folder / f"{name}.safetensors", steps=config.steps)


def export_checkpoint(name: str, roots: list[Path], folder: Path, path: Path) -> int:
    """Writes the slim weights of a run's last checkpoint; returns its step. Raises `DataError` if there is none."""
    checkpoint = folder / "checkpoint.pt"
    if not checkpoint.exists():
        raise DataError(f"{folder} holds no checkpoint.pt: is it the folder of a training run?")
    average = build_objective(name, PRESETS[name]).generator
    steps = int(load_checkpoint(checkpoint, {"average": average})["step"])
    export(name, average, build_source(name, roots), path, steps=steps)
    return steps


def export(name: str, network: nn.Module, source: Source, path: Path, *, steps: int) -> Path:
    """Writes slim weights; a foreground network's bank of looks is filled from the training objects first."""
    network.cpu().eval()
    if isinstance(network, Foreground) and isinstance(source, ObjectCrops):
        fill_style_bank(network, source)
    save_network(network, name, path, {"steps": steps, "samples": len(source)})
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
        repeats = -(-network.config.bank_size // len(codes))
        network.style_bank[position] = torch.cat(codes * repeats)[: network.config.bank_size]


def _check_same_run(name: str, roots: list[Path], folder: Path, config: TrainConfig) -> None:
    """A folder belongs to one run; going on with other settings would silently give something else."""
    # Only what decides the result; how often samples are drawn may change.
    settings = {"network": name, "data": [str(root) for root in roots], **dataclasses.asdict(config)}
    for free in ("sample_seconds", "log_every", "stages"):
        settings.pop(free)
    text = json.dumps(settings, sort_keys=True)
    path = folder / "run.json"
    if path.exists() and json.loads(path.read_text()) != json.loads(text):
        raise DataError(f"{folder} holds a run with other settings ({path.name}): choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
