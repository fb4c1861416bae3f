"""`scenegen gallery` and `scenegen bench`: what the shipped weights draw, and how fast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scenegen.bench_editor import run_editor_bench


def gallery(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the pictures go.")] = Path(
        "docs"
    ),
    weights: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")] = None,
) -> None:
    """Draw sample sheets with the shipped weights: what to expect, generated from nothing but seeds."""
    from scenegen.compositor import Compositor
    from scenegen.gallery import write_gallery

    for path in write_gallery(Compositor.from_weights(weights), output):
        typer.echo(path)


def bench(
    weights: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")] = None,
    repeats: Annotated[int, typer.Option(min=2, help="Measurements of each operation.")] = 20,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    autocast: Annotated[
        bool | None, typer.Option(help="Run the networks in bfloat16; by default where the processor has it.")
    ] = None,
    editor: Annotated[
        str | None, typer.Option(metavar="URL", help="Time a running app in Chromium instead (needs playwright).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Time the operations behind an edit, or the editor in a browser: medians with quartiles in milliseconds."""
    if editor is not None:
        typer.echo(json.dumps(run_editor_bench(editor, repeats=repeats), indent=2))
        return
    import torch

    from scenegen.bench import run_bench
    from scenegen.compositor import Compositor

    if threads is not None:
        torch.set_num_threads(threads)
    report = run_bench(Compositor.from_weights(weights, autocast=autocast), repeats=repeats)
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    for name, figures in report["milliseconds"].items():
        low, high = figures["quartiles"]
        typer.echo(f"{name:32} {figures['median']:8.1f} ms  ({low:.1f} to {high:.1f}, n = {figures['repeats']})")
