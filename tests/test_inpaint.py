"""The place that an object leaves: filled with what is around it, and nothing else is touched."""

from __future__ import annotations

import numpy as np
import pytest

from scenegen.inpaint import filled


def hole(height: int, width: int) -> np.ndarray:
    result = np.zeros((height, width), dtype=bool)
    result[height // 3 : height // 2, width // 3 : width // 2] = True
    return result


def test_a_plain_wall_is_whole_again() -> None:
    photo = np.full((90, 120, 3), (180, 120, 60), dtype=np.uint8)
    missing = hole(90, 120)
    photo[missing] = 0
    assert np.abs(filled(photo, missing).astype(int) - (180, 120, 60)).max() <= 1


def test_stripes_go_on() -> None:
    columns = np.arange(160) // 8 % 2 * 150 + 50
    photo = np.broadcast_to(columns[None, :, None], (120, 160, 3)).astype(np.uint8)
    missing = hole(120, 160)
    wrong = np.abs(filled(photo, missing).astype(int) - photo)[missing]
    assert wrong.mean() < 15  # a grey patch would be 75 off


@pytest.mark.parametrize("size", [(20, 24), (90, 400), (1300, 900)])
def test_all_around_the_hole_stays_to_the_byte(size: tuple[int, int]) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    photo.setflags(write=False)
    missing = hole(*size)
    result = filled(photo, missing)
    assert np.array_equal(result[~missing], photo[~missing])
    assert (result[missing] != photo[missing]).any()
    assert result[missing].std() > 30  # noise is filled with noise, not with grey


def test_holes_at_the_edge_of_the_photo_and_almost_everywhere() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    for missing in (np.arange(60) < 25, np.arange(60) < 57):
        result = filled(photo, np.broadcast_to(missing, (40, 60)))
        assert np.array_equal(result[:, ~missing], photo[:, ~missing])


def test_nothing_to_fill_and_nothing_to_fill_it_with() -> None:
    photo = np.zeros((20, 20, 3), dtype=np.uint8)
    assert np.array_equal(filled(photo, np.zeros((20, 20), dtype=bool)), photo)
    with pytest.raises(ValueError, match="nothing is left"):
        filled(photo, np.ones((20, 20), dtype=bool))
