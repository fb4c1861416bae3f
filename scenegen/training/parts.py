"""What `scenegen train` can build: every part of every network with its objective, and the data that it learns from."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from scenegen.data import DataError, Source
from scenegen.data.labelled import Kind, LabelledPhotos
from scenegen.data.masked import MaskedPhotos
from scenegen.data.objects import ObjectCrops, ObjectMasks
from scenegen.data.pictures import Layouts, Pictures, PictureWindows
from scenegen.data.plates import PlatePairs
from scenegen.models.background import (
    BackgroundConfig,
    LayoutDiscriminator,
    LayoutGenerator,
    Painter,
    PictureDiscriminator,
)
from scenegen.models.background_refiner import BackgroundRefiner, BackgroundRefinerConfig
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig, Box2MaskDiscriminator, Box2MaskDiscriminatorConfig
from scenegen.models.bscgan import BScGAN, BScGANConfig, BScGANDiscriminator, load_resnet101
from scenegen.models.classifier import Classifier, ClassifierConfig
from scenegen.models.cnn_l1 import CnnL1, CnnL1Config
from scenegen.models.foreground import (
    LEVELS,
    WIDTH,
    Foreground,
    ForegroundConfig,
    ForegroundDiscriminator,
    ForegroundDiscriminatorConfig,
    level_channels,
)
from scenegen.models.imagenet import load_imagenet
from scenegen.models.mask_prior import MaskPrior, MaskPriorConfig, MaskPriorDiscriminator
from scenegen.models.oasis import OasisDiscriminator
from scenegen.models.paper_background import PaperBackground, PaperBackgroundConfig
from scenegen.models.paper_baseline import PaperBaseline, PaperBaselineConfig
from scenegen.models.paper_blocks import PaperDiscriminator
from scenegen.models.paper_foreground import PaperForeground, PaperForegroundConfig
from scenegen.models.pix2pix import PatchDiscriminator, Pix2Pix, Pix2PixConfig
from scenegen.models.pix2pixpp import MultiScaleDiscriminator, Pix2PixPP, Pix2PixPPConfig
from scenegen.models.refiner import Refiner, RefinerConfig
from scenegen.models.segmentation import (
    DECODER_CHANNELS,
    Segmentation,
    SegmentationConfig,
    SegmentationDiscriminator,
)
from scenegen.scene import CATEGORIES
from scenegen.training.background_refiner_objective import BackgroundRefinerObjective
from scenegen.training.classifier_objective import ClassifierObjective
from scenegen.training.config import FOREGROUND_DISCRIMINATORS, SettingError, Stage, TrainConfig
from scenegen.training.features import picture_features
from scenegen.training.mask_objectives import BScGANObjective, MaskPriorObjective, SegmentationObjective
from scenegen.training.oasis_objective import OasisObjective
from scenegen.training.objectives import (
    Box2MaskObjective,
    ForegroundObjective,
    LayoutObjective,
    Objective,
    PainterObjective,
)
from scenegen.training.paper_objectives import PaperBackgroundObjective, PaperObjectObjective, TwoDiscriminators
from scenegen.training.picture_objectives import CnnL1Objective, Pix2PixObjective, Pix2PixPPObjective
from scenegen.training.refiner_objective import RefinerObjective
from scenegen.weights import WeightsError, load_network

Network = TypeVar("Network", bound=nn.Module)

# Network -> its parts, in the order in which they are trained; a part's name is also its preset.
PARTS: dict[str, tuple[str, ...]] = {
    "background": ("layout", "painter"),
    "background_refiner": ("background_refiner",),
    "box2mask": ("box2mask",),
    "foreground": ("foreground",),
    "refiner": ("refiner",),
    "segmentation": ("segmentation",),
    "mask_prior": ("mask_prior",),
    "bscgan": ("bscgan",),
    "classifier": ("classifier",),
    "cnn_l1": ("cnn_l1",),
    "pix2pix": ("pix2pix",),
    "pix2pixpp": ("pix2pixpp",),
    "paper_background": ("paper_background",),
    "paper_foreground": ("paper_foreground",),
    "paper_baseline": ("paper_baseline",),
}
# Those that learn from whole photos with class masks; the others of them are the paper's own.
MASKED = ("cnn_l1", "pix2pix", "pix2pixpp", "paper_background", "paper_foreground", "paper_baseline")


@dataclass(frozen=True)
class SegmentationVariant:
    kind: Kind
    guided: bool = False
    skips: bool = True
    encoder: str = ""  # of `imagenet.ENCODERS`


SEGMENTATION_VARIANTS = {
    "imagenet": SegmentationVariant("animals", guided=True, encoder="efficientnet_lite1"),
    "guided": SegmentationVariant("animals", guided=True),
    "binary": SegmentationVariant("binary"),
    "animals": SegmentationVariant("animals"),
    "classes": SegmentationVariant("classes"),
    "binary-plain": SegmentationVariant("binary", skips=False),
    "classes-plain": SegmentationVariant("classes", skips=False),
}
BSCGAN_VARIANTS = {
    # Eight levels as in the paper, a quarter to a sixth as wide: 3 million parameters instead of 54.
    "small": BScGANConfig(channels=(16, 32, 64, 96, 128, 128, 128, 128)),
    "paper": BScGANConfig(),
    "resnet101": BScGANConfig(middle="resnet101"),
}
# Of a pix2pix network's configuration. A batch of one picture, as the paper has it, is instance normalisation.
PIX2PIX_VARIANTS: dict[str, dict[str, Any]] = {
    "unet256": {"levels": 8, "norm": "instance"},
    "unet256-batch": {"levels": 8, "norm": "batch"},
    "unet5": {"levels": 5, "norm": "batch", "leak": 0.0, "dropped_levels": 4},
}
VARIANTS: dict[str, tuple[str, ...]] = {
    "foreground": tuple(FOREGROUND_DISCRIMINATORS),
    "segmentation": tuple(SEGMENTATION_VARIANTS),
    "bscgan": tuple(BSCGAN_VARIANTS),
    "pix2pix": tuple(PIX2PIX_VARIANTS),
}


def check_variant(part: str, variant: str) -> None:
    """Raises `SettingError` if a part has no such variant."""
    known = VARIANTS.get(part, ("",))
    if variant not in known:
        choices = f"choose one of {', '.join(known)}" if part in VARIANTS else "it has none"
        raise SettingError(f"There is no variant {variant!r} of {part}: {choices}.")


_DETAIL_CHANNELS = (16, 32, 64, 128)  # of the discriminator of details alone: half the work
_LARGE = 512  # pixels of a landscape's shorter side, from which on there are details to learn
_SHOWS_DETAILS = 160  # pixels of an object's longer side in a photo, from which on there are details to learn

# Parts whose networks draw from a smallest grid up, and so pictures of one size alone.
FIXED_SIZES = {"layout": 16, "box2mask": 64, "mask_prior": 64}
_WHOLE_CELLS = {"background_refiner": 64}  # windows of half the side show whole cells of the layout


def check_stages(part: str, stages: tuple[Stage, ...]) -> None:
    """Raises `SettingError` if a part cannot be trained at the size of one of its stages."""
    size = FIXED_SIZES.get(part)
    if size is not None and any(stage.size != size for stage in stages):
        raise SettingError(f"{part} is trained at {size} pixels alone: give stages such as {size}:2000:16.")
    cells = _WHOLE_CELLS.get(part, 1)
    if any(stage.size % cells for stage in stages):
        raise SettingError(f"{part} needs stages whose size is a multiple of {cells}.")


def build_objective(part: str, config: TrainConfig, categories: tuple[str, ...]) -> Objective:
    """A part and its discriminator with fresh weights drawn from `config.seed`; `categories` are those of its data."""
    torch.manual_seed(config.seed)
    if part == "layout":
        return LayoutObjective(LayoutGenerator(BackgroundConfig()), LayoutDiscriminator(), config.r1_gamma)
    if part in ("painter", "background_refiner"):
        discriminator = PictureDiscriminator() if part == "painter" else PictureDiscriminator(_DETAIL_CHANNELS)
        _start_from_imagenet(discriminator.encoder)
        if part == "painter":
            return PainterObjective(Painter(BackgroundConfig()), discriminator, config.r1_gamma)
        painter = _trained("background", "a background refiner learns from what a trained painter makes").painter
        return BackgroundRefinerObjective(BackgroundRefiner(BackgroundRefinerConfig()), discriminator, painter)
    if part == "box2mask":
        networks = Box2Mask(Box2MaskConfig(categories)), Box2MaskDiscriminator(Box2MaskDiscriminatorConfig(categories))
        return Box2MaskObjective(*networks, config.r1_gamma)
    if part == "segmentation":
        variant = SEGMENTATION_VARIANTS[config.variant]
        size = config.stages[-1].size
        settings = SegmentationConfig(categories, size, skips=variant.skips, guided=variant.guided)
        if variant.encoder:
            settings = replace(settings, encoder=variant.encoder, channels=DECODER_CHANNELS)
        network = Segmentation(settings)
        if variant.encoder:
            _start_from_imagenet(network.encoder)
        return SegmentationObjective(network, SegmentationDiscriminator(len(categories)), config.mask_loss)
    if part == "mask_prior":
        networks = MaskPrior(MaskPriorConfig(categories)), MaskPriorDiscriminator(len(categories))
        return MaskPriorObjective(*networks, config.r1_gamma)
    if part == "bscgan":
        settings = BSCGAN_VARIANTS[config.variant]
        widths = settings.channels[:4] if config.variant == "small" else (64, 128, 256, 512)
        network = BScGAN(settings)
        if settings.middle == "resnet101":
            _start_from_imagenet(network, load_resnet101, "torchvision's ResNet-101 weights")
        return BScGANObjective(network, BScGANDiscriminator(settings.size, widths), config.mask_loss)
    if part == "classifier":
        return ClassifierObjective(Classifier(ClassifierConfig(categories, config.stages[-1].size)))
    if part in MASKED:
        return _build_masked(part, config, categories)
    if part == "refiner":
        discriminator = _oasis_discriminator(categories)
        network = Refiner(RefinerConfig(categories, config.stages[-1].size))
        return RefinerObjective(network, discriminator, _trained_foreground(categories))
    channels = level_channels(config.width or WIDTH, config.levels or LEVELS)
    network = Foreground(ForegroundConfig(categories, config.stages[-1].size, channels))
    if config.variant == "oasis":
        return OasisObjective(network, _oasis_discriminator(categories))
    discriminator = ForegroundDiscriminator(ForegroundDiscriminatorConfig(categories))
    return ForegroundObjective(network, discriminator, config.r1_gamma)


def _build_masked(part: str, config: TrainConfig, categories: tuple[str, ...]) -> Objective:
    """Discriminators are half as wide as the paper's generators, as SN-GAN's are."""
    size, width, count = config.stages[-1].size, config.width, len(categories)
    if part == "cnn_l1":
        return CnnL1Objective(CnnL1(CnnL1Config(categories, size, width)))
    if part == "pix2pix":
        settings = Pix2PixConfig(categories, size, width=width, **PIX2PIX_VARIANTS[config.variant])
        if any(stage.size % settings.stride for stage in config.stages):
            raise SettingError(f"{settings.levels} levels need stages whose size is a multiple of {settings.stride}.")
        return Pix2PixObjective(Pix2Pix(settings), PatchDiscriminator(count, width, settings.norm))
    if part == "pix2pixpp":
        networks = Pix2PixPP(Pix2PixPPConfig(categories, size, width)), MultiScaleDiscriminator(count, width)
        return Pix2PixPPObjective(*networks)
    if any(stage.size != size for stage in config.stages):
        raise SettingError(f"{part} makes pictures of one size: all its stages must have the same.")
    objects = categories[1:]  # the paper has no mask for the background
    if part == "paper_background":
        network = _fitting(PaperBackground, PaperBackgroundConfig(objects, size, width))
        return PaperBackgroundObjective(network, PaperDiscriminator(len(objects), width // 2, size))
    judges = TwoDiscriminators(len(objects), width // 2, size)
    if part == "paper_foreground":
        network = _fitting(PaperForeground, PaperForegroundConfig(objects, size, width))
    else:
        network = _fitting(PaperBaseline, PaperBaselineConfig(objects, size, width))
    return PaperObjectObjective(network, judges, picture_features)


def _fitting(network_class: type[Network], settings: Any) -> Network:
    """A network whose sides may not suit the stage that was asked for."""
    try:
        return network_class(settings)
    except ValueError as error:
        raise SettingError(f"The last stage does not fit {network_class.__name__}: {error}.") from None


def _start_from_imagenet(
    network: Network, load: Callable[[Network], None] = load_imagenet, what: str = "The weights of ImageNet"
) -> None:
    """Gives a network what `load` fetches, or says in a warning why it begins with random weights."""
    try:
        load(network)
    except OSError as error:
        reason = getattr(error, "reason", error)
        warnings.warn(f"{what} cannot be loaded ({reason}): these layers start from random weights.", stacklevel=2)


def _oasis_discriminator(categories: tuple[str, ...]) -> OasisDiscriminator:
    discriminator = OasisDiscriminator(categories)
    _start_from_imagenet(discriminator.network.encoder)
    return discriminator


def _trained_foreground(categories: tuple[str, ...]) -> Foreground:
    """What paints the objects that a refiner learns from. Raises `DataError` if there is none that fits."""
    network = _trained("foreground", "a refiner learns from what a trained foreground network paints")
    if network.config.categories != categories:
        raise DataError("the foreground network whose objects are to be refined knows other categories than the data")
    return network


def _trained(name: str, why: str) -> nn.Module:
    """A network with the weights that the editor uses. Raises `DataError`, which says `why` it is wanted."""
    try:
        return load_network(name)
    except WeightsError as error:
        raise DataError(f"{why}: {error}") from None


def build_source(part: str, roots: list[Path], variant: str = "", *, split: str = "train", without: str = "") -> Source:
    """The data that a part is trained on, `without` one CDnet video. Raises `DataError` with a clear sentence."""
    augment = split == "train"
    if part == "layout":
        return Layouts(roots, split=split, augment=augment)
    if part == "painter":
        return Pictures(roots, split=split, augment=augment)
    if part == "background_refiner":
        with suppress(DataError):  # where no picture is large, those that there are have to do
            return PictureWindows(roots, split=split, min_side=_LARGE, augment=augment)
        return PictureWindows(roots, split=split, augment=augment)
    if part == "box2mask":
        return ObjectMasks(roots, CATEGORIES, split=split, augment=augment)
    if part == "segmentation":
        chosen = SEGMENTATION_VARIANTS[variant]
        return LabelledPhotos(roots, chosen.kind, split=split, guided=chosen.guided, augment=augment)
    if part == "mask_prior":
        return LabelledPhotos(roots, "binary", split=split, augment=augment)
    if part == "bscgan":
        return PlatePairs(roots, split=split, augment=augment, without=without)
    if part in MASKED:
        masked = MaskedPhotos(roots, split=split, augment=augment, jitter=part.startswith("pix2pix"))
        if part.startswith("paper") and not masked.has_objects:
            raise DataError(f"{part} learns from photos of objects (COCO folders), not from label maps alone")
        return masked
    if part == "refiner":
        with suppress(DataError):  # where no object is large, those that there are have to do
            return ObjectCrops(roots, CATEGORIES, split=split, min_side=_SHOWS_DETAILS, augment=augment)
    return ObjectCrops(roots, CATEGORIES, split=split, augment=augment)
