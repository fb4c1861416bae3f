"""Pictures that visitors upload: what is taken, what is refused and how, and who gets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from demo import limits
from demo.errors import RefusedError, answer
from demo.painter import Painter
from demo.uploads import PICTURES_EACH, Uploads, open_photo_file, open_reference_file
from scenegen.compositor import Compositor
from scenegen.images import MAX_REFERENCE_SIDE
from scenegen.scene import PhotoBackground
from tests.editor_requests import OWNER, changed, decoded, request, scene


def noise(height: int, width: int, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)


def cutout(height: int, width: int) -> np.ndarray:
    """Noise in two corners, nothing in the others."""
    pixels = noise(height, width, 4)
    pixels[..., 3] = 255
    pixels[: height // 2, : width // 2] = 0
    pixels[height // 2 :, width // 2 :] = 0
    return pixels


def upload(path: Path, pixels: np.ndarray, **options: object) -> dict[str, str]:
    Image.fromarray(pixels).save(path, **options)
    return {"owner": OWNER, "path": str(path)}


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "code", "sentence", "values"),
    [
        ((40, 8), "photo_too_small", "at least 16 x 16", {"width": 8, "height": 40, "least": 16}),
        ((4001, 4001), "photo_too_large", "at most 16 million", {"megabytes": 20, "megapixels": 16}),
    ],
)
def test_pictures_of_a_wrong_size(
    tmp_path: Path, size: tuple[int, int], code: str, sentence: str, values: dict[str, int]
) -> None:
    Image.new("RGB", size[::-1], (20, 90, 40)).save(tmp_path / "a.png")
    for read in (open_photo_file, open_reference_file):
        with pytest.raises(RefusedError, match=sentence) as refusal:
            read(tmp_path / "a.png")
        assert (refusal.value.code, refusal.value.values) == (code, values)


def test_a_file_of_too_many_bytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.truncate(limits.MAX_PHOTO_BYTES + 1)
    with pytest.raises(RefusedError, match="larger than 20 MB") as refusal:
        open_photo_file(path)
    assert refusal.value.code == "photo_too_large"


def test_a_picture_that_claims_to_be_huge_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    Image.new("RGB", (1, 1)).save(path)
    data = bytearray(path.read_bytes())
    data[18:26] = (30_000).to_bytes(4, "little") * 2
    path.write_bytes(data)
    with pytest.raises(RefusedError) as refusal:
        open_photo_file(path)
    assert refusal.value.code == "photo_too_large"


# --- photos ---------------------------------------------------------------------------------------------------------


def test_a_photo_becomes_the_background(painter: Painter, upload_folder: Path) -> None:
    pixels = noise(40, 60)
    opened = painter.uploads.open_photo(upload(upload_folder / "photo.png", pixels))
    assert (opened["width"], opened["height"]) == (60, 40)
    background = PhotoBackground(sha256=opened["sha256"])
    *_, last = painter.paint(request(scene(0, background=background).fitted(60, 40)))
    assert np.array_equal(decoded(last["picture"]), pixels)
    key = last["background"]["key"]
    (url,) = painter.layer_pictures({"session": "0" * 32, "keys": [key]}).values()
    assert np.array_equal(decoded(url), pixels)


def test_a_scene_of_another_size_is_fitted_to_its_photo(painter: Painter, upload_folder: Path) -> None:
    opened = painter.uploads.open_photo(upload(upload_folder / "photo.png", noise(128, 192)))
    document = scene(1, background=PhotoBackground(sha256=opened["sha256"]))
    *_, last = painter.paint(request(document))
    (layer,) = last["layers"]
    assert 60 <= layer["width"] <= 66  # a frame of 30 pixels on a canvas of half the width, and a little reach
    (variant,) = painter.variants(request(document, variants={"layer": "layer-0", "of": "look", "seeds": [1]}))
    assert decoded(variant["variants"]["url"]).shape[:2] == (90, 90)


def test_nobody_else_gets_the_photo(painter: Painter, upload_folder: Path) -> None:
    opened = painter.uploads.open_photo(upload(upload_folder / "photo.png", noise(32, 32)))
    document = scene(0, background=PhotoBackground(sha256=opened["sha256"]))
    (message,) = painter.paint(request(document, owner="2" * 32))
    assert message["error"]["code"] == "photo_missing"
    assert message["error"]["sha256"] == opened["sha256"]


# --- pictures to take a look from -----------------------------------------------------------------------------------


def test_a_reference_gives_its_look(painter: Painter, compositor: Compositor, upload_folder: Path) -> None:
    opened = painter.uploads.open_reference(upload(upload_folder / "look.png", cutout(48, 64)))
    assert (opened["width"], opened["height"]) == (64, 48)
    document = changed(scene(), 1, style_reference=opened["sha256"])
    *_, last = painter.paint(request(document))
    pictures = {opened["sha256"]: cutout(48, 64)}
    picture = decoded(last["picture"])
    assert np.array_equal(picture, compositor.render(document, pictures=pictures).pixels)
    assert not np.array_equal(picture, compositor.render(scene()).pixels)
    (variant,) = painter.variants(request(document, variants={"layer": "layer-1", "of": "shape", "seeds": [3]}))
    assert "url" in variant["variants"]


def test_a_download_has_the_look_too(painter: Painter, compositor: Compositor, upload_folder: Path) -> None:
    opened = painter.uploads.open_reference(upload(upload_folder / "look.png", cutout(48, 64)))
    document = changed(scene(), 1, style_reference=opened["sha256"])
    (message,) = painter.export(request(document), upload_folder)
    expected = compositor.render(document, pictures={opened["sha256"]: cutout(48, 64)}).pixels
    assert np.array_equal(np.asarray(Image.open(message["download"]["path"])), expected)


def test_a_missing_reference_is_named(painter: Painter, upload_folder: Path) -> None:
    document = changed(scene(), 1, style_reference="a" * 64, name="Stripes")
    (message,) = painter.paint(request(document))
    assert message["error"]["code"] == "picture_missing"
    assert message["error"]["sha256"] == "a" * 64
    assert "Stripes" in message["error"]["text"]
    opened = painter.uploads.open_reference(upload(upload_folder / "look.png", noise(32, 32)))
    document = changed(scene(), 1, style_reference=opened["sha256"])
    (message,) = painter.paint(request(document, owner="2" * 32))
    assert message["error"]["code"] == "picture_missing"


@pytest.mark.parametrize(("pixels", "side"), [(noise(600, 1200), MAX_REFERENCE_SIDE), (cutout(600, 1200), 1200)])
def test_a_large_reference_is_reduced_a_cutout_is_not(upload_folder: Path, pixels: np.ndarray, side: int) -> None:
    sent = upload(upload_folder / "look.png", pixels)
    opened = Uploads().open_reference(sent)
    assert (opened["width"], opened["height"]) == (side, side // 2)
    assert not Path(sent["path"]).exists()
    sent = upload(upload_folder / "look.png", pixels)
    assert Uploads().open_reference(sent) == opened  # another server, or this one after a restart


def test_a_reference_is_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    for pixels in (noise(40, 60), cutout(40, 60)):
        Image.fromarray(pixels).save(tmp_path / "look.png", exif=turned)
        opened = open_reference_file(tmp_path / "look.png")
        assert np.array_equal(opened, np.rot90(pixels, -1))


def test_a_picture_with_transparency_is_cut_to_what_is_there(tmp_path: Path) -> None:
    pixels = noise(40, 60, 4)
    pixels[..., 3] = 0
    Image.fromarray(pixels).save(tmp_path / "look.png")
    assert open_reference_file(tmp_path / "look.png").shape == (40, 60, 3)  # nothing is there: only a look
    pixels[10:30, 5:50, 3] = 200
    Image.fromarray(pixels).save(tmp_path / "look.png")
    assert np.array_equal(open_reference_file(tmp_path / "look.png"), pixels[10:30, 5:50])
    indices = np.zeros((40, 60), dtype=np.uint8)
    indices[:, :30] = 1
    palette = Image.fromarray(indices)
    palette.putpalette([0, 0, 0, 200, 90, 40])
    palette.save(tmp_path / "look.gif", transparency=0)
    assert np.array_equal(open_reference_file(tmp_path / "look.gif")[0, 0], (200, 90, 40, 255))
    assert open_reference_file(tmp_path / "look.gif").shape == (40, 30, 4)


def test_as_many_references_are_kept_as_a_scene_may_name() -> None:
    assert PICTURES_EACH >= limits.MAX_LAYERS


# --- what is refused ------------------------------------------------------------------------------------------------


def test_files_that_nobody_uploaded_stay_closed(upload_folder: Path, tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "private.png")
    (upload_folder / "link.png").symlink_to(tmp_path / "private.png")
    uploads = Uploads()
    for path in (tmp_path / "private.png", upload_folder / ".." / "private.png", upload_folder / "link.png"):
        for open_picture in (uploads.open_photo, uploads.open_reference):
            told = answer(open_picture, {"owner": OWNER, "path": str(path)})
            assert told == {"error": "The picture was not uploaded to this server.", "code": "photo_unreadable"}


def test_a_file_that_is_no_picture_gets_one_sentence(upload_folder: Path) -> None:
    (upload_folder / "notes.png").write_text("not a picture")
    told = answer(Uploads().open_photo, {"owner": OWNER, "path": str(upload_folder / "notes.png")})
    assert told["error"] == "notes.png is not a readable picture (JPEG, PNG, WebP, BMP, TIFF or GIF)."
    assert told["code"] == "photo_unreadable"


@pytest.mark.parametrize("argument", [None, {}, {"owner": "x", "path": "y"}, {"owner": OWNER, "path": 3}])
def test_other_arguments_get_one_sentence(argument: Any) -> None:
    for open_picture in (Uploads().open_photo, Uploads().open_reference):
        told = answer(open_picture, argument)
        assert told["code"] == "bad_request"
        assert told["error"].count(".") == 1
