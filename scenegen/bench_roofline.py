"""How near to what the machine can do: its peaks, what an operation computes and moves, and the picture of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import torch
import torch.nn.functional as F
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 30, 30, 60


class Work(NamedTuple):
    """Floating-point operations (a multiplication and an addition are two), and the bytes that the layers read and
    write if each fetches its own."""

    flops: int
    bytes: int

    @property
    def intensity(self) -> float:
        return self.flops / max(1, self.bytes)


class _Counter(TorchDispatchMode):
    """Counts convolutions and matrix products: nearly all the work of a network, and what torch has formulas for."""

    def __init__(self) -> None:
        super().__init__()
        self.flops = self.bytes = 0

    def __torch_dispatch__(
        self, function: Any, types: Any, arguments: tuple = (), keywords: dict[str, Any] | None = None
    ) -> Any:
        keywords = keywords or {}
        formula = flop_registry.get(function.overloadpacket)
        if formula is None:
            with self:  # without gradients torch shows what is made of other operations before it takes them apart
                result = function.decompose(*arguments, **keywords)
            return function(*arguments, **keywords) if result is NotImplemented else result
        result = function(*arguments, **keywords)
        self.flops += formula(*arguments, **keywords, out_val=result)
        self.bytes += sum(value.nbytes for value in (*arguments, result) if isinstance(value, torch.Tensor))
        return result


def work_of(operation: Callable[[], object]) -> Work:
    """What the networks in an operation compute and move."""
    with _Counter() as counter:
        operation()
    return Work(counter.flops, counter.bytes)


def machine_operations(device: torch.device, kind: torch.dtype) -> dict[str, tuple[Callable[[], object], float]]:
    """What shows the machine's peaks: each with the operations, or bytes for "copy", that it takes."""
    side, channels, places = 2048, 128, 128
    matrix = torch.randn(side, side, device=device, dtype=kind)
    features = torch.randn(1, channels, places, places, device=device, dtype=kind)
    weight = torch.randn(channels, channels, 3, 3, device=device, dtype=kind)
    features, weight = (value.contiguous(memory_format=torch.channels_last) for value in (features, weight))
    source = torch.zeros(2**25, device=device)
    target = torch.empty_like(source)
    return {
        "matmul": (lambda: matrix @ matrix, 2.0 * side**3),
        "convolution": (lambda: F.conv2d(features, weight, padding=1), 2.0 * 9 * channels**2 * places**2),
        "copy": (lambda: target.copy_(source), 2.0 * source.nbytes),
    }


def roofline_svg(peak: float, bandwidth: float, points: Iterable[tuple[str, float, float]], machine: str) -> str:
    """The plot: `peak` in FLOP/s, `bandwidth` in bytes/s; points are a name, FLOP per byte, and FLOP/s."""
    points = list(points)
    ridge = peak / bandwidth
    x_range = _decades([ridge, *(x for _, x, _ in points)])
    y_range = _decades([peak, *(y for _, _, y in points), x_range[0] * bandwidth])

    def x_of(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * _share(value, x_range)

    def y_of(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(value, y_range)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<title>Roofline: {escape(machine)}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for value in _ticks(x_range):
        x = x_of(value)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:g}</text>')
    for value in _ticks(y_range):
        y = y_of(value)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value / 1e9:g}</text>')
    roof = [(x_range[0], x_range[0] * bandwidth), (ridge, peak), (x_range[1], peak)]
    line = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in roof)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#333" stroke-width="2"/>')
    label = f"{peak / 1e9:.0f} GFLOP/s, {bandwidth / 1e9:.0f} GB/s"
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{y_of(peak) - 8:.1f}" text-anchor="end">{label}</text>')
    for number, (name, x, y) in enumerate(sorted(points, key=lambda point: -point[2])):
        left = x_of(x) > WIDTH / 2
        text = f'x="{x_of(x) + (-9 if left else 9):.1f}" y="{y_of(y) + (16 if number % 2 else 4):.1f}"'
        parts.append(f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="5" fill="#0a7f5a"/>')
        parts.append(f'<text {text} text-anchor="{"end" if left else "start"}">{escape(name)}</text>')
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">FLOP per byte</text>')
    parts.append(f'<text x="18" y="{middle}" text-anchor="middle" transform="rotate(-90 18 {middle})">GFLOP/s</text>')
    return "\n".join([*parts, "</svg>", ""])


def _decades(values: Iterable[float]) -> tuple[float, float]:
    values = list(values)
    return 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values) * 1.2))


def _share(value: float, span: tuple[float, float]) -> float:
    return math.log(value / span[0]) / math.log(span[1] / span[0])


def _ticks(span: tuple[float, float]) -> list[float]:
    decades = round(math.log10(span[1] / span[0]))
    return [span[0] * 10**n * digit for n in range(decades) for digit in (1, 2, 5)] + [span[1]]
