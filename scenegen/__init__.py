"""SceneGen: a layered scene editor driven by generative adversarial networks.

Names are imported when they are first used: `import scenegen` alone does not wait for the networks' libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenegen.api import extract_objects, mask_image, outline, render, save, variants
    from scenegen.compositor import Cancelled, Canvas, Compositor, PaintedLayer
    from scenegen.extract import CutOut, cut_out, extracted_scene, filled_photo
    from scenegen.finding import ExtractError, find
    from scenegen.images import ImageError, photo_sha256, read_photo, read_picture
    from scenegen.interchange.files import open_project, save_project
    from scenegen.interchange.project import InterchangeError, Project
    from scenegen.scene import (
        CATEGORIES,
        CanvasSize,
        ColorSketch,
        Frame,
        GeneratedBackground,
        GeneratedShape,
        Layer,
        MaskShape,
        PhotoBackground,
        PhotoShape,
        PlainBackground,
        PolygonShape,
        Scene,
        SceneError,
        Stroke,
        StrokesShape,
    )
    from scenegen.variation import NoVariantsError, Variant
    from scenegen.weights import WeightsError, load_network

__all__ = [
    "CATEGORIES",
    "Cancelled",
    "Canvas",
    "CanvasSize",
    "ColorSketch",
    "Compositor",
    "CutOut",
    "ExtractError",
    "Frame",
    "GeneratedBackground",
    "GeneratedShape",
    "ImageError",
    "InterchangeError",
    "Layer",
    "MaskShape",
    "NoVariantsError",
    "PaintedLayer",
    "PhotoBackground",
    "PhotoShape",
    "PlainBackground",
    "PolygonShape",
    "Project",
    "Scene",
    "SceneError",
    "Stroke",
    "StrokesShape",
    "Variant",
    "WeightsError",
    "cut_out",
    "extract_objects",
    "extracted_scene",
    "filled_photo",
    "find",
    "load_network",
    "mask_image",
    "open_project",
    "outline",
    "photo_sha256",
    "read_photo",
    "read_picture",
    "render",
    "save",
    "save_project",
    "variants",
]

_ELSEWHERE = {  # all others are the scene document's
    "scenegen.api": ("extract_objects", "mask_image", "outline", "render", "save", "variants"),
    "scenegen.compositor": ("Cancelled", "Canvas", "Compositor", "PaintedLayer"),
    "scenegen.extract": ("CutOut", "cut_out", "extracted_scene", "filled_photo"),
    "scenegen.finding": ("ExtractError", "find"),
    "scenegen.images": ("ImageError", "photo_sha256", "read_photo", "read_picture"),
    "scenegen.interchange.files": ("open_project", "save_project"),
    "scenegen.interchange.project": ("InterchangeError", "Project"),
    "scenegen.variation": ("NoVariantsError", "Variant"),
    "scenegen.weights": ("WeightsError", "load_network"),
}
_HOMES = {name: module for module, names in _ELSEWHERE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'scenegen' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "scenegen.scene")), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
