"""Very small networks with the shapes of the real ones, for tests that only need them to run."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from torch import nn

from scenegen.models.background import Background, BackgroundConfig, LayoutDiscriminator, PictureDiscriminator
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig, Box2MaskDiscriminator, Box2MaskDiscriminatorConfig
from scenegen.models.bscgan import BScGAN, BScGANConfig, BScGANDiscriminator
from scenegen.models.classifier import Classifier, ClassifierConfig
from scenegen.models.foreground import (
    Foreground,
    ForegroundConfig,
    ForegroundDiscriminator,
    ForegroundDiscriminatorConfig,
)
from scenegen.models.mask_prior import MaskPrior, MaskPriorConfig, MaskPriorDiscriminator
from scenegen.models.segmentation import Segmentation, SegmentationConfig, SegmentationDiscriminator
from scenegen.scene import CATEGORIES
from scenegen.weights import read_manifest, save_network, write_manifest_entry


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


def tiny_segmentation() -> Segmentation:
    torch.manual_seed(0)
    return Segmentation(SegmentationConfig(("background", "animal"), size=32, channels=(4, 6, 8), guided=True))


def tiny_mask_prior() -> MaskPrior:
    torch.manual_seed(0)
    return MaskPrior(MaskPriorConfig(("background", "animal"), size=16, z_dim=8, channels=(8, 8, 4)))


def tiny_bscgan() -> BScGAN:
    torch.manual_seed(0)
    return BScGAN(BScGANConfig(size=32, channels=(4, 6, 8)))


def tiny_classifier() -> Classifier:
    torch.manual_seed(0)
    return Classifier(ClassifierConfig(CATEGORIES, size=32, channels=(8, 12, 16), blocks=(0, 1, 0)))


TINY = {
    "background": tiny_background,
    "box2mask": tiny_box2mask,
    "bscgan": tiny_bscgan,
    "classifier": tiny_classifier,
    "foreground": tiny_foreground,
    "mask_prior": tiny_mask_prior,
    "segmentation": tiny_segmentation,
}
EDITOR_NETWORKS = ("background", "box2mask", "foreground")


def tiny_discriminator(part: str) -> nn.Module:
    """The discriminator of a part of a training run."""
    torch.manual_seed(1)
    if part == "layout":
        return LayoutDiscriminator(8)
    if part == "painter":
        return PictureDiscriminator((4, 4, 6, 6, 8))
    if part == "box2mask":
        return Box2MaskDiscriminator(Box2MaskDiscriminatorConfig(CATEGORIES, size=16, channels=(4, 6, 8)))
    if part == "segmentation":
        return SegmentationDiscriminator(2, (4, 6, 8, 8))
    if part == "mask_prior":
        return MaskPriorDiscriminator(2, 16, (4, 8))
    if part == "bscgan":
        return BScGANDiscriminator(32, (4, 6, 8))
    return ForegroundDiscriminator(ForegroundDiscriminatorConfig(CATEGORIES, channels=(4, 6, 8), category_planes=2))


def save_tiny_networks(folder: Path) -> Path:
    """A folder of weights with the editor's networks and their manifest."""
    for name, network in tiny_networks().items():
        save_network(network, name, folder / f"{name}.safetensors")
        write_manifest_entry(folder, name, {})
    return folder


def add_shipped_segmentation(folder: Path) -> Path:
    """Puts the network that comes with the package, which does find objects, into a folder of weights."""
    shipped = Path(__file__).parent.parent / "weights"
    shutil.copy(shipped / "segmentation.safetensors", folder)
    write_manifest_entry(folder, "segmentation", {"sha256": read_manifest(shipped)["segmentation"]["sha256"]})
    return folder


def tiny_networks() -> dict[str, nn.Module]:
    """The three networks of the editor with their real code, a few channels and the same random weights each time."""
    with torch.random.fork_rng():
        return {name: TINY[name]().eval().requires_grad_(False) for name in EDITOR_NETWORKS}
