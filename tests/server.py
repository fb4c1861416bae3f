"""A running app for tests: `app.py` in a process of its own, as a person starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parent.parent
START_SECONDS = 180
Result = TypeVar("Result")


def in_own_thread(work: Callable[[], Result]) -> Result:
    """Runs what needs an event loop: the main thread has one already while the browser of other tests is open."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@dataclass(frozen=True)
class App:
    address: str  # with a slash at the end
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Asks the app to end, as a container host does; returns its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)


@contextmanager
def started_app(
    weights: Path | None,
    log: Path,
    port: int | None = None,
    *,
    folder: Path = ROOT,
    python: Path | str = sys.executable,
    arguments: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[App]:
    """Starts `folder`'s app.py on a free port; `weights` None takes those that are shipped."""
    port = port or free_port()
    variables = {
        **(os.environ if environment is None else environment),
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_TEMP_DIR": str(log.parent / f"gradio-{port}"),
    }
    if weights is not None:
        variables["SCENEGEN_WEIGHTS"] = str(weights.resolve())
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(python), str(folder / "app.py"), *arguments],
            cwd=log.parent,  # the app finds what it needs beside itself
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        app = App(f"http://127.0.0.1:{port}/", process, log)
        try:
            _wait_for(app)
            yield app
        finally:
            app.stop()


@contextmanager
def running_app(weights: Path | None, log: Path, port: int | None = None) -> Iterator[str]:
    """Starts this checkout's app and yields its address."""
    with started_app(weights, log, port) as app:
        yield app.address


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(app: App) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and app.process.poll() is None:
        try:
            with urllib.request.urlopen(app.address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("app.py did not start:\n" + app.log.read_text(errors="replace")[-2000:])
