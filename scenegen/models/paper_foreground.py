"""The AAAI 2019 paper's foreground generator: canvas with a hole, an object's mask, noise -> the canvas painted anew.

Re-implemented from the paper (Turkoglu et al., arXiv 1902.00671), to compare with. It gives the whole picture back, not
the object alone: what lies outside the mask is only similar to what was there, and every further object changes it
again. The paper does not say every width; those chosen here have its numbers of parameters (19.2 million) and
multiplications (74 billion a picture) with its six categories.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from scenegen.models.paper_blocks import RepaintingGenerator, check_size

PUBLISHED_CATEGORIES = ("sheep", "cow", "bear", "elephant", "giraffe", "zebra")


@dataclass(frozen=True)
class PaperForegroundConfig:
    categories: tuple[str, ...] = PUBLISHED_CATEGORIES  # one class mask each
    size: int = 128  # side in pixels, a power of two
    width: int = 128  # the published width; a narrow network can be trained on a CPU
    z_dim: int = 128


class PaperForeground(nn.Module):
    def __init__(self, config: PaperForegroundConfig) -> None:
        super().__init__()
        check_size(config.size)
        self.config = config
        self.generator = RepaintingGenerator(3 + len(config.categories), config.width, config.size, config.z_dim)

    def forward(self, canvas: torch.Tensor, masks: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        """Paints one object.

        canvas (B, 3, S, S) in [-1, 1], zero where the object shall be; masks (B, K, S, S), the object's mask in its
        category's channel; z (B, z_dim) ~ N(0, 1) -> the whole picture (B, 3, S, S) in [-1, 1].
        """
        return self.generator(torch.cat([canvas, masks], 1), z)
