"""Objects out of photos: what is found, what is refused and how, and that photo and cut-outs make the photo again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenegen.alignment import AlignmentError
from scenegen.compositor import Compositor
from scenegen.extract import CutOut, cut_out, extracted_scene, filled_photo, refined_mask
from scenegen.finding import (
    ExtractError,
    NothingFoundError,
    find,
    find_before_plate,
    find_object,
    find_objects,
    marked_object,
)
from scenegen.masks import Box
from tests.stand_ins import Bright, Differs
from tests.test_alignment import scene as other_scene

LARGE, SMALL = Box(20, 30, 90, 100), Box(130, 120, 170, 150)


def photo(width: int = 200, height: int = 160, boxes: tuple[Box, ...] = (LARGE, SMALL)) -> np.ndarray:
    """Bright objects on noisy dark ground."""
    pixels = np.random.default_rng(0).integers(20, 60, (height, width, 3), dtype=np.uint8)
    for box in boxes:
        bright = np.random.default_rng(box.x0).integers(200, 240, (box.height, box.width, 3), dtype=np.uint8)
        pixels[box.y0 : box.y1, box.x0 : box.x1] = bright
    return pixels


def overlap(cutout: CutOut, box: Box, pixels: np.ndarray) -> float:
    inside = cutout.on_photo(pixels)[..., 3] > 127
    wanted = np.zeros_like(inside)
    wanted[box.y0 : box.y1, box.x0 : box.x1] = True
    return (inside & wanted).sum() / (inside | wanted).sum()


# --- finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guided", [True, False])
def test_all_objects_are_found_the_largest_first(guided: bool) -> None:
    pixels = photo()
    cutouts = [cut_out(pixels, found) for found in find_objects(Bright(guided), pixels)]
    assert len(cutouts) == 2
    for cutout, box in zip(cutouts, (LARGE, SMALL), strict=True):
        assert overlap(cutout, box, pixels) > 0.93


def test_specks_are_no_objects() -> None:
    pixels = photo(boxes=(LARGE, Box(150, 20, 154, 24)))
    assert len(find_objects(Bright(False), pixels)) == 1


def test_one_object_is_pointed_at() -> None:
    pixels = photo()
    by_box = cut_out(pixels, find_object(Bright(True), pixels, box=(125, 112, 175, 156)))
    assert overlap(by_box, SMALL, pixels) > 0.95


def test_a_box_may_reach_beyond_the_photo() -> None:
    pixels = photo(boxes=(Box(150, 100, 200, 160),))
    found = find_object(Bright(True), pixels, box=(140, 90, 1e9, 300))
    assert overlap(cut_out(pixels, found), Box(150, 100, 200, 160), pixels) > 0.93


def test_the_network_says_the_category_or_the_person() -> None:
    pixels = photo(boxes=(LARGE,))
    for names, asked, expected in [
        (("background", "elephant", "animal"), "cow", "elephant"),
        (("background", "animal", "elephant"), "cow", "cow"),
        (("background", "animal", "elephant"), None, None),
        (("background", "animal"), "dog", "dog"),
    ]:
        (found,) = find_objects(Bright(True, names), pixels, category=asked)
        assert found.category == expected


def test_what_stands_before_the_plate() -> None:
    plate = photo(boxes=())
    found = find_before_plate(Differs(), photo(), plate, category="dog")
    cutouts = [cut_out(photo(), rough) for rough in found]
    assert [cutout.category for cutout in cutouts] == ["dog", "dog"]
    assert overlap(cutouts[0], LARGE, photo()) > 0.9


def test_nothing_there_gets_one_sentence() -> None:
    dark = photo(boxes=())
    with pytest.raises(NothingFoundError, match=r"^No object was found in the photo; point at one with a box"):
        find_objects(Bright(True), dark)
    for place in ({"box": (20, 20, 80, 80)}, {"click": (50, 50)}):
        with pytest.raises(
            NothingFoundError, match=r"^Nothing was found there; draw a box around the object, or paint"
        ):
            find_object(Bright(True), dark, **place)
    with pytest.raises(NothingFoundError, match="photo and plate show the same"):
        find_before_plate(Differs(), dark, dark)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"box": (50, 50, 50, 90)}, "The box is empty"),
        ({"box": (90, 50, 50, 90)}, "The box is empty"),
        ({"box": (200, 0, 300, 90)}, "The box lies outside the photo, which has 200 x 160 pixels"),
        ({"box": (20, 20, 25, 90)}, "The box is too small: at least 8 pixels"),
        ({"box": (-90, 20, 5, 90)}, "The box is too small"),
        ({"box": (math.nan, 0, 10, 10)}, "A box is four numbers"),
        ({"box": (0, 0, math.inf, 10)}, "A box is four numbers"),
        ({"box": (1, 2, 3)}, "A box is four numbers"),
        ({"box": 7}, "A box is four numbers"),
        ({"box": {"x": 1}}, "A box is four numbers"),
        ({"click": (200.5, 10)}, "The click lies outside the photo"),
        ({"click": (10, -1)}, "The click lies outside the photo"),
        ({"click": (10, math.nan)}, "A click is two numbers"),
        ({"click": ("a", 3)}, "A click is two numbers"),
        ({"click": (1, 2), "box": (1, 2, 30, 40)}, "either a box or a click"),
        ({"category": "car"}, "There is no category 'car'; choose one of horse"),
        ({"plate": np.zeros((9, 9, 3), dtype=np.uint8), "click": (1, 2)}, "leave out the box or click"),
    ],
)
def test_wrong_places_get_one_sentence(place: dict, sentence: str) -> None:
    with pytest.raises(ExtractError, match=sentence) as told:
        find(lambda _: Bright(True), photo(), **place)
    assert str(told.value).endswith(".") and "\n" not in str(told.value)


def test_wrong_plates_get_one_sentence() -> None:
    with pytest.raises(AlignmentError, match="The plate has 160 x 200 pixels and the photo 200 x 160"):
        find_before_plate(Differs(), photo(), photo(160, 200, ()))
    with pytest.raises(AlignmentError, match="another scene"):
        find_before_plate(Differs(), other_scene(3), other_scene(13))


def test_other_pictures_get_one_sentence() -> None:
    for wrong in (photo()[..., 0], photo().astype(float), np.dstack([photo(), photo()])):
        with pytest.raises(ExtractError, match="A photo is uint8"):
            find_objects(Bright(True), wrong)
    with pytest.raises(ExtractError, match="The photo has 9 x 40 pixels; at least 16 x 16 are needed"):
        find_objects(Bright(True), photo(9, 40, ()))


# --- masks by hand --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(160, 200), (80, 100), (53, 67), (320, 400)])
def test_a_mask_of_any_size_marks_the_object(size: tuple[int, int]) -> None:
    pixels = photo()
    mask = np.zeros(size, dtype=np.float32)
    y, x = size[0] / 160, size[1] / 200
    mask[round(30 * y) : round(100 * y), round(20 * x) : round(90 * x)] = 1
    assert overlap(cut_out(pixels, marked_object(pixels, mask)), LARGE, pixels) > 0.95


def test_without_refinement_the_mask_is_taken_as_it_is() -> None:
    pixels = photo()
    mask = np.zeros((160, 200), dtype=np.float32)
    mask[40:70, 100:150] = 0.5
    cutout = cut_out(pixels, marked_object(pixels, mask), refine=False)
    assert (cutout.x, cutout.y) == (100, 40)
    assert np.array_equal(cutout.pixels[..., :3], pixels[40:70, 100:150])
    assert np.abs(cutout.pixels[..., 3].astype(int) - 127.5).max() < 1


def test_wrong_masks_get_one_sentence() -> None:
    with pytest.raises(NothingFoundError, match=r"^Nothing is marked; paint over the object first\.$"):
        marked_object(photo(), np.zeros((160, 200)))
    with pytest.raises(ExtractError, match="A mask of 160 x 200 pixels does not fit a photo of 200 x 160"):
        marked_object(photo(), np.ones((200, 160)))
    with pytest.raises(NothingFoundError, match="too faint"):
        cut_out(photo(), marked_object(photo(), np.full((160, 200), 0.001)))


def test_the_mask_for_the_page_covers_the_whole_photo() -> None:
    pixels = photo(1000, 800, (Box(100, 150, 450, 500),))
    mask = refined_mask(pixels, find_object(Bright(True), pixels, box=(90, 140, 460, 510)), 500, 400)
    assert mask.shape == (400, 500) and mask.dtype == np.uint8
    assert (mask[80:245, 55:220] == 255).mean() > 0.98
    assert (mask[:60] == 0).all() and (mask[:, 250:] == 0).all()


# --- the scene ------------------------------------------------------------------------------------------------------


def test_photo_and_cutouts_make_the_photo_again(compositor: Compositor) -> None:
    pixels = photo()
    cutouts = [cut_out(pixels, found) for found in find_objects(Bright(True), pixels, category="cow")]
    scene = extracted_scene(pixels, cutouts)
    assert [(layer.name, layer.category) for layer in scene.layers] == [("Cow 1", "cow"), ("Cow 2", "cow")]
    assert scene.layers[-1].frame.cy > scene.layers[0].frame.cy  # who stands lower is in front
    canvas = compositor.render(scene, pixels, {cutout.sha256: cutout.pixels for cutout in cutouts})
    alpha = np.maximum.reduce([cutout.on_photo(pixels)[..., 3] for cutout in cutouts])
    hard = (alpha == 0) | (alpha == 255)
    assert hard.mean() > 0.9 and (alpha == 255).mean() > 0.1
    assert np.array_equal(canvas.pixels[hard], pixels[hard])
    for layer, cutout in zip(canvas.layers, cutouts, strict=True):
        assert np.array_equal(layer.on_canvas(200, 160), cutout.on_photo(pixels))


def test_the_filled_photo_has_no_object_and_is_the_same_elsewhere(compositor: Compositor) -> None:
    pixels = photo()
    cutouts = [cut_out(pixels, found) for found in find_objects(Bright(True), pixels)]
    below = filled_photo(pixels, cutouts)
    assert below.max() < 130 and below[60, 50].mean() < 70
    far = np.ones((160, 200), dtype=bool)
    for box in (LARGE, SMALL):
        far[box.y0 - 12 : box.y1 + 12, box.x0 - 12 : box.x1 + 12] = False
    assert np.array_equal(below[far], pixels[far])
    scene = extracted_scene(pixels, cutouts, background=below)
    canvas = compositor.render(scene, below, {cutout.sha256: cutout.pixels for cutout in cutouts})
    solid = cutouts[0].on_photo(pixels)[..., 3] == 255
    assert np.array_equal(canvas.pixels[solid], pixels[solid])


def test_an_object_that_covers_everything_leaves_nothing_to_fill_with() -> None:
    pixels = photo()
    cutout = cut_out(pixels, marked_object(pixels, np.ones((160, 200))), refine=False)
    with pytest.raises(ExtractError, match="covers the whole photo"):
        filled_photo(pixels, [cutout])
