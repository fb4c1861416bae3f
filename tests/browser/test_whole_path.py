"""The whole path in a real browser: `app.py` is started, scenes are drawn with the mouse."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.support import EditorPage

BOX = ((0.2, 0.3), (0.5, 0.7))
OTHER_BOX = ((0.6, 0.4), (0.9, 0.8))


def region(
    picture: np.ndarray, box: tuple[tuple[float, float], tuple[float, float]], margin: float = 0.0
) -> np.ndarray:
    """A boolean (H, W): the pixels inside a box, given in shares of the canvas."""
    height, width = picture.shape[:2]
    rows, columns = (np.arange(height) + 0.5)[:, None] / height, (np.arange(width) + 0.5) / width
    (x0, y0), (x1, y1) = box
    return (columns > x0 - margin) & (columns < x1 + margin) & (rows > y0 - margin) & (rows < y1 + margin)


def test_a_box_becomes_an_object_and_leaves_nothing_behind_when_deleted(editor: EditorPage) -> None:
    background = editor.picture()
    editor.draw("Box", *BOX)
    expect(editor.options).to_have_count(1)
    layer = editor.document["layers"][0]
    canvas = editor.document["canvas"]
    assert layer["shape"] == {"kind": "generated", "sketch": None}
    assert layer["frame"]["cx"] == pytest.approx(0.35 * canvas["width"], abs=1.5)
    assert layer["frame"]["width"] == pytest.approx(0.3 * canvas["width"], abs=3)

    drawn = editor.picture()
    changed = (drawn != background).any(axis=2)
    assert changed[region(drawn, BOX)].mean() > 0.05
    # Alpha may reach a little beyond the outline, the shadow a little further.
    assert not changed[~region(drawn, BOX, margin=0.06)].any()

    with editor.new_picture():
        editor.press("Delete")
    expect(editor.options).to_have_count(0)
    assert np.array_equal(editor.picture(), background)


def test_rerolls_change_the_object_and_undo_brings_it_back(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    first, first_document = editor.picture(), editor.document
    with editor.new_picture():
        editor.press("Re-roll look")
    other_look = editor.picture()
    assert not np.array_equal(other_look, first)
    with editor.new_picture():
        editor.press("Re-roll shape")
    assert not np.array_equal(editor.picture(), other_look)
    for _ in range(2):
        with editor.new_picture():
            editor.press("Undo")
    assert editor.document == first_document
    assert np.array_equal(editor.picture(), first)
    with editor.new_picture():
        editor.press("Redo")
    assert np.array_equal(editor.picture(), other_look)


def test_hiding_and_showing_restores_the_bytes(editor: EditorPage) -> None:
    background = editor.picture()
    editor.draw("Box", *BOX)
    shown = editor.picture()
    with editor.new_picture():
        editor.press("Hide")
    assert np.array_equal(editor.picture(), background)
    with editor.new_picture():
        editor.press("Show")
    assert np.array_equal(editor.picture(), shown)


def test_the_list_shows_the_front_first_and_reorders(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    editor.root.get_by_role("radio", name="Zebra").click()
    editor.draw("Box", *OTHER_BOX)
    expect(editor.options).to_have_text(["Zebra", "Horse"])
    with editor.new_picture():
        editor.press("Move down")
    expect(editor.options).to_have_text(["Horse", "Zebra"])
    expect(editor.option("Zebra")).to_have_attribute("aria-selected", "true")
    with editor.new_picture():
        editor.press("Duplicate")
    expect(editor.options).to_have_text(["Horse", "Zebra 2", "Zebra"])


def test_brush_strokes_make_an_object_and_extend_it(editor: EditorPage) -> None:
    editor.draw("Brush", (0.3, 0.4), (0.5, 0.4))
    first = editor.document["layers"][0]
    assert first["shape"]["kind"] == "strokes"
    editor.draw("Brush", (0.4, 0.4), (0.4, 0.7))
    editor.draw("Eraser", (0.3, 0.35), (0.3, 0.45))
    expect(editor.options).to_have_count(1)
    layer = editor.document["layers"][0]
    assert [stroke["erase"] for stroke in layer["shape"]["strokes"]] == [False, False, True]
    assert layer["frame"]["height"] > first["frame"]["height"]
    assert layer["frame"]["width"] == pytest.approx(first["frame"]["width"], abs=0.1)


def test_a_polygon_makes_an_object(editor: EditorPage) -> None:
    editor.press("Polygon")
    with editor.new_picture():
        editor.click((0.3, 0.3), (0.6, 0.35), (0.5, 0.7), (0.3, 0.3))
    (layer,) = editor.document["layers"]
    assert layer["shape"]["kind"] == "polygon"
    assert len(layer["shape"]["points"]) == 3
    editor.page.keyboard.press("Escape")
    editor.click((0.1, 0.1), (0.2, 0.1), (0.2, 0.2))
    with editor.new_picture():
        editor.page.keyboard.press("Enter")
    expect(editor.options).to_have_count(2)


def test_a_drawing_is_finished_by_the_network_and_taken_back(editor: EditorPage) -> None:
    editor.press("Polygon")
    corners = [(0.2, 0.35), (0.6, 0.35), (0.7, 0.2), (0.75, 0.3), (0.65, 0.8), (0.55, 0.55), (0.3, 0.55), (0.25, 0.8)]
    with editor.new_picture():
        editor.click(*corners, corners[0])
    drawn = editor.document["layers"][0]
    back = editor.root.get_by_role("button", name="Back to my drawing")
    expect(back).to_be_hidden()
    with editor.new_picture():
        editor.press("Finish my drawing")
    finished = editor.document["layers"][0]
    assert finished["shape"] == {"kind": "generated", "sketch": drawn["shape"]}
    with editor.new_picture():
        editor.press("Re-roll shape")
    other = editor.document["layers"][0]
    assert other["shape"] == finished["shape"] and other["shape_seed"] != finished["shape_seed"]
    with editor.new_picture():
        back.click()
    assert editor.document["layers"][0]["shape"] == drawn["shape"]
    expect(editor.root.get_by_role("button", name="Finish my drawing")).to_be_visible()
    expect(back).to_be_hidden()


def test_objects_are_moved_resized_and_rotated_with_the_mouse(editor: EditorPage) -> None:
    editor.draw("Box", (0.3, 0.4), (0.5, 0.6))
    before = editor.document["layers"][0]["frame"]
    canvas = editor.document["canvas"]
    editor.draw("Select", (0.4, 0.5), (0.5, 0.55))
    moved = editor.document["layers"][0]["frame"]
    assert moved["cx"] - before["cx"] == pytest.approx(0.1 * canvas["width"], abs=1)
    assert (moved["width"], moved["height"]) == (before["width"], before["height"])
    with editor.new_picture():
        editor.drag((0.6, 0.65), (0.7, 0.75))  # the handle at the lower right
    resized = editor.document["layers"][0]["frame"]
    assert resized["width"] == pytest.approx(0.3 * canvas["width"], abs=3)
    assert resized["height"] == pytest.approx(0.3 * canvas["height"], abs=3)
    box = editor.canvas.bounding_box()
    assert box is not None
    handle = 26 / box["height"]  # the handle for rotation stands so far above the frame
    with editor.new_picture():
        editor.drag((0.55, 0.45 - handle), (0.75, 0.6))
    assert editor.document["layers"][0]["frame"]["rotation"] == pytest.approx(90, abs=4)


def test_the_keyboard_does_it_too(editor: EditorPage) -> None:
    keyboard = editor.page.keyboard
    keyboard.press("r")
    with editor.new_picture():
        editor.drag(*BOX)
    before = editor.document["layers"][0]["frame"]
    keyboard.press("v")
    with editor.new_picture():
        keyboard.press("ArrowRight")
        keyboard.press("Shift+ArrowDown")
    after = editor.document["layers"][0]["frame"]
    assert (after["cx"] - before["cx"], after["cy"] - before["cy"]) == pytest.approx((1, 10))
    with editor.new_picture():
        keyboard.press("Control+d")
    expect(editor.options).to_have_count(2)
    with editor.new_picture():
        keyboard.press("Delete")
    with editor.new_picture():
        keyboard.press("Control+z")
    expect(editor.options).to_have_count(2)
    with editor.new_picture():
        keyboard.press("Control+Shift+z")
    expect(editor.options).to_have_count(1)


def test_a_new_background_keeps_the_objects(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    before, layers = editor.picture(), editor.document["layers"]
    with editor.new_picture():
        editor.press("New background")
    assert editor.document["layers"] == layers
    assert (editor.picture() != before).any(axis=2).mean() > 0.5


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (300, 420, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def test_a_photo_becomes_the_background_and_comes_back_after_a_reload(editor: EditorPage, photo: Path) -> None:
    editor.draw("Box", *BOX)
    with editor.new_picture():
        editor.upload(photo)
    document = editor.document
    assert document["canvas"] == {"width": 420, "height": 300}
    assert document["background"]["kind"] == "photo"
    picture = editor.picture()
    outside = ~region(picture, BOX, margin=0.1)
    assert np.array_equal(picture[outside], np.asarray(Image.open(photo))[outside])
    editor.page.reload()
    editor.wait_until_ready()
    assert editor.document == document
    assert np.array_equal(editor.picture(), picture)


def as_another_visitor(editor: EditorPage) -> None:
    """Reloads the page with a new secret: the server then knows none of this browser's photos."""
    editor.page.evaluate("secret => localStorage.setItem('scenegen.owner', secret)", secrets.token_hex(16))
    editor.page.reload()
    editor.wait_until_ready()


def test_a_server_that_forgot_the_photo_gets_it_again_from_the_browser(editor: EditorPage, photo: Path) -> None:
    with editor.new_picture():
        editor.upload(photo)
    document, picture = editor.document, editor.picture()
    as_another_visitor(editor)
    editor.page.wait_for_selector("[data-scenegen-editor][data-frame='1']")
    assert editor.document == document
    assert np.array_equal(editor.picture(), picture)
    expect(editor.alert).to_have_text("")


def test_a_photo_that_nobody_has_is_said_in_one_sentence(editor: EditorPage, photo: Path) -> None:
    with editor.new_picture():
        editor.upload(photo)
    editor.page.evaluate("new Promise((done) => (indexedDB.deleteDatabase('scenegen').onsuccess = done))")
    as_another_visitor(editor)
    expect(editor.alert).to_contain_text("no longer has the photo")
    assert editor.document["background"]["kind"] == "generated"


def test_a_bad_upload_gets_one_sentence_and_loses_nothing(editor: EditorPage, tmp_path: Path) -> None:
    editor.draw("Box", *BOX)
    document, picture = editor.document, editor.picture()
    bad = tmp_path / "notes.jpg"
    bad.write_text("not a picture")
    editor.upload(bad)
    expect(editor.alert).to_have_text("notes.jpg is not a readable picture (JPEG, PNG, WebP, BMP, TIFF or GIF).")
    assert editor.document == document
    assert np.array_equal(editor.picture(), picture)


def test_a_bad_document_gets_one_sentence_and_the_editor_goes_on(editor: EditorPage) -> None:
    stored = "{...root.sceneDocument(), canvas: {width: 640, height: 9}}"
    editor.root.evaluate(f"root => localStorage.setItem('scenegen.scene', JSON.stringify({stored}))")
    editor.page.reload()
    editor.page.wait_for_selector("[data-scenegen-editor][data-ready=true]")
    expect(editor.alert).to_have_text("Scene not readable: canvas.height: Input should be greater than or equal to 16.")
    with editor.new_picture():
        editor.press("New scene")
    expect(editor.alert).to_have_text("")


def test_the_scene_is_downloaded_as_shown(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    with editor.page.expect_download() as download:
        editor.press("Export")
    assert download.value.suggested_filename == "scene.png"
    assert np.array_equal(np.asarray(Image.open(download.value.path()).convert("RGB")), editor.picture())


def test_a_large_scene_is_downloaded_in_full_size(editor: EditorPage, tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    large = Image.fromarray(pixels).resize((1600, 1200))
    large.save(tmp_path / "large.png")
    with editor.new_picture():
        editor.upload(tmp_path / "large.png")
    with editor.page.expect_download() as download:
        editor.press("Export")
    assert np.array_equal(np.asarray(Image.open(download.value.path())), np.asarray(large))


def test_an_example_opens(editor: EditorPage) -> None:
    with editor.new_picture():
        editor.root.get_by_role("button", name="Savanna").click()
    expect(editor.options.first).to_be_visible()


def test_an_example_for_a_photo_asks_for_one(editor: EditorPage, photo: Path) -> None:
    with editor.page.expect_file_chooser() as chooser:
        editor.press("Your photo")
    assert editor.document["layers"] == []
    with editor.new_picture():
        chooser.value.set_files(photo)
    assert editor.document["canvas"] == {"width": 420, "height": 300}
    expect(editor.options.first).to_be_visible()


def test_many_quick_edits_end_in_the_picture_of_the_last(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    expected = editor.picture()
    with editor.new_picture():
        for key in ["ArrowUp"] * 6 + ["ArrowDown"] * 6:
            editor.page.keyboard.press(key)
    assert np.array_equal(editor.picture(), expected)


def test_touch_draws_without_scrolling_the_page(visit: Callable[..., EditorPage]) -> None:
    editor = visit(phone=True)
    page = editor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with editor.new_picture():
        editor.touch_drag((0.3, 0.3), (0.4, 0.4), (0.6, 0.6))
    expect(editor.options).to_have_count(1)
    assert page.evaluate("window.scrollY") == 0


def test_chinese(visit: Callable[..., EditorPage]) -> None:
    expect(visit(locale="zh-CN").root.get_by_role("button", name="新背景")).to_be_visible()
