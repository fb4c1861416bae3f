"""The networks. `NETWORKS` is the one table of what can be trained, stored and loaded."""

from __future__ import annotations

from torch import nn

from scenegen.models.background import Background, BackgroundConfig
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig
from scenegen.models.bscgan import BScGAN, BScGANConfig
from scenegen.models.classifier import Classifier, ClassifierConfig
from scenegen.models.foreground import Foreground, ForegroundConfig
from scenegen.models.mask_prior import MaskPrior, MaskPriorConfig
from scenegen.models.segmentation import Segmentation, SegmentationConfig

NETWORKS: dict[str, tuple[type[nn.Module], type]] = {
    "background": (Background, BackgroundConfig),
    "box2mask": (Box2Mask, Box2MaskConfig),
    "bscgan": (BScGAN, BScGANConfig),
    "classifier": (Classifier, ClassifierConfig),
    "foreground": (Foreground, ForegroundConfig),
    "mask_prior": (MaskPrior, MaskPriorConfig),
    "segmentation": (Segmentation, SegmentationConfig),
}
