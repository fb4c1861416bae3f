"""`scenegen evaluate`, `scenegen compare-losses` and `scenegen compare-sizes`: how good networks are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from scenegen.cli.experiments import experiment, report
from scenegen.cli.options import DataFolders, ManifestName, Network, update_manifest
from scenegen.training.config import SettingError
from scenegen.weights import load_network, read_manifest, weights_folder

if TYPE_CHECKING:
    from torch import nn


class _NetworkByDefault(TyperGroup):
    """`scenegen evaluate foreground` is `scenegen evaluate network foreground`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, self._named(ctx, args))

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        return super().resolve_command(ctx, self._named(ctx, args))

    def _named(self, ctx: typer.Context, args: list[str]) -> list[str]:
        known = not args or args[0] in (*self.commands, *ctx.help_option_names)
        return args if known else ["network", *args]


evaluate_app = typer.Typer(
    cls=_NetworkByDefault,
    no_args_is_help=True,
    help="Score a network (scenegen evaluate NETWORK), or compare systems: experiments and their report.",
)
evaluate_app.command()(experiment)
evaluate_app.command()(report)


@evaluate_app.command("network")
def evaluate(
    network: Annotated[Network, typer.Argument(help="Which network.")],
    data: DataFolders,
    weights: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")] = None,
    most: Annotated[int, typer.Option(min=8, help="At most so many held-out samples.")] = 200,
    record: Annotated[
        bool, typer.Option("--record", help="Also add the scores to those in the weights' manifest.")
    ] = False,
    split: Annotated[str, typer.Option(help="val or, where a set of label maps has one, test.")] = "val",
    entry: ManifestName = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write the scores there, with what they are of.")
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(metavar="FILE.png", help="Of foreground, background, their refiners, box2mask: made beside real."),
    ] = None,
    judges: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the classifier and segmenter that judge; by default --weights."),
    ] = None,
    inception: Annotated[
        Path | None, typer.Option(metavar="FILE", help="torch-fidelity's Inception weights, for the usual KID and FID.")
    ] = None,
) -> None:
    """Score a network on the held-out part of a data set; prints JSON with sample sizes and intervals."""
    from scenegen.evaluation.judges import load_judges
    from scenegen.evaluation.scores import held_out_source, is_judged, score
    from scenegen.evaluation.sheets import contact_sheet, has_sheet

    folder = weights_folder(weights)
    name = entry or network.value
    loaded = load_network(name, folder=folder)
    if sheet is not None and not has_sheet(loaded):
        raise SettingError(f"There is no sheet of {network.value}; there are those of the generators of the editor.")
    source, training = held_out_source(network.value, loaded, data, split)
    painting: dict[str, Any] = {}  # networks that paint what others are judged by
    if network in (Network.refiner, Network.box2mask):
        painting["foreground"] = _painting("foreground", folder)
    elif network is Network.background_refiner:
        painting["background"] = _painting("background", folder)
    judging = None
    if is_judged(loaded):  # without a choice by the weights' own judges, else by those that come with the package
        judging = load_judges([judges] if judges is not None else [folder, weights_folder()], inception)
        for sentence in judging.missing.values():
            typer.echo(sentence, err=True)
    if sheet is not None:
        sheet.parent.mkdir(parents=True, exist_ok=True)
        made = contact_sheet(loaded, source, training=training, **painting)
        made.save(sheet, format="PNG", optimize=True)
    scores = score(loaded, source, most=most, training=training, judges=judging, **painting)
    typer.echo(json.dumps(scores, indent=2))
    if json_file is not None:
        listed = read_manifest(folder)[name]
        report = {
            "network": name,
            "weights": {key: listed[key] for key in ("sha256", "steps") if key in listed},
            "data": [path.name for path in data],
            "split": split,
            **(judging.report() if judging is not None else {}),
            "scores": scores,
        }
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(report, indent=2) + "\n")
    if record:
        update_manifest(folder, name, {"scores": read_manifest(folder).get(name, {}).get("scores", {}) | scores})


def _painting(name: str, folder: Path) -> nn.Module:
    """A network that paints for others: of the weights' own folder, else the one that comes with the package."""
    return load_network(name, folder=folder if name in read_manifest(folder) else weights_folder())


def compare_losses(
    data: DataFolders,
    stage: Annotated[list[str], typer.Option(metavar="SIZE:UNTIL:BATCH", help="As for train; the same for all.")],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="One run per loss goes there.")] = Path(
        "runs/losses"
    ),
    variant: Annotated[str, typer.Option(help="Of segmentation.")] = "binary",
    split: Annotated[str, typer.Option(help="val or test.")] = "val",
    most: Annotated[int, typer.Option(min=8, help="At most so many held-out samples.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same for all.")] = 0,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
) -> None:
    """Train a segmentation network with each content loss, with and without its adversary, and print a table."""
    import dataclasses

    import torch

    from scenegen.evaluation.loss_table import as_markdown, loss_table
    from scenegen.training.config import PRESETS, read_stage
    from scenegen.training.parts import check_variant

    check_variant("segmentation", variant)
    if threads is not None:
        torch.set_num_threads(threads)
    stages = tuple(read_stage(text) for text in stage)
    config = dataclasses.replace(PRESETS["segmentation"], stages=stages, variant=variant, seed=seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    rows = []
    for row in loss_table(data, run, config, split=split, most=most, device=device):
        rows.append(row)
        (run / "table.json").write_text(json.dumps(rows, indent=2))
    typer.echo(as_markdown(rows))


def compare_sizes(
    data: DataFolders,
    stage: Annotated[list[str], typer.Option(metavar="SIZE:UNTIL:BATCH", help="As for train; the same for all.")],
    size: Annotated[
        list[str], typer.Option(metavar="WIDTHxLEVELS", help="Channels at full size and levels. Repeatable.")
    ],
    run: Annotated[Path, typer.Option("--run", metavar="DIR", help="One run per size goes there.")] = Path(
        "runs/sizes"
    ),
    most: Annotated[int, typer.Option(min=8, help="At most so many held-out samples.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same for all.")] = 0,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
) -> None:
    """Train foreground networks of several sizes alike; print a table of quality and time, and draw it as a curve."""
    import dataclasses

    import torch

    from scenegen.bench import time_one_object
    from scenegen.compositor import Compositor
    from scenegen.evaluation.experiments.charts import chart_svg
    from scenegen.evaluation.judges import load_judges
    from scenegen.evaluation.size_table import as_curve, as_markdown, read_size, size_figures, trained_sizes
    from scenegen.training.config import PRESETS, read_stage

    sizes = [read_size(text) for text in size]
    if threads is not None:
        torch.set_num_threads(threads)
    config = dataclasses.replace(
        PRESETS["foreground"], stages=tuple(read_stage(text) for text in stage), seed=seed, discriminator_ahead=0
    )
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    judges = load_judges([weights_folder()])
    networks, rows = [], []
    for each, network in trained_sizes(data, run, config, sizes, device=device):
        networks.append(network)
        rows.append({"size": str(each), **size_figures(network, data, judges, most=most)})
    others = {name: load_network(name) for name in ("background", "box2mask")}
    used = load_network("foreground").config.size  # the editor's crops, whatever these were trained at
    for network in networks:
        network.config = dataclasses.replace(network.config, size=used)
    times = time_one_object([Compositor(**others, foreground=network) for network in networks])
    rows = [{**row, "milliseconds": each} for row, each in zip(rows, times, strict=True)]
    (run / "table.json").write_text(json.dumps(rows, indent=2) + "\n")
    curve = as_curve(rows)
    (run / "sizes.svg").write_text(chart_svg(curve, {name: name for name in curve.lines}, standalone=True) + "\n")
    typer.echo(as_markdown(rows))
