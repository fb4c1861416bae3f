"""How long things take: medians with quartiles, measured on warm networks, never from the cache."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from scenegen.compositor import Compositor
from scenegen.scene import CanvasSize, Frame, GeneratedBackground, Layer, PhotoBackground, Scene


def run_bench(compositor: Compositor, *, repeats: int = 20) -> dict[str, Any]:
    """Times the operations behind an edit; every repeat has seeds of its own, so nothing comes from the cache.

    Returns the machine and, per operation, the median and quartiles in milliseconds with the number of repeats.
    """
    photo = np.random.default_rng(0).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    operations: dict[str, Callable[[int], object]] = {
        "background_256": lambda seed: compositor.render(_scene(256, seed, objects=0)),
        "add_object_256": lambda seed: compositor.render(_scene(256, 0, objects=1, style_seed=seed)),
        "add_object_1024": lambda seed: compositor.render(_scene(1024, 0, objects=1, style_seed=seed)),
        "add_object_12_megapixel_photo": lambda seed: compositor.render(_on_photo(seed), photo),
        "outline_and_object_256": lambda seed: compositor.render(
            _scene(256, 0, objects=1, style_seed=seed, shape_seed=seed)
        ),
        "scene_of_8_objects_512": lambda seed: compositor.render(_scene(512, seed, objects=8, style_seed=seed)),
    }
    return {
        "machine": {"processor": platform.processor() or platform.machine(), "threads": torch.get_num_threads()},
        "torch": torch.__version__,
        "milliseconds": {name: _measured(operation, repeats) for name, operation in operations.items()},
    }


def _measured(operation: Callable[[int], object], repeats: int) -> dict[str, float]:
    operation(0)  # the warm-up also paints the background that later repeats share
    times = []
    for seed in range(1, repeats + 1):
        start = time.perf_counter()
        operation(seed)
        times.append(1000 * (time.perf_counter() - start))
    low, middle, high = statistics.quantiles(times, n=4)
    return {"median": round(middle, 1), "quartiles": [round(low, 1), round(high, 1)], "repeats": repeats}


def _scene(side: int, background_seed: int, *, objects: int, **seeds: int) -> Scene:
    layers = tuple(_layer(number, side, **seeds) for number in range(objects))
    background = GeneratedBackground(seed=background_seed)
    return Scene(canvas=CanvasSize(width=side, height=side), background=background, layers=layers)


def _on_photo(seed: int) -> Scene:
    size = CanvasSize(width=4000, height=3000)
    return Scene(canvas=size, background=PhotoBackground(), layers=(_layer(3, 1500, style_seed=seed),))


def _layer(number: int, side: int, **seeds: int) -> Layer:
    frame = Frame(cx=side * (0.3 + 0.05 * number), cy=0.6 * side, width=0.5 * side, height=0.35 * side)
    return Layer(id=f"object-{number}", name="Horse", category="horse", frame=frame, **seeds)
