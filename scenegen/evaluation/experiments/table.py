"""The experiments: the AAAI 2019 paper's (Turkoglu et al.), those of the pix2pix article, and the canvas drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenegen.evaluation.experiments.looks import appearance, foreign
from scenegen.evaluation.experiments.occlusion import occlusion
from scenegen.evaluation.experiments.preservation import affine, drift
from scenegen.evaluation.experiments.quality import quality
from scenegen.evaluation.experiments.results import Result
from scenegen.evaluation.experiments.setting import Setting
from scenegen.evaluation.experiments.side_by_side import boxes, side_by_side, triptychs


@dataclass(frozen=True)
class Experiment:
    """`run` does it; `question` says for a reader what it is about."""

    title: str
    question: str
    run: Callable[[Setting], Result]


EXPERIMENTS: dict[str, Experiment] = {
    "side_by_side": Experiment(
        "The same masks, every system", "What does each system make of the same masks, and how long does it take?",
        side_by_side,
    ),
    "affine": Experiment(
        "Affine transforms", "If one object's mask moves, turns or grows, what else changes? Is it the same object?",
        affine,
    ),
    "occlusion": Experiment("Occlusion", "Do two objects that overlap stay two, each in one piece?", occlusion),
    "appearance": Experiment("Appearance", "Does other noise change the object, and only the object?", appearance),
    "foreign": Experiment("Foreign backgrounds", "Is an object painted in the light of its background?", foreign),
    "boxes": Experiment("Boxes instead of masks", "What is made of a box, without an outline?", boxes),
    "drift": Experiment(
        "Canvas drift", "What is left of the background after one to eight objects, where none of them is?", drift
    ),
    "quality": Experiment(
        "Diversity and realism", "How unlike are two looks, how obedient and how real are the pictures?", quality
    ),
    "triptychs": Experiment(
        "From mask to picture", "What do the one-shot networks make of masks, and how did they get there?", triptychs
    ),
}  # fmt: skip
