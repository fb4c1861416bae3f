"""The command line: `scenegen render`, and what trains and inspects."""

from __future__ import annotations

import json
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args

import numpy as np
import typer
from PIL import Image

from scenegen.alignment import AlignmentError
from scenegen.bench_editor import EditorBenchError, run_editor_bench
from scenegen.cli_extract import extract
from scenegen.data import DataError
from scenegen.finding import ExtractError
from scenegen.images import ImageError, read_photo, read_picture
from scenegen.scene import Scene, SceneError
from scenegen.training.config import Precision, SettingError
from scenegen.weights import (
    MANIFEST,
    WeightsError,
    load_network,
    read_manifest,
    weights_folder,
    write_manifest_entry,
)

app = typer.Typer(
    help="A layered scene editor driven by generative adversarial networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Makes sub-commands of the commands below, even while there is only one."""


@app.command()
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


app.command()(extract)


# --- data -----------------------------------------------------------------------------------------------------------

data_app = typer.Typer(help="Look at datasets, or draw one.", no_args_is_help=True)
app.add_typer(data_app, name="data")


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


# --- training -------------------------------------------------------------------------------------------------------


class Network(str, Enum):
    """What can be trained."""

    background = "background"
    box2mask = "box2mask"
    bscgan = "bscgan"
    foreground = "foreground"
    mask_prior = "mask_prior"
    segmentation = "segmentation"


DataFolders = Annotated[
    list[Path], typer.Option("--data", metavar="DIR", help="A COCO folder or a folder of pictures; repeatable.")
]
ManifestName = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="The manifest's name of the weights, by default NETWORK.")
]
RunFolder = Annotated[
    Path | None, typer.Option("--run", metavar="DIR", help="Checkpoints, metrics, samples; by default runs/NETWORK.")
]


@app.command()
def train(
    network: Annotated[Network, typer.Argument(help="Which network.")],
    data: DataFolders,
    run: RunFolder = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(metavar="SIZE:UNTIL:BATCH", help="Pixels, last step and batch of a stage; repeatable, in order."),
    ] = None,
    precision: Annotated[str, typer.Option(help="bf16, fp16 or fp32.")] = "bf16",
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; by default the GPU if there is one.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides everything random.")] = 0,
    sample_minutes: Annotated[float, typer.Option(min=0, help="Between sample sheets and checkpoints.")] = 4,
    variant: Annotated[
        str | None,
        typer.Option(
            help="segmentation: guided, binary, animals, classes, and without skip connections binary-plain and "
            "classes-plain; bscgan: small, paper, resnet101."
        ),
    ] = None,
    content: Annotated[
        list[str] | None,
        typer.Option(help="segmentation: ce, dice, focal2, focal4; bscgan: dice, mse. Repeatable: the sum."),
    ] = None,
    adversarial: Annotated[str | None, typer.Option(help="Of segmentation and bscgan: bce or lsgan.")] = None,
    adversarial_weight: Annotated[
        float | None, typer.Option(min=0, help="Of segmentation and bscgan; 0 trains without a discriminator.")
    ] = None,
    without: Annotated[
        str | None, typer.Option(metavar="VIDEO", help="bscgan: a CDnet video that is kept to be judged on.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done, check the data, stop.")] = False,
) -> None:
    """Train a network, or go on with a run: the same command again resumes it."""
    import dataclasses

    import torch

    from scenegen.training.config import PRESETS, read_stage, with_mask_options
    from scenegen.training.parts import PARTS, build_source, check_variant
    from scenegen.training.runs import run as train_network

    name = network.value
    folder = run or Path("runs") / name
    common = {"precision": _precision(precision), "seed": seed, "sample_seconds": 60 * sample_minutes}
    configs = {part: dataclasses.replace(PRESETS[part], **common) for part in PARTS[name]}
    if stage:  # of the last part: the earlier ones are quick
        last = PARTS[name][-1]
        configs[last] = dataclasses.replace(configs[last], stages=tuple(read_stage(text) for text in stage))
    for part, config in configs.items():
        configs[part] = with_mask_options(
            part,
            config,
            variant=variant,
            content=tuple(content or ()),
            adversarial=adversarial,
            adversarial_weight=adversarial_weight,
            without=without,
        )
        check_variant(part, configs[part].variant)
    if threads is not None:
        torch.set_num_threads(threads)
    chosen = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    if dry_run:
        parts = {
            part: {
                "samples": len(build_source(part, data, config.variant, without=config.without)),
                **dataclasses.asdict(config),
            }
            for part, config in configs.items()
        }
        typer.echo(json.dumps({"network": name, "run": str(folder), "device": str(chosen), "parts": parts}, indent=2))
        return
    typer.echo(f"Weights: {train_network(name, data, folder, configs, device=chosen)}")


def _precision(name: str) -> Precision:
    if name not in get_args(Precision):
        raise SettingError(f"There is no precision {name!r}; choose one of {', '.join(get_args(Precision))}.")
    return name


@app.command()
def export(
    network: Annotated[Network, typer.Argument(help="Which network.")],
    data: DataFolders,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.safetensors", help="Where the weights go.")],
    run: RunFolder = None,
    entry: ManifestName = None,
) -> None:
    """Write slim weights from a run's last checkpoint, finished or not, and list them in the manifest beside them.

    What the manifest says of the network besides (data, licence, hardware) stays.
    """
    from scenegen.training.runs import export_checkpoint

    name = network.value
    steps = export_checkpoint(name, data, run or Path("runs") / name, output)
    _update_manifest(output.parent, entry or name, {"file": output.name, "steps": steps})
    typer.echo(f"Weights of step {', '.join(map(str, steps.values()))}: {output}")


@app.command()
def evaluate(
    network: Annotated[Network, typer.Argument(help="Which network.")],
    data: DataFolders,
    weights: Annotated[str | None, typer.Option(metavar="DIR", help="Folder of the weights.")] = None,
    most: Annotated[int, typer.Option(min=8, help="At most so many held-out samples.")] = 200,
    record: Annotated[bool, typer.Option("--record", help="Also write the scores into the weights' manifest.")] = False,
    split: Annotated[str, typer.Option(help="val or, where a set of label maps has one, test.")] = "val",
    entry: ManifestName = None,
) -> None:
    """Score a network on the held-out part of a data set; prints JSON with sample sizes and intervals."""
    from scenegen.evaluation.scores import held_out_source, score

    folder = weights_folder(weights)
    name = entry or network.value
    loaded = load_network(name, folder=folder)
    source, training = held_out_source(network.value, loaded, data, split)
    scores = score(loaded, source, most=most, training=training)
    typer.echo(json.dumps(scores, indent=2))
    if record:
        _update_manifest(folder, name, {"scores": scores})


@app.command("compare-losses")
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


def _update_manifest(folder: Path, name: str, news: dict[str, Any]) -> None:
    entries = read_manifest(folder) if (folder / MANIFEST).exists() else {}
    write_manifest_entry(folder, name, {**entries.get(name, {}), **news})


@app.command()
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


@app.command()
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


_TOLD = (
    AlignmentError, DataError, EditorBenchError, ExtractError, ImageError, SceneError, SettingError, WeightsError,
)  # fmt: skip


def main() -> None:
    """The entry point: what a person can cause is one sentence on stderr and exit code 1, never a traceback."""
    try:
        app()
    except _TOLD as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or 'File'}: {error.strerror or error}.")
