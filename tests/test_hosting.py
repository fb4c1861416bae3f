"""The app as hosts run it: asked for its health, told to stop, behind nginx with a second one, and with MCP."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.server import ROOT, App, free_port, in_own_thread, started_app
from tests.tiny import save_tiny_networks

GUIDE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
MCP = find_spec("mcp") is not None


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def replicas(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[App]]:
    """Two apps; the first has the tools for assistants."""
    folder = tmp_path_factory.mktemp("replicas")
    with (
        started_app(weights, folder / "first.log", arguments=("--mcp",) if MCP else ()) as first,
        started_app(weights, folder / "second.log") as second,
    ):
        yield [first, second]


# --- alone -----------------------------------------------------------------------------------------------------------


def test_it_says_that_it_is_healthy(replicas: list[App]) -> None:
    assert fetched(replicas[1].address + "health") == "ok"


def test_a_connection_may_rest_longer_than_clients_let_theirs(replicas: list[App]) -> None:
    """A server that closes at the same five seconds as httpx now and then closes on a request that is on its way."""
    time.sleep(2)  # those that are made while the app starts are closed early
    place = urlsplit(replicas[1].address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    for rest in (6, 0):
        connection.request("GET", "/health")
        assert connection.getresponse().read() == b"ok"
        time.sleep(rest)
    connection.close()


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


@pytest.mark.skipif(not MCP, reason="needs pip install '.[mcp]'")
def test_assistants_find_described_tools_and_paint_with_them(replicas: list[App]) -> None:
    scene = json.loads((ROOT / "demo" / "scenes" / "horses.json").read_text(encoding="utf-8"))
    address = replicas[0].address + "gradio_api/mcp/"
    tools, picture, looks, refused = in_own_thread(lambda: asyncio.run(assisted(address, scene)))
    assert tools.keys() == {"render", "variants", "outline", "export", "extract", "open"}
    for tool in tools.values():
        assert len(tool.description) > 60
        for name, argument in tool.inputSchema["properties"].items():
            assert argument["type"] in ("string", "object", "array", "integer", "number", "boolean"), name
            assert argument["description"], name
    assert tools["render"].inputSchema["required"] == ["scene"]
    assert tools["extract"].inputSchema["required"] == ["photo"]
    assert tools["variants"].inputSchema["required"] == ["scene", "layer"]
    assert picture.content[0].mimeType == "image/png"
    assert "[4, 5]" in looks.content[0].text, "the seeds to choose from"
    assert refused.isError and "canvas" in refused.content[0].text


async def assisted(url: str, scene: dict[str, Any]) -> tuple[dict[str, Any], Any, Any, Any]:
    """What an assistant gets: the tools by name, a painted scene, looks of an object, and the answer to no scene."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with streamable_http_client(url) as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        picture = await session.call_tool("render", {"scene": scene})
        looks = await session.call_tool("variants", {"scene": scene, "layer": scene["layers"][0]["id"], "count": 2})
        return tools, picture, looks, await session.call_tool("render", {"scene": {"canvas": 3}})


# --- behind nginx ----------------------------------------------------------------------------------------------------


@contextmanager
def running_nginx(replicas: list[App], folder: Path) -> Iterator[str]:
    """nginx with the guide's configuration, on a free port in front of these apps; yields its address."""
    (text,) = re.findall(r"^```nginx\n(.*?)^```$", GUIDE, re.M | re.S)
    for written, app in zip(("127.0.0.1:7861", "127.0.0.1:7862"), replicas, strict=True):
        assert written in text
        text = text.replace(written, app.address.removeprefix("http://").rstrip("/"))
    port = free_port()
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    paths = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    log = f"log_format upstream '$upstream_addr';\naccess_log {folder / 'access.log'} upstream;\n"
    as_root = "user root;\n" if os.getuid() == 0 else ""  # its workers could not write into the test's folder otherwise
    (folder / "nginx.conf").write_text(
        f"{as_root}daemon off;\npid {folder / 'pid'};\nerror_log {folder / 'error.log'};\n"
        f"events {{}}\nhttp {{\n{paths}{log}{text}}}\n"
    )
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        address = f"http://127.0.0.1:{port}/"
        end = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < end:
            try:
                fetched(address + "health")
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_a_page_goes_on_with_another_replica_when_its_own_stops(
    replicas: list[App], tmp_path: Path, photo: Path
) -> None:
    pytest.importorskip("playwright")
    in_own_thread(lambda: edit_while_one_stops(replicas, tmp_path, photo))


def edit_while_one_stops(replicas: list[App], tmp_path: Path, photo: Path) -> None:
    from playwright.sync_api import expect

    from tests.browser.support import EditorPage, running_browser

    with running_nginx(replicas, tmp_path) as address, running_browser() as browser:
        page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 860}).new_page()
        page.goto(address)
        editor = EditorPage(page)
        editor.wait_until_ready()
        with editor.new_picture():
            editor.upload(photo)
        editor.draw("Box", (0.2, 0.3), (0.5, 0.7))
        before = editor.picture()

        asked = [line for line in (tmp_path / "access.log").read_text().splitlines() if line]
        own = next(app for app in replicas if app.address.removeprefix("http://").rstrip("/") == asked[-1])
        assert own.stop() == 0, "an app that is told to stop ends cleanly"

        expect(editor.options).to_have_count(1)
        editor.press("Box")
        editor.drag((0.55, 0.35), (0.9, 0.8))
        expect(editor.options).to_have_count(2)
        expect(editor.root).to_have_attribute("data-busy", "false", timeout=60_000)
        editor.wait_until_ready()
        with editor.new_picture():
            editor.press("Hide")
        editor.draw("Box", (0.05, 0.05), (0.2, 0.2))
        assert [layer["visible"] for layer in editor.document["layers"]] == [True, False, True]
        assert editor.document["background"]["kind"] == "photo", "the photo was sent again"
        assert editor.picture().shape == before.shape and (editor.picture() != before).any()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    import numpy as np
    from PIL import Image

    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (96, 144, 3), dtype=np.uint8)).save(path)
    return path


# --- in a container --------------------------------------------------------------------------------------------------


def test_the_container_gets_what_its_file_copies() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    names = {name for names in copied for name in names.split()}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert all((ROOT / name).exists() for name in names)
    assert {line[1:] for line in ignored if line.startswith("!")} == names
