"""The short way: scenes and files in, pictures and files out. What it does in steps is in the modules that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.extract import cut_out, extracted_scene, filled_photo
from scenegen.finding import find
from scenegen.images import marked, photo_sha256, read_mask, read_photo, read_picture
from scenegen.interchange.files import Findings, open_project, save_project
from scenegen.interchange.project import Project
from scenegen.masks import as_bitmap, decode_runs
from scenegen.scene import MaskShape, Scene
from scenegen.variation import Facet, Variant, layer_of, painted_variants, seeds_after
from scenegen.weights import load_network, weights_folder

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


def variants(
    scene: SceneLike,
    layer: str,
    of: Facet = "look",
    count: int = 4,
    *,
    first: int | None = None,
    photo: PhotoLike | None = None,
    pictures: Iterable[PictureLike] = (),
    weights: str | Path | None = None,
) -> list[Variant]:
    """Other looks or shapes of the object with the id `layer`, to choose from.

    `first` is the first of `count` seeds in a row, by default the one that follows the object's own. Takes what
    `render` takes and raises what it raises; `NoVariantsError` for what is drawn by hand or cut out of a photo.
    """
    project = _project(scene, photo, pictures).settled()
    seeds = seeds_after(project.scene, layer, of, count, first)
    compositor = _compositor(weights_folder(weights))
    return list(painted_variants(compositor, project.scene, layer, of, seeds, project.photo, project.pictures))


def outline(
    scene: SceneLike,
    layer: str,
    *,
    photo: PhotoLike | None = None,
    weights: str | Path | None = None,
) -> MaskShape:
    """The outline of the object with the id `layer`, drawn by a network or by hand, as a bitmap of its frame.

    Put into the layer as its `shape` it is the same object; `mask_image` makes a picture of it. With the `photo` of a
    photo background the frame is that of the scene in the photo's size. Raises what `render` raises.
    """
    found = layer_of(_project(scene, photo, ()).settled().scene, layer)
    return as_bitmap(_compositor(weights_folder(weights)).outline(found), found.frame)


def mask_image(shape: MaskShape) -> Image.Image:
    """A bitmap as a black and white picture, "L"; white is inside."""
    return Image.fromarray(decode_runs(shape.counts, shape.width, shape.height).astype(np.uint8) * 255)


def extract_objects(
    photo: PhotoLike,
    *,
    plate: PhotoLike | None = None,
    box: Sequence[float] | None = None,
    click: Sequence[float] | None = None,
    mask: Image.Image | str | Path | None = None,
    category: str | None = None,
    fill: bool = False,
    weights: str | Path | None = None,
) -> Project:
    """Takes objects out of a photo: a project whose scene has each as a layer where it was, to render, edit and save.

    Takes the one in a `box` (x0, y0, x1, y1) or at a `click` (x, y), in pixels; what a `mask` of the photo's aspect
    marks in white; what stands before a `plate`, the same place without it; or all that is found. `category` is what
    they are, where the network does not know it. With `fill` the background is the photo without them. Raises
    `ExtractError`, `AlignmentError`, `ImageError` or `WeightsError`, each with one sentence.
    """
    pixels, folder = _pixels(photo), weights_folder(weights)
    found = find(
        lambda name: load_network(name, folder=folder),
        pixels,
        plate=None if plate is None else _pixels(plate),
        box=box,
        click=click,
        mask=None if mask is None else _marked(mask),
        category=category,
    )
    cutouts = [cut_out(pixels, rough) for rough in found]
    below = filled_photo(pixels, cutouts) if fill else pixels
    scene = extracted_scene(pixels, cutouts, background=below)
    return Project(scene, below, {cutout.sha256: cutout.pixels for cutout in cutouts})


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


def _marked(mask: Image.Image | str | Path) -> np.ndarray:
    return marked(mask) if isinstance(mask, Image.Image) else read_mask(mask)


@lru_cache(maxsize=2)
def _compositor(folder: Path) -> Compositor:
    return Compositor.from_weights(folder)
