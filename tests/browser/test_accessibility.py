"""An audit with axe-core of everything that the page can show. Contrast counts, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from demo.pictures import picture_path
from tests.browser.support import EditorPage

BOX = ((0.2, 0.3), (0.5, 0.7))
EXAMPLE = picture_path("example", "savanna")


def problems(editor: EditorPage) -> list[str]:
    """Serious and critical findings inside the editor, one line each."""
    results = Axe().run(editor.page, context="[data-scenegen-editor]").response
    return [
        f"{violation['id']}: {node['html'][:150]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for violation in results["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_finding(visit: Callable[..., EditorPage], phone: bool, dark: bool) -> None:
    editor = visit(phone=phone, dark=dark, first=True)
    assert problems(editor) == [], "at the first visit"

    editor.draw("Box", *BOX)
    assert problems(editor) == [], "with an object"

    for tool in ("Brush", "Polygon", "Colours"):
        editor.press(tool)
        assert problems(editor) == [], f"with the tool {tool}"

    editor.press("Take from photo")
    assert problems(editor) == [], "where a photo is to be chosen"
    with editor.page.expect_file_chooser() as chooser:
        editor.press("Choose photo")
    chooser.value.set_files(EXAMPLE)
    expect(editor.root.get_by_role("img", name="The photo to take an object from")).to_be_visible()
    editor.press("Brush")
    editor.drag((0.3, 0.5), (0.6, 0.5))
    assert problems(editor) == [], "while something is taken from a photo"

    editor.page.keyboard.press("?")
    editor.page.get_by_role("dialog").wait_for()
    assert problems(editor) == [], "with the shortcuts"
