"""Files through the editor's server: downloads in every format, and files that bring a scene with them."""

from __future__ import annotations

import io
import shutil
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import httpx
import numpy as np
import pytest
from PIL import Image
from psd_tools import PSDImage

from demo import limits
from demo.editor import build_editor
from demo.errors import answer
from demo.files import FORMATS, Files
from demo.painter import Painter
from demo.protocol import Format
from scenegen.compositor import Compositor
from scenegen.data.check import check_dataset
from scenegen.interchange.files import open_project, save_project
from scenegen.interchange.project import Project
from scenegen.scene import CanvasSize, PlainBackground, Scene
from tests.editor_requests import OWNER, request, scene
from tests.interchange_projects import everything, rewritten

OTHER = "2" * 32


@pytest.fixture
def files(painter: Painter, tmp_path: Path) -> Files:
    def publish(path: Path) -> str:
        return str(shutil.copy(path, tmp_path / f"published-{len(list(tmp_path.iterdir()))}.png"))

    return Files(painter.uploads, publish)


def downloaded(painter: Painter, payload: dict[str, Any], folder: Path) -> Path:
    (message,) = painter.export(payload, folder)
    assert message["findings"] == []
    return Path(message["download"]["path"])


def test_the_page_and_programs_name_the_same_formats() -> None:
    assert get_args(Format) == FORMATS


def test_a_download_in_every_format(painter: Painter, compositor: Compositor, tmp_path: Path) -> None:
    expected = compositor.render(scene()).pixels
    paths = {}
    for kind in FORMATS:
        (tmp_path / kind).mkdir()
        paths[kind] = downloaded(painter, request(scene(), format=kind), tmp_path / kind)
    assert open_project(paths["png"]).scene == open_project(paths["ora"]).scene == scene()
    assert np.array_equal(np.asarray(Image.open(paths["png"])), expected)
    assert len(PSDImage.open(paths["psd"])) == 3
    assert Image.open(paths["gif"]).n_frames == Image.open(paths["webp"]).n_frames == 3
    for kind in ("coco", "layers"):
        with zipfile.ZipFile(paths[kind]) as archive:
            archive.extractall(tmp_path / "unpacked" / kind)
    assert not [note for note in check_dataset(tmp_path / "unpacked" / "coco") if note.level == "error"]
    assert np.array_equal(np.asarray(Image.open(tmp_path / "unpacked" / "layers" / "picture.png")), expected)


def test_an_unknown_format_is_one_sentence(painter: Painter, tmp_path: Path) -> None:
    (message,) = painter.export(request(scene(), format="exe"), tmp_path)
    assert message["error"]["code"] == "bad_request"


def test_an_opened_file_brings_its_pictures(
    painter: Painter, files: Files, compositor: Compositor, upload_folder: Path
) -> None:
    project = everything()
    save_project(project, upload_folder / "scene.ora", compositor)
    told = answer(files.open_file, {"owner": OWNER, "path": str(upload_folder / "scene.ora")})
    assert Scene.parse(told["scene"]) == project.scene
    assert told["findings"] == []
    # The visitor, and nobody else, can have it painted at once.
    *_, last = painter.paint(request(told["scene"]))
    assert last["complete"]
    *_, last = painter.paint(request(told["scene"], owner=OTHER))
    assert last["error"]["code"] == "photo_missing"
    # Sent again to a server that was restarted, what the page fetched is the same picture.
    fresh = Painter(compositor)
    for kind, opened in [("photo", told["photo"]), *(("reference", picture) for picture in told["pictures"])]:
        path = shutil.copy(opened["url"], upload_folder)
        again = getattr(fresh.uploads, f"open_{kind}")({"owner": OWNER, "path": path})
        assert again == {key: opened[key] for key in ("sha256", "width", "height")}
    *_, last = fresh.paint(request(told["scene"]))
    assert last["complete"]


def test_pictures_and_documents_open_too(files: Files, compositor: Compositor, upload_folder: Path) -> None:
    save_project(Project(scene()), upload_folder / "scene.png", compositor)
    (upload_folder / "scene.json").write_text(scene().to_json())
    for name in ("scene.png", "scene.json"):
        told = answer(files.open_file, {"owner": OWNER, "path": str(upload_folder / name)})
        assert Scene.parse(told["scene"]) == scene()
        assert (told["photo"], told["pictures"]) == (None, [])


def test_what_was_noticed_is_told(files: Files, compositor: Compositor, upload_folder: Path) -> None:
    save_project(Project(scene()), upload_folder / "scene.ora", compositor)
    rewritten(upload_folder / "scene.ora", {"scenegen.json": None}, upload_folder / "foreign.ora")
    told = answer(files.open_file, {"owner": OWNER, "path": str(upload_folder / "foreign.ora")})
    (finding,) = told["findings"]
    assert "its layers are pictures" in finding["text"]
    assert (finding["code"], finding["values"]) == ("foreign_project", {"name": "foreign.ora"})
    assert len(told["pictures"]) == 2


def test_files_that_are_refused(files: Files, compositor: Compositor, upload_folder: Path, tmp_path: Path) -> None:
    Image.new("RGB", (20, 20)).save(upload_folder / "photo.png")
    (upload_folder / "text.txt").write_text("hello")
    with (upload_folder / "large.ora").open("wb") as file:
        file.truncate(limits.MAX_PROJECT_BYTES + 1)
    large = Scene(canvas=CanvasSize(width=4000, height=2000), background=PlainBackground())
    (upload_folder / "large.json").write_text(large.to_json())
    (tmp_path / "elsewhere.json").write_text(scene().to_json())
    cases = {
        upload_folder / "photo.png": ("picture_without_scene", "photo.png is a picture without a scene in it."),
        upload_folder / "text.txt": ("bad_scene", "Scene not readable"),
        upload_folder / "missing.ora": ("file_unreadable", "missing.ora cannot be read."),
        upload_folder / "large.ora": ("file_too_large", "large.ora is larger than 64 MB."),
        upload_folder / "large.json": ("canvas_too_large", "too large"),
        tmp_path / "elsewhere.json": ("photo_unreadable", "was not uploaded"),
    }
    for path, (code, sentence) in cases.items():
        told = answer(files.open_file, {"owner": OWNER, "path": str(path)})
        assert (told["code"], sentence in told["error"]) == (code, True), told
        assert str(upload_folder) not in told["error"]


def test_the_page_can_fetch_what_a_file_brought(compositor: Compositor, tmp_path: Path) -> None:
    """Over HTTP as the page does it: upload, open, fetch the photo."""
    save_project(everything(), tmp_path / "scene.ora", compositor)
    blocks = build_editor(compositor)
    (canvas,) = (block for block in blocks.blocks.values() if getattr(block, "elem_id", None) == "canvas")
    _, address, _ = blocks.queue().launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", ssr_mode=False)
    with closing(blocks), httpx.Client(base_url=address) as client:
        with (tmp_path / "scene.ora").open("rb") as file:
            (path,) = client.post("/gradio_api/upload", files={"files": file}).json()
        call = {"component_id": canvas._id, "fn_name": "open_file", "session_hash": "s"}
        told = client.post("/gradio_api/component_server", json={**call, "data": {"owner": OWNER, "path": path}}).json()
        assert Scene.parse(told["scene"]) == everything().scene
        photo = client.get("/" + told["photo"]["url"])
    assert photo.headers["content-type"] == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(photo.content))), everything().photo)
