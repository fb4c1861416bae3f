"""The stand-ins that the benchmark compares with have the published shapes."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from scenegen.bench_rivals import RIVALS


@pytest.mark.parametrize(
    ("name", "parameters", "multiplications"),
    [
        ("paper_foreground_128", 19.2e6, 74.6e9),
        ("paper_foreground_256", 19.2e6, 4 * 74.6e9),
        ("pix2pix_256", 54.4e6, 6.05e9),
        ("spade_256", 97.5e6, 191e9),
    ],
)
def test_published_shapes(name: str, parameters: float, multiplications: float) -> None:
    rival = RIVALS[name]
    with torch.device("meta"), torch.inference_mode():
        network = rival.make().eval()
        with FlopCounterMode(display=False) as counter:
            picture = network(torch.zeros(1, rival.channels, rival.side, rival.side))
    assert picture.shape == (1, 3, rival.side, rival.side)
    assert sum(value.numel() for value in network.parameters()) == pytest.approx(parameters, rel=0.01)
    assert counter.get_total_flops() / 2 == pytest.approx(multiplications, rel=0.01)
    if name == "paper_foreground_128":
        last = sum(counter.get_flop_counts()["PaperForeground.last"].values())
        assert last / counter.get_total_flops() == pytest.approx(0.79, abs=0.02)
