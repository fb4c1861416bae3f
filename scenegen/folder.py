"""Folders of scenes painted into a folder of pictures: in shares, by several processes, and again where it stopped.

For people who make data sets. A picture that is there already is left alone, and one appears under its name only when
it is complete, so the same command goes on after whatever stopped it. Shares do not overlap, so several machines may
work on the same folders.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from scenegen.compositor import Compositor
from scenegen.images import ImageError
from scenegen.interchange.files import open_project, save_project
from scenegen.interchange.parts import painted_parts
from scenegen.interchange.png import write_layers
from scenegen.interchange.project import InterchangeError
from scenegen.scene import SceneError

SCENES = (".json", ".ora")
ENDINGS = (".png", ".ora", ".psd", ".gif", ".webp")
_TOLD = (SceneError, InterchangeError, ImageError)


@dataclass(frozen=True)
class FolderJob:
    """What is painted from where to where."""

    scenes: Path
    output: Path
    ending: str = ".png"
    layers: Path | None = None  # also one PNG per layer, in a folder per scene
    photo: np.ndarray | None = None  # of scenes with a photo background, uint8 (H, W, 3)
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)  # that layers name, see `Project`
    bare: bool = False
    weights: str | None = None

    def tasks(self, share: int = 0, shares: int = 1) -> list[tuple[Path, Path]]:
        """Scene files and where their pictures go: every `shares`-th from the `share`-th on, in the names' order."""
        names = sorted(path for path in self.scenes.iterdir() if path.suffix.lower() in SCENES)
        if not names:
            raise SceneError(f"{self.scenes.name} holds no scenes ({', '.join(SCENES)}).")
        twice = [path.stem for path, other in pairwise(names) if path.stem == other.stem]
        if twice:
            raise SceneError(f"{self.scenes.name} holds two scenes called {twice[0]}, which would be one picture.")
        return [(path, self.output / f"{path.stem}{self.ending}") for path in names[share::shares]]


@dataclass(frozen=True)
class Painted:
    """What became of one scene: `problem` is a sentence, empty if all went well."""

    scene: Path
    problem: str = ""
    skipped: bool = False


def launched_share() -> tuple[int, int]:
    """Which share of how many this process was started for, by `accelerate launch` or torchrun; (0, 1) by hand."""
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))


def paint_folder(job: FolderJob, *, share: int = 0, shares: int = 1, jobs: int = 1) -> Iterator[Painted]:
    """Paints a share of a folder with `jobs` processes, and tells of each scene as it is done.

    A scene that cannot be painted does not keep the others. Raises `SceneError` if there are none.
    """
    if job.ending not in ENDINGS:
        raise SceneError(f"A folder is painted as {', '.join(e[1:] for e in ENDINGS)}, not {job.ending[1:]}.")
    tasks = job.tasks(share, shares)
    job.output.mkdir(parents=True, exist_ok=True)
    open_tasks = [(scene, target) for scene, target in tasks if not target.exists()]
    yield from (Painted(scene, skipped=True) for scene, target in tasks if target.exists())
    if jobs == 1 or len(open_tasks) < 2:
        compositor = Compositor.from_weights(job.weights) if open_tasks else None
        yield from (_painted(job, compositor, *task) for task in open_tasks)
        return
    # Started afresh: networks' threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    threads = max(1, torch.get_num_threads() // jobs)
    with context.Pool(min(jobs, len(open_tasks)), _begin, (job, threads)) as pool:
        yield from pool.imap_unordered(_paint_in_worker, open_tasks)


_worker: tuple[FolderJob, Compositor] | None = None


def _begin(job: FolderJob, threads: int) -> None:
    global _worker
    torch.set_num_threads(threads)
    _worker = job, Compositor.from_weights(job.weights)


def _paint_in_worker(task: tuple[Path, Path]) -> Painted:
    return _painted(*_worker, *task)


def _painted(job: FolderJob, compositor: Compositor, scene: Path, target: Path) -> Painted:
    try:
        project = open_project(scene)
        photo = project.photo if job.photo is None else job.photo
        project = replace(project, photo=photo, pictures={**project.pictures, **job.pictures})
        if job.layers is not None:  # before the picture, whose being there says that all is done
            write_layers(painted_parts(project, compositor), job.layers / scene.stem)
        save_project(project, target, compositor, carry_scene=not job.bare)
    except _TOLD as error:
        return Painted(scene, str(error))
    return Painted(scene)
