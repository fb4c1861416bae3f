"""SceneGen: a layered scene editor driven by generative adversarial networks."""

from scenegen.alignment import AlignmentError
from scenegen.compositor import Cancelled, Canvas, Compositor, PaintedLayer
from scenegen.extract import CutOut, cut_out, extracted_scene, filled_photo
from scenegen.finding import ExtractError, find
from scenegen.images import ImageError, photo_sha256, read_photo
from scenegen.scene import CATEGORIES, Frame, Layer, Scene, SceneError
from scenegen.weights import WeightsError, load_network

__all__ = [
    "CATEGORIES",
    "AlignmentError",
    "Cancelled",
    "Canvas",
    "Compositor",
    "CutOut",
    "ExtractError",
    "Frame",
    "ImageError",
    "Layer",
    "PaintedLayer",
    "Scene",
    "SceneError",
    "WeightsError",
    "cut_out",
    "extracted_scene",
    "filled_photo",
    "find",
    "load_network",
    "photo_sha256",
    "read_photo",
]
