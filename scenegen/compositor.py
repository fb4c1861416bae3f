"""Scene -> picture: paints the background, then one layer after another, each cached by what it depends on.

A render is a pure function of the document, the photo's pixels, the pictures that layers name and the weights.
Everything that a network is shown is part of the key under which its result is kept, so a cache can change when
something is computed, never what comes out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from scenegen import given, grounding, images, masks, patches
from scenegen.cache import Cache, content_key
from scenegen.given import Pictures
from scenegen.models.background import Background
from scenegen.models.background_refiner import BackgroundRefiner
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.models.refiner import GROWTH, Refiner
from scenegen.painters import Painters
from scenegen.scene import (
    DrawnShape,
    GeneratedBackground,
    GeneratedShape,
    Layer,
    PhotoBackground,
    PhotoShape,
    Scene,
    SceneError,
)
from scenegen.weights import load_network, read_manifest, weights_folder

CACHE_BYTES = 128 * 2**20  # a scene of five objects at 512 x 512 takes 3, each edit a part of that
EDITOR_NETWORKS = ("background", "background_refiner", "box2mask", "foreground", "refiner")
_OPTIONAL = {"background_refiner", "refiner"}  # older weights have none
T = TypeVar("T")
_OUTLINE_SIDE = 256  # longer side of a shape's mask, before it is laid into a crop
_FINE_SIDES = (256, 1024)  # least and greatest longer side of an outline drawn for its edge on the canvas


class Cancelled(Exception):
    """A render was given up between two layers because `cancelled` said so."""


@dataclass(frozen=True, eq=False)
class PaintedLayer:
    """One layer's own pixels: uint8 (h, w, 4), straight alpha with the layer's opacity in it, read-only.

    Its top left corner lies at (`x`, `y`) of the canvas, all of it inside. Hidden layers and those that touch no pixel
    of the canvas have (0, 0, 4) pixels.
    """

    id: str
    x: int
    y: int
    pixels: np.ndarray

    def on_canvas(self, width: int, height: int) -> np.ndarray:
        """The layer alone on a transparent canvas, uint8 (height, width, 4)."""
        result = np.zeros((height, width, 4), dtype=np.uint8)
        result[self.y : self.y + self.pixels.shape[0], self.x : self.x + self.pixels.shape[1]] = self.pixels
        return result


@dataclass(frozen=True, eq=False)
class Canvas:
    """A painted scene: `pixels` uint8 (H, W, 3), read-only, and the layers painted so far, bottom first."""

    pixels: np.ndarray
    layers: tuple[PaintedLayer, ...]


class Compositor:
    """Paints scenes. May be used from several threads at once.

    `cache_bytes` bounds what is kept of earlier renders. For the other arguments see `Painters`.
    """

    def __init__(
        self,
        *,
        background: Background,
        box2mask: Box2Mask,
        foreground: Foreground,
        refiner: Refiner | None = None,
        background_refiner: BackgroundRefiner | None = None,
        cache_bytes: int = CACHE_BYTES,
        device: str | torch.device | None = None,
        autocast: bool | None = None,
    ) -> None:
        self.painters = Painters(
            background=background,
            box2mask=box2mask,
            foreground=foreground,
            refiner=refiner,
            background_refiner=background_refiner,
            device=device,
            autocast=autocast,
        )
        self._cache = Cache(cache_bytes)

    @classmethod
    def from_weights(
        cls,
        folder: str | Path | None = None,
        *,
        cache_bytes: int = CACHE_BYTES,
        device: str | torch.device | None = None,
        autocast: bool | None = None,
    ) -> Compositor:
        """With trained networks from `folder`, by default where `weights_folder` says. Raises `WeightsError`."""
        folder = weights_folder(folder)
        listed = read_manifest(folder)
        names = [name for name in EDITOR_NETWORKS if name in listed or name not in _OPTIONAL]
        networks = {name: load_network(name, folder=folder) for name in names}
        return cls(**networks, cache_bytes=cache_bytes, device=device, autocast=autocast)

    # --- the whole picture ------------------------------------------------------------------------------------------

    def render(
        self,
        scene: Scene,
        photo: np.ndarray | None = None,
        pictures: Pictures | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Canvas:
        """Paints a scene.

        `photo` is uint8 (H, W, 3), needed for a photo background: the picture then has the photo's size. `pictures`
        holds, by their SHA-256, the cut-outs, uint8 (H, W, 4), and the pictures that `style_reference` names, (H, W, 3)
        or (H, W, 4). Raises `SceneError` if the document asks for what is not there, `Cancelled` if `cancelled` became
        true between two layers.
        """
        for pixels, layers in self._painted(scene, photo, pictures or {}, cancelled):  # noqa: B007 - the last counts
            pass
        pixels.setflags(write=False)
        return Canvas(pixels, layers)

    def steps(
        self,
        scene: Scene,
        photo: np.ndarray | None = None,
        pictures: Pictures | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Canvas]:
        """Like `render`, but yields the background first and then the picture after every layer."""
        for pixels, layers in self._painted(scene, photo, pictures or {}, cancelled):
            snapshot = pixels.copy()
            snapshot.setflags(write=False)
            yield Canvas(snapshot, layers)

    def _painted(
        self,
        scene: Scene,
        photo: np.ndarray | None,
        pictures: Pictures,
        cancelled: Callable[[], bool],
    ) -> Iterator[tuple[np.ndarray, tuple[PaintedLayer, ...]]]:
        """The canvas after the background and after every layer: the same array each time, changed in between."""
        if isinstance(scene.background, PhotoBackground):
            photo = given.photo_of(scene.background, photo)
            scene = scene.fitted(photo.shape[1], photo.shape[0])
        if cancelled():
            raise Cancelled
        background, below = self._painted_background(scene, photo)
        pixels = background.copy()
        layers: tuple[PaintedLayer, ...] = ()
        yield pixels, layers
        for layer in scene.layers:
            if cancelled():
                raise Cancelled
            painted, key = self._painted_layer(layer, pixels, below, pictures)
            if painted.pixels.size:
                images.alpha_over(pixels, painted.pixels, painted.x, painted.y)
                below = content_key(below, key)
            layers = (*layers, painted)
            yield pixels, layers

    # --- the background ---------------------------------------------------------------------------------------------

    def _painted_background(self, scene: Scene, photo: np.ndarray | None) -> tuple[np.ndarray, str]:
        """The background's pixels and a key for them."""
        width, height = scene.canvas.width, scene.canvas.height
        background = scene.background
        if isinstance(background, PhotoBackground):
            return photo, content_key("photo", images.photo_sha256(photo))
        key = content_key("background", background, width, height)
        if isinstance(background, GeneratedBackground):
            return self.from_networks(key, lambda: _read_only(self.painters.landscape(background, width, height))), key
        return np.full((height, width, 3), background.rgb, dtype=np.uint8), key

    # --- one layer --------------------------------------------------------------------------------------------------

    def outline(self, layer: Layer) -> np.ndarray:
        """The mask of a layer's unit square, generated or drawn: float (h, w) in [0, 1], read-only.

        Raises `SceneError` for what was cut out of a photo: its outline is the picture's own transparency.
        """
        frame = layer.frame
        if isinstance(layer.shape, PhotoShape):
            raise SceneError(f"{layer.name} is cut out of a photo; it has no outline of its own.")
        if not isinstance(layer.shape, GeneratedShape):
            return masks.shape_mask(layer.shape, *masks.with_aspect(frame.width / frame.height, _OUTLINE_SIDE))
        # Rounded, so that scaling an object in proportion never gives it another outline.
        log_aspect = round(math.log(frame.width / frame.height), 3)
        sketch = None if layer.shape.sketch is None else _shape_key(layer.shape.sketch)
        key = content_key("outline", layer.category, layer.shape_seed, log_aspect, sketch)
        return self.from_networks(key, lambda: _read_only(self.painters.outline(layer, layer.shape.sketch, log_aspect)))

    def _fine_outline(self, layer: Layer, longer: int) -> np.ndarray:
        """The outline without staircase, its longer side `longer` pixels."""
        frame = layer.frame
        width, height = masks.with_aspect(frame.width / frame.height, longer)
        if isinstance(layer.shape, GeneratedShape):
            outline = self.outline(layer)
            key = content_key("fine outline", outline, width, height)
            return self._cache.get(key, lambda: _read_only(masks.enlarged_outline(outline, width, height)))
        return masks.shape_mask(layer.shape, width, height)

    @torch.inference_mode()
    def _painted_layer(
        self, layer: Layer, pixels: np.ndarray, below: str, pictures: Pictures
    ) -> tuple[PaintedLayer, str]:
        """A layer over the canvas `pixels`, whose key is `below`; and a key for what was painted."""
        nothing = PaintedLayer(layer.id, 0, 0, _read_only(np.zeros((0, 0, 4), dtype=np.uint8))), ""
        opacity = round(layer.opacity * 255)
        if not layer.visible or opacity == 0:
            return nothing
        if isinstance(layer.shape, PhotoShape):
            made = self._cutout(layer, layer.shape.sha256, pixels, pictures)
        else:
            made = self._object(layer, pixels, below, pictures)
        if made is None or made[0][2].size == 0:
            return nothing
        (x, y, rgba), key = self._settled(layer, *made, pixels, below)
        if opacity < 255:
            rgba = rgba.copy()
            rgba[..., 3] = (rgba[..., 3].astype(np.uint16) * opacity + 127) // 255
        return PaintedLayer(layer.id, x, y, _read_only(rgba)), content_key(key, opacity)

    def _settled(
        self, layer: Layer, patch: patches.Patch, key: str, pixels: np.ndarray, below: str
    ) -> tuple[patches.Patch, str]:
        """What was painted, named `key`, in the light of the canvas `pixels`, whose key is `below`, with its shadow."""
        height, width = pixels.shape[:2]
        if layer.light:
            x, y, rgba = patch
            box = masks.Box(x, y, x + rgba.shape[1], y + rgba.shape[0])
            light = self._cache.get(content_key("light", below, box), lambda: grounding.light_of(pixels, box))
            patch, key = grounding.in_light(patch, layer.light, light), content_key("lit", key, layer.light, light)
        if layer.shadow:
            key = content_key("shadow", key, layer.shadow, width, height)
            unshaded = patch
            patch = self._cache.get(key, lambda: grounding.with_shadow(unshaded, layer.shadow, width, height))
        return patch, key

    def _cutout(
        self, layer: Layer, sha256: str, pixels: np.ndarray, pictures: Pictures
    ) -> tuple[patches.Patch, str] | None:
        """What a photo's object adds to the canvas `pixels`, and a key for it; None if it lies outside."""
        picture = given.cutout_of(layer, sha256, pictures)
        box = patches.cutout_box(layer.frame, picture, pixels.shape[1], pixels.shape[0])
        if box is None:
            return None
        key = content_key("cutout", sha256, layer.frame, box)
        return self._cache.get(key, lambda: patches.cutout_patch(picture, layer.frame, box)), key

    def _object(
        self, layer: Layer, pixels: np.ndarray, below: str, pictures: Pictures
    ) -> tuple[patches.Patch, str] | None:
        """What a painted object adds to the canvas `pixels`, whose key is `below`, and a key for it."""
        size = self.painters.crop_size
        box = patches.touched_box(layer.frame, size, pixels.shape[1], pixels.shape[0])
        if box is None:
            return None
        outline = self._fine_outline(layer, _OUTLINE_SIDE)
        # What the network is shown is rounded to bytes: rounding errors of the frame then rarely cost a repaint.
        mask = np.rint(masks.crop_mask(outline, layer.frame, size) * 255).astype(np.uint8)
        if not mask.any():
            return None
        around = None
        if layer.context == "scene":
            key = content_key("around", below, masks.crop_frame(layer.frame), size)
            around = self._cache.get(key, lambda: patches.surroundings(pixels, layer.frame, size))
        reference = given.reference_of(layer, pictures)
        look = content_key(layer.category, layer.style_seed, layer.style_strength, reference)
        paint_key = content_key("paint", mask, look, around)
        shape = content_key(outline) if isinstance(layer.shape, GeneratedShape) else _shape_key(layer.shape)
        patch_key = content_key("patch", paint_key, shape, layer.frame, box)

        def patch() -> patches.Patch:
            painted = self.from_networks(paint_key, lambda: self.painters.object(layer, mask, around, reference))
            if self.painters.refines(layer):
                painted = self._refined(layer, painted, paint_key, reference)
            longer = int(np.clip(max(layer.frame.width, layer.frame.height), *_FINE_SIDES))
            return patches.patch(painted, self._fine_outline(layer, longer), layer.frame, box)

        return self._cache.get(patch_key, patch), patch_key

    def _refined(
        self, layer: Layer, painted: patches.PaintedPart, key: str, reference: np.ndarray | None
    ) -> patches.PaintedPart:
        """What was painted, named `key`, with the details of a picture twice as large."""
        outline = self._fine_outline(layer, GROWTH * painted.size)
        mask = np.rint(masks.crop_mask(outline, layer.frame, GROWTH * painted.size) * 255).astype(np.uint8)
        key = content_key("refined", key, mask)
        return self.from_networks(key, lambda: self.painters.details(layer, painted, mask, reference))

    # --- the networks -----------------------------------------------------------------------------------------------

    def from_networks(self, key: str, make: Callable[[], T]) -> T:
        """What a network made of the content that `key` names. Every call of a network goes through here.

        A compositor whose networks run elsewhere overrides it; `make` calls the network.
        """
        return self._cache.get(key, make)


@lru_cache(maxsize=256)
def _shape_key(shape: DrawnShape) -> str:
    return content_key(shape)  # takes a while for a bitmap with many runs


def _read_only(pixels: np.ndarray) -> np.ndarray:
    pixels.setflags(write=False)
    return pixels
