"""The short way: scenes and files in, pictures and files out. What it does in steps is in the modules that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.images import photo_sha256, read_photo, read_picture
from scenegen.interchange.files import Findings, open_project, save_project
from scenegen.interchange.project import Project
from scenegen.scene import Scene
from scenegen.weights import weights_folder

SceneLike = Scene | Project | Mapping[str, Any] | str | Path  # a path is that of a document, an .ora or a PNG
PhotoLike = Image.Image | np.ndarray | str | Path
PictureLike = np.ndarray | str | Path


def render(
    scene: SceneLike,
    *,
    photo: PhotoLike | None = None,
    pictures: Iterable[PictureLike] = (),
    weights: str | Path | None = None,
) -> Image.Image:
    """Paints a scene, RGB.

    `photo` is that of a photo background: the picture then has its size. `pictures` are the cut-outs and looks that
    layers name, as files or uint8 (h, w, 3) or (h, w, 4). `weights` is as for `Compositor.from_weights`; the networks
    are kept for the next call. Raises `SceneError`, `ImageError`, `InterchangeError` or `WeightsError`, each with one
    sentence.
    """
    project = _project(scene, photo, pictures)
    canvas = _compositor(weights_folder(weights)).render(project.scene, project.photo, project.pictures)
    return Image.fromarray(canvas.pixels)


def save(
    scene: SceneLike,
    path: str | Path,
    *,
    carry_scene: bool = True,
    photo: PhotoLike | None = None,
    pictures: Iterable[PictureLike] = (),
    weights: str | Path | None = None,
) -> Findings:
    """Paints a scene and writes it in the format that the name's ending says (see `save_project`).

    Takes what `render` takes, raises what it raises, and returns sentences about what the file holds besides the
    picture, or does not. Without `carry_scene` a `.png` is the picture alone.
    """
    project = _project(scene, photo, pictures)
    return save_project(project, path, _compositor(weights_folder(weights)), carry_scene=carry_scene)


def _project(scene: SceneLike, photo: PhotoLike | None, pictures: Iterable[PictureLike]) -> Project:
    if isinstance(scene, str | Path):
        project = open_project(scene)
    elif isinstance(scene, Project):
        project = scene
    else:
        project = Project(scene if isinstance(scene, Scene) else Scene.parse(dict(scene)))
    arrays = [read_picture(Path(picture)) if isinstance(picture, str | Path) else picture for picture in pictures]
    return replace(
        project,
        photo=project.photo if photo is None else _pixels(photo),
        pictures={**project.pictures, **{photo_sha256(array): array for array in arrays}},
    )


def _pixels(photo: PhotoLike) -> np.ndarray:
    if isinstance(photo, Image.Image):
        return np.array(photo.convert("RGB"))
    return read_photo(photo) if isinstance(photo, str | Path) else photo


@lru_cache(maxsize=2)
def _compositor(folder: Path) -> Compositor:
    return Compositor.from_weights(folder)
