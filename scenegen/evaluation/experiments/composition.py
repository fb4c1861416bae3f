"""What the systems of an experiment are asked to paint: a background, and objects as outlines in frames."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from scenegen import images
from scenegen.masks import box_mask, dilated, frame_matrix
from scenegen.scene import Frame

SIZE = 128  # side in pixels at which every system paints: the one that the paper's networks know
REACH = 4  # pixels beyond a mask that still count as the object's: its soft edge


@dataclass(frozen=True, eq=False)
class Item:
    """One object: an outline in the unit square of its frame, which is given in pixels of the picture.

    `outline` is float (h, w) in [0, 1], or None for a box alone: who can draws an outline into it, others fill it.
    """

    outline: np.ndarray | None
    frame: Frame
    category: str
    seed: int = 0

    def mask(self) -> np.ndarray:
        """The object on the picture, float32 (SIZE, SIZE) in [0, 1]."""
        outline = box_mask(SIZE, SIZE) if self.outline is None else self.outline
        to_outline = np.diag([outline.shape[1], outline.shape[0], 1]) @ np.linalg.inv(frame_matrix(self.frame))
        unit = torch.from_numpy(np.array(outline, dtype=np.float32))[None]
        return images.warp(unit, to_outline, SIZE, SIZE, outside="zeros")[0].clamp(0, 1).numpy()

    def moved(self, *, dx: float = 0, dy: float = 0, turn: float = 0, scale: float = 1) -> Item:
        """The same object shifted by pixels, turned by degrees about its centre, and enlarged."""
        frame = self.frame
        news = {
            "cx": frame.cx + dx,
            "cy": frame.cy + dy,
            "rotation": frame.rotation + turn,
            "width": frame.width * scale,
            "height": frame.height * scale,
        }
        return dataclasses.replace(self, frame=frame.model_copy(update=news))


@dataclass(frozen=True, eq=False)
class Composition:
    """A background, uint8 (SIZE, SIZE, 3), and objects in painting order; `photo` is what they were taken from."""

    background: np.ndarray
    items: tuple[Item, ...]
    photo: np.ndarray | None = None

    def having(self, *items: Item) -> Composition:
        """The same background with other objects."""
        return dataclasses.replace(self, items=items)

    def on(self, background: np.ndarray) -> Composition:
        """The same objects on another background."""
        return dataclasses.replace(self, background=background)

    def masks(self) -> list[np.ndarray]:
        """Each float32 (SIZE, SIZE) in [0, 1], in painting order."""
        return [item.mask() for item in self.items]


class System(Protocol):
    """What paints a composition: ours, or one that it is compared with."""

    name: str  # for figures
    title: str  # for people
    takes_background: bool  # it paints into the background that it is given; others make the whole picture anew
    categories: tuple[str, ...]  # of objects that it knows

    def paint(self, composition: Composition) -> np.ndarray:
        """The picture, uint8 (SIZE, SIZE, 3); the same for the same composition."""
        ...


def covered(*masks: np.ndarray, reach: int = REACH) -> np.ndarray:
    """Where any of the masks (SIZE, SIZE) is, or at most `reach` pixels away from it: bool (SIZE, SIZE)."""
    union = torch.from_numpy(np.maximum.reduce(masks) > 1 / 255).float()[None, None]
    return dilated(union, reach)[0, 0].bool().numpy()


def visible_masks(masks: list[np.ndarray]) -> list[np.ndarray]:
    """What of each mask no later one covers: bool (SIZE, SIZE) each."""
    visible, above = [], np.zeros((SIZE, SIZE), dtype=bool)
    for mask in reversed(masks):
        visible.append((mask > 0.5) & ~above)
        above |= mask > 0.5
    return visible[::-1]
