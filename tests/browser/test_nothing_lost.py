"""Undo, redo, reload, leaving: no work is lost, and nothing comes back changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from playwright.sync_api import Dialog, Error, expect

from tests.browser.support import EditorPage

BOX = ((0.2, 0.3), (0.5, 0.7))
OTHER_BOX = ((0.55, 0.35), (0.9, 0.8))


def edits(editor: EditorPage) -> list[Callable[[], Any]]:
    """One edit of every kind; each changes the picture."""
    keyboard = editor.page.keyboard

    def on_lowest(action: Callable[[], Any]) -> Callable[[], Any]:
        def edit() -> None:
            editor.press("Select")
            editor.options.last.click()
            action()

        return edit

    def draw(tool: str, *points: tuple[float, float]) -> Callable[[], Any]:
        def edit() -> None:
            editor.press(tool)
            keyboard.press("Escape")
            editor.drag(*points)

        return edit

    return [
        draw("Box", *BOX),
        draw("Box", *OTHER_BOX),
        draw("Brush", (0.1, 0.8), (0.3, 0.85), (0.4, 0.9)),
        on_lowest(lambda: editor.press("Re-roll look")),
        on_lowest(lambda: editor.press("Re-roll shape")),
        on_lowest(lambda: editor.press("Flip")),
        on_lowest(lambda: keyboard.press("Shift+ArrowRight")),
        on_lowest(lambda: editor.press("Hide")),
        on_lowest(lambda: editor.press("Show")),
        on_lowest(lambda: editor.press("Duplicate")),
        on_lowest(lambda: editor.press("Bring to front")),
        on_lowest(lambda: editor.press("Delete")),
        lambda: editor.press("New background"),
        draw("Colours", (0.1, 0.1), (0.9, 0.2)),
    ]


def test_undo_all_the_way_back_and_redo_all_the_way_forward(editor: EditorPage) -> None:
    states = [(editor.document, editor.picture())]
    for edit in edits(editor):
        with editor.new_picture():
            edit()
        states.append((editor.document, editor.picture()))

    def expect_state(number: int) -> None:
        document, picture = states[number]
        assert editor.document == document, f"document after edit {number}"
        assert np.array_equal(editor.picture(), picture), f"picture after edit {number}"

    for number in reversed(range(len(states) - 1)):
        with editor.new_picture():
            editor.press("Undo")
        expect_state(number)
    expect(editor.root.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    for number in range(1, len(states)):
        with editor.new_picture():
            editor.press("Redo")
        expect_state(number)
    expect(editor.root.get_by_role("button", name="Redo", exact=True)).to_be_disabled()


def test_a_reload_keeps_the_scene_and_what_can_be_undone(editor: EditorPage) -> None:
    empty = editor.picture()
    editor.draw("Box", *BOX)
    document, picture = editor.document, editor.picture()
    editor.page.reload()
    editor.wait_until_ready()
    assert editor.document == document
    assert np.array_equal(editor.picture(), picture)
    with editor.new_picture():
        editor.press("Undo")
    assert editor.document["layers"] == []
    assert np.array_equal(editor.picture(), empty)


def leave(editor: EditorPage) -> list[str]:
    """Closes the page as a person does; returns the kinds of questions that were asked."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor.page.on("dialog", answer)
    with suppress(Error):  # the page closes while it is being waited for
        editor.page.close(run_before_unload=True)
        editor.page.wait_for_timeout(1_000)
    assert editor.page.is_closed() == (asked == [])
    return asked


def test_leaving_with_work_that_was_not_exported_asks(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    assert leave(editor) == ["beforeunload"]


def test_leaving_after_the_export_does_not_ask(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    with editor.page.expect_download():
        editor.press("Export")
    assert leave(editor) == []


def test_a_nudge_is_one_step_however_often_the_key_repeats(editor: EditorPage) -> None:
    editor.draw("Box", *BOX)
    before = editor.document
    editor.press("Select")
    with editor.new_picture():
        for _ in range(8):
            editor.page.keyboard.press("ArrowRight")
    with editor.new_picture():
        editor.press("Undo")
    assert editor.document == before
