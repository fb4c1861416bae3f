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

from scenegen import given, grounding, images, masks, outlines, patches
from scenegen.cache import Cache, content_key
from scenegen.given import Pictures
from scenegen.models.background import Background
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.models.painting import PartGenerator
from scenegen.models.precision import processor_computes_bfloat16
from scenegen.models.refiner import GROWTH, Refiner
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
EDITOR_NETWORKS = ("background", "box2mask", "foreground", "refiner")
T = TypeVar("T")
_MAX_ASPECT = 4  # a longer picture than this is painted at this aspect and stretched
_OUTLINE_SIDE = 256  # longer side of a shape's mask, before it is laid into a crop
_FINE_SIDES = (256, 1024)  # least and greatest longer side of an outline drawn for its edge on the canvas
_REFINED_FROM = 1.25  # pixels of the canvas for one of the crop, above which an object is refined


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
    """Paints scenes with three networks, or four. May be used from several threads at once.

    Without a `refiner` objects that are larger on the canvas than the foreground network paints them are enlarged and
    get no further details. `cache_bytes` bounds what is kept of earlier renders. `device` is the GPU if there is one.
    `autocast` runs the networks in bfloat16, by default on processors that compute with it.
    """

    def __init__(
        self,
        *,
        background: Background,
        box2mask: Box2Mask,
        foreground: Foreground,
        refiner: Refiner | None = None,
        cache_bytes: int = CACHE_BYTES,
        device: str | torch.device | None = None,
        autocast: bool | None = None,
    ) -> None:
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        usual = self.device.type == "cpu" and processor_computes_bfloat16()
        self.autocast = usual if autocast is None else autocast
        # Convolutions on processors want their channels side by side.
        layout = torch.channels_last if self.device.type == "cpu" else torch.contiguous_format
        self._background, self._box2mask, self._foreground, self._refiner = (
            None if network is None else network.to(self.device, memory_format=layout).eval()
            for network in (background, box2mask, foreground, refiner)
        )
        kind = torch.bfloat16 if self.autocast else torch.float32
        # Its short cuts are measured on processors alone.
        self._part_generator = PartGenerator(foreground.generator, kind) if self.device.type == "cpu" else None
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
        names = [name for name in EDITOR_NETWORKS if name in listed or name != "refiner"]  # older weights have none
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
            return self.from_networks(key, lambda: self._landscape(background, width, height)), key
        return np.full((height, width, 3), background.rgb, dtype=np.uint8), key

    @torch.inference_mode()
    def _landscape(self, background: GeneratedBackground, width: int, height: int) -> np.ndarray:
        config = self._background.config
        unit = min(width, height) / config.layout_size
        columns, rows = (round(min(side / unit, _MAX_ASPECT * config.layout_size)) for side in (width, height))
        random = torch.Generator().manual_seed(background.seed)
        with self.precision():
            # Before the noise, which is as large as the canvas: a canvas of another size shows the same landscape.
            if background.sketch is None:
                layout = self._background.sample_layout(1, random).float().cpu()[0]
            else:
                sketch = background.sketch
                colors = np.array(sketch.pixels, dtype=np.uint8).reshape(sketch.height, sketch.width, 3)
                layout = images.to_tensor(colors)
            noise = torch.randn(1, 1, config.scale * rows, config.scale * columns, generator=random)
            layout = images.resize(layout, rows, columns).clamp(-1, 1)
            picture = self._background(layout[None].to(self.device), noise.to(self.device))[0]
        return _read_only(images.to_pixels(images.resize(picture.float().cpu(), height, width)))

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
        return self.from_networks(key, lambda: self._generated_outline(layer, layer.shape.sketch, log_aspect))

    @torch.inference_mode()
    def _generated_outline(self, layer: Layer, sketch: DrawnShape | None, log_aspect: float) -> np.ndarray:
        network = self._box2mask
        category = self._category("box-to-mask", layer.category, network.config.categories)
        aspect = torch.tensor([network.usual_log_aspect(int(category), log_aspect)], device=self.device)
        random = torch.Generator().manual_seed(layer.shape_seed)
        with self.precision():
            like = None
            if sketch is not None:
                side = network.config.size
                drawn = torch.from_numpy(masks.shape_mask(sketch, side, side).copy())[None, None]
                like = network.encode(drawn.to(self.device), aspect)[0]
            return _read_only(outlines.draw_outline(network, category, aspect, random, like=like))

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
        size = self._foreground.config.size
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
            painted = self.from_networks(paint_key, lambda: self._painted_part(layer, mask, around, reference))
            if self._refiner is not None and masks.crop_frame(layer.frame).width > _REFINED_FROM * size:
                painted = self._refined(layer, painted, paint_key, reference)
            longer = int(np.clip(max(layer.frame.width, layer.frame.height), *_FINE_SIDES))
            return patches.patch(painted, self._fine_outline(layer, longer), layer.frame, box)

        return self._cache.get(patch_key, patch), patch_key

    def _painted_part(
        self, layer: Layer, mask: np.ndarray, around: np.ndarray | None, reference: np.ndarray | None
    ) -> patches.PaintedPart:
        """Runs the foreground network: mask uint8 (S, S), surroundings uint8 (S, S, 3) or None for context "free"."""
        network, device = self._foreground, self.device
        size = network.config.size
        part = patches.needed_part(mask)
        category = self._category("foreground", layer.category, network.config.categories)
        shown = torch.from_numpy(mask)[None, None].float() / 255
        canvas, known = torch.zeros(1, 3, size, size), torch.zeros(1, 1, size, size)
        if around is not None:
            known = 1 - masks.dilated(shown)
            canvas = images.to_tensor(around)[None] * known
        with self.precision():
            style, noise, _ = self._look(layer, category, reference)
            inputs = (canvas, known, shown, category, style, noise)
            rgb, alpha = self._decoded([tensor.to(device) for tensor in inputs], part)
        return patches.prepared(rgb.float().cpu(), alpha.float().cpu(), _cut(shown[0], part), part, size)

    def _refined(
        self, layer: Layer, painted: patches.PaintedPart, key: str, reference: np.ndarray | None
    ) -> patches.PaintedPart:
        """What was painted, named `key`, with the details of a picture twice as large."""
        outline = self._fine_outline(layer, GROWTH * painted.size)
        mask = np.rint(masks.crop_mask(outline, layer.frame, GROWTH * painted.size) * 255).astype(np.uint8)
        key = content_key("refined", key, mask)
        return self.from_networks(key, lambda: self._refined_part(layer, painted, mask, reference))

    def _refined_part(
        self, layer: Layer, painted: patches.PaintedPart, mask: np.ndarray, reference: np.ndarray | None
    ) -> patches.PaintedPart:
        """Runs the refiner: mask uint8 (S, S), of the whole crop at its refined size."""
        category = self._category("refiner", layer.category, self._refiner.config.categories)
        part = patches.enlarged_part(painted, GROWTH)
        shown = torch.from_numpy(mask)[None].float() / 255
        with self.precision():
            style, _, random = self._look(layer, category, reference)
            noise = torch.randn(1, *mask.shape, generator=random)
            inputs = (painted.pixels[:3], _cut(shown, part), category[0], style[0], _cut(noise, part))
            rgb = self._refiner(*(tensor[None].to(self.device) for tensor in inputs))[0]
        return patches.refined(painted, rgb.float().cpu(), GROWTH)

    def _look(
        self, layer: Layer, category: torch.Tensor, reference: np.ndarray | None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Generator]:
        """The style and the noise that an object is painted with, and where further random numbers come from."""
        network, size = self._foreground, self._foreground.config.size
        random = torch.Generator().manual_seed(layer.style_seed)
        noise = torch.randn(1, 1, size, size, generator=random)
        if reference is None:
            return network.sample_style(int(category), random, layer.style_strength), noise, random
        average = network.sample_style(int(category), random, 0.0)
        image, inside = patches.reference_crop(reference, size)
        mean, _ = network.encode(image[None].to(self.device), inside[None].to(self.device))
        return torch.lerp(average.to(self.device), mean.float(), layer.style_strength), noise, random

    def _decoded(self, inputs: list[torch.Tensor], part: masks.Box) -> tuple[torch.Tensor, torch.Tensor]:
        """What the foreground network paints in a part of the crop: colours (3, h, w) and alpha (1, h, w)."""
        if self._part_generator is not None:
            rgb, alpha = self._part_generator(*inputs, ((part.y0, part.y1), (part.x0, part.x1)))
            return rgb[0], alpha[0]
        rgb, alpha = self._foreground(*inputs)
        return _cut(rgb[0], part), _cut(alpha[0], part)

    # --- the networks -----------------------------------------------------------------------------------------------

    def from_networks(self, key: str, make: Callable[[], T]) -> T:
        """What a network made of the content that `key` names. Every call of a network goes through here.

        A compositor whose networks run elsewhere overrides it; `make` calls the network.
        """
        return self._cache.get(key, make)

    def precision(self) -> torch.autocast:
        """In which the networks run."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast)

    def _category(self, network: str, name: str, known: tuple[str, ...]) -> torch.Tensor:
        """A category as the index that a network knows it by, (1,) long."""
        if name not in known:
            raise SceneError(f"The {network} network does not know the category {name!r}, only {', '.join(known)}.")
        return torch.tensor([known.index(name)], device=self.device)


@lru_cache(maxsize=256)
def _shape_key(shape: DrawnShape) -> str:
    return content_key(shape)  # takes a while for a bitmap with many runs


def _cut(image: torch.Tensor, part: masks.Box) -> torch.Tensor:
    return image[:, part.y0 : part.y1, part.x0 : part.x1]


def _read_only(pixels: np.ndarray) -> np.ndarray:
    pixels.setflags(write=False)
    return pixels
