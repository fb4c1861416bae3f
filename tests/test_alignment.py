"""Plates that were taken from a little elsewhere and in other light are brought to their frame."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from scenegen import images
from scenegen.alignment import AlignmentError, align_plate


def scene(seed: int, height: int = 160, width: int = 200) -> np.ndarray:
    """Random blobs and boxes: corners to find, no repetition."""
    rng = np.random.default_rng(seed)
    pixels = gaussian_filter(rng.uniform(0, 255, (height, width, 3)), (9, 9, 0)) * 3 - 255
    for _ in range(60):
        y, x = rng.integers(0, height - 12), rng.integers(0, width - 12)
        pixels[y : y + rng.integers(4, 24), x : x + rng.integers(4, 24)] = rng.uniform(30, 220, 3)
    return gaussian_filter(pixels, (0.7, 0.7, 0)).clip(20, 225).astype(np.uint8)


def seen_from(plate: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return images.to_pixels(images.warp_pixels(plate, matrix, *plate.shape[:2]))


def far_from_edges(difference: np.ndarray) -> np.ndarray:
    return difference[16:-16, 16:-16]


MOTIONS = {
    "none": np.eye(3),
    "shift": images.translation(5.4, -3.2),
    "turn": np.array([[np.cos(0.03), -np.sin(0.03), 3], [np.sin(0.03), np.cos(0.03), -4], [0, 0, 1]]),
    "tilt": np.array([[1.01, 0.01, 2], [-0.012, 0.99, 3], [0, 0, 1]]),
}


@pytest.mark.parametrize("motion", MOTIONS)
def test_motion_and_exposure_are_undone(motion: str) -> None:
    plate = scene(0)
    frame = (seen_from(plate, MOTIONS[motion]) * np.array([0.8, 0.85, 0.75]) + 12).round().astype(np.uint8)
    frame[60:110, 70:130] = [250, 30, 200]  # an object that must not be taken for a change of light
    aligned = align_plate(frame, plate)
    assert np.allclose(aligned.gain, [0.8, 0.85, 0.75], atol=0.05)
    assert np.allclose(aligned.bias, 12 / 255, atol=0.03)
    corners = np.array([[40, 160, 100], [40, 120, 80], [1, 1, 1]])
    assert np.abs(aligned.matrix @ corners - MOTIONS[motion] @ corners).max() < 1
    difference = np.abs(frame.astype(float) - aligned.pixels).mean(-1)
    assert np.median(far_from_edges(difference)) < 4
    before = np.abs(frame.astype(float) - plate).mean(-1)
    assert np.median(far_from_edges(before)) > 3 * np.median(far_from_edges(difference))
    assert difference[70:100, 80:120].min() > 40, "the object is still there"


def test_where_the_plate_shows_nothing_the_frame_stands() -> None:
    plate = scene(1)
    frame = seen_from(plate, images.translation(20, 0))
    aligned = align_plate(frame, plate)
    assert not aligned.known[:, -18:].any() and aligned.known[:, :175].all()
    assert np.array_equal(aligned.pixels[:, -18:], frame[:, -18:])


def test_a_plate_that_fits_is_left_alone() -> None:
    plate = scene(2)
    aligned = align_plate(plate, plate)
    assert np.array_equal(aligned.matrix, np.eye(3)) and aligned.known.all()
    assert np.abs(aligned.pixels.astype(int) - plate).max() <= 1


def test_plates_of_another_size_or_scene_are_refused_in_one_sentence() -> None:
    with pytest.raises(AlignmentError, match=r"plate has 200 x 160 pixels and the photo 100 x 80: .* one size\."):
        align_plate(scene(0, 80, 100), scene(0))
    for seed in range(3, 7):
        with pytest.raises(AlignmentError, match="another scene"):
            align_plate(scene(seed), scene(seed + 10))


@pytest.mark.parametrize("value", [0, 128, 255])
def test_pictures_without_any_feature_are_stood(value: int) -> None:
    flat = np.full((40, 60, 3), value, dtype=np.uint8)
    assert np.abs(align_plate(flat, flat).pixels.astype(int) - value).max() <= 1


@pytest.mark.parametrize("size", [(8, 8), (16, 40), (37, 91)])
def test_pictures_too_small_for_features_are_stood(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    assert np.abs(align_plate(noise, noise).pixels.astype(int) - noise).max() <= 1
