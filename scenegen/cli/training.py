"""`scenegen train` and `scenegen export`: from data to weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from scenegen.cli.options import DataFolders, ManifestName, Network, RunFolder, update_manifest
from scenegen.training.config import Precision, SettingError


def train(
    network: Annotated[Network, typer.Argument(help="Which network.")],
    data: DataFolders,
    run: RunFolder = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SIZE:UNTIL:BATCH",
            help="Pixels, last step and batch of a stage; repeatable, in order. Of a background those of its painter; "
            "those of its layout are layout=16:UNTIL:BATCH.",
        ),
    ] = None,
    precision: Annotated[
        str | None, typer.Option(help="bf16, fp16 or fp32; by default bf16, on processors that imitate it fp32.")
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; by default the GPU if there is one.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads.")] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that draw batches ahead: for a GPU, as many as there are cores.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Decides everything random.")] = 0,
    sample_minutes: Annotated[float, typer.Option(min=0, help="Between sample sheets and checkpoints.")] = 4,
    variant: Annotated[
        str | None,
        typer.Option(
            help="segmentation: imagenet, and from nothing guided, binary, animals, classes, binary-plain, "
            "classes-plain (plain: no skip connections); bscgan: small, paper, resnet101; pix2pix: unet256, "
            "unet256-batch, unet5; foreground: oasis, patches."
        ),
    ] = None,
    content: Annotated[
        list[str] | None,
        typer.Option(
            help="segmentation: ce, dice, focal2, focal4, and of objects as one category object_ce, object_dice; "
            "bscgan: dice, mse. Repeatable: the sum."
        ),
    ] = None,
    adversarial: Annotated[str | None, typer.Option(help="Of segmentation and bscgan: bce or lsgan.")] = None,
    adversarial_weight: Annotated[
        float | None, typer.Option(min=0, help="Of segmentation and bscgan; 0 trains without a discriminator.")
    ] = None,
    without: Annotated[
        str | None, typer.Option(metavar="VIDEO", help="bscgan: a CDnet video that is kept to be judged on.")
    ] = None,
    start_from: Annotated[
        Path | None,
        typer.Option(metavar="FILE.safetensors", help="Weights that a new run begins with: to go on training them."),
    ] = None,
    width: Annotated[
        int | None,
        typer.Option(min=4, help="Channels of cnn_l1, pix2pix, pix2pixpp and the paper's networks, if not the usual."),
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(min=1e-6, max=1, help="Of the generator, if not the usual.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done, check the data, stop.")] = False,
) -> None:
    """Train a network, or go on with a run: the same command again resumes it.

    With several processes or GPUs: accelerate launch -m scenegen train ...
    """
    import dataclasses

    import torch

    from scenegen.models.precision import processor_computes_bfloat16
    from scenegen.training.config import PRESETS, read_stages, started, with_mask_options, with_width
    from scenegen.training.parts import PARTS, build_source, check_stages, check_variant
    from scenegen.training.processes import joined
    from scenegen.training.runs import run as train_network
    from scenegen.weights import load_network

    name = network.value
    folder = run or Path("runs") / name
    _check_precision(precision)
    common: dict[str, Any] = {"seed": seed, "sample_seconds": 60 * sample_minutes}
    if learning_rate is not None:
        common["learning_rate"] = learning_rate
    configs = {part: dataclasses.replace(PRESETS[part], **common) for part in PARTS[name]}
    for part, stages in read_stages(stage or [], PARTS[name]).items():
        configs[part] = dataclasses.replace(configs[part], stages=stages)
    for part, config in configs.items():
        configs[part] = with_mask_options(
            part,
            with_width(part, config, width),
            variant=variant,
            content=tuple(content or ()),
            adversarial=adversarial,
            adversarial_weight=adversarial_weight,
            without=without,
        )
        if start_from is not None:
            configs[part] = started(configs[part])
        check_variant(part, configs[part].variant)
        check_stages(part, configs[part].stages)
    if threads is not None:
        torch.set_num_threads(threads)
    with joined(device) as (processes, chosen):
        usual = "bf16" if chosen.type != "cpu" or processor_computes_bfloat16() else "fp32"
        configs = {part: dataclasses.replace(config, precision=precision or usual) for part, config in configs.items()}
        if dry_run:
            parts = {
                part: {
                    "samples": len(build_source(part, data, config.variant, without=config.without)),
                    **dataclasses.asdict(config),
                }
                for part, config in configs.items()
            }
            told = {"network": name, "run": str(folder), "device": str(chosen), "processes": processes.count}
            if processes.first:
                typer.echo(json.dumps({**told, "parts": parts}, indent=2))
            return
        begun = None if start_from is None else load_network(start_from)
        path = train_network(
            name, data, folder, configs, device=chosen, start_from=begun, processes=processes, workers=workers
        )
    if processes.first:
        typer.echo(f"Weights: {path}")


def _check_precision(name: str | None) -> None:
    if name not in (None, *get_args(Precision)):
        raise SettingError(f"There is no precision {name!r}; choose one of {', '.join(get_args(Precision))}.")


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
    steps = export_checkpoint(name, data, run or Path("runs") / name, output, progress=True)
    update_manifest(output.parent, entry or name, {"file": output.name, "steps": steps})
    typer.echo(f"Weights of step {', '.join(map(str, steps.values()))}: {output}")
