"""All geometry: shapes, frames and crops. The only owner of coordinates, shared by training and the editor.

Three coordinate systems:

- *unit*: the square [0, 1] x [0, 1] in which a layer's shape is given;
- *canvas*: pixels of the picture, continuous, the centre of the first pixel at (0.5, 0.5);
- *crop*: pixels of the square picture that the foreground network sees. It stands upright in the object's frame
  (rotation and mirroring undone), is centred on it and a little larger than its longer side.

A map is a (3, 3) matrix for column vectors (x, y, 1). A mask is a float array (H, W) in [0, 1], anti-aliased.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from skimage.filters import gaussian
from skimage.measure import label
from skimage.morphology import opening

from scenegen.scene import DrawnShape, Frame, MaskShape, PolygonShape, StrokesShape

CROP_MARGIN = 1.25  # side of the crop / longer side of the frame
DILATION = 0.03  # how far alpha may reach beyond the mask, as a share of the crop's side
CLICK_SPREAD = 0.03  # standard deviation of the spot that a click becomes, as a share of the picture's longer side
_SMOOTHED = 1.0  # pixels of a bitmap, a standard deviation: most of the steps are gone then
_BITMAP_SIDE = 256  # longer side of an outline that becomes a bitmap
_KEPT_PIXELS = 512 * 512  # larger masks are drawn anew each time


class Box(NamedTuple):
    """Whole pixels: x0 <= x < x1, y0 <= y < y1."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0


# --- shapes to masks ------------------------------------------------------------------------------------------------


def shape_mask(shape: DrawnShape, width: int, height: int) -> np.ndarray:
    """Rasterises a shape's unit square to a read-only mask of `height` x `width` pixels."""
    # Only small ones are kept: together they stay under 64 MB.
    draw = _kept_mask if width * height <= _KEPT_PIXELS else _drawn_mask
    return draw(shape, width, height)


@lru_cache(maxsize=64)
def _kept_mask(shape: DrawnShape, width: int, height: int) -> np.ndarray:
    return _drawn_mask(shape, width, height)


def _drawn_mask(shape: DrawnShape, width: int, height: int) -> np.ndarray:
    if isinstance(shape, PolygonShape):
        mask = polygon_mask(np.array(shape.points), width, height)
    elif isinstance(shape, StrokesShape):
        mask = _strokes_mask(shape, width, height)
    else:
        mask = enlarged(decode_runs(shape.counts, shape.width, shape.height).astype(np.float32), width, height)
    mask.setflags(write=False)
    return mask


def box_mask(width: int, height: int) -> np.ndarray:
    """The whole unit square."""
    return np.ones((height, width), dtype=np.float32)


def polygon_mask(points: np.ndarray, width: int, height: int) -> np.ndarray:
    """A filled polygon; `points` (N, 2) in the unit square."""
    fine, factor = _drawing(width, height)
    ImageDraw.Draw(fine).polygon(_to_drawing(points, fine), fill=255)
    return _reduced(fine, factor)


def _strokes_mask(shape: StrokesShape, width: int, height: int) -> np.ndarray:
    # Drawn at the aspect at which the brush was round, then stretched to the asked size.
    drawn_width, drawn_height = with_aspect(shape.aspect, max(width, height))
    fine, factor = _drawing(drawn_width, drawn_height)
    draw = ImageDraw.Draw(fine)
    for stroke in shape.strokes:
        radius = stroke.width * fine.height / 2
        points = _to_drawing(np.array(stroke.points), fine)
        fill = 0 if stroke.erase else 255
        # Pillow's lines end flat and leave gaps at bends: a disc on every point makes ends and joints round.
        draw.line(points, fill=fill, width=max(1, round(2 * radius)))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
    return resize_mask(_reduced(fine, factor), width, height)


def with_aspect(aspect: float, longer: int) -> tuple[int, int]:
    """Width and height in whole pixels, at least 1, for an aspect (width / height) and the longer side."""
    if aspect >= 1:
        return longer, max(1, round(longer / aspect))
    return max(1, round(longer * aspect)), longer


def _to_drawing(points: np.ndarray, image: Image.Image) -> list[tuple[float, float]]:
    # Pillow counts from pixel centres, we count from edges.
    return [(x * image.width - 0.5, y * image.height - 0.5) for x, y in points]


def _drawing(width: int, height: int) -> tuple[Image.Image, int]:
    """An empty drawing, and by which factor it is larger than the mask. A large mask needs less for a smooth edge."""
    factor = 4 if width * height <= _KEPT_PIXELS else 2
    return Image.new("L", (width * factor, height * factor)), factor


def _reduced(fine: Image.Image, factor: int) -> np.ndarray:
    return np.asarray(fine.reduce(factor), dtype=np.float32) / 255


def resize_mask(mask: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resizes a mask, antialiased when shrinking, bilinear when growing."""
    if mask.shape == (height, width):
        return mask
    resized = Image.fromarray(mask.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(resized).clip(0, 1)


def enlarged(mask: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resizes a bitmap; when it grows, smoothly and with its edge as sharp as it was: no staircase, no blur."""
    if min(width / mask.shape[1], height / mask.shape[0]) <= 1:
        return resize_mask(mask, width, height)
    margin = math.ceil(4 * _SMOOTHED)
    soft = _smoothed(np.pad(mask.astype(np.float32), margin, mode="edge"))
    return _sharpened(soft, (margin, margin, margin + mask.shape[1], margin + mask.shape[0]), width, height)


def enlarged_outline(outline: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resizes the outline of an object in its frame, as `enlarged` does, but round where it touches the frame's sides.

    It touches all four of them afterwards; where there is nothing, it becomes the full box.
    """
    if min(width / outline.shape[1], height / outline.shape[0]) <= 1:
        return resize_mask(outline, width, height)
    soft = _smoothed(np.pad(outline.astype(np.float32), math.ceil(4 * _SMOOTHED)))
    if soft.max() <= 0.5:
        return box_mask(width, height)
    (top, bottom), (left, right) = (_extent(soft.max(axis)) for axis in (1, 0))
    return _sharpened(soft, (left, top, right, bottom), width, height)


def _smoothed(mask: np.ndarray) -> np.ndarray:
    """A bitmap without its steps: blurred, but less where it is thin, or legs would part from their feet."""
    thin = (mask - opening(mask, np.ones((3, 3)))) > 0.2  # less than three pixels wide
    weight = np.minimum(1, 2 * gaussian(thin.astype(np.float32), _SMOOTHED))
    return (1 - weight) * gaussian(mask, _SMOOTHED) + weight * gaussian(mask, _SMOOTHED / 2)


def _extent(profile: np.ndarray) -> tuple[float, float]:
    """Where a row of values, 0 at both ends and somewhere above 0.5, first and last crosses 0.5."""
    inside = np.flatnonzero(profile > 0.5)
    first, last = int(inside[0]), int(inside[-1])
    enters = (0.5 - profile[first - 1]) / (profile[first] - profile[first - 1])
    leaves = (profile[last] - 0.5) / (profile[last] - profile[last + 1])
    return first - 0.5 + enters, last + 0.5 + leaves


def _sharpened(soft: np.ndarray, box: tuple[float, float, float, float], width: int, height: int) -> np.ndarray:
    """A box of a smoothed bitmap, enlarged, its edge as sharp as the bitmap's was."""
    large = np.asarray(Image.fromarray(soft).resize((width, height), Image.Resampling.BICUBIC, box=box))
    growth = min(width / (box[2] - box[0]), height / (box[3] - box[1]))
    # A straight edge's slope, before it was enlarged, is that of the normal distribution in its middle.
    steepness = growth * _SMOOTHED * math.sqrt(2 * math.pi)
    return ((large - 0.5) * steepness + 0.5).clip(0, 1)


def guide_map(
    width: int,
    height: int,
    *,
    box: tuple[float, float, float, float] | None = None,
    click: tuple[float, float] | None = None,
) -> np.ndarray:
    """What a person points at, as the guided segmentation network sees it: a filled box or a round spot.

    `box` (x0, y0, x1, y1) and `click` (x, y) are in the pixels of the result; without either it is all zero.
    """
    guide = np.zeros((height, width), dtype=np.float32)
    columns, rows = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    if box is not None:
        x0, y0, x1, y1 = box
        guide[(columns >= x0) & (columns < x1) & (rows >= y0) & (rows < y1)] = 1
    if click is not None:
        distance = (columns - click[0]) ** 2 + (rows - click[1]) ** 2
        guide = np.maximum(guide, np.exp(-distance / (2 * (CLICK_SPREAD * max(width, height)) ** 2)))
    return guide.astype(np.float32)


# --- run-lengths ----------------------------------------------------------------------------------------------------


def as_bitmap(outline: np.ndarray, frame: Frame) -> MaskShape:
    """A mask of a frame's unit square, float (h, w) in [0, 1], as a bitmap with the frame's aspect, to be edited."""
    width, height = with_aspect(frame.width / frame.height, _BITMAP_SIDE)
    return MaskShape(width=width, height=height, counts=encode_runs(enlarged_outline(outline, width, height) > 0.5))


def encode_runs(mask: np.ndarray) -> tuple[int, ...]:
    """COCO run-lengths of a boolean (H, W): column by column, zeros first."""
    flat = np.asarray(mask, dtype=bool).ravel(order="F")
    changes = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff(np.concatenate([[0], changes, [flat.size]]))
    return tuple(int(n) for n in runs) if not flat[0] else (0, *(int(n) for n in runs))


def decode_runs(counts: tuple[int, ...], width: int, height: int) -> np.ndarray:
    """The boolean (H, W) of COCO run-lengths. Raises ValueError if they do not fill it."""
    if sum(counts) != width * height:
        raise ValueError(f"run-lengths cover {sum(counts)} pixels, expected {width} x {height}")
    values = np.arange(len(counts)) % 2 == 1
    return np.repeat(values, counts).reshape(height, width, order="F")


def tight_box(mask: np.ndarray, threshold: float = 0.5) -> Box | None:
    """The smallest box around everything above `threshold`; None if there is nothing."""
    rows = np.flatnonzero((mask > threshold).any(axis=1))
    columns = np.flatnonzero((mask > threshold).any(axis=0))
    if rows.size == 0:
        return None
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def tightened(mask: np.ndarray) -> np.ndarray:
    """Stretches a mask so that its outline touches all four sides; an empty mask becomes the full box."""
    height, width = mask.shape
    box = tight_box(mask)
    if box is None:
        return box_mask(width, height)
    return resize_mask(mask[box.y0 : box.y1, box.x0 : box.x1], width, height)


def drawn_outline(mask: np.ndarray) -> np.ndarray:
    """Makes an outline of what a network drew: the object without islands and doubts, touching all four sides.

    Pieces smaller than a twentieth of the largest are dropped and grey areas decided, the edge staying anti-aliased.
    """
    pieces = label(mask > 0.5, connectivity=2)
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    islands = np.isin(pieces, np.flatnonzero(sizes < sizes.max() / 20)) & (pieces > 0)
    kept = np.where(islands, 0, mask).astype(np.float32)
    return tightened(((kept - 0.5) * 4 + 0.5).clip(0, 1))


# --- maps between the coordinate systems ----------------------------------------------------------------------------


def frame_matrix(frame: Frame) -> np.ndarray:
    """Unit -> canvas."""
    angle = math.radians(frame.rotation)
    cos, sin = math.cos(angle), math.sin(angle)
    sx = -frame.width if frame.flip else frame.width
    sy = frame.height
    return np.array(
        [
            [cos * sx, -sin * sy, frame.cx - (cos * sx - sin * sy) / 2],
            [sin * sx, cos * sy, frame.cy - (sin * sx + cos * sy) / 2],
            [0, 0, 1],
        ]
    )


def crop_frame(frame: Frame) -> Frame:
    """The square frame that the foreground network sees of an object's surroundings."""
    side = CROP_MARGIN * max(frame.width, frame.height)
    return frame.model_copy(update={"width": side, "height": side})


def crop_matrix(frame: Frame, size: int) -> np.ndarray:
    """Crop -> canvas, for a crop of `size` x `size` pixels."""
    return frame_matrix(crop_frame(frame)) @ np.diag([1 / size, 1 / size, 1])


def object_box(frame: Frame, size: int) -> Box:
    """Where the frame's unit square lies in a crop of `size` x `size` pixels, in whole pixels."""
    longer = max(frame.width, frame.height) * CROP_MARGIN
    width = max(1, round(size * frame.width / longer))
    height = max(1, round(size * frame.height / longer))
    x0, y0 = (size - width) // 2, (size - height) // 2
    return Box(x0, y0, x0 + width, y0 + height)


def crop_mask(unit_mask: np.ndarray, frame: Frame, size: int) -> np.ndarray:
    """Lays a mask of the unit square into a crop of `size` x `size` pixels, to a fraction of a pixel."""
    longer = max(frame.width, frame.height) * CROP_MARGIN
    # Nothing gets thinner than half a pixel: the padding below would grow beyond all bounds.
    x0, x1, left, right, pad_x = _placed(max(0.5, size * frame.width / longer), size, unit_mask.shape[1])
    y0, y1, top, bottom, pad_y = _placed(max(0.5, size * frame.height / longer), size, unit_mask.shape[0])
    padded = Image.fromarray(np.pad(unit_mask.astype(np.float32), ((pad_y, pad_y), (pad_x, pad_x))))
    part = padded.resize((x1 - x0, y1 - y0), Image.Resampling.BILINEAR, box=(left, top, right, bottom))
    mask = np.zeros((size, size), dtype=np.float32)
    mask[y0:y1, x0:x1] = np.asarray(part).clip(0, 1)
    return mask


def _placed(length: float, size: int, samples: int) -> tuple[int, int, float, float, int]:
    """Where `length` pixels in the middle of `size` lie: first and last whole pixel around them, the same two places
    in `samples` samples of that length, and how many samples must be padded on both sides to reach them."""
    start = (size - length) / 2
    # One pixel more than is touched: resampling sees nothing beyond its box.
    first, last = math.floor(start) - 1, math.ceil(start + length) + 1
    step = samples / length
    pad = math.ceil((start - first) * step) + 1
    return first, last, (first - start) * step + pad, min((last - start) * step, samples + pad) + pad, pad


def dilation_radius(size: int) -> int:
    """How many pixels of a crop of `size` x `size` alpha may reach beyond the mask."""
    return max(1, round(DILATION * size))


def dilated(mask: torch.Tensor, radius: int | None = None) -> torch.Tensor:
    """Grows masks (B, 1, S, S) by `radius` pixels on all sides, by default as far as alpha may reach."""
    radius = dilation_radius(mask.shape[-1]) if radius is None else radius
    grown = F.pad(mask, (radius, radius, radius, radius))
    for side in (-2, -1):
        reach = 1  # every place holds the most of so many; takes a quarter of the time of pooling
        while reach <= 2 * radius:
            step = min(reach, 2 * radius + 1 - reach)
            length = grown.shape[side] - step
            grown = torch.maximum(grown.narrow(side, 0, length), grown.narrow(side, step, length))
            reach += step
    return grown


def bounding_box(matrix: np.ndarray, width: int, height: int, *, inside: Box) -> Box | None:
    """Whole pixels touched by the image of [0, width] x [0, height] under `matrix`, clipped; None if all is outside."""
    corners = matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]], dtype=float)
    x0 = max(inside.x0, math.floor(corners[0].min()))
    y0 = max(inside.y0, math.floor(corners[1].min()))
    x1 = min(inside.x1, math.ceil(corners[0].max()))
    y1 = min(inside.y1, math.ceil(corners[1].max()))
    return Box(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
