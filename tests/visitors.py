"""Programs that behave like a page of the editor, or not at all, over the app's real HTTP interface."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
from gradio_client.utils import apply_diff

from scenegen.scene import Scene


class Visitor:
    """One page: its secrets, its address if it comes through a proxy, and what Gradio's own page would send."""

    def __init__(self, address: str, *, came_from: str | None = None, owner: str | None = None) -> None:
        headers = {"X-Forwarded-For": came_from} if came_from else {}
        self.http = httpx.Client(base_url=address, timeout=60, headers=headers)
        self.page = secrets.token_hex(6)
        self.session = secrets.token_hex(16)
        self.owner = owner or secrets.token_hex(16)
        self.revision = 0
        config = self.http.get("config").json()
        canvas = next(part for part in config["components"] if part["props"].get("elem_id") == "canvas")
        self.canvas: int = canvas["id"]
        self.events = {
            target[1]: event["id"] for event in config["dependencies"] for target in event["targets"] if target[0]
        }

    def close(self) -> None:
        self.http.close()

    # --- requests as the page sends them ----------------------------------------------------------------------------

    def upload(self, content: bytes, name: str = "photo.png") -> str:
        """Uploads a file and returns where it lies."""
        (path,) = self.http.post("gradio_api/upload", files={"files": (name, content)}).raise_for_status().json()
        return path

    def call(self, function: str, **argument: Any) -> Any:
        """What a server function answers."""
        return self.call_raw(function, {"owner": self.owner, **argument}).raise_for_status().json()

    def call_raw(self, function: str, argument: Any) -> httpx.Response:
        body = {"component_id": self.canvas, "fn_name": function, "session_hash": self.page, "data": argument}
        return self.http.post("gradio_api/component_server", json=body)

    def request(self, document: Scene | dict[str, Any], **fields: Any) -> dict[str, Any]:
        self.revision += 1
        plain = document.model_dump(mode="json") if isinstance(document, Scene) else document
        secret = {"revision": self.revision, "session": self.session, "owner": self.owner}
        return {"scene": plain, **secret, **fields}

    def join(self, payload: Any, event: str = "edit") -> httpx.Response:
        """Puts a request into the queue; `payload` is sent as the canvas sends it, as text."""
        text = payload if isinstance(payload, str) else json.dumps(payload)
        body = {"data": [text], "fn_index": self.events[event], "session_hash": self.page}
        return self.http.post("gradio_api/queue/join", json=body)

    def listen(self) -> Iterator[dict[str, Any]]:
        """What Gradio tells this page until its last event is done."""
        with self.http.stream("GET", "gradio_api/queue/data", params={"session_hash": self.page}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    told = json.loads(line[5:])
                    if told["msg"] == "close_stream":
                        return
                    yield told

    def messages(self, payload: Any, event: str = "edit") -> list[dict[str, Any]]:
        """The painter's messages for a request."""
        self.join(payload, event).raise_for_status()
        return list(painters(self.listen()))

    def paint(self, document: Scene | dict[str, Any], **fields: Any) -> dict[str, Any]:
        """The last message of the painter for a document: its picture, or an error."""
        return self.messages(self.request(document, **fields))[-1]


def painters(events: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the painter says in Gradio's messages, which tell after the first only what is different."""
    before: dict[str, Any] = {}
    for told in events:
        if told["msg"] != "process_generating" or not told["success"]:
            continue
        (value,) = told["output"]["data"]
        page = told["event_id"]
        before[page] = apply_diff(before[page], value) if page in before else value
        message = json.loads(before[page]) if isinstance(before[page], str) else before[page]
        if message and "sequence" in message:
            yield message
