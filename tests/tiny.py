"""Very small networks with the shapes of the real ones, for tests that only need them to run."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from scenegen.baselines import SYSTEMS
from scenegen.compositor import EDITOR_NETWORKS
from scenegen.models.background import Background, BackgroundConfig, LayoutDiscriminator, PictureDiscriminator
from scenegen.models.background_refiner import BackgroundRefiner, BackgroundRefinerConfig
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig, Box2MaskDiscriminator, Box2MaskDiscriminatorConfig
from scenegen.models.bscgan import BScGAN, BScGANConfig, BScGANDiscriminator
from scenegen.models.classifier import Classifier, ClassifierConfig
from scenegen.models.cnn_l1 import CnnL1, CnnL1Config
from scenegen.models.foreground import (
    Foreground,
    ForegroundConfig,
    ForegroundDiscriminator,
    ForegroundDiscriminatorConfig,
)
from scenegen.models.mask_prior import MaskPrior, MaskPriorConfig, MaskPriorDiscriminator
from scenegen.models.oasis import OasisDiscriminator
from scenegen.models.paper_background import PaperBackground, PaperBackgroundConfig
from scenegen.models.paper_baseline import PaperBaseline, PaperBaselineConfig
from scenegen.models.paper_blocks import PaperDiscriminator
from scenegen.models.paper_foreground import PaperForeground, PaperForegroundConfig
from scenegen.models.pix2pix import PatchDiscriminator, Pix2Pix, Pix2PixConfig
from scenegen.models.pix2pixpp import MultiScaleDiscriminator, Pix2PixPP, Pix2PixPPConfig
from scenegen.models.refiner import Refiner, RefinerConfig
from scenegen.models.segmentation import Segmentation, SegmentationConfig, SegmentationDiscriminator
from scenegen.scene import CATEGORIES
from scenegen.training.paper_objectives import TwoDiscriminators
from scenegen.weights import read_manifest, save_network, write_manifest_entry


def tiny_background() -> Background:
    torch.manual_seed(0)
    return Background(
        BackgroundConfig(z_dim=8, layout_channels=8, layout_blocks=1, channels=(8, 8, 6, 6, 4), trunk_blocks=1)
    )


def tiny_box2mask() -> Box2Mask:
    torch.manual_seed(0)
    channels = {"channels": (8, 8, 4), "encoder_channels": (4, 6, 8)}
    return Box2Mask(
        Box2MaskConfig(CATEGORIES, size=16, z_dim=8, category_dim=4, latent_dim=8, bank_size=16, **channels)
    )


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


def tiny_refiner() -> Refiner:
    torch.manual_seed(0)
    return Refiner(RefinerConfig(CATEGORIES, size=64, channels=(4, 6, 8), style_dim=4, category_dim=4, latent_dim=8))


def tiny_background_refiner() -> BackgroundRefiner:
    torch.manual_seed(0)
    return BackgroundRefiner(BackgroundRefinerConfig(channels=(4, 4, 6, 8), coarse_blocks=1))


def tiny_classifier() -> Classifier:
    torch.manual_seed(0)
    return Classifier(ClassifierConfig(CATEGORIES, size=32, channels=(8, 12, 16), blocks=(0, 1, 0)))


WITH_BACKGROUND = ("background", *CATEGORIES)


def tiny_cnn_l1() -> CnnL1:
    torch.manual_seed(0)
    return CnnL1(CnnL1Config(WITH_BACKGROUND, size=32, width=4, blocks=1))


def tiny_pix2pix() -> Pix2Pix:
    torch.manual_seed(0)
    return Pix2Pix(Pix2PixConfig(WITH_BACKGROUND, size=32, levels=4, width=4, norm="instance", dropped_levels=1))


def tiny_pix2pixpp() -> Pix2PixPP:
    torch.manual_seed(0)
    return Pix2PixPP(Pix2PixPPConfig(WITH_BACKGROUND, size=32, width=4, levels=3, z_dim=8))


def tiny_paper_background() -> PaperBackground:
    torch.manual_seed(0)
    return PaperBackground(PaperBackgroundConfig(CATEGORIES, size=32, width=4, z_dim=8))


def tiny_paper_foreground() -> PaperForeground:
    torch.manual_seed(0)
    return PaperForeground(PaperForegroundConfig(CATEGORIES, size=32, width=4, z_dim=8))


def tiny_paper_baseline() -> PaperBaseline:
    torch.manual_seed(0)
    return PaperBaseline(PaperBaselineConfig(CATEGORIES, size=32, width=4, z_dim=8))


TINY = {
    "background": tiny_background,
    "background_refiner": tiny_background_refiner,
    "box2mask": tiny_box2mask,
    "bscgan": tiny_bscgan,
    "classifier": tiny_classifier,
    "cnn_l1": tiny_cnn_l1,
    "foreground": tiny_foreground,
    "mask_prior": tiny_mask_prior,
    "paper_background": tiny_paper_background,
    "paper_baseline": tiny_paper_baseline,
    "paper_foreground": tiny_paper_foreground,
    "pix2pix": tiny_pix2pix,
    "pix2pixpp": tiny_pix2pixpp,
    "refiner": tiny_refiner,
    "segmentation": tiny_segmentation,
}


def tiny_discriminator(part: str) -> nn.Module:
    """The discriminator of a part of a training run."""
    torch.manual_seed(1)
    if part == "layout":
        return LayoutDiscriminator(8)
    if part in ("painter", "background_refiner"):
        return PictureDiscriminator((4, 4, 6, 6), 4)
    if part == "box2mask":
        return Box2MaskDiscriminator(Box2MaskDiscriminatorConfig(CATEGORIES, size=16, channels=(4, 6, 8)))
    if part == "refiner":
        return tiny_oasis()
    if part == "segmentation":
        return SegmentationDiscriminator(2, (4, 6, 8, 8))
    if part == "mask_prior":
        return MaskPriorDiscriminator(2, 16, (4, 8))
    if part == "bscgan":
        return BScGANDiscriminator(32, (4, 6, 8))
    if part == "pix2pix":
        return PatchDiscriminator(len(WITH_BACKGROUND), 4, "instance")
    if part == "pix2pixpp":
        return MultiScaleDiscriminator(len(WITH_BACKGROUND), 4, scales=2)
    if part == "paper_background":
        return PaperDiscriminator(len(CATEGORIES), 4, 32)
    if part in ("paper_foreground", "paper_baseline"):
        return TwoDiscriminators(len(CATEGORIES), 4, 32)
    return ForegroundDiscriminator(ForegroundDiscriminatorConfig(CATEGORIES, channels=(4, 6, 8), category_planes=2))


def tiny_oasis() -> OasisDiscriminator:
    discriminator = OasisDiscriminator(CATEGORIES)
    discriminator.network = Segmentation(replace(discriminator.network.config, channels=(6, 8, 12, 16), encoder=""))
    return discriminator


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
    """The networks of the editor with their real code, a few channels and the same random weights each time."""
    with torch.random.fork_rng():
        return {name: TINY[name]().eval().requires_grad_(False) for name in EDITOR_NETWORKS}


def save_tiny_baselines(folder: Path) -> Path:
    """A folder of baselines with every system of `scenegen.baselines.SYSTEMS`."""
    for name in SYSTEMS:
        network = "pix2pix" if name == "pix2pix5" else name
        save_network(TINY[network](), network, folder / f"{name}.safetensors")
        write_manifest_entry(folder, name, {})
    return folder
