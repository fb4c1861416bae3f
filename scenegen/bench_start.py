"""What starting costs: imports, the time until the first picture stands in a browser, memory, and what is installed."""

from __future__ import annotations

import importlib.metadata
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from scenegen.bench_editor import EditorBenchError, open_page
from scenegen.scene import CanvasSize, GeneratedBackground, Scene

START_SECONDS = 120
_REQUIREMENT = re.compile(r"^[\w.-]+")


def run_start_bench(app: Path, *, repeats: int = 3) -> dict[str, Any]:
    """Starts `app` (the checkout's `app.py`) as a person would, `repeats` times.

    Returns seconds: of the imports of `scenegen` and of all that the app needs, until the server answers, and until
    the first picture of a new scene is complete in Chromium, whose own start counts, too; megabytes: resident after the
    start, after that picture and at most, and on disk of the package and of all that it needs. Raises
    `EditorBenchError`.
    """
    if not app.is_file():
        raise EditorBenchError(f"There is no {app}: run this in a checkout, or name its app.py.")
    imports = [
        {"scenegen": _import_seconds("scenegen", app), "app": _import_seconds(app.stem, app)} for _ in range(repeats)
    ]
    runs = [_started(app) for _ in range(repeats)]
    return {
        "import_seconds": {name: _median([each[name] for each in imports]) for name in imports[0]},
        "start": {name: _median([run[name] for run in runs]) for name in runs[0]},
        "slowest_imports": _slowest_imports(app),
        "installed_megabytes": _installed_megabytes("scenegen"),
        "repeats": repeats,
    }


def _import_seconds(module: str, app: Path) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=app.resolve().parent, check=True)
    return time.perf_counter() - start


def _slowest_imports(app: Path, count: int = 8) -> dict[str, float]:
    """Seconds that top-level packages take for their own modules when the app is imported."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {app.stem}"]
    told = subprocess.run(command, cwd=app.resolve().parent, check=True, capture_output=True, text=True).stderr
    seconds: dict[str, float] = {}
    for line in told.splitlines():
        found = re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\w+)", line)
        if found:
            seconds[found[2]] = seconds.get(found[2], 0) + int(found[1]) / 1e6
    slowest = sorted(seconds, key=seconds.__getitem__, reverse=True)[:count]
    return {name: round(seconds[name], 2) for name in slowest}


def _started(app: Path) -> dict[str, float]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port)}
    environment |= {"GRADIO_ANALYTICS_ENABLED": "False"}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, app.name],
        cwd=app.resolve().parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{url}/health", process)
        answered, resident = time.perf_counter() - start, _memory(process.pid, "VmRSS")
        scene = Scene(canvas=CanvasSize(width=512, height=512), background=GeneratedBackground(seed=1), layers=())
        with open_page(url, scene, rest=0):
            seen = time.perf_counter() - start
            return {
                "server_seconds": answered,
                "first_picture_seconds": seen,
                "resident_megabytes": resident,
                "resident_after_picture_megabytes": _memory(process.pid, "VmRSS"),
                "most_megabytes": _memory(process.pid, "VmHWM"),
            }
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen) -> None:
    end = time.perf_counter() + START_SECONDS
    while time.perf_counter() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise EditorBenchError("The app did not start.")


def _memory(pid: int, name: str) -> float:
    """Megabytes of a process, by what Linux calls them."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M)[1]) * 1024 / 1e6


def _installed_megabytes(package: str) -> dict[str, float]:
    """On disk: the package's own files, and everything that an installation without extras brings along."""
    sizes: dict[str, float] = {}
    waiting = [package]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in sizes:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        files = [Path(distribution.locate_file(path)) for path in distribution.files or ()]
        sizes[name] = sum(path.stat().st_size for path in files if path.is_file()) / 1e6
        waiting += [_REQUIREMENT.match(need)[0] for need in distribution.requires or () if "extra ==" not in need]
    largest = sorted(sizes, key=sizes.__getitem__, reverse=True)[:8]
    return {"all": round(sum(sizes.values()))} | {name: round(sizes[name]) for name in largest}


def _median(values: list[float]) -> float:
    return round(sorted(values)[len(values) // 2], 2)
