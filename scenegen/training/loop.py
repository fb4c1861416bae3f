"""The one training loop."""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import nn
from tqdm import tqdm

from scenegen import images
from scenegen.data import Source
from scenegen.models.imagenet import ImageNetEncoder
from scenegen.training.checkpoint import load_checkpoint, save_checkpoint
from scenegen.training.config import TrainConfig
from scenegen.training.feeding import fed
from scenegen.training.objectives import Objective
from scenegen.training.processes import ALONE, Processes

METRICS = "metrics.jsonl"
IMAGENET_RATE = 0.2  # of the learning rate, for layers that know ImageNet: they shall change, not forget
AUTOCAST = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}


def train(
    objective: Objective,
    source: Source,
    config: TrainConfig,
    folder: Path,
    *,
    held_out: Source | None = None,
    device: torch.device | None = None,
    processes: Processes = ALONE,
    workers: int = 0,
    progress: bool = True,
) -> nn.Module:
    """Trains until `config.steps` and returns the EMA generator.

    `folder` receives `checkpoint.pt` (resumed when it is there), `metrics.jsonl` and `samples/*.png`. Every random
    number of a step comes from the step's own seed, so a stopped and resumed run ends where an unbroken one does.
    `held_out` gives the objects of the sample sheets; without it they come from `source`. With several `processes` all
    call this with the same arguments, and `folder` is one that all can read. So many `workers` (processes) draw the
    batches ahead; what is trained does not depend on them.
    """
    processes.check(config.stages)
    device = device or torch.device("cpu")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samples").mkdir(exist_ok=True)
    generator, discriminator = objective.generator, objective.discriminator
    for network in (generator, discriminator):
        network.to(device, memory_format=torch.channels_last).train()
    average = copy.deepcopy(generator).eval().requires_grad_(False)
    generator_optimiser, discriminator_optimiser = (
        torch.optim.Adam(_groups(network), betas=config.betas) for network in (generator, discriminator)
    )
    scaler = torch.amp.GradScaler(device.type, enabled=config.precision == "fp16")
    parts = {
        "generator": generator,
        "discriminator": discriminator,
        "average": average,
        "generator_optimiser": generator_optimiser,
        "discriminator_optimiser": discriminator_optimiser,
        "scaler": scaler,
    }
    start = 0
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        start = int(load_checkpoint(checkpoint, parts)["step"])
    processes.wait()  # or one might find what another has written since
    autocast = torch.autocast(device.type, AUTOCAST[config.precision], enabled=config.precision != "fp32")
    last_saved = time.monotonic()
    bar = tqdm(
        fed(source, config, start, processes, workers=workers),
        initial=start,
        total=config.steps,
        disable=not (progress and processes.first),
        mininterval=5,
    )
    for step, batches, rng in bar:
        stage = config.stage(step)
        factor = config.rate_factor(step, len(source))
        _set_rate(generator_optimiser, config.learning_rate * factor)
        _set_rate(discriminator_optimiser, config.discriminator_learning_rate * factor)
        *earlier, batch = (batch.to(device) for batch in batches)
        for shown in earlier:
            with autocast:
                with torch.no_grad():
                    output = objective.generate(shown, rng)
                d_losses = objective.discriminator_losses(shown, output, rng, False)
            _step(sum(d_losses.values()), discriminator_optimiser, scaler, processes)
            scaler.update()
        with autocast:
            output = objective.generate(batch, rng)
            r1 = config.r1_every > 0 and step % config.r1_every == 0
            d_losses = objective.discriminator_losses(batch, output, rng, r1)
        if d_losses:  # an objective without an adversarial term has none
            total = sum(value * (config.r1_every if name == "r1" else 1) for name, value in d_losses.items())
            _step(total, discriminator_optimiser, scaler, processes)
        g_losses = {}
        if step >= (config.discriminator_ahead or 0) or not d_losses:
            with _frozen(discriminator):
                with autocast:
                    g_losses = objective.generator_losses(batch, output, rng)
                _step(sum(g_losses.values()), generator_optimiser, scaler, processes, config.most_gradient)
        scaler.update()
        for network in (generator, discriminator):
            processes.copy_buffers(network)
        _update_average(average, generator, config.ema_half_life, step)
        if step % config.log_every == 0:
            line = processes.mean({name: float(value.detach()) for name, value in {**d_losses, **g_losses}.items()})
            line = {name: round(value, 5) for name, value in line.items()}
            if not all(math.isfinite(value) for value in line.values()):
                raise FloatingPointError(f"step {step}: a loss is not finite: {line}")
            bar.set_postfix(line, refresh=False)
            if processes.first:
                with (folder / METRICS).open("a") as file:
                    file.write(json.dumps({"step": step, "size": stage.size, **line}) + "\n")
        done = step + 1 == config.steps
        if processes.first and (done or time.monotonic() - last_saved > config.sample_seconds):
            with autocast:
                sheet = _sample_sheet(objective, average, held_out or source, stage.size, device)
            sheet.save(folder / "samples" / f"{step + 1:06d}.png")
            save_checkpoint(checkpoint, {**parts, "step": step + 1})
            last_saved = time.monotonic()
    processes.wait()
    return average


def _groups(network: nn.Module) -> list[dict[str, Any]]:
    """A network's parameters, and by what their learning rate is multiplied; what is frozen is left out."""
    encoders = [module for module in network.modules() if isinstance(module, ImageNetEncoder)]
    known = {id(parameter) for encoder in encoders for parameter in encoder.parameters()}
    groups: dict[float, list[nn.Parameter]] = {1.0: []}  # an objective without an adversary has a discriminator of none
    for parameter in network.parameters():
        if parameter.requires_grad:
            groups.setdefault(IMAGENET_RATE if id(parameter) in known else 1.0, []).append(parameter)
    return [{"params": parameters, "share": share} for share, parameters in groups.items()]


def _set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate * group["share"]


def _step(
    loss: torch.Tensor,
    optimiser: torch.optim.Optimizer,
    scaler: torch.amp.GradScaler,
    processes: Processes,
    most_gradient: float | None = None,
) -> None:
    optimiser.zero_grad(set_to_none=True)
    scaler.scale(loss).backward()
    processes.average_gradients(optimiser)
    if most_gradient is not None:
        scaler.unscale_(optimiser)
        given = (parameter for group in optimiser.param_groups for parameter in group["params"])
        torch.nn.utils.clip_grad_norm_(given, most_gradient)
    scaler.step(optimiser)


@contextmanager
def _frozen(network: nn.Module) -> Iterator[None]:
    """No gradients for the network's own parameters inside the block."""
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    network.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in trained:
            parameter.requires_grad_(True)


@torch.no_grad()
def _update_average(average: nn.Module, network: nn.Module, half_life: float, step: int) -> None:
    """Exponential moving average of the weights; a young run averages over a tenth of its life."""
    decay = 0.5 ** (1 / min(half_life, step / 10 + 1e-8)) if step else 0.0
    for mean, value in zip(average.parameters(), network.parameters(), strict=True):
        mean.lerp_(value, 1 - decay)
    for mean, value in zip(average.buffers(), network.buffers(), strict=True):
        mean.copy_(value)


@torch.no_grad()
def _sample_sheet(
    objective: Objective, average: nn.Module, source: Source, size: int, device: torch.device
) -> Image.Image:
    batch = source.batch(size, 12, torch.Generator().manual_seed(7)).to(device)
    return sheet(objective.samples(average, batch))


def sheet(rows: list[torch.Tensor]) -> Image.Image:
    """Lays rows of pictures (N, 3, S, S) in [-1, 1] under one another."""
    stacked = torch.cat([torch.cat(list(row.float().cpu()), 2) for row in rows], 1)
    return Image.fromarray(images.to_pixels(stacked))
