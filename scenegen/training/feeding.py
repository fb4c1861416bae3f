"""The batches of a run, drawn ahead of time by other processes where there are cores for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

import torch
from torch.utils.data import DataLoader, Dataset

from scenegen.data import AnyBatch, Source
from scenegen.training.config import TrainConfig
from scenegen.training.processes import Processes


def fed(
    source: Source[AnyBatch], config: TrainConfig, start: int, processes: Processes, *, workers: int = 0
) -> Iterator[tuple[int, list[AnyBatch], torch.Generator]]:
    """From step `start` on: the step, its batches, and the generator of all its other random numbers.

    There is one batch for each time that the step trains the discriminator. Every step has a seed of its own, so it
    sees the same however many `workers` draw for it, and wherever a run was stopped. Several `processes` that train
    together get their shares.
    """
    steps = DataLoader(
        _Steps(source, config, processes), batch_size=None, sampler=range(start, config.steps), num_workers=workers
    )
    for step, batches, state in steps:
        generator = processes.generator(0)
        generator.set_state(state)
        yield step, [processes.share(batch) for batch in batches], generator


class _Steps(Dataset, Generic[AnyBatch]):
    """Step -> the step, its whole batches, and the generator's state behind them."""

    def __init__(self, source: Source[AnyBatch], config: TrainConfig, processes: Processes) -> None:
        self.source = source
        self.config = config
        self.processes = processes

    def __getitem__(self, step: int) -> tuple[int, list[AnyBatch], torch.Tensor]:
        stage = self.config.stage(step)
        generator = self.processes.generator(self.config.seed * 1_000_003 + step)
        batches = [
            self.source.batch(stage.size, stage.batch, generator) for _ in range(self.config.discriminator_steps)
        ]
        return step, batches, generator.get_state()
