"""Photo -> object layers: cuts objects out along their edge, and makes a scene of the photo and its cut-outs.

All work is done on the object's part of the photo and where it takes much memory on one tile after another, so that
photos of 24 megapixels are no trouble.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image

from scenegen import images
from scenegen.finding import MASK_SIDE, ExtractError, NothingFoundError, RoughObject
from scenegen.inpaint import filled
from scenegen.masks import Box, dilated
from scenegen.matting import foreground_colors, refined_alpha
from scenegen.scene import CanvasSize, Frame, Layer, PhotoBackground, PhotoShape, Scene
from scenegen.sentences import Sentence

_SHADE = 0.01  # of an object's longer side: how much more than the object is filled
_FAINT = 0.02  # probability below which nothing is cut out


@dataclass(frozen=True, eq=False)
class CutOut:
    """An object's own pixels, uint8 (h, w, 4), straight alpha, trimmed; its corner lies at (`x`, `y`) of the photo."""

    x: int
    y: int
    pixels: np.ndarray
    category: str | None = None

    @property
    def sha256(self) -> str:
        """The name of the picture in a document."""
        return images.photo_sha256(self.pixels)

    @property
    def frame(self) -> Frame:
        """Where it lies in the photo, in pixels."""
        height, width = self.pixels.shape[:2]
        return Frame(cx=self.x + width / 2, cy=self.y + height / 2, width=width, height=height)

    def on_photo(self, photo: np.ndarray) -> np.ndarray:
        """The cut-out alone, uint8 (H, W, 4), as large as its photo."""
        result = np.zeros((*photo.shape[:2], 4), dtype=np.uint8)
        result[self.y : self.y + self.pixels.shape[0], self.x : self.x + self.pixels.shape[1]] = self.pixels
        return result


def cut_out(photo: np.ndarray, found: RoughObject, *, refine: bool = True) -> CutOut:
    """Cuts an object out of its photo, uint8 (H, W, 3).

    With `refine` the edge follows the photo and its colours are freed of the background's (see `matting`); without it
    the mask is taken as it is. Raises `NothingFoundError` if nothing is left.
    """
    region = _touched(photo, found)
    pixels = photo[region.y0 : region.y1, region.x0 : region.x1]
    alpha = _alpha(pixels, found, region, refine)
    colors = foreground_colors(pixels, alpha) if refine else pixels
    x, y, own = images.trimmed(np.dstack([colors, alpha]))
    if own.size == 0:
        raise NothingFoundError(Sentence("mask_faint", "Nothing is left of the object: its mask is too faint."))
    return CutOut(region.x0 + x, region.y0 + y, own, found.category)


def refined_mask(photo: np.ndarray, found: RoughObject, width: int, height: int) -> np.ndarray:
    """An object's refined mask on the whole photo, reduced to `height` x `width` pixels: uint8."""
    small = np.asarray(Image.fromarray(photo).resize((width, height), Image.Resampling.BOX))
    across, down = width / photo.shape[1], height / photo.shape[0]
    region = Box(*(round(place * step) for place, step in zip(found.region, (across, down) * 2, strict=True)))
    reduced = replace(found, region=region, radius=found.radius * max(across, down))
    part = _touched(small, reduced)
    result = np.zeros((height, width), dtype=np.uint8)
    window = np.s_[part.y0 : part.y1, part.x0 : part.x1]
    result[window] = _alpha(small[window], reduced, part, refine=True)
    return result


def filled_photo(photo: np.ndarray, cutouts: Sequence[CutOut]) -> np.ndarray:
    """A photo, uint8 (H, W, 3), without the objects that were cut out of it: their place filled from around it.

    A little more than the object is replaced, because its shade lies beyond its edge. See `inpaint`. Raises
    `ExtractError` if nothing but objects is there.
    """
    hole = np.zeros(photo.shape[:2], dtype=bool)
    for cutout in cutouts:
        height, width = cutout.pixels.shape[:2]
        reach = 2 + round(_SHADE * max(height, width))
        x0, y0 = max(0, cutout.x - reach), max(0, cutout.y - reach)
        part = hole[y0 : cutout.y + height + reach, x0 : cutout.x + width + reach]
        cover = torch.zeros(1, 1, *part.shape)
        own = torch.from_numpy((cutout.pixels[..., 3] > 0).astype(np.float32))
        cover[0, 0, cutout.y - y0 : cutout.y - y0 + height, cutout.x - x0 : cutout.x - x0 + width] = own
        part |= dilated(cover, reach)[0, 0].numpy() > 0
    if hole.all():
        raise ExtractError(
            Sentence("covers_photo", "The object covers the whole photo; nothing is left to fill its place with.")
        )
    return filled(photo, hole)


def _touched(photo: np.ndarray, found: RoughObject) -> Box:
    """The part of a photo that an object's edge may move in."""
    box = found.box(_FAINT)
    if box is None:
        raise NothingFoundError(Sentence("mask_faint", "Nothing is left of the object: its mask is too faint."))
    x0, y0, x1, y1 = box
    reach = 3 * found.radius
    return Box(
        max(0, math.floor(x0 - reach)),
        max(0, math.floor(y0 - reach)),
        min(photo.shape[1], math.ceil(x1 + reach)),
        min(photo.shape[0], math.ceil(y1 + reach)),
    )


def _alpha(pixels: np.ndarray, found: RoughObject, region: Box, refine: bool) -> np.ndarray:
    """Alpha, uint8, of a region of the photo whose pixels are uint8 (H, W, 3)."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, MASK_SIDE / max(height, width)) if refine else 1.0
    size = max(1, round(height * shrink)), max(1, round(width * shrink))
    to_photo = images.translation(region.x0, region.y0) @ np.diag([width / size[1], height / size[0], 1])
    across, down = found.scale
    to_mask = np.diag([1 / across, 1 / down, 1]) @ images.translation(-found.region.x0, -found.region.y0) @ to_photo
    mask = images.warp(torch.from_numpy(found.mask[None].astype(np.float32)), to_mask, *size, outside="zeros")[0]
    return refined_alpha(pixels, mask.numpy(), found.radius) if refine else images.alpha_pixels(mask)


def extracted_scene(photo: np.ndarray, cutouts: Sequence[CutOut], *, background: np.ndarray | None = None) -> Scene:
    """A scene of a photo, uint8 (H, W, 3), with its cut-outs lying where they were; what stands lower is in front.

    `background` is the photo behind them, by default the photo itself. The pixels stay beside the document: the
    photo's, and each cut-out's under its `sha256`.
    """
    layers = []
    for number, cutout in enumerate(sorted(cutouts, key=lambda cutout: cutout.y + cutout.pixels.shape[0]), start=1):
        name = (cutout.category or "object").capitalize()
        shape = PhotoShape(sha256=cutout.sha256)
        layers.append(
            Layer(
                id=f"object-{number}",
                name=f"{name} {number}",
                category=cutout.category,
                frame=cutout.frame,
                shape=shape,
            )
        )
    return Scene(
        canvas=CanvasSize(width=photo.shape[1], height=photo.shape[0]),
        background=PhotoBackground(sha256=images.photo_sha256(photo if background is None else background)),
        layers=tuple(layers),
    )
