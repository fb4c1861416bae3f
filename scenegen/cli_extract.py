"""The command line's way from a photo to layers: `scenegen extract`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from PIL import Image

from scenegen.extract import cut_out, extracted_scene, filled_photo
from scenegen.finding import ExtractError, RoughObject, find_before_plate, find_object, find_objects
from scenegen.images import read_photo
from scenegen.scene import CATEGORIES
from scenegen.weights import load_network, weights_folder


def extract(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="The photo.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where scene and layers go.")],
    plate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The same place without the objects: takes whatever differs.")
    ] = None,
    category: Annotated[
        str | None, typer.Option(help="What the objects are, where the network does not know it.")
    ] = None,
    box: Annotated[str | None, typer.Option(metavar="X0,Y0,X1,Y1", help="Take what is in this box, in pixels.")] = None,
    click: Annotated[str | None, typer.Option(metavar="X,Y", help="Take what is at this pixel.")] = None,
    fill: Annotated[bool, typer.Option("--fill", help="Also write the photo without the objects, and use it.")] = False,
    weights: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder of the weights; also a hub repository org/name@revision.")
    ] = None,
) -> None:
    """Take objects out of a photo: writes a scene and one RGBA PNG per object, as large as the photo.

    `scenegen render DIR/scene.json --photo PHOTO --picture DIR/00-object-1.png ...` paints the scene again.
    """
    pixels = read_photo(photo)
    found = _found(pixels, plate, category, box, click, weights)
    cutouts = [cut_out(pixels, rough) for rough in found]
    below = filled_photo(pixels, cutouts) if fill else pixels
    scene = extracted_scene(pixels, cutouts, background=below)
    by_name = {cutout.sha256: cutout for cutout in cutouts}
    for index, layer in enumerate(scene.layers):
        path = output / f"{index:02d}-{layer.id}.png"
        _write(by_name[layer.shape.sha256].on_photo(pixels), path)
        typer.echo(f"{layer.name}: {path}")
    if fill:
        _write(below, output / "background.png")
        typer.echo(f"The photo without them: {output / 'background.png'}")
    (output / "scene.json").write_text(scene.to_json(), encoding="utf-8")
    typer.echo(f"The scene: {output / 'scene.json'}")


def _found(
    pixels: np.ndarray,
    plate: Path | None,
    category: str | None,
    box: str | None,
    click: str | None,
    weights: str | None,
) -> list[RoughObject]:
    if category not in (None, *CATEGORIES):
        raise ExtractError(f"There is no category {category!r}; choose one of {', '.join(CATEGORIES)}.")
    folder = weights_folder(weights)
    if plate is not None:
        if box is not None or click is not None:
            raise ExtractError("With a plate everything that differs is taken; leave out the box or click.")
        return find_before_plate(load_network("bscgan", folder=folder), pixels, read_photo(plate), category=category)
    if box is None and click is None:
        return find_objects(load_network("segmentation", folder=folder), pixels, category=category)
    place = {"box": _numbers(box, "--box", 4), "click": _numbers(click, "--click", 2)}
    return [find_object(load_network("segmentation", folder=folder), pixels, **place, category=category)]


def _numbers(text: str | None, option: str, count: int) -> tuple[float, ...] | None:
    if text is None:
        return None
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != count:
        raise ExtractError(f"{option} takes {count} numbers with commas between them, not {text!r}.")
    return numbers


def _write(pixels: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, compress_level=1)
