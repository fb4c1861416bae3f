"""A scene together with the pictures that it names: what a project file holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scenegen.images import photo_sha256
from scenegen.scene import Layer, PhotoBackground, PhotoShape, Scene
from scenegen.sentences import Sentence


class InterchangeError(ValueError):
    """A file that cannot be read or written; the message is one sentence for the person whose file it is."""


@dataclass(frozen=True)
class SavedPart:
    """How a layer, or the background, was written into a project file: to tell what another program changed.

    `id` is the layer's, None for the background; `pixels` is a hash of what it looked like, empty if it was nothing;
    (`x`, `y`) is the top left corner of all that was not transparent; `file` is its name in the project file.
    """

    id: str | None
    file: str
    x: int
    y: int
    pixels: str


@dataclass(frozen=True, eq=False)
class Project:
    """A scene, its photo uint8 (H, W, 3), and by SHA-256 the pictures that its layers show or take their look from.

    Pictures are uint8 (h, w, 3) or (h, w, 4). `findings` are sentences about what was noticed when it was opened,
    `saved` is how its parts looked when SceneGen wrote it.
    """

    scene: Scene
    photo: np.ndarray | None = None
    pictures: Mapping[str, np.ndarray] = field(default_factory=dict)
    findings: tuple[Sentence, ...] = ()
    saved: tuple[SavedPart, ...] = ()

    def settled(self) -> Project:
        """The same, with the scene in the photo's size and naming that photo, and without pictures it does not name."""
        scene = self.scene
        if isinstance(scene.background, PhotoBackground) and self.photo is not None:
            scene = scene.fitted(self.photo.shape[1], self.photo.shape[0])
            if scene.background.sha256 is None:
                named = scene.background.model_copy(update={"sha256": photo_sha256(self.photo)})
                scene = scene.model_copy(update={"background": named})
        pictures = {name: self.pictures[name] for name in named_pictures(scene.layers) if name in self.pictures}
        photo = self.photo if isinstance(scene.background, PhotoBackground) else None
        return replace(self, scene=scene, photo=photo, pictures=pictures)


def named_pictures(layers: Iterable[Layer]) -> tuple[str, ...]:
    """SHA-256 of every picture that layers show or take their look from, each once."""
    names = {}
    for layer in layers:
        shown = layer.shape.sha256 if isinstance(layer.shape, PhotoShape) else layer.style_reference
        if shown is not None:
            names[shown] = None
    return tuple(names)
