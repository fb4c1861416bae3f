"""A scene that somebody else sent, and what it must not do in the browser of who opens it."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.support import EditorPage
from tests.browser.test_files import choose
from tests.editor_requests import changed, scene

# What Gradio's templates, HTML and a template literal would each carry out.
TRAPS = (
    "x${Object.assign(window,{caught:1})}y",
    "`+(window.caught=1)+`",
    "{{#with this}}${window.caught=1}{{/with}}",
    "<img src=x onerror=window.caught=1>",
    "</script><script>window.caught=1</script>",
)


def test_names_are_shown_and_never_carried_out(editor: EditorPage, tmp_path: Path) -> None:
    document = scene(len(TRAPS))
    for place, name in enumerate(TRAPS):
        document = changed(document, place, name=name)
    (tmp_path / "${window.caught=1}.json").write_text(document.to_json())
    with editor.new_picture():
        choose(editor, tmp_path / "${window.caught=1}.json")
    for name in TRAPS:
        expect(editor.option(name)).to_have_count(1)
    broken = tmp_path / "<img src=x onerror=window.caught=1>.json"
    broken.write_text(json.dumps({"canvas": {"width": TRAPS[3], "height": TRAPS[0]}}))
    choose(editor, broken)
    expect(editor.alert).to_contain_text("onerror")
    editor.page.reload()
    editor.wait_until_ready()
    assert [layer["name"] for layer in editor.document["layers"]] == list(TRAPS)
    assert editor.page.evaluate("window.caught") is None
