"""COCO instances (official JSON: polygons, run-lengths, compressed run-lengths) -> records of objects."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scenegen import masks
from scenegen.data import DataError

PROPOSED = "proposed"  # the `mask_quality` of masks that a network drew
_PROGRAMS = ("grabcut", PROPOSED)

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
    proposed: bool = False  # by our segmenter, which was sure of it (`scenegen.data.propose`)
    group: bool = False  # several objects under one mask
    sequence: str = ""  # the video that the photo is a frame of; empty for a still
    unsure: Any = None  # which pixels near it may be its or not, as `segmentation`; None: all are known

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
    try:
        from pycocotools import mask as coco_mask  # only the compressed form needs it
    except ImportError:
        raise DataError('compressed run-lengths need pycocotools: pip install "scenegen[train]"') from None
    encoded = {"size": [height, width], "counts": counts.encode()}
    return coco_mask.decode(encoded).astype(np.float32)


def find_annotations(root: Path, split: str) -> list[Path]:
    """The instance files of a dataset folder that belong to `split` ("train" or "val")."""
    wanted = _annotations(root, split)
    if not wanted:
        raise DataError(
            f"{root} has no instances_{split}*.json, neither directly nor in annotations/: is it a COCO folder?"
        )
    return wanted


def has_split(root: Path, split: str) -> bool:
    """Whether a folder holds annotations of a split."""
    return bool(_annotations(root, split))


def _annotations(root: Path, split: str) -> list[Path]:
    found = sorted([*root.glob("instances*.json"), *root.glob("annotations/instances*.json")])
    return [path for path in found if ("val" in path.stem) == (split == "val")]


def read_instances(root: Path, *, split: str = "train", groups: bool = False) -> list[InstanceRecord]:
    """All usable objects of a COCO folder. Crowd annotations and groups are left out unless `groups` asks for them."""
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
            group = bool(annotation.get("iscrowd") or annotation.get("group"))
            if group and not groups:
                continue
            picture = pictures.get(annotation["image_id"])
            if picture is None:
                raise DataError(
                    f"{path}: annotation {annotation.get('id')} names image {annotation['image_id']}, unknown"
                )
            quality = annotation.get("mask_quality", "")
            records.append(
                InstanceRecord(
                    image=photos[picture["id"]],
                    category=names[annotation["category_id"]],
                    segmentation=annotation["segmentation"],
                    width=picture["width"],
                    height=picture["height"],
                    bbox=tuple(annotation["bbox"]),
                    trusted=not quality.startswith(_PROGRAMS),
                    proposed=quality == PROPOSED,
                    group=group,
                    sequence=picture.get("video", ""),
                    unsure=annotation.get("unsure"),
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
    """Whether a mask made by a program is likely one whole animal: inside the picture, filled, in one piece.

    Proposed ones are, or they would not have been.
    """
    if record.proposed:
        return True
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
