"""What writing files has in common: pictures as PNG, and files that appear only when they are complete."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image


def png_bytes(pixels: np.ndarray) -> bytes:
    """A picture uint8 (h, w, 3) or (h, w, 4) as PNG."""
    data = io.BytesIO()
    # A photo of 12 million pixels takes two thirds of the time that level 4 takes, and a tenth more bytes.
    Image.fromarray(pixels).save(data, "PNG", compress_level=1)
    return data.getvalue()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place to write a file that takes the name `path` when all went well; a file of that name stays until then."""
    place = path.with_name(f".{path.name}.part")
    try:
        yield place
        os.replace(place, path)
    finally:
        place.unlink(missing_ok=True)
