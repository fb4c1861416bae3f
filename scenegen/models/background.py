"""Background generator in two stages: code -> coarse colour layout -> landscape.

The layout (16 x 16 colours for a square picture) is the handle: the network's own, painted by a person, or taken from a
photo. The second stage is fully convolutional, so wide and tall pictures need only a wider or taller layout. This takes
the place of the AAAI 2019 paper's background generator (Turkoglu et al.), which needs photos that all contain objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.models.blocks import GAIN, ResidualDown, activate, conv, linear, noise_at, upsample
from scenegen.models.codes import towards_a_neighbour
from scenegen.models.imagenet import LOOKED_THROUGH, ImageNetEncoder
from scenegen.models.noise import rand, randn

_PARTNERS = 6  # the nearest codes, one of which a layout is mixed with
_TONES = 16  # components that are mixed: large patches of colour. A mixture of finer ones shows both, half as strong


@dataclass(frozen=True)
class BackgroundConfig:
    z_dim: int = 384  # numbers in the code of a layout, of 768 in the layout itself
    layout_size: int = 16  # cells along each side of the layout that the first stage draws
    layout_channels: int = 64
    layout_blocks: int = 3  # residual blocks of the first stage
    channels: tuple[int, ...] = (192, 160, 128, 64, 40)  # per level, from the layout's size to the picture's
    bank_size: int = 2048  # codes of photos' layouts that are kept
    trunk_blocks: int = 3  # residual blocks at the layout's size, where the large shapes are decided

    @property
    def scale(self) -> int:
        """Pixels of the picture per cell of the layout, along one side."""
        return 2 ** (len(self.channels) - 1)


class Background(nn.Module):
    def __init__(self, config: BackgroundConfig) -> None:
        super().__init__()
        self.config = config
        self.layout_generator = LayoutGenerator(config)
        self.painter = Painter(config)

    def sample_layout(self, count: int, generator: torch.Generator) -> torch.Tensor:
        """Draws colour layouts (count, 3, layout_size, layout_size) in [-1, 1]."""
        return self.layout_generator.sample_layout(count, generator)

    def forward(self, layout: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Paints a layout: (B, 3, h, w) in [-1, 1] and noise (B, 1, scale h, scale w) ~ N(0, 1) -> picture
        (B, 3, scale h, scale w) in [-1, 1]."""
        return self.painter(layout, noise)


class LayoutGenerator(nn.Module):
    """Draws layouts between two of photos that look alike, and adds what gets lost on the way.

    The code of a layout is what its first `z_dim` principal components say of it: no other linear code of that length
    tells more. New ones have the large colours of two photos and the shapes of one. What comes back from a code is
    smooth; residual blocks (He et al. 2016), trained against a discriminator, turn that and noise into a layout as
    photos have them.
    """

    def __init__(self, config: BackgroundConfig) -> None:
        super().__init__()
        self.config = config
        channels, cells = config.layout_channels, 3 * config.layout_size**2
        rng = torch.Generator().manual_seed(0)
        # Set by `begin`; until then any orthonormal components will do.
        self.register_buffer("mean", torch.zeros(cells))
        self.register_buffer("components", torch.linalg.qr(torch.randn(cells, config.z_dim, generator=rng)).Q.t())
        # Codes of photos' layouts, filled by training; N(0, 1) until then.
        self.register_buffer("code_bank", torch.randn(config.bank_size, config.z_dim, generator=rng))
        self.stem = conv(4, channels)
        self.blocks = nn.ModuleList(
            nn.Sequential(conv(channels, channels), nn.LeakyReLU(0.2), conv(channels, channels, gain=0.5))
            for _ in range(config.layout_blocks)
        )
        self.to_rgb = conv(channels, 3, 1, gain=0.1)

    def forward(self, code: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """code (B, z_dim) and noise (B, 1, layout_size, layout_size) ~ N(0, 1) -> layout (B, 3, layout_size,
        layout_size) in [-1, 1]."""
        side = self.config.layout_size
        with torch.autocast(code.device.type, enabled=False):
            smooth = (self.mean + code.float() @ self.components).reshape(-1, 3, side, side)
        x = activate(self.stem(torch.cat([smooth, noise], 1)))
        for block in self.blocks:
            x = x + block(x)
        return (smooth + self.to_rgb(activate(x)).float()).clamp(-1, 1)

    def encode(self, layout: torch.Tensor) -> torch.Tensor:
        """Layouts (B, 3, layout_size, layout_size) in [-1, 1] -> codes (B, z_dim). As far apart as the layouts are,
        but for what the components do not say."""
        with torch.autocast(layout.device.type, enabled=False):
            return (layout.float().flatten(1) - self.mean) @ self.components.t()

    def sample_codes(self, count: int, generator: torch.Generator) -> torch.Tensor:
        """Codes (count, z_dim) of layouts: one of the bank's, with colours that are moved three to seven tenths of the
        way to those of one that looks like it."""
        bank = self.code_bank.float()
        first, pick, share = rand(count, 3, rng=generator).to(bank.device).unbind(1)
        own = (first * len(bank)).long()
        mixed = towards_a_neighbour(bank[own], bank, pick, 0.3 + 0.4 * share, partners=_PARTNERS, own=own)
        return torch.cat([mixed[:, :_TONES], bank[own, _TONES:]], 1)

    def sample_layout(self, count: int, generator: torch.Generator) -> torch.Tensor:
        """Draws layouts (count, 3, layout_size, layout_size) in [-1, 1]."""
        codes, side = self.sample_codes(count, generator), self.config.layout_size
        return self(codes, randn(count, 1, side, side, rng=generator, device=codes.device))

    @torch.no_grad()
    def begin(self, layouts: torch.Tensor) -> None:
        """Takes the principal components of photos' layouts (N, 3, layout_size, layout_size) and of their mirror
        images, and the codes of some of them."""
        both = torch.cat([layouts, layouts.flip(-1)]).float()
        rows = both.flatten(1)
        self.mean.copy_(rows.mean(0))
        deviations = rows - self.mean
        by_variance = torch.linalg.eigh(deviations.t() @ deviations).eigenvectors.flip(1)
        self.components.copy_(by_variance[:, : self.config.z_dim].t())
        places = len(self.code_bank)
        order = torch.randperm(len(both), generator=torch.Generator().manual_seed(0))
        self.code_bank.copy_(self.encode(both[order[torch.arange(places) % len(order)]]))


class Painter(nn.Module):
    """Layout and noise -> picture; the layout is shown again at every scale."""

    def __init__(self, config: BackgroundConfig) -> None:
        super().__init__()
        self.config = config
        channels = config.channels
        self.stem = conv(4, channels[0])
        self.trunk = nn.ModuleList(_NoisyResidual(channels[0], channels[0]) for _ in range(config.trunk_blocks))
        self.up = nn.ModuleList(_NoisyResidual(a, b) for a, b in pairwise(channels))
        self.to_rgb = nn.ModuleList(conv(c, 3, 1, gain=0.3) for c in channels[1:])

    def forward(self, layout: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """See `Background.forward`."""
        x = activate(self.stem(torch.cat([layout, noise_at(noise, layout.shape[-2:])], 1)))
        for block in self.trunk:
            x = block(x, layout, noise_at(noise, x.shape[-2:]))
        picture = layout
        for block, to_rgb in zip(self.up, self.to_rgb, strict=True):
            x, picture = upsample(x), upsample(picture)
            x = block(x, F.interpolate(layout, x.shape[-2:], mode="bilinear"), noise_at(noise, x.shape[-2:]))
            picture = picture + to_rgb(x)
        # The sum starts as the blurred layout, whose range is [-1, 1] already: bend only what goes beyond.
        return torch.tanh(picture.float() * 1.2)


class _NoisyResidual(nn.Module):
    """Two 3x3 convolutions on features, the layout at this size and two channels of scaled noise, around a skip."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.first = conv(in_channels + 4, out_channels)
        self.second = conv(out_channels, out_channels, gain=0.5)
        self.skip = conv(in_channels, out_channels, 1, gain=1.0)
        self.noise_strength = nn.Parameter(torch.full((out_channels,), 0.1))

    def forward(self, x: torch.Tensor, layout: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        y = self.first(torch.cat([x, layout.to(x.dtype), noise.to(x.dtype)], 1))
        y = activate(y + (self.noise_strength[:, None, None] * noise).to(y.dtype))
        return self.skip(x) + activate(self.second(y))


class LayoutDiscriminator(nn.Module):
    """(B, 3, 16, 16) -> logits (B, 1); the spread within the batch is shown to it (Karras et al. 2018, section 3)."""

    def __init__(self, channels: int = 96) -> None:
        super().__init__()
        self.stem = conv(3, channels)
        self.blocks = nn.Sequential(ResidualDown(channels, channels), ResidualDown(channels, channels))
        self.features = conv(channels + 1, channels)
        self.hidden = linear(channels * 16, channels, gain=GAIN)
        self.logit = linear(channels, 1)

    def forward(self, layout: torch.Tensor) -> torch.Tensor:
        x = self.blocks(activate(self.stem(layout)))
        spread = (x.float().var(0, correction=0) + 1e-8).sqrt().mean().expand(len(x), 1, *x.shape[2:])
        x = activate(self.features(torch.cat([x, spread.to(x.dtype)], 1)))
        return self.logit(activate(self.hidden(x.flatten(1)))).float()


class PictureDiscriminator(nn.Module):
    """A picture beside its layout: is it a photo?

    Details are judged by a PatchGAN of its own (Isola et al. 2017), at an eighth of the size. What they add up to is
    judged by heads on the features, at a quarter to a 32nd, of a network that knows ImageNet and is not trained further
    (Sauer et al. 2021, "Projected GANs Converge Faster"). That is random until `imagenet.load_imagenet` is called.
    """

    def __init__(self, channels: tuple[int, ...] = (32, 64, 128, 192), head_channels: int = 64) -> None:
        super().__init__()
        self.stem = conv(6, channels[0])
        self.blocks = nn.ModuleList(ResidualDown(a, b) for a, b in pairwise(channels))
        self.fine_logit = conv(channels[-1], 1, gain=1.0)
        self.encoder = ImageNetEncoder(LOOKED_THROUGH).requires_grad_(False)
        self.heads = nn.ModuleList(_LookedThrough(given, head_channels) for given in self.encoder.channels[1:])

    def forward(self, picture: torch.Tensor, layout: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """picture (B, 3, H, W) in [-1, 1], H and W multiples of 32, layout (B, 3, h, w) -> logits, first the details'
        and then those of the heads, and all features."""
        shown = F.interpolate(layout, picture.shape[-2:], mode="bilinear")
        x = activate(self.stem(torch.cat([picture, shown.to(picture.dtype)], 1)))
        features = []
        for block in self.blocks:
            x = block(x)
            features.append(x)
        levels = self.encoder(picture)
        looked_through = [head(level, shown) for head, level in zip(self.heads, levels[1:], strict=True)]
        return [self.fine_logit(x).float(), *looked_through], features + levels


class _LookedThrough(nn.Module):
    """Features (B, C, h, w), normalised at every place (as in LPIPS, Zhang et al. 2018), beside the layout -> logits
    (B, 1, h, w)."""

    def __init__(self, given: int, channels: int) -> None:
        super().__init__()
        self.first = conv(given, channels, 1, gain=1.0)
        self.second = conv(channels + 3, channels)
        self.logit = conv(channels, 1, gain=1.0)

    def forward(self, level: torch.Tensor, layout: torch.Tensor) -> torch.Tensor:
        x = self.first(F.normalize(level.float(), dim=1) * level.shape[1] ** 0.5)
        shown = F.interpolate(layout, x.shape[-2:], mode="bilinear", antialias=True)
        x = activate(self.second(activate(torch.cat([x, shown.to(x.dtype)], 1))))
        return self.logit(x).float()
