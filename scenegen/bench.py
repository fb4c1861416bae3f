"""How long things take: medians with quartiles, measured on warm networks, never from the cache."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from scenegen.bench_rivals import RIVALS
from scenegen.bench_roofline import Work, machine_operations, work_of
from scenegen.compositor import Compositor
from scenegen.painters import Painters
from scenegen.scene import CanvasSize, Frame, GeneratedBackground, Layer, PhotoBackground, Scene

OURS = "add_object_256"  # what rivals are compared with: one object, from the edit to the canvas
_UNUSED_SEEDS = 1_000_000


def run_bench(compositor: Compositor, *, repeats: int = 20, rivals: bool = True) -> dict[str, Any]:
    """Times the operations behind an edit; every repeat has seeds of its own, so nothing comes from the cache.

    Returns the machine; per operation the median and quartiles in milliseconds with the number of repeats; and with
    `rivals`, a third as many times in turn with ours, those of stand-ins of the published networks (`RIVALS`) and the
    machine's peaks, the `ratios` of their times to ours for one object, and what every network computes in a second.
    In its turn everything runs twice, and the second time counts: like edits that follow one another. The
    `ratios_after_others` are those of the first time, when other networks have filled the processor's caches.
    """
    photo = np.random.default_rng(0).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    operations: dict[str, Callable[[int], object]] = {
        "background_256": lambda seed: compositor.render(_scene(256, seed, objects=0)),
        "background_512": lambda seed: compositor.render(_scene(512, seed, objects=0)),
        OURS: _adding_an_object(compositor),
        "add_square_object_256": lambda seed: compositor.render(
            _scene(256, 0, objects=1, shape=(0.5, 0.5), style_seed=seed)
        ),
        "add_object_1024": lambda seed: compositor.render(_scene(1024, 0, objects=1, style_seed=seed)),
        "add_object_12_megapixel_photo": lambda seed: compositor.render(_on_photo(seed), photo),
        "outline_and_object_256": lambda seed: compositor.render(
            _scene(256, 0, objects=1, style_seed=seed, shape_seed=seed)
        ),
        "scene_of_8_objects_512": lambda seed: compositor.render(_scene(512, seed, objects=8, style_seed=seed)),
    }
    painters = compositor.painters
    times = {name: _timed([operation], painters.device, repeats)[0][0] for name, operation in operations.items()}
    report = {
        "machine": {
            "processor": processor_name(),
            "device": painters.device.type,
            "threads": torch.get_num_threads(),
            "precision": "bfloat16" if painters.autocast else "float32",
        },
        "torch": torch.__version__,
        "milliseconds": {name: _summary(values) for name, values in times.items()},
    }
    if rivals:
        report |= _against_rivals(compositor, operations[OURS], max(3, repeats // 3))
    return report


def time_one_object(compositors: list[Compositor], *, repeats: int = 20) -> list[dict[str, Any]]:
    """The time of `add_object_256` with each of several sets of networks, in turns, as `run_bench` gives it."""
    edits = [_adding_an_object(compositor) for compositor in compositors]
    return [_summary(times) for (times,) in _timed(edits, compositors[0].painters.device, repeats)]


def _adding_an_object(compositor: Compositor) -> Callable[[int], object]:
    return lambda seed: compositor.render(_scene(256, 0, objects=1, style_seed=seed))


def _against_rivals(compositor: Compositor, ours: Callable[[int], object], repeats: int) -> dict[str, Any]:
    """Ours, the rivals and the machine's peaks, one after the other in every round."""
    painters = compositor.painters
    device, kind = painters.device, torch.bfloat16 if painters.autocast else torch.float32
    operations: dict[str, Callable[[int], object]] = {OURS: lambda seed: ours(_UNUSED_SEEDS + seed)}
    titles = {OURS: "SceneGen, one object, 256 x 256"}
    for name, rival in RIVALS.items():
        operations[name], titles[name] = _runs(rival.make(), rival.given(), painters), rival.title
    peaks = machine_operations(device, kind)
    timed = [*operations.values(), *(lambda _, run=run: run() for run, _ in peaks.values())]
    both = dict(zip([*operations, *peaks], _timed(timed, device, repeats, runs=2), strict=True))
    first, times = ({name: each[run] for name, each in both.items()} for run in (0, 1))
    work = {name: work_of(lambda run=run: run(2 * repeats + 2)) for name, run in operations.items()}
    best = {name: amount / (min(times[name]) / 1000) for name, (_, amount) in peaks.items()}
    return {
        "rounds": {name: _summary(times[name]) for name in operations},
        "ratios": _ratios(times),
        "ratios_after_others": _ratios(first),
        "peak": {
            "matmul_gflops": round(best["matmul"] / 1e9, 1),
            "convolution_gflops": round(best["convolution"] / 1e9, 1),
            "copy_gigabytes": round(best["copy"] / 1e9, 1),
        },
        "computed": {name: _computed(titles[name], work[name], times[name]) for name in operations},
    }


def _runs(network: torch.nn.Module, given: list[torch.Tensor], painters: Painters) -> Callable[[int], object]:
    """A rival under the conditions of our networks."""
    network = network.eval().to(painters.device, memory_format=torch.channels_last)
    given = [
        value.to(painters.device, memory_format=torch.channels_last if value.ndim == 4 else torch.contiguous_format)
        for value in given
    ]

    def run(_: int) -> object:
        with torch.inference_mode(), painters.precision():
            return network(*given)

    return run


def _computed(title: str, work: Work, times: list[float]) -> dict[str, Any]:
    per_second = work.flops / (statistics.median(times) / 1000)
    return {
        "title": title,
        "gflop": _short(work.flops / 1e9),
        "flop_per_byte": _short(work.intensity),
        "gflops": _short(per_second / 1e9),
    }


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def _ratios(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: round(statistics.median(times[name]) / statistics.median(times[OURS]), 1) for name in RIVALS}


def _timed(
    operations: list[Callable[[int], object]], device: torch.device, repeats: int, *, runs: int = 1
) -> list[list[list[float]]]:
    """Milliseconds of each operation, by the run of its turn and then by round; in a round every one has its turn."""
    times: list[list[list[float]]] = [[[] for _ in range(runs)] for _ in operations]
    for number in range(repeats + 1):
        for operation, kept in zip(operations, times, strict=True):
            for run in range(runs):
                start = time.perf_counter()
                operation(runs * number + run)
                if device.type == "cuda":
                    torch.cuda.synchronize(device)
                kept[run].append(1000 * (time.perf_counter() - start))
    # The first round warms up; it also paints the background that later rounds share.
    return [[of_run[1:] for of_run in kept] for kept in times]


def _summary(times: list[float]) -> dict[str, Any]:
    low, middle, high = statistics.quantiles(times, n=4)
    return {"median": round(middle, 1), "quartiles": [round(low, 1), round(high, 1)], "repeats": len(times)}


def processor_name() -> str:
    """What the system calls the processor."""
    with_names = Path("/proc/cpuinfo")
    if with_names.exists():
        for line in with_names.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _scene(
    side: int, background_seed: int, *, objects: int, shape: tuple[float, float] = (0.5, 0.35), **seeds: int
) -> Scene:
    layers = tuple(_layer(number, side, shape, **seeds) for number in range(objects))
    background = GeneratedBackground(seed=background_seed)
    return Scene(canvas=CanvasSize(width=side, height=side), background=background, layers=layers)


def _on_photo(seed: int) -> Scene:
    size = CanvasSize(width=4000, height=3000)
    return Scene(canvas=size, background=PhotoBackground(), layers=(_layer(3, 1500, style_seed=seed),))


def _layer(number: int, side: int, shape: tuple[float, float] = (0.5, 0.35), **seeds: int) -> Layer:
    width, height = (side * share for share in shape)
    frame = Frame(cx=side * (0.3 + 0.05 * number), cy=0.6 * side, width=width, height=height)
    return Layer(id=f"object-{number}", name="Horse", category="horse", frame=frame, **seeds)
