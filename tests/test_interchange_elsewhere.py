"""Project files that come back from other programs, and files from strangers."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.images import photo_sha256
from scenegen.interchange.container import Budget
from scenegen.interchange.files import open_project, save_project
from scenegen.interchange.project import InterchangeError, Project
from scenegen.interchange.writing import png_bytes
from scenegen.scene import PhotoBackground, PhotoShape, PlainBackground, SceneError
from tests.interchange_projects import HEIGHT, WIDTH, composited, everything, noise, rewritten
from tests.tiny import tiny_networks

OWN_PART = ("scenegen.json", "scenegen/parts.json")
Edit = Callable[[ElementTree.Element], None]


@pytest.fixture(scope="module")
def compositor() -> Compositor:
    return Compositor(**tiny_networks(), device="cpu")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, compositor: Compositor) -> Path:
    path = tmp_path_factory.mktemp("saved") / "scene.ora"
    save_project(everything(), path, compositor)
    return path


def edited(saved: Path, to: Path, edit: Edit, **files: bytes | None) -> Path:
    """The file with another list of layers; `edit` changes the stack in place."""
    with zipfile.ZipFile(saved) as archive:
        image = ElementTree.fromstring(archive.read("stack.xml"))
    edit(image.find("stack"))
    return rewritten(saved, {"stack.xml": ElementTree.tostring(image), **files}, to)


def element(stack: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(layer for layer in stack.iter("layer") if layer.get("name") == name)


def painted(project: Project, compositor: Compositor) -> np.ndarray:
    return compositor.render(project.scene, project.photo, project.pictures).pixels


# --- changed by another program -------------------------------------------------------------------------------------


def test_what_was_set_elsewhere_is_honoured_and_layers_stay_live(saved: Path, tmp_path: Path) -> None:
    def edit(stack: ElementTree.Element) -> None:
        element(stack, "Horse & <co>").attrib.update({"name": "Mare", "opacity": "0.25", "edit-locked": "true"})
        element(stack, "斑马").attrib.update(
            {"x": str(int(element(stack, "斑马").get("x")) + 7), "visibility": "hidden"}
        )
        element(stack, "Cow").attrib.update({"visibility": "visible"})
        dog = element(stack, "Dog")
        stack.remove(dog)
        stack.insert(len(stack) - 1, dog)  # right above the background

    opened = open_project(edited(saved, tmp_path / "edited.ora", edit))
    assert opened.findings == ()
    before = {layer.id: layer for layer in everything().scene.layers}
    after = {layer.id: layer for layer in opened.scene.layers}
    assert list(after) == ["dog", "horse", "zebra", "cow", "car", "bird"]
    assert after["horse"] == before["horse"].model_copy(update={"name": "Mare", "opacity": 0.25, "locked": True})
    moved = before["zebra"].frame.model_copy(update={"cx": before["zebra"].frame.cx + 7})
    assert after["zebra"] == before["zebra"].model_copy(update={"frame": moved, "visible": False})
    assert after["cow"] == before["cow"].model_copy(update={"visible": True})
    assert (after["dog"], after["car"], after["bird"]) == (before["dog"], before["car"], before["bird"])
    assert opened.scene.background == everything().scene.background


def test_what_was_painted_elsewhere_is_shown_as_it_is(saved: Path, tmp_path: Path, compositor: Compositor) -> None:
    stain, over = noise(9, 11, 4, 5), noise(12, 10, 4, 6)

    def edit(stack: ElementTree.Element) -> None:
        element(stack, "Dog").attrib.update({"x": "30", "y": "20"})
        new = {"name": "Stain", "src": "data/new.png", "x": "-4", "y": "50", "opacity": "0.5"}
        stack.insert(0, ElementTree.Element("layer", new))

    files = {"data/scenegen-dog.png": png_bytes(over), "data/new.png": png_bytes(stain)}
    path = edited(saved, tmp_path / "edited.ora", edit, **files)
    opened = open_project(path)
    assert set(opened.findings) == {"Dog was changed elsewhere; it is now a picture.", "Stain is new; it is a picture."}
    *_, dog, bird, stain_layer = opened.scene.layers
    assert (dog.id, dog.category, bird.id) == ("dog", "dog", "bird")
    assert isinstance(dog.shape, PhotoShape) and isinstance(stain_layer.shape, PhotoShape)
    assert (stain_layer.category, stain_layer.opacity) == (None, 0.5)
    assert np.abs(painted(opened, compositor).astype(int) - composited_clipped(path)).max() <= 1


def composited_clipped(path: Path) -> np.ndarray:
    """Like `composited`, of a file whose topmost layer reaches over the left edge."""

    def edit(stack: ElementTree.Element) -> None:
        stack[0].attrib.update({"x": "0"})

    with zipfile.ZipFile(path) as archive:
        pixels = np.asarray(Image.open(io.BytesIO(archive.read("data/new.png"))))
    clipped = {"data/new.png": png_bytes(pixels[:, 4:])}
    return composited(edited(path, path.with_name("clipped.ora"), edit, **clipped)).astype(int)


def test_a_file_saved_anew_by_another_program_is_pictures(saved: Path, tmp_path: Path, compositor: Compositor) -> None:
    path = rewritten(saved, dict.fromkeys(OWN_PART), tmp_path / "foreign.ora")
    opened = open_project(path)
    assert opened.findings[0] == (
        "foreign.ora does not hold SceneGen's own part, for another program saved it: its layers are pictures."
    )
    assert opened.findings[1:] == ("Bird is empty; it was left out.",)
    assert [layer.name for layer in opened.scene.layers] == ["Horse & <co>", "斑马", "Cow", "Car", "Dog"]
    assert [layer.visible for layer in opened.scene.layers] == [True, True, False, True, True]
    assert np.array_equal(opened.photo, everything().photo)
    assert np.abs(painted(opened, compositor).astype(int) - painted(everything(), compositor)).max() <= 1


def test_with_the_original_its_layers_are_live(saved: Path, tmp_path: Path) -> None:
    def edit(stack: ElementTree.Element) -> None:
        stack.remove(element(stack, "Bird"))

    path = edited(saved, tmp_path / "foreign.ora", edit, **dict.fromkeys(OWN_PART))
    opened = open_project(path, original=open_project(saved))
    assert opened.scene.layers == everything().scene.layers[:-1]
    assert opened.findings == ("Bird was deleted elsewhere.",)
    with pytest.raises(InterchangeError, match="The original must be an OpenRaster file"):
        open_project(path, original=everything())


def test_copies_made_elsewhere_are_live_too(saved: Path, tmp_path: Path) -> None:
    def edit(stack: ElementTree.Element) -> None:
        copy = dict(element(stack, "Car").attrib)
        stack.insert(0, ElementTree.Element("layer", {**copy, "name": "Car copy", "x": str(int(copy["x"]) + 20)}))

    opened = open_project(edited(saved, tmp_path / "edited.ora", edit))
    car = everything().scene.layers[3]
    moved = car.frame.model_copy(update={"cx": car.frame.cx + 20})
    assert opened.scene.layers[-1] == car.model_copy(update={"id": "car-2", "name": "Car copy", "frame": moved})
    assert opened.findings == ()


def test_groups_and_blend_modes_are_told(saved: Path, tmp_path: Path) -> None:
    def edit(stack: ElementTree.Element) -> None:
        dog = element(stack, "Dog")
        dog.set("composite-op", "svg:multiply")
        stack.remove(dog)
        group = ElementTree.Element("stack", {"name": "Pets", "opacity": "0.5", "visibility": "hidden", "x": "3"})
        group.append(dog)
        stack.insert(0, group)
        stack.insert(0, ElementTree.Element("text", {"name": "Title"}))
        stack.insert(0, ElementTree.Element("layer", {"name": "Sun", "src": "data/none.png"}))

    opened = open_project(edited(saved, tmp_path / "edited.ora", edit))
    assert opened.findings == (
        "Title is of the kind text, which SceneGen does not have; it was left out.",
        "The group Pets was taken apart: its layers keep their places and its opacity was given to each of them.",
        "Dog has the blend mode svg:multiply, which SceneGen does not have; it is now normal.",
        "Sun has no picture in the file; it was left out.",
    )
    dog = opened.scene.layers[-1]
    was = everything().scene.layers[4]
    moved = was.frame.model_copy(update={"cx": was.frame.cx + 3})
    assert dog == was.model_copy(update={"opacity": 0.5, "visible": False, "frame": moved})


def test_another_background_is_a_photo_and_a_missing_one_white(saved: Path, tmp_path: Path) -> None:
    other = noise(HEIGHT, WIDTH, 3, 8)
    path = edited(saved, tmp_path / "other.ora", lambda stack: None, **{"data/background.png": png_bytes(other)})
    opened = open_project(path)
    assert opened.scene.background == PhotoBackground(sha256=photo_sha256(other))
    assert np.array_equal(opened.photo, other)
    assert opened.findings == ("The background was changed elsewhere; it is now a photo.",)

    path = edited(saved, tmp_path / "faded.ora", lambda stack: stack[-1].set("opacity", "0.5"))
    opened = open_project(path)
    assert opened.scene.background == PlainBackground()
    assert (opened.scene.layers[0].name, opened.scene.layers[0].opacity) == ("Background", 0.5)
    assert opened.findings == (
        "Nothing at the bottom fills the whole picture: the layers lie on white.",
        "The background was hidden, faded or moved elsewhere; it is now a layer.",
    )


# --- from strangers -------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A PNG that says it has 10^9 pixels."""
    data = io.BytesIO()
    Image.new("1", (40_000, 25_000)).save(data, "PNG")
    return data.getvalue()


ENTITIES = b'<!DOCTYPE i [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><image w="9" h="9"><stack name="&b;"/></image>'
EXTERNAL = b'<!DOCTYPE i [<!ENTITY x SYSTEM "file:///etc/passwd">]><image w="9" h="9"><stack name="&x;"/></image>'
BACKGROUND = "data/background.png"


@pytest.mark.parametrize(
    ("file", "data", "sentence"),
    [
        ("stack.xml", ENTITIES, "declares entities"),
        ("stack.xml", EXTERNAL, "declares entities"),
        ("stack.xml", b"<image", "not readable XML"),
        ("stack.xml", b"\xff\xfe\x00", "not readable XML"),
        ("stack.xml", b"<svg/>", "not one of OpenRaster's"),
        ("stack.xml", b'<image w="90" h="x"><stack/></image>', "not one of OpenRaster's"),
        ("stack.xml", b'<image w="99999" h="99999"><stack/></image>', "cannot have 99999 x 99999 pixels"),
        ("stack.xml", b'<image w="90" h="90">' + b"<stack>" * 50 + b"</stack>" * 50 + b"</image>", "more than 32 deep"),
        ("stack.xml", b'<image w="90" h="90"><stack>' + b"<layer/>" * 70 + b"</stack></image>", "has 70 layers"),
        ("stack.xml", b" " * 9_000_000, "is too large"),
        ("stack.xml", None, "lacks the file stack.xml"),
        (BACKGROUND, bomb(), "million are allowed|too many pixels"),
        (BACKGROUND, b"GIF89a", "is not a readable PNG picture"),
    ],
)
def test_a_hostile_or_broken_file_is_one_sentence(
    saved: Path, tmp_path: Path, file: str, data: bytes | None, sentence: str
) -> None:
    path = rewritten(saved, {file: data}, tmp_path / "bad.ora")
    with pytest.raises(InterchangeError, match=sentence) as error:
        open_project(path)
    assert re.fullmatch(r"[^\n]{10,200}\.", str(error.value))
    assert str(tmp_path) not in str(error.value)


def test_a_zip_bomb_is_not_unpacked(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stack.xml", b"\0" * 50_000_000)
    assert path.stat().st_size < 60_000
    with pytest.raises(InterchangeError, match="too large"):
        open_project(path)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(InterchangeError, match="1001 files"):
        open_project(path)


def test_all_pictures_of_a_file_together_are_bounded(saved: Path) -> None:
    with pytest.raises(InterchangeError, match="too many pixels"):
        open_project(saved, budget=Budget(one=WIDTH * HEIGHT, all=WIDTH * HEIGHT + 100))
    with pytest.raises(InterchangeError, match=r"has \d+ x \d+ pixels; at most 0.0001 million"):
        open_project(saved, budget=Budget(one=100))


def test_names_in_a_file_lead_nowhere(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png_bytes(noise(HEIGHT, WIDTH, 3)))

    def edit(stack: ElementTree.Element) -> None:
        stack.insert(0, ElementTree.Element("layer", {"name": "A", "src": "../secret.png"}))
        stack.insert(0, ElementTree.Element("layer", {"name": "B", "src": str(tmp_path / "secret.png")}))

    (tmp_path / "in").mkdir()
    opened = open_project(edited(saved, tmp_path / "in" / "edited.ora", edit))
    assert opened.scene == everything().scene
    assert opened.findings == tuple(f"{name} has no picture in the file; it was left out." for name in "AB")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["edited.ora", "in", "secret.png"]


def test_damaged_files_never_fail_in_another_way(saved: Path, tmp_path: Path, compositor: Compositor) -> None:
    """Bytes changed at random: the file opens, or one sentence says why not."""
    save_project(everything(), tmp_path / "scene.png", compositor)
    rng = random.Random(0)
    for source in (saved.read_bytes(), (tmp_path / "scene.png").read_bytes()):
        for _ in range(60):
            data = bytearray(source)
            for _ in range(rng.randint(1, 30)):
                data[rng.randrange(8, len(data))] = rng.randrange(256)
            try:
                project = open_project(bytes(data[: rng.choice([len(data), rng.randrange(9, len(data))])]))
            except (InterchangeError, SceneError) as error:
                assert str(error).endswith(".") and "\n" not in str(error)
            else:
                assert project.scene.layers


def test_a_picture_without_a_scene_says_so(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(png_bytes(noise(20, 20, 3)))
    with pytest.raises(InterchangeError, match=r"^photo\.png is a picture without a scene in it\.$"):
        open_project(tmp_path / "photo.png")
