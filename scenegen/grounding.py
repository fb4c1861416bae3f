"""What makes an object stand in its scene: a soft shadow where it meets the ground, and the scene's light on it.

Both change the object's own layer and nothing else: the shadow is part of its colours and alpha.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from scenegen import masks
from scenegen.patches import Patch

# Below a half, so that a shadow never counts as the object itself (clicks, training data).
_DARKEST = 0.47
_SOLID = 127  # alpha of the object's own pixels is above
# In units of the object's width and height; chosen by eye on horses, elephants, flamingos and rhinos.
_SOFT_ACROSS, _SOFT_DOWN = 0.035, 0.035
_LEG_GAP = 0.07  # how far above its lowest point a part of the object still touches the ground
_UNDER_BODY = 0.7  # darkness under the body, against 1 at the feet

_NORM = 6  # Minkowski norm of the shades-of-grey estimate
_DAYLIGHT = 0.8  # what that norm is in a usual photo by day, in [0, 1]
_LEAST_LIGHT, _MOST_LIGHT = 0.3, 1.25
_LOOK_AROUND = 1.0  # how much of the scene beside an object its light is read from, in units of the object's size
_SAMPLES = 96  # pixels per side that are looked at


def with_shadow(patch: Patch, strength: float, width: int, height: int) -> Patch:
    """A patch with the shadow that its object throws on the ground under it, on a canvas of `width` x `height`.

    `strength` is in [0, 1]. The light comes from above: the ground is darkest at the feet and a little darker under the
    body. An object that the canvas' lower edge cuts off stands outside of the picture and throws none in it.
    """
    x, y, rgba = patch
    rows, columns = rgba.shape[:2]
    solid = rgba[..., 3] > _SOLID
    occupied = solid.any(0)
    if not occupied.any() or y + rows >= height:
        return patch
    across = max(0.8, _SOFT_ACROSS * float(occupied.sum()))
    down = max(0.8, _SOFT_DOWN * float(solid.any(1).sum()))
    left, right = min(x, int(np.ceil(4 * across))), min(width - x - columns, int(np.ceil(4 * across)))
    below = min(height - y - rows, int(np.ceil(3 * down)))
    padding = ((0, below), (left, right))
    shadow = strength * _DARKEST * _darkness(np.pad(solid, padding), across, down)

    result = np.pad(rgba, (*padding, (0, 0)))
    top = int((shadow.max(1) > 1 / 512).argmax())  # most of a tall object lies above its shadow
    part, shadow = result[top:], shadow[top:]
    alpha = part[..., 3].astype(np.float32) / 255
    total = alpha + shadow * (1 - alpha)
    own = alpha / np.maximum(total, 1e-6)  # the shadow's own colour is black
    part[..., :3] = np.rint(part[..., :3] * own[..., None])
    part[..., 3] = np.rint(255 * total)
    touched = masks.tight_box(result[..., 3], 0) or masks.Box(0, 0, 0, 0)
    result = result[touched.y0 : touched.y1, touched.x0 : touched.x1].copy()
    result.setflags(write=False)
    return x - left + touched.x0, y + touched.y0, result


def _darkness(solid: np.ndarray, across: float, down: float) -> np.ndarray:
    """How dark the ground is around an object, boolean (H, W): float (H, W) in [0, 1], softened by so many pixels."""
    # A soft shadow has no detail: of a large object it is drawn small.
    step = max(1, int(min(across, down) / 2))
    rows, columns = -(-solid.shape[0] // step), -(-solid.shape[1] // step)
    padded = np.pad(solid, ((0, rows * step - solid.shape[0]), (0, columns * step - solid.shape[1])))
    small = padded.reshape(rows, step, columns, step).any((1, 3))
    across, down = across / step, down / step
    tall = small.any(1).sum()
    occupied = small.any(0)
    lowest = np.where(occupied, rows - 1 - small[::-1].argmax(0), 0)
    touching = np.where(occupied, np.exp((lowest - lowest.max()) / (_LEG_GAP * tall)), 0.0)
    feet = np.zeros((rows, columns))
    feet[lowest, np.arange(columns)] = touching
    feet = gaussian_filter(feet, (down, across), mode="constant") * (np.sqrt(2 * np.pi) * down)
    body = gaussian_filter1d(np.minimum(1.0, 2.5 * small.sum(0) / tall), 2 * across, mode="constant")
    ground = (touching * lowest).sum() / touching.sum()
    under = np.exp(-0.5 * ((np.arange(rows) - ground) / (1.3 * down)) ** 2)
    dark = np.minimum(1.0, np.maximum(feet, _UNDER_BODY * body * under[:, None])).astype(np.float32)
    if step > 1:
        enlarged = Image.fromarray(dark).resize((columns * step, rows * step), Image.Resampling.BILINEAR)
        dark = np.asarray(enlarged)
    return dark[: solid.shape[0], : solid.shape[1]]


def light_of(canvas: np.ndarray, box: masks.Box) -> tuple[float, float, float]:
    """The light of a scene around an object: what white would be there per channel, in units of usual daylight.

    `canvas` is uint8 (H, W, 3), `box` where the object will lie. Shades of grey (Finlayson & Trezzi 2004), half of the
    neighbourhood and half of the whole picture, so that an object on grass does not turn green.
    """
    height, width = canvas.shape[:2]
    reach_x, reach_y = int(_LOOK_AROUND * box.width), int(_LOOK_AROUND * box.height)
    rows = slice(max(0, box.y0 - reach_y), min(height, box.y1 + reach_y))
    columns = slice(max(0, box.x0 - reach_x), min(width, box.x1 + reach_x))
    around = canvas[rows, columns]
    white = (_white(around) + _white(canvas)) / 2 / _DAYLIGHT
    red, green, blue = np.round(white, 3).tolist()
    return red, green, blue


def _white(pixels: np.ndarray) -> np.ndarray:
    step_y, step_x = (max(1, side // _SAMPLES) for side in pixels.shape[:2])
    sampled = pixels[::step_y, ::step_x].astype(np.float64) / 255
    return (sampled**_NORM).mean((0, 1)) ** (1 / _NORM)


def in_light(patch: Patch, strength: float, light: tuple[float, float, float]) -> Patch:
    """A patch as it looks in a scene's `light` (see `light_of`); `strength` 0 leaves it as it is, 1 is all of it.

    Each channel is scaled, as von Kries (1902) has it for another light. Alpha stays.
    """
    x, y, rgba = patch
    gain = 1 + strength * (np.clip(light, _LEAST_LIGHT, _MOST_LIGHT) - 1)
    tables = np.rint(np.arange(256)[:, None] * gain).clip(0, 255).astype(np.uint8)  # (256, 3)
    lit = np.dstack([*(tables[rgba[..., channel], channel] for channel in range(3)), rgba[..., 3]])
    lit.setflags(write=False)
    return x, y, lit
