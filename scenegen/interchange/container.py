"""Files from strangers: zip archives and PNG pictures, opened within bounds."""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from scenegen.images import MAX_PHOTO_PIXELS, check_animation
from scenegen.interchange.project import InterchangeError
from scenegen.scene import shown
from scenegen.sentences import Sentence

MAX_FILES = 1_000  # in one archive
MAX_TEXT_BYTES = 8_000_000  # of a document or a list of layers
_MAX_RATIO = 20  # of all that is unpacked to the archive's size; pictures are compressed already
_BYTES_PER_PIXEL = 8  # of a PNG with 16 bits for each of four channels, if nothing could be compressed


@dataclass
class Budget:
    """How many pixels may be decoded: of one picture, and of all pictures of a file together."""

    one: int = MAX_PHOTO_PIXELS
    all: int = 4 * MAX_PHOTO_PIXELS

    def spend(self, width: int, height: int, name: str) -> None:
        """Takes a picture's pixels off. Raises `InterchangeError` if it is too large or they are spent."""
        if width * height > self.one:
            raise InterchangeError(
                Sentence(
                    "picture_too_large",
                    "{name} has {width} x {height} pixels; at most {megapixels} million are allowed.",
                    name=name,
                    width=width,
                    height=height,
                    megapixels=f"{self.one / 1e6:g}",
                )
            )
        self.all -= width * height
        if self.all < 0:
            raise InterchangeError(
                Sentence("pixels_spent", "{name} is one picture too many: its file holds too many pixels.", name=name)
            )


class Archive:
    """A zip archive that is only looked into: nothing is unpacked, so names in it cannot lead anywhere.

    Raises `InterchangeError` if it is broken, locked with a password, or larger than it may be.
    """

    def __init__(self, source: Path | bytes, name: str) -> None:
        self.name = name
        self._left = MAX_TEXT_BYTES + _MAX_RATIO * (len(source) if isinstance(source, bytes) else source.stat().st_size)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except Exception:  # broken archives: whatever zipfile stumbles over
            raise InterchangeError(
                Sentence("ora_unreadable", "{name} is not a readable OpenRaster file.", name=name)
            ) from None
        infos = self._zip.infolist()
        if len(infos) > MAX_FILES:
            raise InterchangeError(
                Sentence(
                    "file_parts",
                    "{name} holds {count} files; at most {limit} are allowed.",
                    name=name,
                    count=len(infos),
                    limit=MAX_FILES,
                )
            )
        self._infos = {info.filename: info for info in infos}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, file: str) -> bool:
        return file in self._infos

    def read(self, file: str, most: int = MAX_TEXT_BYTES) -> bytes:
        """A file's bytes, at most so many. Whatever the archive says of its length, no more are unpacked."""
        most = min(most, self._left)
        if file not in self._infos:
            raise InterchangeError(
                Sentence("part_missing", "{name} lacks the file {file}.", name=self.name, file=shown(file))
            )
        try:
            with self._zip.open(self._infos[file]) as opened:
                data = opened.read(most + 1)
        except Exception:  # and zlib
            raise InterchangeError(
                Sentence("part_locked", "{file} in {name} cannot be unpacked.", name=self.name, file=shown(file))
            ) from None
        if len(data) > most:
            raise InterchangeError(
                Sentence("part_too_large", "{file} in {name} is too large.", name=self.name, file=shown(file))
            )
        self._left -= len(data)
        return data

    def picture(self, file: str, budget: Budget) -> np.ndarray:
        """A PNG of the archive as uint8 (h, w, 4)."""
        data = self.read(file, _BYTES_PER_PIXEL * budget.one + MAX_TEXT_BYTES)
        return read_rgba(data, f"{shown(file)} in {self.name}", budget)


def open_png(source: Path | bytes, name: str, budget: Budget) -> PngImagePlugin.PngImageFile:
    """A PNG of allowed size that is not decoded yet. Raises `InterchangeError`."""
    try:
        check_animation(source, budget.one)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limit on sizes is ours
            image = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=("PNG",))
    except Image.DecompressionBombError:
        raise InterchangeError(Sentence("png_too_large", "{name} has too many pixels.", name=name)) from None
    except Exception:  # on broken files Pillow's decoders raise whatever they stumble over
        raise InterchangeError(Sentence("png_unreadable", "{name} is not a readable PNG picture.", name=name)) from None
    budget.spend(image.width, image.height, name)
    return image


def read_rgba(source: Path | bytes, name: str, budget: Budget) -> np.ndarray:
    """Decodes a PNG to uint8 (h, w, 4), 16 bits scaled to 8. Raises `InterchangeError`."""
    with open_png(source, name, budget) as image:
        return decoded(image, name)


def decoded(image: Image.Image, name: str) -> np.ndarray:
    """An opened picture as uint8 (h, w, 4). Raises `InterchangeError`."""
    try:
        if image.mode.startswith("I"):  # 16-bit grey; Pillow's own conversion would clip it
            grey = np.rint(np.asarray(image, dtype=np.float64) / 257).clip(0, 255).astype(np.uint8)
            image = Image.fromarray(grey)
        return np.array(image.convert("RGBA"))
    except Exception:  # see above
        raise InterchangeError(Sentence("png_unreadable", "{name} is not a readable PNG picture.", name=name)) from None
