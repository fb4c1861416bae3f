"""The editor's server side without a browser: requests in, messages out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from demo import painter as painter_module
from demo.canvas import SceneCanvas
from demo.editor import build_editor, read_examples
from demo.encoding import MAX_PREVIEW_PIXELS, canvas_url
from demo.errors import FAILED, answer
from demo.painter import Painter
from demo.pictures import CATEGORY_SIDE, EXAMPLE_SIZE, FOLDER, SCENES, picture_path
from scenegen.compositor import Compositor
from scenegen.images import alpha_over
from scenegen.masks import decode_runs
from scenegen.scene import (
    CATEGORIES,
    CanvasSize,
    Frame,
    MaskShape,
    PlainBackground,
    PolygonShape,
    Scene,
    Stroke,
    StrokesShape,
)
from tests.editor_requests import SESSION, changed, decoded, request, scene
from tests.server import in_own_thread


@pytest.fixture
def painter(compositor: Compositor) -> Painter:
    return Painter(compositor)


def all_of(messages: AsyncIterator[Any]) -> list[Any]:
    async def collected() -> list[Any]:
        return [message async for message in messages]

    return in_own_thread(lambda: asyncio.run(collected()))


@pytest.fixture
def every_step_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter_module, "WORTH_SHOWING", -1)
    monkeypatch.setattr(painter_module, "PREVIEW_SECONDS", -1)


def painted(painter: Painter, document: Scene, **fields: object) -> dict[str, Any]:
    """The last message for a scene, which is complete."""
    *_, last = painter.paint(request(document, **fields))
    assert last["complete"]
    return last


# --- painting -------------------------------------------------------------------------------------------------------


def test_the_last_message_holds_the_exact_picture(painter: Painter, compositor: Compositor) -> None:
    last = painted(painter, scene(), revision=7)
    assert last["exact"]
    assert last["revision"] == 7
    assert np.array_equal(decoded(last["picture"]), compositor.render(scene()).pixels)


@pytest.mark.usefixtures("every_step_shown")
def test_every_step_is_shown_when_it_takes_time(painter: Painter) -> None:
    messages = list(painter.paint(request(scene(3))))
    assert [message.get("step") for message in messages] == [1, 2, 3, None]
    assert len({message["sequence"] for message in messages}) == 4


@pytest.mark.usefixtures("every_step_shown")
def test_an_unfinished_picture_shows_the_old_layers_above(painter: Painter) -> None:
    plain = {"background": PlainBackground(rgb=(9, 99, 9))}
    before = painted(painter, scene(**plain), revision=1)
    first, *_ = painter.paint(request(scene(**plain), revision=2))
    bare = painted(painter, scene(0, **plain), revision=3)
    shown = decoded(first["picture"])
    assert difference(shown, decoded(before["picture"])) < difference(shown, decoded(bare["picture"])) / 2


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """On average, in 1/255."""
    return np.abs(a.astype(int) - b).mean()


@pytest.mark.usefixtures("every_step_shown")
def test_old_layers_are_not_shown_on_a_canvas_of_another_size(painter: Painter, compositor: Compositor) -> None:
    painted(painter, scene(), revision=1)
    wider = scene().model_copy(update={"canvas": CanvasSize(width=128, height=64)})
    first, *_ = painter.paint(request(wider, revision=2))
    background = compositor.render(wider.model_copy(update={"layers": ()})).pixels
    assert difference(decoded(first["picture"]), background) < 4  # a preview of noise


def test_while_others_wait_the_picture_is_not_lossless(painter: Painter, compositor: Compositor) -> None:
    painter.crowded = lambda: True
    last = painted(painter, scene(2))
    assert not last["exact"] and last["picture"].startswith("data:image/jpeg")
    exact = compositor.render(scene(2)).pixels.astype(int)
    assert abs(decoded(last["picture"]).astype(int) - exact).mean() < 3


@pytest.mark.parametrize("crowded", [False, True])
def test_of_a_picture_that_is_shown_only_what_differs_comes(
    painter: Painter, compositor: Compositor, crowded: bool
) -> None:
    before = painted(painter, scene(1), revision=1)
    shown = decoded(before["picture"]).copy()
    painter.crowded = lambda: crowded
    small = scene(1).layers[0].model_copy(update={"id": "small", "frame": Frame(cx=20, cy=40, width=16, height=12)})
    after = scene(1).model_copy(update={"layers": (*scene(1).layers, small)})

    last = painted(painter, after, revision=2, shown=before["sequence"])
    part, (x, y) = decoded(last["picture"]), (last["part"]["x"], last["part"]["y"])
    assert last["exact"] and last["part"]["of"] == before["sequence"]
    assert part.shape[0] * part.shape[1] < shown.shape[0] * shown.shape[1] / 4
    shown[y : y + part.shape[0], x : x + part.shape[1]] = part
    assert np.array_equal(shown, compositor.render(after).pixels)

    same = painted(painter, after, revision=3, shown=last["sequence"])
    assert decoded(same["picture"]).size == 3


@pytest.mark.parametrize("shown", [None, 0, 10**9])
def test_a_page_that_shows_something_else_gets_the_whole_picture(painter: Painter, shown: int | None) -> None:
    first = painted(painter, scene(1), revision=1)
    painted(painter, scene(2), revision=2)
    for number in (shown, first["sequence"]):
        last = painted(painter, scene(1), revision=3, shown=number)
        assert "part" not in last
        assert decoded(last["picture"]).shape == decoded(first["picture"]).shape


@pytest.mark.usefixtures("every_step_shown")
def test_after_a_preview_the_whole_picture_comes(painter: Painter) -> None:
    first = painted(painter, scene(2), revision=1)
    last = painted(painter, scene(2), revision=2, shown=first["sequence"])
    assert "part" not in last


@pytest.mark.usefixtures("every_step_shown")
def test_a_newer_request_ends_an_older_one(painter: Painter) -> None:
    messages = painter.paint(request(scene(3), revision=1))
    assert next(messages)["step"] == 1
    assert painter.supersede({"session": SESSION, "revision": 2}) is True
    assert list(messages) == []


def test_a_request_of_another_session_ends_nothing(painter: Painter) -> None:
    painter.supersede({"session": "f" * 32, "revision": 99})
    painted(painter, scene(), revision=1)


def test_a_bad_document_gets_one_sentence(painter: Painter) -> None:
    document = scene().model_dump(mode="json") | {"canvas": {"width": -5, "height": 64}}
    (message,) = painter.paint(request(document))
    assert message["error"]["code"] == "bad_scene"
    assert message["error"]["text"].startswith("Scene not readable: canvas.width")
    assert message["revision"] == 1


def test_a_refusal_tells_its_numbers(painter: Painter) -> None:
    (message,) = painter.paint(request(scene(25)))
    assert message["error"] == {
        "code": "too_many_layers",
        "text": "This server paints at most 24 objects; the scene has 25.",
        "values": {"limit": 24, "count": 25},
    }


@pytest.mark.parametrize("payload", [None, "x", {}, {"revision": "a"}, request(scene(), session="../../etc")])
def test_anything_else_gets_one_sentence(painter: Painter, payload: Any) -> None:
    for event in (painter.paint, painter.variants):
        (message,) = event(payload)
        assert message["error"]["code"] == "bad_request"
        assert message["error"]["text"].count(".") == 1


def test_a_failure_is_told_without_its_details(painter: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(painter.compositor, "steps", fail)
    (message,) = painter.paint(request(scene()))
    assert message["error"] == {"code": "failed", "text": FAILED}


def test_a_large_picture_is_sent_reduced() -> None:
    url, exact = canvas_url(np.zeros((2000, 3000, 3), dtype=np.uint8))
    assert not exact
    height, width, _ = decoded(url).shape
    assert width * height <= MAX_PREVIEW_PIXELS * 1.01
    assert width / height == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize("size", [(300, 200), (16_384, 20), (20, 16_384)])
def test_any_picture_that_is_small_enough_is_sent_without_loss(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    url, exact = canvas_url(pixels)
    assert exact
    assert np.array_equal(decoded(url), pixels)


def test_the_download_has_the_full_size(painter: Painter, compositor: Compositor, tmp_path: Path) -> None:
    (message,) = painter.export(request(scene()), tmp_path)
    picture = np.asarray(Image.open(message["download"]["path"]))
    assert np.array_equal(picture, compositor.render(scene()).pixels)


def test_a_download_of_nothing_gets_one_sentence(painter: Painter, tmp_path: Path) -> None:
    (message,) = painter.export({}, tmp_path)
    assert message["error"]["code"] == "bad_request"


# --- the parts of a picture -----------------------------------------------------------------------------------------


def pictures(painter: Painter, *keys: str, session: str = SESSION) -> dict[str, str]:
    return painter.layer_pictures({"session": session, "keys": list(keys)})


def test_the_parts_of_a_picture_make_the_picture(painter: Painter) -> None:
    last = painted(painter, changed(scene(3), 1, opacity=0.5))
    background, layers = last["background"]["key"], last["layers"]
    assert [layer["id"] for layer in layers] == ["layer-0", "layer-1", "layer-2"]
    parts = {
        key: decoded(url) for key, url in pictures(painter, background, *(layer["key"] for layer in layers)).items()
    }
    pixels = parts[background].copy()
    for layer in layers:
        part = parts[layer["key"]]
        assert part.shape == (layer["height"], layer["width"], 4)
        alpha_over(pixels, part, layer["x"], layer["y"])
    assert np.array_equal(pixels, decoded(last["picture"]))


def test_layers_without_pixels_are_left_out(painter: Painter) -> None:
    document = changed(scene(3), 0, visible=False)
    away = document.layers[1].frame.model_copy(update={"cx": 900.0})
    last = painted(painter, changed(document, 1, frame=away))
    assert [layer["id"] for layer in last["layers"]] == ["layer-2"]
    assert painted(painter, scene(0))["layers"] == []


def test_a_key_changes_with_the_pixels_and_only_with_them(painter: Painter) -> None:
    def keys(document: Scene) -> list[str]:
        last = painted(painter, document)
        return [last["background"]["key"], *(layer["key"] for layer in last["layers"])]

    first = keys(scene())
    assert keys(changed(scene(), 1, name="Another name")) == first
    restyled = keys(changed(scene(), 1, style_seed=7))
    assert [a == b for a, b in zip(first, restyled, strict=True)] == [True, True, False]
    faded = keys(changed(scene(), 0, opacity=0.5, context="free"))
    assert faded[1] != keys(changed(scene(), 0, opacity=0.6, context="free"))[1]
    moved = scene(background=PlainBackground(rgb=(1, 2, 3)))
    assert keys(moved)[0] != first[0]
    assert keys(scene()) == first


def test_equal_parts_have_equal_keys_in_another_session(painter: Painter) -> None:
    ours, theirs = painted(painter, scene()), painted(painter, scene(), session="f" * 32)
    assert (ours["background"], ours["layers"]) == (theirs["background"], theirs["layers"])


def test_only_the_parts_of_ones_own_last_picture_are_given(painter: Painter) -> None:
    first = painted(painter, scene())
    key = first["layers"][1]["key"]
    assert list(pictures(painter, key, "0" * 40)) == [key]
    assert pictures(painter, key, session="f" * 32) == {}
    painted(painter, scene(1), revision=2)
    assert pictures(painter, key) == {}


def test_parts_of_a_large_picture_are_reduced_like_the_picture(painter: Painter) -> None:
    plain = PlainBackground(rgb=(9, 99, 9))
    document = scene(1, background=plain).fitted(1500, 1000)
    last = painted(painter, document)
    assert not last["exact"]
    (layer,), background = last["layers"], last["background"]["key"]
    parts = {key: decoded(url) for key, url in pictures(painter, layer["key"], background).items()}
    shown = decoded(last["picture"])
    assert parts[background].shape == shown.shape
    scale = shown.shape[1] / 1500
    assert parts[layer["key"]].shape[:2] == (round(layer["height"] * scale), round(layer["width"] * scale))


@pytest.mark.parametrize(
    "argument", [None, {}, {"session": SESSION, "keys": ["../x"]}, {"session": SESSION, "keys": ["a"] * 66}]
)
def test_other_wishes_for_parts_are_refused(painter: Painter, argument: Any) -> None:
    told = answer(painter.layer_pictures, argument)
    assert told["code"] == "bad_request"
    assert told["error"].count(".") == 1


def test_the_server_answers_a_ping(painter: Painter) -> None:
    assert answer(painter.supersede, {"session": SESSION, "revision": 0}) is True
    assert answer(painter.supersede, {"session": SESSION})["code"] == "bad_request"


# --- variants -------------------------------------------------------------------------------------------------------


def wanted(document: Scene, layer: str = "layer-1", of: str = "look", seeds: tuple[int, ...] = (1, 2)) -> Any:
    return request(document, variants={"layer": layer, "of": of, "seeds": list(seeds)})


@pytest.mark.parametrize(("of", "field"), [("look", "style_seed"), ("shape", "shape_seed")])
def test_variants_show_the_object_in_place(painter: Painter, compositor: Compositor, of: str, field: str) -> None:
    document = changed(scene(3), 1, visible=False)
    messages = list(painter.variants(wanted(document, of=of, seeds=(5, 6, 7))))
    assert [(m["variants"]["index"], m["variants"]["seed"]) for m in messages] == [(0, 5), (1, 6), (2, 7)]
    for message in messages:
        told = message["variants"]
        assert (told["layer"], told["of"], message["revision"]) == ("layer-1", of, 1)
        without_above = document.model_copy(update={"layers": document.layers[:2]})
        whole = compositor.render(changed(without_above, 1, visible=True, **{field: told["seed"]})).pixels
        # The square of one and a half times the frame's 30 pixels around (50, 32).
        crop = whole[10:55, 28:73].astype(int)
        assert abs(decoded(told["url"]).astype(int) - crop).mean() < 12  # WebP with losses
    assert len({message["variants"]["url"] for message in messages}) == 3


def test_a_variant_is_small_and_inside_the_canvas(painter: Painter) -> None:
    frame = scene().layers[0].frame
    for other in ({"cx": -300.0}, {"cx": 96.0, "cy": 64.0}, {"width": 5000.0}, {"width": 0.1, "height": 0.1}):
        document = changed(scene(1), 0, frame=frame.model_copy(update=other))
        (message,) = painter.variants(wanted(document, "layer-0", seeds=(1,)))
        assert min(decoded(message["variants"]["url"]).shape[:2]) >= 16
    large = scene(1).fitted(960, 640)
    (message,) = painter.variants(wanted(large, "layer-0", seeds=(1,)))
    assert decoded(message["variants"]["url"]).shape[:2] == (160, 160)


def test_variants_end_when_something_newer_is_wanted(painter: Painter) -> None:
    messages = painter.variants(wanted(scene(), seeds=tuple(range(8))))
    assert next(messages)["variants"]["index"] == 0
    painter.supersede({"session": SESSION, "revision": 2})
    assert list(messages) == []


@pytest.mark.parametrize("seeds", [(), (-1,), tuple(range(9))])
def test_so_many_variants_are_refused(painter: Painter, seeds: tuple[int, ...]) -> None:
    (message,) = painter.variants(wanted(scene(), seeds=seeds))
    assert message["error"]["code"] == "bad_request"


def test_there_are_no_variants_of_nothing(painter: Painter) -> None:
    (message,) = painter.variants(wanted(scene(), layer="nobody"))
    assert message["error"]["code"] == "no_such_object"
    (message,) = painter.variants(request(scene()))
    assert message["error"]["code"] == "bad_request"


# --- outlines -------------------------------------------------------------------------------------------------------

TRIANGLE = PolygonShape(points=((0, 0), (1, 0), (0, 1)))
STROKES = StrokesShape(strokes=(Stroke(points=((0.2, 0.5), (0.8, 0.5)), width=0.4),), aspect=1.25)
BITMAP = MaskShape(width=4, height=2, counts=(2, 2, 2, 2))


def outline(painter: Painter, document: Scene) -> np.ndarray:
    told = painter.outline({"layer": document.layers[0].model_dump(mode="json")})["shape"]
    shape = MaskShape.model_validate(told)
    assert max(shape.width, shape.height) == 256
    assert shape.width / shape.height == pytest.approx(30 / 24, rel=0.01)
    return decode_runs(shape.counts, shape.width, shape.height)


@pytest.mark.parametrize("shape", [TRIANGLE, STROKES, BITMAP, None], ids=["polygon", "strokes", "mask", "generated"])
def test_an_outline_becomes_a_bitmap_of_the_same_form(painter: Painter, compositor: Compositor, shape: Any) -> None:
    document = scene(1) if shape is None else changed(scene(1), 0, shape=shape)
    if shape is None:  # a network that has learnt nothing draws specks, which enlarging smooths away
        compositor = Compositor.from_weights(device="cpu")
        painter = Painter(compositor)
    mask = outline(painter, document)
    assert 0 < mask.mean() < 1
    before = compositor.outline(document.layers[0])
    resized = np.asarray(Image.fromarray(before).resize(mask.shape[::-1], Image.Resampling.BILINEAR))
    assert (mask == (resized > 0.5)).mean() > 0.98


def test_a_triangle_covers_half_of_its_square(painter: Painter) -> None:
    mask = outline(painter, changed(scene(1), 0, shape=TRIANGLE))
    assert mask.mean() == pytest.approx(0.5, abs=0.01)
    assert mask[0, 0]
    assert not mask[-1, -1]


def test_an_edited_outline_can_be_edited_again(painter: Painter) -> None:
    document = scene(1)
    for _ in range(2):
        told = painter.outline({"layer": document.layers[0].model_dump(mode="json")})["shape"]
        previous, document = document, changed(document, 0, shape=MaskShape.model_validate(told))
    assert outline(painter, previous).mean() == pytest.approx(outline(painter, document).mean(), abs=0.005)


@pytest.mark.parametrize("argument", [None, {}, {"layer": 3}, {"layer": {"id": "x"}}])
def test_anything_but_a_layer_has_no_outline(painter: Painter, argument: Any) -> None:
    told = answer(painter.outline, argument)
    assert told["code"] in ("bad_request", "bad_scene")
    assert told["error"].endswith(".")


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_builds_with_its_public_endpoints(compositor: Compositor) -> None:
    blocks = build_editor(compositor)
    assert isinstance(blocks, gr.Blocks)
    public = [fn.api_name for fn in blocks.fns.values() if fn.api_visibility == "public"]
    assert sorted(public) == ["export", "extract", "open", "outline", "render", "variants"]


def test_the_page_offers_what_the_editor_calls(compositor: Compositor) -> None:
    blocks = build_editor(compositor)
    (canvas,) = (block for block in blocks.blocks.values() if getattr(block, "elem_id", None) == "canvas")
    expected = {"supersede", "open_photo", "open_reference", "open_file", "layer_pictures", "outline", "find_object"}
    assert expected | {"cut_out"} <= {function.__name__ for function in canvas.server_fns}
    events = {target[1] for fn in blocks.fns.values() for target in fn.targets if target[0] == canvas._id}
    assert events == {"edit", "variants", "compare", "export"}


def test_the_picture_is_not_what_comes_last(compositor: Compositor) -> None:
    """Gradio sends the last message of an event twice, and keeps it for as long as the page is open."""
    (paint,) = (fn.fn for fn in build_editor(compositor).fns.values() if fn.targets and fn.targets[0][1] == "edit")
    *_, complete, last = all_of(paint(request(scene()), None))
    assert complete["complete"]
    assert last is None


def test_the_examples_are_complete_documents() -> None:
    examples = read_examples()
    assert [example["id"] for example in examples] == sorted(path.stem for path in SCENES.glob("*.json"))
    for example in examples:
        document = Scene.parse(example["scene"])
        assert document.model_dump(mode="json") == example["scene"]


def test_every_example_and_category_has_a_picture() -> None:
    for example in read_examples():
        path = picture_path("example", example["id"])
        assert example["picture"].startswith(f"editor/pictures/{path.name}?v=")
        image = Image.open(path)
        size = example["scene"]["canvas"]
        assert image.width == EXAMPLE_SIZE[0] or image.height == EXAMPLE_SIZE[1]
        assert image.width / image.height == pytest.approx(size["width"] / size["height"], rel=0.02)
    for category in CATEGORIES:
        image = Image.open(picture_path("category", category))
        assert (image.size, image.mode) == ((CATEGORY_SIDE, CATEGORY_SIDE), "RGBA")
        assert np.asarray(image)[0, 0, 3] == 0
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 200_000


@pytest.mark.parametrize("text", ["", "{", "nothing", "[" * 100_000, 7, None])
def test_what_is_no_json_text_gets_one_sentence(painter: Painter, text: Any) -> None:
    (message,) = painter.paint(SceneCanvas().preprocess(text))
    assert message["error"]["code"] == "bad_request"
