"""How the app stands in public: its routes, what every request passes, and what must be set before Gradio starts."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from importlib.util import find_spec
from typing import Any

import gradio as gr
from gradio import processing_utils
from gradio.http_server import Server
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from demo.bodies import BodyLimit
from demo.canvas import STATIC, STATIC_ROUTE
from demo.doors import API, Doors
from demo.housekeeping import Listeners, Listening, housekeeping
from demo.painter import Painter
from demo.rates import RateLimit
from demo.storing import private_folder, upload

QUEUE_SECONDS = 0.01  # between Gradio's looks at its queue; of itself it looks a thousand times a second
# For which a thread may keep the others from Python: who paints needs it for a moment, hundreds of times.
SWITCH_SECONDS = 2e-5
# After which a connection that rests is closed. Gradio's server does so after five, when clients in
# Python stop to use theirs too: requests that met with it were lost. Proxies keep theirs for a minute.
KEEP_ALIVE_SECONDS = 65
# Of a request's line and headers, which are judged when all are there (`bodies.MAX_HEADER_BYTES`). Gradio's server
# hangs up on more than 16 kB that come in pieces, and what it answers is lost while the client still sends.
HEAD_BYTES = 2**16


def settle_server(server: Server) -> None:
    """What Gradio does not ask for when it starts its server; holds for every connection from now on."""
    server.config.timeout_keep_alive = KEEP_ALIVE_SECONDS
    server.config.h11_max_incomplete_event_size = HEAD_BYTES


def before_gradio() -> None:
    """Settles what Gradio reads when it starts, its folder for files of visitors among it."""
    sys.setswitchinterval(SWITCH_SECONDS)
    # Gradio imports it before and after every step of an event: it would be looked for in vain each time.
    if find_spec("matplotlib") is None:
        sys.modules["matplotlib"] = None
    # Whose address a request has is found out by `RateLimit`; the server itself would believe any local proxy.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")
    # Gradio sums up its last ten thousand events after every single one, for a page that is closed here.
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))
    # Names of files that were made for somebody are hashes with this in them; the installed one may be in an image.
    processing_utils.hash_seed = secrets.token_bytes(32)
    try:
        private_folder()
    except OSError as error:
        raise SystemExit(f"There is no room for files of visitors ({error.strerror}); set GRADIO_TEMP_DIR.") from None


def after_gradio() -> None:
    """Removes the files of visitors. What a process leaves that is killed, the next one removes."""
    shutil.rmtree(os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)


def health(_: Request) -> PlainTextResponse:
    """What container hosts and load balancers ask for."""
    return PlainTextResponse("ok")


def app_options(blocks: gr.Blocks, painter: Painter) -> dict[str, Any]:
    """What Gradio's server is made with: the first of the middleware hears a request first."""
    listeners = Listeners()
    blocks._queue.sleep_when_free = QUEUE_SECONDS
    return {
        "routes": [
            Route("/health", health),
            Mount(STATIC_ROUTE, StaticFiles(directory=STATIC)),
            *(Route(f"{API}/upload{slash}", upload, methods=["POST"]) for slash in ("", "/")),
        ],
        "middleware": [
            Middleware(Doors),
            Middleware(RateLimit),
            Middleware(BodyLimit),
            Middleware(Listening, listeners=listeners),
        ],
        "lifespan": housekeeping(blocks, painter, listeners),
        "docs_url": None,
        "redoc_url": None,
        "openapi_url": None,
    }
