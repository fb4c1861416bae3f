"""`scenegen data`: look at datasets, or draw one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

data_app = typer.Typer(help="Look at datasets, or draw one.", no_args_is_help=True)


@data_app.command("check")
def data_check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A COCO folder or a folder of pictures.")],
) -> None:
    """Say in plain words what is wrong with a dataset; exit code 1 if anything makes records unusable."""
    from scenegen.data.check import check_dataset

    findings = check_dataset(folder)
    for finding in findings:
        typer.echo(f"{finding.level:8} {finding.text}")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


@data_app.command("demo")
def data_demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the set goes.")],
    count: Annotated[int, typer.Option(min=2, max=100_000, help="How many pictures.")] = 400,
    seed: Annotated[int, typer.Option(min=0, help="Another seed draws another set.")] = 0,
) -> None:
    """Draw a small procedural set in COCO format: a first training run needs no download."""
    from scenegen.data.shapes import write_demo_set

    write_demo_set(folder, count=count, seed=seed)
    typer.echo(f"{count} pictures in {folder}; try: scenegen train box2mask --data {folder}")


@data_app.command("propose")
def data_propose(
    listing: Annotated[
        Path,
        typer.Argument(metavar="LISTING.json", help="COCO file; its images have a category_id or masks of a program."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the COCO folder goes.")],
    weights: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")] = None,
) -> None:
    """Let the segmentation network mask photos whose category is known; it says of which pixels it is unsure."""
    from scenegen.data.propose import propose
    from scenegen.weights import load_network, weights_folder

    counts = propose(load_network("segmentation", folder=weights_folder(weights)), listing, output)
    typer.echo(", ".join(f"{number} {reason}" for reason, number in counts.items()))
