"""Scene -> a short animation of how it is built up, layer by layer."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.interchange.project import Project

MAX_SIDE = 640
MILLISECONDS = 700
LAST_MILLISECONDS = 2_500


def write_animation(project: Project, compositor: Compositor, path: Path, kind: Literal["gif", "webp"]) -> None:
    """Writes an endless animation: the background, then the picture after each layer that can be seen."""
    frames: list[Image.Image] = []
    before: np.ndarray | None = None
    for canvas in compositor.steps(project.scene, project.photo, project.pictures):
        if before is None or not np.array_equal(before, canvas.pixels):
            frames.append(_reduced(canvas.pixels))
        before = canvas.pixels
    durations = [MILLISECONDS] * (len(frames) - 1) + [LAST_MILLISECONDS]
    options = {"quality": 85, "method": 4} if kind == "webp" else {"optimize": False}
    frames[0].save(path, kind, save_all=True, append_images=frames[1:], duration=durations, loop=0, **options)


def _reduced(pixels: np.ndarray) -> Image.Image:
    image = Image.fromarray(pixels)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return image
