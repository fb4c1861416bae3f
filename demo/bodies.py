"""How large and how slow a request may be, whatever route it goes to."""

from __future__ import annotations

import asyncio
import time

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.limits import MAX_PROJECT_BYTES

MAX_BODY_BYTES = 2_000_000  # a document with the most points is well below
UPLOAD_PATH = "/upload"  # the one route that takes files
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32_000  # of all together, the address among them
PATIENCE = 30.0  # seconds before a body has to arrive at a speed
SPEED = 8_000  # bytes a second; slower than any connection that could show the page


class BodyLimit:
    """ASGI middleware: refuses a body that is too large, declared or not, or too slow, before anyone has read it all.

    `patience` are seconds, `speed` is in bytes a second.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int = MAX_BODY_BYTES,
        max_upload_bytes: int = MAX_PROJECT_BYTES,
        patience: float = PATIENCE,
        speed: float = SPEED,
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.max_upload_bytes = max_upload_bytes + 100_000  # and the form around the file
        self.patience = patience
        self.speed = speed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.max_upload_bytes if scope["path"].rstrip("/").endswith(UPLOAD_PATH) else self.max_bytes
        refusal = _refused_head(scope, limit)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        started = False
        complete = False
        received = 0
        begun = time.monotonic()

        async def counted_receive() -> Message:
            nonlocal received, refusal, complete
            if complete:  # what comes now is only that the client has gone
                return await receive()
            left = self.patience + received / self.speed - (time.monotonic() - begun)
            try:
                message = await asyncio.wait_for(receive(), max(0.0, left))
            except asyncio.TimeoutError:
                refusal = _answer("The request came too slowly; try again.", 408)
                raise _RefusedBodyError from None
            received += len(message.get("body", b""))
            if received > limit:
                refusal = _too_large(limit)
                raise _RefusedBodyError
            complete = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def watched_send(message: Message) -> None:
            nonlocal started
            if refusal is not None and not started:
                raise _RefusedBodyError  # the app took it for something else
            started = True
            await send(message)

        try:
            await self.app(scope, counted_receive, watched_send)
        except _RefusedBodyError:
            if not started and refusal is not None:
                await refusal(scope, receive, send)


class _RefusedBodyError(Exception):
    pass


def _refused_head(scope: Scope, limit: int) -> ASGIApp | None:
    """The answer to a request whose head already says that it is too much; None if it does not."""
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MAX_HEADERS or size + len(scope["path"]) + len(scope.get("query_string", b"")) > MAX_HEADER_BYTES:
        return _answer(f"The request has more than {MAX_HEADERS} headers, or more than {MAX_HEADER_BYTES} bytes.", 431)
    declared = dict(headers).get(b"content-length", b"0")
    if not declared.isdigit() or len(declared) > 15 or int(declared) > limit:
        return _too_large(limit)
    return None


def _too_large(limit: int) -> ASGIApp:
    return _answer(f"The request is larger than {limit} bytes.", 413)


def _answer(sentence: str, status: int) -> ASGIApp:
    return JSONResponse({"detail": sentence}, status, {"Connection": "close"})
