"""The scene's masks through every system: ours as large as the page shows it, the baselines at the size they know."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from demo.encoding import thumbnail_url
from demo.errors import RefusedError
from demo.gpu import networks_device
from demo.protocol import Message, WantedComparison
from scenegen import baselines
from scenegen.compositor import Cancelled, Compositor, PaintedLayer
from scenegen.scene import Frame, Layer, PhotoBackground, PhotoShape, Scene
from scenegen.weights import WeightsError

MAX_OBJECTS = 8  # the paper's network takes about half a second for each on two cores
OURS = "scenegen"
SIDE = 640  # longer side in pixels of what ours paints: the page shows no more, and nobody waits for it
_LEAST_SIDE = 16  # of a scene


@dataclass(frozen=True, eq=False)
class _Painted:
    """A picture, uint8 (h, w, 3), and how long its objects took, or all of it where there is no background."""

    pixels: np.ndarray
    milliseconds: int


class Comparison:
    """Paints a scene with several systems, one after another.

    `folder` holds the baselines' weights, by default beside the editor's; those that are added later are found, too.
    `uncached` makes a compositor that keeps nothing, so that its times are those of painting. Networks are read when
    they are first needed.
    """

    def __init__(self, folder: Path | None = None, uncached: Callable[[], Compositor] | None = None) -> None:
        self._folder = folder
        self._uncached = uncached or _uncached_compositor
        self._compositor: Compositor | None = None
        self._systems: dict[str, baselines.System] = {}

    def compare(
        self,
        wanted: WantedComparison,
        scene: Scene,
        photo: np.ndarray | None,
        pictures: dict[str, np.ndarray],
        cancelled: Callable[[], bool],
    ) -> Iterator[Message]:
        """First which systems there are, then each one's picture, then that this was all.

        Raises `RefusedError` for a scene that would take too long, `SceneError`, and `Cancelled`.
        """
        scene = _visible(scene)
        earlier = None if wanted.before is None else _as_it_was(scene, wanted.before.layer, wanted.before.frame)
        named: dict[str, baselines.System | None] = {OURS: None, **self._present()}
        titles = {name: "SceneGen" if system is None else system.described.title for name, system in named.items()}
        missing = [each.title for name, each in baselines.SYSTEMS.items() if name not in named]
        scene, earlier, photo = _reduced(scene, earlier, photo)
        yield {"systems": [{"name": name, "title": title} for name, title in titles.items()], "absent": missing}
        self._compositor = self._compositor or self._uncached()
        painter = _ScenePainter(self._compositor, photo, pictures, cancelled)
        for name, system in named.items():
            if wanted.systems is not None and name not in wanted.systems:
                continue
            now = painter.painted(scene, system)
            left_out = [layer.name for layer in scene.layers if system is not None and not _is_known(layer, system)]
            told: Message = {"name": name, "milliseconds": now.milliseconds, "left_out": left_out}
            told["picture"] = thumbnail_url(now.pixels, SIDE)
            if earlier is not None:
                told["change"] = painter.change(scene, earlier, now, system)
            yield told
        yield {"complete": True}

    def _present(self) -> dict[str, baselines.System]:
        """The baselines that there are, by name. Raises `RefusedError` for weights that cannot be used."""
        try:
            names = baselines.present(self._folder)
            for name in names:
                if name not in self._systems:
                    self._systems[name] = baselines.load_system(name, self._folder, device=networks_device())
        except WeightsError:
            text = "The baselines' weights on this server are damaged; they have to be fetched again."
            raise RefusedError("baselines_damaged", text) from None
        return {name: self._systems[name] for name in names}


class _ScenePainter:
    """Paints versions of one scene; what lies behind the objects is painted once."""

    def __init__(
        self,
        compositor: Compositor,
        photo: np.ndarray | None,
        pictures: dict[str, np.ndarray],
        cancelled: Callable[[], bool],
    ) -> None:
        self.compositor = compositor
        self.photo = photo
        self.pictures = pictures
        self.cancelled = cancelled
        self._background: np.ndarray | None = None
        self._layers: dict[Scene, tuple[PaintedLayer, ...]] = {}  # of ours

    def painted(self, scene: Scene, system: baselines.System | None) -> _Painted:
        """By a baseline, or by ours where `system` is None."""
        if system is None:
            return self._ours(scene)
        if self._background is None:
            bare = scene.model_copy(update={"layers": ()})
            self._background = self.compositor.render(bare, self.photo, self.pictures, self.cancelled).pixels
        known = tuple(layer for layer in scene.layers if _is_known(layer, system))
        asked = baselines.from_scene(scene.model_copy(update={"layers": known}), self.compositor.outline)
        begun = time.perf_counter()
        steps = baselines.paint_steps(system, self._background, asked.masks, asked.categories, asked.seeds)
        for pixels in steps:  # noqa: B007 - the last counts
            if self.cancelled():
                raise Cancelled
        return _Painted(pixels, _milliseconds_since(begun))

    def _ours(self, scene: Scene) -> _Painted:
        steps = self.compositor.steps(scene, self.photo, self.pictures, self.cancelled)
        canvas = next(steps)  # the background, which the others are given
        begun = time.perf_counter()
        for canvas in steps:  # noqa: B007 - the last counts
            pass
        self._layers[scene] = canvas.layers
        return _Painted(canvas.pixels, _milliseconds_since(begun))

    def change(self, scene: Scene, earlier: Scene, now: _Painted, system: baselines.System | None) -> float | None:
        """Mean change of the background in grey levels of 255; None if the objects' boxes leave nothing of it.

        An object's box holds all that our layer of it touches.
        """
        before = self.painted(earlier, system).pixels
        outside = np.ones(now.pixels.shape[:2], dtype=bool)
        for each in (scene, earlier):
            if each not in self._layers:
                self._ours(each)
            _clear_boxes(outside, self._layers[each], each)
        difference = np.abs(now.pixels.astype(np.int16) - before)[outside]
        return round(float(difference.mean()), 2) if difference.size else None


def _uncached_compositor() -> Compositor:
    return Compositor.from_weights(cache_bytes=0, device=networks_device())


def _visible(scene: Scene) -> Scene:
    """Without what cannot be seen. Raises `RefusedError` if that leaves too much."""
    layers = tuple(layer for layer in scene.layers if layer.visible and layer.opacity > 0)
    if len(layers) > MAX_OBJECTS:
        raise RefusedError(
            "too_many_to_compare",
            f"At most {MAX_OBJECTS} objects can be compared, and {len(layers)} are to be seen: hide some of them.",
            {"limit": MAX_OBJECTS, "count": len(layers)},
        )
    return scene.model_copy(update={"layers": layers})


def _as_it_was(scene: Scene, moved: str, frame: Frame) -> Scene:
    """The scene with one layer in an earlier frame. Raises `RefusedError` if that layer is not to be seen."""
    if all(layer.id != moved for layer in scene.layers):
        raise RefusedError("bad_request", "The object that was moved is not to be seen.")
    layers = (layer.model_copy(update={"frame": frame}) if layer.id == moved else layer for layer in scene.layers)
    return scene.model_copy(update={"layers": tuple(layers)})


def _reduced(
    scene: Scene, earlier: Scene | None, photo: np.ndarray | None
) -> tuple[Scene, Scene | None, np.ndarray | None]:
    """The same on a canvas that is at most `SIDE` pixels long."""
    scale = SIDE / max(scene.canvas.width, scene.canvas.height)
    if scale >= 1:
        return scene, earlier, photo
    width, height = (max(_LEAST_SIDE, round(scale * side)) for side in (scene.canvas.width, scene.canvas.height))
    if photo is not None:  # under another name: it is not the one that the document names
        photo = np.asarray(Image.fromarray(photo).resize((width, height), Image.Resampling.BOX))
        scene, earlier = (
            each and each.model_copy(update={"background": PhotoBackground()}) for each in (scene, earlier)
        )
    return scene.fitted(width, height), earlier and earlier.fitted(width, height), photo


def _is_known(layer: Layer, system: baselines.System) -> bool:
    """Whether a baseline can paint it: what is cut out of a photo has no outline to paint in."""
    return layer.category in system.categories and not isinstance(layer.shape, PhotoShape)


def _clear_boxes(outside: np.ndarray, layers: Iterable[PaintedLayer], scene: Scene) -> None:
    """Makes false in `outside`, bool (h, w) of a picture of any size, where one of the scene's layers may show."""
    down, across = outside.shape[0] / scene.canvas.height, outside.shape[1] / scene.canvas.width
    for layer in layers:
        height, width = layer.pixels.shape[:2]
        rows = slice(math.floor(layer.y * down), math.ceil((layer.y + height) * down))
        columns = slice(math.floor(layer.x * across), math.ceil((layer.x + width) * across))
        outside[rows, columns] = False


def _milliseconds_since(begun: float) -> int:
    return round(1000 * (time.perf_counter() - begun))
