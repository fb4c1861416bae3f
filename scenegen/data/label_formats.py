"""Sets of label maps in their official layouts: VOC 2012, Cityscapes, ADE20K, CamVid, COCO, and plain pairs of folders.

`FORMATS` is the one table. A format is known by the folders and files that it needs; the first whose needs are met
reads the set.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenegen.data import IGNORE, DataError
from scenegen.data.camvid import read_camvid, read_camvid_colours, read_camvid_pairs
from scenegen.data.coco import has_split
from scenegen.data.labels import (
    IndexCode,
    LabelFile,
    LabelSet,
    numbered_code,
    paired,
    read_labelled_objects,
)
from scenegen.data.side_by_side import is_side_by_side, read_side_by_side

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class LabelFormat:
    name: str
    needs: tuple[str, ...]  # what lies in the root
    read: Callable[[Path, str], LabelSet]  # the set of a split
    inside: tuple[str, ...] = ()  # folders of the official archive in which the root may be hidden
    holds: Callable[[Path], bool] = lambda root: True  # where the folders' names alone do not tell

    def root(self, folder: Path) -> Path | None:
        """Where in a folder everything is that the format needs; None if it is nowhere."""
        for place in (folder, *(folder / name for name in self.inside)):
            if all((place / need).exists() for need in self.needs) and self.holds(place):
                return place
        return None

    def missing(self, folder: Path) -> list[str]:
        """What a folder lacks that has some of what the format needs; empty for quite other folders too."""
        lacks = [need for need in self.needs if not (folder / need).exists()]
        return lacks if len(lacks) < len(self.needs) else []


def find_format(folder: Path) -> tuple[LabelFormat, Path] | None:
    """The format of a folder and the root of the set in it."""
    for candidate in FORMATS:
        root = candidate.root(folder)
        if root is not None:
            return candidate, root
    if has_split(folder, "train") or has_split(folder, "val"):
        return COCO, folder
    return None


def read_label_set(folder: Path, split: str) -> LabelSet:
    """The label maps of a folder in any known layout. Raises `DataError` with one clear sentence."""
    found = find_format(folder)
    if found is None:
        raise DataError(f"{folder} {why_unknown(folder)}")
    layout, root = found
    labels = layout.read(root, split)
    if not labels.records:
        raise DataError(f"{folder} ({layout.name}) has no labelled photos in its split {split}")
    return labels


def why_unknown(folder: Path) -> str:
    """What a folder lacks to be a set of label maps."""
    lacks = nearly_a_format(folder)
    if lacks is not None:
        return f"looks like {lacks[0]}, but lacks {', '.join(lacks[1])}"
    names = ", ".join(dict.fromkeys(candidate.name for candidate in (*FORMATS, COCO)))
    return f"has the layout of none of the known sets of label maps: {names}"


def nearly_a_format(folder: Path) -> tuple[str, list[str]] | None:
    """The format that a folder has most of, and what it lacks; None if it has nothing of any."""
    nearly = [(candidate.name, lacks) for candidate in FORMATS if (lacks := candidate.missing(folder))]
    return min(nearly, key=lambda item: len(item[1])) if nearly else None


# --- PASCAL VOC 2012 ------------------------------------------------------------------------------------------------

VOC_CATEGORIES = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable",
    "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip


def read_voc(root: Path, split: str) -> LabelSet:
    """`ImageSets/Segmentation/SPLIT.txt` names photos; 255 is the border that nobody labelled."""
    names = root / "ImageSets" / "Segmentation" / f"{split}.txt"
    if not names.is_file():
        raise DataError(f"{root} has no {names.relative_to(root)}")
    code = numbered_code(len(VOC_CATEGORIES))
    records = []
    for name in names.read_text().split():
        numbers = root / "SegmentationObject" / f"{name}.png"
        photo, labels = root / "JPEGImages" / f"{name}.jpg", root / "SegmentationClass" / f"{name}.png"
        records.append(LabelFile(photo, labels, code, numbers if numbers.is_file() else None))
    return LabelSet(VOC_CATEGORIES, records)


# --- Cityscapes -----------------------------------------------------------------------------------------------------

# The benchmark's 19 classes in the order of their "train ids", and their ids in the label files.
_CITYSCAPES_IDS = {
    "road": 7, "sidewalk": 8, "building": 11, "wall": 12, "fence": 13, "pole": 17, "traffic light": 19,
    "traffic sign": 20, "vegetation": 21, "terrain": 22, "sky": 23, "person": 24, "rider": 25, "car": 26, "truck": 27,
    "bus": 28, "train": 31, "motorcycle": 32, "bicycle": 33,
}  # fmt: skip


def read_cityscapes(root: Path, split: str) -> LabelSet:
    """`gtFine/SPLIT/CITY/*_gtFine_labelIds.png`; ids that the benchmark does not score are IGNOREd."""
    categories = tuple(_CITYSCAPES_IDS)
    unscored = dict.fromkeys(range(34), IGNORE) | {255: IGNORE}  # 255 is the licence plates' -1
    code = IndexCode(unscored | {value: index for index, value in enumerate(_CITYSCAPES_IDS.values())})
    records = []
    for path in sorted((root / "gtFine" / split).glob("*/*_gtFine_labelIds.png")):
        stem = path.name.removesuffix("_gtFine_labelIds.png")
        photo = root / "leftImg8bit" / split / path.parent.name / f"{stem}_leftImg8bit.png"
        records.append(LabelFile(photo, path, code))
    return LabelSet(categories, records)


# --- ADE20K (the scene parsing benchmark's 150 classes) -------------------------------------------------------------


def read_ade20k(root: Path, split: str) -> LabelSet:
    """`annotations/training/*.png` with 1 to 150 as `objectInfo150.txt` names them; 0 is everything else, IGNOREd."""
    folder = {"train": "training", "val": "validation"}.get(split)
    if folder is None:
        raise DataError(f"{root} (ADE20K) has no labelled split {split}")
    lines = (root / "objectInfo150.txt").read_text().splitlines()[1:]
    try:
        names = {int(line.split("\t")[0]): line.split("\t")[-1].split(",")[0].strip() for line in lines if line.strip()}
    except ValueError:
        raise DataError(f"{root / 'objectInfo150.txt'} is not a table of numbers and names") from None
    places = {name: index for index, name in enumerate(names.values())}
    code = IndexCode({0: IGNORE} | {number: places[name] for number, name in names.items()})
    return LabelSet(tuple(places), paired(root / "images" / folder, root / "annotations" / folder, code))


# --- pairs ----------------------------------------------------------------------------------------------------------


def read_pairs(root: Path, split: str) -> LabelSet:
    """`images/` beside `labels/` (one value per pixel) and `classes.json` with {"ids": {name: value}}.

    Both folders lie in the root or in a folder per split; without split folders all is training. "void" is IGNOREd.
    """
    folder = root / split if (root / split / "labels").is_dir() else root
    if not (folder / "labels").is_dir() or (folder == root and split != "train"):
        raise DataError(f"{root} has no folder {split}/labels with held-out labels")
    path = root / "classes.json"
    try:
        ids = {str(name): int(value) for name, value in json.loads(path.read_text())["ids"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(f'{path} is not of the form {{"ids": {{"name": value, ...}}}}') from None
    named = sorted(set(ids) - {"void"}, key=lambda name: (name != "background", ids[name]))
    places = {name: index for index, name in enumerate(named)}
    code = IndexCode({value: places.get(name, IGNORE) for name, value in ids.items()})
    return LabelSet(tuple(places), paired(folder / "images", folder / "labels", code))


# --- the table ------------------------------------------------------------------------------------------------------

COCO = LabelFormat("COCO", (), read_labelled_objects)
FORMATS = (
    LabelFormat(
        "VOC 2012",
        ("JPEGImages", "SegmentationClass", "ImageSets/Segmentation"),
        read_voc,
        ("VOCdevkit/VOC2012", "VOC2012"),
    ),
    LabelFormat("Cityscapes", ("leftImg8bit", "gtFine"), read_cityscapes),
    LabelFormat(
        "ADE20K",
        ("images/training", "annotations/training", "objectInfo150.txt"),
        read_ade20k,
        ("ADEChallengeData2016",),
    ),
    LabelFormat("CamVid", ("701_StillsRaw_full", "LabeledApproved_full"), read_camvid_colours),
    LabelFormat("CamVid", ("train", "trainannot", "test", "testannot"), read_camvid, ("CamVid",)),
    LabelFormat("CamVid", ("test/images/Seq05VD_f00000.jpg", "test/labels/Seq05VD_f00000.png"), read_camvid_pairs),
    LabelFormat("pairs", ("classes.json", "images", "labels"), read_pairs),
    LabelFormat("pairs", ("classes.json", "train/images", "train/labels"), read_pairs),
    LabelFormat("pix2pix pairs", ("train",), read_side_by_side, ("facades",), holds=is_side_by_side),
)
