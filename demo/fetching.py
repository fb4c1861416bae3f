"""Files that programs name by their address: fetched within bounds, where Gradio would take whatever comes.

Assistants know no other way to hand over a file. Only public addresses are asked (`safehttpx`), and no redirects are
followed.
"""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from urllib.parse import urlparse

import gradio as gr
import httpx
from safehttpx import AsyncSecureTransport, async_validate_url

from demo.limits import MAX_PHOTO_BYTES
from demo.storing import discard, safe_name, uploads_folder

SECONDS = 20.0
_NOT_FETCHED = "The file could not be fetched from its address; upload it instead."


class Uploaded:
    """For components of Gradio: bounds what a request makes the server fetch. Every input of an event has to be one."""

    async def async_move_resource_to_block_cache(self, place: str | Path | None) -> str | None:
        if str(place).lower().startswith(("http://", "https://")):
            return str(await fetched(str(place)))
        return await super().async_move_resource_to_block_cache(place)


async def fetched(url: str, transport: httpx.AsyncBaseTransport | None = None) -> Path:
    """Fetches a public address into a file among the uploads. Raises `gr.Error` with one sentence."""
    address = urlparse(url)
    path = uploads_folder() / secrets.token_urlsafe(18) / safe_name(address.path)
    try:
        transport = transport or AsyncSecureTransport(await async_validate_url(address.hostname or ""))
        await asyncio.wait_for(_store(url, path, transport), SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError, asyncio.TimeoutError):
        discard(path)
        raise gr.Error(_NOT_FETCHED, print_exception=False) from None
    return path


async def _store(url: str, path: Path, transport: httpx.AsyncBaseTransport) -> None:
    async with httpx.AsyncClient(transport=transport, timeout=SECONDS) as client, client.stream("GET", url) as answer:
        if answer.status_code != 200:
            raise ValueError(f"it answered {answer.status_code}")
        path.parent.mkdir(parents=True)
        size = 0
        with path.open("wb") as file:
            async for part in answer.aiter_bytes(2**16):
                size += len(part)
                if size > MAX_PHOTO_BYTES:
                    raise ValueError("it is too large")
                file.write(part)
