"""Which of Gradio's routes are open, and what every answer says to the browser.

Gradio serves many routes that this editor has no use for: a proxy, fetching of addresses, recordings, an assistant that
edits code, monitoring, direct calls beside the queue. What is not listed here does not exist, so a route that a later
Gradio brings is closed until somebody has looked at it.
"""

from __future__ import annotations

import logging
import os
import re

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/gradio_api"
FRAME_ANCESTORS = "'self' https://huggingface.co https://*.huggingface.co"
UPLOADS = "uploads"  # the folder below Gradio's own that no address leads to

NOTHING = JSONResponse({"detail": "There is nothing here."}, 404)
MALFORMED = JSONResponse({"detail": "The request is not one of this editor's; reload the page."}, 400)

_log = logging.getLogger(__name__)

_READ, _WRITE = ("GET", "HEAD"), ("POST",)
# What the page, `gradio_client` and plain HTTP need, relative to the root; a slash at the end makes no difference.
_OPEN: tuple[tuple[tuple[str, ...], str], ...] = (
    (_READ, r"|health|config|theme\.css|favicon\.ico|robots\.txt|manifest\.json"),
    (_READ, r"static/.+|assets/.+|editor/.+"),
    (_READ, r"gradio_api/(info|openapi\.json|app_id|login_check|theme\.css|startup-events|queue/status)"),
    (_READ, r"gradio_api/(heartbeat/[^/]+|queue/data)"),
    (_WRITE, r"gradio_api/(queue/join|upload|component_server|cancel|reset)"),
    (_WRITE, r"gradio_api/call/(v2/)?\w+"),
    (_READ, r"gradio_api/call/(v2/)?\w+/[^/]+"),
    (_READ, r"gradio_api/file=/.+"),
    ((*_READ, *_WRITE, "DELETE"), r"gradio_api/mcp(/.*)?"),
)
_DOORS = tuple((methods, re.compile(pattern)) for methods, pattern in _OPEN)
_UPLOADED = re.compile(rf"gradio_api/file=.*/{UPLOADS}/")


def policy(frame_ancestors: str = FRAME_ANCESTORS) -> str:
    """The Content-Security-Policy: nothing is loaded from elsewhere, and only these may show the page in a frame.

    Gradio's page has scripts in its HTML and makes functions out of text, so those two have to be allowed.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


def is_open(method: str, path: str) -> bool:
    """Whether there is anything behind a path for this method."""
    place = path[1:].removesuffix("/") if path.startswith("/") else None
    if place is None or "\0" in place or _UPLOADED.match(place):
        return False
    return any(method in methods and pattern.fullmatch(place) for methods, pattern in _DOORS)


class Doors:
    """ASGI middleware: 404 for closed routes, 400 for what a route fails at, and headers that keep browsers here."""

    def __init__(self, app: ASGIApp, frame_ancestors: str | None = None) -> None:
        self.app = app
        ancestors = frame_ancestors or os.environ.get("SCENEGEN_FRAME_ANCESTORS") or FRAME_ANCESTORS
        self.headers = {
            "Content-Security-Policy": policy(ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})  # nothing listens there
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if f"{API}/file=" in scope["path"]:
                    headers["Cache-Control"] = "private, no-store"  # somebody's picture
            await send(message)

        answer = self.app if is_open(scope["method"], scope["path"]) else NOTHING
        try:
            await answer(scope, receive, send_with_headers)
        except Exception as error:  # Gradio stumbles over requests that no page of it would send
            _log.warning("%s %.80s failed: %.200r", scope["method"], scope["path"], error)
            if started:
                await send({"type": "http.response.body"})
            else:
                await MALFORMED(scope, receive, send_with_headers)
