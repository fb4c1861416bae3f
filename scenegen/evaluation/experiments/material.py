"""What the systems paint in: made-up landscapes and outlines, which anybody has, or held-out photos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from scenegen import images, masks
from scenegen.data import DataError
from scenegen.data.coco import InstanceRecord, has_split, is_whole_object, read_instances
from scenegen.data.fill import filled
from scenegen.evaluation.experiments.composition import SIZE, Composition, Item
from scenegen.evaluation.painted import spread_indices
from scenegen.scene import Frame

OBJECT_SIDE = 52.0  # longer side of an object in an experiment, in pixels of the picture
SMALLEST = 0.03  # of the photo's area; the AAAI 2019 paper leaves out smaller objects, too


@dataclass(frozen=True)
class Material:
    """Backgrounds and objects by number, the same for the same number.

    `background` gives uint8 (SIZE, SIZE, 3); `outline` the unit square of a category's object, float (h, w) in [0, 1],
    and the object's width / height. `photographed` holds whole photos with their objects; without any there are none.
    """

    background: Callable[[int], np.ndarray]
    outline: Callable[[str, int], tuple[np.ndarray, float]]
    categories: tuple[str, ...]
    photographed: tuple[Composition, ...] = ()
    photo_backgrounds: bool = False  # `background` shows photos

    def item(
        self, number: int, *, cx: float = SIZE / 2, cy: float = 80.0, side: float = OBJECT_SIDE, category: int = 0
    ) -> Item:
        """Object `number`, its longer side `side` pixels; `category` shifts which category it is of."""
        name = self.categories[(number + category) % len(self.categories)]
        outline, aspect = self.outline(name, number)
        width, height = (side, side / aspect) if aspect >= 1 else (side * aspect, side)
        return Item(outline, Frame(cx=cx, cy=cy, width=width, height=height), name, seed=number)

    def composition(self, number: int, **place: float) -> Composition:
        """Background `number` and one object on it."""
        return Composition(self.background(number), (self.item(number, **place),))


def photographed(
    roots: list[Path], categories: tuple[str, ...], *, split: str = "val", most: int = 48
) -> tuple[Composition, ...]:
    """Held-out photos squeezed to a square, each with all its usable objects, spread evenly over the set.

    What lies behind the objects is filled from around them. Raises `DataError` if there is no photo with an object.
    """
    by_photo: dict[Path, list[InstanceRecord]] = {}
    for root in roots:
        if split == "val" and len(roots) > 1 and not has_split(root, split):
            continue  # some folders may be for training only, but not all
        for record in read_instances(root, split=split):
            if record.image is not None and record.category in categories:
                by_photo.setdefault(record.image, []).append(record)
    found = [kept for records in by_photo.values() if (kept := [one for one in records if _usable(one)])]
    if not found:
        raise DataError(f"no photo of {', '.join(map(str, roots))} has a usable object of {', '.join(categories)}")
    return tuple(_composition(found[index]) for index in spread_indices(len(found), most))


def _usable(record: InstanceRecord) -> bool:
    """By the rule of what the baselines learn from: large enough, and an outline that can be trusted."""
    width, height = record.bbox[2:]
    if width * height < SMALLEST * record.width * record.height or record.mask().mean() < SMALLEST:
        return False
    return record.trusted or is_whole_object(record)


def _composition(records: list[InstanceRecord]) -> Composition:
    pixels = images.read_photo(records[0].image)
    photo = images.resize(images.to_tensor(pixels), SIZE, SIZE).clamp(-1, 1)
    items = tuple(_item(record, number) for number, record in enumerate(records))
    union = torch.from_numpy(np.maximum.reduce([item.mask() for item in items]))[None, None]
    behind = filled(photo[None], 1 - masks.dilated(union).round())[0]
    return Composition(images.to_pixels(behind), items, images.to_pixels(photo))


def _item(record: InstanceRecord, number: int) -> Item:
    mask = record.mask()
    box = masks.tight_box(mask) or masks.Box(0, 0, record.width, record.height)
    across, down = SIZE / record.width, SIZE / record.height
    frame = Frame(
        cx=(box.x0 + box.x1) / 2 * across,
        cy=(box.y0 + box.y1) / 2 * down,
        width=box.width * across,
        height=box.height * down,
    )
    return Item(mask[box.y0 : box.y1, box.x0 : box.x1], frame, record.category, seed=number)
