"""SceneGen: a layered scene editor driven by generative adversarial networks."""

from scenegen.compositor import Cancelled, Canvas, Compositor, PaintedLayer
from scenegen.images import ImageError, photo_sha256, read_photo
from scenegen.scene import CATEGORIES, Frame, Layer, Scene, SceneError
from scenegen.weights import WeightsError, load_network

__all__ = [
    "CATEGORIES",
    "Cancelled",
    "Canvas",
    "Compositor",
    "Frame",
    "ImageError",
    "Layer",
    "PaintedLayer",
    "Scene",
    "SceneError",
    "WeightsError",
    "load_network",
    "photo_sha256",
    "read_photo",
]
