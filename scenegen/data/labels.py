"""Label maps: which category every pixel of a photo belongs to. One record type for files, one for COCO objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image
from skimage.measure import label as connected_pieces

from scenegen import images
from scenegen.data import IGNORE, DataError
from scenegen.data.coco import InstanceRecord, read_instances, segmentation_mask
from scenegen.data.pictures import SUFFIXES

_SMALLEST_PIECE = 0.002  # of the picture; smaller pieces are no objects that a person would point at


class LabelRecord(Protocol):
    """A photo whose pixels are labelled."""

    image: Path
    sequence: str  # the video that it is a frame of; empty for a still
    trusted: bool  # labelled by a person, not by a program
    kind: str  # the category by which photos are drawn evenly; empty where it is not known without looking

    def photo(self) -> np.ndarray:
        """uint8 (H, W, 3)."""
        ...

    def label(self) -> np.ndarray:
        """uint8 (H, W): indices into the set's categories, or IGNORE."""
        ...

    def objects(self) -> list[np.ndarray]:
        """The single objects that a person might point at, boolean (H, W)."""
        ...


@dataclass(frozen=True)
class LabelSet:
    categories: tuple[str, ...]  # the first is the background where there is one
    records: list[LabelRecord]


# --- label files ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IndexCode:
    """One-channel label files: the value in the file -> index of the category, or IGNORE."""

    indices: Mapping[int, int]

    def decode(self, pixels: np.ndarray) -> np.ndarray:
        if pixels.ndim != 2:
            raise DataError("is a colour picture, but one value per pixel is expected")
        table = np.full(int(pixels.max(initial=0)) + 1, -1, dtype=np.int16)
        for value, index in self.indices.items():
            if value < len(table):
                table[value] = index
        decoded = table[pixels]
        if decoded.min(initial=0) < 0:
            strange = sorted({int(value) for value in np.unique(pixels[decoded < 0])})
            raise DataError(f"has the values {_listed(strange)}, which mean nothing in this format")
        return decoded.astype(np.uint8)


@dataclass(frozen=True)
class ColourCode:
    """Colour label files: RGB -> index of the category, or IGNORE."""

    indices: Mapping[tuple[int, int, int], int]

    def decode(self, pixels: np.ndarray) -> np.ndarray:
        if pixels.ndim != 3:
            raise DataError("has one value per pixel, but colours are expected")
        packed = pixels[..., :3].astype(np.int32) @ np.array([65_536, 256, 1])
        decoded = np.full(packed.shape, -1, dtype=np.int16)
        for (r, g, b), index in self.indices.items():
            decoded[packed == r * 65_536 + g * 256 + b] = index
        if decoded.min(initial=0) < 0:
            strange = [f"#{value:06x}" for value in np.unique(packed[decoded < 0])]
            raise DataError(f"has the colours {_listed(strange)}, which mean nothing in this format")
        return decoded.astype(np.uint8)


def numbered_code(count: int) -> IndexCode:
    """0, 1, ... are the categories themselves, 255 is IGNOREd."""
    return IndexCode({index: index for index in range(count)} | {255: IGNORE})


def _listed(values: list, most: int = 5) -> str:
    return ", ".join(map(str, values[:most])) + (f" and {len(values) - most} more" if len(values) > most else "")


@dataclass(frozen=True)
class LabelFile:
    """A photo and the file that labels it, pixel by pixel."""

    image: Path
    path: Path
    code: IndexCode | ColourCode
    object_path: Path | None = None  # numbers the objects, where the format has such files (VOC)
    sequence: str = ""
    trusted: bool = True
    kind: str = ""

    def photo(self) -> np.ndarray:
        return images.read_photo(self.image)

    def label(self) -> np.ndarray:
        """See `LabelRecord`. Raises `DataError` for unreadable files and values that mean nothing."""
        try:
            return self.code.decode(read_label(self.path))
        except DataError as error:
            raise DataError(f"{self.path} {error}") from None

    def objects(self) -> list[np.ndarray]:
        """By the object file, else the connected pieces of every category but the first."""
        if self.object_path is not None:
            numbers = read_label(self.object_path)
            return [numbers == number for number in np.unique(numbers) if number not in (0, IGNORE)]
        label = self.label()
        pieces = connected_pieces(np.where(label == IGNORE, 0, label), background=0)
        sizes = np.bincount(pieces.ravel())
        return [pieces == n for n in range(1, len(sizes)) if sizes[n] > _SMALLEST_PIECE * label.size]


def paired(photos: Path, labels: Path, code: IndexCode | ColourCode, *, suffix: str = "") -> list[LabelRecord]:
    """The label files (PNG) of a folder with the photos of the same name, which lack the labels' `suffix`.

    A label file without a photo is left in, so that reading it says what is missing.
    """
    by_name = {path.stem: path for path in photos.glob("*") if path.suffix.lower() in SUFFIXES}
    files = sorted(path for path in labels.glob("*.png") if path.stem.endswith(suffix))
    names = [path.stem.removesuffix(suffix) for path in files]
    return [
        LabelFile(by_name.get(name, photos / f"{name}.jpg"), path, code)
        for name, path in zip(names, files, strict=True)
    ]


def read_label(path: Path) -> np.ndarray:
    """The values of a label file as stored: (H, W) or (H, W, 3); palettes are not applied, 16 bits are kept."""
    try:
        with Image.open(path) as file:
            return np.asarray(file if file.mode in ("P", "L", "I;16", "I", "RGB") else file.convert("RGB"))
    except FileNotFoundError:
        raise DataError("does not exist") from None
    except OSError:
        raise DataError("is not readable as a picture") from None


# --- COCO instances as label maps -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LabelledObjects:
    """The objects of one photo, back to front as in the file."""

    image: Path
    instances: tuple[InstanceRecord, ...]
    categories: tuple[str, ...]

    @property
    def sequence(self) -> str:
        return self.instances[0].sequence

    @property
    def trusted(self) -> bool:
        return all(record.trusted for record in self.instances)

    @property
    def kind(self) -> str:
        return self.instances[0].category

    def photo(self) -> np.ndarray:
        return images.read_photo(self.image)

    def label(self) -> np.ndarray:
        """See `LabelRecord`; background where no object is, IGNOREd where a program was not sure."""
        label = np.zeros((self.instances[0].height, self.instances[0].width), dtype=np.uint8)
        for record in self.instances:
            label[record.mask() > 0.5] = self.categories.index(record.category)
        for record in self.instances:
            if record.unsure is not None:
                label[segmentation_mask(record.unsure, record.width, record.height) > 0.5] = IGNORE
        return label

    def objects(self) -> list[np.ndarray]:
        """Every object by itself; groups are left out."""
        return [record.mask() > 0.5 for record in self.instances if not record.group]


def read_labelled_objects(root: Path, split: str) -> LabelSet:
    """The photos of a COCO folder with everything that is annotated in them."""
    by_photo: dict[Path, list[InstanceRecord]] = defaultdict(list)
    for record in read_instances(root, split=split, groups=True):
        if record.image is not None:
            by_photo[record.image].append(record)
    names = {record.category for instances in by_photo.values() for record in instances}
    categories = ("background", *sorted(names - {"background"}))
    return LabelSet(categories, [LabelledObjects(image, tuple(i), categories) for image, i in by_photo.items()])
