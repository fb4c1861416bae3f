"""What the server does by itself, so that nothing grows without bound and nothing is kept longer than it is used."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder
from starlette.concurrency import run_in_threadpool

from demo.painter import Painter
from demo.storing import Sweeper

KEEP_FILES_SECONDS = 900.0  # uploads of programs, and files that were made for somebody
SWEEP_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Undelivered:
    """Throws away messages for pages that no longer fetch them; Gradio keeps them for ever."""

    def __init__(self, blocks: gr.Blocks) -> None:
        self._blocks = blocks
        self._waiting: set[str] = set()

    async def drop(self) -> None:
        """Drops what has lain since the last time: a page that listens gets its messages at once."""
        queue = self._blocks._queue
        waiting = {page for page, messages in list(queue.pending_messages_per_session.items()) if not messages.empty()}
        for page in waiting & self._waiting:
            queue.pending_messages_per_session.pop(page, None)
            await queue.clean_events(session_hash=page)
            queue.pending_event_ids_session.pop(page, None)
        self._waiting = waiting - self._waiting
        for page in [page for page, events in queue.pending_event_ids_session.items() if not events]:
            if page not in waiting:
                del queue.pending_event_ids_session[page]


def forget_files(blocks: gr.Blocks) -> None:
    """Makes Gradio forget the names of files that are gone."""
    for names in blocks.temp_file_sets:
        names.difference_update([name for name in names if not Path(name).exists()])


def housekeeping(blocks: gr.Blocks, painter: Painter) -> Callable[[object], object]:
    """A lifespan for the app: while it runs, everything is tidied every few seconds."""

    async def tidy() -> None:
        undelivered = Undelivered(blocks)
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
