"""Frames made up from real cut-outs over a real background, with what sets frame and plate apart in practice.

Only the objects are in front. Everything else that differs (shadows, exposure, drifting light, moving water and leaves,
noise, compression, a camera that shook) is what a background subtraction has to look through. Pictures here are float
(3, S, S) in [0, 1].
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from scenegen import images, masks


@dataclass(frozen=True)
class Disturbance:
    """How strong what is no object may be; each is drawn at random up to this, and often left out."""

    jitter: float = 0.012  # shift of the camera, as a share of the side
    turn: float = 0.4  # degrees
    exposure: float = 0.25  # of the whole frame, as a share
    drift: float = 0.15  # of the light from place to place
    shadow: float = 0.6  # how much of the light a cast shadow takes
    waves: float = 0.012  # how far moving water or leaves move, as a share of the side
    noise: float = 0.025


STILL = Disturbance(jitter=0, turn=0, exposure=0, drift=0, shadow=0, waves=0, noise=0)


def composed(
    background: torch.Tensor, cutouts: list[torch.Tensor], disturbance: Disturbance, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """A frame (3, S, S), its plate (3, S, S) and where objects are (1, S, S) in {0, 1}.

    `cutouts` are RGBA (4, h, w) in [0, 1], pasted one over another at random sizes and places.
    """
    size = background.shape[-1]
    frame, alpha = background, torch.zeros(1, size, size)
    if disturbance.waves and _chance(0.35, generator):
        frame = _waved(frame, disturbance.waves, generator)
    for cutout in cutouts:
        pasted = placed(cutout, size, generator)
        if disturbance.shadow and _chance(0.6, generator):
            frame = frame * (1 - disturbance.shadow * _uniform(0.3, 1, generator) * _shadow(pasted[3:], generator))
        gain = 1 + 0.15 * torch.randn(3, 1, 1, generator=generator)
        frame = torch.lerp(frame, (pasted[:3] * gain).clamp(0, 1), pasted[3:])
        alpha = torch.maximum(alpha, pasted[3:])
    if disturbance.drift and _chance(0.5, generator):
        frame = frame * (1 + disturbance.drift * _smooth_noise(1, size, generator))
    if disturbance.exposure and _chance(0.7, generator):
        frame = exposed(frame, disturbance.exposure, generator)
    if (disturbance.jitter or disturbance.turn) and _chance(0.6, generator):
        frame, alpha = _shaken(frame, alpha, disturbance, generator)
    plate = background
    if disturbance.noise:
        plate = _filmed(plate, disturbance.noise, generator)
        frame = _filmed(frame, disturbance.noise, generator)
    return frame.clamp(0, 1), plate.clamp(0, 1), (alpha > 0.5).float()


def exposed(frame: torch.Tensor, strength: float, generator: torch.Generator) -> torch.Tensor:
    """Another exposure and white balance: a gain and an offset for all channels, and a little for each."""
    common, offset = (strength * _uniform(-1, 1, generator) for _ in range(2))
    cast = 1 + 0.25 * strength * torch.randn(3, 1, 1, generator=generator)
    return frame * (1 + common) * cast + 0.3 * offset


def _chance(share: float, generator: torch.Generator) -> bool:
    return bool(torch.rand((), generator=generator) < share)


def _uniform(low: float, high: float, generator: torch.Generator) -> float:
    return low + (high - low) * float(torch.rand((), generator=generator))


def cut_out(pixels: np.ndarray, mask: np.ndarray, most: int) -> torch.Tensor:
    """What lies under a mask, boolean (H, W), not empty, of a photo, uint8 (H, W, 3): RGBA (4, h, w) in [0, 1].

    Large objects are reduced by a whole factor to at most `most` pixels.
    """
    box = masks.tight_box(mask)
    colours = (images.to_tensor(pixels[box.y0 : box.y1, box.x0 : box.x1]) + 1) / 2
    alpha = torch.from_numpy(mask[box.y0 : box.y1, box.x0 : box.x1]).float()[None]
    factor = max(1, -(-max(colours.shape[1:]) // most))
    height, width = (max(2, side // factor) for side in colours.shape[1:])
    return images.resize(torch.cat([colours, alpha]), height, width).clamp(0, 1)


def placed(
    cutout: torch.Tensor, size: int, generator: torch.Generator, *, sizes: tuple[float, float] = (0.04, 0.7)
) -> torch.Tensor:
    """A cut-out, mirrored or not, somewhere in an RGBA (4, size, size); `sizes` are shares of the side."""
    least, most = sizes
    longer = size * least * (most / least) ** _uniform(0, 1, generator)
    height, width = cutout.shape[1:]
    scale = longer / max(height, width)
    height, width = max(2, round(height * scale)), max(2, round(width * scale))
    small = images.resize(cutout, height, width).clamp(0, 1)
    if _chance(0.5, generator):
        small = small.flip(-1)
    x = round(_uniform(-0.4 * width, size - 0.6 * width, generator))  # at least a good half is in the picture
    y = round(_uniform(-0.4 * height, size - 0.6 * height, generator))
    result = torch.zeros(4, size, size)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(size, x + width), min(size, y + height)
    if x1 > x0 and y1 > y0:
        result[:, y0:y1, x0:x1] = small[:, y0 - y : y1 - y, x0 - x : x1 - x]
    return result


def _shadow(alpha: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Where an object (1, S, S) keeps the light from the ground: its outline laid down from its feet, blurred."""
    size = alpha.shape[-1]
    rows = torch.nonzero(alpha[0].amax(1) > 0.5)
    if not len(rows):
        return alpha
    feet = float(rows[-1])
    lean, height = _uniform(-1.2, 1.2, generator), _uniform(0.15, 0.6, generator)
    # From a pixel of the shadow to the pixel of the object that casts it.
    matrix = np.array([[1, lean / height, -lean / height * feet], [0, 1 / height, feet - feet / height], [0, 0, 1]])
    cast = images.warp(alpha, matrix, size, size, outside="zeros")
    return _blurred(cast, size * _uniform(0.004, 0.02, generator))


def _blurred(image: torch.Tensor, sigma: float) -> torch.Tensor:
    """Three box blurs, nearly a Gaussian."""
    radius = max(1, round(sigma))
    for _ in range(3):
        image = F.avg_pool2d(image[None], 2 * radius + 1, 1, radius, count_include_pad=False)[0]
    return image


def _smooth_noise(channels: int, size: int, generator: torch.Generator, cells: int = 4) -> torch.Tensor:
    """(channels, size, size), about normal, without detail."""
    coarse = torch.randn(1, channels, cells, cells, generator=generator)
    return F.interpolate(coarse, (size, size), mode="bicubic", align_corners=False)[0]


def _waved(frame: torch.Tensor, strength: float, generator: torch.Generator) -> torch.Tensor:
    """Moving water or leaves: in one part of the picture everything lies a little elsewhere and glitters."""
    size = frame.shape[-1]
    where = (2 * _smooth_noise(1, size, generator)).sigmoid()
    cells = int(_uniform(8, 48, generator))
    shift = torch.cat([_smooth_noise(1, size, generator, cells) * s for s in (1.0, 0.6)]) * strength * where
    steps = (torch.arange(size) + 0.5) * 2 / size - 1
    grid = torch.stack(torch.meshgrid(steps, steps, indexing="xy"), -1) + 2 * shift.permute(1, 2, 0)
    moved = F.grid_sample(frame[None], grid[None], padding_mode="border", align_corners=False)[0]
    glitter = _smooth_noise(1, size, generator, 2 * cells) * where
    return moved + 0.06 * _uniform(0, 1, generator) * glitter


def _shaken(
    frame: torch.Tensor, alpha: torch.Tensor, disturbance: Disturbance, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """The camera moved: frame and objects shift and turn against the plate."""
    size = frame.shape[-1]
    angle = math.radians(disturbance.turn) * _uniform(-1, 1, generator)
    dx, dy = (disturbance.jitter * size * _uniform(-1, 1, generator) for _ in range(2))
    cos, sin, middle = math.cos(angle), math.sin(angle), size / 2
    matrix = images.translation(middle + dx, middle + dy) @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    matrix = matrix @ images.translation(-middle, -middle)
    moved = images.warp(torch.cat([frame, alpha]), matrix, size, size)
    return moved[:3], moved[3:]


def _filmed(frame: torch.Tensor, noise: float, generator: torch.Generator) -> torch.Tensor:
    """Noise of the sensor, sometimes softness and JPEG's blocks."""
    if _chance(0.3, generator):
        frame = _blurred(frame, 1)
    frame = frame + noise * _uniform(0, 1, generator) * torch.randn(frame.shape, generator=generator)
    if _chance(0.4, generator):
        buffer = io.BytesIO()
        picture = Image.fromarray(images.to_pixels(2 * frame - 1))
        picture.save(buffer, "JPEG", quality=int(_uniform(35, 90, generator)))
        frame = (images.to_tensor(np.asarray(Image.open(buffer))) + 1) / 2
    return frame
