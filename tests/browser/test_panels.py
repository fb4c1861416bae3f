"""The panels around the canvas: layers, the chosen object, the menu, files, hints, languages and sizes of window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import usable_weights
from tests.browser.support import SMALL_TARGETS, EditorPage
from tests.server import free_port, running_app

BOX = ((0.2, 0.3), (0.5, 0.7))
OTHER_BOX = ((0.6, 0.4), (0.9, 0.8))
THIRD_BOX = ((0.35, 0.1), (0.55, 0.35))
Visit = Callable[..., EditorPage]

# Every text that can be seen, with the contrast to the nearest background behind it.
CONTRASTS = """
root => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const background = (element) => {
    for (; element; element = element.parentElement) {
      const colour = rgba(getComputedStyle(element).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return [255, 255, 255];
  };
  const light = (colour) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.slice(0, 3).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim());
    if (!texts.length || !element.checkVisibility() || element.closest(":disabled, .stage, .spoken")) continue;
    const lights = [rgba(getComputedStyle(element).color), background(element)].map(light).sort((a, b) => b - a);
    found.push([texts[0].textContent.trim(), (lights[0] + 0.05) / (lights[1] + 0.05)]);
  }
  return found;
}
"""


def three_objects(editor: EditorPage) -> None:
    """Horse, Zebra and Cow, the cow in front and chosen."""
    editor.draw("Box", *BOX)
    for category, box in (("Zebra", OTHER_BOX), ("Cow", THIRD_BOX)):
        editor.root.get_by_role("radio", name=category).click()
        editor.draw("Box", *box)


def names(editor: EditorPage) -> list[str]:
    return [layer["name"] for layer in reversed(editor.document["layers"])]


def selected(editor: EditorPage) -> list[str]:
    return editor.options.and_(editor.page.locator("[aria-selected=true]")).all_text_contents()


def field(editor: EditorPage, label: str) -> Locator:
    return editor.root.get_by_label(label, exact=True)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    return tmp_path / "picture.png"


# --- the list of layers ----------------------------------------------------------------------------------------------


def test_an_object_is_renamed_in_the_list(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    editor.option("Horse").dblclick()
    box = field(editor, "Rename").and_(editor.page.get_by_role("textbox"))
    box.fill("  Old grey  ")
    box.press("Enter")
    assert names(editor) == ["Old grey"]
    expect(editor.page.get_by_role("listbox", name="Layers")).to_be_focused()
    editor.page.keyboard.press("F2")
    box.fill("Somebody else")
    box.press("Escape")
    expect(box).to_have_count(0)
    assert names(editor) == ["Old grey"]
    editor.press("Undo")
    assert names(editor) == ["Horse"]


def test_a_locked_object_cannot_be_moved(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    editor.press("Lock")
    expect(editor.option("Horse")).to_have_accessible_name("Horse, locked")
    expect(field(editor, "Left")).to_be_disabled()
    frame = editor.document["layers"][0]["frame"]
    editor.page.keyboard.press("ArrowRight")
    assert editor.document["layers"][0]["frame"] == frame
    editor.option("Horse").locator(".lock").click()
    assert not editor.document["layers"][0]["locked"]
    expect(editor.root.get_by_role("button", name="Lock", exact=True)).to_be_visible()


def test_rows_are_dragged_to_another_place(editor: EditorPage) -> None:
    three_objects(editor)
    assert names(editor) == ["Cow", "Zebra", "Horse"]
    start, end = editor.option("Cow").bounding_box(), editor.option("Horse").bounding_box()
    assert start is not None and end is not None
    mouse = editor.page.mouse
    mouse.move(start["x"] + 80, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(end["x"] + 80, end["y"] + end["height"] - 3, steps=6)
    expect(editor.root.locator(".drop-line")).to_be_visible()
    with editor.new_picture():
        mouse.up()
    expect(editor.options).to_have_text(["Zebra", "Horse", "Cow"])
    assert names(editor) == ["Zebra", "Horse", "Cow"]
    expect(editor.root.locator(".drop-line")).to_be_hidden()


def test_a_finger_drags_rows_by_their_grips(visit: Visit) -> None:
    editor = visit(phone=True)
    with editor.new_picture():
        editor.touch_drag(*BOX)
    with editor.new_picture():
        editor.press("Duplicate")
    expect(editor.options).to_have_text(["Horse 2", "Horse"])
    editor.options.first.scroll_into_view_if_needed()
    editor.page.mouse.wheel(0, 200)
    grip, last = editor.options.first.locator(".grip").bounding_box(), editor.options.last.bounding_box()
    assert grip is not None and last is not None
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    session = editor.page.context.new_cdp_session(editor.page)
    for kind, place in (("touchStart", y), ("touchMove", y + 30), ("touchMove", last["y"] + last["height"] - 3)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": place}]})
    editor.page.wait_for_timeout(100)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(editor.options).to_have_text(["Horse", "Horse 2"])


def test_several_objects_are_chosen_and_deleted_together(editor: EditorPage) -> None:
    three_objects(editor)
    editor.option("Zebra").click()
    editor.option("Horse").click(modifiers=["ControlOrMeta"])
    assert selected(editor) == ["Zebra", "Horse"]
    expect(editor.root.get_by_role("heading", name="2 objects")).to_be_visible()
    editor.option("Cow").click()
    editor.option("Horse").click(modifiers=["Shift"])
    assert selected(editor) == ["Cow", "Zebra", "Horse"]
    keyboard = editor.page.keyboard
    keyboard.press("Home")
    keyboard.press("Shift+ArrowDown")
    assert selected(editor) == ["Cow", "Zebra"]
    with editor.new_picture():
        editor.press("Delete")
    assert names(editor) == ["Horse"]
    with editor.new_picture():
        keyboard.press("Control+z")
    assert names(editor) == ["Cow", "Zebra", "Horse"]


def test_the_list_is_used_with_the_keyboard_alone(editor: EditorPage) -> None:
    three_objects(editor)
    box = editor.page.get_by_role("listbox", name="Layers")
    box.focus()
    box.press("ArrowDown")
    assert selected(editor) == ["Zebra"]
    with editor.new_picture():
        box.press("Alt+ArrowUp")
    assert names(editor) == ["Zebra", "Cow", "Horse"]
    box.press("Control+End")
    box.press("Control+ArrowDown")
    box.press("End")
    box.press("Control+ArrowUp")
    box.press(" ")
    assert selected(editor) == ["Cow", "Horse"]
    box.press("Control+a")
    assert len(selected(editor)) == 3
    expect(box).to_be_focused()


# --- the chosen object -----------------------------------------------------------------------------------------------


def test_opacity_is_one_step_to_undo_however_long_it_takes(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    slider = field(editor, "Opacity")
    box = slider.bounding_box()
    assert box is not None
    mouse, y = editor.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] - 9, y)
    mouse.down()
    with editor.new_picture():
        mouse.move(box["x"] + 0.7 * box["width"], y, steps=3)
    editor.page.wait_for_timeout(1_000)
    with editor.new_picture():
        mouse.move(box["x"] + 0.4 * box["width"], y, steps=3)
        mouse.up()
    opacity = editor.document["layers"][0]["opacity"]
    assert 0.3 < opacity < 0.5
    expect(editor.option("Horse")).to_have_text(f"Horse{round(100 * opacity)} %")
    with editor.new_picture():
        editor.press("Undo")
    assert editor.document["layers"][0]["opacity"] == 1
    expect(slider).to_have_value("100")


@pytest.mark.parametrize(("button", "seed"), [("Four looks", "style_seed"), ("Four shapes", "shape_seed")])
def test_one_of_four_variants_is_chosen(editor: EditorPage, button: str, seed: str) -> None:
    editor.draw("Box", *BOX)
    before = editor.document["layers"][0]
    editor.press(button)
    variants = editor.root.get_by_role("radiogroup", name="Variants").get_by_role("radio")
    expect(variants.locator("img[src]")).to_have_count(4, timeout=20_000)
    assert editor.document["layers"][0] == before
    with editor.new_picture():
        variants.nth(2).click()
    after = editor.document["layers"][0]
    assert after[seed] != before[seed]
    assert {**after, seed: before[seed]} == before
    expect(variants.nth(2)).to_be_checked()
    with editor.new_picture():
        variants.nth(1).click()
    assert editor.document["layers"][0][seed] not in (before[seed], after[seed])
    with editor.new_picture():
        variants.nth(2).click()
    assert editor.document["layers"][0] == after
    editor.press("Close variants")
    expect(variants).to_have_count(0)


def test_the_strength_of_a_style(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    picture = editor.picture()
    with editor.new_picture():
        field(editor, "Style strength").press("Home")
    assert editor.document["layers"][0]["style_strength"] == 0
    assert not np.array_equal(editor.picture(), picture)


def test_an_object_takes_the_look_of_another(editor: EditorPage) -> None:
    three_objects(editor)
    with editor.new_picture():
        editor.option("Zebra").click()
        editor.press("Duplicate")
    with editor.new_picture():
        editor.press("Re-roll look")
    editor.press("Look like this")
    with editor.new_picture():
        editor.page.get_by_role("menuitem", name="Zebra", exact=True).click()
    layers = {layer["name"]: layer for layer in editor.document["layers"]}
    assert layers["Zebra 2"]["style_seed"] == layers["Zebra"]["style_seed"]
    editor.press("Look like this")  # of another category: its picture is the model
    with editor.new_picture():
        editor.page.get_by_role("menuitem", name="Cow").click()
    layers = {layer["name"]: layer for layer in editor.document["layers"]}
    assert len(layers["Zebra 2"]["style_reference"]) == 64


def test_an_object_takes_the_look_of_a_picture(editor: EditorPage, picture: Path) -> None:
    editor.draw("Box", *BOX)
    expect(editor.root.get_by_role("button", name="Own look")).to_have_count(0)
    with editor.new_picture(), editor.page.expect_file_chooser() as chooser:
        editor.press("Look from a picture")
        chooser.value.set_files(picture)
    assert len(editor.document["layers"][0]["style_reference"]) == 64
    with editor.new_picture():
        editor.press("Own look")
    assert editor.document["layers"][0]["style_reference"] is None


def test_category_and_light(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    with editor.new_picture():
        field(editor, "Category").select_option("Elephant")
    assert editor.document["layers"][0]["category"] == "elephant"
    with editor.new_picture():
        editor.root.get_by_role("radio", name="On its own").click()
    assert editor.document["layers"][0]["context"] == "free"


def test_place_and_size_in_numbers(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    for label, value in {"Width": "100", "Height": "80", "Left": "20", "Top": "30", "Rotation": "370"}.items():
        with editor.new_picture():
            field(editor, label).fill(value)
            field(editor, label).press("Enter")
    frame = editor.document["layers"][0]["frame"]
    assert frame == {"cx": 70, "cy": 70, "width": 100, "height": 80, "rotation": 10, "flip": False}
    with editor.new_picture():
        field(editor, "Left").press("Shift+ArrowUp")
    assert editor.document["layers"][0]["frame"]["cx"] == 80
    field(editor, "Left").fill("nonsense")
    field(editor, "Left").press("Enter")
    expect(field(editor, "Left")).to_have_value("30")
    field(editor, "Left").fill("5")
    field(editor, "Left").press("Escape")
    expect(field(editor, "Left")).to_have_value("30")


def test_copy_and_paste(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    expect(editor.root.get_by_role("button", name="Paste")).to_be_disabled()
    editor.press("Copy")
    with editor.new_picture():
        editor.press("Paste")
    assert names(editor) == ["Horse 2", "Horse"]
    with editor.new_picture():
        editor.page.keyboard.press("Control+x")
    with editor.new_picture():
        editor.page.keyboard.press("Control+v")
    assert names(editor) == ["Horse 2", "Horse"]


def test_the_focus_stays_in_the_page_when_the_last_object_goes(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    with editor.new_picture():
        editor.root.get_by_role("button", name="Delete", exact=True).press("Enter")
    expect(editor.canvas).to_be_focused()


# --- the background --------------------------------------------------------------------------------------------------


def test_a_landscape_is_sketched_in_colours(editor: EditorPage) -> None:
    editor.press("Colours")
    editor.root.get_by_role("radio", name="Sunset").click()
    with editor.new_picture():
        editor.press("Fill")
    sketch = editor.document["background"]["sketch"]
    assert set(map(tuple, sketch["pixels"])) == {(238, 142, 92)}
    with editor.new_picture():
        editor.press("Clear colours")
    assert editor.document["background"]["sketch"] is None


def test_a_plain_background(editor: EditorPage) -> None:
    with editor.new_picture():
        field(editor, "Plain colour").fill("#336699")
    assert editor.document["background"] == {"kind": "plain", "rgb": [0x33, 0x66, 0x99]}
    assert (editor.picture() == (0x33, 0x66, 0x99)).all()


# --- files, menu, dialogs --------------------------------------------------------------------------------------------


def test_a_scene_file_is_saved_and_opened(editor: EditorPage, tmp_path: Path) -> None:
    editor.draw("Box", *BOX)
    document, shown = editor.document, editor.picture()
    with editor.page.expect_download() as download:
        editor.page.keyboard.press("Control+Shift+s")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert json.loads(saved.read_text()) == document
    with editor.new_picture():
        editor.press("New scene")
    editor.press("More")
    with editor.page.expect_file_chooser() as chooser:
        editor.page.get_by_role("menuitem", name="Open scene file").click()
    with editor.new_picture():
        chooser.value.set_files(saved)
    assert editor.document == document
    assert np.array_equal(editor.picture(), shown)


def test_a_file_that_is_no_scene_gets_one_sentence(editor: EditorPage, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[1, 2]")
    document = editor.document
    with editor.page.expect_file_chooser() as chooser:
        editor.page.keyboard.press("Control+o")
    chooser.value.set_files(tmp_path / "list.json")
    expect(editor.alert).to_have_text("list.json is not a scene file.")
    assert editor.document == document
    editor.press("Dismiss")
    expect(editor.alert).to_have_text("")


def test_files_are_dropped_on_the_page(editor: EditorPage) -> None:
    drop = """(root, [name, type, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type }));
      for (const kind of ["dragenter", "dragover", "drop"])
        root.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true }));
    }"""
    document = {**editor.document, "background": {"kind": "plain", "rgb": [1, 2, 3]}, "layers": []}
    with editor.new_picture():
        editor.root.evaluate(drop, ["scene.json", "application/json", json.dumps(document)])
    assert editor.document == document
    editor.root.evaluate(drop, ["notes.png", "image/png", "not a picture"])
    expect(editor.alert).to_contain_text("not a readable picture")


def test_the_menu_is_used_with_the_keyboard(editor: EditorPage) -> None:
    more = editor.root.get_by_role("button", name="More")
    more.press("ArrowDown")
    expect(editor.page.get_by_role("menuitem", name="Open scene file")).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "true")
    editor.page.keyboard.press("ArrowDown")
    expect(editor.page.get_by_role("menuitem", name="Save scene file")).to_be_focused()
    editor.page.keyboard.press("Escape")
    expect(editor.page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")


def test_all_shortcuts_are_shown(editor: EditorPage) -> None:
    editor.page.keyboard.press("?")
    dialog = editor.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_role("row", name="Re-roll look")).to_have_text("Re-roll look Shift+L")
    editor.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    editor.press("Keyboard shortcuts")
    dialog.get_by_role("button", name="Close").click()
    expect(editor.root.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()


def test_the_first_steps_are_shown_once(visit: Visit) -> None:
    editor = visit(first=True)
    steps = editor.root.get_by_role("note", name="Welcome to SceneGen")
    expect(steps).to_be_visible()
    editor.draw("Box", *BOX)
    expect(steps).to_be_hidden()
    editor.page.reload()
    editor.wait_until_ready()
    expect(steps).to_be_hidden()
    editor.page.keyboard.press("?")
    editor.page.get_by_role("button", name="First steps").click()
    expect(steps).to_be_visible()
    editor.press("Close the first steps")
    expect(steps).to_be_hidden()


def test_escape_closes_the_first_steps(visit: Visit) -> None:
    editor = visit(first=True)
    editor.page.keyboard.press("Escape")
    expect(editor.root.get_by_role("note")).to_have_count(0)


def test_examples_show_what_they_are(editor: EditorPage) -> None:
    pictures = editor.root.get_by_role("group", name="Examples").locator("img")
    assert pictures.count() >= 6
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        editor.page.wait_for_function("picture => picture.naturalWidth > 0", arg=picture.element_handle())
    chips = editor.root.get_by_role("radiogroup", name="Animal to add").locator("img")
    assert chips.evaluate_all("all => all.every((picture) => picture.naturalWidth > 0)")


# --- when things take long or fail -----------------------------------------------------------------------------------


def test_painting_is_cancelled_and_taken_up_again(editor: EditorPage) -> None:
    requests = "**/queue/join*"
    editor.page.route(requests, lambda route: None)  # no answer
    editor.press("Box")
    editor.drag(*BOX)
    editor.press("Cancel")
    expect(editor.root.get_by_role("status").first).to_contain_text("does not show the last change")
    expect(editor.root.get_by_role("button", name="Cancel")).to_have_count(0)
    editor.page.unroute(requests)
    with editor.new_picture():
        editor.press("Paint again")
    expect(editor.root.get_by_role("button", name="Paint again")).to_have_count(0)


def test_a_server_that_is_gone_is_said_and_tried_again(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto(address)
    editor = EditorPage(page)
    editor.wait_until_ready()
    editor.draw("Box", *BOX)
    context.set_offline(True)
    editor.press("Re-roll look")
    sentence = editor.root.get_by_text("The server does not answer. Your scene is kept in this browser.")
    expect(sentence).to_be_visible()
    context.set_offline(False)
    editor.press("Retry")
    expect(sentence).to_be_hidden()
    editor.wait_until_ready()
    expect(editor.options).to_have_count(1)
    context.close()


def test_a_server_that_was_restarted_goes_on_with_the_scene(browser: Browser, tmp_path: Path) -> None:
    weights, port = usable_weights(tmp_path), free_port()
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    with running_app(weights, tmp_path / "first.log", port) as address:
        page.goto(address)
        editor = EditorPage(page)
        editor.wait_until_ready()
        editor.draw("Box", *BOX)
    editor.press("Flip")
    expect(editor.root.get_by_text("The server does not answer.")).to_be_visible()
    document = editor.document
    with running_app(weights, tmp_path / "second.log", port):  # the page tries by itself
        expect(editor.root.get_by_text("The server does not answer.")).to_be_hidden(timeout=30_000)
        editor.wait_until_ready()
        assert editor.document == document
        context.close()


# --- sizes, colours, languages ---------------------------------------------------------------------------------------


def test_the_canvas_stays_in_place_whatever_the_tool(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    place = editor.canvas.bounding_box()
    for tool in ("Select", "Brush", "Eraser", "Polygon", "Colours", "Box"):
        editor.press(tool)
        assert editor.canvas.bounding_box() == place, tool


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_a_desktop_needs_no_scrolling(visit: Visit, width: int, height: int) -> None:
    editor = visit(viewport={"width": width, "height": height})
    editor.draw("Box", *BOX)
    page = editor.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert page[0] <= width
    assert page[1] <= height
    canvas = editor.canvas.bounding_box()
    assert canvas is not None
    assert canvas["height"] > 0.5 * height
    for _ in range(2):
        editor.page.keyboard.press("Control+a")
        editor.page.keyboard.press("Control+d")
    for _ in range(4):
        editor.page.keyboard.press("Control+d")
    editor.wait_until_ready()
    assert editor.page.evaluate("document.documentElement.scrollHeight") <= height


def test_a_phone_has_room_for_everything(visit: Visit) -> None:
    editor = visit(phone=True, first=True)
    assert editor.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert editor.root.evaluate(SMALL_TARGETS) == []
    with editor.new_picture():
        editor.touch_drag(*BOX)
    for tool in ("Select", "Brush", "Eraser", "Colours"):
        editor.press(tool)
        assert editor.root.evaluate(SMALL_TARGETS) == [], tool
        assert editor.page.evaluate("document.documentElement.scrollWidth") <= 390
    editor.press("More")
    expect(editor.page.get_by_role("menuitem", name="Keyboard shortcuts")).to_be_visible()
    assert editor.root.evaluate(SMALL_TARGETS) == []
    editor.page.keyboard.press("Escape")
    rail = editor.root.get_by_role("toolbar", name="Tools").bounding_box()
    assert rail is not None
    assert rail["y"] + rail["height"] == pytest.approx(844, abs=1)  # under the thumb, wherever the page is


@pytest.mark.parametrize("dark", [False, True])
def test_everything_can_be_read(visit: Visit, dark: bool) -> None:
    editor = visit(dark=dark, first=True)
    assert [text for text, contrast in editor.root.evaluate(CONTRASTS) if contrast < 4.5] == []
    editor.draw("Box", *BOX)
    editor.press("Hide")
    editor.press("Take from photo")
    assert [text for text, contrast in editor.root.evaluate(CONTRASTS) if contrast < 4.5] == []
    editor.press("Brush")
    editor.page.keyboard.press("?")
    found = editor.root.evaluate(CONTRASTS)
    assert len(found) > 50
    assert [text for text, contrast in found if contrast < 4.5] == []


def test_every_word_is_chinese_for_chinese_readers(visit: Visit) -> None:
    editor = visit(locale="zh-CN", first=True)
    expect(editor.root).to_have_attribute("lang", "zh")
    with editor.new_picture():
        editor.page.keyboard.press("a")
    expect(editor.root.locator("[role=option]")).to_have_text("马")
    for key in ("b", "e", "c", "t"):
        editor.page.keyboard.press(key)
        buttons = editor.root.get_by_role("button")
        spoken = buttons.evaluate_all("all => all.map((each) => each.ariaLabel || each.textContent)")
        assert [text for text in spoken if not any("\u4e00" <= sign <= "\u9fff" for sign in text)] == []
