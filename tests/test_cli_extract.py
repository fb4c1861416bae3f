"""`scenegen extract`, run as a person runs it, with the networks that come with the package."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenegen.scene import CanvasSize, Frame, GeneratedBackground, Layer, Scene
from tests.command_line import run

LEFT, TOP, RIGHT, BOTTOM = 60, 40, 150, 130  # of what stands before the plate


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plate() -> np.ndarray:
    """A wall of blurred noise."""
    noise = np.random.default_rng(0).integers(60, 200, (24, 30, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(noise).resize((240, 192), Image.Resampling.BICUBIC))


def frame() -> np.ndarray:
    """The same with a dark disc before it."""
    pixels = plate().copy()
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    pixels[np.hypot(y - (TOP + BOTTOM) / 2, x - (LEFT + RIGHT) / 2) < 45] = (15, 10, 70)
    return pixels


def saved(name: str, image: np.ndarray | Image.Image) -> Path:
    image = image if isinstance(image, Image.Image) else Image.fromarray(image)
    image.save(name)
    return Path(name)


def painted_again(monkeypatch: pytest.MonkeyPatch, photo: Path, out: Path) -> tuple[np.ndarray, np.ndarray]:
    """The scene in a folder rendered on its photo, and the greatest alpha of its layers."""
    layers = sorted(out.glob("0*.png"))
    pictures = [part for layer in layers for part in ("--picture", layer)]
    assert run(monkeypatch, "render", out / "scene.json", "--photo", photo, *pictures, "-o", "again.png") == ""
    alpha = np.maximum.reduce([np.asarray(Image.open(layer))[..., 3] for layer in layers])
    return np.asarray(Image.open("again.png")), alpha


def test_a_plate_shows_what_stands_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, empty = saved("photo.png", frame()), saved("plate.png", plate())
    told = run(monkeypatch, "extract", photo, "--plate", empty, "--category", "dog", "--fill", "-o", "out")
    assert told == ""
    scene = Scene.from_json(Path("out/scene.json").read_bytes())
    assert {layer.category for layer in scene.layers} == {"dog"}
    largest = max(scene.layers, key=lambda layer: layer.frame.width).frame
    assert abs(largest.cx - 105) < 8 and abs(largest.width - 90) < 20
    with Image.open("out/00-object-1.png") as layer:
        assert (layer.mode, layer.size) == ("RGBA", (240, 192))
    again, alpha = painted_again(monkeypatch, Path("out/background.png"), Path("out"))
    assert np.array_equal(again[alpha == 255], frame()[alpha == 255])
    filled = np.asarray(Image.open("out/background.png")).astype(int)
    assert np.abs(filled - plate())[alpha == 255].mean() < 45  # the disc is 120 off


def test_the_photo_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, empty = saved("photo.png", frame()), saved("plate.png", plate())
    assert run(monkeypatch, "extract", photo, "--plate", empty, "-o", "out") == ""
    again, alpha = painted_again(monkeypatch, photo, Path("out"))
    hard = (alpha == 0) | (alpha == 255)
    assert (alpha == 255).sum() > 3000
    assert np.array_equal(again[hard], frame()[hard])


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "I;16"])
def test_photos_of_every_kind_are_taken(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    def converted(pixels: np.ndarray) -> Image.Image:
        if mode == "I;16":
            return Image.fromarray(np.asarray(Image.fromarray(pixels).convert("L")).astype(np.uint16) * 257)
        return Image.fromarray(pixels).convert(mode)

    photo, empty = saved("photo.png", converted(frame())), saved("plate.png", converted(plate()))
    assert run(monkeypatch, "extract", photo, "--plate", empty, "-o", "out") == ""
    assert Scene.from_json(Path("out/scene.json").read_bytes()).layers[0].category is None


def test_what_a_person_gets_wrong_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, empty = saved("photo.png", frame()), saved("plate.png", plate())
    small = saved("small.png", plate()[:100])
    for arguments, sentence in [
        (("missing.png",), "missing.png does not exist."),
        ((photo, "--box", "1,2,3"), "--box takes 4 numbers with commas between them, not '1,2,3'."),
        ((photo, "--click", "a,b"), "--click takes 2 numbers with commas between them, not 'a,b'."),
        ((photo, "--category", "car"), "There is no category 'car'; choose one of"),
        (
            (photo, "--plate", small),
            "The plate has 240 x 100 pixels and the photo 240 x 192: they must be of one size.",
        ),
        ((photo, "--plate", photo), "Nothing stands before the background"),
        ((photo, "--plate", empty, "--click", "3,4"), "With a plate everything that differs is taken"),
    ]:
        assert run(monkeypatch, "extract", *arguments, "-o", "out").startswith(sentence)
    assert not Path("out").exists()


def test_wrong_places_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = saved("photo.png", frame())
    for place, sentence in [
        (("--box", "0,0,nan,9"), "A box is four numbers"),
        (("--box", "300,0,400,90"), "The box lies outside the photo, which has 240 x 192 pixels."),
        (("--box", "10,10,12,90"), "The box is too small"),
        (("--click", "500,10"), "The click lies outside the photo"),
    ]:
        assert run(monkeypatch, "extract", photo, *place, "-o", "out").startswith(sentence)


def test_an_animal_that_the_editor_painted_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    frame_of_it = Frame(cx=128, cy=140, width=150, height=110)
    elephant = Layer(id="a", name="a", category="elephant", frame=frame_of_it)
    document = Scene(
        canvas=CanvasSize(width=256, height=256), background=GeneratedBackground(seed=9), layers=(elephant,)
    )
    Path("scene.json").write_text(document.to_json())
    assert run(monkeypatch, "render", "scene.json", "--layers", "layers", "-o", "photo.png") == ""
    truth = np.asarray(Image.open("layers/00-a.png"))[..., 3] > 127
    assert run(monkeypatch, "extract", "photo.png", "--box", "45,78,212,202", "-o", "out") == ""
    found = np.asarray(Image.open("out/00-object-1.png"))[..., 3] > 127
    assert (found & truth).sum() > 0.6 * (found | truth).sum()


def test_missing_weights_are_one_sentence(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "manifest.json").write_text('{"version": 1, "networks": {}}')
    told = run(monkeypatch, "extract", saved("photo.png", frame()), "--weights", folder / "empty", "-o", "out")
    assert told.endswith("lists no weights called segmentation.")
