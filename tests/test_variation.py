"""Other looks and shapes of one object, outlines, and objects out of photos: in Python, by command, for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from PIL import Image

import scenegen
from demo.editor import build_editor
from scenegen.compositor import Compositor
from scenegen.scene import MAX_SEED, PolygonShape, Scene, SceneError
from scenegen.variation import seeds_after
from tests.command_line import run
from tests.editor_requests import changed, scene
from tests.interchange_projects import everything, noise
from tests.server import in_own_thread
from tests.tiny import save_tiny_networks

TRIANGLE = PolygonShape(points=((0, 0), (1, 0), (0, 1)))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def compositor(weights: Path) -> Compositor:
    return Compositor.from_weights(weights, device="cpu")


@pytest.fixture
def endpoint(compositor: Compositor) -> Callable[..., Any]:
    """Calls a public endpoint by name; what it returns, with its files opened, or the sentence that it refuses with."""

    async def answer(name: str, *arguments: object) -> Any:
        (function,) = (fn.fn for fn in build_editor(compositor).fns.values() if fn.api_name == name)
        steps = function(*arguments)
        try:
            return [opened(part) for part in await anext(steps)]
        except gr.Error as error:
            return error.message
        finally:
            await steps.aclose()

    def call(name: str, *arguments: object) -> Any:
        return in_own_thread(lambda: asyncio.run(answer(name, *arguments)))

    def opened(part: Any) -> Any:
        if isinstance(part, list):
            return [opened(each) for each in part]
        return np.asarray(Image.open(part)) if isinstance(part, str) and part.endswith(".png") else part

    return call


# --- variants -------------------------------------------------------------------------------------------------------


def test_a_variant_is_the_scene_with_another_seed(weights: Path) -> None:
    document = changed(scene(3), 1, style_seed=7)
    looks = scenegen.variants(document, "layer-1", count=3, weights=weights)
    assert [look.seed for look in looks] == [8, 9, 10]
    for look in looks:
        assert look.scene == changed(document, 1, style_seed=look.seed)
        below = look.scene.model_copy(update={"layers": look.scene.layers[:2]})
        whole = scenegen.render(below, weights=weights)
        assert np.array_equal(np.asarray(look.picture), np.asarray(whole)[10:55, 28:73]), "around the object"
    assert len({look.picture.tobytes() for look in looks}) == 3
    again = scenegen.variants(document, "layer-1", count=1, first=10, weights=weights)
    assert again[0].picture.tobytes() == looks[2].picture.tobytes()
    shapes = scenegen.variants(document, "layer-1", "shape", 2, weights=weights)
    assert [shape.scene.layers[1].shape_seed for shape in shapes] == [1, 2]
    assert {shape.scene.layers[1].style_seed for shape in shapes} == {7}


def test_variants_on_a_photo_are_in_the_photo_s_size(weights: Path) -> None:
    project = everything()
    large = noise(128, 192, 3)
    document = project.scene.model_copy(update={"background": scenegen.PhotoBackground()})
    given = {"photo": large, "pictures": project.pictures.values(), "weights": weights}
    (look,) = scenegen.variants(document, "horse", count=1, **given)
    assert look.picture.size == (90, 90)  # one and a half times 60 pixels, twice the frame's 30
    assert scenegen.render(look.scene, **given).size == (192, 128)


def test_seeds_begin_anew_after_the_last() -> None:
    assert seeds_after(changed(scene(), 0, style_seed=MAX_SEED), "layer-0", "look", 2) == (0, 1)
    assert seeds_after(scene(), "layer-0", "shape", 2, first=MAX_SEED) == (MAX_SEED, 0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody",), "There is no object with the id 'nobody' in the scene, only layer-0, layer-1."),
        (("layer-0", "size"), "There are variants of look and shape, not of 'size'."),
        (("layer-0", "look", 9), "There are 1 to 8 variants at once, not 9."),
        (("layer-0", "look", 0), "There are 1 to 8 variants at once, not 0."),
        (("layer-0", "look", 2, -1), f"A seed is a number from 0 to {MAX_SEED}, not -1."),
        (("layer-1", "shape"), "Horse is cut out of a photo; there are no others to choose from."),
    ],
)
def test_what_has_no_variants_is_one_sentence(
    arguments: tuple[Any, ...], sentence: str, weights: Path, endpoint: Callable[..., Any]
) -> None:
    document = changed(scene(), 1, shape=scenegen.PhotoShape(sha256="a" * 64))
    names = ("layer", "of", "count", "first")
    with pytest.raises(SceneError) as refused:
        scenegen.variants(document, weights=weights, **dict(zip(names, arguments, strict=False)))
    assert str(refused.value) == sentence
    assert endpoint("variants", document.model_dump(mode="json"), *arguments) == sentence


def test_programs_get_seeds_and_pictures(endpoint: Callable[..., Any], weights: Path) -> None:
    seeds, pictures = endpoint("variants", scene().model_dump(mode="json"), "layer-1", "shape", 2, 5)
    assert seeds == [5, 6]
    expected = scenegen.variants(scene(), "layer-1", "shape", 2, first=5, weights=weights)
    assert all(np.array_equal(made, own.pixels) for made, own in zip(pictures, expected, strict=True))
    many = scene(25).model_dump(mode="json")
    assert endpoint("variants", many, "layer-1") == "This server paints at most 24 objects; the scene has 25."


def test_the_command_writes_pictures_and_scenes(tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scene.json").write_text(scene().to_json())
    command = ("variants", tmp_path / "scene.json", "layer-1", "--weights", weights, "-o", tmp_path / "looks")
    assert run(monkeypatch, *command, "--count", 2) == ""
    assert {path.name for path in (tmp_path / "looks").iterdir()} == {
        f"layer-1-look-{seed}.{ending}" for seed in (1, 2) for ending in ("png", "json")
    }
    taken = Scene.from_json((tmp_path / "looks" / "layer-1-look-2.json").read_bytes())
    assert taken == changed(scene(), 1, style_seed=2)
    assert "only layer-0, layer-1" in run(monkeypatch, *command[:2], "nobody", *command[3:])


def test_other_shapes_of_a_drawing_are_like_it(weights: Path, compositor: Compositor) -> None:
    drawn = changed(scene(), 1, shape=TRIANGLE)
    first, second = scenegen.variants(drawn, "layer-1", "shape", 2, weights=weights)
    sketched = scenegen.GeneratedShape(sketch=TRIANGLE)
    assert first.scene == changed(drawn, 1, shape=sketched, shape_seed=1)
    assert first.picture.tobytes() != second.picture.tobytes()
    assert Scene.from_json(first.scene.to_json()) == first.scene
    (again,) = scenegen.variants(first.scene, "layer-1", "shape", 1, weights=weights)
    assert again.scene == second.scene, "the sketch stays"
    other = scenegen.GeneratedShape(sketch=PolygonShape(points=((0, 1), (1, 0), (1, 1))))
    outlines = [compositor.outline(changed(scene(), 1, shape=s).layers[1]) for s in (sketched, other, sketched)]
    assert np.array_equal(outlines[0], outlines[2]) and not np.array_equal(outlines[0], outlines[1])


# --- outlines -------------------------------------------------------------------------------------------------------


def test_an_outline_can_take_the_place_of_the_box(
    weights: Path, compositor: Compositor, endpoint: Callable[..., Any]
) -> None:
    boxed = changed(scene(), 0, shape_seed=2)  # without grey, which a bitmap has not
    shape = scenegen.outline(boxed, "layer-0", weights=weights)
    assert max(shape.width, shape.height) == 256 and shape.width / shape.height == pytest.approx(30 / 24, rel=0.01)
    mask = np.asarray(scenegen.mask_image(shape))
    assert set(np.unique(mask)) == {0, 255}
    drawn = compositor.render(changed(boxed, 0, shape=shape)).pixels.astype(int)
    assert np.abs(drawn - compositor.render(boxed).pixels).mean() < 0.5
    document, picture = endpoint("outline", boxed.model_dump(mode="json"), "layer-0")
    assert scenegen.MaskShape(**document) == shape
    assert np.array_equal(picture, mask)


def test_the_command_writes_the_outline(tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scene.json").write_text(scene().to_json())
    command = ("outline", tmp_path / "scene.json", "layer-0", "--weights", weights, "-o", tmp_path / "new" / "a.png")
    assert run(monkeypatch, *command) == ""
    expected = scenegen.mask_image(scenegen.outline(scene(), "layer-0", weights=weights))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "new" / "a.png")), np.asarray(expected))


def test_a_cut_out_has_no_outline(endpoint: Callable[..., Any]) -> None:
    document = everything().scene.model_dump(mode="json")
    assert endpoint("outline", document, "car") == "Car is cut out of a photo; it has no outline of its own."


# --- objects out of photos ------------------------------------------------------------------------------------------


@pytest.fixture
def marked(tmp_path: Path) -> tuple[Path, Path]:
    """A grey photo with a red square, and a mask of the square."""
    photo, mask = np.full((120, 160, 3), 128, np.uint8), np.zeros((120, 160), np.uint8)
    photo[40:80, 60:100], mask[40:80, 60:100] = (200, 30, 30), 255
    paths = tmp_path / "photo.png", tmp_path / "mask.png"
    for path, pixels in zip(paths, (photo, mask), strict=True):
        Image.fromarray(pixels).save(path)
    return paths


def test_what_a_mask_marks_is_taken(marked: tuple[Path, Path], tmp_path: Path, weights: Path) -> None:
    photo, mask = marked
    project = scenegen.extract_objects(photo, mask=mask, category="dog", fill=True)
    (layer,) = project.scene.layers
    assert (layer.name, layer.category) == ("Dog 1", "dog")
    assert (layer.frame.cx, layer.frame.cy) == pytest.approx((80, 60), abs=1)
    assert np.abs(project.photo.astype(int) - 128).max() < 40, "the square is gone from the background"
    shown = np.asarray(scenegen.render(project, weights=weights)).astype(int)
    assert np.abs(shown - np.asarray(Image.open(photo))).mean() < 1, "and lies above it"
    scenegen.save(project, tmp_path / "dog.ora", weights=weights)
    assert scenegen.open_project(tmp_path / "dog.ora").scene == project.scene
    with pytest.raises(scenegen.ExtractError, match="leave out plate, box and click"):
        scenegen.extract_objects(photo, mask=Image.open(mask), box=(1, 2, 30, 40))


def test_programs_and_the_command_take_it_as_well(
    marked: tuple[Path, Path], endpoint: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, mask = marked
    document, pictures, background = endpoint("extract", str(photo), None, None, None, "dog", str(mask), True)
    project = scenegen.extract_objects(photo, mask=mask, category="dog", fill=True)
    assert Scene.parse(document) == project.scene
    assert [picture.shape for picture in pictures] == [(120, 160, 4)]
    assert np.array_equal(background, project.photo)
    command = ("extract", photo, "--mask", mask, "--category", "dog", "--fill", "-o", tmp_path / "out")
    assert run(monkeypatch, *command) == ""
    assert Scene.from_json((tmp_path / "out" / "scene.json").read_bytes()) == project.scene


# --- projects -------------------------------------------------------------------------------------------------------


def test_programs_open_projects(endpoint: Callable[..., Any], tmp_path: Path, weights: Path) -> None:
    project = everything()
    scenegen.save(project, tmp_path / "scene.ora", weights=weights)
    document, photo, pictures, findings = endpoint("open", str(tmp_path / "scene.ora"))
    assert Scene.parse(document) == project.scene and findings == []
    assert np.array_equal(photo, project.photo)
    assert {scenegen.photo_sha256(pixels) for pixels in pictures} == project.pictures.keys()
    (tmp_path / "text.ora").write_text(json.dumps({"canvas": 3}))
    assert endpoint("open", str(tmp_path / "text.ora")).startswith("Scene not readable: ")
