"""The few blocks that every network here uses. B batch, C channels, H W size, S style dimension."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

LEAK = 0.2
GAIN = math.sqrt(2 / (1 + LEAK**2))  # keeps the variance through a leaky ReLU (He et al. 2015)


def activate(x: torch.Tensor) -> torch.Tensor:
    return F.leaky_relu(x, LEAK)


def conv(in_channels: int, out_channels: int, kernel: int = 3, *, stride: int = 1, gain: float = GAIN) -> nn.Conv2d:
    """A convolution that keeps the size (for stride 1) and, at initialisation, the variance times `gain` squared."""
    layer = nn.Conv2d(in_channels, out_channels, kernel, stride, padding=kernel // 2)
    nn.init.normal_(layer.weight, std=gain / math.sqrt(in_channels * kernel**2))
    nn.init.zeros_(layer.bias)
    return layer


def linear(in_features: int, out_features: int, *, gain: float = 1.0, bias: float = 0.0) -> nn.Linear:
    layer = nn.Linear(in_features, out_features)
    nn.init.normal_(layer.weight, std=gain / math.sqrt(in_features))
    nn.init.constant_(layer.bias, bias)
    return layer


def mapping(in_features: int, latent_dim: int) -> nn.Sequential:
    """What turns a code into the style that modulates layers (StyleGAN's mapping network, two layers of it)."""
    return nn.Sequential(
        linear(in_features, latent_dim), nn.LeakyReLU(LEAK), linear(latent_dim, latent_dim), nn.LeakyReLU(LEAK)
    )


def upsample(x: torch.Tensor) -> torch.Tensor:
    """Twice the size, bilinear: no checkerboard."""
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def downsample(x: torch.Tensor) -> torch.Tensor:
    """Half the size by averaging."""
    return F.avg_pool2d(x, 2)


def noise_at(noise: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """A noise map (B, 1, H, W) of unit variance, averaged down to `size`, its variance kept at one."""
    factor = noise.shape[-1] // size[1]
    return F.avg_pool2d(noise, factor) * factor if factor > 1 else noise


class ModulatedConv(nn.Module):
    """3x3 convolution whose input channels are scaled by a style, its output normalised by the scaled weights.

    Equations 1 and 3 of Karras et al. 2020 (StyleGAN2), computed on the activations instead of the weights, which is
    the same and needs no grouped convolution. Noise (B, 1, H, W) is added per channel with learned strength, unless the
    layer is built without.
    """

    def __init__(self, in_channels: int, out_channels: int, style_dim: int, *, noisy: bool = True) -> None:
        super().__init__()
        self.conv = conv(in_channels, out_channels, gain=1.0)
        self.scale = linear(style_dim, in_channels, bias=1.0)
        if noisy:
            self.noise_strength = nn.Parameter(torch.full((out_channels,), 0.05))

    def energy(self) -> torch.Tensor:
        """The sum of the squared weights between every two channels, (C_out, C_in)."""
        return self.conv.weight.float().square().sum((2, 3))

    def factors(self, style: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What a style (B, S) multiplies the input channels (B, C_in) and the output channels (B, C_out) by."""
        scale = self.scale(style)
        # The gain is folded in: a leaky ReLU passes positive factors through.
        return scale, GAIN * (scale.float().square() @ self.energy().t() + 1e-8).rsqrt()

    def forward(self, x: torch.Tensor, style: torch.Tensor, noise: torch.Tensor | None = None) -> torch.Tensor:
        scale, demodulation = self.factors(style)
        kind = x.dtype
        y = F.conv2d(x * scale[:, :, None, None].to(kind), self.conv.weight, padding=1)
        # One operation after another, all in the features' own type: fused forms lose the channels-last layout and take
        # twice as long.
        y = y * demodulation[:, :, None, None].to(kind) + (GAIN * self.conv.bias)[:, None, None].to(kind)
        if noise is not None:
            y = y + (GAIN * self.noise_strength)[:, None, None].to(kind) * noise.to(kind)
        return activate(y)


class ResidualDown(nn.Module):
    """Residual block that halves the size, for discriminators and encoders (StyleGAN2's, without the blur).

    The stride sits in the second convolution: averaging behind it instead costs four times the work.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.first = conv(in_channels, in_channels)
        self.second = conv(in_channels, out_channels, stride=2)
        self.skip = conv(in_channels, out_channels, 1, gain=1.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = activate(self.second(activate(self.first(x))))
        return (y + self.skip(downsample(x))) * math.sqrt(0.5)
