"""What holds for every document, mask and file. The compositor's own properties are in `test_compositor.py`."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psd_tools import PSDImage

from scenegen import masks
from scenegen.compositor import Compositor
from scenegen.interchange.files import open_project, save_project
from scenegen.interchange.project import InterchangeError, Project
from scenegen.scene import CanvasSize, Frame, Layer, MaskShape, PolygonShape, Scene, SceneError, Stroke, StrokesShape
from tests.strategies import bitmaps, documents, drawings, frames, json_values, nearly_documents, polygons, seeds
from tests.tiny import tiny_networks

SHORT = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
WIDTH, HEIGHT = 48, 32


def is_one_sentence(error: Exception) -> bool:
    text = str(error)
    return text.isprintable() and 10 < len(text) < 400 and text.endswith(".") and "Traceback" not in text


# --- documents ------------------------------------------------------------------------------------------------------


@SHORT
@given(scene=documents)
def test_every_document_comes_back_from_json(scene: Scene) -> None:
    text = scene.to_json()
    for again in (Scene.from_json(text), Scene.from_json(text.encode()), Scene.parse(json.loads(text))):
        assert again == scene and hash(again) == hash(scene) and again.to_json() == text


@SHORT
@given(scene=documents, width=st.integers(16, 7_000), height=st.integers(16, 7_000))
def test_every_document_fits_every_canvas(scene: Scene, width: int, height: int) -> None:
    fitted = scene.fitted(width, height)
    assert (fitted.canvas.width, fitted.canvas.height) == (width, height)
    assert Scene.from_json(fitted.to_json()) == fitted


@settings(SHORT, max_examples=150)
@given(document=json_values | nearly_documents())
def test_whatever_is_no_document_is_one_sentence(document: Any) -> None:
    for read in (lambda: Scene.parse(document), lambda: Scene.from_json(json.dumps(document))):
        try:
            assert isinstance(read(), Scene)
        except SceneError as error:
            assert is_one_sentence(error)


@SHORT
@given(text=st.binary(max_size=60) | st.text(max_size=60))
def test_whatever_is_no_json_is_one_sentence(text: bytes | str) -> None:
    with pytest.raises(SceneError) as refusal:
        Scene.from_json(text)
    assert is_one_sentence(refusal.value)


# --- masks ----------------------------------------------------------------------------------------------------------


@SHORT
@given(shape=polygons | drawings | bitmaps(64), width=st.integers(1, 60), height=st.integers(1, 60))
def test_every_shape_becomes_a_mask_and_survives_as_run_lengths(shape: Any, width: int, height: int) -> None:
    mask = masks.shape_mask(shape, width, height)
    assert mask.shape == (height, width) and mask.min() >= 0 and mask.max() <= 1
    decided = mask > 0.5
    runs = MaskShape(width=width, height=height, counts=masks.encode_runs(decided))
    assert np.array_equal(masks.shape_mask(runs, width, height) > 0.5, decided)


@SHORT
@given(shape=bitmaps(40))
def test_every_run_length_comes_back_without_its_empty_runs(shape: MaskShape) -> None:
    mask = masks.decode_runs(shape.counts, shape.width, shape.height)
    counts = masks.encode_runs(mask)
    assert np.array_equal(masks.decode_runs(counts, shape.width, shape.height), mask)
    assert all(counts[1:])


@SHORT
@given(shape=polygons, start=st.integers(0, 7))
def test_a_polygon_may_begin_at_any_corner(shape: PolygonShape, start: int) -> None:
    start %= len(shape.points)
    turned = PolygonShape(points=shape.points[start:] + shape.points[:start])
    assert np.array_equal(masks.shape_mask(shape, 40, 30), masks.shape_mask(turned, 40, 30))


@SHORT
@given(shape=drawings)
def test_erasing_what_was_drawn_leaves_nothing(shape: StrokesShape) -> None:
    erasing = tuple(stroke.model_copy(update={"erase": True}) for stroke in shape.strokes)
    both = shape.model_copy(update={"strokes": shape.strokes + erasing})
    assert not masks.shape_mask(both, 40, 30).any()


@SHORT
@given(points=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5), width=st.floats(0.2, 1))
def test_a_stroke_covers_its_own_path(points: list[tuple[float, float]], width: float) -> None:
    mask = masks.shape_mask(StrokesShape(strokes=(Stroke(points=points, width=width),)), 50, 50)
    for x, y in points:
        assert mask[min(49, int(50 * y)), min(49, int(50 * x))] == 1


@SHORT
@given(frame=frames, points=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=4))
def test_every_frame_leads_there_and_back(frame: Frame, points: list[tuple[float, float]]) -> None:
    matrix = masks.frame_matrix(frame)
    unit = np.array([*zip(*points, strict=True), [1] * len(points)])
    assert np.allclose(
        np.linalg.inv(matrix) @ matrix @ unit, unit, atol=1e-3 * max(1, 1 / frame.width, 1 / frame.height)
    )
    corners = matrix @ np.array([[0, 1, 1], [0, 0, 1], [1, 1, 1]])
    sides = np.hypot(*(corners[:2, 1:] - corners[:2, :-1]))
    assert np.allclose(sides, (frame.width, frame.height), rtol=1e-6, atol=1e-6)
    middle = matrix @ (0.5, 0.5, 1)
    assert math.isclose(middle[0], frame.cx, abs_tol=1e-6) and math.isclose(middle[1], frame.cy, abs_tol=1e-6)


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compositor() -> Compositor:
    return Compositor(**tiny_networks(), device="cpu")


def on_a_small_canvas(scene: Scene) -> Scene:
    """The same without pictures that are not here, and small enough to be painted at once."""
    layers = tuple(
        layer.model_copy(update={"style_reference": None}) for layer in scene.layers if layer.shape.kind != "photo"
    )
    fields = {"layers": layers}
    if scene.background.kind == "photo":
        fields["background"] = scene.background.model_copy(update={"sha256": None})
    return scene.model_copy(update=fields).fitted(WIDTH, HEIGHT)


@settings(SHORT, max_examples=25)
@given(scene=documents.map(on_a_small_canvas), seed=seeds)
@pytest.mark.parametrize("kind", ["ora", "png"])
def test_every_scene_comes_back_from_its_file(
    tmp_path: Path, compositor: Compositor, kind: str, scene: Scene, seed: int
) -> None:
    photo = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    project = Project(scene, photo).settled()
    save_project(project, tmp_path / f"scene.{kind}", compositor)
    opened = open_project(tmp_path / f"scene.{kind}")
    assert opened.scene == project.scene
    assert (opened.photo is None) == (project.photo is None)
    assert project.photo is None or np.array_equal(opened.photo, photo)


@settings(SHORT, max_examples=15)
@given(scene=documents.map(on_a_small_canvas).filter(lambda scene: scene.background.kind != "photo"))
def test_every_scene_is_a_photoshop_file(tmp_path: Path, compositor: Compositor, scene: Scene) -> None:
    save_project(Project(scene), tmp_path / "scene.psd", compositor)
    document = PSDImage.open(tmp_path / "scene.psd")
    _, *layers = document
    assert [layer.visible for layer in layers] == [layer.visible for layer in scene.layers]
    assert [layer.opacity for layer in layers] == [round(255 * layer.opacity) for layer in scene.layers]
    assert np.array_equal(np.asarray(document.topil())[..., :3], compositor.render(scene).pixels)


@settings(SHORT, max_examples=60)
@given(begin=st.sampled_from([b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"{"]), rest=st.binary(max_size=200))
def test_whatever_is_no_file_of_ours_is_one_sentence(begin: bytes, rest: bytes) -> None:
    with pytest.raises((InterchangeError, SceneError)) as refusal:
        open_project(begin + rest)
    assert is_one_sentence(refusal.value)


@SHORT
@given(name=st.text(min_size=1, max_size=80))
def test_every_name_survives_a_project_file(tmp_path: Path, compositor: Compositor, name: str) -> None:
    layer = Layer(id="a", name=name, category="cow", frame=Frame(cx=20, cy=16, width=12, height=9))
    scene = Scene(canvas=CanvasSize(width=WIDTH, height=HEIGHT), layers=(layer,))
    save_project(Project(scene), tmp_path / "named.ora", compositor)
    assert open_project(tmp_path / "named.ora").scene == scene
