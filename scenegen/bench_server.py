"""How the app bears many people at once: editors (`bench_page`) that ask for pictures as fast as people edit."""

from __future__ import annotations

import asyncio
import math
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from scenegen.bench_editor import SIDE
from scenegen.bench_page import OBJECTS, PATIENCE, Editor, Page, Tally

START_SECONDS = 180
LOCAL = ("127.0.0.1", "localhost", "::1")
_CHECKOUT = Path(__file__).parent.parent
_SAMPLES = 20  # of the memory in one measurement


class ServerBenchError(RuntimeError):
    """The server cannot be measured; the message is one sentence."""


def run_server_bench(
    url: str,
    *,
    editors: Sequence[int] = (1, 4, 16, 64),
    seconds: float = 30,
    rate: float = 1,
    edits: int | None = None,
    pid: int | None = None,
    anywhere: bool = False,
) -> dict[str, Any]:
    """Edits scenes of five objects on 512 x 512 pixels at `url`, with so many editors at once, one after the other.

    Each makes `rate` edits a second for `seconds`, or until all together have made `edits`. `pid` is the server's
    process, whose resident memory is then told. Only a server on this machine is measured unless `anywhere`. Raises
    `ServerBenchError`.
    """
    if not anywhere and urlsplit(url).hostname not in LOCAL:
        raise ServerBenchError(f"{url} is not on this machine; --anywhere measures it all the same.")
    return asyncio.run(_measured(url.rstrip("/"), editors, seconds, rate, edits, pid))


@contextmanager
def started_server() -> Iterator[tuple[str, int]]:
    """Starts this checkout's app on a free port; yields its address and process. Raises `ServerBenchError`."""
    if not (_CHECKOUT / "app.py").exists():
        raise ServerBenchError("The editor is not part of the installed package; run this in a checkout of SceneGen.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Editors come from addresses of their own, as they do through a proxy.
    variables = {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port), "SCENEGEN_PROXIES": "1"}
    process = subprocess.Popen(
        [sys.executable, str(_CHECKOUT / "app.py")], env=os.environ | variables, stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < end:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{url}/health", timeout=5).is_success:
                    yield url, process.pid
                    return
            time.sleep(0.2)
        raise ServerBenchError("The app did not start.")
    finally:
        process.terminate()
        process.wait(timeout=60)


async def _measured(
    url: str, editors: Sequence[int], seconds: float, rate: float, edits: int | None, pid: int | None
) -> dict[str, Any]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits, trust_env=False) as client:
        page = await _page(client, url)
        # Nobody comes twice: the server would still have the pictures of an earlier run.
        firsts = accumulate(editors, initial=0)
        runs = [
            await _run(client, page, range(first, first + count), seconds, rate, edits, pid)
            for first, count in zip(firsts, editors, strict=False)
        ]
    return {"objects": OBJECTS, "side": SIDE, "processors": os.cpu_count(), "runs": runs}


async def _page(client: httpx.AsyncClient, url: str) -> Page:
    try:
        config = (await client.get(f"{url}/config")).raise_for_status().json()
        (canvas,) = (part["id"] for part in config["components"] if part["props"].get("elem_id") == "canvas")
        (paint,) = (event["id"] for event in config["dependencies"] if [canvas, "edit"] in map(list, event["targets"]))
    except (httpx.HTTPError, ValueError, KeyError):
        raise ServerBenchError(f"There is no editor at {url}: start one with `python app.py`.") from None
    return Page(f"{url}/gradio_api", canvas, paint)


async def _run(
    client: httpx.AsyncClient,
    page: Page,
    numbers: range,
    seconds: float,
    rate: float,
    edits: int | None,
    pid: int | None,
) -> dict[str, Any]:
    tally = Tally()
    count = len(numbers)
    crowd = [Editor(client, page, number, tally) for number in numbers]
    for editor in crowd:  # what everybody's first picture takes is not what an edit takes
        await editor.first_picture()
    tally.__init__()
    memory = [_resident(pid)]
    each = math.ceil(edits / count) if edits else math.ceil(seconds * rate)
    own, begun = time.process_time(), time.perf_counter()
    working = asyncio.gather(*(editor.edit(each, rate, place / count) for place, editor in enumerate(crowd)))
    while not working.done():
        await asyncio.wait([working], timeout=max(0.5, each / rate / _SAMPLES))
        memory.append(_resident(pid))
    await working
    took = time.perf_counter() - begun
    return {
        "editors": count,
        "edits_per_second_each": rate,
        "edits": tally.edits,
        "pictures": tally.pictures,
        "pictures_per_second": round(tally.pictures / took, 1),
        "edit_to_picture_ms": _summary(tally.times),
        "superseded": tally.superseded,
        "busy": tally.busy,
        "errors": dict(tally.errors),
        "seconds": round(took, 1),
        "server_megabytes": None if pid is None else memory,
        "own_processor_share": round((time.process_time() - own) / took, 2),
    }


def _summary(times: Sequence[float]) -> dict[str, float] | None:
    if len(times) < 2:
        return None
    cuts = statistics.quantiles((1000 * each for each in times), n=20)
    return {
        "median": round(cuts[9]),
        "percentile_95": round(cuts[18]),
        "worst": round(1000 * max(times)),
        "n": len(times),
    }


def _resident(pid: int | None) -> float | None:
    """The resident memory of a process in MB; None where the system does not tell."""
    with suppress(OSError, TypeError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1000, 1)
    return None
