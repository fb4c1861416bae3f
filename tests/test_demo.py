"""The editor's server side without a browser: requests in, messages out."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from gradio.utils import get_upload_folder
from PIL import Image

from demo import painter as painter_module
from demo.editor import SCENES, build_editor, read_examples
from demo.painter import Painter, data_url
from scenegen.compositor import Compositor
from scenegen.scene import CanvasSize, Frame, Layer, PhotoBackground, Scene

SESSION = "0" * 32
OWNER = "1" * 32


@pytest.fixture
def painter(compositor: Compositor) -> Painter:
    return Painter(compositor)


def scene(layers: int = 2, **fields: object) -> Scene:
    objects = (
        Layer(id=f"layer-{i}", name="Horse", category="horse", frame=Frame(cx=30 + 20 * i, cy=32, width=30, height=24))
        for i in range(layers)
    )
    return Scene(canvas=CanvasSize(width=96, height=64), layers=tuple(objects), **fields)


def request(document: Scene | dict[str, Any], revision: int = 1, **fields: object) -> dict[str, Any]:
    plain = document.model_dump(mode="json") if isinstance(document, Scene) else document
    return {"scene": plain, "revision": revision, "session": SESSION, "owner": OWNER, **fields}


def decoded(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))))


def show_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter_module, "WORTH_SHOWING", -1)
    monkeypatch.setattr(painter_module, "PREVIEW_SECONDS", -1)


# --- painting -------------------------------------------------------------------------------------------------------


def test_the_last_message_holds_the_exact_picture(painter: Painter, compositor: Compositor) -> None:
    *_, last = painter.paint(request(scene(), revision=7))
    assert last["complete"]
    assert last["exact"]
    assert last["revision"] == 7
    assert np.array_equal(decoded(last["picture"]), compositor.render(scene()).pixels)


def test_every_step_is_shown_when_it_takes_time(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    show_every_step(monkeypatch)
    messages = list(painter.paint(request(scene(3))))
    assert [message.get("step") for message in messages] == [1, 2, 3, None]
    assert len({message["sequence"] for message in messages}) == 4


def test_an_unfinished_picture_shows_the_old_layers_above(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    show_every_step(monkeypatch)
    *_, before = painter.paint(request(scene(), revision=1))
    first, *_ = painter.paint(request(scene(), revision=2))
    assert np.array_equal(decoded(first["picture"]), decoded(before["picture"]))


def test_a_newer_request_ends_an_older_one(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    show_every_step(monkeypatch)
    messages = painter.paint(request(scene(3), revision=1))
    assert next(messages)["step"] == 1
    painter.revisions.supersede(SESSION, 2)
    assert list(messages) == []


def test_a_request_of_another_session_ends_nothing(painter: Painter) -> None:
    painter.revisions.supersede("f" * 32, 99)
    *_, last = painter.paint(request(scene(), revision=1))
    assert last["complete"]


def test_a_bad_document_gets_one_sentence(painter: Painter) -> None:
    document = scene().model_dump(mode="json") | {"canvas": {"width": -5, "height": 64}}
    (message,) = painter.paint(request(document))
    assert message["error"]["text"].startswith("Scene not readable: canvas.width")
    assert message["revision"] == 1


@pytest.mark.parametrize("payload", [None, "x", {}, {"revision": "a"}, request(scene(), session="../../etc")])
def test_anything_else_gets_one_sentence(painter: Painter, payload: Any) -> None:
    (message,) = painter.paint(payload)
    assert message["error"]["code"] == "refused"
    assert message["error"]["text"].count(".") == 1


def test_a_failure_is_told_without_its_details(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(painter.compositor, "steps", fail)
    (message,) = painter.paint(request(scene()))
    assert message["error"] == {"code": "failed", "text": painter_module.FAILED}


def test_a_large_picture_is_sent_reduced() -> None:
    url, exact = data_url(np.zeros((2000, 3000, 3), dtype=np.uint8))
    assert not exact
    height, width, _ = decoded(url).shape
    assert width * height <= painter_module.MAX_PREVIEW_PIXELS * 1.01
    assert width / height == pytest.approx(1.5, rel=0.01)


def test_a_layer_of_the_last_picture_can_be_dragged_about(painter: Painter, compositor: Compositor) -> None:
    list(painter.paint(request(scene())))
    painted = compositor.render(scene()).layers[1]
    picture = painter.layer_picture({"session": SESSION, "layer": "layer-1"})
    assert (picture["x"], picture["y"]) == (painted.x, painted.y)
    assert np.array_equal(decoded(picture["url"]), painted.pixels)
    for other in ({"session": "f" * 32, "layer": "layer-1"}, {"session": SESSION, "layer": "x"}, {}, None):
        assert painter.layer_picture(other) == {}


def test_the_download_has_the_full_size(painter: Painter, compositor: Compositor, tmp_path: Path) -> None:
    message = painter.export(request(scene()), tmp_path)
    picture = np.asarray(Image.open(message["download"]["path"]))
    assert np.array_equal(picture, compositor.render(scene()).pixels)


# --- photos ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    folder = Path(get_upload_folder())
    folder.mkdir(parents=True)
    return folder


def test_a_photo_becomes_the_background(painter: Painter, uploads: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(uploads / "photo.png")
    opened = painter.open_photo({"owner": OWNER, "path": str(uploads / "photo.png")})
    assert (opened["width"], opened["height"]) == (60, 40)
    background = PhotoBackground(sha256=opened["sha256"])
    *_, last = painter.paint(request(scene(0, background=background).fitted(60, 40)))
    assert np.array_equal(decoded(last["picture"]), pixels)


def test_nobody_else_gets_the_photo(painter: Painter, uploads: Path) -> None:
    Image.new("RGB", (32, 32)).save(uploads / "photo.png")
    opened = painter.open_photo({"owner": OWNER, "path": str(uploads / "photo.png")})
    document = scene(0, background=PhotoBackground(sha256=opened["sha256"]))
    (message,) = painter.paint(request(document, owner="2" * 32))
    assert message["error"]["code"] == "photo_missing"


def test_files_that_nobody_uploaded_stay_closed(painter: Painter, uploads: Path, tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "private.png")
    (uploads / "link.png").symlink_to(tmp_path / "private.png")
    for path in (tmp_path / "private.png", uploads / ".." / "private.png", uploads / "link.png"):
        assert painter.open_photo({"owner": OWNER, "path": str(path)}) == {
            "error": "The photo was not uploaded to this server."
        }


def test_a_file_that_is_no_picture_gets_one_sentence(painter: Painter, uploads: Path) -> None:
    (uploads / "notes.png").write_text("not a picture")
    answer = painter.open_photo({"owner": OWNER, "path": str(uploads / "notes.png")})
    assert answer == {"error": "notes.png is not a readable picture (JPEG, PNG, WebP, BMP, TIFF or GIF)."}


@pytest.mark.parametrize("argument", [None, {}, {"owner": "x", "path": "y"}, {"owner": OWNER, "path": 3}])
def test_other_arguments_get_one_sentence(painter: Painter, argument: Any) -> None:
    assert painter.open_photo(argument) == {"error": "The photo could not be opened; reload the page."}


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_builds_with_one_public_endpoint(compositor: Compositor) -> None:
    blocks = build_editor(compositor)
    assert isinstance(blocks, gr.Blocks)
    public = [fn.api_name for fn in blocks.fns.values() if fn.api_visibility == "public"]
    assert public == ["render"]


def test_the_examples_are_complete_documents() -> None:
    examples = read_examples()
    assert len(examples) == len(list(SCENES.glob("*.json")))
    for example in examples:
        document = Scene.parse(example["scene"])
        assert document.model_dump(mode="json") == example["scene"]
