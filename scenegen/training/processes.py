"""Several processes that train one network together: `accelerate launch -m scenegen train ...`, or torchrun.

A step means the same as with one process: its batch is drawn as a whole from the step's seed, every process takes its
rows of it, and gradients are averaged. The first process alone writes. What is not a mean over pictures (batch
normalisation, Dice over a batch) is one over a process's own share.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import nn

from scenegen.data import AnyBatch
from scenegen.models.noise import SharedGenerator
from scenegen.training.config import SettingError, Stage


@dataclass(frozen=True)
class Processes:
    """This process among those that train together; by default it is the only one, and nothing here does anything."""

    rank: int = 0
    count: int = 1

    @property
    def first(self) -> bool:
        """Whether this is the one that writes."""
        return self.rank == 0

    def generator(self, seed: int) -> torch.Generator:
        """The random numbers of a step."""
        if self.count == 1:
            return torch.Generator().manual_seed(seed)
        rng = SharedGenerator()
        rng.rank, rng.count = self.rank, self.count
        rng.manual_seed(seed)
        return rng

    def share(self, batch: AnyBatch) -> AnyBatch:
        """This process's rows of a batch."""
        if self.count == 1:
            return batch
        return type(batch)(*(tensor[self.rank :: self.count] for tensor in batch))

    def check(self, stages: Iterable[Stage]) -> None:
        """Raises `SettingError` unless every batch can be shared evenly, with two pictures or more for each."""
        for stage in stages:
            if self.count > 1 and (stage.batch % self.count or stage.batch < 2 * self.count):
                raise SettingError(
                    f"A batch of {stage.batch} cannot be shared by {self.count} processes: it must be a multiple of "
                    f"their number, and at least {2 * self.count}."
                )

    def average_gradients(self, optimiser: torch.optim.Optimizer) -> None:
        """In one message: networks here are small, and one waits less than many."""
        if self.count == 1:
            return
        values = [value for group in optimiser.param_groups for value in group["params"]]
        gradients = [value.grad for value in values if value.grad is not None]
        together = torch.cat([gradient.reshape(-1) for gradient in gradients])
        dist.all_reduce(together)
        together /= self.count
        for gradient, mean in zip(gradients, together.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view(gradient.shape))

    def copy_buffers(self, network: nn.Module) -> None:
        """Gives every process the running statistics of the first."""
        if self.count > 1:
            for buffer in network.buffers():
                dist.broadcast(buffer, 0)

    def mean(self, values: dict[str, float]) -> dict[str, float]:
        if self.count == 1:
            return values
        together = torch.tensor(list(values.values()), dtype=torch.float64)
        if dist.get_backend() == "nccl":
            together = together.float().cuda()
        dist.all_reduce(together)
        return dict(zip(values, (together / self.count).tolist(), strict=True))

    def wait(self) -> None:
        """Until all are here."""
        if self.count > 1:
            dist.barrier()


ALONE = Processes()


@contextmanager
def joined(device: str | None) -> Iterator[tuple[Processes, torch.device]]:
    """This process's place among those that its launcher started, and the device that it works on.

    `device` is what was asked for: by default a GPU if there is one, each process of a machine its own. Raises
    `SettingError` for more processes than GPUs.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    kind = device or ("cuda" if torch.cuda.is_available() and not os.environ.get("ACCELERATE_USE_CPU") else "cpu")
    if count == 1:
        yield ALONE, torch.device(kind)
        return
    if kind == "cuda":
        local = int(os.environ.get("LOCAL_RANK", "0"))
        if local >= torch.cuda.device_count():
            raise SettingError(f"There are more processes than the {torch.cuda.device_count()} GPUs of this machine.")
        torch.cuda.set_device(local)
        kind = f"cuda:{local}"
    dist.init_process_group("nccl" if kind.startswith("cuda") else "gloo")
    try:
        yield Processes(dist.get_rank(), dist.get_world_size()), torch.device(kind)
    finally:
        dist.destroy_process_group()
