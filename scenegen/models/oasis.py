"""A discriminator that segments: which category does every pixel show, or was it generated?

After OASIS (Schönfeld et al. 2021, "You Only Need Adversarial Supervision for Semantic Image Synthesis"): N categories
and one for what is generated; here, where objects stand before something, one for their surroundings, too. It looks
through a network that knows ImageNet and is not trained further (Sauer et al. 2021, "Projected GANs Converge Faster"):
with so few photos a discriminator of its own soon knows them by heart.
"""

from __future__ import annotations

import torch
from torch import nn

from scenegen.models.imagenet import LOOKED_THROUGH
from scenegen.models.segmentation import DECODER_CHANNELS, Segmentation, SegmentationConfig

SURROUNDINGS = 0


class OasisDiscriminator(nn.Module):
    """Its encoder is random until `imagenet.load_imagenet` is called."""

    def __init__(self, categories: tuple[str, ...]) -> None:
        super().__init__()
        labels = ("surroundings", *categories, "generated")
        self.network = Segmentation(SegmentationConfig(labels, channels=DECODER_CHANNELS, encoder=LOOKED_THROUGH))
        self.network.encoder.requires_grad_(False)

    @property
    def generated(self) -> int:
        """The label of generated pixels; that of the surroundings is `SURROUNDINGS`, category k has k + 1."""
        return len(self.network.config.categories) - 1

    def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """image (B, 3, H, W) in [-1, 1] -> logits (B, N + 2, H, W), float32; the encoder's features of every level."""
        levels = self.network.encoded(image)
        return self.network.decoded(levels), levels[1:]
