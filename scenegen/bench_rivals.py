"""Networks of other programs, to be timed beside ours in one run and under the same conditions, with random weights.

pix2pix and the foreground network of the AAAI 2019 paper are the package's own, at their published widths. SPADE is a
stand-in that has the published shape and cannot be trained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.paper_foreground import PaperForeground, PaperForegroundConfig
from scenegen.models.pix2pix import Pix2Pix, Pix2PixConfig

COCO_LABELS = 184  # of SPADE's COCO-Stuff: 182 classes, "unknown", edges between instances


@dataclass(frozen=True)
class Rival:
    """What a network is called, how it is made, and the shapes of what it is given for one picture."""

    title: str
    make: Callable[[], nn.Module]
    shapes: tuple[tuple[int, ...], ...]

    def given(self) -> list[torch.Tensor]:
        """Inputs, each in [0, 1]."""
        return [torch.rand(shape, generator=torch.Generator().manual_seed(0)) for shape in self.shapes]


def _paper_foreground(side: int) -> Rival:
    """The published network at its own 128 pixels; for 256 one more block of its noise doubles the size."""
    config = PaperForegroundConfig(size=side)
    shapes = ((1, 3, side, side), (1, len(config.categories), side, side), (1, config.z_dim))
    return Rival(f"AAAI 2019 foreground, {side} x {side}", lambda: PaperForeground(config), shapes)


class Spade256(nn.Module):
    """SPADE's generator (Park et al. 2019) for COCO-Stuff at 256 x 256 with its published widths: label map
    (1, 184, 256, 256) -> picture; 97.5 million parameters, 191 billion multiplications.

    Spectral normalisation, which is folded into the weights after training, is left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Conv2d(COCO_LABELS, 1024, 3, padding=1)
        widths = (1024, 1024, 1024, 1024, 512, 256, 128, 64)
        self.blocks = nn.ModuleList(_SpadeBlock(a, b) for a, b in pairwise(widths))
        self.picture = nn.Conv2d(64, 3, 3, padding=1)

    def forward(self, labels: torch.Tensor) -> torch.Tensor:
        x = self.start(F.interpolate(labels, (8, 8)))
        for number, block in enumerate(self.blocks):
            x = block(x if number in (0, 2) else F.interpolate(x, scale_factor=2), labels)
        return torch.tanh(self.picture(F.leaky_relu(x, 0.2)))


class _SpadeBlock(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        middle = min(before, after)
        self.norms = nn.ModuleList([_Spade(before), _Spade(middle)])
        self.convs = nn.ModuleList([nn.Conv2d(before, middle, 3, padding=1), nn.Conv2d(middle, after, 3, padding=1)])
        self.skip = None
        if before != after:
            self.skip_norm, self.skip = _Spade(before), nn.Conv2d(before, after, 1, bias=False)

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        labels = F.interpolate(labels, x.shape[-2:])
        y = x
        for norm, conv in zip(self.norms, self.convs, strict=True):
            y = conv(F.leaky_relu(norm(y, labels), 0.2))
        return y + (x if self.skip is None else self.skip(self.skip_norm(x, labels)))


class _Spade(nn.Module):
    """Normalisation whose scale and shift are drawn from the label map."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.shared = nn.Sequential(nn.Conv2d(COCO_LABELS, 128, 3, padding=1), nn.ReLU())
        self.scale, self.shift = (nn.Conv2d(128, channels, 3, padding=1) for _ in range(2))

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        seen = self.shared(labels)
        return self.norm(x) * (1 + self.scale(seen)) + self.shift(seen)


RIVALS = {
    "paper_foreground_128": _paper_foreground(128),
    "paper_foreground_256": _paper_foreground(256),
    "pix2pix_256": Rival(
        "pix2pix U-Net-256", lambda: Pix2Pix(Pix2PixConfig(("red", "green", "blue"))), ((1, 3, 256, 256),)
    ),
    "spade_256": Rival("SPADE, COCO-Stuff, 256 x 256", Spade256, ((1, COCO_LABELS, 256, 256),)),
}
