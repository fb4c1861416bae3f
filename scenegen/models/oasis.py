"""A discriminator that segments: which category does every pixel show, or was it generated?

After OASIS (Schönfeld et al. 2021, "You Only Need Adversarial Supervision for Semantic Image Synthesis"): N categories
and one for what is generated; here, where objects stand before something, one for their surroundings, too. Being a
segmentation network, it can begin with the weights of one that already knows the categories.
"""

from __future__ import annotations

import torch
from torch import nn

from scenegen.models.segmentation import Segmentation, SegmentationConfig

SURROUNDINGS = 0


class OasisDiscriminator(nn.Module):
    def __init__(self, categories: tuple[str, ...]) -> None:
        super().__init__()
        self.network = Segmentation(SegmentationConfig(("surroundings", *categories, "generated")))

    @property
    def generated(self) -> int:
        """The label of generated pixels; that of the surroundings is `SURROUNDINGS`, category k has k + 1."""
        return len(self.network.config.categories) - 1

    def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """image (B, 3, H, W) in [-1, 1] -> logits (B, N + 2, H, W), float32; the encoder's features of every level."""
        levels = self.network.encoded(image)
        return self.network.decoded(levels), levels[1:]

    @torch.no_grad()
    def take_over(self, trained: Segmentation) -> None:
        """Begins with what a segmentation network knows.

        The surroundings are its background; categories that it has not, and "generated", start at zero. Raises
        `ValueError` if it has other layers.
        """
        own, other = self.network.config, trained.config
        if (own.channels, own.blocks, own.skips) != (other.channels, other.blocks, other.skips):
            raise ValueError(f"the segmentation network has another shape: {other}")
        given = trained.state_dict()
        # The last channel is where a person clicks: nobody does here.
        given["stem.weight"] = given["stem.weight"][:, :3]
        for part in ("head.1.weight", "head.1.bias"):
            rows = dict(zip((own.categories[0], *other.categories[1:]), given[part], strict=True))
            given[part] = torch.stack([rows.get(name, torch.zeros_like(given[part][0])) for name in own.categories])
        self.network.load_state_dict(given)
