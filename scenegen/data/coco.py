"""COCO instances (official JSON: polygons, run-lengths, compressed run-lengths) -> object crops and masks."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps

from scenegen import images, masks
from scenegen.data import Batch, DataError
from scenegen.scene import Frame

_OUTLINE_SIDE = 128
IMAGE_FOLDERS = ("images", "train2017", "val2017", "train2014", "val2014", ".")


@dataclass(frozen=True)
class InstanceRecord:
    """One annotated object. `image` is None where the annotation has an outline but no photo."""

    image: Path | None
    category: str
    segmentation: Any  # as in the file: polygons, or {"size", "counts"}
    width: int  # of the photo
    height: int
    bbox: tuple[float, float, float, float]  # x, y, width, height in pixels
    trusted: bool  # drawn by a person, not by a program

    def mask(self) -> np.ndarray:
        """The object's mask (height, width), float in [0, 1]."""
        return segmentation_mask(self.segmentation, self.width, self.height)


def segmentation_mask(segmentation: Any, width: int, height: int) -> np.ndarray:
    """Decodes COCO's three ways to write a mask. Raises `DataError` on anything else."""
    if isinstance(segmentation, list):
        mask = np.zeros((height, width), dtype=np.float32)
        for ring in segmentation:
            points = np.asarray(ring, dtype=float).reshape(-1, 2) / (width, height)
            mask = np.maximum(mask, masks.polygon_mask(points, width, height))
        return mask
    if not isinstance(segmentation, dict) or set(segmentation) < {"size", "counts"}:
        raise DataError("a segmentation is a list of polygons or an object with 'size' and 'counts'")
    height, width = segmentation["size"]
    counts = segmentation["counts"]
    if isinstance(counts, list):
        return masks.decode_runs(tuple(counts), width, height).astype(np.float32)
    from pycocotools import mask as coco_mask  # only the compressed form needs it

    encoded = {"size": [height, width], "counts": counts.encode()}
    return coco_mask.decode(encoded).astype(np.float32)


def find_annotations(root: Path, split: str) -> list[Path]:
    """The instance files of a dataset folder that belong to `split` ("train" or "val")."""
    found = sorted([*root.glob("instances*.json"), *root.glob("annotations/instances*.json")])
    wanted = [path for path in found if ("val" in path.stem) == (split == "val")]
    if not wanted:
        raise DataError(
            f"{root} has no instances_{split}*.json, neither directly nor in annotations/: is it a COCO folder?"
        )
    return wanted


def read_instances(root: Path, *, split: str = "train") -> list[InstanceRecord]:
    """All usable objects of a COCO folder. Crowd annotations and groups are left out."""
    records: list[InstanceRecord] = []
    for path in find_annotations(root, split):
        try:
            document = json.loads(path.read_text())
            names = {category["id"]: category["name"] for category in document["categories"]}
            pictures = {image["id"]: image for image in document["images"]}
            annotations = document["annotations"]
            photos = _photos(root, pictures.values())
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise DataError(f"{path} is not a COCO instances file: {error!r}") from None
        for annotation in annotations:
            if annotation.get("iscrowd") or annotation.get("group"):
                continue
            picture = pictures.get(annotation["image_id"])
            if picture is None:
                raise DataError(
                    f"{path}: annotation {annotation.get('id')} names image {annotation['image_id']}, unknown"
                )
            records.append(
                InstanceRecord(
                    image=photos[picture["id"]],
                    category=names[annotation["category_id"]],
                    segmentation=annotation["segmentation"],
                    width=picture["width"],
                    height=picture["height"],
                    bbox=tuple(annotation["bbox"]),
                    trusted=not annotation.get("mask_quality", "").startswith("grabcut"),
                )
            )
    return records


def _photos(root: Path, pictures: Iterable[dict[str, Any]]) -> dict[int, Path | None]:
    """The photo of every image record, None where its annotations can serve as outlines only.

    That is so without a file name, when the photo on disk has another size than its record, and when several records
    of that size share one file (files of different folders that were copied over one another): the outline would lie on
    some other picture.
    """
    by_file: dict[Path, list[dict[str, Any]]] = defaultdict(list)
    photos: dict[int, Path | None] = {}
    for picture in pictures:
        photos[picture["id"]] = None
        path = find_image(root, picture["file_name"]) if picture["file_name"] else None
        if path is not None:
            by_file[path].append(picture)
    for path, records in by_file.items():
        with Image.open(path) as file:
            fitting = [record for record in records if (record["width"], record["height"]) == file.size]
        if len(fitting) == 1:
            photos[fitting[0]["id"]] = path
    return photos


def find_image(root: Path, name: str) -> Path:
    """Where a photo of a COCO folder lies. Raises `DataError` if it is in none of the usual places."""
    for folder in IMAGE_FOLDERS:
        if (root / folder / name).is_file():
            return root / folder / name
    raise DataError(f"{root}: image {name} is in none of the folders {', '.join(IMAGE_FOLDERS)}")


def is_whole_object(record: InstanceRecord) -> bool:
    """Whether a mask made by a program is likely one whole animal: inside the picture, filled, in one piece."""
    x, y, width, height = record.bbox
    if x < 2 or y < 2 or x + width > record.width - 2 or y + height > record.height - 2:
        return False
    mask = record.mask() > 0.5
    fill = mask.sum() / max(1.0, width * height)
    if not 0.4 < fill < 0.82:
        return False
    from skimage.measure import label

    sizes = np.bincount(label(mask).ravel())[1:]
    return sizes.size > 0 and sizes.max() / sizes.sum() > 0.95


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

    When augmenting, outlines are mirrored, turned by up to eight degrees and squeezed by up to a tenth first.
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
        self._weights = category_weights([record.category for record in self.records])
        self._outlines: dict[int, Image.Image] = {}

    def __len__(self) -> int:
        return len(self.records)

    def batch(self, size: int, count: int, generator: torch.Generator) -> Batch:
        chosen = torch.multinomial(self._weights, count, replacement=True, generator=generator).tolist()
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> Batch:
        """One outline (without the batch dimension) at `size` pixels; there is no picture."""
        outline = self._outline(index)
        if self.augment:
            flip, turn, squeeze = torch.rand(3, generator=generator).tolist()
            if flip < 0.5:
                outline = outline.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            outline = outline.rotate((turn - 0.5) * 16, Image.Resampling.BILINEAR, expand=True)
            width = max(2, round(outline.width * (0.9 + 0.2 * squeeze)))
            outline = outline.resize((width, outline.height), Image.Resampling.BILINEAR)
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


def stack(samples: list[Batch]) -> Batch:
    return Batch(*(torch.stack(tensors) for tensors in zip(*samples, strict=True)))
