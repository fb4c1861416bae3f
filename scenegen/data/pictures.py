"""A plain folder of pictures, without labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from scenegen import images
from scenegen.data import Batch, DataError, stack

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
_GROUND = (-0.5, 0.4)  # how light it may be, in [-1, 1]; three in four landscapes are


def list_pictures(root: Path, split: str = "train") -> list[Path]:
    """The pictures of a folder (or of its `images/`) that belong to a split.

    Those that `{split}.txt` names; without such a list all are for training, except those that `val.txt` names.
    Raises `DataError` if there are none.
    """
    folder = root / "images" if (root / "images").is_dir() else root
    names, held_out_names = root / f"{split}.txt", root / "val.txt"
    if names.is_file():
        paths = _listed(root, folder, names)
    elif split != "train":
        raise DataError(f"{root} has no {names.name} that names its held-out pictures")
    else:
        held_out = set(_listed(root, folder, held_out_names)) if held_out_names.is_file() else set()
        found = folder.iterdir() if folder.is_dir() else ()
        paths = sorted(path for path in found if path.suffix.lower() in SUFFIXES and path not in held_out)
    if not paths:
        raise DataError(f"{root} holds no pictures ({', '.join(sorted(SUFFIXES))})")
    return paths


def _listed(root: Path, folder: Path, names: Path) -> list[Path]:
    """The pictures that a text file names, one a line. Raises `DataError` if one is not there."""
    paths = []
    for name in filter(None, map(str.strip, names.read_text().splitlines())):
        path = next((place / name for place in (folder, root) if (place / name).is_file()), None)
        if path is None:
            raise DataError(f"{root}: {name} is listed in {names.name} but not there")
        paths.append(path)
    return paths


class Pictures:
    """Whole pictures squeezed to a square, mirrored at random when augmenting."""

    categories: tuple[str, ...] = ()

    def __init__(self, roots: list[Path], *, split: str = "train", augment: bool = True) -> None:
        self.augment = augment
        if split == "val":  # some folders may be for training only, but not all
            roots = [root for root in roots if (root / "val.txt").is_file()] or roots
        self.paths = [path for root in roots for path in list_pictures(root, split)]

    def __len__(self) -> int:
        return len(self.paths)

    def batch(self, size: int, count: int, generator: torch.Generator) -> Batch:
        chosen = torch.randint(len(self.paths), (count,), generator=generator).tolist()
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> Batch:
        """One picture (without the batch dimension); mask, category and aspect are empty."""
        with Image.open(self.paths[index]) as file:
            picture = file.convert("RGB")
        if self.augment and torch.rand((), generator=generator) < 0.5:
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        picture = self._cut(picture, size, generator)
        zero = torch.tensor(0)
        mask = torch.zeros(1, size, size)
        return Batch(images.to_tensor(np.asarray(picture)), mask, zero, zero.float(), torch.tensor(index))

    def _cut(self, picture: Image.Image, size: int, generator: torch.Generator) -> Image.Image:
        """The square that is shown of a picture."""
        return picture if picture.size == (size, size) else picture.resize((size, size), Image.Resampling.LANCZOS)


class PictureWindows(Pictures):
    """Square windows of half the short side of pictures, wherever they may lie when augmenting, else in the middle.

    Pictures whose short side has fewer than `min_side` pixels are left out. Raises `DataError` if none is left.
    """

    def __init__(self, roots: list[Path], *, split: str = "train", min_side: int = 1, augment: bool = True) -> None:
        super().__init__(roots, split=split, augment=augment)
        self.paths = [path for path in self.paths if min(_size(path)) >= min_side]
        if not self.paths:
            raise DataError(f"no picture in {', '.join(map(str, roots))} has a short side of {min_side} pixels")

    def _cut(self, picture: Image.Image, size: int, generator: torch.Generator) -> Image.Image:
        scale = 2 * size / min(picture.size)
        width, height = (max(2 * size, round(side * scale)) for side in picture.size)
        across, down = torch.rand(2, generator=generator).tolist() if self.augment else (0.5, 0.5)
        left, top = round(across * (width - size)), round(down * (height - size))
        window = (left / scale, top / scale, (left + size) / scale, (top + size) / scale)
        return picture.resize((size, size), Image.Resampling.LANCZOS, box=window)


def _size(path: Path) -> tuple[int, int]:
    with Image.open(path) as file:
        return file.size


def coarse_colours(pictures: Pictures, cells: int) -> torch.Tensor:
    """The mean colours of a grid of cells over every picture, (N, 3, cells, cells) in [-1, 1]."""
    rng = torch.Generator()
    # Four pixels a cell are enough for an average, and small JPEGs decode faster.
    small = (pictures.sample(index, 4 * cells, rng).image for index in range(len(pictures)))
    return torch.stack([F.adaptive_avg_pool2d(image, cells) for image in small])


def levelness(layouts: torch.Tensor) -> torch.Tensor:
    """How much of a layout's variance its rows explain, (N, 3, L, L) -> (N,) in [0, 1]: 1 is a sky over a plain, where
    there is room for objects, 0 a wall of leaves."""
    deviation = layouts - layouts.mean((2, 3), keepdim=True)
    by_rows = deviation.mean(3, keepdim=True).square().mean((1, 2, 3))
    return by_rows / deviation.square().mean((1, 2, 3)).clamp(min=1e-6)


def standing_room(layouts: torch.Tensor) -> torch.Tensor:
    """By how much layouts (N, 3, L, L) are good for objects to stand in, (N,) in [-1, 1]: `levelness`, and one less
    where the lower half is too dark or too bright to see them well."""
    light = layouts[:, :, layouts.shape[2] // 2 :].mean((1, 2, 3))
    darkest, brightest = _GROUND
    return levelness(layouts) - ((light < darkest) | (light > brightest)).to(layouts.dtype)


class Layouts:
    """The coarse colours of whole pictures: averages over a grid of cells. All of them are kept in memory: `layouts`
    (N, 3, cells, cells) in [-1, 1]."""

    categories: tuple[str, ...] = ()

    def __init__(self, roots: list[Path], *, cells: int = 16, split: str = "train", augment: bool = True) -> None:
        self.augment = augment
        self.layouts = coarse_colours(Pictures(roots, split=split, augment=False), cells)

    def __len__(self) -> int:
        return len(self.layouts)

    def batch(self, size: int, count: int, generator: torch.Generator) -> Batch:
        chosen = torch.randint(len(self), (count,), generator=generator).tolist()
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> Batch:
        """One layout at `size` cells (without the batch dimension), mirrored at random when augmenting."""
        layout = images.resize(self.layouts[index], size, size)
        if self.augment and torch.rand((), generator=generator) < 0.5:
            layout = layout.flip(-1)
        zero = torch.tensor(0)
        return Batch(layout, torch.zeros(1, size, size), zero, zero.float(), torch.tensor(index))
