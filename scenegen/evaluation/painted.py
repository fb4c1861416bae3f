"""Held-out objects painted again, for the figures and for the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch

from scenegen.data import AnyBatch, Batch, Source, stack
from scenegen.data.fill import filled
from scenegen.evaluation.drawn_masks import drawn_masks
from scenegen.masks import dilated
from scenegen.models.foreground import Foreground

_CHUNK = 8


class ObjectPainter(Protocol):
    """What paints an object into a canvas: ours, or a rival."""

    size: int

    def paint(
        self, canvas: torch.Tensor, mask: torch.Tensor, category: torch.Tensor, rng: torch.Generator
    ) -> torch.Tensor:
        """canvas (B, 3, S, S) in [-1, 1] without the object; mask (B, 1, S, S); category (B,) -> composites."""
        ...


class ForegroundPainter:
    """The foreground network as the editor uses it: the canvas is known outside the dilated mask."""

    def __init__(self, network: Foreground) -> None:
        self.network = network
        self.size = network.config.size

    def paint(
        self, canvas: torch.Tensor, mask: torch.Tensor, category: torch.Tensor, rng: torch.Generator
    ) -> torch.Tensor:
        style = torch.cat([self.network.sample_style(int(k), rng) for k in category.tolist()])
        return self._painted(canvas, mask, category, style, rng)

    def rebuild(self, image: torch.Tensor, canvas: torch.Tensor, batch: Batch, rng: torch.Generator) -> torch.Tensor:
        """The photo's object in its own encoded style."""
        return self._painted(canvas, batch.mask, batch.category, self.network.encode(image, batch.mask)[0], rng)

    def _painted(
        self,
        canvas: torch.Tensor,
        mask: torch.Tensor,
        category: torch.Tensor,
        style: torch.Tensor,
        rng: torch.Generator,
    ) -> torch.Tensor:
        hole = dilated(mask)
        noise = torch.randn(mask.shape, generator=rng)
        rgb, alpha = self.network(canvas, 1 - hole, mask, category, style, noise)
        return torch.lerp(canvas, rgb, alpha * hole)


@dataclass(frozen=True)
class Objects:
    """Photos of objects and what was painted in their place; N pictures of S pixels, each (N, 3, S, S)."""

    real: torch.Tensor
    mask: torch.Tensor  # (N, 1, S, S)
    category: torch.Tensor  # (N,)
    canvas: torch.Tensor  # the photos without their objects
    rolls: tuple[torch.Tensor, ...]  # several looks in the photos' own masks
    flat: torch.Tensor  # the masks filled with the objects' mean colours: what no network is needed for
    rebuilt: torch.Tensor | None = None

    def on_grey(self, pictures: torch.Tensor) -> torch.Tensor:
        """The objects alone: surroundings are the same in both sets and would hide differences."""
        return pictures * self.mask


def spread_indices(length: int, most: int) -> list[int]:
    """At most `most` of `length` places, evenly from all: neighbours are often of one video."""
    count = min(most, length)
    return [index * length // count for index in range(count)]


def read(source: Source[AnyBatch], size: int, indices: list[int]) -> AnyBatch:
    """These samples of a source at `size` pixels, as one batch."""
    rng = torch.Generator().manual_seed(0)
    return stack([source.sample(index, size, rng) for index in indices])


@torch.inference_mode()
def paint_objects(painter: ObjectPainter, source: Source, most: int, *, rolls: int = 2) -> Objects:
    """Paints up to `most` objects of a source without augmentation."""
    rng = torch.Generator().manual_seed(1)
    batch = read(source, painter.size, spread_indices(len(source), most))
    canvas = without_objects(batch)
    painted = [
        torch.cat([painter.paint(c, m, k, rng) for c, m, k in _chunks(canvas, batch.mask, batch.category)])
        for _ in range(rolls)
    ]
    rebuilt = None
    if isinstance(painter, ForegroundPainter):
        parts = (Batch(*tensors) for tensors in _chunks(*batch))
        rebuilt = torch.cat(
            [painter.rebuild(part.image, c, part, rng) for part, c in zip(parts, canvas.split(_CHUNK), strict=True)]
        )
    total = batch.mask.sum((2, 3), keepdim=True).clamp(min=1)
    colour = (batch.image * batch.mask).sum((2, 3), keepdim=True) / total
    flat = torch.lerp(canvas, colour.expand_as(canvas), batch.mask)
    return Objects(batch.image, batch.mask, batch.category, canvas, tuple(painted), flat, rebuilt)


@torch.inference_mode()
def paint_drawn(painter: ObjectPainter, objects: Objects, kind: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Masks drawn by hand in the objects' places (N, 1, S, S), and what is painted in them (N, 3, S, S)."""
    rng = torch.Generator().manual_seed(2)
    asked = drawn_masks(objects.mask, kind, rng)
    # The whole object is erased: a drawn mask does not cover it everywhere.
    clean = filled(objects.real, 1 - dilated(objects.mask).round())
    parts = _chunks(clean, asked, objects.category)
    return asked, torch.cat([painter.paint(canvas, mask, category, rng) for canvas, mask, category in parts])


def without_objects(batch: Batch) -> torch.Tensor:
    """What may lie behind the objects (B, 3, S, S); the true surroundings up to the outline."""
    behind = filled(batch.image, 1 - dilated(batch.mask).round())
    return torch.lerp(behind, batch.image, 1 - batch.mask)


def _chunks(*tensors: torch.Tensor) -> Iterator[tuple[torch.Tensor, ...]]:
    return zip(*(tensor.split(_CHUNK) for tensor in tensors), strict=True)
