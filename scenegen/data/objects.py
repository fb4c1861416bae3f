"""Objects of COCO folders as the networks see them: crops with their surroundings, and outlines alone."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

from scenegen import images, masks
from scenegen.data import Batch, DataError, stack
from scenegen.data.coco import InstanceRecord, has_split, is_whole_object, read_instances
from scenegen.data.outlines import FEWEST, how_telling
from scenegen.outlines import shows_what_it_is
from scenegen.scene import Frame

_OUTLINE_SIDE = 128
_COMPARED_SIDE = 64  # at which outlines are compared with one another
_OTHERS_WEIGHT = 0.25  # how often an outline of the worse half is drawn beside one of the better


class ObjectCrops:
    """Object crops as the foreground network sees them: upright, square, with the surroundings.

    Categories are drawn with probability proportional to the square root of their count, so that rare ones are seen
    often enough without being learnt by heart. The second half of a batch shows the same categories as the first, in
    the same order, so that one object can be painted in the style of another of its kind.
    """

    def __init__(
        self,
        roots: list[Path],
        categories: tuple[str, ...],
        *,
        split: str = "train",
        min_side: float = 48,
        augment: bool = True,
    ) -> None:
        self.categories = categories
        self.augment = augment
        self.records = _usable_records(
            roots,
            categories,
            split,
            lambda record: (
                record.image is not None and max(record.bbox[2:]) >= min_side and _sides_touched(record) <= 1
            ),
        )
        self._weights = category_weights([record.category for record in self.records])
        self._members: dict[str, list[int]] = defaultdict(list)
        for index, record in enumerate(self.records):
            self._members[record.category].append(index)

    def __len__(self) -> int:
        return len(self.records)

    def batch(self, size: int, count: int, generator: torch.Generator) -> Batch:
        half = -(-count // 2)
        first = torch.multinomial(self._weights, half, replacement=True, generator=generator).tolist()
        draws = torch.rand(half, generator=generator).tolist()
        families = [self._members[self.records[index].category] for index in first]
        second = [family[int(draw * len(family))] for family, draw in zip(families, draws, strict=True)]
        return stack([self.sample(index, size, generator) for index in (first + second)[:count]])

    def sample(self, index: int, size: int, generator: torch.Generator) -> Batch:
        """One crop (without the batch dimension), mirrored, turned and shifted a little when augmenting."""
        record = self.records[index]
        with Image.open(record.image) as file:
            picture = images.to_tensor(np.asarray(file.convert("RGB")))
        mask = torch.from_numpy(record.mask())[None]
        x, y, width, height = record.bbox
        frame = Frame(cx=x + width / 2, cy=y + height / 2, width=max(width, 4), height=max(height, 4))
        if self.augment:
            flip, zoom, dx, dy, turn = torch.rand(5, generator=generator).tolist()
            frame = frame.model_copy(
                update={
                    "flip": flip < 0.5,
                    "cx": frame.cx + (dx - 0.5) * 0.08 * max(width, height),
                    "cy": frame.cy + (dy - 0.5) * 0.08 * max(width, height),
                    "width": frame.width * (0.95 + 0.2 * zoom),
                    "height": frame.height * (0.95 + 0.2 * zoom),
                    "rotation": (turn - 0.5) * 16,
                }
            )
        matrix = masks.crop_matrix(frame, size)
        image = images.warp(picture, matrix, size, size)
        mask = images.warp(mask, matrix, size, size, outside="zeros")
        return Batch(
            image,
            mask,
            torch.tensor(self.categories.index(record.category)),
            torch.tensor(math.log(width / height)),
            torch.tensor(index),
        )


class ObjectMasks:
    """Outlines in the unit square of their own box, for the box-to-mask network; photos are not needed.

    When augmenting, outlines are mirrored, turned by up to eight degrees and squeezed by up to a tenth first. The
    better half of a category's outlines (`examples`) is seen four times as often as the rest.
    """

    def __init__(
        self,
        roots: list[Path],
        categories: tuple[str, ...],
        *,
        split: str = "train",
        min_side: float = 40,
        augment: bool = True,
    ) -> None:
        self.categories = categories
        self.augment = augment
        # An outline cut off by the picture's edge teaches straight cuts.
        self.records = _usable_records(
            roots,
            categories,
            split,
            lambda record: (
                max(record.bbox[2:]) >= min_side and min(record.bbox[2:]) >= 12 and _sides_touched(record) == 0
            ),
        )
        self._outlines: dict[int, Image.Image] = {}
        self._leave_out_lumps()
        # Per category the better half of its outlines (`how_telling`), the best first.
        self.examples = self._find_examples()
        often = torch.full((len(self.records),), _OTHERS_WEIGHT)
        often[[index for members in self.examples.values() for index in members]] = 1
        self._weights = often * category_weights([record.category for record in self.records])

    def __len__(self) -> int:
        return len(self.records)

    def batch(self, size: int, count: int, generator: torch.Generator) -> Batch:
        chosen = torch.multinomial(self._weights, count, replacement=True, generator=generator).tolist()
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> Batch:
        """One outline (without the batch dimension) at `size` pixels; there is no picture."""
        if not self.augment:
            return self.plain(index, size)
        outline = self._outline(index)
        flip, turn, squeeze = torch.rand(3, generator=generator).tolist()
        if flip < 0.5:
            outline = outline.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        outline = outline.rotate((turn - 0.5) * 16, Image.Resampling.BILINEAR, expand=True)
        width = max(2, round(outline.width * (0.9 + 0.2 * squeeze)))
        outline = outline.resize((width, outline.height), Image.Resampling.BILINEAR)
        return self._unit_outline(outline, index, size)

    def plain(self, index: int, size: int) -> Batch:
        """The same as it is, never augmented."""
        return self._unit_outline(self._outline(index), index, size)

    def _unit_outline(self, outline: Image.Image, index: int, size: int) -> Batch:
        mask = np.asarray(outline, dtype=np.float32) / 255
        box = masks.tight_box(mask) or masks.Box(0, 0, mask.shape[1], mask.shape[0])
        unit = masks.resize_mask(mask[box.y0 : box.y1, box.x0 : box.x1], size, size)
        return Batch(
            torch.zeros(3, size, size),
            torch.from_numpy(unit.copy())[None],
            torch.tensor(self.categories.index(self.records[index].category)),
            torch.tensor(math.log(box.width / box.height)),
            torch.tensor(index),
        )

    def _leave_out_lumps(self) -> None:
        shows = [shows_what_it_is(np.asarray(self._outline(index)) > 127) for index in range(len(self.records))]
        good = Counter(record.category for record, is_good in zip(self.records, shows, strict=True) if is_good)
        kept = [i for i, record in enumerate(self.records) if shows[i] or good[record.category] < FEWEST]
        self._outlines = {place: self._outlines[index] for place, index in enumerate(kept)}
        self.records = [self.records[index] for index in kept]

    def _find_examples(self) -> dict[str, list[int]]:
        examples = {}
        for category in sorted({record.category for record in self.records}):
            members = [index for index, record in enumerate(self.records) if record.category == category]
            outlines = stack([self.plain(index, _COMPARED_SIDE) for index in members])
            order = how_telling(outlines.mask, outlines.log_aspect).argsort(descending=True).tolist()
            examples[category] = [members[place] for place in order[: max(FEWEST, len(members) // 2)]]
        return examples

    def _outline(self, index: int) -> Image.Image:
        """The outline cut to its box, its longer side `_OUTLINE_SIDE` pixels, with a margin for turning."""
        if index not in self._outlines:
            mask = self.records[index].mask()
            box = masks.tight_box(mask) or masks.Box(0, 0, mask.shape[1], mask.shape[0])
            cut = Image.fromarray((mask[box.y0 : box.y1, box.x0 : box.x1] * 255).astype(np.uint8))
            scale = _OUTLINE_SIDE / max(cut.size)
            size = (max(2, round(cut.width * scale)), max(2, round(cut.height * scale)))
            self._outlines[index] = ImageOps.expand(cut.resize(size, Image.Resampling.BILINEAR), 2)
        return self._outlines[index]


def _usable_records(
    roots: list[Path], categories: tuple[str, ...], split: str, fits: Callable[[InstanceRecord], bool]
) -> list[InstanceRecord]:
    """Objects of these categories that fit and whose outline can be trusted. Raises `DataError` if there are none."""
    if split == "val":  # some folders may be for training only, but not all
        roots = [root for root in roots if has_split(root, split)] or roots
    records = [
        record
        for root in roots
        for record in read_instances(root, split=split)
        if record.category in categories and fits(record) and (record.trusted or is_whole_object(record))
    ]
    if not records:
        folders = ", ".join(map(str, roots))
        raise DataError(f"no usable object of the categories {', '.join(categories)} in {folders}")
    return records


def _sides_touched(record: InstanceRecord) -> int:
    """How many edges of the photo cut the object off."""
    x, y, width, height = record.bbox
    return sum((x < 1, y < 1, x + width > record.width - 1, y + height > record.height - 1))


def category_weights(categories: list[str]) -> torch.Tensor:
    """One weight per record, so that a category is drawn in proportion to the square root of its count."""
    counts: dict[str, int] = defaultdict(int)
    for category in categories:
        counts[category] += 1
    return torch.tensor([counts[category] ** -0.5 for category in categories])
