"""Very small networks with the shapes of the real ones, for tests that only need them to run."""

from __future__ import annotations

import torch
from torch import nn

from scenegen.models.background import Background, BackgroundConfig, LayoutDiscriminator, PictureDiscriminator
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig, Box2MaskDiscriminator, Box2MaskDiscriminatorConfig
from scenegen.models.foreground import (
    Foreground,
    ForegroundConfig,
    ForegroundDiscriminator,
    ForegroundDiscriminatorConfig,
)
from scenegen.scene import CATEGORIES


def tiny_background() -> Background:
    torch.manual_seed(0)
    return Background(
        BackgroundConfig(z_dim=8, layout_channels=8, latent_dim=8, channels=(8, 8, 6, 6, 4), trunk_blocks=1)
    )


def tiny_box2mask() -> Box2Mask:
    torch.manual_seed(0)
    config = Box2MaskConfig(CATEGORIES, size=16, z_dim=8, category_dim=4, latent_dim=8, channels=(8, 8, 4))
    return Box2Mask(config)


def tiny_foreground() -> Foreground:
    torch.manual_seed(0)
    config = ForegroundConfig(
        CATEGORIES, size=32, channels=(4, 6, 8), encoder_channels=(4, 6, 8), style_dim=4, category_dim=4, latent_dim=8
    )
    return Foreground(config)


TINY = {"background": tiny_background, "box2mask": tiny_box2mask, "foreground": tiny_foreground}


def tiny_discriminator(part: str) -> nn.Module:
    """The discriminator of a part of a training run."""
    torch.manual_seed(1)
    if part == "layout":
        return LayoutDiscriminator(8)
    if part == "painter":
        return PictureDiscriminator((4, 4, 6, 6, 8))
    if part == "box2mask":
        return Box2MaskDiscriminator(Box2MaskDiscriminatorConfig(CATEGORIES, size=16, channels=(4, 6, 8)))
    return ForegroundDiscriminator(ForegroundDiscriminatorConfig(CATEGORIES, channels=(4, 6, 8), category_planes=2))


def tiny_networks() -> dict[str, nn.Module]:
    """The three networks of the editor with their real code, a few channels and the same random weights each time."""
    with torch.random.fork_rng():
        return {name: make().eval().requires_grad_(False) for name, make in TINY.items()}
