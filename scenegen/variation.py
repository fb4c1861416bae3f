"""Other looks and shapes of one object: the scene with another seed, and the part of the picture that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.given import Pictures
from scenegen.scene import MAX_SEED, Frame, GeneratedShape, Layer, PhotoShape, Scene, SceneError
from scenegen.sentences import Sentence

Facet = Literal["look", "shape"]
FACETS: tuple[str, ...] = get_args(Facet)
MAX_VARIANTS = 8  # at once
_MARGIN = 1.5  # side of the picture around an object / longer side of its frame
_LEAST_SIDE = 16
_SEEDS = {"look": "style_seed", "shape": "shape_seed"}


@dataclass(frozen=True, eq=False)
class Variant:
    """Another look or shape of an object: the `seed` that makes it and the whole `scene` that has it.

    `pixels`, uint8 (h, w, 3), show the object with what lies around and below it.
    """

    seed: int
    scene: Scene
    pixels: np.ndarray

    @property
    def picture(self) -> Image.Image:
        """The same as an image, RGB."""
        return Image.fromarray(self.pixels)


class NoVariantsError(SceneError):
    """An object that is not there, or has no other looks or shapes."""


def layer_of(scene: Scene, layer_id: str) -> Layer:
    """The layer with that id. Raises `NoVariantsError` if there is none."""
    for layer in scene.layers:
        if layer.id == layer_id:
            return layer
    if not scene.layers:
        raise NoVariantsError(Sentence("no_objects", "There are no objects in the scene."))
    ids = ", ".join(layer.id for layer in scene.layers)
    text = "There is no object with the id {id} in the scene, only {ids}."
    raise NoVariantsError(Sentence("no_such_object", text, id=repr(layer_id), ids=ids))


def seeds_after(scene: Scene, layer_id: str, of: Facet, count: int, first: int | None = None) -> tuple[int, ...]:
    """`count` seeds from `first` on, by default those that follow the object's own. Raises `SceneError`."""
    layer = layer_of(scene, layer_id)
    if of not in FACETS:
        raise SceneError(f"There are variants of {' and '.join(FACETS)}, not of {of!r}.")
    if not 1 <= count <= MAX_VARIANTS:
        raise SceneError(f"There are 1 to {MAX_VARIANTS} variants at once, not {count}.")
    begin = getattr(layer, _SEEDS[of]) + 1 if first is None else first
    if not 0 <= begin <= MAX_SEED:
        if first is not None:
            raise SceneError(f"A seed is a number from 0 to {MAX_SEED}, not {first}.")
        begin = 0
    return tuple((begin + number) % (MAX_SEED + 1) for number in range(count))


def varied(scene: Scene, layer_id: str, of: Facet, seed: int) -> Scene:
    """The scene with another look or shape of one object; other shapes of what is drawn by hand are like the drawing.

    Raises `NoVariantsError` if no seed decides that.
    """
    layer = layer_of(scene, layer_id)
    if isinstance(layer.shape, PhotoShape):
        raise NoVariantsError(
            Sentence(
                "from_photo",
                "{name} is cut out of a photo; there are no others to choose from.",
                name=layer.name,
            )
        )
    change: dict[str, Any] = {_SEEDS[of]: seed}
    if of == "shape" and not isinstance(layer.shape, GeneratedShape):
        change["shape"] = GeneratedShape(sketch=layer.shape)
    other = layer.model_copy(update=change)
    layers = tuple(other if each.id == layer_id else each for each in scene.layers)
    return scene.model_copy(update={"layers": layers})


def painted_variants(
    compositor: Compositor,
    scene: Scene,
    layer_id: str,
    of: Facet,
    seeds: Iterable[int],
    photo: np.ndarray | None = None,
    pictures: Pictures | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Variant]:
    """Other looks or shapes of an object, one for each seed; shown even if the object is hidden.

    A scene on a photo has the photo's size. All else is as for `Compositor.render`, `NoVariantsError` besides.
    """
    place = scene.layers.index(layer_of(scene, layer_id))
    for seed in seeds:
        other = varied(scene, layer_id, of, seed)
        layer = other.layers[place].model_copy(update={"visible": True})
        below = other.model_copy(update={"layers": (*other.layers[:place], layer)})
        canvas = compositor.render(below, photo, pictures, cancelled)
        yield Variant(seed, other, _around(canvas.pixels, layer.frame))


def _around(pixels: np.ndarray, frame: Frame) -> np.ndarray:
    """The square part of a canvas, (H, W, C), around an object; less than square where the canvas is narrower."""
    height, width = pixels.shape[:2]
    side = max(_LEAST_SIDE, round(_MARGIN * max(frame.width, frame.height)))
    rows, columns = min(side, height), min(side, width)
    top = round(min(max(frame.cy - rows / 2, 0), height - rows))
    left = round(min(max(frame.cx - columns / 2, 0), width - columns))
    return pixels[top : top + rows, left : left + columns]
