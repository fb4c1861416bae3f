"""The networks. `NETWORKS` is the one table of what can be trained, stored and loaded."""

from __future__ import annotations

from torch import nn

from scenegen.models.background import Background, BackgroundConfig
from scenegen.models.background_refiner import BackgroundRefiner, BackgroundRefinerConfig
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig
from scenegen.models.bscgan import BScGAN, BScGANConfig
from scenegen.models.classifier import Classifier, ClassifierConfig
from scenegen.models.cnn_l1 import CnnL1, CnnL1Config
from scenegen.models.foreground import Foreground, ForegroundConfig
from scenegen.models.mask_prior import MaskPrior, MaskPriorConfig
from scenegen.models.paper_background import PaperBackground, PaperBackgroundConfig
from scenegen.models.paper_baseline import PaperBaseline, PaperBaselineConfig
from scenegen.models.paper_foreground import PaperForeground, PaperForegroundConfig
from scenegen.models.pix2pix import Pix2Pix, Pix2PixConfig
from scenegen.models.pix2pixpp import Pix2PixPP, Pix2PixPPConfig
from scenegen.models.refiner import Refiner, RefinerConfig
from scenegen.models.segmentation import Segmentation, SegmentationConfig

NETWORKS: dict[str, tuple[type[nn.Module], type]] = {
    "background": (Background, BackgroundConfig),
    "background_refiner": (BackgroundRefiner, BackgroundRefinerConfig),
    "box2mask": (Box2Mask, Box2MaskConfig),
    "bscgan": (BScGAN, BScGANConfig),
    "classifier": (Classifier, ClassifierConfig),
    "cnn_l1": (CnnL1, CnnL1Config),
    "foreground": (Foreground, ForegroundConfig),
    "mask_prior": (MaskPrior, MaskPriorConfig),
    "paper_background": (PaperBackground, PaperBackgroundConfig),
    "paper_baseline": (PaperBaseline, PaperBaselineConfig),
    "paper_foreground": (PaperForeground, PaperForegroundConfig),
    "pix2pix": (Pix2Pix, Pix2PixConfig),
    "pix2pixpp": (Pix2PixPP, Pix2PixPPConfig),
    "refiner": (Refiner, RefinerConfig),
    "segmentation": (Segmentation, SegmentationConfig),
}
