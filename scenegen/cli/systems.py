"""What experiments compare: the one place that knows both them and the editor's compositor.

An experiment's systems paint whatever `Composition` they are handed; here they are made of a compositor and of the
baselines that a folder of weights holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from scenegen import baselines, images
from scenegen.cli.experiment_material import from_folders, made_up
from scenegen.compositor import EDITOR_NETWORKS, Compositor
from scenegen.data.masked import MaskedPhotos
from scenegen.data.side_by_side import is_side_by_side
from scenegen.evaluation.experiments.composition import SIZE, Composition, Item, System
from scenegen.evaluation.experiments.setting import Pair, PairSystem, Setting
from scenegen.evaluation.judges import load_judges
from scenegen.evaluation.painted import spread_indices
from scenegen.masks import encode_runs, resize_mask
from scenegen.models.pix2pix import Pix2Pix
from scenegen.scene import (
    CATEGORIES,
    CanvasSize,
    GeneratedShape,
    Layer,
    MaskShape,
    PhotoBackground,
    Scene,
)
from scenegen.training.config import SettingError
from scenegen.weights import MANIFEST, load_network, read_manifest, weights_folder

_OUTLINE_SIDE = 128


@dataclass(frozen=True, eq=False)
class Layered:
    """Ours: a layer for each object, as the editor paints them. Nothing is kept between two pictures."""

    compositor: Compositor
    context: str = "scene"
    name: str = "scenegen"
    title: str = "SceneGen"
    takes_background: bool = True
    categories: tuple[str, ...] = CATEGORIES

    def paint(self, composition: Composition) -> np.ndarray:
        layers = tuple(self._layer(item, place) for place, item in enumerate(composition.items))
        scene = Scene(canvas=CanvasSize(width=SIZE, height=SIZE), background=PhotoBackground(), layers=layers)
        return self.compositor.render(scene, composition.background).pixels

    def _layer(self, item: Item, place: int) -> Layer:
        shape: GeneratedShape | MaskShape = GeneratedShape()
        if item.outline is not None:
            bitmap = resize_mask(item.outline, _OUTLINE_SIDE, _OUTLINE_SIDE) > 0.5
            shape = MaskShape(width=_OUTLINE_SIDE, height=_OUTLINE_SIDE, counts=encode_runs(bitmap))
        return Layer(
            id=f"object-{place}", name=item.category, category=item.category, frame=item.frame, shape=shape,
            shape_seed=item.seed, style_seed=item.seed, context=self.context,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Compared:
    """An experiment's setting and where it comes from: sentences, and the SHA-256 of the weights by what they are.

    `trained` says for a system how long it was, as far as the manifests know.
    """

    setting: Setting
    trained: dict[str, str]
    absent: tuple[str, ...]
    weights: dict[str, str]
    described: str


def compare(
    weights: str | None,
    rivals: Path | None,
    data: list[Path],
    runs: list[Path],
    *,
    most: int,
    progress: Callable[[str], None] = lambda sentence: None,
) -> Compared:
    """Everything that there is to compare with. Raises `WeightsError`, `DataError` and `SettingError`."""
    for root in data:
        if not root.is_dir():
            raise SettingError(f"There is no folder {root.name} to take photos from.")
    for run in runs:
        if not run.is_dir():
            raise SettingError(f"There is no folder of a training run called {run.name}.")
    folder = weights_folder(weights)
    compositor = Compositor.from_weights(folder, cache_bytes=0)  # a picture's time is that of painting it
    ours = Layered(compositor)
    beside = folder / baselines.FOLDER if rivals is None else rivals
    others, absent, sums = load_rivals(beside)
    pairs, sums_of_pairs = load_pairs(beside, data, most=most)
    data = [root for root in data if not is_side_by_side(root)]
    systems = (ours, *others)
    material = made_up(compositor, common_categories(systems))
    described = "Backgrounds and outlines are made up by the editor's networks from the seeds 0, 1, 2 and so on."
    if data:
        material = from_folders(data, material, most=most)
        described = f"Photos are those of the held-out part of {', '.join(path.name for path in data)}."
    judges = load_judges([folder, weights_folder()])
    listed = {name: entry["sha256"] for name, entry in read_manifest(folder).items() if name in EDITOR_NETWORKS}
    setting = Setting(
        systems,
        material,
        judges,
        most=most,
        control=Layered(compositor, "free", "scenegen_free", "SceneGen, not shown the background"),
        pairs=tuple(pairs),
        runs=tuple(runs),
        progress=progress,
    )
    judging = {f"{name}, a judge": sha256 for name, sha256 in judges.described.items()}
    entries = {name: read_manifest(beside)[name] for name in baselines.present(beside)}
    entries[ours.name] = read_manifest(folder)["foreground"]
    trained = {name: _steps(entry) for name, entry in entries.items()}
    return Compared(setting, trained, tuple(absent), {**listed, **sums, **sums_of_pairs, **judging}, described)


def _steps(entry: dict[str, Any]) -> str:
    """How long a network was trained: "1,200 steps"."""
    steps = entry.get("steps") or {}
    return ", ".join(f"{count:,} steps" for count in steps.values()) or "not known"


@dataclass(frozen=True, eq=False)
class Rival:
    """A baseline as an experiment's system."""

    system: baselines.System

    @property
    def name(self) -> str:
        return self.system.name

    @property
    def title(self) -> str:
        return self.system.described.title

    @property
    def takes_background(self) -> bool:
        return self.system.described.layered

    @property
    def categories(self) -> tuple[str, ...]:
        return self.system.categories

    def paint(self, composition: Composition) -> np.ndarray:
        names = [item.category for item in composition.items]
        seeds = [item.seed for item in composition.items]
        return baselines.paint(self.system, composition.background, composition.masks(), names, seeds)


def load_rivals(folder: Path) -> tuple[list[Rival], list[str], dict[str, str]]:
    """The systems that a folder holds, a sentence about those that it does not, and the SHA-256 of the weights."""
    names = baselines.present(folder)
    sums = {name: read_manifest(folder)[name]["sha256"] for name in names}
    missing = [described.title for name, described in baselines.SYSTEMS.items() if name not in names]
    told = [f"Not in the folder {folder.name}, and so not compared: {', '.join(missing)}."] if missing else []
    return [Rival(baselines.load_system(name, folder)) for name in names], told, sums


def load_pairs(folder: Path, roots: list[Path], *, most: int) -> tuple[list[PairSystem], dict[str, str]]:
    """The pix2pix networks of a folder that have learnt from label maps, where one of the data folders holds such.

    Their held-out pairs, and the SHA-256 of their weights.
    """
    listed = read_manifest(folder) if (folder / MANIFEST).is_file() else {}
    others = {name: load_network(name, folder=folder) for name in listed if name not in baselines.SYSTEMS}
    found, sums = [], {}
    for root in filter(is_side_by_side, roots):
        source = MaskedPhotos([root], split="val", augment=False)
        for name, network in others.items():
            if isinstance(network, Pix2Pix) and network.config.categories == source.categories:
                found.append(_pair_system(name, network, source, most))
                sums[name] = listed[name]["sha256"]
    return found, sums


def _pair_system(name: str, network: Pix2Pix, source: MaskedPhotos, most: int) -> PairSystem:
    size = network.config.size
    pairs = []
    for index in spread_indices(len(source), most):
        sample = source.sample(index, size, torch.Generator().manual_seed(0))
        pairs.append(Pair(sample.label.numpy(), images.to_pixels(sample.image)))

    @torch.inference_mode()
    def paint(labels: np.ndarray) -> np.ndarray:
        classes = torch.nn.functional.one_hot(torch.from_numpy(labels), len(source.categories)).movedim(-1, 0)
        return images.to_pixels(network(classes[None].float(), torch.Generator().manual_seed(0))[0])

    return PairSystem(name, paint, tuple(pairs))


def common_categories(systems: Sequence[System]) -> tuple[str, ...]:
    """What all of them can paint, in the order of `CATEGORIES`. Raises `SettingError` if there is nothing."""
    common = tuple(name for name in CATEGORIES if all(name in system.categories for system in systems))
    if not common:
        names = ", ".join(system.title for system in systems)
        raise SettingError(f"No category of objects is known to all of {names}: there is nothing to compare.")
    return common
