"""The benchmark's figures as the tables of docs/performance.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scenegen.bench_roofline import roofline_svg

_BLOCK = re.compile(r"(<!-- begin: scenegen bench --report docs -->\n).*?(<!-- end -->)", re.DOTALL)
TITLES = {
    "background_256": "a new landscape, 256 x 256",
    "background_512": "a new landscape, 512 x 512",
    "add_object_256": "**one object, 256 x 256** (128 x 90 pixels)",
    "add_square_object_256": "the same, 128 x 128 pixels",
    "add_object_1024": "one object, 1024 x 1024",
    "add_object_12_megapixel_photo": "one object on a 12-megapixel photo",
    "outline_and_object_256": "a new outline and its object, 256 x 256",
    "scene_of_8_objects_512": "landscape and eight objects, 512 x 512",
}


def performance_tables(report: dict[str, Any]) -> str:
    """Markdown of what `run_bench` with rivals returns, and of `run_start_bench` if that stands under "start_up"."""
    machine = report["machine"]
    told = f"{machine['processor']}, {machine['device']}, {machine['threads']} threads, {machine['precision']}"
    blocks = [f"Measured on: {told}, torch {report['torch']}."]
    rows = [(TITLES[name], *_times(values)) for name, values in report["milliseconds"].items()]
    blocks.append(_table(("operation", "median ms", "quartiles", "n"), rows))
    peak, ratios = report["peak"], (report["ratios"], report["ratios_after_others"])
    rows = [
        (
            values["title"],
            *_times(report["rounds"][name]),
            *(f"{each[name]:g}" if name in each else "1" for each in ratios),
        )
        for name, values in report["computed"].items()
    ]
    blocks.append(
        _table(("in one run, in turn", "median ms", "quartiles", "n", "times ours", "right after the others"), rows)
    )
    best = max(peak["matmul_gflops"], peak["convolution_gflops"])
    rows = [
        (values["title"], values["gflop"], values["flop_per_byte"], values["gflops"], f"{values['gflops'] / best:.0%}")
        for values in report["computed"].values()
    ]
    blocks.append(_table(("network", "GFLOP", "FLOP per byte", "GFLOP/s", "of the peak"), rows))
    blocks.append(
        f"Peaks in the same run: {peak['matmul_gflops']:g} GFLOP/s for a product of two 2048 x 2048 matrices, "
        f"{peak['convolution_gflops']:g} for a 3x3 convolution of 128 channels at 128 x 128, and copying "
        f"{peak['copy_gigabytes']:g} GB/s."
    )
    if "start_up" in report:
        blocks += _start_tables(report["start_up"])
    return "\n\n".join(blocks) + "\n"


def with_tables(page: str, tables: str) -> str:
    """A Markdown page whose marked block holds these tables instead of those that stood there."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{tables}\n{found[2]}", page)


def roofline(report: dict[str, Any]) -> str:
    """The plot of a report with rivals, as SVG."""
    peak = report["peak"]
    best = max(peak["matmul_gflops"], peak["convolution_gflops"])
    points = [
        (values["title"], values["flop_per_byte"], 1e9 * values["gflops"]) for values in report["computed"].values()
    ]
    return roofline_svg(1e9 * best, 1e9 * peak["copy_gigabytes"], points, report["machine"]["processor"])


def _start_tables(report: dict[str, Any]) -> Iterable[str]:
    imports, start, installed = report["import_seconds"], report["start"], report["installed_megabytes"]
    rows = [
        ("`import scenegen`", f"{imports['scenegen']:.1f} s"),
        ("all imports of the app", f"{imports['app']:.1f} s"),
        ("`python app.py` until the server answers", f"{start['server_seconds']:.1f} s"),
        ("**until the first picture stands in Chromium**", f"{start['first_picture_seconds']:.1f} s"),
        ("resident memory after the start", f"{start['resident_megabytes']:.0f} MB"),
        ("**resident memory after the first picture**", f"{start['resident_after_picture_megabytes']:.0f} MB"),
        ("the most at any time", f"{start['most_megabytes']:.0f} MB"),
        ("on disk with all that it needs", f"{installed['all']} MB"),
    ]
    yield _table((f"start-up and size (medians of {report['repeats']})", ""), rows)
    slowest = ", ".join(f"{name} {seconds:g} s" for name, seconds in report["slowest_imports"].items())
    yield f"Slowest packages to import, their own modules alone: {slowest}."
    largest = ", ".join(f"{name} {size} MB" for name, size in installed.items() if name != "all")
    yield f"Largest packages on disk: {largest}."


def _times(values: dict[str, Any]) -> tuple[str, str, int]:
    low, high = values["quartiles"]
    return f"{values['median']:.1f}", f"{low:.1f} to {high:.1f}", values["repeats"]


def _table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
