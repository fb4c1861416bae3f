"""Where the objects of a photo are: found by a network, pointed at, standing before a background, or marked by hand.

What is found is rough, as fine as the network sees; `extract.cut_out` refines it at the photo's own size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image
from skimage.measure import label, regionprops
from skimage.segmentation import expand_labels
from torch import nn

from scenegen.alignment import check_same_size
from scenegen.masks import Box, resize_mask, tight_box
from scenegen.models.bscgan import BScGAN, BScGANConfig
from scenegen.models.segmentation import Segmentation, SegmentationConfig
from scenegen.scene import CATEGORIES
from scenegen.segment import FloatBox, Point, foreground_probability, nearby_probabilities
from scenegen.sentences import Sentence

MAX_OBJECTS = 24  # of one photo, the largest ones
MIN_PHOTO_SIDE = 16
MIN_BOX_SIDE = 8  # pixels of a box that a person draws
MIN_OBJECT_AREA = 64  # of the photo's pixels
MASK_SIDE = 1024  # longer side in pixels at which masks are handled
_OBJECT = 0.5  # probability above which a pixel belongs to an object
_SPECK = 0.001  # of the area that was looked at; smaller pieces are no objects
_CRUMB = 1 / 20  # of the largest piece; smaller pieces do not belong to an object that a person points at
_AGREED = 0.5  # overlap (IoU) of what is seen from near with what was seen from far
_EDGE = 1.0  # pixels of the network by which an edge may be wrong


class ExtractError(ValueError):
    """Nothing can be taken out of a photo; the message is one sentence for the person who asked for it."""


class NothingFoundError(ExtractError):
    """There is no object where it was looked for."""


@dataclass(frozen=True, eq=False)
class RoughObject:
    """Where an object is: `mask`, float (h, w) in [0, 1] and of any size, covers the photo's `region`.

    Its edge may be wrong by `radius` pixels of the photo. `category` is None if it is none of `CATEGORIES`.
    """

    region: Box
    mask: np.ndarray
    radius: float
    category: str | None = None

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the photo per pixel of the mask, across and down."""
        return self.region.width / self.mask.shape[1], self.region.height / self.mask.shape[0]

    def box(self, threshold: float = _OBJECT) -> FloatBox | None:
        """What of the photo the mask covers with more than the threshold; None if that is nothing."""
        tight = tight_box(self.mask, threshold)
        if tight is None:
            return None
        (across, down), (left, top) = self.scale, self.region[:2]
        x0, y0, x1, y1 = tight
        return left + x0 * across, top + y0 * down, left + x1 * across, top + y1 * down


def find(
    load: Callable[[str], nn.Module],
    photo: np.ndarray,
    *,
    plate: np.ndarray | None = None,
    box: Sequence[float] | None = None,
    click: Sequence[float] | None = None,
    mask: np.ndarray | None = None,
    category: str | None = None,
) -> list[RoughObject]:
    """The objects of a photo by whichever of the ways below fits what is given; at least one.

    `load` gives a network by its name in `NETWORKS`. Raises `ExtractError`, `AlignmentError` and what `load` raises.
    """
    if category not in (None, *CATEGORIES):
        raise ExtractError(f"There is no category {category!r}; choose one of {', '.join(CATEGORIES)}.")
    if mask is not None:
        if any(given is not None for given in (plate, box, click)):
            raise ExtractError("With a mask what it marks is taken; leave out plate, box and click.")
        return [marked_object(photo, mask, category=category)]
    if plate is not None:
        if box is not None or click is not None:
            raise ExtractError("With a plate everything that differs is taken; leave out the box or click.")
        return find_before_plate(load("bscgan"), photo, plate, category=category)
    if box is None and click is None:
        return find_objects(load("segmentation"), photo, category=category)
    return [find_object(load("segmentation"), photo, box=box, click=click, category=category)]


def find_objects(network: Segmentation, photo: np.ndarray, *, category: str | None = None) -> list[RoughObject]:
    """All objects of a photo, uint8 (H, W, 3), the largest first: connected pieces of what is not background.

    Each is looked at again from near. `category` is what they are called if the network does not say. Raises
    `NothingFoundError` if there are none.
    """
    _check_photo(photo)
    seen, region = nearby_probabilities(network, photo, MASK_SIDE)
    pieces = _pieces(network.config, seen, region)
    if not pieces:
        raise NothingFoundError(
            Sentence("nothing_in_photo", "No object was found in the photo; point at one with a box or a click.")
        )
    return _called([_from_near(network, photo, piece) for piece in pieces], category)


def find_object(
    network: Segmentation,
    photo: np.ndarray,
    *,
    box: Sequence[float] | None = None,
    click: Sequence[float] | None = None,
    category: str | None = None,
) -> RoughObject:
    """The one object of a photo, uint8 (H, W, 3), that a `box` (x0, y0, x1, y1) or a `click` (x, y) points at.

    Both are in the photo's pixels; a box need only be about right. `category` as for `find_objects`. Raises
    `NothingFoundError`, and `ExtractError` for a box or click that cannot be meant.
    """
    _check_photo(photo)
    if (box is None) == (click is None):
        raise ExtractError(Sentence("box_or_click", "Point at the object with either a box or a click."))
    found = _pointed_at(
        network,
        photo,
        None if box is None else _checked_box(box, photo),
        None if click is None else _checked_click(click, photo),
    )
    if found is None:
        raise NothingFoundError(
            Sentence(
                "nothing_found", "Nothing was found there; draw a box around the object, or paint it with the brush."
            )
        )
    return _called([found], category)[0]


def find_before_plate(
    network: BScGAN, photo: np.ndarray, plate: np.ndarray, *, category: str | None = None
) -> list[RoughObject]:
    """All that stands before a background plate, both uint8 (H, W, 3), the largest first.

    Raises `AlignmentError` for plates of another size or scene, `NothingFoundError` if both show the same.
    """
    _check_photo(photo)
    check_same_size(photo, plate)
    height, width = photo.shape[:2]
    found = foreground_probability(network, *(_reduced(pixels) for pixels in (photo, plate)))
    pieces = _pieces(network.config, np.stack([1 - found, found]), Box(0, 0, width, height))
    if not pieces:
        raise NothingFoundError(
            Sentence("same_as_plate", "Nothing stands before the background: photo and plate show the same.")
        )
    return _called(pieces, category)


def marked_object(photo: np.ndarray, mask: np.ndarray, *, category: str | None = None) -> RoughObject:
    """The object that a mask marks: float (h, w) in [0, 1], covering the whole photo at any size of its aspect.

    Raises `NothingFoundError` if nothing is marked, `ExtractError` for a mask of another aspect.
    """
    _check_photo(photo)
    height, width = photo.shape[:2]
    # Sides are whole pixels, so the two scales are not quite the same.
    if abs(mask.shape[1] * height / width - mask.shape[0]) > 1 + height / width:
        raise ExtractError(
            Sentence(
                "mask_aspect",
                "A mask of {mask_width} x {mask_height} pixels does not fit a photo of {width} x {height}.",
                mask_width=mask.shape[1],
                mask_height=mask.shape[0],
                width=width,
                height=height,
            )
        )
    if not (mask > 0).any():
        raise NothingFoundError(Sentence("nothing_marked", "Nothing is marked; paint over the object first."))
    return RoughObject(Box(0, 0, width, height), mask, 1 + width / mask.shape[1], category)


def _pointed_at(
    network: Segmentation, photo: np.ndarray, box: FloatBox | None, click: Point | None
) -> RoughObject | None:
    """What a guided network finds, without the crumbs around it; None if that is nothing."""
    seen, region = nearby_probabilities(network, photo, MASK_SIDE, box=box, click=click)
    pieces = _pieces(network.config, seen, region)
    if not pieces:
        return None
    whole = [piece for piece in pieces if _area(piece) > _CRUMB * _area(pieces[0])]
    return replace(pieces[0], mask=np.maximum.reduce([piece.mask for piece in whole]))


def _from_near(network: Segmentation, photo: np.ndarray, far: RoughObject) -> RoughObject:
    """An object that was found in the whole photo, looked at again; as it was if that shows something else."""
    near = _pointed_at(network, photo, far.box(), None)
    if near is None:
        return far
    on_far = np.zeros_like(far.mask)
    across, down = far.scale
    x0, y0, x1, y1 = (round(place / step) for place, step in zip(near.region, (across, down) * 2, strict=True))
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    part = on_far[y0:y1, x0:x1]
    part[:] = resize_mask(near.mask, x1 - x0, y1 - y0)[: part.shape[0], : part.shape[1]]
    both, either = np.minimum(on_far, far.mask) > _OBJECT, np.maximum(on_far, far.mask) > _OBJECT
    return near if both.sum() > _AGREED * either.sum() else far


def _pieces(config: SegmentationConfig | BScGANConfig, seen: np.ndarray, region: Box) -> list[RoughObject]:
    """The connected pieces of what is not background, largest first; `seen` (K, h, w) covers a region of the photo."""
    found = 1 - seen[0]
    pieces = label(found > _OBJECT, connectivity=2)
    radius = _EDGE * max(region.width, region.height) / config.size
    across, down = region.width / found.shape[1], region.height / found.shape[0]
    own = expand_labels(pieces, max(2.0, 3 * radius / max(across, down)))
    least = max(_SPECK * found.size, MIN_OBJECT_AREA / (across * down))
    names = getattr(config, "categories", ())
    objects = []
    for piece in sorted(regionprops(pieces), key=lambda piece: -piece.area):
        if piece.area >= least and len(objects) < MAX_OBJECTS:
            mask = np.where(own == piece.label, found, 0)
            name = names[1 + seen[1:, pieces == piece.label].sum(1).argmax()] if names else None
            objects.append(RoughObject(region, mask, radius, name if name in CATEGORIES else None))
    return objects


def _area(found: RoughObject) -> int:
    return int((found.mask > _OBJECT).sum())


def _called(found: list[RoughObject], category: str | None) -> list[RoughObject]:
    return [replace(rough, category=rough.category or category) for rough in found]


def _reduced(photo: np.ndarray) -> np.ndarray:
    image = Image.fromarray(photo)
    image.thumbnail((MASK_SIDE, MASK_SIDE), Image.Resampling.BOX)
    return np.asarray(image)


# --- what a person may give -----------------------------------------------------------------------------------------


def _check_photo(photo: np.ndarray) -> None:
    if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
        raise ExtractError(f"A photo is uint8 (H, W, 3), not {photo.dtype} {photo.shape}.")
    if min(photo.shape[:2]) < MIN_PHOTO_SIDE:
        raise ExtractError(
            Sentence(
                "photo_too_small",
                "The photo has {width} x {height} pixels; at least {least} x {least} are needed.",
                width=photo.shape[1],
                height=photo.shape[0],
                least=MIN_PHOTO_SIDE,
            )
        )


def _checked_box(box: Sequence[float], photo: np.ndarray) -> FloatBox:
    """The part of a box that lies in the photo."""
    x0, y0, x1, y1 = _finite(box, 4, "A box is four numbers: left, top, right, bottom.")
    if x1 <= x0 or y1 <= y0:
        raise ExtractError(
            Sentence("box_empty", "The box is empty: its right and bottom must be greater than its left and top.")
        )
    height, width = photo.shape[:2]
    if x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
        raise ExtractError(
            Sentence(
                "box_outside",
                "The box lies outside the photo, which has {width} x {height} pixels.",
                width=width,
                height=height,
            )
        )
    x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(float(width), x1), min(float(height), y1)
    if min(x1 - x0, y1 - y0) < MIN_BOX_SIDE:
        raise ExtractError(
            Sentence(
                "box_too_small",
                "The box is too small: at least {least} pixels of the photo on each side are needed.",
                least=MIN_BOX_SIDE,
            )
        )
    return x0, y0, x1, y1


def _checked_click(click: Sequence[float], photo: np.ndarray) -> Point:
    x, y = _finite(click, 2, "A click is two numbers: from the left and from the top.")
    height, width = photo.shape[:2]
    if not (0 <= x <= width and 0 <= y <= height):
        raise ExtractError(
            Sentence(
                "click_outside",
                "The click lies outside the photo, which has {width} x {height} pixels.",
                width=width,
                height=height,
            )
        )
    return x, y


def _finite(values: Sequence[float], count: int, otherwise: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(value) for value in values)
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != count or not all(math.isfinite(number) for number in numbers):
        raise ExtractError(otherwise)
    return numbers
