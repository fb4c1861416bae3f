"""What is wrong with a dataset, in plain words. Label formats are what most training runs stumble over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from scenegen.data import DataError
from scenegen.data.cdnet import video_folders
from scenegen.data.check_labels import check_labels, check_videos
from scenegen.data.coco import find_annotations, find_image, segmentation_mask
from scenegen.data.findings import Finding, named
from scenegen.data.label_formats import COCO, find_format, nearly_a_format, why_unknown
from scenegen.data.pictures import list_pictures
from scenegen.scene import CATEGORIES


def check_dataset(root: Path) -> list[Finding]:
    """Looks through a COCO folder, label maps, CDnet videos or plain pictures; an empty folder is an error too."""
    if not root.is_dir():
        return [Finding("error", f"{root} is not a folder.")]
    if video_folders(root):
        return list(check_videos(root))
    layout = find_format(root)
    if layout is not None and layout[0] is not COCO:
        return list(check_labels(*layout))
    findings: list[Finding] = []
    found_annotations = False
    for split in ("train", "val"):
        try:
            paths = find_annotations(root, split)
        except DataError:
            continue
        found_annotations = True
        for path in paths:
            findings.extend(_check_instances(root, path))
    if found_annotations:
        return findings
    try:
        findings = _check_pictures(list_pictures(root))
        lacks = nearly_a_format(root)
        if lacks is not None and len(lacks[1]) == 1:
            findings.append(Finding("warning", f"{root.name} {why_unknown(root)}: only its pictures can be used."))
        return findings
    except DataError as error:
        unknown = f"No COCO annotations (instances*.json) and no pictures: {error}; {root.name} {why_unknown(root)}."
        return [Finding("error", unknown)]


def _check_pictures(paths: list[Path]) -> list[Finding]:
    unreadable, small = [], []
    for path in paths:
        try:
            with Image.open(path) as file:
                if min(file.size) < 128:
                    small.append(path.name)
        except OSError:
            unreadable.append(path.name)
    findings = [Finding("info", f"{len(paths)} pictures without labels.")]
    findings += named("error", "cannot be read as pictures", unreadable)
    findings += named("warning", "are smaller than 128 pixels and will look blurred", small)
    return findings


def _check_instances(root: Path, path: Path) -> Iterator[Finding]:
    try:
        document = json.loads(path.read_text())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        yield Finding("error", f"{path.name} is not valid JSON: {error}.")
        return
    absent = [key for key in ("images", "annotations", "categories") if not isinstance(document.get(key), list)]
    if absent:
        yield Finding("error", f"{path.name} lacks the lists {', '.join(absent)}: it is not in COCO instances format.")
        return
    pictures = {image["id"]: image for image in document["images"]}
    names = {category["id"]: category["name"] for category in document["categories"]}
    yield Finding("info", f"{path.name}: {len(pictures)} images, {len(document['annotations'])} objects.")
    yield from _check_photos(root, path.name, document["images"])
    yield from _check_annotations(path.name, document["annotations"], pictures, names)


def _check_photos(root: Path, name: str, pictures: list[dict[str, Any]]) -> Iterator[Finding]:
    missing, other_size = [], []
    users: Counter[str] = Counter()
    for picture in pictures:
        if not picture.get("file_name"):
            continue
        users[picture["file_name"]] += 1
        try:
            with Image.open(find_image(root, picture["file_name"])) as file:
                if file.size != (picture["width"], picture["height"]):
                    recorded = f"{picture['width']} x {picture['height']}"
                    other_size.append(f"{picture['file_name']} (recorded {recorded}, is {file.width} x {file.height})")
        except (DataError, OSError):
            missing.append(picture["file_name"])
    shared = [file for file, count in users.items() if count > 1]
    yield from named("error", f"of {name} are missing or unreadable", missing)
    yield from named("error", f"of {name} have another size than recorded; their masks would not fit", other_size)
    yield from named("warning", f"of {name} are named by several image records; were folders merged?", shared)


def _check_annotations(
    name: str, annotations: list[dict[str, Any]], pictures: dict[Any, dict[str, Any]], names: dict[Any, str]
) -> Iterator[Finding]:
    orphans, uncategorised, undecodable, empty, other_size = [], [], [], [], []
    counts: Counter[str] = Counter()
    for annotation in annotations:
        label = f"annotation {annotation.get('id')}"
        picture = pictures.get(annotation.get("image_id"))
        if picture is None:
            orphans.append(label)
            continue
        if annotation.get("category_id") not in names:
            uncategorised.append(label)
            continue
        segmentation = annotation.get("segmentation")
        size = (picture["height"], picture["width"])
        if isinstance(segmentation, dict) and tuple(segmentation.get("size", ())) != size:
            other_size.append(label)
            continue
        try:
            if segmentation_mask(segmentation, picture["width"], picture["height"]).max() < 0.5:
                empty.append(label)
        except (DataError, ValueError, TypeError, KeyError):
            undecodable.append(label)
            continue
        counts[names[annotation["category_id"]]] += 1
    yield from named("error", f"of {name} name an image that is not listed", orphans)
    yield from named("error", f"of {name} have a category_id that is not listed", uncategorised)
    yield from named("error", f"of {name} have a segmentation that is neither polygons nor run-lengths", undecodable)
    yield from named("error", f"of {name} have a mask of another size than their image", other_size)
    yield from named("warning", f"of {name} have an empty mask", empty)
    if counts:
        listed = ", ".join(f"{category} {count}" for category, count in counts.most_common())
        yield Finding("info", f"{name}: objects per category: {listed}.")
    few = [f"{category} ({count})" for category, count in counts.items() if count < 30 and category in CATEGORIES]
    yield from named("warning", f"categories of {name} have fewer than 30 objects, too few to learn a look", few)
    unknown = [category for category in counts if category not in CATEGORIES]
    yield from named("info", f"categories of {name} are not among SceneGen's and are left out", unknown)
