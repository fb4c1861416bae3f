"""One contract for every network of the `NETWORKS` table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
import torch
from torch import nn

from scenegen.models import NETWORKS
from scenegen.weights import load_network, save_network
from tests.tiny import TINY, tiny_discriminator

Tensors = tuple[torch.Tensor, ...]


def background(network: nn.Module, seed: int) -> Tensors:
    rng = torch.Generator().manual_seed(seed)
    layout = network.sample_layout(torch.randn(2, network.config.z_dim, generator=rng))
    side = network.config.layout_size * network.config.scale
    return layout, network(layout, torch.randn(2, 1, side, side, generator=rng))


def box2mask(network: nn.Module, seed: int) -> Tensors:
    rng = torch.Generator().manual_seed(seed)
    z = torch.randn(2, network.config.z_dim, generator=rng)
    return (network(z, torch.tensor([0, 3]), torch.tensor([0.4, -0.2])),)


def foreground(network: nn.Module, seed: int) -> Tensors:
    fixed, rng = torch.Generator().manual_seed(99), torch.Generator().manual_seed(seed)
    size = network.config.size
    canvas = torch.rand(2, 3, size, size, generator=fixed) * 2 - 1
    mask = torch.zeros(2, 1, size, size)
    mask[:, :, 8:24, 6:26] = 1
    mu, log_variance = network.encode(canvas, mask)
    style = network.sample_style(1, rng, 1.0).expand(2, -1) + 0.1 * mu * log_variance.exp()
    noise = torch.randn(2, 1, size, size, generator=rng)
    return network(canvas, 1 - mask, mask, torch.tensor([1, 1]), style, noise)


# name -> (runs the whole network for a seed, shapes of its outputs, their ranges)
Case = tuple[Callable[[nn.Module, int], Tensors], list[tuple[int, ...]], list[tuple[float, float]]]
CASES: dict[str, Case] = {
    "background": (background, [(2, 3, 16, 16), (2, 3, 256, 256)], [(-1, 1), (-1, 1)]),
    "box2mask": (box2mask, [(2, 1, 16, 16)], [(0, 1)]),
    "foreground": (foreground, [(2, 3, 32, 32), (2, 1, 32, 32)], [(-1, 1), (0, 1)]),
}


def test_every_network_has_a_case() -> None:
    assert set(CASES) == set(NETWORKS) == set(TINY)


@pytest.mark.parametrize("name", NETWORKS)
def test_shape_and_range(name: str) -> None:
    run, shapes, ranges = CASES[name]
    for output, shape, (low, high) in zip(run(TINY[name](), 0), shapes, ranges, strict=True):
        assert output.shape == shape
        assert low <= output.min() and output.max() <= high


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_reach_every_parameter(name: str) -> None:
    network = TINY[name]()
    sum((output * torch.linspace(0.5, 1.5, output.shape[-1])).sum() for output in CASES[name][0](network, 0)).backward()
    without = [key for key, value in network.named_parameters() if value.grad is None or not value.grad.any()]
    assert not without


@pytest.mark.parametrize("name", NETWORKS)
def test_save_and_load_give_the_same_output(name: str, tmp_path) -> None:
    network = TINY[name]()
    path = tmp_path / "network.safetensors"
    save_network(network, name, path, half=False)
    loaded = load_network(path)
    assert dataclasses.asdict(loaded.config) == dataclasses.asdict(network.config)
    for before, after in zip(CASES[name][0](network, 0), CASES[name][0](loaded, 0), strict=True):
        assert torch.equal(before, after)


@pytest.mark.parametrize("name", NETWORKS)
def test_seed_decides(name: str) -> None:
    network, run = TINY[name](), CASES[name][0]
    for first, again, other in zip(run(network, 0), run(network, 0), run(network, 1), strict=True):
        assert torch.equal(first, again)
        assert (first - other).abs().mean() > 1e-4


@pytest.mark.parametrize("name", NETWORKS)
def test_train_and_eval_agree(name: str) -> None:
    network, run = TINY[name](), CASES[name][0]
    for trained, evaluated in zip(run(network.train(), 0), run(network.eval(), 0), strict=True):
        assert torch.equal(trained, evaluated)


def test_background_is_fully_convolutional() -> None:
    network = TINY["background"]()
    assert network(torch.zeros(1, 3, 4, 9), torch.zeros(1, 1, 64, 144)).shape == (1, 3, 64, 144)


def test_style_strength_shrinks_towards_the_average_look() -> None:
    network = TINY["foreground"]()
    average = network.sample_style(0, torch.Generator().manual_seed(1), 0.0)
    full = [network.sample_style(0, torch.Generator().manual_seed(seed), 1.0) for seed in range(3)]
    half = [network.sample_style(0, torch.Generator().manual_seed(seed), 0.5) for seed in range(3)]
    assert torch.allclose(average, network.sample_style(0, torch.Generator().manual_seed(2), 0.0))
    for some, more in zip(half, full, strict=True):
        assert torch.allclose((some - average) * 2, more - average, atol=1e-5)


def test_truncation_brings_outlines_together() -> None:
    network = TINY["box2mask"]()
    z = torch.randn(8, 8, generator=torch.Generator().manual_seed(0))
    box = torch.full((8,), 2), torch.zeros(8)
    spreads = [float(network(z, *box, truncation=share).detach().std(0).mean()) for share in (1.0, 0.5, 0.0)]
    assert spreads[0] > spreads[1] > spreads[2]
    assert spreads[2] < 1e-5


def test_unusual_boxes_get_the_nearest_usual_aspect() -> None:
    network = TINY["box2mask"]()
    assert network.usual_log_aspect(0, -2.5) == -2.5
    ranges = ((-0.1, 0.5),) * len(network.config.categories)
    network.config = dataclasses.replace(network.config, usual_log_aspects=ranges)
    assert [network.usual_log_aspect(3, aspect) for aspect in (-2.5, 0.2, 4.0)] == [-0.1, 0.2, 0.5]


def test_discriminators_judge_the_condition_too() -> None:
    rng = torch.Generator().manual_seed(0)
    picture, layout = torch.randn(2, 3, 64, 64, generator=rng), torch.randn(2, 3, 4, 4, generator=rng)
    mask, aspect = torch.rand(2, 1, 16, 16, generator=rng), torch.zeros(2)
    first, other = torch.tensor([0, 0]), torch.tensor([1, 1])
    painter, outline, foreground = (tiny_discriminator(part) for part in ("painter", "box2mask", "foreground"))
    assert not torch.allclose(painter(picture, layout)[1], painter(picture, -layout)[1])
    assert not torch.allclose(outline(mask, first, aspect), outline(mask, other, aspect))
    assert not torch.allclose(outline(mask, first, aspect), outline(mask, first, aspect + 1))
    covered = torch.ones(2, 1, 64, 64)
    for head, other_head in zip(
        foreground(picture, covered, first)[0], foreground(picture, covered, other)[0], strict=True
    ):
        assert not torch.allclose(head, other_head)


def test_layouts_are_judged_one_logit_each() -> None:
    assert tiny_discriminator("layout")(torch.randn(3, 3, 16, 16)).shape == (3, 1)
