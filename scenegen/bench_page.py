"""The page of one person who edits, without its browser: the requests that the page would send, and when.

An editor makes an edit at every tick of its clock, whether its last picture has come or not. Like the page it tells the
server at once that earlier pictures are not wanted any more, has one request in the queue at a time and then asks for
the newest document, asks a busy server again after as long as that says, and fetches the pictures of layers that are
new. The time of an edit ends with the first complete picture that shows it, be it one of a later edit.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

import httpx

from scenegen.bench_editor import SIDE, example_scene
from scenegen.scene import CATEGORIES, MAX_SEED, Frame, Layer, Scene

OBJECTS = 5
PATIENCE = 30  # seconds without a picture after which the page says so
_BUSY = (429, 503)  # HTTP
_BUSY_SECONDS = 1  # where the answer does not say more
# How often people do what; the sum does not matter.
_EDITS = {"move": 35, "look": 20, "shape": 10, "opacity": 10, "hide": 10, "add": 5, "delete": 5, "undo": 5}


class Page(NamedTuple):
    """Where a running app takes the requests of its editor."""

    address: str  # without a slash at the end
    canvas: int  # the component
    paint: int  # the event


@dataclass
class Tally:
    """What came of the edits; times in seconds."""

    edits: int = 0
    pictures: int = 0
    superseded: int = 0
    busy: int = 0
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


class Editor:
    """One person's page, without its browser."""

    def __init__(self, client: httpx.AsyncClient, page: Page, number: int, tally: Tally) -> None:
        self.client, self.page, self.tally = client, page, tally
        self.random = Random(number)
        self.scene = example_scene(OBJECTS, seed=1000 * number)
        self.history: list[Scene] = []
        self.revision = 0
        self.session, self.owner = secrets.token_hex(16), secrets.token_hex(16)
        self.asked: dict[int, float] = {}  # when, by revision, for edits that no picture shows yet
        self.wanted = asyncio.Event()
        self.seen: set[str] = set()  # keys of layers' pictures
        self.shown: int | None = None  # the number of the picture, if it is exact
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
            "data": [json.dumps(sent | {"session": self.session, "owner": self.owner, "shown": self.shown})],
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
        self.shown = told["sequence"] if told["exact"] else None
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
