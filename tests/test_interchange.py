"""Files for other programs: what is written can be read by others, and opened again it is the same scene."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from psd_tools import PSDImage
from pycocotools.coco import COCO

from scenegen.compositor import Compositor
from scenegen.data.check import check_dataset
from scenegen.data.coco import read_instances
from scenegen.interchange import animation
from scenegen.interchange.files import open_project, save_project
from scenegen.interchange.png import MAX_CARRIED_BYTES, write_png
from scenegen.interchange.project import InterchangeError, Project
from scenegen.scene import CATEGORIES, CanvasSize, Frame, GeneratedBackground, Layer, PlainBackground, Scene
from tests.interchange_projects import HEIGHT, WIDTH, composited, everything, frame, noise
from tests.tiny import tiny_networks


@pytest.fixture(scope="module")
def compositor() -> Compositor:
    return Compositor(**tiny_networks(), device="cpu")


def painted(project: Project, compositor: Compositor) -> np.ndarray:
    return compositor.render(project.scene, project.photo, project.pictures).pixels


def difference(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


# --- OpenRaster -----------------------------------------------------------------------------------------------------


def test_a_project_file_opens_as_the_same_live_scene(tmp_path: Path, compositor: Compositor) -> None:
    project = everything()
    assert save_project(project, tmp_path / "scene.ora", compositor) == ()
    opened = open_project(tmp_path / "scene.ora")
    assert opened.scene == project.scene
    assert opened.findings == ()
    assert np.array_equal(painted(opened, compositor), painted(project, compositor))


def test_a_project_file_is_what_the_format_asks_for(tmp_path: Path, compositor: Compositor) -> None:
    project = everything()
    save_project(project, tmp_path / "scene.ora", compositor)
    with zipfile.ZipFile(tmp_path / "scene.ora") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert archive.read("mimetype") == b"image/openraster"
        with archive.open("mergedimage.png") as file:
            assert np.array_equal(np.asarray(Image.open(file)), painted(project, compositor))
        with archive.open("Thumbnails/thumbnail.png") as file:
            assert max(Image.open(file).size) <= 256
        assert Scene.from_json(archive.read("scenegen.json")) == project.scene
    # file(1) and desktops know the format by these bytes at this place.
    assert (tmp_path / "scene.ora").read_bytes()[30:54] == b"mimetypeimage/openraster"


def test_the_same_scene_gives_the_same_file(tmp_path: Path, compositor: Compositor) -> None:
    for name in ("a.ora", "b.ora"):
        save_project(everything(), tmp_path / name, compositor)
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


def test_a_photo_that_the_scene_did_not_name_is_kept(tmp_path: Path, compositor: Compositor) -> None:
    scene = Scene.parse({"version": 1, "canvas": {"width": 40, "height": 40}, "background": {"kind": "photo"}})
    save_project(Project(scene, noise(48, 80, 3)), tmp_path / "scene.ora", compositor)
    opened = open_project(tmp_path / "scene.ora")
    assert np.array_equal(opened.photo, noise(48, 80, 3))
    assert (opened.scene.canvas.width, opened.scene.canvas.height) == (80, 48)


LAYERS = st.builds(
    Layer,
    id=st.uuids().map(str),
    name=st.text(min_size=1, max_size=80),
    category=st.sampled_from(CATEGORIES),
    frame=st.builds(
        Frame,
        cx=st.floats(-20, WIDTH + 20),
        cy=st.floats(-20, HEIGHT + 20),
        width=st.floats(0.5, 60),
        height=st.floats(0.5, 60),
        rotation=st.floats(-180, 180),
        flip=st.booleans(),
    ),
    shape_seed=st.integers(0, 3),
    style_seed=st.integers(0, 3),
    context=st.sampled_from(["scene", "free"]),
    opacity=st.floats(0, 1),
    visible=st.booleans(),
    locked=st.booleans(),
)
SCENES = st.builds(
    Scene,
    canvas=st.just(CanvasSize(width=WIDTH, height=HEIGHT)),
    background=st.sampled_from([GeneratedBackground(seed=3), PlainBackground(rgb=(9, 99, 199))]),
    layers=st.lists(LAYERS, max_size=4, unique_by=lambda layer: layer.id).map(tuple),
)


@given(scene=SCENES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_layers_make_the_canvas_and_come_back_as_they_were(
    tmp_path: Path, compositor: Compositor, scene: Scene
) -> None:
    project = Project(scene)
    save_project(project, tmp_path / "any.ora", compositor)
    assert difference(composited(tmp_path / "any.ora"), painted(project, compositor)) <= 1
    opened = open_project(tmp_path / "any.ora")
    assert (opened.scene, opened.findings) == (scene, ())


def test_layers_over_a_photo_make_the_canvas(tmp_path: Path, compositor: Compositor) -> None:
    save_project(everything(), tmp_path / "scene.ora", compositor)
    assert difference(composited(tmp_path / "scene.ora"), painted(everything(), compositor)) <= 1


def test_a_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path, compositor: Compositor) -> None:
    save_project(everything(), tmp_path / "scene.ora", compositor)
    before = (tmp_path / "scene.ora").read_bytes()
    with pytest.raises(ValueError, match="no photo is given"):
        save_project(Project(everything().scene), tmp_path / "scene.ora", compositor)
    assert (tmp_path / "scene.ora").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["scene.ora"]


# --- PNG ------------------------------------------------------------------------------------------------------------


def test_a_picture_carries_its_scene(tmp_path: Path, compositor: Compositor) -> None:
    project = everything()
    told = save_project(project, tmp_path / "scene.png", compositor)
    assert told == ("The file carries what the layers hide of the photo.",)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "scene.png")), painted(project, compositor))
    opened = open_project(tmp_path / "scene.png")
    assert (opened.scene, opened.findings) == (project.scene, ())
    assert np.array_equal(opened.photo, project.photo)
    assert np.array_equal(painted(opened, compositor), painted(project, compositor))


def test_a_picture_alone_hides_what_its_layers_hide(tmp_path: Path, compositor: Compositor) -> None:
    assert save_project(everything(), tmp_path / "alone.png", compositor, carry_scene=False) == ()
    with Image.open(tmp_path / "alone.png") as image:
        assert image.info == {}
        assert np.array_equal(np.asarray(image), painted(everything(), compositor))


def test_what_is_too_large_to_be_carried_is_said(tmp_path: Path) -> None:
    large = noise(1800, 1800, 4)
    assert large.nbytes > MAX_CARRIED_BYTES
    layer = Layer(id="a", name="Lorry", category=None, frame=frame(20, 20), shape={"kind": "photo", "sha256": "0" * 64})
    scene = Scene(canvas=CanvasSize(width=40, height=40), layers=(layer,))
    (finding,) = write_png(Project(scene, None, {"0" * 64: large}), noise(40, 40, 3), tmp_path / "scene.png")
    assert finding == "The picture of Lorry is too large to be kept in the file."
    assert open_project(tmp_path / "scene.png").scene == scene


def test_a_photo_that_nothing_hides_is_the_picture(tmp_path: Path, compositor: Compositor) -> None:
    project = everything()
    bare = replace(project, scene=project.scene.model_copy(update={"layers": ()}))
    assert save_project(bare, tmp_path / "scene.png", compositor) == ()
    assert np.array_equal(open_project(tmp_path / "scene.png").photo, project.photo)
    assert (tmp_path / "scene.png").stat().st_size < 1.1 * project.photo.nbytes  # noise, and once


def test_a_photo_that_was_painted_over_is_not_restored(tmp_path: Path, compositor: Compositor) -> None:
    save_project(everything(), tmp_path / "scene.png", compositor)
    with Image.open(tmp_path / "scene.png") as image:
        image.putpixel((0, 63), (1, 2, 3))
        chunk = PngInfo()
        chunk.add_text("scenegen", image.info["scenegen"])
        image.save(tmp_path / "edited.png", pnginfo=chunk)
    opened = open_project(tmp_path / "edited.png")
    assert opened.scene == everything().scene
    assert opened.photo is None
    assert opened.findings == ("The photo is not in the file, or was changed elsewhere; open it too.",)


def test_a_folder_of_pictures_makes_the_picture(tmp_path: Path, compositor: Compositor) -> None:
    save_project(everything(), tmp_path / "set", compositor)
    picture = Image.open(tmp_path / "set" / "background.png").convert("RGBA")
    for path in sorted((tmp_path / "set").glob("0*.png")):
        picture.alpha_composite(Image.open(path))
    assert difference(np.asarray(picture)[..., :3], painted(everything(), compositor)) <= 1
    assert difference(np.asarray(Image.open(tmp_path / "set" / "picture.png")), painted(everything(), compositor)) == 0


# --- Photoshop, COCO, animations ------------------------------------------------------------------------------------


def test_photoshop_layers(tmp_path: Path, compositor: Compositor) -> None:
    project = everything()
    save_project(project, tmp_path / "scene.psd", compositor)
    document = PSDImage.open(tmp_path / "scene.psd")
    background, *layers = document
    assert [layer.name for layer in layers] == [layer.name for layer in project.scene.layers]
    assert [layer.visible for layer in layers] == [layer.visible for layer in project.scene.layers]
    assert [layer.opacity for layer in layers] == [round(255 * layer.opacity) for layer in project.scene.layers]
    assert np.array_equal(np.asarray(document.topil())[..., :3], painted(project, compositor))
    assert np.array_equal(np.asarray(background.topil())[..., :3], project.photo)
    drawn = document.composite(force=True)  # by psd-tools, from the layers alone
    assert difference(np.asarray(drawn)[..., :3], painted(project, compositor)) <= 1


def test_scenes_become_training_data(tmp_path: Path, compositor: Compositor) -> None:
    path = tmp_path / "set" / "instances_train.json"
    for _ in range(2):  # the second time changes nothing
        save_project(everything(), path, compositor)
    other = Project(Scene(canvas=CanvasSize(width=50, height=40), layers=everything().scene.layers[:1]))
    save_project(other, path, compositor)
    assert not [finding for finding in check_dataset(tmp_path / "set") if finding.level == "error"]
    records = read_instances(tmp_path / "set")
    assert [record.category for record in records if record.width == WIDTH] == ["horse", "object", "dog"]
    assert [record.category for record in records if record.width == 50] == ["horse"]
    coco = COCO(path)
    for note in coco.loadAnns(coco.getAnnIds()):
        mask = coco.annToMask(note)
        x, y, width, height = note["bbox"]
        assert mask.sum() == note["area"] == mask[y : y + height, x : x + width].sum()
        assert mask[y].any() and mask[:, x].any() and mask[y + height - 1].any() and mask[:, x + width - 1].any()
    # Visible parts: no pixel belongs to two objects, and the upper one has it.
    masks = [record.mask() for record in records if record.width == WIDTH]
    assert sum(masks).max() == 1
    project = everything()
    layers = compositor.render(project.scene, project.photo, project.pictures).layers
    (car,) = (layer for layer in layers if layer.id == "car")
    covered = car.on_canvas(WIDTH, HEIGHT)[..., 3] > 128
    assert (masks[0][covered] == 0).all()


def test_other_json_files_are_not_overwritten(tmp_path: Path, compositor: Compositor) -> None:
    path = tmp_path / "scene.json"
    path.write_text(everything().scene.to_json())
    with pytest.raises(InterchangeError, match=r"scene\.json is there already and is not in COCO format\."):
        save_project(everything(), path, compositor)
    path.write_text(json.dumps({"images": [], "annotations": [], "categories": [{"id": 1, "name": "tree"}]}))
    with pytest.raises(InterchangeError, match="other categories"):
        save_project(everything(), path, compositor)


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_an_animation_shows_each_visible_layer(tmp_path: Path, compositor: Compositor, kind: str) -> None:
    project = everything()
    project = replace(project, scene=project.scene.model_copy(update={"background": PlainBackground()}))
    save_project(project, tmp_path / f"scene.{kind}", compositor)
    with Image.open(tmp_path / f"scene.{kind}") as movie:
        assert (movie.n_frames, movie.size, movie.info["loop"]) == (5, (WIDTH, HEIGHT), 0)  # four seen, and below
        first = np.asarray(movie.convert("RGB"))
        movie.seek(4)
        last = np.asarray(movie.convert("RGB")).astype(int)
    assert first.min() > 250
    assert np.abs(last - painted(project, compositor)).mean() < 8  # few colours, or with losses


def test_a_large_animation_is_reduced(tmp_path: Path, compositor: Compositor) -> None:
    scene = Scene(canvas=CanvasSize(width=1000, height=500), background=PlainBackground())
    save_project(Project(scene), tmp_path / "scene.gif", compositor)
    assert Image.open(tmp_path / "scene.gif").size == (animation.MAX_SIDE, animation.MAX_SIDE // 2)
