"""What several tests share: tiny networks with random weights, and where optional data may be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from torch import nn

from scenegen.compositor import Compositor
from scenegen.models.background import Background, BackgroundConfig
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig
from scenegen.models.foreground import Foreground, ForegroundConfig
from scenegen.scene import CATEGORIES

torch.set_num_threads(1)  # the networks here are too small to gain from threads


def tiny_networks(seed: int = 0) -> dict[str, nn.Module]:
    """The three networks of the editor with their real code, a few channels and random weights."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        networks = {
            "background": Background(BackgroundConfig(z_dim=8, layout_size=8, layout_channels=8, channels=(8, 8, 8))),
            "box2mask": Box2Mask(
                Box2MaskConfig(
                    categories=CATEGORIES, size=16, z_dim=8, category_dim=4, latent_dim=8, channels=(8, 8, 8)
                )
            ),
            "foreground": Foreground(
                ForegroundConfig(
                    categories=CATEGORIES,
                    size=32,
                    channels=(4, 8, 8),
                    encoder_channels=(4, 8),
                    style_dim=8,
                    category_dim=4,
                    latent_dim=8,
                    bank_size=4,
                )
            ),
        }
    return {name: network.eval().requires_grad_(False) for name, network in networks.items()}


@pytest.fixture
def networks() -> dict[str, nn.Module]:
    return tiny_networks()


@pytest.fixture
def compositor(networks: dict[str, nn.Module]) -> Compositor:
    return Compositor(**networks, device="cpu")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Real photos, if there are any on this machine: `SCENEGEN_DATA` names their folder."""
    folder = os.environ.get("SCENEGEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SCENEGEN_DATA names no folder")
    return Path(folder)
