"""A project with a layer of every kind, and a second opinion on how layers make a picture."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from scenegen.images import photo_sha256, trimmed
from scenegen.interchange.project import Project
from scenegen.scene import (
    CanvasSize,
    Frame,
    Layer,
    PhotoBackground,
    PhotoShape,
    PolygonShape,
    Scene,
    Stroke,
    StrokesShape,
)

WIDTH, HEIGHT = 96, 64


def noise(height: int, width: int, channels: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)


def cutout() -> np.ndarray:
    """An ellipse of noise with a soft edge, uint8 (14, 20, 4)."""
    pixels = noise(14, 20, 4)
    y, x = np.mgrid[-1:1:14j, -1:1:20j]
    pixels[..., 3] = np.clip((1.1 - np.hypot(x, y)) * 4, 0, 1) * 255
    return trimmed(pixels)[2]


def frame(cx: float, cy: float, **fields: object) -> Frame:
    return Frame(**{"cx": cx, "cy": cy, "width": 30, "height": 24, **fields})


def everything() -> Project:
    """On a photo, bottom first: a horse, a faint zebra, a hidden cow, a locked cut-out, a dog that takes its look from
    a picture, and a bird outside of the canvas."""
    photo, look, cut = noise(HEIGHT, WIDTH, 3, 1), noise(20, 24, 3, 2), cutout()
    strokes = StrokesShape(strokes=(Stroke(points=((0.2, 0.5), (0.8, 0.5)), width=0.5),), aspect=1.25)
    triangle = PolygonShape(points=((0, 0), (1, 0), (0, 1)))
    layers = (
        Layer(id="horse", name="Horse & <co>", category="horse", frame=frame(25, 30, rotation=20)),
        Layer(id="zebra", name="斑马", category="zebra", frame=frame(45, 36), shape=triangle, opacity=0.42),
        Layer(id="cow", name="Cow", category="cow", frame=frame(30, 20), shape=strokes, visible=False, opacity=0.9),
        Layer(id="car", name="Car", category=None, frame=frame(62.5, 31.5, width=25), locked=True,
              shape=PhotoShape(sha256=photo_sha256(cut))),
        Layer(id="dog", name="Dog", category="dog", frame=frame(70, 40), style_reference=photo_sha256(look)),
        Layer(id="bird", name="Bird", category="bird", frame=frame(-500, 40)),
    )  # fmt: skip
    scene = Scene(
        canvas=CanvasSize(width=WIDTH, height=HEIGHT),
        background=PhotoBackground(sha256=photo_sha256(photo)),
        layers=layers,
    )
    return Project(scene, photo, {photo_sha256(pixels): pixels for pixels in (look, cut)})


def composited(path: Path) -> np.ndarray:
    """The picture that the layers of an OpenRaster file make, by the formula in floating point: uint8 (H, W, 3)."""
    with zipfile.ZipFile(path) as archive:
        image = ElementTree.fromstring(archive.read("stack.xml"))
        canvas = np.zeros((int(image.get("h")), int(image.get("w")), 3))
        for layer in reversed(image.findall("stack/layer")):
            if layer.get("visibility") == "hidden":
                continue
            pixels = np.asarray(Image.open(io.BytesIO(archive.read(layer.get("src")))).convert("RGBA")) / 255
            x, y = int(layer.get("x")), int(layer.get("y"))
            below = canvas[y : y + pixels.shape[0], x : x + pixels.shape[1]]
            alpha = pixels[..., 3:] * float(layer.get("opacity"))
            below[...] = pixels[..., :3] * alpha + below * (1 - alpha)
    return np.rint(canvas * 255).astype(np.uint8)


def rewritten(path: Path, changes: dict[str, bytes | None], to: Path) -> Path:
    """A copy of a zip archive with other files in it; None leaves one out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info))
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return to
