"""Segmentation GAN: a picture -> which category every pixel belongs to.

The semi-standard recipe: a U-Net (Ronneberger et al. 2015) as the generator, a fully convolutional discriminator that
looks at the picture beside its mask (Luc et al. 2016, Isola et al. 2017). The plain encoder-decoder without skip
connections is a variant. For the editor there is a guided one, which sees a person's click or box as a further channel:
without it everything is marked, with it the one object that was meant. Its way down is a network that knows ImageNet,
or one that begins with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.blocks import conv, upsample
from scenegen.models.imagenet import ImageNetEncoder

# Of a network with an ImageNet encoder; the last is the encoder's own.
DECODER_CHANNELS = (16, 24, 48, 64, 96, 320)


@dataclass(frozen=True)
class SegmentationConfig:
    categories: tuple[str, ...]  # what a pixel may be; the first is the background
    size: int = 128  # side in pixels at which it was trained last; it works at other sizes too
    channels: tuple[int, ...] = (16, 32, 64, 128, 192, 224)  # per level, finest first
    blocks: int = 2  # residual blocks on each of the coarser half of the levels; the finer ones have one
    skips: bool = True
    guided: bool = False
    # One of `imagenet.ENCODERS` in the place of all levels but the finest; `channels` are then the decoder's.
    encoder: str = ""

    @property
    def stride(self) -> int:
        """Sides of a picture are multiples of it."""
        return 2 ** (len(self.channels) - 1)


class Segmentation(nn.Module):
    def __init__(self, config: SegmentationConfig) -> None:
        super().__init__()
        if len(config.categories) < 2:
            raise ValueError("a segmentation tells at least two categories apart, the background among them")
        self.config = config
        channels = config.channels
        self.stem = conv(3 + config.guided, channels[0])
        fine_to_coarse = list(pairwise(channels))
        given = channels  # of the features that the way down hands over
        if config.encoder:
            self.encoder = ImageNetEncoder(config.encoder)
            given = (channels[0], *self.encoder.channels)
            if len(channels) != len(given) or channels[-1] != given[-1]:
                raise ValueError(f"the decoder of {config.encoder} has {len(given)} levels, the last of {given[-1]}")
            if config.guided:  # at first as if it were not there
                self.pointed = conv(1, self.encoder.first_channels, stride=2, gain=0)
        else:
            self.down = nn.ModuleList(
                nn.Sequential(
                    Down(a, b, normalise=level > 1),
                    *(Residual(b) for _ in range(config.blocks - 1 if 2 * level >= len(channels) else 0)),
                )
                for level, (a, b) in enumerate(fine_to_coarse, start=1)
            )
        self.narrow = nn.ModuleList(conv(below, here, 1, gain=1) for here, below in fine_to_coarse[::-1])
        widths = [(i, c, c + (given[i] if config.skips else 0)) for i, c in enumerate(channels[:-1])]
        self.up = nn.ModuleList(
            nn.Sequential(normalised(width) if level else nn.Identity(), nn.SiLU(), conv(width, here))
            for level, here, width in reversed(widths)
        )
        self.head = nn.Sequential(nn.SiLU(), conv(channels[0], len(config.categories), gain=1))

    def forward(self, image: torch.Tensor, guide: torch.Tensor | None = None) -> torch.Tensor:
        """image (B, 3, H, W) in [-1, 1], guide (B, 1, H, W) in [0, 1] -> logits (B, K, H, W), float32.

        H and W are multiples of `config.stride`. The guide is what `masks.guide_map` draws; only a guided network
        takes one, and without it (or where it is all zero) it marks every object.
        """
        return self.decoded(self.encoded(image, guide))

    def features(self, image: torch.Tensor) -> torch.Tensor:
        """image as for `forward` -> its coarsest features, averaged over all places, (B, channels[-1]).

        Normalised as every layer does before it looks at them: by themselves they grow without bounds.
        """
        x = self.encoded(image)[-1].float()
        groups = normalised(x.shape[1]).num_groups
        return F.silu(F.group_norm(x, groups)).mean((2, 3))

    def encoded(self, image: torch.Tensor, guide: torch.Tensor | None = None) -> list[torch.Tensor]:
        """The features of every level, finest first."""
        if image.shape[-2] % self.config.stride or image.shape[-1] % self.config.stride:
            raise ValueError(f"sides are multiples of {self.config.stride}, not {tuple(image.shape[-2:])}")
        x = standardised(image)
        if self.config.guided:
            guide = torch.zeros_like(x[:, :1]) if guide is None else guide.to(x.dtype)
            x = torch.cat([x, guide], 1)
        levels = [self.stem(x)]
        if self.config.encoder:  # which knows pictures as they are
            return levels + self.encoder(image.float(), self.pointed(guide) if self.config.guided else None)
        for down in self.down:
            levels.append(down(levels[-1]))
        return levels

    def decoded(self, levels: list[torch.Tensor]) -> torch.Tensor:
        """The logits from the features of every level."""
        *finer, x = levels
        for narrow, up in zip(self.narrow, self.up, strict=True):
            x, beside = upsample(narrow(x)), finer.pop()  # narrowed before it grows: a quarter of the work
            x = up(torch.cat([x, beside], 1) if self.config.skips else x)
        return self.head(x).float()


def standardised(image: torch.Tensor) -> torch.Tensor:
    """Pictures (B, 3, H, W) of zero mean and unit variance each, all channels together; a flat picture becomes zero."""
    image = image.float()
    centred = image - image.mean((1, 2, 3), keepdim=True)
    return centred / centred.square().mean((1, 2, 3), keepdim=True).sqrt().clamp(min=1e-2)


def normalised(channels: int) -> nn.GroupNorm:
    """Group normalisation (Wu & He 2018): a picture's mask does not depend on what else is in the batch."""
    return nn.GroupNorm(next(groups for groups in (8, 4, 2, 1) if channels % groups == 0), channels)


class Down(nn.Module):
    """Half the size: a strided and a plain 3x3 convolution around a 1x1 skip (He et al. 2016, pre-activation).

    The finest features are not normalised: that would cost more than their convolutions.
    """

    def __init__(self, in_channels: int, out_channels: int, *, normalise: bool) -> None:
        super().__init__()
        before = normalised(in_channels) if normalise else nn.Identity()
        self.first = nn.Sequential(before, nn.SiLU(), conv(in_channels, out_channels, stride=2))
        self.second = nn.Sequential(normalised(out_channels), nn.SiLU(), conv(out_channels, out_channels))
        self.skip = nn.Sequential(nn.AvgPool2d(2), conv(in_channels, out_channels, 1, gain=1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.skip(x) + self.second(self.first(x))


class Residual(nn.Module):
    """Two 3x3 convolutions around the identity (He et al. 2016, pre-activation)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            normalised(channels), nn.SiLU(), conv(channels, channels),
            normalised(channels), nn.SiLU(), conv(channels, channels, gain=0.5),
        )  # fmt: skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class SegmentationDiscriminator(nn.Module):
    """Does this mask belong to this picture? Fully convolutional: one logit for each patch of about 50 pixels."""

    def __init__(self, categories: int, channels: tuple[int, ...] = (24, 48, 96, 128)) -> None:
        super().__init__()
        widths = [3 + categories, *channels]
        layers: list[nn.Module] = []
        for i, (a, b) in enumerate(pairwise(widths)):
            layers += [conv(a, b, stride=2), *([normalised(b)] if i else []), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, conv(channels[-1], 1, gain=1))

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """image (B, 3, H, W) in [-1, 1], mask (B, K, H, W) probabilities -> logits (B, 1, H / 16, W / 16)."""
        return self.layers(torch.cat([standardised(image), 2 * mask - 1], 1)).float()
