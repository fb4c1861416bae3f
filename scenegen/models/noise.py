"""Random numbers of networks and their training. All are drawn on the CPU, so that a seed means the same everywhere."""

from __future__ import annotations

import torch


class SharedGenerator(torch.Generator):
    """The generator of one of several processes that work on one batch together.

    They all draw the same numbers for the whole batch, and each takes those of its own rows: every `count`-th, from the
    `rank`-th on. So a picture gets the same noise however many processes there are.
    """

    rank = 0
    count = 1


def randn(*shape: int, rng: torch.Generator, device: torch.device | None = None) -> torch.Tensor:
    """Normal noise; the first dimension counts pictures."""
    whole, own = _rows(shape, 0, rng)
    return torch.randn(whole, generator=rng)[own].to(device)


def rand(*shape: int, rng: torch.Generator, pictures: int = 0) -> torch.Tensor:
    """Uniform noise in [0, 1); the dimension `pictures` counts pictures."""
    whole, own = _rows(shape, pictures, rng)
    return torch.rand(whole, generator=rng)[own]


def randint(low: int, high: int, shape: tuple[int, ...], *, rng: torch.Generator) -> torch.Tensor:
    """Whole numbers from `low` to `high` - 1; the first dimension counts pictures."""
    whole, own = _rows(shape, 0, rng)
    return torch.randint(low, high, whole, generator=rng)[own]


def dropped(x: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Sets half of the values of (B, ...) to zero and doubles the others; `rng` decides which."""
    return x * (2 * (randn(*x.shape, rng=rng, device=x.device) > 0)).to(x.dtype)


def _rows(shape: tuple[int, ...], axis: int, rng: torch.Generator) -> tuple[tuple[int, ...], tuple[slice, ...]]:
    """The shape for the whole batch, and where in it the own rows are."""
    if not isinstance(rng, SharedGenerator):
        return shape, (slice(None),)
    whole = (*shape[:axis], shape[axis] * rng.count, *shape[axis + 1 :])
    return whole, (*[slice(None)] * axis, slice(rng.rank, None, rng.count))
