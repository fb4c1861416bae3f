"""What a request can make the server fetch."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import gradio as gr
import httpx
import pytest

from demo import fetching
from demo.editor import build_editor
from demo.fetching import Uploaded, fetched
from demo.limits import MAX_PHOTO_BYTES
from scenegen.compositor import Compositor
from tests.editor_requests import scene
from tests.server import App, in_own_thread
from tests.visitors import Visitor


class _Server(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/small.png")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        for _ in range(1 if self.path == "/small.png" else MAX_PHOTO_BYTES // 2**16 + 2):
            self.wfile.write(b"x" * 2**16)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_server() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what was asked of it."""
    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Handler", (_Server,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fetch(url: str, *, anywhere: bool = True) -> Path:
    transport = httpx.AsyncHTTPTransport() if anywhere else None
    return in_own_thread(lambda: asyncio.run(fetched(url, transport)))


def test_a_file_is_fetched_and_named_after_its_address(upload_folder: Path) -> None:
    with web_server() as (address, _):
        path = fetch(address + "small.png")
    assert (path.name, path.stat().st_size) == ("small.png", 2**16)
    assert path.is_relative_to(upload_folder)


@pytest.mark.parametrize("name", ["endless", "elsewhere"])
def test_what_is_too_large_or_somewhere_else_is_not(upload_folder: Path, name: str) -> None:
    with web_server() as (address, asked), pytest.raises(gr.Error, match="upload it instead"):
        fetch(address + name)
    assert asked == [f"/{name}"]
    assert not [path for path in upload_folder.rglob("*") if path.is_file()]


def test_addresses_that_are_not_public_are_never_asked(upload_folder: Path) -> None:
    with web_server() as (address, asked):
        port = address.rstrip("/").rpartition(":")[2]
        for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "169.254.169.254", "10.0.0.1", ""):
            with pytest.raises(gr.Error, match="could not be fetched"):
                fetch(f"http://{host}:{port}/small.png", anywhere=False)
    assert asked == []


def test_every_input_of_every_event_is_bounded(compositor: Compositor) -> None:
    """Gradio looks for files in whatever any of them gets."""
    blocks = build_editor(compositor)
    inputs = {component for event in blocks.fns.values() for component in event.inputs}
    assert len(inputs) >= 8
    assert all(isinstance(component, Uploaded) for component in inputs)


def test_a_program_hears_why(public_app: App) -> None:
    visitor = Visitor(public_app.address, came_from="10.4.0.1")
    with web_server() as (address, asked):
        file = {"path": address + "small.png", "meta": {"_type": "gradio.FileData"}}
        for data in ([scene(0).model_dump(mode="json"), file, None], [{"a": file}, None, None]):
            event = visitor.http.post("gradio_api/call/render", json={"data": data}).json()["event_id"]
            told = visitor.http.get(f"gradio_api/call/render/{event}").text
            assert "event: error" in told and fetching._NOT_FETCHED in told
    assert asked == []
    visitor.close()
