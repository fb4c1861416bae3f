"""A painted scene in parts, as programs with layers want them: every layer in its full opacity, hidden ones too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scenegen.compositor import Compositor, PaintedLayer
from scenegen.images import photo_sha256, trimmed
from scenegen.interchange.project import Project
from scenegen.scene import Layer


@dataclass(frozen=True, eq=False)
class Part:
    """A layer without its opacity: uint8 (h, w, 4), straight alpha, `trimmed`.

    Its top left corner lies at (`x`, `y`) of the canvas, all of it inside; (0, 0, 4) where nothing is seen of it.
    """

    layer: Layer
    x: int
    y: int
    pixels: np.ndarray

    def on_canvas(self, width: int, height: int) -> np.ndarray:
        """The layer alone as it is seen, with its opacity, on a transparent canvas: uint8 (height, width, 4)."""
        result = np.zeros((height, width, 4), dtype=np.uint8)
        if self.layer.visible and self.pixels.size:
            place = result[self.y : self.y + self.pixels.shape[0], self.x : self.x + self.pixels.shape[1]]
            place[...] = self.pixels
            place[..., 3] = (place[..., 3].astype(np.uint16) * round(self.layer.opacity * 255) + 127) // 255
        return result


@dataclass(frozen=True, eq=False)
class Parts:
    """A painted project: its scene in the painted size, uint8 (H, W, 3) of background and canvas, layers bottom first.

    Laying the visible layers with their opacity over the background gives the canvas.
    """

    project: Project
    background: np.ndarray
    layers: tuple[Part, ...]
    canvas: np.ndarray

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.canvas.shape[1], self.canvas.shape[0]


def painted_parts(project: Project, compositor: Compositor) -> Parts:
    """Paints a project in parts. Raises `SceneError` if a picture is missing."""
    project = project.settled()
    scene = project.scene
    canvas = compositor.render(scene, project.photo, project.pictures)
    empty = scene.model_copy(update={"layers": ()})
    background = compositor.render(empty, project.photo).pixels
    layers = tuple(
        _part(layer, painted)
        for layer, painted in zip(scene.layers, _in_full(project, compositor, canvas.layers), strict=True)
    )
    return Parts(project, background, layers, canvas.pixels)


def _in_full(project: Project, compositor: Compositor, painted: tuple[PaintedLayer, ...]) -> Iterator[PaintedLayer]:
    """Every layer as it would be painted, were it visible and opaque, over what lies below it."""
    scene = project.scene
    for place, layer in enumerate(scene.layers):
        if layer.visible and layer.opacity == 1:
            yield painted[place]
            continue
        whole = layer.model_copy(update={"visible": True, "opacity": 1.0})
        up_to = scene.model_copy(update={"layers": (*scene.layers[:place], whole)})
        yield compositor.render(up_to, project.photo, project.pictures).layers[-1]


def _part(layer: Layer, painted: PaintedLayer) -> Part:
    if painted.pixels.size == 0:
        return Part(layer, 0, 0, painted.pixels)
    x, y, pixels = trimmed(painted.pixels)
    return Part(layer, painted.x + x, painted.y + y, pixels)


def look_of(pixels: np.ndarray) -> str:
    """Names what a `trimmed` picture uint8 (h, w, 4) looks like: its SHA-256, empty if nothing is seen."""
    return photo_sha256(pixels) if pixels.size else ""


def opaque(pixels: np.ndarray) -> np.ndarray:
    """A picture uint8 (H, W, 3) as one with an alpha channel, uint8 (H, W, 4)."""
    return np.dstack([pixels, np.full(pixels.shape[:2], 255, dtype=np.uint8)])


def as_named(pixels: np.ndarray, sha256: str) -> np.ndarray | None:
    """A decoded picture uint8 (h, w, 4), or without its alpha (h, w, 3), whichever has that name; None if neither."""
    candidates = (pixels, np.ascontiguousarray(pixels[..., :3]))
    return next((candidate for candidate in candidates if photo_sha256(candidate) == sha256), None)
