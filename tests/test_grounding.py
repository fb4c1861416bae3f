"""Shadows on the ground and the scene's light, on cut-outs whose pixels are known."""

from __future__ import annotations

import numpy as np
import pytest

from scenegen import images
from scenegen.compositor import Canvas, Compositor
from scenegen.scene import CanvasSize, Frame, Layer, PhotoShape, PlainBackground, Scene
from tests.tiny import tiny_networks

WIDTH, HEIGHT = 160, 120
RED = (200, 60, 40)
COMPOSITOR = Compositor(**tiny_networks(), device="cpu")


def table() -> np.ndarray:
    """A table seen from the side: a board on two legs."""
    picture = np.zeros((40, 60, 4), dtype=np.uint8)
    picture[:15] = picture[:, 4:10] = picture[:, 50:56] = (*RED, 255)
    return picture


def painted(rgb: tuple[int, int, int] = (220, 220, 220), cy: float = 60, **changes: float) -> Canvas:
    picture = table()
    name = images.photo_sha256(picture)
    layer = Layer(
        id="table",
        name="Table",
        category=None,
        frame=Frame(cx=80, cy=cy, width=60, height=40),
        shape=PhotoShape(sha256=name),
        **changes,
    )
    size = CanvasSize(width=WIDTH, height=HEIGHT)
    return COMPOSITOR.render(
        Scene(canvas=size, background=PlainBackground(rgb=rgb), layers=(layer,)), None, {name: picture}
    )


def test_the_ground_is_dark_where_an_object_meets_it_and_nowhere_else() -> None:
    plain, shaded = (painted(shadow=shadow).pixels.astype(int) for shadow in (0.0, 1.0))
    own = (plain == RED).all(2)
    assert np.array_equal(shaded[own], plain[own])  # the object itself stays as it is
    darker = (plain - shaded).max(2)
    assert darker.min() >= 0
    feet, between, aside = darker[80, 56], darker[80, 80], darker[80, 30]
    assert feet > between > 20 > aside == 0
    assert darker[:60].max() == 0  # nothing above the board's lower edge
    assert plain[80, 56, 0] > painted(shadow=0.5).pixels[80, 56, 0] > shaded[80, 56, 0]


def test_what_the_lower_edge_cuts_off_stands_outside_of_the_picture() -> None:
    plain, shaded = (painted(cy=110, shadow=shadow).pixels for shadow in (0.0, 1.0))
    assert np.array_equal(plain, shaded)


@pytest.mark.parametrize(
    ("rgb", "expected"), [((60, 60, 60), "dark"), ((200, 120, 60), "warm"), ((204, 204, 204), "same")]
)
def test_an_object_takes_on_the_light_of_its_scene(rgb: tuple[int, int, int], expected: str) -> None:
    alone, lit = (painted(rgb, light=light).pixels[45, 80].astype(int) for light in (0.0, 1.0))
    assert tuple(alone) == RED
    if expected == "same":
        assert abs(lit - alone).max() <= 1  # usual daylight
    elif expected == "dark":
        assert (lit < 0.5 * alone).all()
    else:
        assert lit[0] / alone[0] > lit[1] / alone[1] > lit[2] / alone[2]
    half = painted(rgb, light=0.5).pixels[45, 80].astype(int)
    assert (abs(half - (alone + lit) / 2) <= 1).all()
