"""The AAAI 2019 paper's own one-shot baseline: the class masks of all objects and noise -> a whole picture at once.

Re-implemented from the paper's description (Turkoglu et al., arXiv 1902.00671): the foreground generator without a
canvas. What differs from it is only that nothing is painted layer by layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from scenegen.models.paper_blocks import RepaintingGenerator, check_size
from scenegen.models.paper_foreground import PUBLISHED_CATEGORIES


@dataclass(frozen=True)
class PaperBaselineConfig:
    categories: tuple[str, ...] = PUBLISHED_CATEGORIES  # one class mask each
    size: int = 128  # side in pixels, a power of two
    width: int = 128  # the published width
    z_dim: int = 128


class PaperBaseline(nn.Module):
    def __init__(self, config: PaperBaselineConfig) -> None:
        super().__init__()
        check_size(config.size)
        self.config = config
        self.generator = RepaintingGenerator(len(config.categories), config.width, config.size, config.z_dim)

    def forward(self, masks: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        """masks (B, K, S, S), one channel per category; z (B, z_dim) ~ N(0, 1) -> picture (B, 3, S, S) in [-1, 1]."""
        return self.generator(masks, z)
