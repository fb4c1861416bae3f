"""The foreground generator as the editor runs it on a processor: the same picture to rounding, with less work.

Only the part of the crop that an object can touch is decoded, a style is folded into the weights where these are fewer
than the features, and what is enlarged is convolved before, not after. One object at a time, without gradients.
"""

from __future__ import annotations

import copy
from typing import NamedTuple

import torch
import torch.nn.functional as F

from scenegen.models.blocks import GAIN, LEAK, ModulatedConv, noise_at, upsample
from scenegen.models.foreground import Generator

Part = tuple[tuple[int, int], tuple[int, int]]  # rows and columns: first <= place < last
_Look = tuple[torch.Tensor, torch.Tensor]  # what a style multiplies a layer's input and output channels by, (C,) each


class PartGenerator:
    """Paints a part of a crop with a generator's weights, which must not change from here on.

    `kind` is what the features are computed in; the style, and what comes out, are in float32 all the same.
    """

    @torch.no_grad()
    def __init__(self, generator: Generator, kind: torch.dtype = torch.float32) -> None:
        styled = [generator.bottom, *generator.join, *generator.refine]
        self._energies = [layer.energy() for layer in styled]
        self._scale_weight = torch.cat([layer.scale.weight for layer in styled])
        self._scale_bias = torch.cat([layer.scale.bias for layer in styled])
        self._mapping, self._category = generator.mapping, generator.category
        self._kind = kind
        if kind != torch.float32:
            generator = copy.deepcopy(generator).to(kind)
        self._generator = generator
        self._bottom = _Folded(generator.bottom)
        self._joins = [_FoldedJoin(join) for join in generator.join]
        self._refines = [_Folded(refine) for refine in generator.refine]

    @torch.inference_mode()
    @torch.autocast("cpu", enabled=False)
    def __call__(
        self,
        canvas: torch.Tensor,
        known: torch.Tensor,
        mask: torch.Tensor,
        category: torch.Tensor,
        style: torch.Tensor,
        noise: torch.Tensor,
        part: Part,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What `Foreground.forward` returns for a batch of one, but only in `part` of the S x S pixels."""
        generator = self._generator
        bottom, *looks = self._looks(self._mapping(torch.cat([style, self._category(category)], 1)))
        noise = noise.to(self._kind)
        x = _activated(generator.stem(torch.cat([canvas * known, known, mask], 1).to(self._kind)))
        skips = [x]
        for down in generator.down:
            x = _activated(down(x))
            skips.append(x)
        levels = _levels(part, canvas.shape[-1], len(self._joins))
        x = self._bottom(skips.pop(), bottom, noise_at(noise, x.shape[-2:]))
        x = _cut(x, levels[0].below)
        rgba = None
        layers = zip(levels, self._joins, self._refines, generator.to_rgba, strict=True)
        for number, (level, join, refine, to_rgba) in enumerate(layers):
            joined, refined = looks[number], looks[number + len(levels)]
            here = noise_at(noise, (level.side, level.side))
            if level.inside:
                x = join.enlarged(x, skips.pop(), joined, here, level)
                x = refine(x, refined, _cut(here, level.part), padding=0)
            else:
                x = join.beside(x, skips.pop(), joined, here, level)
                x = _cut(refine(x, refined, _cut(here, level.joined)), level.part, level.joined)
            own = to_rgba(x)
            rgba = own if rgba is None else _cut(upsample(rgba), level.part, _doubled(level.below)) + own
        rgba = rgba.float().contiguous()  # channel by channel: what comes next takes the colours without alpha
        alpha = torch.sigmoid(6 * (2 * _cut(mask, part) - 1) + rgba[:, 3:])
        return torch.tanh(rgba[:, :3]), alpha

    def _looks(self, latent: torch.Tensor) -> list[_Look]:
        """`ModulatedConv.factors` of all layers: the bottom, the joins, the refinements, each coarsest first."""
        scales = F.linear(latent, self._scale_weight, self._scale_bias)[0]
        channels = [energy.shape[1] for energy in self._energies]
        squares = scales.square().split(channels)
        demodulations = (
            GAIN * (torch.mv(energy, square) + 1e-8).rsqrt()
            for energy, square in zip(self._energies, squares, strict=True)
        )
        scales = scales.to(self._kind)
        return [
            (scale, factor.to(self._kind)) for scale, factor in zip(scales.split(channels), demodulations, strict=True)
        ]


class _Level(NamedTuple):
    """What is computed at one size: `part` is wanted, from `joined`, from `seen`, from `below` at half the size."""

    side: int
    part: Part
    joined: Part
    seen: Part
    below: Part

    @property
    def inside(self) -> bool:
        """Whether no convolution reaches beyond the crop's edge."""
        return all(first > 0 and last < self.side for first, last in self.joined)

    @property
    def padded(self) -> Part:
        """`below` with a place more at the crop's edge, where an enlargement takes the edge twice."""
        return tuple((first - (first == 0), last + (2 * last == self.side)) for first, last in self.below)


def _levels(part: Part, side: int, count: int) -> list[_Level]:
    """The coarsest first."""
    levels = []
    for _ in range(count):
        joined = _grown(part, side)
        seen = _grown(joined, side)
        # A bilinear enlargement takes place 2 i from i - 1 and i, place 2 i + 1 from i and i + 1.
        below = tuple((max(0, (first - 1) // 2), min(side // 2, last // 2 + 1)) for first, last in seen)
        levels.append(_Level(side, part, joined, seen, below))
        part, side = below, side // 2
    return levels[::-1]


class _Folded:
    """A `ModulatedConv` whose style is multiplied into its weights where they are fewer than the features."""

    def __init__(self, layer: ModulatedConv) -> None:
        self._weight = layer.conv.weight
        self._bias = GAIN * layer.conv.bias
        self._noise_strength = (GAIN * layer.noise_strength)[:, None, None]

    def __call__(self, x: torch.Tensor, look: _Look, noise: torch.Tensor, padding: int = 1) -> torch.Tensor:
        weight = self._weight
        scale, demodulation = look
        if weight.numel() <= (weight.shape[0] + weight.shape[1]) * x.shape[2] * x.shape[3]:
            weight = weight * (demodulation[:, None] * scale)[:, :, None, None]
            y = F.conv2d(x, weight, self._bias, padding=padding)
        else:
            y = F.conv2d(x * scale[:, None, None], weight, padding=padding)
            y.mul_(demodulation[:, None, None]).add_(self._bias[:, None, None])
        return self._finished(y, noise)

    def _finished(self, y: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        return _activated(y.addcmul_(noise, self._noise_strength))


class _FoldedJoin(_Folded):
    """The convolution of features from below, enlarged, beside those of the level itself."""

    def __init__(self, layer: ModulatedConv) -> None:
        super().__init__(layer)
        weight = layer.conv.weight
        self._from_below = weight.shape[1] - weight.shape[0]  # the level itself has as many channels as it makes
        below, own = weight.split([self._from_below, weight.shape[0]], 1)
        self._own = own.contiguous(memory_format=torch.channels_last)
        self._below = below.transpose(0, 1).flip(2, 3).contiguous(memory_format=torch.channels_last)
        taps = torch.tensor([1.0, 3.0, 3.0, 1.0])  # bilinear enlargement, as a filter of every second place
        self._enlarging = (torch.outer(taps, taps) / 16).to(weight.dtype).expand(len(weight), 1, 4, 4).contiguous()

    def beside(
        self, x: torch.Tensor, skip: torch.Tensor, look: _Look, noise: torch.Tensor, level: _Level
    ) -> torch.Tensor:
        """Like the generator: enlarged, put side by side, convolved. Returns `level.joined`."""
        enlarged = _cut(upsample(x), level.seen, _doubled(level.below))
        both = torch.cat([enlarged, _cut(skip, level.seen)], 1)
        return _cut(self(both, look, _cut(noise, level.seen)), level.joined, level.seen)

    def enlarged(
        self, x: torch.Tensor, skip: torch.Tensor, look: _Look, noise: torch.Tensor, level: _Level
    ) -> torch.Tensor:
        """The same in another order, for what lies inside the crop: a quarter of the work for the features from below.

        Convolutions can change places, and a bilinear enlargement is one behind zeros between the places (as
        StyleGAN2's up-sampling convolution, Karras et al. 2020); only at the crop's edge it is more than that.
        """
        scale, demodulation = look
        weight = self._below * (scale[: self._from_below, None] * demodulation)[:, :, None, None]
        from_below = F.conv_transpose2d(_padded(x, level), weight, stride=2)
        from_below = F.conv2d(from_below, self._enlarging, groups=len(demodulation), padding=1)
        weight = self._own * (demodulation[:, None] * scale[self._from_below :])[:, :, None, None]
        y = F.conv2d(_cut(skip, level.seen), weight, self._bias)
        y.add_(_cut(from_below, level.joined, _doubled(level.padded)))
        return self._finished(y, _cut(noise, level.joined))


def _padded(x: torch.Tensor, level: _Level) -> torch.Tensor:
    (top, bottom), (left, right) = level.below
    (first, last), (start, end) = level.padded
    missing = (left - start, end - right, top - first, last - bottom)
    return F.pad(x, missing, mode="replicate") if any(missing) else x


def _activated(x: torch.Tensor) -> torch.Tensor:
    return F.leaky_relu_(x, LEAK)


def _grown(part: Part, side: int) -> Part:
    return tuple((max(0, first - 1), min(side, last + 1)) for first, last in part)


def _doubled(part: Part) -> Part:
    return tuple((2 * first, 2 * last) for first, last in part)


def _cut(x: torch.Tensor, part: Part, whole: Part = ((0, 0), (0, 0))) -> torch.Tensor:
    """A part of features (B, C, h, w) that begin where `whole` does."""
    (top, bottom), (left, right) = part
    (y, _), (x0, _) = whole
    return x[:, :, top - y : bottom - y, left - x0 : right - x0]
