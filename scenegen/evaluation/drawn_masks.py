"""Outlines as a person draws them with little effort: of another kind than what training makes out of photos' masks."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt
from skimage.measure import approximate_polygon, find_contours

from scenegen import masks

POINTS = 8
_DABS = 14
KINDS = ("polygon", "brush", "ellipse")


def drawn_masks(mask: torch.Tensor, kind: str, rng: torch.Generator) -> torch.Tensor:
    """Masks (B, 1, S, S) in [0, 1] of objects -> the same drawn by hand, of one of `KINDS`; empty ones stay so."""
    draw = {"polygon": _polygon, "brush": _brush, "ellipse": _ellipse}[kind]
    drawn = [draw(one[0].numpy() > 0.5, rng) if (one > 0.5).any() else np.zeros(one.shape[1:]) for one in mask]
    return torch.from_numpy(np.stack(drawn).astype(np.float32))[:, None]


def _polygon(mask: np.ndarray, rng: torch.Generator) -> np.ndarray:
    """Eight clicks along the outline, each a little off."""
    size = mask.shape[0]
    contour = max(find_contours(np.pad(mask, 1).astype(float), 0.5), key=len) - 1
    tolerance = 0.5
    while len(points := approximate_polygon(contour, tolerance)[:-1]) > POINTS:
        tolerance *= 1.15
    off = torch.randn(points.shape, generator=rng).numpy() * 0.01 * size
    clicked = (points[:, ::-1] + 0.5 + off) / size
    return masks.polygon_mask(clicked, size, size) if len(clicked) > 2 else mask.astype(np.float32)


def _brush(mask: np.ndarray, rng: torch.Generator) -> np.ndarray:
    """Filled with dabs of a round brush, the widest places first, by an unsteady hand: thin parts are lost."""
    size, scale = mask.shape[0], 4
    room = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1].clip(max=0.16 * size)  # how wide a dab may be at a place
    rows, columns = np.ogrid[:size, :size]
    picture = Image.new("L", (size * scale, size * scale))
    draw = ImageDraw.Draw(picture)
    for _ in range(_DABS):
        row, column = np.unravel_index(room.argmax(), room.shape)
        if room[row, column] < 1:
            break
        radius = max(float(room[row, column]), 0.03 * size)
        wobble = torch.randn(3, generator=rng).numpy() * 0.012 * size
        x, y, r = column + 0.5 + wobble[0], row + 0.5 + wobble[1], max(1.0, 1.1 * radius + wobble[2])
        draw.ellipse([scale * value for value in (x - r, y - r, x + r, y + r)], fill=255)
        room = room * ((rows - row) ** 2 + (columns - column) ** 2 > radius**2)  # painted
    return np.asarray(picture.reduce(scale), dtype=np.float32) / 255


def _ellipse(mask: np.ndarray, rng: torch.Generator) -> np.ndarray:
    """The ellipse of the object's own centre and spread."""
    rows, columns = np.nonzero(mask)
    points = np.stack([columns + 0.5, rows + 0.5])
    centre, spread = points.mean(1), np.cov(points) if points.shape[1] > 2 else np.eye(2)
    inverse = np.linalg.inv(spread + np.eye(2) / 12)
    size = mask.shape[0]
    grid = np.stack(np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5), -1) - centre
    # Of a filled ellipse the squared distance in units of its spread ends at 4. About two pixels of soft edge.
    distance = np.sqrt(np.einsum("hwi,ij,hwj->hw", grid, inverse, grid))
    per_pixel = 1 / np.sqrt(np.linalg.eigvalsh(spread + np.eye(2) / 12).mean())
    return (0.5 + (2 - distance) / (2 * per_pixel)).clip(0, 1).astype(np.float32)
