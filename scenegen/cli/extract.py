"""`scenegen extract`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from PIL import Image

from scenegen.extract import cut_out, extracted_scene, filled_photo
from scenegen.finding import ExtractError, find
from scenegen.images import read_mask, read_photo
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
    mask: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take what this picture, as large as the photo, marks in white.")
    ] = None,
    fill: Annotated[bool, typer.Option("--fill", help="Also write the photo without the objects, and use it.")] = False,
    weights: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder of the weights; also a hub repository org/name@revision.")
    ] = None,
) -> None:
    """Take objects out of a photo: writes a scene and one RGBA PNG per object, as large as the photo.

    `scenegen render DIR/scene.json --photo PHOTO --picture DIR/00-object-1.png ...` paints the scene again.
    """
    pixels = read_photo(photo)
    folder = weights_folder(weights)
    found = find(
        lambda name: load_network(name, folder=folder),
        pixels,
        plate=None if plate is None else read_photo(plate),
        box=_numbers(box, "--box", 4),
        click=_numbers(click, "--click", 2),
        mask=None if mask is None else read_mask(mask),
        category=category,
    )
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
