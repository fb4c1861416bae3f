"""`scenegen gallery` and `scenegen bench`: what the shipped weights draw, and how fast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scenegen.bench_editor import run_editor_bench
from scenegen.bench_start import run_start_bench

bench_app = typer.Typer(help="Time the operations behind an edit, the editor, or a server with many editors.")


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


@bench_app.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    weights: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")] = None,
    repeats: Annotated[int, typer.Option(min=2, help="Measurements of each operation.")] = 20,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    device: Annotated[str | None, typer.Option(help="cpu or cuda; by default the GPU if there is one.")] = None,
    autocast: Annotated[
        bool | None, typer.Option(help="Run the networks in bfloat16; by default where the processor has it.")
    ] = None,
    rivals: Annotated[bool, typer.Option(help="Time other programs' networks in the same run, too.")] = True,
    start: Annotated[
        bool, typer.Option(help="Time starting the app of this folder instead (needs playwright), and its size.")
    ] = False,
    report_folder: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Measure all that DIR/performance.md tells, and write it there."),
    ] = None,
    editor: Annotated[
        str | None, typer.Option(metavar="URL", help="Time a running app in Chromium instead (needs playwright).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Time the operations behind an edit beside other programs' networks, the start, or the editor in a browser."""
    if context.invoked_subcommand is not None:
        return
    if editor is not None:
        typer.echo(json.dumps(run_editor_bench(editor, repeats=repeats), indent=2))
        return
    if start:
        typer.echo(json.dumps(run_start_bench(Path("app.py")), indent=2))
        return
    import torch

    from scenegen.bench import run_bench
    from scenegen.bench_tables import performance_tables
    from scenegen.compositor import Compositor

    if threads is not None:
        torch.set_num_threads(threads)
    start_up = {"start_up": run_start_bench(Path("app.py"))} if report_folder is not None else {}
    compositor = Compositor.from_weights(weights, device=device, autocast=autocast)
    report = run_bench(compositor, repeats=repeats, rivals=rivals or report_folder is not None) | start_up
    if report_folder is not None:
        _write_report(report, report_folder)
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    elif report_folder is not None:
        typer.echo(performance_tables(report))
    else:
        for name, figures in report["milliseconds"].items():
            low, high = figures["quartiles"]
            typer.echo(f"{name:32} {figures['median']:8.1f} ms  ({low:.1f} to {high:.1f}, n = {figures['repeats']})")
        for name, ratio in report.get("ratios", {}).items():
            typer.echo(f"{name:32} {ratio:8.1f} times as long as add_object_256")


def _write_report(report: dict[str, Any], folder: Path) -> None:
    from scenegen.bench_tables import performance_tables, roofline, with_tables

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "roofline.svg").write_text(roofline(report), encoding="utf-8")
    page = folder / "performance.md"
    if page.is_file():
        text = with_tables(page.read_text(encoding="utf-8"), performance_tables(report))
        page.write_text(text, encoding="utf-8")


@bench_app.command("server")
def bench_server(
    url: Annotated[str | None, typer.Argument(help="A running app.")] = None,
    start: Annotated[bool, typer.Option("--start", help="Start this checkout's app, and stop it again.")] = False,
    editors: Annotated[str, typer.Option(help="How many at once, one number after the other.")] = "1,4,16,64",
    seconds: Annotated[float, typer.Option(min=1, help="How long each number edits.")] = 30,
    rate: Annotated[float, typer.Option(min=0.01, help="Edits of each in a second.")] = 1,
    edits: Annotated[int | None, typer.Option(min=1, help="Stop after so many of all together instead.")] = None,
    pid: Annotated[int | None, typer.Option(help="The running app's process, to tell its memory.")] = None,
    anywhere: Annotated[bool, typer.Option("--anywhere", help="Load a server that is not on this machine.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let many editors at once edit scenes, through the queue that the page uses too: time from edit to picture."""
    from scenegen.bench_server import run_server_bench, started_server

    counts = [int(count) for count in editors.split(",") if count.strip().isdigit() and int(count)]
    if not counts or len(counts) != len(editors.split(",")):
        raise typer.BadParameter("editors are numbers like 1,4,16.")
    if (url is None) != start:
        raise typer.BadParameter("give a URL, or --start.")
    options = {"editors": counts, "seconds": seconds, "rate": rate, "edits": edits, "anywhere": anywhere}
    if url is not None:
        report = run_server_bench(url, pid=pid, **options)
    else:
        with started_server() as (own, process):
            report = run_server_bench(own, pid=process, **options)
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    for run in report["runs"]:
        times = run["edit_to_picture_ms"] or {"median": "-", "percentile_95": "-"}
        memory = run["server_megabytes"]
        typer.echo(
            f"{run['editors']:3} editors  {run['pictures_per_second']:6.1f} pictures/s   edit to picture "
            f"{times['median']} ms, 95 % within {times['percentile_95']} ms (n = {run['edits']})   "
            f"superseded {run['superseded']}, busy {run['busy']}, errors {sum(run['errors'].values())}"
            + (f"   memory {memory[0]} to {memory[-1]} MB" if memory else "")
        )
