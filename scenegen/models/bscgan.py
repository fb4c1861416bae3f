"""BScGAN: a frame beside the empty background -> what is in front (Bakkay et al., ICIP 2018).

The generator is an encoder-decoder with skip connections on six channels, as in pix2pix (Isola et al. 2017): leaky ReLU
on the way down, ReLU on the way up, tanh at the end. A variant has stages of ResNet-101 (He et al. 2016) in its middle.
The discriminator looks at frame, plate and mask: seven channels, four strided convolutions, one fully connected layer.
Where the paper normalises over the batch, this normalises over groups of channels: a mask does not depend on what else
is in the batch, and one picture alone works as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
import torch.nn.functional as F
from torch import nn

# Where ResNet-101's stages 2 and 3 take over: what they expect and what they give.
_RESNET_CHANNELS = (256, 512, 1024)


@dataclass(frozen=True)
class BScGANConfig:
    size: int = 256  # side in pixels; every level halves it
    channels: tuple[int, ...] = (64, 128, 256, 512, 512, 512, 512, 512)  # per level on the way down
    middle: Literal["unet", "resnet101"] = "unet"

    @property
    def stride(self) -> int:
        """Sides of a picture are multiples of it."""
        return 2 ** len(self.levels)

    @property
    def levels(self) -> tuple[int, ...]:
        """Channels per level. ResNet-101's stages take the place of the third level and all below it."""
        return self.channels if self.middle == "unet" else (*self.channels[:2], *_RESNET_CHANNELS)


class BScGAN(nn.Module):
    def __init__(self, config: BScGANConfig) -> None:
        super().__init__()
        if config.size % config.stride:
            raise ValueError(f"{len(config.levels)} levels need a side that is a multiple of {config.stride}")
        self.config = config
        levels = config.levels
        own = levels if config.middle == "unet" else levels[:3]
        self.down = nn.ModuleList([_Down(6, own[0], normalise=False), *(_Down(a, b) for a, b in pairwise(own))])
        if config.middle == "resnet101":
            self.down.extend(resnet101_stages())
        # Each level up takes what came from below beside what its own level remembers.
        below = [levels[-1], *(2 * c for c in levels[-2::-1])]
        self.up = nn.ModuleList(_Up(a, b) for a, b in zip(below, levels[-2::-1], strict=False))
        self.head = nn.ConvTranspose2d(below[-1], 1, 4, 2, 1)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """frames (B, 6, H, W) in [-1, 1], a frame and its background plate -> (B, 1, H, W) in [-1, 1], float32: 1 where
        something is in front. H and W are multiples of `config.stride`."""
        if frames.shape[-2] % self.config.stride or frames.shape[-1] % self.config.stride:
            raise ValueError(f"sides are multiples of {self.config.stride}, not {tuple(frames.shape[-2:])}")
        x, remembered = frames, []
        for down in self.down:
            x = down(x)
            remembered.append(x)
        x = remembered.pop()
        for up in self.up:
            x = torch.cat([up(x), remembered.pop()], 1)
        return torch.tanh(self.head(F.relu(x)).float())

    def probability(self, frames: torch.Tensor) -> torch.Tensor:
        """As `forward`, in [0, 1]."""
        return (self(frames) + 1) / 2


def _groups(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(next(groups for groups in (8, 4, 2, 1) if channels % groups == 0), channels)


class _Down(nn.Module):
    """Leaky ReLU, 4x4 convolution with stride 2, normalisation; the first level has the convolution alone."""

    def __init__(self, in_channels: int, out_channels: int, *, normalise: bool = True) -> None:
        super().__init__()
        self.first = not normalise
        self.conv = nn.Conv2d(in_channels, out_channels, 4, 2, 1)
        self.norm = _groups(out_channels) if normalise else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(x if self.first else F.leaky_relu(x, 0.2)))


class _Up(nn.Module):
    """ReLU, transposed 4x4 convolution with stride 2, normalisation."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(in_channels, out_channels, 4, 2, 1)
        self.norm = _groups(out_channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(F.relu(x)))


def resnet101_stages() -> tuple[nn.Module, nn.Module]:
    """Stages 2 and 3 of torchvision's ResNet-101 (4 and 23 blocks; its `layer2`, `layer3`) with random weights."""
    from torchvision.models import resnet101  # takes a second, and only this variant needs it

    network = resnet101(weights=None)
    return network.layer2, network.layer3


def load_resnet101(network: BScGAN) -> None:
    """Replaces the middle stages' random weights by torchvision's, trained on ImageNet; fetches them if need be.

    Raises `OSError` when they are neither in torchvision's cache nor to be had.
    """
    from torchvision.models import ResNet101_Weights

    state = ResNet101_Weights.DEFAULT.get_state_dict(progress=False, check_hash=True)
    for place, stage in zip((-2, -1), ("layer2.", "layer3."), strict=True):
        own = {key.removeprefix(stage): value for key, value in state.items() if key.startswith(stage)}
        network.down[place].load_state_dict(own, strict=True)


class BScGANDiscriminator(nn.Module):
    """Frame, plate and mask -> one logit: is this the true mask?"""

    def __init__(self, size: int = 256, channels: tuple[int, ...] = (64, 128, 256, 512)) -> None:
        super().__init__()
        widths = [7, *channels]
        layers: list[nn.Module] = []
        for i, (a, b) in enumerate(pairwise(widths)):
            layers += [nn.Conv2d(a, b, 4, 2, 1), *([_groups(b)] if i else []), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers)
        self.side = size // 2 ** len(channels)
        self.logit = nn.Linear(channels[-1] * self.side**2, 1)

    def forward(self, frames: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """frames (B, 6, H, W) and mask (B, 1, H, W), all in [-1, 1] -> logits (B, 1), float32; the paper's sigmoid is
        part of the loss. Pictures of another size than the network's are judged by averaged features."""
        x = self.layers(torch.cat([frames, mask], 1))
        if x.shape[-1] != self.side:
            x = F.adaptive_avg_pool2d(x, self.side)
        return self.logit(x.flatten(1)).float()
