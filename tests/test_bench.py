"""`scenegen bench`: what it compares with has the published shapes, and its figures fit together."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from scenegen import bench
from scenegen.bench_rivals import RIVALS
from scenegen.bench_roofline import work_of
from scenegen.bench_tables import performance_tables, roofline
from scenegen.compositor import Compositor
from tests.tiny import tiny_networks


@pytest.mark.parametrize(
    ("name", "parameters", "multiplications"),
    [
        ("paper_foreground_128", 19.2e6, 74.6e9),
        ("paper_foreground_256", 21.9e6, 4 * 74.6e9),
        ("pix2pix_256", 54.4e6, 6.05e9),
        ("spade_256", 97.5e6, 191e9),
    ],
)
def test_published_shapes(name: str, parameters: float, multiplications: float) -> None:
    rival = RIVALS[name]
    with torch.device("meta"), torch.inference_mode():
        network = rival.make().eval()
        with FlopCounterMode(display=False) as counter:
            picture = network(*(torch.zeros(shape) for shape in rival.shapes))
    assert picture.shape == (1, 3, *rival.shapes[0][2:])
    assert sum(value.numel() for value in network.parameters()) == pytest.approx(parameters, rel=0.01)
    assert counter.get_total_flops() / 2 == pytest.approx(multiplications, rel=0.01)


def test_work_is_what_convolutions_compute_and_move() -> None:
    x, weight = torch.zeros(1, 2, 8, 8), torch.zeros(3, 2, 3, 3)
    with torch.inference_mode():
        work = work_of(lambda: torch.nn.functional.conv2d(x, weight, padding=1).relu())
    assert work.flops == 2 * 9 * 2 * 3 * 64
    assert work.bytes == 4 * (x.numel() + weight.numel() + 3 * 64)


def test_ratios_and_rates_follow_from_the_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "RIVALS", {"pix2pix_256": RIVALS["pix2pix_256"]})  # the others take minutes
    report = bench.run_bench(Compositor(**tiny_networks(), device="cpu"), repeats=2)
    ours, theirs = (report["rounds"][name]["median"] for name in ("add_object_256", "pix2pix_256"))
    assert report["ratios"]["pix2pix_256"] == pytest.approx(theirs / ours, rel=0.05)
    assert report["ratios_after_others"]["pix2pix_256"] > 0
    computed = report["computed"]["pix2pix_256"]
    assert computed["gflop"] == pytest.approx(12.1, rel=0.01)
    assert computed["gflops"] == pytest.approx(1000 * computed["gflop"] / theirs, rel=0.05)

    tables = performance_tables(report)
    assert f"| {report['ratios']['pix2pix_256']:g} |" in tables and f"{theirs:.1f}" in tables
    plot = ET.fromstring(roofline(report))
    labels = ["".join(text.itertext()) for text in plot.iter("{http://www.w3.org/2000/svg}text")]
    assert {values["title"] for values in report["computed"].values()} <= set(labels)
    width, height = (float(side) for side in plot.get("viewBox").split()[2:])
    for circle in plot.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 < float(circle.get("cx")) < width and 0 < float(circle.get("cy")) < height
