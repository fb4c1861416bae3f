"""`scenegen render`: scenes in, pictures out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from PIL import Image

from scenegen.images import read_photo, read_picture
from scenegen.scene import Scene


def render(
    scene: Annotated[Path, typer.Argument(metavar="SCENE.json", help="The scene document.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.png", help="Where the picture goes.")],
    photo: Annotated[Path | None, typer.Option(metavar="FILE", help="The photo of a photo background.")] = None,
    picture: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A cut-out, or a picture that a layer takes its look from; repeatable."),
    ] = None,
    layers: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write one RGBA PNG per layer, as large as the canvas.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder of the weights; also a hub repository org/name@revision.")
    ] = None,
) -> None:
    """Paint a scene and write it as a PNG."""
    from scenegen.compositor import Compositor  # `scenegen --help` need not wait for the networks
    from scenegen.images import photo_sha256

    document = Scene.from_json(scene.read_bytes())
    below = None if photo is None else read_photo(photo)
    pictures = {photo_sha256(pixels): pixels for pixels in map(read_picture, picture or [])}
    canvas = Compositor.from_weights(weights).render(document, below, pictures)
    _write(canvas.pixels, output)
    if layers is None:
        return
    height, width = canvas.pixels.shape[:2]
    for index, layer in enumerate(canvas.layers):
        # The id is letters, digits, "_" and "-" only, so it is safe in a file's name.
        _write(layer.on_canvas(width, height), layers / f"{index:02d}-{layer.id}.png")


def _write(pixels: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, format="PNG")
