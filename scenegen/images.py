"""Pictures in memory: the only owner of value ranges.

Outside the networks a picture is a uint8 array (H, W, 3) or (H, W, 4) in [0, 255], RGB, straight (not premultiplied)
alpha. Inside it is a float tensor (C, H, W): colours in [-1, 1], masks and alpha in [0, 1]. Positions are continuous:
pixel (i, j) covers the square [j, j + 1) x [i, i + 1), its centre lies at (j + 0.5, i + 0.5).
"""

from __future__ import annotations

import hashlib
import io
import math
import struct
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps

MAX_PHOTO_PIXELS = 50_000_000
MAX_REFERENCE_SIDE = 512  # an object's look needs no more
MAX_SCANS = 100  # of a progressive JPEG; the usual programs write about ten
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")


class ImageError(ValueError):
    """A picture that cannot be used; the message is one sentence for the person who sent it."""


def read_photo(source: str | Path | bytes, *, max_pixels: int = MAX_PHOTO_PIXELS) -> np.ndarray:
    """Decodes a picture to uint8 (H, W, 3), upright (EXIF), transparency laid over white, 16 bits scaled to 8.

    The size is checked before anything is decoded. Raises `ImageError` with one clear sentence.
    """
    return np.array(_opened(source, max_pixels, _to_rgb))


def read_mask(source: str | Path, *, max_pixels: int = MAX_PHOTO_PIXELS) -> np.ndarray:
    """Decodes what a picture marks in white, float32 (H, W) in [0, 1]; what is transparent is not marked.

    Raises `ImageError` like `read_photo`.
    """
    return marked(_opened(source, max_pixels, lambda image: image.convert("LA")))


def marked(image: Image.Image) -> np.ndarray:
    """What an image marks in white, float32 (H, W) in [0, 1]; what is transparent is not marked."""
    both = np.asarray(image.convert("LA"), dtype=np.float32) / 255
    return both[..., 0] * both[..., 1]


def check_animation(source: str | Path | bytes, max_pixels: int) -> None:
    """Raises Pillow's `DecompressionBombError` for an animated PNG that says, be it once, that it has more pixels.

    Pillow takes memory for all of them before anybody can look at the size. Other files pass.
    """
    most, animated = 0, False
    with io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
        if file.read(8) != b"\x89PNG\r\n\x1a\n":
            return
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"IDAT":
                break
            animated |= kind == b"acTL"
            behind = file.tell() + length + 4
            if kind == b"IHDR" and len(size := file.read(8)) == 8:
                width, height = struct.unpack(">II", size)
                most = max(most, width * height)
            file.seek(behind)
    if animated and most > max_pixels:
        raise Image.DecompressionBombError


def _opened(source: str | Path | bytes, max_pixels: int, convert: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """The picture of a file or of its bytes, upright and converted. Raises `ImageError`."""
    name = "The picture" if isinstance(source, bytes) else f"{Path(source).name}"
    try:
        with warnings.catch_warnings():
            # Of large pictures, where the limit below is ours and stricter, and of oddities that do not stop decoding.
            warnings.simplefilter("ignore")
            check_animation(source, max_pixels)
            place = io.BytesIO(source) if isinstance(source, bytes) else source
            with Image.open(place, formats=PHOTO_FORMATS) as image:
                if image.width * image.height > max_pixels:
                    size = f"{image.width} x {image.height} pixels"
                    raise ImageError(f"{name} has {size}; at most {max_pixels / 1e6:g} million are allowed.")
                if image.format in ("JPEG", "MPO") and _scans(source) > MAX_SCANS:
                    raise ImageError(f"{name} is built up in more than {MAX_SCANS} scans; save it anew.")
                return convert(ImageOps.exif_transpose(image))
    except ImageError:
        raise
    except FileNotFoundError:
        raise ImageError(f"{name} does not exist.") from None
    except Image.DecompressionBombError:
        raise ImageError(f"{name} has too many pixels; at most {max_pixels / 1e6:g} million are allowed.") from None
    except Exception:  # on broken files Pillow's decoders raise whatever they stumble over
        raise ImageError(f"{name} is not a readable picture (JPEG, PNG, WebP, BMP, TIFF or GIF).") from None


def _scans(source: str | Path | bytes) -> int:
    """How many passes over all pixels a JPEG asks for: a file of a few kilobytes may ask for hours of them."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    return data.count(b"\xff\xda")  # the mark of a scan; compressed data never holds it


def read_picture(path: Path, *, max_pixels: int = MAX_PHOTO_PIXELS) -> np.ndarray:
    """Decodes a picture that a layer names; the same file gives the same pixels.

    Of a picture with transparency the `trimmed` cut-out, uint8 (h, w, 4); any other, of which only the look is taken,
    reduced to uint8 (h, w, 3). Raises `ImageError`.
    """
    opaque = read_photo(path, max_pixels=max_pixels)
    cutout = _cutout(path)
    if cutout is not None:
        return cutout
    image = Image.fromarray(opaque)
    image.thumbnail((MAX_REFERENCE_SIDE, MAX_REFERENCE_SIDE), Image.Resampling.BICUBIC)
    return np.array(image)


def _cutout(path: Path) -> np.ndarray | None:
    """What a picture that can be read cuts out; None if it has no transparency or nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=PHOTO_FORMATS) as image:
            if not image.has_transparency_data or image.mode.startswith("I"):
                return None
            _, _, cutout = trimmed(np.asarray(ImageOps.exif_transpose(image).convert("RGBA")))
    return cutout if cutout.size else None


def trimmed(pixels: np.ndarray) -> tuple[int, int, np.ndarray]:
    """A cut-out, uint8 (H, W, 4), without the transparent surroundings: x, y of its corner, and its own pixels.

    Colours that nobody can see are set to 0, so that the same cut-out has the same name wherever it was kept.
    """
    x0, y0, x1, y1 = Image.fromarray(pixels[..., 3]).getbbox() or (0, 0, 0, 0)
    own = pixels[y0:y1, x0:x1].copy()
    own[own[..., 3] == 0] = 0
    return x0, y0, own


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode in ("I", "I;16", "I;16B", "I;16L"):  # 16-bit grey; Pillow's own conversion would clip it
        return Image.fromarray((np.asarray(image, dtype=np.float64) / 257).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def photo_sha256(pixels: np.ndarray) -> str:
    """Names a picture by its decoded pixels, uint8 (H, W, 3) or (H, W, 4), and its size: the `sha256` in a document."""
    digest = hashlib.sha256(f"{pixels.shape[1]}x{pixels.shape[0]}:".encode())
    digest.update(np.ascontiguousarray(pixels))
    return digest.hexdigest()


def to_tensor(pixels: np.ndarray) -> torch.Tensor:
    """uint8 (H, W, 3) -> float (3, H, W) in [-1, 1]."""
    return torch.from_numpy(pixels.transpose(2, 0, 1).copy()).float().div_(127.5).sub_(1)


def to_pixels(image: torch.Tensor) -> np.ndarray:
    """Float (3, H, W) in [-1, 1] -> uint8 (H, W, 3), rounded, clipped."""
    scaled = image.detach().float().add(1).mul(127.5).round().clamp(0, 255)
    return scaled.to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def alpha_pixels(alpha: torch.Tensor) -> np.ndarray:
    """Float (H, W) in [0, 1] -> uint8 (H, W)."""
    return alpha.detach().float().mul(255).round().clamp(0, 255).to(torch.uint8).cpu().numpy()


def resize(image: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Resizes a float (C, H, W): area-like (antialiased) when shrinking, smooth when growing."""
    if image.shape[1:] == (height, width):
        return image
    return F.interpolate(image[None], (height, width), mode="bicubic", align_corners=False, antialias=True)[0]


def warp(image: torch.Tensor, matrix: np.ndarray, height: int, width: int, *, outside: str = "border") -> torch.Tensor:
    """Samples a float (C, H, W) under an affine map.

    `matrix` (3, 3) takes positions of the result to positions of `image`, both in pixels. `outside` says what lies
    beyond the picture: "border" repeats its edge, "zeros" is 0. Shrinking is antialiased: the picture is first reduced
    by averaging until one step of the result is about one pixel.
    """
    factor = _reduction(matrix)
    # Only the part that is looked at is reduced: a small object on a 12-megapixel photo stays cheap.
    x0, y0, x1, y1 = _looked_at(matrix, height, width, image.shape[1], image.shape[2])
    part = image[:, y0:y1, x0:x1]
    if factor > 1:
        part = F.avg_pool2d(part[None], factor, ceil_mode=True, count_include_pad=False)[0]
    to_part = np.array([[1 / factor, 0, -x0 / factor], [0, 1 / factor, -y0 / factor], [0, 0, 1]]) @ matrix
    # grid_sample's own coordinates: [-1, 1] from one outer edge of the picture to the other.
    part_height, part_width = part.shape[1:]
    to_grid = np.array([[2 / part_width, 0, -1], [0, 2 / part_height, -1]]) @ to_part
    columns = torch.arange(width, dtype=torch.float32) + 0.5
    rows = torch.arange(height, dtype=torch.float32)[:, None] + 0.5
    grid = torch.stack([float(m[0]) * columns + float(m[1]) * rows + float(m[2]) for m in to_grid], dim=-1)
    return F.grid_sample(part[None], grid[None], mode="bilinear", padding_mode=outside, align_corners=False)[0]


def warp_pixels(pixels: np.ndarray, matrix: np.ndarray, height: int, width: int) -> torch.Tensor:
    """`warp` of a uint8 (H, W, 3) with its edge repeated; only the part that is looked at becomes a tensor."""
    x0, y0, x1, y1 = _looked_at(matrix, height, width, *pixels.shape[:2])
    return warp(to_tensor(pixels[y0:y1, x0:x1]), translation(-x0, -y0) @ matrix, height, width)


def warp_cutout(pixels: np.ndarray, matrix: np.ndarray, height: int, width: int) -> np.ndarray:
    """`warp` of a cut-out, uint8 (H, W, 4), with nothing around it: uint8 (height, width, 4).

    Colours are weighed by their alpha, so that what is hidden under transparency never shows at an edge (Porter and
    Duff 1984).
    """
    x0, y0, x1, y1 = _looked_at(matrix, height, width, *pixels.shape[:2])
    part = torch.from_numpy(pixels[y0:y1, x0:x1].transpose(2, 0, 1).copy()).float()
    part[:3] *= part[3:] / 255
    warped = warp(part, translation(-x0, -y0) @ matrix, height, width, outside="zeros")
    warped[:3] *= 255 / warped[3:].clamp(min=1e-3)
    return warped.round_().clamp_(0, 255).to(torch.uint8).permute(1, 2, 0).numpy()


def resize_cutout(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resizes a cut-out, uint8 (H, W, 4), antialiased and with its colours weighed by their alpha."""
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3))


def translation(x: float, y: float) -> np.ndarray:
    """The (3, 3) matrix that moves positions by (x, y)."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype=float)


def _reduction(matrix: np.ndarray) -> int:
    """By which whole factor a picture is averaged before it is sampled."""
    return max(1, int(math.sqrt(abs(np.linalg.det(matrix[:2, :2]))) + 0.25))


def _looked_at(matrix: np.ndarray, height: int, width: int, full_height: int, full_width: int) -> tuple[int, ...]:
    """The part (x0, y0, x1, y1) of a picture of the full size that a result of `height` x `width` is sampled from."""
    corners = matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]], dtype=float)
    factor = _reduction(matrix)
    margin = 2 * factor
    x0 = int(np.clip(math.floor(corners[0].min()) - margin, 0, full_width - 1)) // factor * factor
    y0 = int(np.clip(math.floor(corners[1].min()) - margin, 0, full_height - 1)) // factor * factor
    x1 = int(np.clip(math.ceil(corners[0].max()) + margin, x0 + 1, full_width))
    y1 = int(np.clip(math.ceil(corners[1].max()) + margin, y0 + 1, full_height))
    return x0, y0, x1, y1


def spread(colors: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Carries colours (3, H, W) from where `weight` (1, H, W) in [0, 1] is high to where it is low.

    What a network paints where its alpha is 0 means nothing; enlarging a patch would mix it into the edge.
    """
    for radius in (2, 8):
        near, total = _window_mean(torch.cat([colors * weight, weight]), radius).split([3, 1])
        near = near / total.clamp(min=1e-6)
        colors = torch.where(total > 1e-4, torch.lerp(near, colors, weight), colors)
        weight = torch.maximum(weight, (total > 1e-4).to(weight.dtype))
        if bool((weight == 1).all()):  # often the first round has reached everything
            break
    return colors


def _window_mean(image: torch.Tensor, radius: int) -> torch.Tensor:
    """The mean of a (C, H, W) over a square window, zeros beyond its edge."""
    side = 2 * radius + 1
    image = F.pad(image, (radius, radius, radius, radius))
    for axis in (-2, -1):
        # Sums of 1, 2, 4, ... places, of which those are added that make up the side: neither pooling nor a convolution
        # of every channel for itself is as fast.
        total, length, begun = 0, image.shape[axis] - 2 * radius, 0
        reach = 1
        while reach <= side:
            if side & reach:
                total = image.narrow(axis, begun, length) + total
                begun += reach
            if 2 * reach <= side:
                rest = image.shape[axis] - reach
                image = image.narrow(axis, 0, rest) + image.narrow(axis, reach, rest)
            reach *= 2
        image = total
    return image / side**2


def alpha_over(canvas: np.ndarray, patch: np.ndarray, x: int, y: int) -> None:
    """Lays an RGBA patch uint8 (h, w, 4) over `canvas` uint8 (H, W, 3), in place, its top left corner at (x, y).

    The patch lies wholly inside the canvas. Integer arithmetic: alpha 0 leaves the canvas untouched to the byte, alpha
    255 replaces it.
    """
    height, width = patch.shape[:2]
    below = canvas[y : y + height, x : x + width]
    alpha = patch[..., 3:].astype(np.uint16)
    mixed = patch[..., :3] * alpha
    mixed += below * (255 - alpha)
    mixed += 128
    mixed += mixed >> 8  # with this and the next line a rounded division by 255
    mixed >>= 8
    below[...] = mixed
