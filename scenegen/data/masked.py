"""Whole photos with the masks of what is in them: what networks from masks to pictures learn from.

COCO folders give animals, their objects one by one; any set of label maps gives its categories and no objects.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image

from scenegen import images, masks
from scenegen.data import DataError, stack
from scenegen.data.coco import InstanceRecord, has_split, is_whole_object, read_instances
from scenegen.data.label_formats import COCO, find_format, read_label_set
from scenegen.data.objects import category_weights
from scenegen.scene import CATEGORIES

SMALLEST_SHARE = 0.03  # of the photo; the AAAI 2019 paper leaves out smaller objects
_JITTER = 286 / 256  # pix2pix's: enlarged so much, then cut at random
_KEPT_BYTES = 2**30


class MaskedBatch(NamedTuple):
    """B batch, S side in pixels."""

    image: torch.Tensor  # (B, 3, S, S) in [-1, 1]
    label: torch.Tensor  # (B, S, S) int64, index into the source's categories, or IGNORE
    mask: torch.Tensor  # (B, 1, S, S) 0 or 1: one of the objects, all zero where the set has none
    category: torch.Tensor  # (B,) int64, that object's category, 0 where there is none
    index: torch.Tensor  # (B,) int64, which photo of the source it is

    def to(self, device: torch.device) -> MaskedBatch:
        return MaskedBatch(*(tensor.to(device, non_blocking=True) for tensor in self))


@dataclass(frozen=True)
class _Objects:
    """The usable objects of one photo, back to front as in the file."""

    image: Path
    instances: tuple[InstanceRecord, ...]

    def read(self) -> tuple[np.ndarray, list[tuple[int, np.ndarray]]]:
        objects = [(1 + CATEGORIES.index(record.category), record.mask() > 0.5) for record in self.instances]
        return images.read_photo(self.image), objects


class MaskedPhotos:
    """Whole photos squeezed to a square, mirrored at random when augmenting; with `jitter` also cut a little.

    Photos are drawn in proportion to the square root of their category's count. What has been read once is kept in
    memory at the size that is asked for, up to a gigabyte.
    """

    def __init__(self, roots: list[Path], *, split: str = "train", augment: bool = True, jitter: bool = False) -> None:
        self.augment, self.jitter = augment, jitter and augment
        self.has_objects = False
        formats = [find_format(root) for root in roots]
        if all(found is None or found[0] is COCO for found in formats):
            self.has_objects = True
            self.categories: tuple[str, ...] = ("background", *CATEGORIES)
            self.records = _photos_of_objects(roots, split)
            self._weights = category_weights([record.instances[0].category for record in self.records])
        else:
            sets = [read_label_set(root, split) for root in roots]
            self.categories = sets[0].categories
            if any(other.categories != self.categories for other in sets):
                raise DataError("the folders label different categories: only one kind of set can be learnt at a time")
            self.records = [record for labels in sets for record in labels.records]
            self._weights = torch.ones(len(self.records))
        self._kept: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, list[tuple[int, np.ndarray]]]] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self.records)

    def batch(self, size: int, count: int, generator: torch.Generator) -> MaskedBatch:
        chosen = torch.multinomial(self._weights, count, replacement=True, generator=generator).tolist()
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> MaskedBatch:
        """One photo (without the batch dimension); which of its objects `mask` shows is drawn."""
        flip, which, dx, dy = torch.rand(4, generator=generator).tolist()
        side = round(size * _JITTER) if self.jitter else size
        picture, label, objects = self._read(index, side)
        x, y = int(dx * (side - size + 1)), int(dy * (side - size + 1))
        mirrored = slice(None, None, -1 if self.augment and flip < 0.5 else 1)

        def cut(pixels: np.ndarray) -> np.ndarray:
            return pixels[y : y + size, x : x + size][:, mirrored].copy()

        category, mask = objects[int(which * len(objects))] if objects else (0, np.zeros((side, side), dtype=bool))
        return MaskedBatch(
            images.to_tensor(cut(picture)),
            torch.from_numpy(cut(label)).long(),
            torch.from_numpy(cut(mask))[None].float(),
            torch.tensor(category),
            torch.tensor(index),
        )

    def _read(self, index: int, side: int) -> tuple[np.ndarray, np.ndarray, list[tuple[int, np.ndarray]]]:
        """Picture (side, side, 3), label map (side, side), and the objects: category, boolean (side, side)."""
        if (index, side) in self._kept:
            return self._kept[index, side]
        record = self.records[index]
        if isinstance(record, _Objects):
            pixels, found = record.read()
            objects = [(category, masks.resize_mask(mask, side, side) > 0.5) for category, mask in found]
            label = np.zeros((side, side), dtype=np.uint8)
            for category, mask in objects:
                label[mask] = category
        else:
            pixels, whole, objects = record.photo(), record.label(), []
            label = np.asarray(Image.fromarray(whole).resize((side, side), Image.Resampling.NEAREST))
        picture = np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.LANCZOS))
        result = picture, label, objects
        size = picture.nbytes + label.nbytes * (1 + len(objects))
        if self._bytes + size <= _KEPT_BYTES:
            self._kept[index, side] = result
            self._bytes += size
        return result


def _photos_of_objects(roots: list[Path], split: str) -> list[_Objects]:
    """Photos with at least one object that is large enough and whose outline can be trusted."""
    if split == "val":  # some folders may be for training only, but not all
        roots = [root for root in roots if has_split(root, split)] or roots
    by_photo: dict[Path, list[InstanceRecord]] = defaultdict(list)
    for root in roots:
        for record in read_instances(root, split=split):
            large = record.bbox[2] * record.bbox[3] >= SMALLEST_SHARE * record.width * record.height
            if record.image is not None and record.category in CATEGORIES and large:
                by_photo[record.image].append(record)
    usable = {path: tuple(filter(_is_usable, records)) for path, records in by_photo.items()}
    result = [_Objects(path, records) for path, records in usable.items() if records]
    if not result:
        folders = ", ".join(map(str, roots))
        raise DataError(f"no photo with a usable object of the categories {', '.join(CATEGORIES)} in {folders}")
    return result


def _is_usable(record: InstanceRecord) -> bool:
    area = record.mask().mean()
    return area >= SMALLEST_SHARE and (record.trusted or is_whole_object(record))
