"""What experiments paint in: what the editor's networks make up, or held-out photos."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from scenegen import images
from scenegen.compositor import Compositor
from scenegen.data.coco import has_split
from scenegen.data.pictures import Pictures
from scenegen.evaluation.experiments.composition import SIZE, Composition
from scenegen.evaluation.experiments.material import Material, photographed
from scenegen.gallery import usual_aspect
from scenegen.scene import CanvasSize, Frame, GeneratedBackground, Layer, Scene

_LANDSCAPE_SIDE = 256  # what the background network is trained at


def made_up(compositor: Compositor, categories: tuple[str, ...]) -> Material:
    """Landscapes and outlines that the editor's networks make of seeds 0, 1, 2 and so on, none of them picked."""

    @lru_cache(maxsize=256)
    def background(number: int) -> np.ndarray:
        size = CanvasSize(width=_LANDSCAPE_SIDE, height=_LANDSCAPE_SIDE)
        scene = Scene(canvas=size, background=GeneratedBackground(seed=number))
        large = images.to_tensor(compositor.render(scene).pixels)
        return images.to_pixels(images.resize(large, SIZE, SIZE))

    @lru_cache(maxsize=1024)
    def outline(category: str, number: int) -> tuple[np.ndarray, float]:
        aspect = usual_aspect(category)
        frame = Frame(cx=SIZE, cy=SIZE, width=SIZE * aspect, height=SIZE)
        layer = Layer(id="object", name=category, category=category, frame=frame, shape_seed=number)
        return compositor.outline(layer), aspect

    return Material(background, outline, categories)


def from_folders(roots: list[Path], other: Material, *, most: int) -> Material:
    """What held-out photos of these folders give, and `other` where they give nothing.

    Pictures without objects become backgrounds; photos with objects (COCO) give scenes and outlines. Raises
    `DataError` for folders that hold neither.
    """
    labelled = [root for root in roots if has_split(root, "val") or has_split(root, "train")]
    plain = [root for root in roots if root not in labelled]
    found: tuple[Composition, ...] = ()
    background, outline, categories = other.background, other.outline, other.categories
    if labelled:
        found = photographed(labelled, categories, most=most)
        items = [item for composition in found for item in composition.items]
        kinds = {name: [item for item in items if item.category == name] for name in categories}
        categories = tuple(name for name in categories if kinds[name])

        def outline(category: str, number: int) -> tuple[np.ndarray, float]:
            item = kinds[category][number % len(kinds[category])]
            return item.outline, item.frame.width / item.frame.height

    if plain:
        pictures = Pictures(plain, split="val", augment=False)

        def background(number: int) -> np.ndarray:
            picture = pictures.sample(number % len(pictures), SIZE, torch.Generator()).image
            return images.to_pixels(picture)

    return Material(background, outline, categories, found, photo_backgrounds=bool(plain))
