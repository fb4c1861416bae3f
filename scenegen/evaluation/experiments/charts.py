"""Curves as SVG: figures with their intervals over one quantity. Colours come from the page that shows them."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

from scenegen.evaluation.experiments.results import Curve

WIDTH, HEIGHT = 420, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 14, 44
_TICKS = 5
Place = Callable[[float, float], tuple[float, float]]  # of a value on the drawing
# Lines differ in colour, dash and mark: any one of them tells them apart.
_DASHES = ("", "7 4", "2 4", "10 3 2 3", "5 2", "1 3")
_COLOURS = ("#0a7d4f", "#d55e00", "#0072b2", "#b0569a", "#8a6d00", "#3b9fc4", "#7a7a7a", "#c2395b")
STYLE = """
.chart text { font: 12px system-ui, sans-serif; fill: currentColor; }
.chart .axis, .chart .grid { stroke: currentColor; fill: none; stroke-width: 1; }
.chart .grid { opacity: .15; } .chart .axis { opacity: .6; }
.chart .line { fill: none; stroke-width: 2; } .chart .band { stroke: none; opacity: .16; }
""" + "".join(
    f".chart .s{index} {{ --series: {colour}; stroke: var(--series); }}"
    f" .chart .band.s{index}, .chart .mark.s{index} {{ fill: var(--series); }}\n"
    for index, colour in enumerate(_COLOURS)
)  # fmt: skip


def chart_svg(curve: Curve, titles: dict[str, str], *, standalone: bool = False) -> str:
    """A chart as SVG text with a legend below it.

    `titles` names the systems for people, and decides by its order how each one's line looks in every chart.

    `standalone` makes a file that shows by itself, in dark on white.
    """
    points = {
        name: [(x, figure.get("mean", figure.get("value")), *figure["interval_95"]) for x, figure in line]
        for name, line in curve.lines.items()
    }
    every = [point for line in points.values() for point in line]
    first, last = min(x for x, *_ in every), max(x for x, *_ in every)
    low, high = min(0.0, *(y for _, _, y, _ in every)), max(y for *_, y in every)
    ticks = _ticks(low, high)
    low, high = min(low, ticks[0]), max(high, ticks[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - first) / (last - first) if last > first else 0.5
        return (
            round(_LEFT + across * (WIDTH - _LEFT - _RIGHT), 1),
            round(HEIGHT - _BOTTOM - (y - low) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1),
        )

    parts = []
    for tick in ticks:
        x, y = place(first, tick)
        parts.append(f'<path class="grid" d="M{x} {y}H{WIDTH - _RIGHT}"/>')
        parts.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
    for x in sorted({x for x, *_ in every}):
        parts.append(f'<text x="{place(x, low)[0]}" y="{HEIGHT - _BOTTOM + 16}" text-anchor="middle">{x:g}</text>')
    corner, end = place(first, low), place(last, low)
    parts.append(f'<path class="axis" d="M{corner[0]} {_TOP}V{corner[1]}H{end[0]}"/>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(curve.x_label)}</text>')
    order = list(titles)
    looks = {name: order.index(name) if name in order else len(order) for name in points}
    for name, line in points.items():
        parts += _line(looks[name], line, place)
    rows = math.ceil(len(points) / 2)
    for number, (name, index) in enumerate(looks.items()):
        x, y = _LEFT + number % 2 * 180, HEIGHT + 14 + number // 2 * 18
        parts.append(f'<path class="line s{index}" stroke-dasharray="{_dash(index)}" d="M{x} {y - 4}h26"/>')
        parts.append(_mark(index, x + 13, y - 4))
        parts.append(f'<text x="{x + 34}" y="{y}">{escape(titles.get(name, name))}</text>')
    title = escape(f"{curve.title}, {curve.y_label}")
    height = HEIGHT + 8 + 18 * rows
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" role="img"'
    style = f'<style>{STYLE}</style><rect width="{WIDTH}" height="{height}" fill="#fff"/>' if standalone else ""
    size = f' width="{WIDTH}" height="{height}" color="#222"' if standalone else ""
    return f"{head}{size}><title>{title}</title>{style}{''.join(parts)}</svg>"


def _line(index: int, points: list[tuple[float, float, float, float]], place: Place) -> list[str]:
    upper = [place(x, high) for x, _, _, high in points]
    lower = [place(x, low) for x, _, low, _ in reversed(points)]
    middle = [place(x, value) for x, value, _, _ in points]
    return [
        f'<path class="band s{index}" d="{_path([*upper, *lower])}Z"/>',
        f'<path class="line s{index}" stroke-dasharray="{_dash(index)}" d="{_path(middle)}"/>',
        *(_mark(index, x, y) for x, y in middle),
    ]


def _path(places: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places)


def _mark(index: int, x: float, y: float) -> str:
    """A disc, a square or a triangle in turn."""
    if index % 3 == 0:
        return f'<circle class="mark s{index}" cx="{x}" cy="{y}" r="3.5"/>'
    shape = f"M{x - 3.5} {y - 3.5}h7v7h-7Z" if index % 3 == 1 else f"M{x} {y - 4.5}l4.5 8h-9Z"
    return f'<path class="mark s{index}" d="{shape}"/>'


def _dash(index: int) -> str:
    return _DASHES[index % len(_DASHES)]


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`."""
    span = high - low or 1.0
    step = 10 ** math.floor(math.log10(span / _TICKS))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step * _TICKS >= span)
    return [round(index * step, 10) for index in range(math.floor(low / step), math.ceil((low + span) / step) + 1)]
