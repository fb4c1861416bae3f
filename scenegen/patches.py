"""One object's pixels on the canvas: of the foreground network's square crop, or cut out of a photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from scenegen import images, masks
from scenegen.scene import Frame

_STRIP_PIXELS = 2**20  # a patch is warped in strips of about so many pixels, to bound memory
_MIDDLE = 0.7  # of a photo's width and height: chosen by eye on photos of animals, against their cut-outs
_MAX_ENLARGEMENT = 4  # of a crop before it is warped: smoother than the warp's own interpolation

_STEP = 8  # the sides of painted parts are multiples of it: few sizes, for each of which convolutions are set up once

Patch = tuple[int, int, np.ndarray]  # x, y of the top left corner, uint8 (h, w, 4)


class PaintedPart(NamedTuple):
    """What is kept of a painted crop of `size` x `size` pixels: a part whose corner lies at (`x`, `y`).

    `pixels` is (5, h, w), of even sides: colours in [-1, 1], alpha minus mask, and how far alpha may reach. Alpha was
    painted in a crop of `alpha_size`, which is less where the colours were refined.
    """

    x: int
    y: int
    size: int
    pixels: torch.Tensor
    alpha_size: int


def touched_box(frame: Frame, size: int, width: int, height: int) -> masks.Box | None:
    """The part of a canvas that an object can touch; None if there is none. `size` is the side of the crop."""
    reach = (masks.dilation_radius(size) + 1) / size * masks.crop_frame(frame).width
    grown = frame.model_copy(update={"width": frame.width + 2 * reach, "height": frame.height + 2 * reach})
    return masks.bounding_box(masks.frame_matrix(grown), 1, 1, inside=masks.Box(0, 0, width, height))


def surroundings(canvas: np.ndarray, frame: Frame, size: int) -> np.ndarray:
    """The crop of a canvas uint8 (H, W, 3) around an object: uint8 (size, size, 3), edges repeated."""
    return images.to_pixels(images.warp_pixels(canvas, masks.crop_matrix(frame, size), size, size))


def reference_crop(picture: np.ndarray, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A picture to take a look from -> image (3, size, size) in [-1, 1] and mask (1, size, size) for the style encoder.

    `picture` is uint8 (H, W, 4) or (H, W, 3). Of one without transparency nobody says what the object is, and its
    middle is taken.
    """
    height, width = picture.shape[:2]
    alpha = picture[..., 3] if picture.shape[2] == 4 and picture[..., 3].min() < 255 else _middle(height, width)
    box = masks.tight_box(alpha, 127) or masks.Box(0, 0, width, height)
    center = {"cx": (box.x0 + box.x1) / 2, "cy": (box.y0 + box.y1) / 2}
    matrix = masks.crop_matrix(Frame(**center, width=box.width, height=box.height), size)
    mask = torch.from_numpy(alpha[None].astype(np.float32) / 255)
    image = images.warp_pixels(picture[..., :3], matrix, size, size)
    return image, images.warp(mask, matrix, size, size, outside="zeros")


def _middle(height: int, width: int) -> np.ndarray:
    """The part of a picture that its object most likely fills: 255 in an ellipse, uint8 (height, width)."""
    y = (np.arange(height)[:, None] + 0.5) / height * 2 - 1
    x = (np.arange(width) + 0.5) / width * 2 - 1
    return np.where(np.hypot(x, y) <= _MIDDLE, 255, 0).astype(np.uint8)


def needed_part(mask: np.ndarray) -> masks.Box:
    """Which part of a crop is looked at when it is laid on the canvas; `mask` is uint8 (S, S), not all zero."""
    size = len(mask)
    margin = masks.dilation_radius(size) + 1  # alpha ends within the radius; a pixel more to interpolate from
    edge = int((size - size / masks.CROP_MARGIN) / 2) - margin  # what frames keep free on both sides
    box = masks.tight_box(mask, 0)
    x0, x1 = _needed(box.x0 - margin, box.x1 + margin, edge, size)
    y0, y1 = _needed(box.y0 - margin, box.y1 + margin, edge, size)
    return masks.Box(x0, y0, x1, y1)


def _needed(first: int, last: int, edge: int, size: int) -> tuple[int, int]:
    """A little more than `first` to `last`, in few different lengths, of which none is longer than a frame needs."""
    first -= first % 2 == 0  # from where it begins depends, too, how many pixels of the coarser levels are needed
    length = min(-(-(last - first) // _STEP) * _STEP, max(last - first, size - 2 * edge))
    length += length % 2  # a refiner halves it
    first = max(0, min(first, size - edge - length))
    return first, min(first + length, size)


def prepared(rgb: torch.Tensor, alpha: torch.Tensor, mask: torch.Tensor, part: masks.Box, size: int) -> PaintedPart:
    """Makes ready what the network painted of a crop of `size` x `size`.

    In `part` of it rgb (3, h, w) in [-1, 1]; alpha, mask (1, h, w) in [0, 1]. The reach is 1 on the mask and falls to 0
    a pixel before the dilated mask ends, because enlarging carries it one pixel further.
    """
    radius = masks.dilation_radius(size)
    inner = radius // 2
    blur = max(0, radius - inner - 1)
    reach = masks.dilated(mask[None], inner)
    reach = F.avg_pool2d(reach, 2 * blur + 1, 1, blur)[0]
    return PaintedPart(part.x0, part.y0, size, torch.cat([images.spread(rgb, alpha), alpha - mask, reach]), size)


def enlarged_part(painted: PaintedPart, growth: int) -> masks.Box:
    """Where the painted part lies in a crop `growth` times as large."""
    height, width = painted.pixels.shape[1:]
    x0, y0, x1, y1 = painted.x, painted.y, painted.x + width, painted.y + height
    return masks.Box(growth * x0, growth * y0, growth * x1, growth * y1)


def refined(painted: PaintedPart, rgb: torch.Tensor, growth: int) -> PaintedPart:
    """The same part with colours (3, h, w) of a crop `growth` times as large."""
    x, y, size, pixels, alpha_size = painted
    rest = F.interpolate(pixels[None, 3:], rgb.shape[1:], mode="bilinear", align_corners=False)[0]
    return PaintedPart(growth * x, growth * y, growth * size, torch.cat([rgb, rest]), alpha_size)


def patch(painted: PaintedPart, outline: np.ndarray, frame: Frame, box: masks.Box) -> Patch:
    """Lays what was painted on the canvas.

    `outline` is the mask of the unit square at about the canvas's resolution. Its edge is taken as it is, and what the
    network's alpha adds to or takes from the mask that it was shown is enlarged: so the edge of an object that is much
    larger than the crop is clean. Outside the reach alpha is exactly 0. Returns only what is touched, read-only.
    """
    side = masks.crop_frame(frame).width
    growth = side / painted.size
    # Above 1, so that almost 0 and almost 1 become 0 and 1.
    steepness = float(np.clip(side / painted.alpha_size / 4, 1.05, 3))
    enlargement = int(np.clip(np.ceil(growth), 1, _MAX_ENLARGEMENT))
    if growth < 1:  # reduced by averaging, which begins at the crop's corner
        painted = _whole(painted)
    height, width = (enlargement * side for side in painted.pixels.shape[1:])
    smooth = images.resize(painted.pixels[:4], height, width)
    reach = F.interpolate(painted.pixels[None, 4:], (height, width), mode="bilinear", align_corners=False)[0]
    part = torch.cat([smooth, reach])
    fine = torch.from_numpy(np.array(outline, dtype=np.float32))[None]
    to_crop = np.linalg.inv(masks.crop_matrix(frame, painted.size * enlargement))
    to_part = images.translation(-painted.x * enlargement, -painted.y * enlargement) @ to_crop
    to_outline = np.diag([outline.shape[1], outline.shape[0], 1]) @ np.linalg.inv(masks.frame_matrix(frame))

    def strip(place: np.ndarray, height: int) -> np.ndarray:
        painted = images.warp(part, to_part @ place, height, box.width)
        edge = images.warp(fine, to_outline @ place, height, box.width, outside="zeros")[0]
        alpha = ((edge + painted[3] - 0.5) * steepness + 0.5).clamp(0, 1) * painted[4].clamp(0, 1)
        rgba = torch.cat([painted[:3].add_(1).mul_(127.5), alpha[None].mul_(255)])
        return rgba.round_().clamp_(0, 255).to(torch.uint8).permute(1, 2, 0).numpy()

    return _in_strips(strip, box)


def _whole(painted: PaintedPart) -> PaintedPart:
    """The whole crop: the part with its edge repeated."""
    height, width = painted.pixels.shape[1:]
    missing = (painted.x, painted.size - painted.x - width, painted.y, painted.size - painted.y - height)
    return painted._replace(x=0, y=0, pixels=F.pad(painted.pixels, missing, mode="replicate"))


def cutout_box(frame: Frame, picture: np.ndarray, width: int, height: int) -> masks.Box | None:
    """The part of a canvas that a cut-out, uint8 (h, w, 4), can touch when it fills a frame; None if there is none."""
    # Its outermost pixels fade out over half of their own width when they are enlarged.
    reach = {side: 2 + length / pixels for side, length, pixels in _sides(frame, picture)}
    grown = frame.model_copy(update={"width": frame.width + reach["width"], "height": frame.height + reach["height"]})
    return masks.bounding_box(masks.frame_matrix(grown), 1, 1, inside=masks.Box(0, 0, width, height))


def cutout_patch(picture: np.ndarray, frame: Frame, box: masks.Box) -> Patch:
    """Lays a cut-out, uint8 (h, w, 4), on the canvas so that it fills a frame. Returns only what is touched, read-only.

    Upright, in its own size and on whole pixels these are the picture's very pixels.
    """
    corner = _on_whole_pixels(frame, picture)
    if corner is not None:
        x0, y0 = corner
        height, width = picture.shape[:2]
        left, top, right, bottom = max(box.x0, x0), max(box.y0, y0), min(box.x1, x0 + width), min(box.y1, y0 + height)
        rgba = picture[top - y0 : max(top, bottom) - y0, left - x0 : max(left, right) - x0].copy()
        rgba.setflags(write=False)
        return left, top, rgba
    # The warp averages in whole steps, the same along both sides; this does so exactly, each side for itself.
    width, height = (min(pixels, max(1, round(length))) for _, length, pixels in _sides(frame, picture))
    if (height, width) != picture.shape[:2]:
        picture = images.resize_cutout(picture, width, height)
    to_picture = np.diag([width, height, 1]) @ np.linalg.inv(masks.frame_matrix(frame))
    return _in_strips(lambda place, rows: images.warp_cutout(picture, to_picture @ place, rows, box.width), box)


def _sides(frame: Frame, picture: np.ndarray) -> tuple[tuple[str, float, int], ...]:
    """Width and height: the side's name, its length on the canvas, and its pixels in the picture."""
    return ("width", frame.width, picture.shape[1]), ("height", frame.height, picture.shape[0])


def _on_whole_pixels(frame: Frame, picture: np.ndarray) -> tuple[int, int] | None:
    """The corner of a frame that holds a picture pixel by pixel; None if it does not."""
    corner = frame.cx - frame.width / 2, frame.cy - frame.height / 2
    same_size = (frame.width, frame.height) == (picture.shape[1], picture.shape[0])
    if frame.flip or frame.rotation % 360 or not same_size or not all(place.is_integer() for place in corner):
        return None
    return int(corner[0]), int(corner[1])


def _in_strips(warped: Callable[[np.ndarray, int], np.ndarray], box: masks.Box) -> Patch:
    """A patch of which `warped` makes strips, given the matrix that moves a strip to its place and its height."""
    rgba = np.empty((box.height, box.width, 4), dtype=np.uint8)
    rows = max(1, _STRIP_PIXELS // box.width)
    for top in range(0, box.height, rows):
        height = min(rows, box.height - top)
        rgba[top : top + height] = warped(images.translation(box.x0, box.y0 + top), height)
    touched = masks.tight_box(rgba[..., 3], 0) or masks.Box(0, 0, 0, 0)
    rgba = rgba[touched.y0 : touched.y1, touched.x0 : touched.x1].copy()
    rgba.setflags(write=False)
    return box.x0 + touched.x0, box.y0 + touched.y0, rgba
