"""`scenegen space`: the editor as a Space of the Hugging Face hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

space_app = typer.Typer(help="Host the editor as a Space of the Hugging Face hub.", no_args_is_help=True)


@space_app.callback()
def _space() -> None:
    pass  # `export` stays a command of its own, however many there are


@space_app.command("export")
def space_export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the Space goes; new or empty.")],
    weights: Annotated[
        str | None,
        typer.Option(metavar="DIR|ORG/NAME@REVISION", help="Weights to take along, or the repository to name instead."),
    ] = None,
) -> None:
    """Write a folder that is a Space as it is: the editor, its networks, and the versions it needs."""
    from scenegen.space import export_space

    for sentence in export_space(folder, weights):
        typer.echo(sentence)
