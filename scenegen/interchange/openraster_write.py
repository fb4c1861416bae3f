"""Scene -> OpenRaster file: every layer as a picture for other programs, the document for SceneGen.

Source: the OpenRaster file layout specification (https://www.openraster.org/baseline/file-layout-spec.html).
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from scenegen.interchange.parts import Parts, look_of, opaque
from scenegen.interchange.project import SavedPart
from scenegen.interchange.stack import Entry, write_stack
from scenegen.interchange.writing import png_bytes

MIMETYPE = b"image/openraster"
DOCUMENT = "scenegen.json"  # the scene document as it is everywhere
SAVED_PARTS = "scenegen/parts.json"  # how its layers were written
BACKGROUND = "data/background.png"
THUMBNAIL_SIDE = 256
_NOTHING = np.zeros((1, 1, 4), dtype=np.uint8)  # a picture has at least one pixel


def picture_file(sha256: str) -> str:
    """Where the file keeps a cut-out, or a picture that a layer takes its look from."""
    return f"scenegen/pictures/{sha256}.png"


def write_openraster(parts: Parts, path: Path) -> None:
    """Writes an OpenRaster file; the same parts give the same bytes. A photo is its background layer."""
    width, height = parts.size
    background = Entry("Background", BACKGROUND)
    entries, saved = [background], [SavedPart(None, BACKGROUND, 0, 0, look_of(opaque(parts.background)))]
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, "mimetype", MIMETYPE)
        _add(archive, BACKGROUND, png_bytes(parts.background))
        for part in parts.layers:
            layer = part.layer
            file = f"data/scenegen-{layer.id}.png"
            _add(archive, file, png_bytes(part.pixels if part.pixels.size else _NOTHING))
            entries.append(Entry(layer.name, file, part.x, part.y, layer.opacity, layer.visible, layer.locked))
            saved.append(SavedPart(layer.id, file, part.x, part.y, look_of(part.pixels)))
        _add(archive, "stack.xml", write_stack(width, height, entries))
        _add(archive, "mergedimage.png", png_bytes(parts.canvas))
        _add(archive, "Thumbnails/thumbnail.png", png_bytes(_thumbnail(parts.canvas)))
        _add(archive, DOCUMENT, parts.project.scene.to_json().encode())
        _add(archive, SAVED_PARTS, json.dumps([asdict(part) for part in saved], indent=1).encode())
        for sha256, pixels in parts.project.pictures.items():
            _add(archive, picture_file(sha256), png_bytes(pixels))


def _thumbnail(canvas: np.ndarray) -> np.ndarray:
    image = Image.fromarray(canvas)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC)
    return np.asarray(image)


def _add(archive: zipfile.ZipFile, file: str, data: bytes) -> None:
    info = zipfile.ZipInfo(file)  # without the time of day: the same scene, the same file
    # The format wants its name uncompressed; pictures are compressed already.
    info.compress_type = zipfile.ZIP_STORED if file == "mimetype" or file.endswith(".png") else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)
