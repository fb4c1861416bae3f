"""Between Gradio and the server's work: every request is counted, waits for its turn, and hears "busy" at once.

Work runs in threads, waiting costs none. Nobody holds a turn while a message is on its way to a browser.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar

import gradio as gr
from starlette.concurrency import run_in_threadpool

from demo.errors import RefusedError, answer
from demo.gpu import PAINTERS, share_processors
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
TURN_SECONDS = 1.0  # of work after which others come first; most pictures are done by then
HUNGRY_SECONDS = 0.5  # without a picture after which one is finished though it is not the newest any more
FINISHING_SECONDS = 1.0  # of work for such a picture
TOLD_SECONDS = 3.0  # of waiting after which, and between which, a page hears how many come first

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
        # Threads of their own: every further thread that paints would keep memory and OpenMP's threads for itself.
        self._painters = ThreadPoolExecutor(PAINTERS, "painter")
        # One more than there are threads: it is at hand when one of them is free.
        self.painting = Turns(at_once=PAINTERS + 1, waiting=int(os.environ.get("SCENEGEN_WAITING") or WAITING))
        self.looking = Turns(at_once=2, waiting=64)
        self.files = Turns(at_once=2)
        self.taking = Turns()
        self._places = Places()
        self._events = Buckets(EVENTS)
        self._calls = Buckets(CALLS)
        self._files = Buckets(FILES)

    def crowded(self) -> bool:
        """Whether somebody waits for the painter."""
        return len(self.painting) > 0

    async def steps(
        self,
        steps: Callable[[Stop], Iterator[Result]],
        page: str,
        who: str,
        gone: Stop,
        stale: Stop = lambda: False,
        waiting: Callable[[int], Result] | None = None,
    ) -> AsyncIterator[Result]:
        """Runs a generator in turns of the painter and yields what it makes; `steps` gets what tells it to stop.

        While it waits long for the first turn, it also yields what `waiting` makes of the number of those before it.

        `page` asks from the address `who`. Raises `RefusedError` if it asks too often, the line is full, or it takes
        too long. Ends early when nobody waits for it, `gone`, or when the page wants something newer, `stale`: but what
        has begun for a page that has seen nothing for long is finished if that is soon done. Otherwise a crowded server
        would never finish anything for people who go on editing.
        """
        _taken(self._events, page)
        self.painting.admit(page, who)
        work = _Work(self.painting, self._painters, self._places.take(page), gone, stale)
        iterator = steps(work.stop)
        made: asyncio.Queue[Any] = asyncio.Queue()

        async def paint() -> None:
            while not work.ended:
                async with self.painting.turn(page, who, work.since, work.unwanted) as called:
                    if not called:
                        break
                    await work.part(iterator, made)
            if work.unserved:
                self._places.keep(page, work.since)

        # Beside what sends the messages: nobody holds a turn while one is on its way to a browser.
        painting = asyncio.create_task(paint())
        painting.add_done_callback(lambda done: made.put_nowait(_outcome(done)))
        telling = None if waiting is None else asyncio.create_task(self._tell(work, waiting, made))
        try:
            while (step := await made.get()) is not _END:
                if isinstance(step, BaseException):
                    raise step
                yield step
        finally:
            work.abandoned = True
            if telling is not None:
                telling.cancel()

    async def _tell(self, work: _Work, waiting: Callable[[int], Any], made: asyncio.Queue[Any]) -> None:
        """Puts into `made` what `waiting` makes of the number of those who come first, until work has begun."""
        # Who goes on editing has waited for long already, but does not want to hear it with every edit.
        await asyncio.sleep(max(TOLD_SECONDS / 3, work.since + TOLD_SECONDS - time.monotonic()))
        while not work.begun:
            made.put_nowait(waiting(self.painting.before(work.since)))
            await asyncio.sleep(TOLD_SECONDS)

    async def messages(
        self,
        painter: Painter,
        messages: Callable[[Any, Stop], Iterator[Message]],
        payload: Any,
        request: gr.Request | None,
        waiting: Callable[[Any, int], Message] | None = None,
    ) -> AsyncIterator[Message]:
        """What a painter's event tells a page, a refusal of ours among it, and what `waiting` says while it waits."""
        page, told = session_hash(request), payload if isinstance(payload, dict) else {}
        self.visits.arrive(page, *(str(told.get(secret, ""))[:64] for secret in ("session", "owner")))

        who = address(request)
        steps = self.steps(
            lambda stop: messages(payload, stop),
            page or who,
            who,
            gone=lambda: self.visits.gone(page),
            stale=lambda: painter.stale(payload),
            waiting=None if waiting is None else lambda before: waiting(payload, before),
        )
        try:
            async for message in steps:
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


class _Work:
    """One request at the painter: how long it has been worked on, and whether it should go on."""

    def __init__(self, turns: Turns, painters: Executor, since: float, gone: Stop, stale: Stop) -> None:
        self.since = since
        self.abandoned = False  # nobody reads the messages any more
        self.ended = False
        self._turns, self._painters = turns, painters
        self._gone, self._stale = gone, stale
        self._worked = 0.0
        self._begun: float | None = None
        self._hungry = False

    def unwanted(self) -> bool:
        """Whether it need not go on waiting."""
        return self.abandoned or self._gone() or self._stale()

    def stop(self) -> bool:
        """Whether it should end between two layers. Raises `TooMuchWorkError`."""
        if self._worked_now() > MOST_SECONDS:
            raise TooMuchWorkError
        return self.abandoned or self._gone() or (self._stale() and not self._finishing())

    @property
    def begun(self) -> bool:
        """Whether it has had a turn."""
        return self._begun is not None or self._worked > 0

    @property
    def unserved(self) -> bool:
        """Whether the page got nothing because it wanted something newer."""
        return not self.ended or (self._stale() and not self._finishing())

    def _finishing(self) -> bool:
        return self._hungry and self._worked_now() < FINISHING_SECONDS

    async def part(self, iterator: Iterator[Any], made: asyncio.Queue[Any]) -> None:
        """Works for a turn, and puts what that makes into `made`."""
        loop = asyncio.get_running_loop()

        def work() -> None:
            self._begun = begun = time.monotonic()
            self._hungry = self._hungry or begun - self.since > HUNGRY_SECONDS
            while not self.ended and time.monotonic() - begun < TURN_SECONDS:
                share_processors(self._turns.crowd)
                step = next(iterator, _END)
                self.ended = step is _END
                if not self.ended:
                    loop.call_soon_threadsafe(made.put_nowait, step)

        run = copy_context().run  # who asks, for what is kept
        try:
            await loop.run_in_executor(self._painters, run, work)
        finally:
            self._worked, self._begun = self._worked_now(), None

    def _worked_now(self) -> float:
        return self._worked + (0.0 if self._begun is None else time.monotonic() - self._begun)


def _outcome(done: asyncio.Task[None]) -> Any:
    """How painting has ended: `_END`, also when the server is about to end, or an exception."""
    return _END if done.cancelled() else done.exception() or _END


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
