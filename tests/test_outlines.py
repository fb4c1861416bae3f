"""Outlines that the editor draws for boxes, with the shipped weights."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from scenegen.models.box2mask import Box2Mask
from scenegen.outlines import draw_outline, shows_several, shows_what_it_is, solidity
from scenegen.weights import load_network


@pytest.fixture(scope="module")
def network() -> Box2Mask:
    return load_network("box2mask").eval()


@torch.inference_mode()
def first_draws(network: Box2Mask, kind: torch.Tensor, aspect: torch.Tensor, seed: int, count: int) -> list[np.ndarray]:
    rng = torch.Generator().manual_seed(seed)
    codes = [network.sample_codes(kind, aspect, rng) for _ in range(count)]
    return [network(code, kind, aspect)[0, 0].numpy() > 0.5 for code in codes]


def test_what_shows_nothing_of_its_animal_is_drawn_again(network: Box2Mask) -> None:
    """Of outlines of quadrupeds, five of each, far fewer are lumps, herds or pieces than the network alone draws."""
    raw = chosen = 0
    for name in ("horse", "zebra", "elephant", "rhino", "cow", "sheep"):
        index = network.config.categories.index(name)
        kind, aspect, limit = torch.tensor([index]), torch.tensor([0.35]), network.config.most_solid[index]
        for seed in range(5):
            with torch.inference_mode():
                outline = draw_outline(network, kind, aspect, torch.Generator().manual_seed(seed)) > 0.5
            (first,) = first_draws(network, kind, aspect, seed, 1)
            chosen += shows_what_it_is(outline, limit + 0.02) and not shows_several(outline)
            raw += shows_what_it_is(first, limit + 0.02) and not shows_several(first)
    assert chosen >= 27 and raw <= chosen - 4, (chosen, raw)


def test_where_all_are_lumps_it_is_the_least_of_one(network: Box2Mask) -> None:
    strict = Box2Mask(dataclasses.replace(network.config, most_solid=(0.1,) * len(network.config.categories))).eval()
    strict.load_state_dict(network.state_dict())
    kind, aspect = torch.tensor([2]), torch.tensor([0.3])
    with torch.inference_mode():
        outline = draw_outline(strict, kind, aspect, torch.Generator().manual_seed(1)) > 0.5
    every = first_draws(network, kind, aspect, 1, 6)
    assert solidity(outline) == pytest.approx(min(map(solidity, every)), abs=0.02)
