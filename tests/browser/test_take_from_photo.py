"""Taking an object out of a photo: the gesture with mouse, finger and keyboard, and what becomes of the layer."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from scenegen.compositor import Compositor
from scenegen.scene import Scene
from tests.browser.conftest import usable_weights
from tests.browser.support import SMALL_TARGETS, EditorPage

Visit = Callable[..., EditorPage]

WIDTH, HEIGHT = 640, 480
ANIMAL = {"cx": 340, "cy": 270, "width": 280, "height": 230}
AROUND = ((0.28, 0.3), (0.78, 0.83))  # a box around the animal, in shares of the photo
BODY = (0.53, 0.5)

# How much of the photo is tinted, as a share of it.
TINTED = """
root => {
  const stage = root.querySelector(".stage").getBoundingClientRect();
  const paper = root.querySelector(".paper").getBoundingClientRect();
  const canvas = root.querySelectorAll(".konva canvas")[1];
  const scale = canvas.width / stage.width;
  const [x, y] = [(paper.left - stage.left) * scale, (paper.top - stage.top) * scale];
  const [width, height] = [Math.round(paper.width * scale), Math.round(paper.height * scale)];
  const { data } = canvas.getContext("2d").getImageData(Math.round(x), Math.round(y), width, height);
  return data.filter((value, i) => i % 4 === 3 && value > 127).length / (width * height);
}
"""


@dataclass(frozen=True)
class Photo:
    path: Path
    pixels: np.ndarray  # uint8 (H, W, 3)
    animal: np.ndarray  # bool (H, W)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return usable_weights(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def photo(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Photo:
    """An elephant in a landscape, painted by the networks, with its true outline."""
    elephant = {"id": "elephant", "name": "Elephant", "category": "elephant", "frame": ANIMAL}
    scene = {
        "version": 1,
        "canvas": {"width": WIDTH, "height": HEIGHT},
        "background": {"kind": "generated", "seed": 9},
        "layers": [{**elephant, "shape_seed": 8, "style_seed": 11}],
    }
    canvas = Compositor.from_weights(weights).render(Scene.parse(scene))
    path = tmp_path_factory.mktemp("photo") / "elephant.png"
    Image.fromarray(canvas.pixels).save(path)
    return Photo(path, canvas.pixels, canvas.layers[0].on_canvas(WIDTH, HEIGHT)[..., 3] > 127)


def begin(editor: EditorPage, photo: Photo) -> None:
    """Shows the photo in place of the scene."""
    editor.press("Take from photo")
    with editor.page.expect_file_chooser() as chooser:
        editor.press("Choose photo")
    chooser.value.set_files(photo.path)
    expect(editor.root.get_by_role("img", name="The photo to take an object from")).to_be_visible()


def lay_under(editor: EditorPage, photo: Photo) -> None:
    """Makes the photo the scene's background and begins with it."""
    with editor.new_picture():
        editor.upload(photo.path)
    editor.press("Take from photo")
    expect(editor.root.get_by_role("img", name="The photo to take an object from")).to_be_visible()


def find(editor: EditorPage) -> None:
    editor.drag(*AROUND)
    expect(editor.root.get_by_role("button", name="Take", exact=True)).to_be_enabled(timeout=30_000)


def paint_over(editor: EditorPage) -> None:
    """Marks a broad line through the animal."""
    editor.press("Brush")
    editor.drag((0.35, 0.5), (0.7, 0.5))


def take(editor: EditorPage) -> dict:
    """The new layer."""
    with editor.new_picture():
        editor.press("Take")
    return editor.document["layers"][-1]


def tinted(editor: EditorPage) -> float:
    editor.page.wait_for_timeout(100)  # Konva draws with the next frame
    return editor.root.evaluate(TINTED)


def test_an_object_of_the_background_becomes_a_layer_and_leaves_no_hole(editor: EditorPage, photo: Photo) -> None:
    lay_under(editor, photo)
    before, picture = editor.document, editor.picture()
    find(editor)
    assert tinted(editor) == pytest.approx(photo.animal.mean(), abs=0.4 * photo.animal.mean())
    layer = take(editor)
    assert layer["shape"]["kind"] == "photo"
    assert layer["frame"]["cx"] == pytest.approx(ANIMAL["cx"], abs=40)
    expect(editor.options).to_have_attribute("aria-selected", "true")
    assert editor.document["background"]["sha256"] != before["background"]["sha256"]
    # It lies where it was, so that nothing seems to have changed yet.
    assert np.abs(editor.picture()[photo.animal].astype(int) - picture[photo.animal]).mean() < 12
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[100:440, 150:540] = False
    assert np.array_equal(editor.picture()[outside], picture[outside])

    with editor.new_picture():
        editor.press("Hide")
    assert np.abs(editor.picture()[photo.animal].astype(int) - picture[photo.animal]).mean() > 12
    for _ in range(2):
        with editor.new_picture():
            editor.press("Undo")
    assert editor.document == before
    assert np.array_equal(editor.picture(), picture)


def test_the_hole_may_stay_and_a_click_finds_the_object_too(editor: EditorPage, photo: Photo) -> None:
    lay_under(editor, photo)
    background = editor.document["background"]
    editor.root.get_by_role("checkbox", name="Fill the hole it leaves").uncheck()
    editor.click(BODY)
    expect(editor.root.get_by_role("button", name="Take", exact=True)).to_be_enabled(timeout=30_000)
    take(editor)
    assert editor.document["background"] == background


def test_an_object_of_another_photo_fits_into_the_middle_of_the_scene(editor: EditorPage, photo: Photo) -> None:
    before = editor.document
    begin(editor, photo)
    paint_over(editor)
    layer = take(editor)
    canvas = before["canvas"]
    assert (layer["name"], layer["category"]) == ("Cut-out", None)
    assert layer["frame"]["cx"] == pytest.approx(canvas["width"] / 2, abs=2)
    assert layer["frame"]["cy"] == pytest.approx(canvas["height"] / 2, abs=2)
    assert layer["frame"]["width"] == pytest.approx(0.35 * WIDTH, abs=0.1 * WIDTH)
    assert editor.document["background"] == before["background"]
    assert editor.document["canvas"] == canvas
    # The animal is seen in the scene now, with the photo's colours: the same hairs, within two pixels.
    x, y = int(layer["frame"]["cx"]), int(layer["frame"]["cy"])
    shown = editor.picture()[y - 5 : y + 5, x - 60 : x + 60].astype(int)
    column = round(0.525 * WIDTH)
    places = [(row, left) for row in range(233, 238) for left in range(column - 62, column - 57)]
    differences = [np.abs(shown - photo.pixels[row : row + 10, left : left + 120]).mean() for row, left in places]
    assert min(differences) < 4
    with editor.new_picture():
        editor.press("Undo")
    assert editor.document == before


def test_cancel_and_escape_leave_everything_as_it_was(editor: EditorPage, photo: Photo) -> None:
    editor.draw("Box", (0.2, 0.3), (0.5, 0.7))
    before, picture, view = editor.document, editor.picture(), editor.canvas.bounding_box()
    for leave in (lambda: editor.press("Cancel"), lambda: editor.page.keyboard.press("Escape")):
        begin(editor, photo)
        paint_over(editor)
        assert tinted(editor) > 0.01
        leave()
        expect(editor.root.get_by_role("img", name="The photo to take an object from")).to_be_hidden()
        assert editor.document == before
        assert np.array_equal(editor.picture(), picture)
        assert editor.canvas.bounding_box() == view
        expect(editor.root.get_by_role("button", name="Box", exact=True)).to_have_attribute("aria-pressed", "true")
    with editor.new_picture():
        editor.page.keyboard.press("Control+z")
    assert editor.document["layers"] == []


def test_corrections_are_undone_within_the_gesture(editor: EditorPage, photo: Photo) -> None:
    keyboard = editor.page.keyboard
    begin(editor, photo)
    states = [tinted(editor)]
    keyboard.press("b")
    editor.drag((0.35, 0.5), (0.7, 0.5))
    states.append(tinted(editor))
    for _ in range(6):
        keyboard.press("]")
    editor.drag((0.35, 0.7), (0.7, 0.7))
    states.append(tinted(editor))
    assert states[2] - states[1] > 1.5 * states[1], "a larger brush marks more"
    keyboard.press("e")
    editor.drag((0.5, 0.7), (0.9, 0.7))
    states.append(tinted(editor))
    assert states[3] < states[2]
    editor.press("Start over")
    assert tinted(editor) == 0
    expect(editor.root.get_by_role("button", name="Take", exact=True)).to_be_disabled()
    for state in reversed(states):
        keyboard.press("Control+z")
        assert tinted(editor) == pytest.approx(state, abs=1e-4)
    keyboard.press("Control+Shift+z")
    assert tinted(editor) == pytest.approx(states[1], abs=1e-4)


def test_the_keyboard_alone_takes_an_object(editor: EditorPage, photo: Photo) -> None:
    keyboard = editor.page.keyboard
    with editor.new_picture():
        editor.upload(photo.path)
    editor.canvas.focus()
    keyboard.press("t")
    expect(editor.root.get_by_role("img", name="The photo to take an object from")).to_be_visible()
    keyboard.press("ArrowDown")  # a cross appears near the middle, which lies on the animal
    keyboard.press("Space")
    keyboard.press("Space")
    expect(editor.root.get_by_role("button", name="Take", exact=True)).to_be_enabled(timeout=30_000)
    with editor.new_picture():
        keyboard.press("Enter")
    assert editor.document["layers"][0]["shape"]["kind"] == "photo"


def test_a_cut_out_is_an_object_like_others_but_has_no_other_looks(editor: EditorPage, photo: Photo) -> None:
    keyboard = editor.page.keyboard
    begin(editor, photo)
    paint_over(editor)
    frame = take(editor)["frame"]
    editor.draw("Select", (0.5, 0.5), (0.6, 0.6))
    assert editor.document["layers"][0]["frame"]["cx"] == pytest.approx(frame["cx"] + 0.1 * WIDTH, abs=8)
    for key in ("Shift+ArrowRight", "Shift+h", "Control+d", "["):
        with editor.new_picture():
            keyboard.press(key)
    shapes = [layer["shape"] for layer in editor.document["layers"]]
    assert shapes[0] == shapes[1]
    painted = "canvas => canvas.getContext('2d').getImageData(0, 0, 72, 72).data.some((each) => each > 0)"
    assert editor.option("Cut-out 2").locator("canvas").evaluate(painted)
    document = editor.document
    for name in ("Re-roll look", "Re-roll shape", "Four looks", "Four shapes", "Edit outline", "Look from a picture"):
        button = editor.root.get_by_role("button", name=name, exact=True)
        expect(button).to_be_disabled()
        expect(button).to_have_attribute("title", re.compile("comes from a photo"))
    expect(editor.root.get_by_label("Category", exact=True)).to_be_disabled()
    keyboard.press("Shift+l")
    editor.press("Eraser")
    editor.drag((0.55, 0.6), (0.65, 0.6))
    assert editor.document == document
    with editor.new_picture():
        keyboard.press("Delete")
    expect(editor.options).to_have_count(1)


def test_a_reload_and_a_forgetful_server_keep_the_cut_out(editor: EditorPage, photo: Photo) -> None:
    begin(editor, photo)
    paint_over(editor)
    take(editor)
    document, picture = editor.document, editor.picture()
    # With another secret the server knows none of this browser's pictures.
    editor.page.evaluate("secret => localStorage.setItem('scenegen.owner', secret)", secrets.token_hex(16))
    editor.page.reload()
    editor.wait_until_ready()
    editor.page.wait_for_selector("[data-scenegen-editor][data-frame='1']")
    assert editor.document == document
    assert np.array_equal(editor.picture(), picture)
    expect(editor.alert).to_have_text("")
    with editor.new_picture():
        editor.press("Undo")
    assert editor.document["layers"] == []


def test_a_scene_file_whose_pictures_are_elsewhere_says_which(editor: EditorPage, tmp_path: Path) -> None:
    editor.draw("Box", (0.2, 0.3), (0.5, 0.7))
    scene = editor.document
    lost = [
        {**scene["layers"][0], "id": name, "name": name, "shape": {"kind": "photo", "sha256": digit * 64}}
        for name, digit in (("Rosa", "a"), ("Otto", "b"))
    ]
    path = tmp_path / "scene.json"
    path.write_text(json.dumps({**scene, "layers": [*scene["layers"], *lost]}))
    editor.press("More")
    with editor.page.expect_file_chooser() as chooser:
        editor.page.get_by_role("menuitem", name="Open scene file").click()
    chooser.value.set_files(path)
    expect(editor.alert).to_contain_text("Rosa, Otto")
    editor.wait_until_ready()
    assert editor.document == scene


def test_where_nothing_is_found_one_sentence_says_so_and_the_brush_goes_on(editor: EditorPage, tmp_path: Path) -> None:
    path = tmp_path / "grey.png"
    Image.fromarray(np.full((HEIGHT, WIDTH, 3), 128, np.uint8)).save(path)
    blank = Photo(path, np.asarray(Image.open(path)), np.zeros((HEIGHT, WIDTH), bool))
    begin(editor, blank)
    editor.click((0.4, 0.6))
    told = "Nothing was found there; draw a box around the object, or paint it with the brush."
    expect(editor.alert).to_have_text(told, timeout=30_000)
    expect(editor.root).to_have_attribute("data-taking", "photo")
    paint_over(editor)
    expect(editor.alert).to_have_text("")
    take(editor)


def test_a_server_that_does_not_answer_loses_nothing(browser: Browser, address: str, photo: Photo) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(address)
    editor = EditorPage(page)
    editor.wait_until_ready()
    begin(editor, photo)
    paint_over(editor)
    marked = tinted(editor)
    context.set_offline(True)
    editor.press("Take")
    expect(editor.alert).to_have_text("The server did not answer; nothing was changed, try again.")
    assert tinted(editor) == marked > 0
    context.set_offline(False)
    take(editor)
    expect(editor.options).to_have_text(["Cut-out"])
    context.close()


def test_a_photo_is_dropped_or_pasted_and_a_bad_one_loses_nothing(editor: EditorPage, photo: Photo) -> None:
    bring = """(root, [kind, name, text]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type: "image/png" }));
      const event = kind === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true })
                                    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
      root.dispatchEvent(event);
    }"""
    picture = base64.b64encode(photo.path.read_bytes()).decode()
    image = editor.root.get_by_role("img", name="The photo to take an object from")
    document = editor.document
    for kind in ("drop", "paste"):
        editor.press("Take from photo")
        editor.root.evaluate(bring, [kind, "elephant.png", picture])
        expect(image).to_be_visible()
        paint_over(editor)
        marked = tinted(editor)
        editor.root.evaluate(bring, [kind, "notes.png", base64.b64encode(b"not a picture").decode()])
        expect(editor.alert).to_contain_text("not a readable picture")
        assert tinted(editor) == marked > 0
        editor.press("Cancel")
    assert editor.document == document


def test_a_finger_takes_an_object_on_a_phone(visit: Visit, photo: Photo) -> None:
    editor = visit(phone=True)
    begin(editor, photo)
    for tool in ("Brush", "Box", "Eraser"):
        editor.press(tool)
        assert editor.root.evaluate(SMALL_TARGETS) == [], tool
        assert editor.page.evaluate("document.documentElement.scrollWidth") <= 390
    editor.press("Brush")
    editor.touch_drag((0.35, 0.5), (0.5, 0.5), (0.7, 0.5))
    assert editor.page.evaluate("window.scrollY") == 0
    take(editor)
    expect(editor.options).to_have_count(1)
