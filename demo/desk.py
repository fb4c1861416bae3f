"""Between Gradio and the server's work: every request is counted, waits for its turn, and hears "busy" at once.

Work runs in threads, waiting costs none. Nobody holds a turn while a message is on its way to a browser.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import gradio as gr
from starlette.concurrency import run_in_threadpool

from demo.errors import RefusedError, answer
from demo.painter import Painter
from demo.protocol import Message
from demo.rates import Buckets, Rate, busy
from demo.sessions import Visits
from demo.turns import Places, Turns
from scenegen.compositor import Cancelled

# Of one page, or of one address that tells no page. A person who drags a slider or an object asks 20 times a second.
EVENTS = Rate(per_second=30, burst=300)
CALLS = Rate(per_second=60, burst=600)
# Of one address: files and cut-outs, each of which keeps a core for a second or so.
FILES = Rate(per_second=4, burst=120)
WAITING = 32  # pictures
MOST_SECONDS = 60.0  # of work for one request

Result = TypeVar("Result")
Function = Callable[[Any], Any]
Stop = Callable[[], bool]
_END = object()


class TooMuchWorkError(RefusedError):
    """A request that was given up after `MOST_SECONDS`."""

    def __init__(self) -> None:
        text = "This takes too long to paint; make the picture smaller or use fewer objects."
        super().__init__("too_much_work", text)


class Desk:
    """What requests of visitors pass; used from one event loop."""

    def __init__(self, visits: Visits) -> None:
        self.visits = visits
        self.painting = Turns(waiting=int(os.environ.get("SCENEGEN_WAITING") or WAITING))
        self.looking = Turns(at_once=2, waiting=64)
        self.files = Turns(at_once=2)
        self.taking = Turns()
        self._places = Places()
        self._events = Buckets(EVENTS)
        self._calls = Buckets(CALLS)
        self._files = Buckets(FILES)

    async def steps(
        self, steps: Callable[[Stop], Iterator[Result]], page: str, who: str, left: Stop
    ) -> AsyncIterator[Result]:
        """Runs a generator step by step in turns of the painter; `steps` gets what tells it to stop.

        `page` asks from the address `who`. Raises `RefusedError` if it asks too often, the line is full, or it takes
        too long. Ends early when `left` becomes true.
        """
        _taken(self._events, page)
        self.painting.admit(page, who)
        since = self._places.take(page)
        worked = 0.0
        begun: float | None = None

        def stop() -> bool:
            late = begun is not None and worked + time.monotonic() - begun > MOST_SECONDS
            if late:
                raise TooMuchWorkError
            return left()

        iterator = steps(stop)
        while True:
            async with self.painting.turn(page, who, since, left) as called:
                if not called:
                    self._places.keep(page, since)
                    return
                begun = time.monotonic()
                step = await run_in_threadpool(next, iterator, _END)
                worked += time.monotonic() - begun
                begun = None
            if step is _END:
                if left():
                    self._places.keep(page, since)
                return
            yield step

    async def messages(
        self,
        painter: Painter,
        messages: Callable[[Any, Stop], Iterator[Message]],
        payload: Any,
        request: gr.Request | None,
    ) -> AsyncIterator[Message]:
        """What a painter's event tells a page, a refusal of ours among it."""
        page, told = session_hash(request), payload if isinstance(payload, dict) else {}
        self.visits.arrive(page, *(str(told.get(secret, ""))[:64] for secret in ("session", "owner")))

        def left() -> bool:
            return painter.stale(payload) or self.visits.gone(page)

        who = address(request)
        try:
            async for message in self.steps(lambda stop: messages(payload, stop), page or who, who, left):
                yield message
        except RefusedError as error:
            yield painter.refused(payload, error)

    async def work(self, function: Callable[[Stop], Result], request: gr.Request | None) -> Result:
        """One piece of work of the painter for a program. Raises `RefusedError`, and `Cancelled` if it has gone."""
        page, who = session_hash(request), address(request)
        self.visits.arrive(page)

        def once(stop: Stop) -> Iterator[Result]:
            yield function(stop)

        async for result in self.steps(once, page or who, who, lambda: self.visits.gone(page)):
            return result
        raise Cancelled

    def call(self, function: Function) -> Function:
        """A server function of the page that costs nothing."""
        return self._server_function(function, self._calls, None)

    def look(self, function: Function) -> Function:
        """A server function of the page that gives it parts of what was painted."""
        return self._server_function(function, self._calls, self.looking)

    def file(self, function: Function) -> Function:
        """A server function that opens a file."""
        return self._server_function(function, self._files, self.files)

    def take(self, function: Function) -> Function:
        """A server function that finds or cuts out an object."""
        return self._server_function(function, self._files, self.taking)

    def _server_function(self, function: Function, buckets: Buckets, turns: Turns | None) -> Function:
        async def called(argument: Any, request: gr.Request) -> Any:
            who = address(request)
            try:
                page = page_of(argument, who)
                _taken(buckets, who if buckets is self._files else page)
                if turns is None:
                    return await run_in_threadpool(answer, function, argument)
                turns.admit(page, who)
                async with turns.turn(page, who, time.monotonic()):
                    return await run_in_threadpool(answer, function, argument)
            except RefusedError as error:
                return answer(_raised, error)

        called.__name__ = function.__name__  # the page calls it by this name
        return called


def _taken(buckets: Buckets, who: str) -> None:
    wait = buckets.take(who)
    if wait:
        raise busy(wait)


def _raised(error: RefusedError) -> None:
    raise error


def page_of(argument: Any, otherwise: str) -> str:
    """Which page, or else which visitor, asks by its own word."""
    told = argument if isinstance(argument, dict) else {}
    secret = told.get("session") or told.get("owner")
    return secret if isinstance(secret, str) and len(secret) <= 64 else otherwise


def address(request: gr.Request | None) -> str:
    """Whose network a request comes from; the middleware has found it out."""
    with suppress(AttributeError, TypeError):
        return str(request.client.host)
    return "unknown"


def session_hash(request: gr.Request | None) -> str:
    """The page, or the program, as Gradio knows it."""
    return getattr(request, "session_hash", None) or ""
