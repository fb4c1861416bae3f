"""The geometry: shapes become the right pixels, and the coordinate systems fit together."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from scenegen import images, masks
from scenegen.scene import Frame, MaskShape, PolygonShape, Stroke, StrokesShape

SQUARE = PolygonShape(points=[(0, 0), (1, 0), (1, 1), (0, 1)])
frames = st.builds(
    Frame,
    cx=st.floats(-500, 500),
    cy=st.floats(-500, 500),
    width=st.floats(1, 500),
    height=st.floats(1, 500),
    rotation=st.floats(-360, 360),
    flip=st.booleans(),
)


def disc(size: int = 64, radius: float = 0.5) -> np.ndarray:
    y, x = (np.mgrid[:size, :size] + 0.5) / size - 0.5
    return (np.hypot(x, y) <= radius).astype(np.float32)


# --- shapes ---------------------------------------------------------------------------------------------------------


def test_polygons_fill_their_area() -> None:
    assert (masks.shape_mask(SQUARE, 20, 10) == 1).all()
    triangle = masks.polygon_mask(np.array([(0, 0), (1, 0), (0, 1)]), 100, 50)
    assert triangle.shape == (50, 100) and triangle.sum() == pytest.approx(2500, rel=0.01)
    assert triangle[5, 5] == 1 and triangle[-5, -5] == 0
    beyond = masks.polygon_mask(np.array([(-3, -3), (4, -3), (4, 0.5), (-3, 0.5)]), 40, 40)
    assert (beyond[:19] == 1).all() and (beyond[21:] == 0).all()


def test_crossing_outlines_follow_the_even_odd_rule() -> None:
    angles = [math.pi * (0.8 * i - 0.5) for i in range(5)]
    star = masks.polygon_mask(np.array([(0.5 + 0.5 * math.cos(a), 0.5 + 0.5 * math.sin(a)) for a in angles]), 100, 100)
    assert star[50, 50] == 0 and star[15, 50] == 1


def test_strokes_are_round_and_erase_in_order() -> None:
    dot = StrokesShape(strokes=[Stroke(points=[(0.5, 0.5)], width=0.5)])
    mask = masks.shape_mask(dot, 80, 80)
    assert mask.sum() == pytest.approx(math.pi * 20**2, rel=0.03)
    hole = Stroke(points=[(0.5, 0.5)], width=0.25, erase=True)
    ring = masks.shape_mask(StrokesShape(strokes=[*dot.strokes, hole]), 80, 80)
    assert ring[40, 40] == 0 and ring[40, 25] == 1
    filled = masks.shape_mask(StrokesShape(strokes=[hole, *dot.strokes]), 80, 80)
    assert np.array_equal(filled, mask)


def test_a_brush_was_round_when_it_was_used() -> None:
    dot = StrokesShape(strokes=[Stroke(points=[(0.5, 0.5)], width=0.5)], aspect=2.0)
    as_drawn = masks.tight_box(masks.shape_mask(dot, 160, 80))
    stretched = masks.tight_box(masks.shape_mask(dot, 80, 80))
    assert as_drawn.width == pytest.approx(40, abs=2) and as_drawn.height == pytest.approx(40, abs=2)
    assert stretched.width == pytest.approx(20, abs=2) and stretched.height == pytest.approx(40, abs=2)


def test_strokes_join_without_gaps() -> None:
    corner = StrokesShape(strokes=[Stroke(points=[(0.2, 0.8), (0.2, 0.2), (0.8, 0.2)], width=0.2)])
    mask = masks.shape_mask(corner, 50, 50)
    assert mask[10, 10] == mask[30, 10] == mask[10, 30] == 1 and mask[30, 30] == 0


def test_shape_masks_are_read_only_and_kept() -> None:
    for side in (64, 1024):
        mask = masks.shape_mask(SQUARE, side, side)
        with pytest.raises(ValueError, match="read-only"):
            mask[0, 0] = 0
    assert masks.shape_mask(SQUARE, 64, 64) is masks.shape_mask(SQUARE, 64, 64)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_run_lengths_there_and_back(width: int, height: int, seed: int) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < 0.5
    counts = masks.encode_runs(mask)
    assert np.array_equal(masks.decode_runs(counts, width, height), mask)
    shape = MaskShape(width=width, height=height, counts=counts)
    assert np.array_equal(masks.shape_mask(shape, width, height), mask.astype(np.float32))


def test_run_lengths_are_those_of_coco() -> None:
    coco = pytest.importorskip("pycocotools.mask")
    mask = np.random.default_rng(0).random((7, 5)) < 0.5
    compressed = coco.frPyObjects({"size": [7, 5], "counts": list(masks.encode_runs(mask))}, 7, 5)
    assert np.array_equal(coco.decode(compressed).astype(bool), mask)
    with pytest.raises(ValueError, match="run-lengths cover 3 pixels"):
        masks.decode_runs((1, 2), 2, 2)


def test_enlarging_keeps_area_and_edge() -> None:
    small = disc(40, 0.4)
    large = masks.enlarged(small, 800, 800)
    assert large.sum() / 400 == pytest.approx(small.sum(), rel=0.02)
    ramp = ((large > 0.02) & (large < 0.98))[400].sum()
    assert ramp <= 6  # two edges, a few pixels each
    assert np.array_equal(masks.enlarged(small, 40, 40), small)
    assert masks.enlarged(small, 20, 20).sum() * 4 == pytest.approx(small.sum(), rel=0.02)


def test_enlarging_leaves_no_steps_and_keeps_thin_legs() -> None:
    rows, columns = np.mgrid[:64, :64] + 0.5
    slanted = (rows > 0.6 * columns + 10).astype(np.float32)  # a back, in steps of one pixel
    large = masks.enlarged(slanted, 512, 512)
    edge = (large < 0.5).sum(0)[64:-64] / 8  # where it begins, in pixels of the bitmap
    wanted = 0.6 * (np.arange(64, 448) + 0.5) / 8 + 10
    assert (edge - wanted).std() < 0.12
    leg = np.zeros((64, 64), dtype=np.float32)
    leg[:, 30:32] = leg[:, 40] = 1
    rows = masks.enlarged(leg, 512, 512) > 0.5
    assert rows[:, 200:280].sum(1) == pytest.approx(16, abs=3) and rows[:, 300:].sum(1) == pytest.approx(8, abs=4)
    assert (masks.enlarged(np.ones((8, 8), dtype=np.float32), 80, 80)[30:-30] > 0.5).all()  # up to the sides


def test_an_enlarged_outline_is_round_where_it_touches_its_frame() -> None:
    """At 64 pixels a disc touches each side along several; enlarged it does so in a spot."""
    small = masks.tightened(disc(64, 0.5))
    flat, round_ = masks.enlarged(small, 512, 384), masks.enlarged_outline(small, 512, 384)
    assert masks.tight_box(round_, 0.4) == masks.Box(0, 0, 512, 384)
    assert (round_[0] > 0.5).sum() < 0.85 * (flat[0] > 0.5).sum()
    assert round_.sum() == pytest.approx(flat.sum(), rel=0.02)


def test_tightened_touches_all_four_sides() -> None:
    mask = np.zeros((40, 60), dtype=np.float32)
    mask[10:20, 30:33] = 1
    assert masks.tight_box(mask) == masks.Box(30, 10, 33, 20)
    tight = masks.tightened(mask)
    assert tight.shape == (40, 60) and masks.tight_box(tight) == masks.Box(0, 0, 60, 40)
    assert masks.tight_box(np.zeros((3, 3))) is None
    assert (masks.tightened(np.zeros((3, 4))) == 1).all()


# --- coordinates ----------------------------------------------------------------------------------------------------


def test_frame_matrix_moves_corners_where_they_belong() -> None:
    def corner(x: float, y: float, **changes: object) -> tuple[float, float]:
        frame = Frame(**{"cx": 10, "cy": 20, "width": 8, "height": 4, **changes})
        place = masks.frame_matrix(frame) @ [x, y, 1]
        return round(place[0], 6), round(place[1], 6)

    assert corner(0, 0) == (6, 18) and corner(1, 1) == (14, 22) and corner(0.5, 0.5) == (10, 20)
    assert corner(0, 0, flip=True) == (14, 18)
    assert corner(0, 0, rotation=90) == (12, 16)  # clockwise: top left goes to top right
    assert corner(1, 0, rotation=90) == (12, 24)


@given(frames)
def test_the_crop_surrounds_the_frame(frame: Frame) -> None:
    unit_to_crop = np.linalg.inv(masks.crop_matrix(frame, 128)) @ masks.frame_matrix(frame)
    corners = unit_to_crop @ np.array([[0, 1, 0, 1, 0.5], [0, 0, 1, 1, 0.5], [1, 1, 1, 1, 1]])
    assert np.allclose(corners[:2, 4], 64, atol=1e-6)
    low, high = (128 - 128 / masks.CROP_MARGIN) / 2, (128 + 128 / masks.CROP_MARGIN) / 2
    assert corners[:2].min() == pytest.approx(low, abs=1e-6) and corners[:2].max() == pytest.approx(high, abs=1e-6)
    # Rotation and mirroring are undone: the unit square stands upright in the crop.
    assert np.allclose(unit_to_crop[[0, 1], [1, 0]], 0, atol=1e-6) and (np.diag(unit_to_crop) > 0).all()


@settings(deadline=None)
@given(frames)
def test_crop_mask_lies_where_the_frame_is(frame: Frame) -> None:
    mask = masks.crop_mask(np.ones((64, 64), dtype=np.float32), frame, 128)
    longer = max(frame.width, frame.height)
    width, height = (max(0.5, 128 / masks.CROP_MARGIN * side / longer) for side in (frame.width, frame.height))
    assert mask.sum() == pytest.approx(width * height, rel=0.02, abs=0.5)
    assert np.allclose(mask, mask[::-1], atol=1e-3) and np.allclose(mask, mask[:, ::-1], atol=1e-3)
    box = masks.object_box(frame, 128)
    assert abs(box.width - max(1, width)) <= 1 and abs(box.height - max(1, height)) <= 1


def test_crop_mask_agrees_with_the_canvas() -> None:
    """Unit mask -> crop -> canvas gives what unit mask -> canvas gives."""
    frame = Frame(cx=50, cy=40, width=60, height=36, rotation=25, flip=True)
    unit = disc(64)
    unit[:32, :32] = 0
    crop = torch.from_numpy(masks.crop_mask(unit, frame, 128))[None]
    by_crop = images.warp(crop, np.linalg.inv(masks.crop_matrix(frame, 128)), 80, 100, outside="zeros")
    to_unit = np.diag([64, 64, 1]) @ np.linalg.inv(masks.frame_matrix(frame))
    direct = images.warp(torch.from_numpy(unit)[None], to_unit, 80, 100, outside="zeros")
    assert (by_crop - direct).abs().mean() < 0.01
    assert (by_crop - direct).abs().max() < 0.5


def test_dilated_grows_by_its_radius() -> None:
    mask = torch.zeros(1, 1, 128, 128)
    mask[..., 60:70, 60:70] = 1
    radius = masks.dilation_radius(128)
    assert radius == 4 and masks.dilation_radius(8) == 1
    grown = masks.dilated(mask)
    assert grown[0, 0, 64].nonzero().flatten().tolist() == list(range(60 - radius, 70 + radius))
    assert torch.equal(masks.dilated(mask, 0), mask)


def test_bounding_box_is_clipped() -> None:
    inside = masks.Box(0, 0, 100, 50)
    matrix = masks.frame_matrix(Frame(cx=0, cy=25, width=20.5, height=10))
    assert masks.bounding_box(matrix, 1, 1, inside=inside) == masks.Box(0, 20, 11, 30)
    away = masks.frame_matrix(Frame(cx=-100, cy=25, width=20, height=10))
    assert masks.bounding_box(away, 1, 1, inside=inside) is None


def test_a_drawn_outline_is_one_object_with_a_decided_edge() -> None:
    mask = np.zeros((64, 64), dtype=np.float32)
    mask[10:50, 8:40] = 1
    mask[52:60, 50:58] = 0.3  # a doubt
    mask[2:5, 2:5] = 1  # an island
    mask[10:30, 48:56] = 0.9  # large enough to belong to the object
    outline = masks.drawn_outline(mask)
    wanted = np.zeros((64, 64), dtype=np.float32)
    wanted[10:50, 8:40] = wanted[10:30, 48:56] = 1
    assert ((outline > 0.5) != (masks.tightened(wanted) > 0.5)).mean() < 0.02
    assert ((outline > 0.1) & (outline < 0.9)).mean() < 0.1
    assert masks.drawn_outline(np.zeros((8, 8), dtype=np.float32)).min() == 1


def test_guides_are_filled_boxes_and_round_spots() -> None:
    assert not masks.guide_map(20, 10).any()
    box = masks.guide_map(20, 10, box=(4.2, 2, 9.8, 6))
    assert box.shape == (10, 20) and np.array_equal(np.argwhere(box).min(0), [2, 4]) and box.sum() == 4 * 6
    spot = masks.guide_map(200, 100, click=(50.5, 30.5))
    assert spot[30, 50] == 1 and np.unravel_index(spot.argmax(), spot.shape) == (30, 50)
    spread = masks.CLICK_SPREAD * 200
    assert spot[30, 50 + round(spread)] == pytest.approx(np.exp(-0.5), abs=0.02) and spot[30, 120] < 1e-6
    assert not masks.guide_map(20, 10, box=(40, 40, 50, 50)).any()
