"""How the app bears many people at once: editors that ask for pictures through Gradio's queue, as the page does.

An editor makes an edit at every tick of its clock, whether its last picture has come or not. Like the page it tells the
server at once that earlier pictures are not wanted any more, has one request in the queue at a time and then asks for
the newest document, asks a busy server again after as long as that says, and fetches the pictures of the layers that it
has not seen. The time of an edit ends with the first complete picture that shows it, be it one of a later edit.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from scenegen.bench_editor import SIDE, example_scene
from scenegen.scene import CATEGORIES, MAX_SEED, Frame, Layer, Scene

OBJECTS = 5
PATIENCE = 30  # seconds without a picture after which the page says so
START_SECONDS = 180
LOCAL = ("127.0.0.1", "localhost", "::1")
_CHECKOUT = Path(__file__).parent.parent
_BUSY = (429, 503)  # HTTP
_BUSY_SECONDS = 1  # where the answer does not say more
_SAMPLES = 20  # of the memory in one measurement
# How often people do what; the sum does not matter.
_EDITS = {"move": 35, "look": 20, "shape": 10, "opacity": 10, "hide": 10, "add": 5, "delete": 5, "undo": 5}


class ServerBenchError(RuntimeError):
    """The server cannot be measured; the message is one sentence."""


class _Page(NamedTuple):
    """Where a running app takes the requests of its editor."""

    address: str  # without a slash at the end
    canvas: int  # the component
    paint: int  # the event


@dataclass
class _Tally:
    """What came of the edits; times in seconds."""

    edits: int = 0
    pictures: int = 0
    superseded: int = 0
    busy: int = 0
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


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
        runs = [await _run(client, page, count, seconds, rate, edits, pid) for count in editors]
    return {"objects": OBJECTS, "side": SIDE, "processors": os.cpu_count(), "runs": runs}


async def _page(client: httpx.AsyncClient, url: str) -> _Page:
    try:
        config = (await client.get(f"{url}/config")).raise_for_status().json()
        (canvas,) = (part["id"] for part in config["components"] if part["props"].get("elem_id") == "canvas")
        (paint,) = (event["id"] for event in config["dependencies"] if [canvas, "edit"] in map(list, event["targets"]))
    except (httpx.HTTPError, ValueError, KeyError):
        raise ServerBenchError(f"There is no editor at {url}: start one with `python app.py`.") from None
    return _Page(f"{url}/gradio_api", canvas, paint)


async def _run(
    client: httpx.AsyncClient,
    page: _Page,
    count: int,
    seconds: float,
    rate: float,
    edits: int | None,
    pid: int | None,
) -> dict[str, Any]:
    tally = _Tally()
    crowd = [_Editor(client, page, number, tally) for number in range(count)]
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


class _Editor:
    """One person's page, without its browser."""

    def __init__(self, client: httpx.AsyncClient, page: _Page, number: int, tally: _Tally) -> None:
        self.client, self.page, self.tally = client, page, tally
        self.random = Random(number)
        self.scene = example_scene(OBJECTS, seed=1000 * number)
        self.history: list[Scene] = []
        self.revision = 0
        self.session, self.owner = secrets.token_hex(16), secrets.token_hex(16)
        self.asked: dict[int, float] = {}  # when, by revision, for edits that no picture shows yet
        self.wanted = asyncio.Event()
        self.seen: set[str] = set()  # keys of layers' pictures
        self.headers = {"X-Forwarded-For": f"10.0.{number // 256}.{number % 256}"}
        self.beside: set[asyncio.Task[None]] = set()  # requests that nothing waits for

    async def first_picture(self) -> None:
        self.ask()
        await self._paint()
        await asyncio.gather(*self.beside)
        self.asked.clear()

    async def edit(self, count: int, rate: float, phase: float) -> None:
        """Makes so many edits, the first after `phase` of a tick, and waits until the last is seen."""
        painting = asyncio.create_task(self._paint_forever())
        begun = time.perf_counter() + phase / rate
        for number in range(count):
            await asyncio.sleep(max(0, begun + number / rate - time.perf_counter()))
            self.scene = self._edited()
            self.tally.edits += 1
            self.ask()
        end = time.perf_counter() + PATIENCE
        while self.asked and time.perf_counter() < end:
            await asyncio.sleep(0.02)
        self.tally.errors.update({"no_answer": len(self.asked)} if self.asked else {})
        painting.cancel()
        await asyncio.gather(painting, *self.beside, return_exceptions=True)

    def ask(self) -> None:
        self.revision += 1
        self.asked[self.revision] = time.perf_counter()
        self._beside(self._call("supersede", {"session": self.session, "revision": self.revision}))
        self.wanted.set()

    def _edited(self) -> Scene:
        what = self.random.choices(list(_EDITS), list(_EDITS.values()))[0]
        if what == "undo" and self.history:
            return self.history.pop()
        self.history = [*self.history[-99:], self.scene]
        layers = list(self.scene.layers)
        if what == "add" or not layers:
            layers.append(_new_layer(self.random))
        elif what == "delete" and len(layers) > OBJECTS:
            layers.pop(self.random.randrange(len(layers)))
        else:
            place = self.random.randrange(len(layers))
            layers[place] = _changed(layers[place], what, self.random)
        return self.scene.model_copy(update={"layers": tuple(layers)})

    # --- requests ---------------------------------------------------------------------------------------------------

    def _beside(self, request: Any) -> None:
        task = asyncio.create_task(request)
        self.beside.add(task)
        task.add_done_callback(self.beside.discard)

    async def _paint_forever(self) -> None:
        while True:
            await self.wanted.wait()
            await self._paint()

    async def _paint(self) -> None:
        """Asks for the newest document and reads the answers until the server has no more."""
        self.wanted.clear()
        revision = self.revision
        sent = {"scene": self.scene.model_dump(mode="json"), "revision": revision}
        body = {
            "data": [json.dumps(sent | {"session": self.session, "owner": self.owner})],
            "event_data": None,
            "fn_index": self.page.paint,
            "trigger_id": self.page.canvas,
            "session_hash": self.session,
        }
        try:
            answer = await self.client.post(f"{self.page.address}/queue/join", json=body, headers=self.headers)
            if not answer.is_success:
                self._refused(f"http_{answer.status_code}", revision, busy=answer.status_code in _BUSY)
                return
            where, page = f"{self.page.address}/queue/data", {"session_hash": self.session}
            async with self.client.stream("GET", where, params=page, headers=self.headers) as stream:
                async for line in stream.aiter_lines():
                    self._heard(line, revision)
        except httpx.HTTPError as error:
            self._refused(type(error).__name__, revision)

    def _heard(self, line: str, revision: int) -> None:
        if line.startswith("data: ") and (r"\"picture\"" not in line or r"\"complete\"" in line):  # else a preview
            message = json.loads(line.removeprefix("data: "))
            told = _painters_message(message)
            if told.get("complete"):
                self._shown(told)
            elif "error" in told:
                error = told["error"]
                wait = error.get("values", {}).get("seconds", _BUSY_SECONDS)
                self._refused(error["code"], revision, busy=error["code"] == "busy", wait=wait)
            elif message["msg"] == "queue_full":
                self._refused("queue_full", revision, busy=True)
            elif message["msg"] == "unexpected_error" or message.get("success") is False:
                self._refused("failed", revision)

    def _shown(self, told: dict[str, Any]) -> None:
        now = time.perf_counter()
        done = [revision for revision in self.asked if revision <= told["revision"]]
        self.tally.times += [now - self.asked.pop(revision) for revision in done]
        self.tally.pictures += 1
        self.tally.superseded += max(0, len(done) - 1)
        keys = {told["background"]["key"], *(layer["key"] for layer in told["layers"])}
        new, self.seen = sorted(keys - self.seen), self.seen | keys
        if new:
            self._beside(self._call("layer_pictures", {"session": self.session, "keys": new}))

    def _refused(self, kind: str, revision: int, *, busy: bool = False, wait: float = _BUSY_SECONDS) -> None:
        if busy:
            self.tally.busy += 1
            self._beside(self._again(wait))
            return
        for older in [each for each in self.asked if each <= revision]:
            del self.asked[older]
        self.tally.errors[kind] += 1

    async def _again(self, wait: float) -> None:
        await asyncio.sleep(wait)
        if self.asked:
            self.wanted.set()

    async def _call(self, name: str, argument: dict[str, Any]) -> None:
        body = {"data": argument, "component_id": self.page.canvas, "fn_name": name, "session_hash": self.session}
        try:
            where = f"{self.page.address}/component_server"
            answer = await self.client.post(where, json=body, headers=self.headers)
        except httpx.HTTPError as error:
            self.tally.errors[f"{name}_{type(error).__name__}"] += 1
            return
        if answer.status_code in _BUSY:
            self.tally.busy += 1
        elif not answer.is_success:
            self.tally.errors[f"{name}_{answer.status_code}"] += 1


def _painters_message(message: dict[str, Any]) -> dict[str, Any]:
    """What the painter says in a message of Gradio's queue, which tells from the second on what to replace."""
    (told, *_) = (message.get("output") or {}).get("data") or [None]
    if isinstance(told, list):
        told = next((new for action, path, new in told if action == "replace" and not path), None)
    return json.loads(told) if isinstance(told, str) and told.startswith("{") else {}


def _changed(layer: Layer, what: str, random: Random) -> Layer:
    if what == "shape":
        return layer.model_copy(update={"shape_seed": random.randint(0, MAX_SEED)})
    if what == "opacity":
        return layer.model_copy(update={"opacity": round(random.uniform(0.2, 1), 2)})
    if what == "hide":
        return layer.model_copy(update={"visible": not layer.visible})
    if what == "move":
        center = {axis: random.uniform(0.15, 0.85) * SIDE for axis in ("cx", "cy")}
        return layer.model_copy(update={"frame": layer.frame.model_copy(update=center)})
    return layer.model_copy(update={"style_seed": random.randint(0, MAX_SEED)})


def _new_layer(random: Random) -> Layer:
    cx, cy = (random.uniform(0.2, 0.8) * SIDE for _ in range(2))
    frame = Frame(cx=cx, cy=cy, width=0.3 * SIDE, height=0.24 * SIDE)
    seed = random.randint(0, MAX_SEED)
    category = random.choice(CATEGORIES)
    return Layer(
        id=f"new-{seed}", name=f"New {category}", category=category, frame=frame, shape_seed=seed, style_seed=seed
    )
