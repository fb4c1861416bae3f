"""What a public server refuses of documents and photos: bounds, each with a sentence for the person."""

from __future__ import annotations

import itertools
import math

from demo.errors import RefusedError
from scenegen.masks import Box, bounding_box, frame_matrix
from scenegen.scene import GeneratedShape, MaskShape, PhotoBackground, PolygonShape, Scene, Shape, StrokesShape

MAX_LAYERS = 24
MAX_POINTS = 40_000  # of all polygons, strokes and run-lengths together
MAX_DRAWING_MS = 3_000  # what all drawings together take at their largest, by the estimates below
MAX_PAINTED_PIXELS = 48_000_000  # of all objects together, hidden ones too: files of layers show them
MAX_CANVAS_PIXELS = 4_000_000
MAX_PHOTO_PIXELS = 16_000_000
MAX_PHOTO_BYTES = 20_000_000
MAX_PROJECT_BYTES = 64_000_000  # a project file holds its photo twice, without losses
MIN_PHOTO_SIDE = 16


def check_scene(scene: Scene) -> Scene:
    """Returns the scene. Raises `RefusedError` if painting it would cost too much."""
    if len(scene.layers) > MAX_LAYERS:
        raise RefusedError(
            "too_many_layers",
            f"This server paints at most {MAX_LAYERS} objects; the scene has {len(scene.layers)}.",
            {"limit": MAX_LAYERS, "count": len(scene.layers)},
        )
    limit = MAX_PHOTO_PIXELS if isinstance(scene.background, PhotoBackground) else MAX_CANVAS_PIXELS
    if scene.canvas.width * scene.canvas.height > limit:
        width, height, megapixels = scene.canvas.width, scene.canvas.height, limit // 1_000_000
        raise RefusedError(
            "canvas_too_large",
            f"The canvas of {width} x {height} pixels is too large: this server takes at most {megapixels} million.",
            {"width": width, "height": height, "megapixels": megapixels},
        )
    drawings = [_drawing_of(layer.shape) for layer in scene.layers]
    points = sum(map(_points, drawings))
    if points > MAX_POINTS:
        raise RefusedError(
            "too_many_points",
            f"The drawings have {points} points; this server takes at most {MAX_POINTS}.",
            {"limit": MAX_POINTS, "count": points},
        )
    if sum(map(_drawing_milliseconds, drawings)) > MAX_DRAWING_MS:
        raise RefusedError(
            "too_much_drawing", "The drawings take too long to paint; use fewer strokes, or a narrower brush."
        )
    return scene


def check_work(scene: Scene) -> Scene:
    """Returns a scene in the size in which it is painted. Raises `RefusedError` if that would keep others waiting."""
    whole = Box(0, 0, scene.canvas.width, scene.canvas.height)
    boxes = (bounding_box(frame_matrix(layer.frame), 1, 1, inside=whole) for layer in scene.layers)
    if sum(box.width * box.height for box in boxes if box) > MAX_PAINTED_PIXELS:
        raise RefusedError(
            "too_much_work", "This takes too long to paint; make the picture smaller or use fewer large objects."
        )
    return scene


def _drawing_of(shape: Shape) -> Shape | None:
    """What a person drew of a shape: all of it, or the sketch of one that a network finished."""
    return shape.sketch if isinstance(shape, GeneratedShape) else shape


def _drawing_milliseconds(shape: object) -> float:
    """About how long a drawing takes a processor at 1024 x 1024 pixels.

    A dot or a line takes as long as the area that it fills, and a polygon as long as its edges cross rows of pixels.
    The factors come from random drawings, rounded up.
    """
    if isinstance(shape, PolygonShape):
        heights = [min(1.0, max(0.0, y)) for _, y in shape.points]
        return 0.2 * sum(abs(y - before) for before, y in zip(heights, heights[1:] + heights[:1], strict=True))
    if not isinstance(shape, StrokesShape):
        return 0.0
    total = 0.0
    for stroke in shape.strokes:
        length = sum(math.dist(before, point) for before, point in itertools.pairwise(stroke.points))
        dots = len(stroke.points) * (0.05 + 0.5 * min(1.0, math.pi / 4 * stroke.width**2))
        total += dots + 0.2 * min(float(len(stroke.points)), length * stroke.width)
    return total


def _points(shape: object) -> int:
    if isinstance(shape, PolygonShape):
        return len(shape.points)
    if isinstance(shape, StrokesShape):
        return sum(len(stroke.points) for stroke in shape.strokes)
    return len(shape.counts) if isinstance(shape, MaskShape) else 0
