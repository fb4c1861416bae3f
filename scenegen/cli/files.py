"""`scenegen render`: scenes in, pictures and files for other programs out."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

OUTPUTS = "OUT.png|.ora|.psd|.gif|.webp|.json|DIR"


def render(
    scene: Annotated[
        Path,
        typer.Argument(metavar="SCENE", help="A scene document (JSON), an OpenRaster file, or a PNG of SceneGen's."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar=OUTPUTS,
            help="The picture with its scene (.png), a project with layers (.ora), Photoshop's (.psd), how it is built "
            "up (.gif, .webp), COCO training data that it is added to (.json), or one PNG per layer (a folder).",
        ),
    ],
    photo: Annotated[Path | None, typer.Option(metavar="FILE", help="The photo of a photo background.")] = None,
    picture: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A cut-out, or a picture that a layer takes its look from; repeatable."),
    ] = None,
    original: Annotated[
        Path | None,
        typer.Option(metavar="FILE.ora", help="SCENE as it was before another program saved it: its layers stay live."),
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Leave the scene out of a .png.")] = False,
    layers: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write one RGBA PNG per layer, as large as the canvas.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder of the weights; also a hub repository org/name@revision.")
    ] = None,
) -> None:
    """Paint a scene and write it as a picture, or as a file for another program."""
    from scenegen.compositor import Compositor  # `scenegen --help` need not wait for the networks
    from scenegen.images import photo_sha256, read_photo, read_picture
    from scenegen.interchange.files import open_project, save_project
    from scenegen.interchange.parts import painted_parts
    from scenegen.interchange.png import write_layers

    project = open_project(scene, original=open_project(original) if original else None)
    given = {photo_sha256(pixels): pixels for pixels in map(read_picture, picture or [])}
    project = dataclasses.replace(
        project,
        photo=project.photo if photo is None else read_photo(photo),
        pictures={**project.pictures, **given},
    )
    compositor = Compositor.from_weights(weights)
    findings = save_project(project, output, compositor, carry_scene=not bare)
    if layers is not None:
        write_layers(painted_parts(project, compositor), layers)
    for finding in (*project.findings, *findings):
        typer.echo(finding, err=True)
