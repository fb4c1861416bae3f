"""The running app, pulled at by strangers: every attack gets one sentence, and the next visitor a picture."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from gradio.routes import App as GradioApp

from demo.bodies import MAX_BODY_BYTES, MAX_HEADERS
from demo.doors import is_open, policy
from demo.editor import build_editor
from demo.storing import safe_name
from scenegen.compositor import Compositor
from scenegen.scene import CanvasSize, Frame, Layer, PlainBackground, Scene, Stroke, StrokesShape
from tests.editor_requests import scene
from tests.server import ROOT, App
from tests.visitors import Visitor


@pytest.fixture
def stranger(public_app: App) -> Iterator[Visitor]:
    visitor = Visitor(public_app.address, came_from="10.1.0.1")
    yield visitor
    visitor.close()


@pytest.fixture
def neighbour(public_app: App) -> Iterator[Visitor]:
    visitor = Visitor(public_app.address, came_from="10.1.0.2")
    yield visitor
    visitor.close()


def tells_nothing(answer: httpx.Response) -> bool:
    """Whether an answer keeps to itself where the program lies and how it failed."""
    return not any(secret in answer.text for secret in (str(ROOT), "site-packages", "Traceback", 'File "'))


# --- routes ----------------------------------------------------------------------------------------------------------

OPEN = {
    "/", "/assets/{path:path}", "/config", "/favicon.ico", "/manifest.json", "/robots.txt", "/static/{path:path}",
    "/theme.css", "/gradio_api/app_id", "/gradio_api/call/v2/{api_name}", "/gradio_api/call/v2/{api_name}/{event_id}",
    "/gradio_api/call/{api_name}", "/gradio_api/call/{api_name}/{event_id}", "/gradio_api/cancel",
    "/gradio_api/component_server", "/gradio_api/file={path_or_url:path}", "/gradio_api/heartbeat/{session_hash}",
    "/gradio_api/info", "/gradio_api/login_check", "/gradio_api/openapi.json", "/gradio_api/queue/data",
    "/gradio_api/queue/join", "/gradio_api/queue/status", "/gradio_api/reset", "/gradio_api/startup-events",
    "/gradio_api/theme.css", "/gradio_api/upload",
}  # fmt: skip


def routes_of(router: Any) -> Iterator[tuple[str, str]]:
    for route in router.routes:
        if hasattr(route, "original_router"):
            yield from routes_of(route.original_router)
        elif hasattr(route, "path"):
            yield from ((method, route.path) for method in getattr(route, "methods", None) or ("GET",))


def test_only_the_routes_that_the_editor_needs_are_open(compositor: Compositor) -> None:
    gradio = GradioApp.create_app(build_editor(compositor))
    routes = set(routes_of(gradio))
    assert len(routes) > 60  # all of Gradio's are seen

    def example(path: str) -> str:
        return path.replace("={path_or_url:path}", "=/tmp/x/y.png").replace("{", "").replace("}", "").replace(":", "")

    opened = {path.rstrip("/") or "/" for method, path in routes if is_open(method, example(path))}
    assert opened == OPEN


@pytest.mark.parametrize(
    "path",
    [
        "docs", "redoc", "openapi.json", "monitoring", "monitoring/summary", "gradio_api/run/predict",
        "gradio_api/api/render", "gradio_api/proxy=https://a.hf.space/", "gradio_api/file=http://127.0.0.1:1/",
        "gradio_api/file=https://example.com/a.png", "gradio_api/file=../../etc/passwd", "gradio_api/stream/x",
        "gradio_api/deep_link?session_hash=x", "gradio_api/vibe-code", "gradio_api/vibe-edit", "gradio_api/dev/reload",
        "gradio_api/process_recording", "gradio_api/custom_component/1/client/component/x.js", "gradio_api/token",
        "gradio_api/runs", "gradio_api/upload_progress?upload_id=x", "login", "logout", "pwa_icon/99999",
        "gradio_api//queue/status", "svelte/x", "gradio_api/file/etc/passwd",
    ],
)  # fmt: skip
def test_the_others_do_not_exist(stranger: Visitor, path: str) -> None:
    for method in ("GET", "POST"):
        answer = stranger.http.request(method, path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "There is nothing here."})


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file=/etc/passwd", f"gradio_api/file={ROOT}/app.py", f"gradio_api/file={ROOT}/demo/canvas.py",
        "gradio_api/file=/proc/self/environ", "gradio_api/file=/%2e%2e/etc/passwd", "editor/%2e%2e/canvas.py",
        "editor/..%2fcanvas.py", "static/%2e%2e/%2e%2e/routes.py", "assets/..%2f..%2froutes.py",
        "gradio_api/file=/etc/passwd%00.png", "gradio_api/file=/" + "x" * 5000,
    ],
)  # fmt: skip
def test_no_address_leads_to_other_files(stranger: Visitor, path: str) -> None:
    answer = stranger.http.get(path)
    assert answer.status_code in (403, 404)
    assert "root:" not in answer.text and "import" not in answer.text


def test_answers_keep_browsers_to_this_server(stranger: Visitor) -> None:
    for path in ("", "config", "nothing", "editor/editor.js", "gradio_api/file=/etc/passwd"):
        headers = stranger.http.get(path).headers
        assert headers["content-security-policy"] == policy()
        assert "frame-ancestors 'self' https://huggingface.co https://*.huggingface.co" in policy()
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers  # as the note on privacy says
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


def test_nothing_says_where_the_program_lies(stranger: Visitor) -> None:
    for path in ("", "config", "manifest.json", "gradio_api/info", "gradio_api/openapi.json", "gradio_api/queue/data"):
        assert tells_nothing(stranger.http.get(path)), path


# --- requests that no page sends -------------------------------------------------------------------------------------

BODIES = {
    "no JSON": b"{",
    "nested": b"[" * 100_000 + b"]" * 100_000,
    "a huge number": b'{"fn_index": ' + b"9" * 5_000 + b"}",
    "a list": b"[]",
    "NaN": b'{"data": [NaN, Infinity], "fn_index": 0, "session_hash": "x"}',
    "no such event": b'{"data": [], "fn_index": 99999, "session_hash": "x"}',
    "an event below none": b'{"data": [], "fn_index": -1, "session_hash": "x"}',
    "half a letter": b'{"data": ["\\ud800"], "fn_index": 0, "session_hash": "\\ud800"}',
    "no data": b'{"fn_index": 0, "session_hash": "y"}',
    "no text": b"\xff\xfe\x00",
    "the same key twice": b'{"data": [], "data": [1], "fn_index": 0, "fn_index": 1, "session_hash": "z"}',
    "no such component": b'{"component_id": 9999, "fn_name": "supersede", "session_hash": "x", "data": 1}',
    "a private method": b'{"component_id": 1, "fn_name": "__init__", "session_hash": "x", "data": 1}',
    "nothing": b"",
}
POSTS = ("queue/join", "component_server", "call/render", "call/v2/render", "call/paint", "cancel", "reset", "upload")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_malformed_requests_are_refused_and_the_next_one_is_met(stranger: Visitor, body: bytes) -> None:
    for route in POSTS:
        answer = stranger.http.post(f"gradio_api/{route}", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code < 500, (route, answer.text)
        assert tells_nothing(answer), (route, answer.text)
    assert stranger.call("supersede", session=stranger.session, revision=0, owner=None)["code"] == "bad_request"
    assert stranger.paint(scene(1))["complete"]


@pytest.mark.parametrize("path", ["/etc/passwd", str(ROOT / "app.py"), "/proc/self/environ", "..", "\0", "x" * 5000])
def test_programs_get_no_files_of_the_server(stranger: Visitor, path: str) -> None:
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    photo = scene(0).model_dump(mode="json") | {"background": {"kind": "photo"}}
    calls = {"render": [photo, file], "export": [photo, None, [file], "ora"], "extract": [file, None, None, None, None]}
    for endpoint, data in calls.items():
        event = stranger.http.post(f"gradio_api/call/{endpoint}", json={"data": data}).json()["event_id"]
        answer = stranger.http.get(f"gradio_api/call/{endpoint}/{event}")
        assert "event: error" in answer.text and tells_nothing(answer), answer.text
    for function in ("open_photo", "open_reference", "open_file"):
        told = stranger.call_raw(function, {"owner": stranger.owner, "path": path})
        assert told.json()["code"] in ("photo_unreadable", "bad_request") and tells_nothing(told)


def test_a_body_that_is_too_large_is_refused_on_every_route(stranger: Visitor) -> None:
    large = b'{"data": ["' + b"x" * MAX_BODY_BYTES + b'"]}'
    for route in (route for route in POSTS if route != "upload"):
        for content in (large, iter([large[:1_000_000], large[1_000_000:]])):  # declared, and in chunks
            answer = stranger.http.post(f"gradio_api/{route}", content=content)
            assert (answer.status_code, answer.json()["detail"]) == (413, "The request is larger than 2000000 bytes.")


def test_headers_are_counted(stranger: Visitor) -> None:
    many = {f"x-{number}": "y" for number in range(MAX_HEADERS)}
    for headers in (many, {"x-long": "y" * 40_000}):
        assert stranger.http.get("config", headers=headers).status_code == 431
    assert stranger.http.get("config?" + "q" * 40_000).status_code == 431


def test_headers_that_come_in_pieces_get_the_same_sentence(public_app: App) -> None:
    where = httpx.URL(public_app.address)
    head = f"GET /config HTTP/1.1\r\nHost: {where.host}\r\nX-Long: {'y' * 40_000}\r\n\r\n".encode()
    with socket.create_connection((where.host, where.port), timeout=20) as connection:
        for start in range(0, len(head), 10_000):
            connection.sendall(head[start : start + 10_000])
            time.sleep(0.2)
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 431 ") and b"more than 32000 bytes" in answer


def test_uploads_are_counted_and_their_names_lead_nowhere(stranger: Visitor) -> None:
    answer = stranger.http.post("gradio_api/upload", files=[("files", (f"{n}.png", b"1")) for n in range(33)])
    assert (answer.status_code, "Too many files" in answer.text) == (400, True)
    names = ("../../x.png", "/etc/passwd", "a\\b\\c.png", "n" * 500 + ".png", "..", "a\x00b.png", "\u202egnp.exe")
    answer = stranger.http.post("gradio_api/upload", files=[("files", (name, b"1")) for name in names])
    folders = {path.rpartition("/")[0] for path in answer.json()}
    assert len(folders) == len(names)
    for path in answer.json():
        name = path.rpartition("/")[2]
        assert 0 < len(name) <= 100 and name.isprintable() and name not in (".", "..")
        assert path.rpartition("/")[0].rpartition("/")[0].endswith("/uploads")


def test_names_of_uploads() -> None:
    names = {"photo.png": "photo.png", "": "file", "a/..": "file", ".hidden": "hidden", "é.PNG": "é.PNG"}
    assert {name: safe_name(name) for name in names} == names


# --- too much work ---------------------------------------------------------------------------------------------------


def drawn(points: int, width: float, strokes: int = 1) -> Layer:
    ends = tuple((0.001 * (n % 900), 0.001 * (n * 7 % 900)) for n in range(points))
    shape = StrokesShape(strokes=(Stroke(points=ends, width=width),) * strokes)
    return Layer(id=f"d{points}", name="x", category="dog", frame=Frame(cx=9, cy=9, width=9, height=9), shape=shape)


def large_objects(count: int, side: int = 2000) -> Scene:
    frame = Frame(cx=side / 2, cy=side / 2, width=side, height=side)
    layers = tuple(Layer(id=f"l{n}", name="x", category="dog", frame=frame, style_seed=n) for n in range(count))
    return Scene(canvas=CanvasSize(width=side, height=side), background=PlainBackground(), layers=layers)


def test_drawings_that_take_seconds_are_refused_at_once(stranger: Visitor) -> None:
    wide = scene(0).model_copy(update={"layers": (drawn(2_000, 4.0, strokes=3),)})
    begun = time.monotonic()
    told = stranger.paint(wide)["error"]
    assert time.monotonic() - begun < 5
    assert (told["code"], told["text"]) == (
        "too_much_drawing", "The drawings take too long to paint; use fewer strokes, or a narrower brush."
    )  # fmt: skip


def test_too_many_large_objects_are_refused_at_once(stranger: Visitor) -> None:
    told = stranger.paint(large_objects(13))["error"]
    assert told["code"] == "too_much_work"
    body = {"data": [large_objects(13).model_dump(mode="json"), None]}
    event = stranger.http.post("gradio_api/call/render", json=body).json()["event_id"]
    assert "event: error" in stranger.http.get(f"gradio_api/call/render/{event}").text


def test_one_address_hears_busy_while_another_is_served(stranger: Visitor, neighbour: Visitor, public_app: App) -> None:
    """Thirty pages of one address ask at once for pictures that together take many seconds."""
    pages = [Visitor(public_app.address, came_from="10.1.0.1") for _ in range(30)]
    try:
        for page in pages:
            page.join(page.request(large_objects(4, 1000))).raise_for_status()
        begun = time.monotonic()
        (told,) = stranger.messages(stranger.request(scene(1)))
        assert time.monotonic() - begun < 5
        assert told["error"]["code"] == "busy"
        assert told["error"]["text"].startswith("The server is busy; try again in ")
        assert told["error"]["values"]["seconds"] >= 1
        begun = time.monotonic()
        assert neighbour.paint(scene(1))["complete"]
        assert time.monotonic() - begun < 10
    finally:
        for page in pages:
            page.call("supersede", session=page.session, revision=9, owner=None)
            page.call_raw("supersede", {"session": page.session, "revision": 9})
            page.close()


def test_a_flood_is_answered_with_when_to_try_again(public_app: App) -> None:
    with httpx.Client(base_url=public_app.address, headers={"X-Forwarded-For": "10.1.0.66"}) as flood:
        answers = (flood.post("gradio_api/upload", content=b"") for _ in range(3_000))
        refused = next(answer for answer in answers if answer.status_code != 400)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert json.loads(refused.text)["detail"].startswith("The server is busy; try again in ")
