"""The same masks through every system, and an object that is dragged, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.support import SMALL_TARGETS, EditorPage, Visits
from tests.browser.test_accessibility import problems
from tests.server import running_app
from tests.tiny import save_tiny_baselines, save_tiny_networks

BOX = ((0.2, 0.3), (0.5, 0.7))
DONE = "dialog.comparing[data-busy=false]"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def small_app(weights: Path) -> Iterator[str]:
    """An app that has no baselines yet."""
    with running_app(weights, weights.parent / "comparing.log") as address:
        yield address


@pytest.fixture
def visits(browser: Browser, small_app: str) -> Iterator[Visits]:
    visits = Visits(browser, small_app)
    yield visits
    visits.leave()


def open_comparison(editor: EditorPage) -> None:
    editor.press("More")
    editor.root.get_by_role("menuitem", name="Compare", exact=True).click()
    editor.page.wait_for_selector(DONE, timeout=60_000)


def test_a_dragged_object_leaves_our_background_alone(visits: Visits, weights: Path) -> None:
    editor = visits.visit()
    editor.draw("Box", *BOX)
    before = editor.document
    open_comparison(editor)
    dialog = editor.root.get_by_role("dialog", name="Compare")
    expect(dialog).to_contain_text("Only SceneGen is installed here")
    dialog.get_by_role("button", name="Close").click()

    save_tiny_baselines(weights / "baselines")
    open_comparison(editor)
    expect(dialog).not_to_contain_text("installed here")
    systems = dialog.get_by_role("radiogroup", name="Compared with SceneGen").get_by_role("radio")
    expect(systems).to_have_count(6)
    for card in systems.all():
        expect(card).to_contain_text(" ms")
    systems.filter(has_text="pix2pix++").click()
    pictures = dialog.get_by_role("img", name="SceneGen on the left, pix2pix++ on the right")
    expect(pictures).to_be_visible()
    assert problems(editor) == []

    box = pictures.bounding_box()
    assert box is not None
    editor.page.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.5 * box["height"])
    editor.page.mouse.down()
    editor.page.mouse.move(box["x"] + 0.65 * box["width"], box["y"] + 0.5 * box["height"], steps=8)
    editor.page.mouse.up()
    expect(dialog).to_contain_text("SceneGen: Background changed by 0 of 255")
    expect(dialog.locator(".change").last).to_contain_text("pix2pix++: Background changed by ")
    editor.page.wait_for_selector(DONE)
    assert float(dialog.locator(".change").last.inner_text().split(" by ")[1].split()[0]) > 0

    dialog.get_by_role("button", name="Put it back").click()
    editor.page.wait_for_selector(DONE)
    expect(dialog).not_to_contain_text("Background changed")
    dialog.get_by_label("How much of each picture is shown").press("ArrowLeft")
    assert pictures.evaluate("element => getComputedStyle(element).getPropertyValue('--split')") == "49%"
    editor.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert editor.document == before, "the comparison is not an edit"
    with editor.new_picture():
        editor.press("Flip")


def test_on_a_phone_it_fits_and_can_be_pressed(visits: Visits, weights: Path) -> None:
    save_tiny_baselines(weights / "baselines")
    editor = visits.visit(phone=True)
    editor.draw("Box", *BOX)
    open_comparison(editor)
    dialog = editor.root.get_by_role("dialog", name="Compare")
    assert dialog.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert dialog.evaluate(SMALL_TARGETS) == []
    dialog.get_by_role("button", name="Move right").click()
    expect(dialog).to_contain_text("SceneGen: Background changed by 0 of 255")
