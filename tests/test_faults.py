"""What happens to the app happens in earnest here: killed, stopped, without room, with broken weights, left alone."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.editor_requests import scene
from tests.server import ROOT, App, free_port, started_app
from tests.test_isolation import on_photo, opened, photo
from tests.test_public import large_objects
from tests.tiny import save_tiny_networks
from tests.visitors import Visitor, painters

NO_ROOM = "The server has no room for files at the moment; try again later."


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture
def visitor(public_app: App) -> Iterator[Visitor]:
    visitor = Visitor(public_app.address, came_from="10.3.0.1")
    yield visitor
    visitor.close()


def processor_seconds(app: App) -> float:
    fields = Path(f"/proc/{app.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_killed_app_comes_back_without_anybodys_files_and_goes_on(weights: Path, tmp_path: Path) -> None:
    port = free_port()
    with started_app(weights, tmp_path / "first.log", port) as app:
        page = Visitor(app.address)
        sha256 = opened(page, photo())
        picture = page.paint(on_photo(sha256))["picture"]
        page.upload(photo(1))
        page.join(page.request(large_objects(8)))
        time.sleep(0.5)
        app.process.kill()
        app.process.wait()
    left = list((tmp_path / f"gradio-{port}").glob("scenegen-*"))
    assert left
    with started_app(weights, tmp_path / "second.log", port) as app:
        assert not any(folder.exists() for folder in left)
        # The page is still open in the browser: the same secrets, the same document, the photo at hand.
        page.http = httpx.Client(base_url=app.address, timeout=60)
        assert page.paint(on_photo(sha256))["error"]["code"] == "photo_missing"
        assert opened(page, photo()) == sha256
        assert page.paint(on_photo(sha256))["picture"] == picture
        # Asked to end while it paints, it ends in order.
        page.join(page.request(large_objects(12))).raise_for_status()
        time.sleep(0.5)
        begun = time.monotonic()
        assert app.stop() == 0
        assert time.monotonic() - begun < 30
        assert not list((tmp_path / f"gradio-{port}").glob("scenegen-*"))
    assert "Traceback" not in (tmp_path / "second.log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="needs prlimit")
def test_without_room_for_files_everything_else_goes_on(visitor: Visitor, public_app: App) -> None:
    import resource

    most = resource.prlimit(public_app.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(public_app.process.pid, resource.RLIMIT_FSIZE, (1_000, most[1]))
    try:
        for size in (20_000, 3_000_000):
            refused = visitor.http.post("gradio_api/upload", files={"files": ("a.png", os.urandom(size))})
            assert (refused.status_code, refused.json()) == (507, {"detail": NO_ROOM, "code": "disk_full"})
        (told,) = visitor.messages(visitor.request(scene(2), format="ora"), "export")
        assert (told["error"]["code"], told["error"]["text"]) == ("disk_full", NO_ROOM)
        assert visitor.paint(scene(1))["complete"]
    finally:
        resource.prlimit(public_app.process.pid, resource.RLIMIT_FSIZE, most)
    (told,) = visitor.messages(visitor.request(scene(2), format="ora"), "export")
    assert told["download"]["url"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_painting_stops_when_the_page_is_gone(visitor: Visitor, public_app: App) -> None:
    with visitor.http.stream("GET", f"gradio_api/heartbeat/{visitor.page}") as heartbeat:
        next(heartbeat.iter_lines())
        visitor.join(visitor.request(large_objects(12))).raise_for_status()
        events = visitor.listen()
        assert next(painters(events))["picture"]
        events.close()
    time.sleep(4)  # the layer that was being painted
    before = processor_seconds(public_app)
    time.sleep(2)
    assert processor_seconds(public_app) - before < 1
    other = Visitor(public_app.address, came_from="10.3.0.2")
    assert other.paint(scene(1))["complete"]
    other.close()


def test_damaged_weights_are_one_sentence(tmp_path: Path) -> None:
    broken = save_tiny_networks(tmp_path / "weights") / "foreground.safetensors"
    broken.write_bytes(broken.read_bytes()[:-1] + b"\x01")
    environment = {**os.environ, "SCENEGEN_WEIGHTS": str(broken.parent), "GRADIO_TEMP_DIR": str(tmp_path / "files")}
    ended = subprocess.run(
        [sys.executable, str(ROOT / "app.py")], env=environment, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 1
    assert "foreground" in ended.stderr
    assert ended.stderr.strip().count("\n") == 0 and "Traceback" not in ended.stderr


def test_nothing_depends_on_the_clock_on_the_wall() -> None:
    """It jumps: at daylight saving, when a laptop wakes, when a container is moved."""
    for path in (ROOT / "demo").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert ast.unparse(node) not in ("time.time", "datetime.now", "time.localtime"), (path, node.lineno)
