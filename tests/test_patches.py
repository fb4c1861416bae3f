"""What the style encoder is shown of a picture to take a look from."""

from __future__ import annotations

import numpy as np
import pytest

from scenegen.patches import reference_crop


def test_of_a_cutout_the_object_fills_the_crop() -> None:
    picture = np.zeros((60, 100, 4), dtype=np.uint8)
    picture[20:40, 10:50] = (200, 100, 50, 255)
    image, mask = reference_crop(picture, 32)
    assert (image.shape, mask.shape) == ((3, 32, 32), (1, 32, 32))
    assert float(mask.mean()) == pytest.approx(0.5 / 1.25**2, abs=0.03)
    colors = (image * mask).sum((1, 2)) / mask.sum()
    assert colors.tolist() == pytest.approx([200 / 127.5 - 1, 100 / 127.5 - 1, 50 / 127.5 - 1], abs=0.1)


def test_of_a_photo_the_middle_counts_and_its_corners_do_not() -> None:
    photo = np.zeros((60, 100, 3), dtype=np.uint8)
    photo[20:40, 35:65] = 255
    image, mask = reference_crop(photo, 32)
    assert float((image * mask).sum() / mask.sum() / 3) > -0.5  # black alone is -1, the whole photo -0.8
    assert float(mask[0, 16, 16]) == 1
    assert float(mask[0, 0, 0]) == 0


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (400, 1, 3), (5, 5, 4)])
def test_any_picture_gives_a_crop(shape: tuple[int, int, int]) -> None:
    image, mask = reference_crop(np.zeros(shape, dtype=np.uint8), 32)
    assert image.isfinite().all()
    assert mask.isfinite().all()
