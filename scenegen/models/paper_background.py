"""The AAAI 2019 paper's background generator: noise -> a picture with objects in given masks, and one without any.

Re-implemented from the paper's description (Turkoglu et al., arXiv 1902.00671). A shared trunk ends in two branches.
The object branch sees the class masks and is judged against photos, which all contain objects; the background branch
sees noise alone and learns from being tied to the other one outside the masks. It is the one that is used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn

from scenegen.models.paper_blocks import START, FromNoise, ResidualUp, Stem, ToPicture, check_size
from scenegen.models.paper_foreground import PUBLISHED_CATEGORIES


@dataclass(frozen=True)
class PaperBackgroundConfig:
    categories: tuple[str, ...] = PUBLISHED_CATEGORIES  # one class mask each
    size: int = 128  # side in pixels, a power of two
    width: int = 128  # the published width
    z_dim: int = 128


class PaperBackground(nn.Module):
    def __init__(self, config: PaperBackgroundConfig) -> None:
        super().__init__()
        check_size(config.size)
        self.config = config
        width = config.width
        count = round(math.log2(config.size // 4 // START))  # the trunk ends at a quarter of the size
        shares = (*[8] * max(0, count - 2), 8, 4, 2)[-count - 1 :]
        self.trunk = FromNoise(config.z_dim, [share * width for share in shares])
        self.masks = Stem(len(config.categories), width // 2)
        self.object_branch = nn.ModuleList(
            [ResidualUp(2 * width, width), ResidualUp(width + width // 2, width), ToPicture(width)]
        )
        self.background_branch = nn.Sequential(ResidualUp(2 * width, width), ResidualUp(width, width), ToPicture(width))

    def forward(self, z: torch.Tensor, masks: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """z (B, z_dim) ~ N(0, 1), masks (B, K, S, S) -> with objects, and the background alone: (B, 3, S, S) in
        [-1, 1] each. The second does not depend on the masks."""
        x = self.trunk(z)
        first, second, picture = self.object_branch
        with_objects = picture(second(torch.cat([first(x), self.masks(masks)], 1)))
        return with_objects, self.background_branch(x)

    def background(self, z: torch.Tensor) -> torch.Tensor:
        """The background alone (B, 3, S, S) in [-1, 1]."""
        return self.background_branch(self.trunk(z))
