"""Sample sheets: what the shipped networks paint out of nothing but seeds. They show no photo: publish them freely."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from scenegen.compositor import Compositor
from scenegen.scene import CATEGORIES, CanvasSize, Frame, GeneratedBackground, Layer, PlainBackground, Scene

_TILE = 160
_ASPECTS = {"bird": 1.1, "cat": 1.0, "dog": 1.05, "emu": 0.75, "flamingo": 0.6}
_ASPECT = 1.4


def usual_aspect(category: str) -> float:
    """Usual width / height of a box around a whole animal of the category."""
    return _ASPECTS.get(category, _ASPECT)


def write_gallery(compositor: Compositor, folder: Path) -> Iterable[Path]:
    """Writes the sheets of backgrounds, outlines and objects; yields their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = {
        "background.webp": _backgrounds(compositor),
        "box2mask.png": _outlines(compositor),
        "foreground.png": _objects(compositor),
    }
    for name, sheet in sheets.items():
        sheet.save(folder / name, optimize=True, quality=90)
        yield folder / name


def _backgrounds(compositor: Compositor) -> Image.Image:
    """Four rows of three landscapes, large enough to have details."""
    tiles = []
    for seed in range(12):
        scene = Scene(canvas=CanvasSize(width=528, height=352), background=GeneratedBackground(seed=seed))
        tiles.append(compositor.render(scene).pixels)
    return _grid(tiles, columns=3)


def _outlines(compositor: Compositor) -> Image.Image:
    """A row per category: eight outlines drawn for the same box."""
    tiles = []
    for category in CATEGORIES:
        for seed in range(8):
            layer = _layer(category, _TILE, shape_seed=seed)
            mask = compositor.outline(layer)
            tile = np.full((_TILE, _TILE), 250, dtype=np.uint8)
            box = Image.fromarray(((1 - mask) * 220 + 30).astype(np.uint8)).resize(
                (round(layer.frame.width), round(layer.frame.height))
            )
            x, y = (_TILE - box.width) // 2, (_TILE - box.height) // 2
            tile[y : y + box.height, x : x + box.width] = np.asarray(box)
            tiles.append(np.repeat(tile[..., None], 3, axis=2))
    return _labelled(_grid(tiles, columns=8))


def _objects(compositor: Compositor) -> Image.Image:
    """A row per category: the same outline in four looks, then four other outlines, on landscapes and on grey."""
    tiles = []
    size = CanvasSize(width=_TILE, height=_TILE)
    for category in CATEGORIES:
        for number in range(8):
            shape_seed, style_seed = (0, number) if number < 4 else (number, 0)
            layer = _layer(category, _TILE, shape_seed=shape_seed, style_seed=style_seed)
            grey = PlainBackground(rgb=(200, 200, 196))
            background = grey if number < 4 else GeneratedBackground(seed=number)
            tiles.append(compositor.render(Scene(canvas=size, background=background, layers=(layer,))).pixels)
    return _labelled(_grid(tiles, columns=8))


def _layer(category: str, side: int, **seeds: int) -> Layer:
    aspect = usual_aspect(category)
    longer = 0.8 * side
    width, height = (longer, longer / aspect) if aspect >= 1 else (longer * aspect, longer)
    frame = Frame(cx=side / 2, cy=side / 2, width=width, height=height)
    return Layer(id=category, name=category, category=category, frame=frame, **seeds)


def _grid(tiles: list[np.ndarray], *, columns: int) -> Image.Image:
    rows = [np.concatenate(tiles[i : i + columns], axis=1) for i in range(0, len(tiles), columns)]
    return Image.fromarray(np.concatenate(rows))


def _labelled(sheet: Image.Image) -> Image.Image:
    """Writes the category at the beginning of each row."""
    draw = ImageDraw.Draw(sheet)
    for row, category in enumerate(CATEGORIES):
        draw.text((4, row * _TILE + 2), category, fill=(20, 20, 20), stroke_width=1, stroke_fill=(255, 255, 255))
    return sheet
