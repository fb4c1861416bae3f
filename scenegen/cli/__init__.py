"""The command line: `scenegen render`, and what trains and inspects. Each module holds the commands of one task."""

from __future__ import annotations

import sys

import typer

from scenegen.alignment import AlignmentError
from scenegen.bench_editor import EditorBenchError
from scenegen.bench_server import ServerBenchError
from scenegen.cli.bench import bench_app, gallery
from scenegen.cli.data import data_app
from scenegen.cli.evaluation import compare_losses, compare_sizes, evaluate_app
from scenegen.cli.extract import extract
from scenegen.cli.files import outline, render, variants
from scenegen.cli.space import space_app
from scenegen.cli.training import export, train
from scenegen.data import DataError
from scenegen.finding import ExtractError
from scenegen.images import ImageError
from scenegen.interchange.project import InterchangeError
from scenegen.scene import SceneError
from scenegen.space import SpaceError
from scenegen.training.config import SettingError
from scenegen.weights import WeightsError

app = typer.Typer(
    help="A layered scene editor driven by generative adversarial networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# In the order in which the help lists them.
app.command()(render)
app.command()(variants)
app.command()(outline)
app.command()(extract)
app.command()(train)
app.command()(export)
app.add_typer(evaluate_app, name="evaluate")
app.command("compare-losses")(compare_losses)
app.command("compare-sizes")(compare_sizes)
app.command()(gallery)
app.add_typer(bench_app, name="bench")
app.add_typer(data_app, name="data")
app.add_typer(space_app, name="space")


_TOLD = (
    AlignmentError, DataError, EditorBenchError, ExtractError, ImageError, InterchangeError, SceneError,
    ServerBenchError, SettingError, SpaceError, WeightsError,
)  # fmt: skip


def main() -> None:
    """The entry point: what a person can cause is one sentence on stderr and exit code 1, never a traceback."""
    try:
        app()
    except _TOLD as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or 'File'}: {error.strerror or error}.")
