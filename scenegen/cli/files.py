"""`scenegen render`: scenes in, pictures and files for other programs out."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scenegen.folder import FolderJob

OUTPUTS = "OUT.png|.ora|.psd|.gif|.webp|.json|DIR"


def render(
    scene: Annotated[
        Path,
        typer.Argument(
            metavar="SCENE|DIR",
            help="A scene document (JSON), an OpenRaster file, or a PNG of SceneGen's; or a folder of documents and "
            "OpenRaster files, painted into the folder -o. What is there already is left alone.",
        ),
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
    jobs: Annotated[int, typer.Option(min=1, help="Of a folder: so many processes at once.")] = 1,
    ending: Annotated[str, typer.Option("--as", help="Of a folder: png, ora, psd, gif or webp.")] = "png",
) -> None:
    """Paint a scene, or a folder of scenes, and write pictures or files for other programs.

    Shares of a folder on several machines: accelerate launch -m scenegen render DIR -o DIR
    """
    from scenegen.compositor import Compositor  # `scenegen --help` need not wait for the networks
    from scenegen.folder import FolderJob
    from scenegen.images import photo_sha256, read_photo, read_picture
    from scenegen.interchange.files import open_project, save_project
    from scenegen.interchange.parts import painted_parts
    from scenegen.interchange.png import write_layers

    given = {photo_sha256(pixels): pixels for pixels in map(read_picture, picture or [])}
    shown = None if photo is None else read_photo(photo)
    if scene.is_dir():
        job = FolderJob(scene, output, f".{ending}", layers, shown, given, bare, weights)
        _render_folder(job, jobs)
        return
    project = open_project(scene, original=open_project(original) if original else None)
    project = dataclasses.replace(
        project,
        photo=project.photo if shown is None else shown,
        pictures={**project.pictures, **given},
    )
    compositor = Compositor.from_weights(weights)
    findings = save_project(project, output, compositor, carry_scene=not bare)
    if layers is not None:
        write_layers(painted_parts(project, compositor), layers)
    for finding in (*project.findings, *findings):
        typer.echo(finding, err=True)


def _render_folder(job: FolderJob, jobs: int) -> None:
    """Tells of every scene that cannot be painted, and what became of the others; exit code 1 if there is one."""
    from scenegen.folder import launched_share, paint_folder

    share, shares = launched_share()
    counts = {"painted": 0, "there already": 0, "not painted": 0}
    for done in paint_folder(job, share=share, shares=shares, jobs=jobs):
        counts["not painted" if done.problem else "there already" if done.skipped else "painted"] += 1
        if done.problem:
            typer.echo(f"{done.scene.name}: {done.problem}", err=True)
    part = f" (share {share + 1} of {shares})" if shares > 1 else ""
    typer.echo(", ".join(f"{number} {what}" for what, number in counts.items()) + part)
    if counts["not painted"]:
        raise typer.Exit(1)
