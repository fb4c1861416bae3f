"""Datasets on disk -> `Batch` for objects and pictures, `LabelBatch` for label maps."""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypeVar

import torch

IGNORE = 255  # in label maps: nobody knows what this pixel is, it counts for nothing


class Batch(NamedTuple):
    """What every network here is trained on. B batch, S side in pixels."""

    image: torch.Tensor  # (B, 3, S, S) in [-1, 1]
    mask: torch.Tensor  # (B, 1, S, S) in [0, 1]; the object, or zeros where there is none
    category: torch.Tensor  # (B,) int64, index into the source's categories
    log_aspect: torch.Tensor  # (B,) ln(width / height) of the object's box, 0 where there is none
    index: torch.Tensor  # (B,) int64, which record of the source it is

    def to(self, device: torch.device) -> Batch:
        return Batch(*(tensor.to(device, non_blocking=True) for tensor in self))


class LabelBatch(NamedTuple):
    """What networks from picture to mask are trained on. B batch, S side in pixels."""

    image: torch.Tensor  # (B, 3, S, S) in [-1, 1]; (B, 6, S, S) where it is a frame and its background plate
    label: torch.Tensor  # (B, S, S) int64, index into the source's categories, or IGNORE
    guide: torch.Tensor  # (B, 1, S, S) in [0, 1], a person's click or box; all zero where there is none
    index: torch.Tensor  # (B,) int64, which record of the source it is

    def to(self, device: torch.device) -> LabelBatch:
        return LabelBatch(*(tensor.to(device, non_blocking=True) for tensor in self))


AnyBatch = TypeVar("AnyBatch", Batch, LabelBatch)


class DataError(ValueError):
    """A dataset that cannot be used; the message says what is wrong and what would be right."""


class Source(Protocol[AnyBatch]):
    """Gives batches on demand. All randomness comes from `generator`, so a step can be repeated exactly."""

    categories: tuple[str, ...]

    def __len__(self) -> int: ...

    def batch(self, size: int, count: int, generator: torch.Generator) -> AnyBatch:
        """`count` random samples at `size` pixels."""
        ...

    def sample(self, index: int, size: int, generator: torch.Generator) -> AnyBatch:
        """One record, without the batch dimension."""
        ...


def stack(samples: list[AnyBatch]) -> AnyBatch:
    """Samples without the batch dimension -> one batch."""
    return type(samples[0])(*(torch.stack(tensors) for tensors in zip(*samples, strict=True)))
