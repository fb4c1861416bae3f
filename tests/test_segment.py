"""From picture to mask: the network's square and the photo's own pixels fit together, whatever the photo's size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenegen.alignment import AlignmentError
from scenegen.segment import category_probabilities, coloured, foreground_probability, object_probability
from tests.stand_ins import Bright, Differs
from tests.tiny import TINY


def photo(width: int, height: int, x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    pixels = np.full((height, width, 3), 40, dtype=np.uint8)
    pixels[y0:y1, x0:x1] = 220
    return pixels


@given(st.integers(20, 300), st.integers(20, 300), st.data())
@settings(max_examples=25, deadline=None)
def test_masks_lie_where_the_object_is(width: int, height: int, data: st.DataObject) -> None:
    x0, y0 = data.draw(st.integers(0, width // 2)), data.draw(st.integers(0, height // 2))
    x1, y1 = x0 + width // 3 + 2, y0 + height // 3 + 2
    pixels = photo(width, height, x0, y0, x1, y1)
    truth = pixels[..., 0] > 100
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    for guided, pointed in ((False, {}), (True, {"box": (x0, y0, x1, y1)}), (True, {"click": centre})):
        found = category_probabilities(Bright(guided), pixels, **pointed)
        assert found.shape == (2, height, width) and found.dtype == np.float32
        assert np.allclose(found.sum(0), 1, atol=1e-3)
        assert np.allclose(object_probability(Bright(guided), pixels, **pointed), found[1], atol=1e-3)
        wrong = ((found[1] > 0.5) != truth).mean()
        edge = 2 * (width // 3 + height // 3) * (1 + max(width, height) / 64) / (width * height)
        assert wrong <= edge


def test_a_guided_network_is_shown_what_a_person_points_at() -> None:
    network = Bright(guided=True)
    pixels = photo(100, 80, 30, 20, 60, 50)
    category_probabilities(network, pixels, box=(30, 20, 60, 50))
    (guide,) = network.guides
    share = float(guide[0].mean())
    assert share == pytest.approx(1 / 1.6**2, abs=0.03), "the box fills its part of what the network looks at"
    network.guides.clear()
    category_probabilities(network, pixels, click=(45, 35))
    assert len(network.guides) == 2, "from afar, then from near"
    assert all(float(guide.max()) > 0.9 for guide in network.guides)


def test_small_boxes_at_the_edge_are_stood() -> None:
    pixels = photo(50, 40, 0, 0, 6, 6)
    for box in ((0, 0, 2, 2), (48, 38, 50, 40), (-5, -5, 60, 50), (70, 70, 90, 80)):
        assert category_probabilities(Bright(guided=True), pixels, box=box).shape == (2, 40, 50)


def test_real_networks_take_photos_of_any_size() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (37, 91, 3), dtype=np.uint8)
    found = category_probabilities(TINY["segmentation"]().eval(), pixels, click=(3, 3))
    assert found.shape == (2, 37, 91) and np.isfinite(found).all()
    front = foreground_probability(TINY["bscgan"]().eval(), pixels, pixels)
    assert front.shape == (37, 91) and front.dtype == np.float32 and 0 <= front.min() <= front.max() <= 1


def test_what_differs_from_the_plate_is_in_front_at_the_photo_s_size() -> None:
    plate = np.random.default_rng(0).integers(60, 90, (90, 130, 3), dtype=np.uint8)
    frame = plate.copy()
    frame[20:60, 40:90] = 250
    found = foreground_probability(Differs(), frame, plate) > 0.5
    assert found.shape == (90, 130)
    assert (found != (frame[..., 0] == 250)).mean() < 0.03


def test_plates_that_do_not_fit_are_refused() -> None:
    frame = np.zeros((40, 60, 3), dtype=np.uint8)
    with pytest.raises(AlignmentError, match="one size"):
        foreground_probability(Differs(), frame, frame[:20])


def test_the_pictures_own_colours_correct_what_was_found() -> None:
    """The network marks a blob that leaves out a third of a grey animal and takes in as much of the green around."""
    rng = np.random.default_rng(0)
    pixels = np.full((60, 80, 3), (70, 140, 60), dtype=np.uint8)
    animal = np.zeros((60, 80), dtype=bool)
    animal[20:40, 20:60] = True
    pixels[animal] = (120, 110, 105)
    pixels = np.clip(pixels + rng.normal(0, 8, pixels.shape), 0, 255).astype(np.uint8)
    found = np.full((60, 80), 0.1, dtype=np.float32)
    found[16:37, 14:50] = 0.8
    rough, judged = (
        (mask & animal).sum() / (mask | animal).sum() for mask in (found > 0.5, coloured(pixels, found) > 0.5)
    )
    assert judged > rough + 0.15
    flat = coloured(np.full((8, 8, 3), 90, dtype=np.uint8), np.full((8, 8), 0.7, dtype=np.float32))
    assert np.allclose(flat, 0.7, atol=0.01), "one colour says nothing"


def test_a_picture_of_one_colour_shows_nothing_wherever_it_is_pointed_at() -> None:
    """Trained networks answer a click on a bare wall with the animal that is usual there."""
    for pointed in ({}, {"click": (20, 30)}, {"box": (10, 10, 50, 40)}):
        bright = np.full((60, 80, 3), 220, dtype=np.uint8)
        assert object_probability(Bright(guided=bool(pointed)), bright, **pointed).max() == 0
