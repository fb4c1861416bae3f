"""The usual inputs of every target, made by our own code; small, so that the corpus stays a few dozen kB."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.images import photo_sha256
from scenegen.interchange.files import save_project
from scenegen.interchange.project import Project
from scenegen.interchange.writing import png_bytes
from scenegen.scene import (
    CanvasSize,
    ColorSketch,
    Frame,
    GeneratedBackground,
    Layer,
    MaskShape,
    PhotoBackground,
    PhotoShape,
    PlainBackground,
    PolygonShape,
    Scene,
    Stroke,
    StrokesShape,
)
from tests.fuzz.targets import CORPUS
from tests.tiny import tiny_networks

WIDTH, HEIGHT = 32, 24


def write_seeds() -> None:
    """Writes `corpus/TARGET/usual-*`."""
    for target, name, data in _seeds():
        (CORPUS / target).mkdir(parents=True, exist_ok=True)
        (CORPUS / target / f"usual-{name}").write_bytes(data)


def _seeds() -> Iterator[tuple[str, str, bytes]]:
    projects = dict(_projects())
    compositor = Compositor(**tiny_networks(), device="cpu")
    for name, project in projects.items():
        for target in ("scene", "paint"):
            yield target, name, project.scene.to_json().encode()
        for target, ending in (("openraster", "ora"), ("png", "png")):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"scene.{ending}"
                save_project(project, path, compositor)
                yield target, name, path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            path = Path(folder) / "picture.png"
            grey = np.add.outer(np.arange(24), np.arange(32)) * 4
            picture = Image.fromarray(grey.astype(np.uint16 if mode == "I;16" else np.uint8))
            (picture if mode == "I;16" else picture.convert(mode)).save(path)
            yield "png", f"mode-{mode.replace(';', '')}", path.read_bytes()
            yield "mask", f"mode-{mode.replace(';', '')}", path.read_bytes()
    marked = np.zeros((24, 32, 4), dtype=np.uint8)
    marked[6:18, 8:24] = 255
    yield "mask", "marked", png_bytes(marked)


def _projects() -> Iterator[tuple[str, Project]]:
    """Scenes that use everything a document can hold."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    photo = np.dstack([8 * columns, 10 * rows, 4 * (rows + columns)]).astype(np.uint8)
    cut = np.dstack([photo[:8, :10, :2], photo[:8, :10, 0], np.full((8, 10), 200)]).astype(np.uint8)
    look = np.ascontiguousarray(photo[4:12, 4:12])
    polygon = PolygonShape(points=((0, 0), (1, 0), (0.5, 1)))
    strokes = StrokesShape(
        strokes=(
            Stroke(points=((0.2, 0.5), (0.8, 0.5)), width=0.5),
            Stroke(points=((0.5, 0.5),), width=0.1, erase=True),
        ),
        aspect=1.25,
    )
    drawn = (
        _layer("a", "Horse & <co>", shape=polygon, context="free"),
        _layer("b", "斑马", shape=strokes, opacity=0.42, visible=False),
        _layer("c", "Cow", shape=MaskShape(width=3, height=2, counts=(1, 3, 1, 1)), locked=True),
    )
    on_photo = (
        _layer("car", "Car", category=None, shape=PhotoShape(sha256=photo_sha256(cut))),
        _layer("dog", "Dog", category="dog", style_reference=photo_sha256(look)),
    )
    canvas = CanvasSize(width=WIDTH, height=HEIGHT)
    sketch = ColorSketch(width=2, height=1, pixels=((0, 99, 255), (200, 180, 90)))
    pictures = {photo_sha256(pixels): pixels for pixels in (cut, look)}
    yield "empty", Project(Scene(canvas=canvas, background=PlainBackground(rgb=(9, 99, 199))))
    yield "drawn", Project(Scene(canvas=canvas, background=GeneratedBackground(seed=3, sketch=sketch), layers=drawn))
    named = PhotoBackground(sha256=photo_sha256(photo))
    yield "photo", Project(Scene(canvas=canvas, background=named, layers=on_photo), photo, pictures)


def _layer(layer_id: str, name: str, **fields: object) -> Layer:
    frame = Frame(cx=15, cy=12.5, width=14, height=10, rotation=20, flip=True)
    return Layer(**{"id": layer_id, "name": name, "category": "horse", "frame": frame, **fields})
