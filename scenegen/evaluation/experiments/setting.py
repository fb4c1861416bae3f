"""What every experiment is given, and how it goes through the systems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scenegen.evaluation.experiments.composition import System
from scenegen.evaluation.experiments.material import Material
from scenegen.evaluation.judges import Judges
from scenegen.models.segmentation import Segmentation


@dataclass(frozen=True, eq=False)
class Pair:
    """A label map, int64 (S, S), and the photo of it, uint8 (S, S, 3)."""

    labels: np.ndarray
    photo: np.ndarray


@dataclass(frozen=True, eq=False)
class PairSystem:
    """What makes pictures of label maps, and pairs that it has not learnt from."""

    title: str
    paint: Callable[[np.ndarray], np.ndarray]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Setting:
    """The systems, ours first, what they paint in, who judges, and how many samples a figure is of.

    `control` is ours, but never shown the background. `pairs` are shown beside them, `runs` are folders of training
    runs; `progress` is told what is being painted.
    """

    systems: tuple[System, ...]
    material: Material
    judges: Judges = field(default_factory=Judges)
    most: int = 24
    control: System | None = None
    pairs: tuple[PairSystem, ...] = ()
    runs: tuple[Path, ...] = ()
    progress: Callable[[str], None] = lambda sentence: None

    @property
    def ours(self) -> System:
        return self.systems[0]

    def numbers(self) -> range:
        """Of the samples."""
        return range(self.most)

    def titles(self) -> dict[str, str]:
        """The systems' titles by name."""
        return {system.name: system.title for system in self.systems}


def pointed_segmenter(setting: Setting) -> Segmentation | None:
    """The segmenter, if there is one that can be pointed at something."""
    segmenter = setting.judges.segmenter
    return segmenter if segmenter is not None and segmenter.config.guided else None


NO_SEGMENTER = "No segmenter that can be pointed at an object is there: what it would find is left out."
