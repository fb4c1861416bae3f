"""What the editor paints with is the generator that was trained, only sooner."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from scenegen.models.foreground import Foreground, ForegroundConfig
from scenegen.models.painting import Part, PartGenerator
from scenegen.scene import CATEGORIES

SIDE = 64


@pytest.fixture(scope="module")
def network() -> Foreground:
    """Small, with four levels, and with parameters that all matter."""
    torch.manual_seed(0)
    config = ForegroundConfig(CATEGORIES, size=SIDE, channels=(4, 6, 8, 8), style_dim=4, category_dim=4, latent_dim=8)
    network = Foreground(config).eval().requires_grad_(False)
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.3)
    return network


def inputs(side: int = SIDE) -> tuple[torch.Tensor, ...]:
    random = torch.Generator().manual_seed(1)
    mask = torch.zeros(1, 1, side, side)
    mask[:, :, side // 4 : side // 2, 10 : side - 10] = 1
    canvas, noise = (torch.randn(1, channels, side, side, generator=random) for channels in (3, 1))
    return canvas.clamp(-1, 1), 1 - mask, mask, torch.tensor([3]), torch.randn(1, 4, generator=random), noise


@pytest.mark.parametrize(
    "part",
    [
        ((0, SIDE), (0, SIDE)),
        ((20, 40), (16, 48)),  # inside at every level
        ((21, 44), (7, 57)),  # inside at the finer levels
        ((0, 30), (33, 64)),  # in a corner
        ((31, 32), (40, 41)),
    ],
)
def test_a_part_equals_that_part_of_the_whole(network: Foreground, part: Part) -> None:
    (top, bottom), (left, right) = part
    with torch.inference_mode():
        whole = network(*inputs())
        painted = PartGenerator(network.generator)(*inputs(), part)
    for got, expected in zip(painted, whole, strict=True):
        torch.testing.assert_close(got, expected[:, :, top:bottom, left:right], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("part", [((0, SIDE), (0, SIDE)), ((20, 40), (16, 48))])
def test_in_half_the_bits_it_is_the_same_to_rounding(network: Foreground, part: Part) -> None:
    (top, bottom), (left, right) = part
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        whole = network(*inputs())
        painted = PartGenerator(network.generator, torch.bfloat16)(*inputs(), part)
    for got, expected in zip(painted, whole, strict=True):
        assert got.dtype == torch.float32
        torch.testing.assert_close(got, expected[:, :, top:bottom, left:right].float(), atol=0.1, rtol=0)


def test_small_parts_cost_little(network: Foreground) -> None:
    def work(part: Part) -> int:
        with FlopCounterMode(display=False) as counter:
            PartGenerator(network.generator)(*inputs(), part)
        return counter.get_total_flops()

    whole, part = work(((0, SIDE), (0, SIDE))), work(((24, 40), (8, 56)))
    assert part < 0.6 * whole
