"""Networks of other programs as benchmark stand-ins: the published shapes with random weights.

They exist to be timed beside ours, in one run and under the same conditions: nothing can be trained or painted with
them. Their parameters and multiplications are those that were published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

PAPER_CATEGORIES = 6
COCO_LABELS = 184  # of SPADE's COCO-Stuff: 182 classes, "unknown", edges between instances


@dataclass(frozen=True)
class Rival:
    """A stand-in: what it is called, how it is made, and what it is given for a picture of `side` x `side`."""

    title: str
    make: Callable[[], nn.Module]
    channels: int
    side: int

    def given(self) -> torch.Tensor:
        """An input: (1, channels, side, side) in [0, 1]."""
        return torch.rand(1, self.channels, self.side, self.side, generator=torch.Generator().manual_seed(0))


class PaperForeground(nn.Module):
    """The foreground generator of Turkoglu et al. (AAAI 2019, arXiv 1902.00671): a canvas with a hole and six class
    masks, (1, 9, S, S) -> the whole canvas again.

    19.2 million parameters; 74.6 billion multiplications at 128 x 128, four fifths of them in the last block. The paper
    does not give every width: those of the coarse blocks are chosen so that the sums agree.
    """

    Z_DIM = 128
    COARSE = (640, 512, 384, 384, 384)

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Linear(self.Z_DIM, self.COARSE[0] * 16)
        self.grow = nn.Sequential(*(_ResidualUp(a, b) for a, b in pairwise(self.COARSE)))
        self.given = nn.Sequential(nn.Conv2d(3 + PAPER_CATEGORIES, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU())
        self.last = _ResidualUp(448, 448)
        self.picture = nn.Sequential(nn.BatchNorm2d(448), nn.ReLU(), nn.Conv2d(448, 3, 3, padding=1), nn.Tanh())

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        x = self.start(given.new_ones(len(given), self.Z_DIM)).reshape(len(given), -1, 4, 4)
        x = F.interpolate(
            x, scale_factor=given.shape[-1] / 128
        )  # at 256 x 256 the same network runs four times as wide
        return self.picture(self.last(torch.cat([self.grow(x), self.given(given)], 1)))


class _ResidualUp(nn.Module):
    """SN-GAN's block (Miyato et al. 2018): twice the size."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        up = nn.Upsample(scale_factor=2)
        first, second = nn.Conv2d(before, after, 3, padding=1), nn.Conv2d(after, after, 3, padding=1)
        norms = nn.BatchNorm2d(before), nn.BatchNorm2d(after)
        self.main = nn.Sequential(norms[0], nn.ReLU(), up, first, norms[1], nn.ReLU(), second)
        self.skip = nn.Sequential(*([] if before == after else [nn.Conv2d(before, after, 1)]), up)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.main(x) + self.skip(x)


class Pix2Pix256(nn.Module):
    """pix2pix's U-Net-256 (Isola et al. 2017): (1, 3, 256, 256) -> the same; 54.4 million parameters."""

    def __init__(self) -> None:
        super().__init__()
        channels = (64, 128, 256, 512, 512, 512, 512, 512)
        self.down = nn.ModuleList()
        for level, (before, after) in enumerate(pairwise((3, *channels))):
            norm = [nn.BatchNorm2d(after)] if 0 < level < len(channels) - 1 else []
            leak = [nn.LeakyReLU(0.2)] if level else []
            self.down.append(nn.Sequential(*leak, nn.Conv2d(before, after, 4, 2, 1, bias=not norm), *norm))
        below = (512, *(2 * width for width in channels[-2::-1]))
        self.up = nn.ModuleList(
            nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), nn.BatchNorm2d(after))
            for before, after in zip(below, channels[-2::-1], strict=False)
        )
        self.picture = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(below[-1], 3, 4, 2, 1), nn.Tanh())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        skips = []
        for down in self.down:
            x = down(x)
            skips.append(x)
        x = skips.pop()
        for up in self.up:
            x = torch.cat([up(x), skips.pop()], 1)
        return self.picture(x)


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
    "paper_foreground_128": Rival("AAAI 2019 foreground, 128 x 128", PaperForeground, 3 + PAPER_CATEGORIES, 128),
    "paper_foreground_256": Rival("the same at 256 x 256", PaperForeground, 3 + PAPER_CATEGORIES, 256),
    "pix2pix_256": Rival("pix2pix U-Net-256", Pix2Pix256, 3, 256),
    "spade_256": Rival("SPADE, COCO-Stuff, 256 x 256", Spade256, COCO_LABELS, 256),
}
