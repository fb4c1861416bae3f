"""`scenegen evaluate experiment` and `scenegen evaluate report`: ours beside the systems that it is compared with."""

from __future__ import annotations

import json
import os
import platform
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenegen.training.config import SettingError

if TYPE_CHECKING:
    from scenegen.cli.systems import Compared
    from scenegen.evaluation.experiments.results import Result
    from scenegen.evaluation.experiments.setting import Setting

ALL = "all"

Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Held-out photos with masks (a COCO folder), backgrounds (a folder of pictures), label maps beside photos "
        "(pix2pix's pairs); repeatable. Without any all is made up by the editor's networks.",
    ),
]
Weights = Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")]
Baselines = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the baselines' weights; by default baselines/ in --weights."),
]
Most = Annotated[int, typer.Option(min=2, help="Samples of every figure.")]
Runs = Annotated[
    list[Path] | None,
    typer.Option("--run", metavar="DIR", help="A training run whose samples become a film; repeatable."),
]


def experiment(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which experiment, or all.")],
    data: Folders = None,
    weights: Weights = None,
    baselines: Baselines = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Sheets, curves and films go there.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write the figures there.")
    ] = None,
    most: Most = 24,
    run: Runs = None,
) -> None:
    """Do one of the paper's experiments with every system that there is; prints JSON with intervals."""
    names = _names(name)
    compared = _compared(weights, baselines, data, most, run)
    figures = {}
    for one, result in _results(names, compared.setting).items():
        figures[one] = result.as_json()
        if output is not None:
            _write(result, output, one, compared.setting)
    report = {
        "systems": compared.setting.titles(),
        "trained": compared.trained,
        "absent": list(compared.absent),
        "weights": compared.weights,
    }
    text = json.dumps({**report, "experiments": figures}, indent=2)
    typer.echo(text)
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(text + "\n", encoding="utf-8")


def report(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="index.html and figures.json go there.")
    ],
    data: Folders = None,
    weights: Weights = None,
    baselines: Baselines = None,
    most: Most = 24,
    run: Runs = None,
    photos: Annotated[
        bool, typer.Option("--photos", help="Also show pictures with photos of --data: mind their licence.")
    ] = False,
) -> None:
    """Do all experiments and write one HTML page that needs nothing beside itself."""
    from scenegen.evaluation.report import Provenance, report_html

    compared = _compared(weights, baselines, data, most, run)
    results = _results(_names(ALL), compared.setting)
    options = _options(data, weights, baselines, most, run)
    provenance = Provenance(
        command=shlex.join(["scenegen", "evaluate", "report", "-o", _shown(output), *options]),
        commands={name: shlex.join(["scenegen", "evaluate", "experiment", name, *options]) for name in results},
        hardware=_hardware(),
        weights=compared.weights,
        trained=compared.trained,
        data=compared.described,
        absent=compared.absent,
        photos_shown=photos,
    )
    output.mkdir(parents=True, exist_ok=True)
    page = report_html(compared.setting, results, provenance)
    (output / "index.html").write_text(page, encoding="utf-8")
    figures = {name: result.as_json() for name, result in results.items()}
    (output / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"{output / 'index.html'}: {len(page.encode()) / 1e6:.1f} MB")


def _names(name: str) -> list[str]:
    from scenegen.evaluation.experiments.table import EXPERIMENTS

    if name != ALL and name not in EXPERIMENTS:
        raise SettingError(f"There is no experiment {name!r}; choose one of {', '.join(EXPERIMENTS)}, or {ALL}.")
    return list(EXPERIMENTS) if name == ALL else [name]


def _compared(
    weights: str | None, baselines: Path | None, data: list[Path] | None, most: int, run: list[Path] | None
) -> Compared:
    from scenegen.cli.systems import compare  # `scenegen --help` need not wait for the networks

    compared = compare(weights, baselines, data or [], run or [], most=most, progress=_say)
    for sentence in compared.absent:
        _say(sentence)
    return compared


def _results(names: list[str], setting: Setting) -> dict[str, Result]:
    from scenegen.evaluation.experiments.table import EXPERIMENTS

    return {name: EXPERIMENTS[name].run(setting) for name in names}


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _write(result: Result, folder: Path, name: str, setting: Setting) -> None:
    """The sheets as PNG, the curves as SVG and the films as GIF, in the experiment's own folder."""
    from scenegen.evaluation.experiments.charts import chart_svg

    folder = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, sheet in enumerate(result.sheets, start=1):
        sheet.labelled().save(folder / f"sheet{number}.png", optimize=True)
    for number, curve in enumerate(result.curves, start=1):
        svg = chart_svg(curve, setting.titles(), standalone=True)
        (folder / f"curve{number}.svg").write_text(svg, encoding="utf-8")
    for number, animation in enumerate(result.animations, start=1):
        (folder / f"film{number}.gif").write_bytes(animation.data)


def _options(
    data: list[Path] | None, weights: str | None, baselines: Path | None, most: int, run: list[Path] | None
) -> list[str]:
    options = [part for folder in data or [] for part in ("--data", _shown(folder))]
    options += ["--weights", _shown(Path(weights))] if weights else []
    options += ["--baselines", _shown(baselines)] if baselines else []
    options += [part for folder in run or [] for part in ("--run", _shown(folder))]
    return [*options, "--most", str(most)]


def _shown(folder: Path) -> str:
    """A folder as it was given, of one elsewhere its name alone: where that lies is nobody's business."""
    elsewhere = folder.is_absolute() or ".." in folder.parts
    return folder.name if elsewhere else folder.as_posix()


def _hardware() -> str:
    import torch

    device = torch.cuda.get_device_name() if torch.cuda.is_available() else platform.processor() or platform.machine()
    return (
        f"Painted with PyTorch {torch.__version__} on {device}, {os.cpu_count()} processor cores, "
        f"{torch.get_num_threads()} of them used."
    )
