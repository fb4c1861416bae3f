"""Files of other programs: downloads in every format, files that bring a scene with them, and scenes as programs."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import usable_weights
from tests.browser.support import SMALL_TARGETS, EditorPage
from tests.interchange_projects import rewritten
from tests.server import ROOT

Visit = Callable[..., EditorPage]

BOX = ((0.2, 0.3), (0.5, 0.7))
NAMES = {
    "Picture (PNG)": "scene.png",
    "Picture with its scene (PNG)": "scene.png",
    "Project (OpenRaster)": "scene.ora",
    "Photoshop (PSD)": "scene.psd",
    "Animation (GIF)": "scene.gif",
    "Animation (WebP)": "scene.webp",
    "Training data (COCO, ZIP)": "scene-coco.zip",
    "Layers (PNG, ZIP)": "scene-layers.zip",
}
DROP = """(root, [name, type, data]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  transfer.items.add(new File([bytes], name, { type }));
  root.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
}"""

# Names of the pictures that the browser keeps.
KEPT = """() => new Promise((done) => {
  const request = indexedDB.open("scenegen");
  request.onsuccess = () => {
    const names = request.result.transaction("files").objectStore("files").getAllKeys();
    names.onsuccess = () => { request.result.close(); done(names.result.sort()); };
  };
})"""


def entry(editor: EditorPage, name: str) -> Locator:
    return editor.page.get_by_role("menuitem", name=name, exact=True)


def export(editor: EditorPage, name: str, folder: Path) -> Path:
    editor.press("Export as")
    with editor.page.expect_download() as download:
        entry(editor, name).click()
    folder.mkdir(exist_ok=True)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def choose(editor: EditorPage, path: Path) -> None:
    """Opens a file with the menu."""
    editor.press("More")
    with editor.page.expect_file_chooser() as chooser:
        entry(editor, "Open scene file").click()
    chooser.value.set_files(path)


def drop(editor: EditorPage, path: Path, kind: str = "") -> None:
    editor.root.evaluate(DROP, [path.name, kind, base64.b64encode(path.read_bytes()).decode()])


def notes(editor: EditorPage) -> Locator:
    return editor.root.get_by_role("status", name="Notes on the file").get_by_role("listitem")


def on_a_photo(editor: EditorPage, folder: Path) -> None:
    """A photo, and on it a horse that takes its look from another picture."""
    pixels = np.random.default_rng(3).integers(0, 256, (2, 30, 40, 3), dtype=np.uint8)
    photo, look = folder / "photo.png", folder / "look.png"
    for path, each in zip((photo, look), pixels, strict=True):
        Image.fromarray(each).resize((240, 180)).save(path)
    with editor.new_picture():
        editor.upload(photo)
    editor.draw("Box", *BOX)
    with editor.new_picture(), editor.page.expect_file_chooser() as chooser:
        editor.press("Look from a picture")
        chooser.value.set_files(look)


def test_every_format_is_downloaded(editor: EditorPage, tmp_path: Path) -> None:
    editor.draw("Box", *BOX)
    paths = {name: export(editor, name, tmp_path / name) for name in NAMES}
    assert {name: path.name for name, path in paths.items()} == NAMES
    assert np.array_equal(np.asarray(Image.open(paths["Picture (PNG)"]).convert("RGB")), editor.picture())
    assert Image.open(paths["Animation (GIF)"]).n_frames == 2
    with zipfile.ZipFile(paths["Layers (PNG, ZIP)"]) as archive:
        assert "picture.png" in archive.namelist()
    editor.press("Export as")
    for name in [*NAMES, "Copy as Python", "Copy as curl"]:
        expect(entry(editor, name)).to_have_accessible_description(re.compile(".{10}"))


def test_a_project_is_the_same_when_it_is_opened_again(visit: Visit, tmp_path: Path) -> None:
    editor = visit()
    on_a_photo(editor, tmp_path)
    document, picture = editor.document, editor.picture()
    project = export(editor, "Project (OpenRaster)", tmp_path)
    with_scene = export(editor, "Picture with its scene (PNG)", tmp_path)
    expect(notes(editor)).to_have_text(["The file carries what the layers hide of the photo."])
    editor.press("Dismiss notes")
    expect(notes(editor)).to_have_count(0)
    other = visit()  # somebody who has neither photo nor picture
    empty = other.document
    with other.new_picture():
        choose(other, project)
    assert other.document == document
    assert np.array_equal(other.picture(), picture)
    with other.new_picture():
        other.press("Undo")
    assert other.document == empty
    with other.new_picture():
        drop(other, with_scene, "image/png")
    assert other.document == document
    assert np.array_equal(other.picture(), picture)
    expect(notes(other)).to_have_count(0)
    named = [document["background"]["sha256"], document["layers"][0]["style_reference"]]
    assert other.page.evaluate(KEPT) == sorted(named)
    # A picture without a scene is what it always was: a photo.
    with other.new_picture():
        choose(other, tmp_path / "look.png")
    assert other.document["background"]["sha256"] == document["layers"][0]["style_reference"]


def test_a_project_that_lost_its_scene_opens_as_pictures(visit: Visit, tmp_path: Path) -> None:
    editor = visit()
    editor.draw("Box", *BOX)
    picture = editor.picture()
    project = export(editor, "Project (OpenRaster)", tmp_path)
    foreign = rewritten(project, {"scenegen.json": None}, tmp_path / "foreign.ora")
    with editor.new_picture():
        drop(editor, foreign)
    (note,) = notes(editor).all_text_contents()
    assert "its layers are pictures" in note
    (layer,) = editor.document["layers"]
    assert (layer["name"], layer["shape"]["kind"]) == ("Horse", "photo")
    assert np.abs(editor.picture().astype(int) - picture).max() <= 2
    assert editor.document["background"]["kind"] == "photo"
    in_chinese = visit(locale="zh-CN")
    drop(in_chinese, foreign)
    expect(in_chinese.root.get_by_role("listitem").first).to_have_text(
        "foreign.ora 由其他软件保存，不含 SceneGen 自己的部分：其中的图层都是图片。"
    )


def test_a_file_that_cannot_be_opened_changes_nothing(editor: EditorPage, tmp_path: Path) -> None:
    editor.draw("Box", *BOX)
    document = editor.document
    (tmp_path / "broken.ora").write_bytes(b"PK\x03\x04 and nothing more")
    choose(editor, tmp_path / "broken.ora")
    expect(editor.alert).to_have_text("broken.ora is not a readable OpenRaster file.")
    large = {**document, "canvas": {"width": 4000, "height": 3000}}
    (tmp_path / "large.json").write_text(json.dumps(large))
    drop(editor, tmp_path / "large.json", "application/json")
    expect(editor.alert).to_contain_text("The canvas of 4000 x 3000 pixels is too large")
    assert editor.document == document
    expect(notes(editor)).to_have_count(0)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("unzip")), reason="needs curl and unzip")
def test_the_scene_is_copied_as_programs_that_paint_it(visit: Visit, tmp_path: Path) -> None:
    """Each in a fresh shell, where nothing of this process is known."""
    editor = visit(permissions=["clipboard-read", "clipboard-write"])
    on_a_photo(editor, tmp_path)
    picture = editor.picture()

    def copied(name: str) -> str:
        editor.press("Export as")
        entry(editor, name).click()
        expect(notes(editor)).to_contain_text("export the scene as a project (OpenRaster) beside it")
        return editor.page.evaluate("navigator.clipboard.readText()")

    def painted() -> np.ndarray:
        pixels = np.asarray(Image.open(tmp_path / "scene.png"))
        (tmp_path / "scene.png").unlink()
        return pixels

    export(editor, "Project (OpenRaster)", tmp_path)
    shell = {**os.environ, "PYTHONPATH": str(ROOT), "SCENEGEN_WEIGHTS": str(usable_weights(tmp_path))}
    (tmp_path / "copied.py").write_text(copied("Copy as Python"), encoding="utf-8")
    subprocess.run([sys.executable, "copied.py"], cwd=tmp_path, env=shell, check=True, timeout=180)
    assert np.array_equal(painted(), picture)
    subprocess.run(["bash", "-euc", copied("Copy as curl")], cwd=tmp_path, env=shell, check=True, timeout=60)
    assert np.array_equal(painted(), picture)


def test_the_menu_of_formats_fits_a_phone(visit: Visit) -> None:
    editor = visit(phone=True, locale="zh-CN")
    editor.press("导出为")
    entries = editor.page.get_by_role("menuitem")
    expect(entries).to_have_count(len(NAMES) + 2)
    assert editor.root.evaluate(SMALL_TARGETS) == []
    assert editor.page.evaluate("document.documentElement.scrollWidth") <= 390
    for item in entries.all():
        assert re.search("[\u4e00-\u9fff].*\n.*[\u4e00-\u9fff]", item.inner_text()), item.inner_text()
