"""What the server does by itself, so that nothing grows without bound and nothing is kept longer than it is used."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.painter import Painter
from demo.storing import Sweeper

KEEP_FILES_SECONDS = 900.0  # uploads of programs, and files that were made for somebody
SWEEP_SECONDS = 5.0
UNHEARD_SECONDS = 20.0  # after which nobody fetches messages any more: a crowded server hears a page late
MOST_ANSWERS = 300  # undelivered ones of all pages together; one with a picture has up to a megabyte or two

_log = logging.getLogger(__name__)
_Lying = tuple[int, frozenset[str]]  # how many messages, and the events that they are about or that will bring more


class Listeners:
    """Who fetches messages, by what Gradio calls a page or an event."""

    def __init__(self) -> None:
        self.present: Counter[str] = Counter()
        self.lately: set[str] = set()  # who was present since somebody emptied this

    @contextmanager
    def listening(self, page: str) -> Iterator[None]:
        """While this runs, the page fetches its messages."""
        self.present[page] += 1
        self.lately.add(page)
        try:
            yield
        finally:
            self.present[page] -= 1
            if not self.present[page]:
                del self.present[page]


class Listening:
    """ASGI middleware that keeps a record of the `listeners`."""

    def __init__(self, app: ASGIApp, listeners: Listeners) -> None:
        self.app = app
        self.listeners = listeners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        path = scope["path"].rstrip("/")
        if path.endswith("/queue/data"):
            page = QueryParams(scope["query_string"]).get("session_hash", "")
        else:
            page = path.rpartition("/")[2] if "/call/" in path else ""
        with self.listeners.listening(page):
            await self.app(scope, receive, send)


class Undelivered:
    """Throws away messages that nobody fetches; Gradio keeps them for ever."""

    def __init__(
        self,
        blocks: gr.Blocks,
        listeners: Listeners,
        most: int = MOST_ANSWERS,
        patience: float = UNHEARD_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._blocks = blocks
        self._listeners = listeners
        self._most = most
        self._patience = patience
        self._clock = clock
        self._unheard: dict[str, tuple[_Lying, float]] = {}  # what lies for a page, and since when

    async def drop(self) -> None:
        """Drops what has lain for nobody for long; and if there is too much of all, the longest backlogs, first of
        pages that do not listen.

        A page listens for each of its requests anew, and on a busy server it is often just between two.
        """
        queue = self._blocks._queue
        backlogs = list(queue.pending_messages_per_session.items())
        waiting = {page: _answers(messages) for page, messages in backlogs if messages.qsize()}
        heard = self._listeners.present.keys() | self._listeners.lately
        self._listeners.lately.clear()
        unheard = {
            page: (messages.qsize(), frozenset(queue.pending_event_ids_session.get(page, ())))
            for page, messages in backlogs
            if page in waiting and page not in heard
        }
        now = self._clock()
        # Where that has changed meanwhile, the page has asked again and is about to listen.
        before = {page: self._unheard.get(page, (lying, now)) for page, lying in unheard.items()}
        self._unheard = {
            page: before[page] if before[page][0] == lying else (lying, now) for page, lying in unheard.items()
        }
        dropped = {page for page, (_, since) in self._unheard.items() if now - since >= self._patience}
        kept = {page: answers for page, answers in waiting.items() if answers and page not in dropped}
        left = sum(kept.values())
        for page in sorted(kept, key=lambda page: (page in heard, -kept[page])):
            if left <= self._most:
                break
            dropped.add(page)
            left -= kept[page]
        if dropped:
            _log.warning("%d pages did not fetch their messages; %d answers of others lie", len(dropped), left)
        for page in dropped:
            queue.pending_messages_per_session.pop(page, None)
            await queue.clean_events(session_hash=page)
            queue.pending_event_ids_session.pop(page, None)
        for page in [page for page, events in queue.pending_event_ids_session.items() if not events]:
            if page not in waiting:
                del queue.pending_event_ids_session[page]


def _answers(messages: asyncio.Queue[Any]) -> int:
    """How many messages of a backlog have something in them, and are not only about the queue."""
    return sum(hasattr(message, "output") for message in messages._queue)


def forget_files(blocks: gr.Blocks) -> None:
    """Makes Gradio forget the names of files that are gone."""
    for names in blocks.temp_file_sets:
        names.difference_update([name for name in names if not Path(name).exists()])


def housekeeping(blocks: gr.Blocks, painter: Painter, listeners: Listeners) -> Callable[[object], object]:
    """A lifespan for the app: while it runs, everything is tidied every few seconds."""

    async def tidy() -> None:
        undelivered = Undelivered(blocks, listeners)
        sweeper = Sweeper(Path(get_upload_folder()), KEEP_FILES_SECONDS)
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await undelivered.drop()
                await run_in_threadpool(sweeper.sweep)
                forget_files(blocks)
                painter.forget_unused()
            except Exception:  # a full disk, say; there is a next time
                _log.exception("tidying failed")

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        task = asyncio.create_task(tidy())
        try:
            yield
        finally:
            task.cancel()

    return lifespan
