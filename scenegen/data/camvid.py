"""CamVid (Brostow et al. 2009) with the 11 classes and the split that SegNet (Badrinarayanan et al. 2017) made usual.

It goes round in three layouts: the official one with 32 colours, SegNet's with one value per pixel, and a folder per
split with `images/` and `labels/` in it.
"""

from __future__ import annotations

from pathlib import Path

from scenegen.data import IGNORE, DataError
from scenegen.data.labels import ColourCode, LabelSet, numbered_code, paired

CATEGORIES = (
    "sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "bicyclist",
)  # fmt: skip
_VOID = 11

# The official 32 classes: colour in the label files, and to which of the 11 each belongs.
_COLOURS: dict[str, tuple[tuple[int, int, int], str]] = {
    "Animal": ((64, 128, 64), "pedestrian"),
    "Archway": ((192, 0, 128), "building"),
    "Bicyclist": ((0, 128, 192), "bicyclist"),
    "Bridge": ((0, 128, 64), "building"),
    "Building": ((128, 0, 0), "building"),
    "Car": ((64, 0, 128), "car"),
    "CartLuggagePram": ((64, 0, 192), "pedestrian"),
    "Child": ((192, 128, 64), "pedestrian"),
    "Column_Pole": ((192, 192, 128), "pole"),
    "Fence": ((64, 64, 128), "fence"),
    "LaneMkgsDriv": ((128, 0, 192), "road"),
    "LaneMkgsNonDriv": ((192, 0, 64), "road"),
    "Misc_Text": ((128, 128, 64), "sign"),
    "MotorcycleScooter": ((192, 0, 192), "bicyclist"),
    "OtherMoving": ((128, 64, 64), "car"),
    "ParkingBlock": ((64, 192, 128), "pavement"),
    "Pedestrian": ((64, 64, 0), "pedestrian"),
    "Road": ((128, 64, 128), "road"),
    "RoadShoulder": ((128, 128, 192), "pavement"),
    "Sidewalk": ((0, 0, 192), "pavement"),
    "SignSymbol": ((192, 128, 128), "sign"),
    "Sky": ((128, 128, 128), "sky"),
    "SUVPickupTruck": ((64, 128, 192), "car"),
    "TrafficCone": ((0, 0, 64), "pole"),
    "TrafficLight": ((0, 64, 64), "sign"),
    "Train": ((192, 64, 128), "car"),
    "Tree": ((128, 128, 0), "tree"),
    "Truck_Bus": ((192, 128, 192), "car"),
    "Tunnel": ((64, 0, 64), "building"),
    "VegetationMisc": ((192, 192, 0), "tree"),
    "Void": ((0, 0, 0), ""),
    "Wall": ((64, 192, 0), "building"),
}


def published_split(name: str) -> str:
    """Where SegNet's lists put a frame: "train" (367), "val" (101) or "test" (233 frames)."""
    sequence, _, number = name.partition("_")
    if sequence == "Seq05VD":
        return "test"
    if not number.isdecimal():
        return "train"  # 0006R0_f00930 and the like
    if sequence == "0001TP":
        return "test" if int(number) >= 8_550 else "train"
    return "val" if 7_959 <= int(number) <= 8_159 else "train"  # a densely labelled part of 0016E5


def read_camvid_colours(root: Path, split: str) -> LabelSet:
    """The official layout: `701_StillsRaw_full/NAME.png` and `LabeledApproved_full/NAME_L.png` in 32 colours."""
    code = ColourCode({colour: CATEGORIES.index(c) if c else IGNORE for colour, c in _COLOURS.values()})
    records = paired(root / "701_StillsRaw_full", root / "LabeledApproved_full", code, suffix="_L")
    return LabelSet(CATEGORIES, [record for record in records if published_split(record.image.stem) == split])


def read_camvid(root: Path, split: str) -> LabelSet:
    """SegNet's layout: `train/` beside `trainannot/` and so on, 0 to 10 and 11 for void."""
    return _indexed(root / split, root / f"{split}annot")


def read_camvid_pairs(root: Path, split: str) -> LabelSet:
    """A folder per split with `images/` and `labels/`, 0 to 10 and 11 for void."""
    return _indexed(root / split / "images", root / split / "labels")


def _indexed(photos: Path, labels: Path) -> LabelSet:
    if not labels.is_dir():
        raise DataError(f"{labels} is missing")
    code = numbered_code(len(CATEGORIES))
    return LabelSet(CATEGORIES, paired(photos, labels, type(code)({**code.indices, _VOID: IGNORE})))
