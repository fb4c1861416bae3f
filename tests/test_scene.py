"""The document: what is accepted, what is refused and in which words, and that nothing is lost on the way."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenegen.scene import CATEGORIES, MAX_LAYERS, CanvasSize, Frame, Layer, Scene, SceneError

EXAMPLES = sorted((Path(__file__).parent.parent / "demo" / "scenes").glob("*.json"))

LAYER: dict[str, Any] = {
    "id": "horse-1",
    "name": "A horse",
    "category": "horse",
    "frame": {"cx": 100, "cy": 80.5, "width": 60, "height": 40},
}
DOCUMENT: dict[str, Any] = {"version": 1, "canvas": {"width": 320, "height": 240}, "layers": [LAYER]}


def changed(*path: Any, value: Any) -> dict[str, Any]:
    """`DOCUMENT` with another value at one place."""
    document = copy.deepcopy(DOCUMENT)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def refused(document: Any) -> str:
    with pytest.raises(SceneError) as by_text:
        Scene.from_json(json.dumps(document))
    with pytest.raises(SceneError):
        Scene.parse(document)
    message = str(by_text.value)
    assert message.startswith("Scene not readable: ") and message.endswith(".") and "\n" not in message
    return message


def test_at_least_six_examples_one_of_them_for_a_photo() -> None:
    scenes = [Scene.from_json(path.read_bytes()) for path in EXAMPLES]
    assert len(scenes) >= 6
    assert [scene.background.sha256 for scene in scenes if scene.background.kind == "photo"] == [None]
    shapes = [layer.shape for scene in scenes for layer in scene.layers]
    assert {shape.kind for shape in shapes} == {"generated", "polygon"}
    assert {shape.sketch.kind for shape in shapes if shape.kind == "generated" and shape.sketch} == {
        "polygon", "strokes", "mask",
    }  # fmt: skip
    for scene in scenes:
        assert min(scene.canvas.width, scene.canvas.height) >= 256
        assert max(scene.canvas.width, scene.canvas.height) <= 640
        for layer in scene.layers:
            frame = layer.frame
            assert frame.cx - frame.width / 2 >= 0 and frame.cx + frame.width / 2 <= scene.canvas.width
            assert frame.cy - frame.height / 2 >= 0 and frame.cy + frame.height / 2 <= scene.canvas.height


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_round_trip(path: Path) -> None:
    scene = Scene.from_json(path.read_bytes())
    for again in (
        Scene.from_json(scene.to_json()),
        Scene.parse(json.loads(scene.to_json())),
        pickle.loads(pickle.dumps(scene)),
        copy.deepcopy(scene),
    ):
        assert again == scene and hash(again) == hash(scene) and again.to_json() == scene.to_json()


@settings(max_examples=50, deadline=None)
@given(
    st.builds(
        Frame,
        cx=st.floats(-1e5, 1e5),
        cy=st.floats(-1e5, 1e5),
        width=st.floats(0.01, 1e5),
        height=st.floats(0.01, 1e5),
        rotation=st.floats(-36000, 36000),
        flip=st.booleans(),
    ),
    st.text(min_size=1, max_size=80),
)
def test_every_number_and_name_survives(frame: Frame, name: str) -> None:
    layer = Layer(id="x", name=name, category="cow", frame=frame)
    scene = Scene(canvas=CanvasSize(width=16, height=16), layers=(layer,))
    assert Scene.from_json(scene.to_json()) == scene


def test_a_document_is_frozen_and_a_key() -> None:
    scene = Scene.parse(DOCUMENT)
    with pytest.raises(ValueError, match="frozen"):
        scene.layers[0].opacity = 0.5
    assert {scene: 1}[Scene.parse(copy.deepcopy(DOCUMENT))] == 1
    assert scene != scene.model_copy(update={"layers": ()})


def test_defaults() -> None:
    scene = Scene.parse({"version": 1, "canvas": {"width": 16, "height": 16}})
    assert scene.background.kind == "generated" and scene.layers == ()
    layer = Scene.parse(DOCUMENT).layers[0]
    assert layer.shape.kind == "generated" and layer.context == "scene" and layer.opacity == 1
    assert len(CATEGORIES) == 12


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], "document"),
        ({}, "canvas: Field required"),
        ({"layers": [{}]}, "and 4 more problems"),
        (changed("version", value=2), "version"),
        (changed("canvas", "width", value=15), "canvas.width"),
        (changed("canvas", "width", value=20_000), "canvas.width"),
        (changed("canvas", value={"width": 16_000, "height": 16_000}), "50 million pixels"),
        (changed("extra", value=1), "extra: Extra inputs are not permitted"),
        (changed("layers", 0, "id", value="../../etc/passwd"), "layers.0.id"),
        (changed("layers", 0, "id", value=""), "layers.0.id"),
        (changed("layers", 0, "name", value="x" * 81), "layers.0.name"),
        (changed("layers", 0, "category", value="unicorn"), "layers.0.category"),
        (changed("layers", 0, "frame", "width", value=0), "layers.0.frame.width"),
        (changed("layers", 0, "frame", "cx", value=float("nan")), "layers.0.frame.cx"),
        (changed("layers", 0, "frame", "cx", value=float("inf")), "layers.0.frame.cx"),
        (changed("layers", 0, "frame", "skew", value=1), "layers.0.frame.skew"),
        (changed("layers", 0, "opacity", value=1.5), "layers.0.opacity"),
        (changed("layers", 0, "style_seed", value=-1), "layers.0.style_seed"),
        (changed("layers", 0, "style_seed", value=2**31), "layers.0.style_seed"),
        (changed("layers", 0, "style_reference", value="abc"), "layers.0.style_reference"),
        (changed("layers", 0, "context", value="photo"), "layers.0.context"),
        (changed("layers", 0, "shape", value={"kind": "blob"}), "layers.0.shape"),
        (changed("layers", 0, "shape", value={"kind": "polygon", "points": [[0, 0], [1, 1]]}), "points"),
        (changed("layers", 0, "shape", value={"kind": "polygon", "points": [[0, 0], [1, 9], [1, 1]]}), "points.1.1"),
        (changed("layers", 0, "shape", value={"kind": "strokes", "strokes": []}), "strokes"),
        (
            changed("layers", 0, "shape", value={"kind": "mask", "width": 2, "height": 2, "counts": [1, 2]}),
            "the counts must add up to width x height = 4",
        ),
        (changed("background", value={"kind": "plain", "rgb": [0, 0, 256]}), "background.plain.rgb.2"),
        (changed("background", value={"kind": "photo", "sha256": "A" * 64}), "background.photo.sha256"),
        (
            changed(
                "background", value={"kind": "generated", "sketch": {"width": 2, "height": 1, "pixels": [[0, 0, 0]]}}
            ),
            "a 2 x 1 sketch has 2 pixels",
        ),
        (changed("layers", value=[LAYER, LAYER]), "two layers have the same id"),
        (changed("background", value={"kind": "x" * 9_999}), "kind should be one of 'generated', 'photo', 'plain'."),
        (changed("a\n" + "b" * 9_999, value=1), "readable: a?" + "b" * 38 + ": Extra"),
        (changed("layers", value=[{**LAYER, "id": f"l{i}"} for i in range(MAX_LAYERS + 1)]), "layers"),
    ],
)
def test_what_is_refused_is_named(document: Any, expected: str) -> None:
    assert expected in refused(document)


def test_too_many_points_in_all_strokes() -> None:
    stroke = {"points": [[0.5, 0.5]] * 1_001, "width": 0.1}
    shape = {"kind": "strokes", "strokes": [stroke] * 20}
    assert "at most 20000 points together" in refused(changed("layers", 0, "shape", value=shape))


@pytest.mark.parametrize("text", ["", "{", "null", "\x00", "[" * 100_000, '{"a": "\\ud800"}', b"\xff\xfe", b"\x80"])
def test_text_that_is_no_document(text: str | bytes) -> None:
    with pytest.raises(SceneError, match=r"^Scene not readable: "):
        Scene.from_json(text)


def test_fitted_keeps_places_and_proportions() -> None:
    scene = Scene.parse(DOCUMENT)
    assert scene.fitted(320, 240) is scene
    wide = scene.fitted(1280, 480)
    frame = wide.layers[0].frame
    assert (wide.canvas.width, wide.canvas.height) == (1280, 480)
    assert (frame.cx, frame.cy, frame.width, frame.height) == (400, 161, 120, 80)
    with pytest.raises(SceneError, match="canvas cannot have 8 x 8 pixels"):
        scene.fitted(8, 8)
    with pytest.raises(SceneError, match="50 million pixels in all"):
        scene.fitted(10_000, 10_000)


def test_fitted_stays_a_document() -> None:
    far = changed("layers", 0, "frame", value={"cx": 1e5, "cy": -1e5, "width": 1e5, "height": 0.01})
    for size in ((16, 16), (7_000, 7_000), (16, 16_384)):
        fitted = Scene.parse(far).fitted(*size)
        assert Scene.from_json(fitted.to_json()) == fitted


CUTOUT = {"kind": "photo", "sha256": "a" * 64}


def test_only_what_is_cut_out_of_a_photo_may_have_no_category() -> None:
    scene = Scene.parse({**DOCUMENT, "layers": [{**LAYER, "category": None, "shape": CUTOUT}]})
    assert scene.layers[0].category is None
    assert Scene.from_json(scene.to_json()) == scene
    assert Scene.parse({**DOCUMENT, "layers": [{**LAYER, "shape": CUTOUT}]}).layers[0].category == "horse"
    message = refused(changed("layers", 0, "category", value=None))
    assert message == "Scene not readable: layers.0: only an object that is cut out of a photo may have no category."
    assert "sha256" in refused({**DOCUMENT, "layers": [{**LAYER, "shape": {"kind": "photo", "sha256": "A" * 64}}]})
