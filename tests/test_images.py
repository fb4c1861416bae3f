"""Pictures in memory: what is read, how values are scaled, what a warp samples, what alpha-over leaves alone."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scenegen import images
from scenegen.images import ImageError, read_photo


def encoded(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def noise(height: int = 30, width: int = 40, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "WEBP"])
def test_lossless_formats_are_read_exactly(tmp_path: Path, format: str) -> None:
    data = encoded(Image.fromarray(noise()), format, **({"lossless": True} if format == "WEBP" else {}))
    (tmp_path / "photo").write_bytes(data)
    for source in (data, tmp_path / "photo", str(tmp_path / "photo")):
        assert np.array_equal(read_photo(source), noise())


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("L", (2, 2), 77), (77, 77, 77)),
        (Image.new("1", (2, 2), 1), (255, 255, 255)),
        (Image.new("P", (2, 2), 0), (0, 0, 0)),
        (Image.new("RGBA", (2, 2), (255, 0, 0, 0)), (255, 255, 255)),
        (Image.new("LA", (2, 2), (0, 0)), (255, 255, 255)),
        (Image.fromarray(np.full((2, 2), 65535, dtype=np.uint16)), (255, 255, 255)),
        (Image.fromarray(np.full((2, 2), 32896, dtype=np.uint16)), (128, 128, 128)),
    ],
)
def test_every_mode_becomes_rgb(image: Image.Image, expected: tuple[int, int, int]) -> None:
    assert (read_photo(encoded(image)) == expected).all()


def test_photos_stand_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    data = encoded(Image.new("RGB", (40, 20)), "JPEG", exif=exif)
    assert read_photo(data).shape == (40, 20, 3)


def test_cmyk_and_gif() -> None:
    assert read_photo(encoded(Image.new("CMYK", (8, 8)), "JPEG")).shape == (8, 8, 3)
    assert (read_photo(encoded(Image.new("P", (8, 8)), "GIF")) == 0).all()


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))


@pytest.mark.parametrize("size", [(8_000, 8_000), (60_000, 60_000)])
def test_bombs_are_refused_by_their_header(size: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match="at most 50 million are allowed"):
        read_photo(png_that_claims(*size))
    with pytest.raises(ImageError, match=r"at most 0\.001 million"):
        read_photo(encoded(Image.new("RGB", (40, 40))), max_pixels=1000)


def test_what_is_no_picture_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"^no\.png does not exist\.$"):
        read_photo(tmp_path / "no.png")
    whole = encoded(Image.fromarray(noise()), "PNG")
    for data in (b"", b"text", whole[: len(whole) // 2], encoded(Image.new("RGB", (9, 9)), "PPM")):
        with pytest.raises(ImageError, match="is not a readable picture"):
            read_photo(data)
    with pytest.raises(ImageError, match="is not a readable picture"):
        read_photo(tmp_path)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"]), st.data())
def test_damaged_files_never_raise_anything_else(format: str, data: st.DataObject) -> None:
    damaged = bytearray(encoded(Image.fromarray(noise(8, 8)), format))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        pixels = read_photo(bytes(damaged), max_pixels=100_000)
    except ImageError:
        return
    assert pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3


def test_a_photo_is_named_by_its_pixels_and_size() -> None:
    pixels = noise(4, 6)
    name = images.photo_sha256(pixels)
    assert len(name) == 64 and name == images.photo_sha256(np.asfortranarray(pixels))
    assert name != images.photo_sha256(pixels.reshape(6, 4, 3))


# --- values ---------------------------------------------------------------------------------------------------------


def test_every_byte_survives_the_way_through_a_tensor() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    pixels.setflags(write=False)
    tensor = images.to_tensor(pixels)
    assert tensor.shape == (3, 16, 16) and tensor.min() == -1 and tensor.max() == 1
    assert np.array_equal(images.to_pixels(tensor), pixels)
    assert images.to_tensor(np.zeros((5, 1, 3), dtype=np.uint8)).shape == (3, 5, 1)


def test_values_are_clipped() -> None:
    assert images.to_pixels(torch.tensor([-3.0, 0.0, 3.0]).reshape(3, 1, 1)).tolist() == [[[0, 128, 255]]]
    assert images.alpha_pixels(torch.tensor([[-1.0, 0.5, 2.0]])).tolist() == [[0, 128, 255]]


def test_resize_keeps_the_mean() -> None:
    tensor = images.to_tensor(noise(32, 48))
    assert images.resize(tensor, 32, 48) is tensor
    for height, width in ((8, 12), (64, 96), (20, 60)):
        resized = images.resize(tensor, height, width)
        assert resized.shape == (3, height, width)
        assert torch.allclose(resized.mean((1, 2)), tensor.mean((1, 2)), atol=0.05)


# --- warps ----------------------------------------------------------------------------------------------------------


def test_warping_by_nothing_changes_nothing() -> None:
    tensor = images.to_tensor(noise())
    assert torch.allclose(images.warp(tensor, np.eye(3), 30, 40), tensor, atol=1e-4)


def test_warp_moves_by_whole_pixels() -> None:
    tensor = images.to_tensor(noise())
    moved = images.warp(tensor, images.translation(3, 5), 10, 10)
    assert torch.allclose(moved, tensor[:, 5:15, 3:13], atol=1e-4)


def test_outside_is_the_edge_or_nothing() -> None:
    tensor = torch.ones(1, 4, 4)
    assert images.warp(tensor, images.translation(-10, 0), 4, 4).min() == 1
    assert images.warp(tensor, images.translation(-10, 0), 4, 4, outside="zeros").max() == 0


@pytest.mark.parametrize("factor", [2, 3, 7.5])
def test_shrinking_averages(factor: float) -> None:
    stripes = torch.zeros(1, 300, 300)
    stripes[..., ::2] = 1
    small = images.warp(stripes, np.diag([factor, factor, 1]), 20, 20)
    assert (small - 0.5).abs().max() < 0.3 and small.mean() == pytest.approx(0.5, abs=0.06)


@settings(max_examples=30, deadline=None)
@given(st.floats(-40, 60), st.floats(-40, 60), st.floats(0.1, 6), st.floats(0, 6.3))
def test_pixels_are_warped_as_their_tensor_is(x: float, y: float, scale: float, angle: float) -> None:
    pixels = noise(50, 60)
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    matrix = np.array([[cos, -sin, x], [sin, cos, y], [0, 0, 1]])
    whole = images.warp(images.to_tensor(pixels), matrix, 12, 16)
    assert torch.allclose(images.warp_pixels(pixels, matrix, 12, 16), whole, atol=1e-4)


def test_colours_spread_beyond_the_object() -> None:
    colors = torch.full((3, 64, 64), -1.0)
    weight = torch.zeros(1, 64, 64)
    colors[0, 20:40, 20:40], weight[:, 20:40, 20:40] = 1, 1
    spread = images.spread(colors, weight)
    assert torch.equal(spread[:, 20:40, 20:40], colors[:, 20:40, 20:40])
    assert (spread[0, 14:46, 14:46] > 0.99).all() and (spread[1, 14:46, 14:46] < -0.99).all()


# --- alpha-over -----------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1))
def test_alpha_over_is_exact_at_both_ends(seed: int) -> None:
    below = noise(20, 20, seed)
    patch = np.random.default_rng(seed + 1).integers(0, 256, (8, 10, 4), dtype=np.uint8)
    patch[:4, :, 3] = 0
    patch[4:6, :, 3] = 255
    canvas = below.copy()
    images.alpha_over(canvas, patch, 5, 7)
    assert np.array_equal(canvas[7:11, 5:15], below[7:11, 5:15])
    assert np.array_equal(canvas[11:13, 5:15], patch[4:6, :, :3])
    share = patch[6:, :, 3:] / 255
    exact = patch[6:, :, :3] * share + below[13:15, 5:15] * (1 - share)
    assert np.abs(canvas[13:15, 5:15] - exact).max() <= 0.5 + 1e-9
    canvas[7:15, 5:15] = below[7:15, 5:15]
    assert np.array_equal(canvas, below)
