"""The server's side of "take from photo": arguments in, answers out."""

from __future__ import annotations

import asyncio
import base64
import io
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from demo.editor import build_editor
from demo.encoding import grey_url
from demo.errors import answer
from demo.extraction import Extraction
from demo.painter import Painter
from demo.uploads import open_reference_file
from scenegen.compositor import Compositor
from scenegen.scene import CanvasSize, Frame, Layer, PhotoBackground, PhotoShape, Scene
from scenegen.weights import WeightsError
from tests.editor_requests import OWNER, decoded, request
from tests.server import in_own_thread
from tests.stand_ins import Bright, Differs
from tests.test_extract import LARGE, SMALL, photo


@pytest.fixture
def painter(compositor: Compositor) -> Painter:
    return Painter(compositor)


@pytest.fixture
def extraction(painter: Painter, tmp_path: Path) -> Extraction:
    """With networks that see what is bright and what differs; what it publishes lies in a folder."""

    def publish(path: Path) -> str:
        kept = tmp_path / f"{len(list(tmp_path.iterdir()))}-{path.name}"
        kept.write_bytes(path.read_bytes())
        return str(kept)

    networks = {"segmentation": Bright(True), "bscgan": Differs()}
    return Extraction(painter.uploads, publish, networks.__getitem__)


def kept(extraction: Extraction, pixels: np.ndarray) -> dict[str, str]:
    return {"owner": OWNER, "sha256": extraction.uploads.photos.add(OWNER, pixels)}


@pytest.mark.parametrize("enlarged", [1, 8])
def test_what_a_person_points_at_is_found(extraction: Extraction, enlarged: int) -> None:
    pixels = photo().repeat(enlarged, 0).repeat(enlarged, 1)
    box = [enlarged * place for place in (125, 112, 176, 156)]
    told = extraction.find_object({**kept(extraction, pixels), "box": box})
    assert set(told) == {"mask", "scale", "category", "box"}
    assert told["scale"] == (1 if enlarged == 1 else 1024 / 1600)
    mask = decoded(told["mask"])
    assert mask.dtype == np.uint8 and mask.shape == tuple(round(side * told["scale"]) for side in pixels.shape[:2])
    assert np.abs(np.array(told["box"]) - enlarged * np.array(SMALL)).max() <= 3 * enlarged
    assert told["category"] is None


def test_a_marked_object_becomes_a_layer(extraction: Extraction, painter: Painter) -> None:
    """Found, cut out, painted: the photo comes back, and the cut-out's file is the picture that the document names."""
    sent = kept(extraction, photo())
    found = extraction.find_object({**sent, "box": [14, 24, 96, 106]})
    told = extraction.cut_out({**sent, "mask": found["mask"], "refine": True, "fill": False})
    assert told["background"] is None
    picture = told["picture"]
    file = open_reference_file(Path(picture["url"]))
    assert file.shape == (picture["height"], picture["width"], 4)
    assert extraction.uploads.pictures.get(OWNER, picture["sha256"]) is not None
    layer = Layer(
        id="a", name="a", category=None, frame=Frame(**told["frame"]), shape=PhotoShape(sha256=picture["sha256"])
    )
    background = PhotoBackground(sha256=sent["sha256"])
    scene = Scene(canvas=CanvasSize(width=200, height=160), background=background, layers=(layer,))
    *_, last = painter.paint(request(scene))
    (placed,) = last["layers"]
    assert abs(placed["x"] - LARGE.x0) < 6 and abs(placed["width"] - LARGE.width) < 12
    x0, y0 = placed["x"], placed["y"]
    opaque = np.zeros((160, 200), dtype=bool)
    opaque[y0 : y0 + placed["height"], x0 : x0 + placed["width"]] = file[..., 3] == 255
    assert opaque.sum() > 4000
    assert np.array_equal(decoded(last["picture"])[opaque], photo()[opaque])


def test_the_place_that_it_leaves_is_filled(extraction: Extraction, painter: Painter) -> None:
    sent = kept(extraction, photo(boxes=(LARGE,)))
    mask = np.zeros((160, 200), dtype=np.uint8)
    mask[LARGE.y0 : LARGE.y1, LARGE.x0 : LARGE.x1] = 255
    background = extraction.cut_out({**sent, "mask": grey_url(mask), "refine": False, "fill": True})["background"]
    assert (background["width"], background["height"]) == (200, 160)
    filled = painter.uploads.kept_photo(OWNER, background["sha256"])
    assert filled.max() < 130
    assert np.array_equal(np.asarray(Image.open(background["url"])), filled)


def test_a_mask_from_a_browser_s_canvas_is_read(extraction: Extraction) -> None:
    """It has four channels, and what is transparent is not marked."""
    mask = np.zeros((80, 100, 4), dtype=np.uint8)
    mask[15:50, 10:45] = 255
    mask[60:, 60:, :3] = 255
    data = io.BytesIO()
    Image.fromarray(mask).save(data, "png")
    url = "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
    told = extraction.cut_out({**kept(extraction, photo()), "mask": url, "refine": True, "fill": False})
    assert abs(told["frame"]["cx"] - 55) < 4 and abs(told["frame"]["cy"] - 65) < 4


def test_refusals_are_one_sentence_with_a_code(extraction: Extraction) -> None:
    sent, dark = kept(extraction, photo()), kept(extraction, photo(boxes=()))
    lost = {**sent, "sha256": "a" * 64}
    nothing, tall = grey_url(np.zeros((160, 200), dtype=np.uint8)), grey_url(np.full((200, 160), 255, dtype=np.uint8))
    large = grey_url(np.zeros((2100, 2625), dtype=np.uint8))
    cut = {"refine": True, "fill": False}
    for function, argument, code in [
        (extraction.find_object, {**dark, "click": [50, 50]}, "nothing_found"),
        (extraction.find_object, {**lost, "click": [50, 50]}, "photo_missing"),
        (extraction.find_object, {**sent, "click": [500, 50]}, "click_outside"),
        (extraction.find_object, {**sent, "box": [3, 3, 5, 5]}, "box_too_small"),
        (extraction.find_object, sent, "box_or_click"),
        (extraction.find_object, {**sent, "box": [1, 2, 3]}, "bad_request"),
        (extraction.find_object, None, "bad_request"),
        (extraction.cut_out, {**sent, "mask": nothing, **cut}, "nothing_marked"),
        (extraction.cut_out, {**lost, "mask": nothing, **cut}, "photo_missing"),
        (extraction.cut_out, {**sent, "mask": tall, **cut}, "mask_aspect"),
        (extraction.cut_out, {**sent, "mask": large, **cut}, "mask_too_large"),
        (extraction.cut_out, {**sent, "mask": "data:image/png;base64,AAAA", **cut}, "bad_request"),
        (extraction.cut_out, {**sent, "mask": "nothing", **cut}, "bad_request"),
        (extraction.cut_out, {**sent, "mask": 3, **cut}, "bad_request"),
    ]:
        told = answer(function, argument)
        assert told["code"] == code, argument
        assert told["error"].endswith(".") and "\n" not in told["error"]


def test_a_server_without_the_network_says_so(painter: Painter) -> None:
    def load(name: str) -> Any:
        raise WeightsError(f"/srv/private/manifest.json lists no weights called {name}.")

    extraction = Extraction(painter.uploads, str, load)
    told = answer(extraction.find_object, {**kept(extraction, photo()), "click": [50, 50]})
    assert told["code"] == "no_network"
    assert told["error"] == "This server has no network that finds objects; paint over the object with the brush."


def test_programs_get_a_scene_and_files(compositor: Compositor, tmp_path: Path) -> None:
    """The public endpoint, with the BScGAN that comes with the package."""
    (extract,) = (fn.fn for fn in build_editor(compositor).fns.values() if fn.api_name == "extract")
    Image.fromarray(photo(boxes=(LARGE,))).save(tmp_path / "photo.png")
    Image.fromarray(photo(boxes=())).save(tmp_path / "plate.png")
    both = str(tmp_path / "photo.png"), str(tmp_path / "plate.png")

    async def called() -> None:
        steps = extract(*both, None, None, "dog")
        document, files, background = await anext(steps)
        assert background is None
        scene = Scene.parse(document)
        assert [layer.category for layer in scene.layers] == ["dog"] * len(files)
        assert all(Image.open(path).size == (200, 160) for path in files)
        await steps.aclose()
        with pytest.raises(gr.Error, match="leave out the box or click"):
            await anext(extract(*both, [1, 2, 30, 40], None, None))

    in_own_thread(lambda: asyncio.run(called()))
