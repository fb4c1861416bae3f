"""pix2pix pairs (Isola et al. 2017): one picture file, the photo on its left half, label colours on its right.

The official `facades` (CMP, Tylecek & Sara 2013) is such a set. Its files are JPEGs, so a label's colour is only nearly
one of the palette: the nearest counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from scenegen import images
from scenegen.data import DataError
from scenegen.data.labels import LabelSet
from scenegen.data.pictures import SUFFIXES

Palette = dict[str, tuple[int, int, int]]

CMP_FACADES: Palette = {
    "background": (0, 6, 217),
    "facade": (13, 61, 251),
    "window": (0, 117, 255),
    "door": (0, 201, 255),
    "cornice": (29, 255, 221),
    "sill": (104, 248, 152),
    "balcony": (184, 255, 56),
    "blind": (238, 237, 40),
    "deco": (255, 146, 4),
    "molding": (255, 68, 1),
    "pillar": (246, 0, 1),
    "shop": (165, 0, 0),
}
_FAR = 90  # mean distance to the palette, in 8-bit colour units, beyond which a picture holds other colours
_LISTING = "palette.json"


@dataclass(frozen=True)
class SideBySide:
    """One file of a pair. See `labels.LabelRecord`."""

    image: Path
    palette: tuple[tuple[int, int, int], ...]
    sequence: str = ""
    trusted: bool = True
    kind: str = ""

    def photo(self) -> np.ndarray:
        """The left half, uint8 (H, W / 2, 3)."""
        pixels = images.read_photo(self.image)
        return pixels[:, : pixels.shape[1] // 2]

    def label(self) -> np.ndarray:
        """The nearest colour's index at every pixel of the right half. Raises `DataError` if it holds other colours."""
        pixels = images.read_photo(self.image)
        colours = pixels[:, pixels.shape[1] - pixels.shape[1] // 2 :].astype(np.int32)
        squared = np.stack([((colours - colour) ** 2).sum(-1) for colour in self.palette])
        if np.sqrt(squared.min(0)).mean() > _FAR:
            raise DataError(f"{self.image} does not hold the palette's colours on its right half")
        return squared.argmin(0).astype(np.uint8)

    def objects(self) -> list[np.ndarray]:
        """None: what is labelled covers the picture."""
        return []


def is_side_by_side(root: Path) -> bool:
    """Whether the first picture of `train/` is twice as wide as high and nothing else lies there."""
    folder = root / "train"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    if not found or any(path.suffix.lower() not in SUFFIXES for path in found):
        return False
    try:
        with Image.open(found[0]) as file:
            return file.width == 2 * file.height
    except OSError:
        return False


def read_side_by_side(root: Path, split: str) -> LabelSet:
    """`train/`, `val/` and `test/` as they are there; a set without `val/` is judged on its `test/`.

    The palette is that of the CMP facades, or what `palette.json` says: {"name": [red, green, blue], ...}.
    """
    folder = root / split
    if split == "val" and not folder.is_dir():
        folder = root / "test"
    if not folder.is_dir():
        raise DataError(f"{root} has no folder {split}")
    palette = _palette(root / _LISTING)
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return LabelSet(tuple(palette), [SideBySide(path, tuple(palette.values())) for path in files])


def _palette(path: Path) -> Palette:
    if not path.is_file():
        return CMP_FACADES
    try:
        return {str(name): (int(r), int(g), int(b)) for name, (r, g, b) in json.loads(path.read_text()).items()}
    except (ValueError, TypeError, AttributeError):
        raise DataError(f'{path} is not of the form {{"name": [red, green, blue], ...}}') from None
