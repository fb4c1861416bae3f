"""Layers that were cut out of a photo: their pixels are kept, moved without fringes, and no network touches them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gradio.utils import get_upload_folder
from PIL import Image
from torch import nn

from demo.errors import RefusedError
from demo.painter import Painter
from scenegen.compositor import Canvas, Compositor
from scenegen.images import photo_sha256, read_picture, trimmed
from scenegen.scene import CanvasSize, Frame, Layer, PhotoShape, PlainBackground, Scene, SceneError
from tests.editor_requests import OWNER, decoded, request

WIDTH, HEIGHT = 64, 48
GREY = (90, 90, 90)


def cutout(width: int = 20, height: int = 14) -> np.ndarray:
    """Noise inside an ellipse with a soft edge."""
    pixels = np.random.default_rng(3).integers(0, 256, (height, width, 4), dtype=np.uint8)
    y = (np.arange(height)[:, None] + 0.5) / height * 2 - 1
    x = (np.arange(width) + 0.5) / width * 2 - 1
    pixels[..., 3] = np.clip((1.05 - np.hypot(x, y)) * 4, 0, 1) * 255
    return trimmed(pixels)[2]


def layer(pixels: np.ndarray, **fields: object) -> Layer:
    """A cut-out in its own size, its corner at (7, 9) unless the frame is given."""
    height, width = pixels.shape[:2]
    frame = Frame(cx=7 + width / 2, cy=9 + height / 2, width=width, height=height)
    shape = PhotoShape(sha256=photo_sha256(pixels))
    return Layer(**{"id": "car", "name": "Car", "category": None, "frame": frame, "shape": shape, **fields})


def scene(*layers: Layer) -> Scene:
    return Scene(
        canvas=CanvasSize(width=WIDTH, height=HEIGHT), background=PlainBackground(rgb=GREY), layers=tuple(layers)
    )


def rendered(compositor: Compositor, pixels: np.ndarray, **fields: object) -> Canvas:
    return compositor.render(scene(layer(pixels, **fields)), pictures={photo_sha256(pixels): pixels})


def on_canvas(canvas: Canvas) -> np.ndarray:
    return canvas.layers[0].on_canvas(WIDTH, HEIGHT)


def test_in_its_own_size_it_is_the_picture_and_the_rest_is_untouched(compositor: Compositor) -> None:
    pixels = cutout()
    canvas = rendered(compositor, pixels)
    assert np.array_equal(on_canvas(canvas)[9:23, 7:27], pixels)
    opaque = pixels[..., 3] == 255
    assert opaque.sum() > 50
    assert np.array_equal(canvas.pixels[9:23, 7:27][opaque], pixels[opaque][:, :3])
    assert (canvas.pixels[on_canvas(canvas)[..., 3] == 0] == GREY).all()


@pytest.mark.parametrize(("cx", "cy"), [(0, 0), (WIDTH, HEIGHT), (-200, 10), (WIDTH + 10, 20)])
def test_what_hangs_over_the_edge_is_cut_there(compositor: Compositor, cx: float, cy: float) -> None:
    pixels = cutout()
    canvas = rendered(compositor, pixels, frame=Frame(cx=cx, cy=cy, width=20, height=14))
    large = np.zeros((HEIGHT + 600, WIDTH + 600, 4), dtype=np.uint8)
    top, left = round(cy) - 7 + 300, round(cx) - 10 + 300
    large[top : top + 14, left : left + 20] = pixels
    assert np.array_equal(on_canvas(canvas), large[300 : 300 + HEIGHT, 300 : 300 + WIDTH])


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ({"flip": True}, lambda pixels: pixels[:, ::-1]),
        ({"rotation": 180}, lambda pixels: pixels[::-1, ::-1]),
        ({"rotation": -90}, lambda pixels: np.rot90(pixels)),
        ({"rotation": 90, "flip": True}, lambda pixels: np.rot90(pixels[:, ::-1], -1)),
    ],
)
def test_quarter_turns_and_mirrors_keep_every_pixel(compositor: Compositor, turn: dict, expected: object) -> None:
    pixels = cutout(20, 14)
    canvas = rendered(compositor, pixels, frame=Frame(cx=30, cy=20, width=20, height=14, **turn))
    turned = expected(pixels)
    height, width = turned.shape[:2]
    painted = on_canvas(canvas)[20 - height // 2 :, 30 - width // 2 :][:height, :width]
    assert np.array_equal(painted[..., 3], turned[..., 3])
    solid = turned[..., 3] > 0
    assert np.abs(painted.astype(int) - turned)[solid].max() <= 1
    opaque = turned[..., 3] == 255
    assert np.array_equal(painted[opaque], turned[opaque])


@pytest.mark.parametrize(("width", "height", "rotation"), [(15, 10, 0), (60, 6, 0), (7.3, 30, 0), (21, 14, 37)])
def test_it_is_averaged_when_it_is_made_smaller(
    compositor: Compositor, width: float, height: float, rotation: float
) -> None:
    """Black and white in turn become grey: no moire, whichever side is shortened and however it is turned."""
    pixels = np.full((120, 180, 4), 255, dtype=np.uint8)
    pixels[(np.arange(120)[:, None] + np.arange(180)) % 2 == 0, :3] = 0
    frame = Frame(cx=32, cy=24, width=width, height=height, rotation=rotation)
    painted = on_canvas(rendered(compositor, pixels, frame=frame))
    inside = painted[painted[..., 3] == 255][:, :3].astype(int)
    assert len(inside) > 0.6 * width * height
    assert np.abs(inside - 127).max() <= 3
    assert painted[..., 3].sum() / 255 == pytest.approx(width * height, rel=0.06)


@pytest.mark.parametrize("frame", [(23.4, 20.7, 20, 14, 0), (30, 20, 41, 31, 20), (30, 20, 9.3, 8.2, 100)])
def test_no_colour_shows_that_was_hidden_under_transparency(compositor: Compositor, frame: tuple[float, ...]) -> None:
    pixels = cutout()
    pixels[..., :3] = (200, 0, 0)
    pixels[pixels[..., 3] == 0] = (0, 255, 0, 0)
    names = ("cx", "cy", "width", "height", "rotation")
    painted = on_canvas(rendered(compositor, pixels, frame=Frame(**dict(zip(names, frame, strict=True)))))
    seen = painted[painted[..., 3] > 8][:, :3].astype(int)
    assert len(seen) > 20 and (np.abs(seen - (200, 0, 0)) <= 12).all()


def test_opacity_is_in_its_alpha(compositor: Compositor) -> None:
    pixels = cutout()
    painted = on_canvas(rendered(compositor, pixels, opacity=0.5))[9:23, 7:27]
    assert np.array_equal(painted[..., :3], pixels[..., :3])
    assert np.abs(painted[..., 3].astype(int) - pixels[..., 3] / 2).max() <= 1


def test_no_network_is_asked_and_nothing_below_changes(compositor: Compositor, networks: dict[str, nn.Module]) -> None:
    horse = Layer(id="a", name="a", category="horse", frame=Frame(cx=30, cy=24, width=30, height=24))
    pixels = cutout()
    below = compositor.render(scene(horse)).layers[0].pixels
    for network in networks.values():
        network.register_forward_hook(lambda *_: pytest.fail("a network was run"))
    pictures = {photo_sha256(pixels): pixels}
    for fields in ({}, {"frame": Frame(cx=20.5, cy=20, width=33, height=12, rotation=3)}, {"style_seed": 9}):
        canvas = compositor.render(scene(horse, layer(pixels, **fields)), pictures=pictures)
        assert canvas.layers[0].pixels is below and canvas.layers[1].pixels.size
    assert compositor.render(scene(layer(pixels)), pictures=pictures).layers[0].pixels.size


def test_the_same_cutout_is_laid_once(compositor: Compositor) -> None:
    pixels = cutout()
    first, second = rendered(compositor, pixels), rendered(compositor, pixels.copy(), name="again")
    assert first.layers[0].pixels is second.layers[0].pixels
    assert not first.layers[0].pixels.flags.writeable


@pytest.mark.parametrize("side", [0.01, 0.4, 3000])
def test_frames_of_any_size_are_stood(compositor: Compositor, side: float) -> None:
    canvas = rendered(compositor, cutout(), frame=Frame(cx=30, cy=20, width=side, height=7, rotation=10))
    assert canvas.pixels.shape == (HEIGHT, WIDTH, 3)
    assert side < 0.4 or (on_canvas(canvas)[..., 3] > 0).any()


def test_a_missing_or_wrong_picture_gets_one_sentence(compositor: Compositor) -> None:
    pixels, sha256 = cutout(), photo_sha256(cutout())
    with pytest.raises(SceneError, match=r"^The picture of Car, which was cut out of a photo, is not given\.$"):
        compositor.render(scene(layer(pixels)))
    for wrong in (cutout(30, 20), pixels[..., :3], pixels.astype(float)):
        with pytest.raises(SceneError, match="for Car is not the one that was cut out for it"):
            compositor.render(scene(layer(pixels)), pictures={sha256: wrong})
    with pytest.raises(SceneError, match="Car is cut out of a photo; it has no outline"):
        compositor.outline(layer(pixels))


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_cutout_has_one_name_at_any_size_of_its_file(tmp_path: Path) -> None:
    pixels = cutout()
    Image.fromarray(pixels).save(tmp_path / "tight.png")
    large = np.full((600, 900, 4), (1, 2, 3, 0), dtype=np.uint8)
    large[200 : 200 + pixels.shape[0], 300 : 300 + pixels.shape[1]] = pixels
    Image.fromarray(large).save(tmp_path / "large.png")
    assert trimmed(large)[:2] == (300, 200)
    for name in ("tight", "large"):
        assert np.array_equal(read_picture(tmp_path / f"{name}.png"), pixels)


def test_a_cutout_may_be_tiny_or_opaque(tmp_path: Path) -> None:
    pixels = np.full((3, 5, 4), 255, dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert np.array_equal(read_picture(tmp_path / "a.png"), pixels)


# --- in the editor --------------------------------------------------------------------------------------------------


@pytest.fixture
def painter(compositor: Compositor) -> Painter:
    return Painter(compositor)


def test_the_editor_paints_a_cutout_that_was_uploaded(
    painter: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    folder, pixels = Path(get_upload_folder()), cutout()
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels[:10, :12]).save(folder / "cut.png")  # smaller than any photo may be
    small = trimmed(pixels[:10, :12])[2]
    (message,) = painter.paint(request(scene(layer(small))))
    assert (message["error"]["code"], message["error"]["layer"]) == ("picture_missing", "car")
    assert message["error"]["text"] == "The picture of Car is not on the server; upload it again."
    opened = painter.uploads.open_reference({"owner": OWNER, "path": str(folder / "cut.png")})
    assert opened["sha256"] == photo_sha256(small) == message["error"]["sha256"]
    *_, last = painter.paint(request(scene(layer(small))))
    (placed,) = last["layers"]
    assert (placed["x"], placed["y"]) == (7, 9)
    (url,) = painter.layer_pictures({"session": "0" * 32, "keys": [placed["key"]]}).values()
    assert np.array_equal(decoded(url)[..., 3], small[..., 3])


@pytest.mark.parametrize("of", ["look", "shape"])
def test_there_is_nothing_else_to_choose_for_a_cutout(painter: Painter, of: str) -> None:
    pixels = cutout()
    painter.uploads.pictures.add(OWNER, pixels)
    document = scene(layer(pixels))
    (message,) = painter.variants(request(document, variants={"layer": "car", "of": of, "seeds": [1]}))
    assert message["error"]["code"] == "from_photo"
    assert message["error"]["text"] == "Car is cut out of a photo; there are no others to choose from."
    with pytest.raises(RefusedError, match="Car is cut out of a photo"):
        painter.outline({"layer": document.layers[0].model_dump(mode="json")})
