"""What a public server refuses, and how it says so."""

from __future__ import annotations

import asyncio
import io
import math
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from demo import limits
from demo.bodies import BodyLimit
from demo.errors import RefusedError
from scenegen.scene import CanvasSize, Frame, Layer, PhotoBackground, PolygonShape, Scene, Stroke, StrokesShape
from tests.server import in_own_thread

FRAME = Frame(cx=10, cy=10, width=5, height=5)


def scene(*layers: Layer, width: int = 64, height: int = 64, **fields: object) -> Scene:
    return Scene(canvas=CanvasSize(width=width, height=height), layers=layers, **fields)


def layer(number: int, **fields: object) -> Layer:
    return Layer(id=f"layer-{number}", name="Horse", category="horse", frame=FRAME, **fields)


# --- documents ------------------------------------------------------------------------------------------------------


def test_a_scene_within_the_bounds_passes_unchanged() -> None:
    usual = scene(*(layer(i) for i in range(limits.MAX_LAYERS)))
    assert limits.check_scene(usual) is usual


def test_too_many_layers() -> None:
    with pytest.raises(RefusedError, match="at most 24 objects; the scene has 25") as refusal:
        limits.check_scene(scene(*(layer(i) for i in range(limits.MAX_LAYERS + 1))))
    assert refusal.value.code == "too_many_layers"
    assert refusal.value.values == {"limit": 24, "count": 25}


def test_a_photo_may_be_larger_than_a_generated_canvas() -> None:
    with pytest.raises(RefusedError, match="at most 4 million") as refusal:
        limits.check_scene(scene(width=4000, height=3000))
    assert refusal.value.code == "canvas_too_large"
    assert refusal.value.values == {"width": 4000, "height": 3000, "megapixels": 4}
    limits.check_scene(scene(width=4000, height=3000, background=PhotoBackground()))
    with pytest.raises(RefusedError, match="at most 16 million"):
        limits.check_scene(scene(width=6000, height=3000, background=PhotoBackground()))


def test_too_many_points() -> None:
    corners = tuple((i / 2000, (i * i % 2000) / 2000) for i in range(2000))
    many = scene(*(layer(i, shape=PolygonShape(points=corners)) for i in range(21)))
    with pytest.raises(RefusedError, match="42000 points") as refusal:
        limits.check_scene(many)
    assert refusal.value.code == "too_many_points"
    assert refusal.value.values == {"limit": limits.MAX_POINTS, "count": 42000}


# --- request bodies -------------------------------------------------------------------------------------------------


@pytest.fixture
def client() -> TestClient:
    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route(path, echo, methods=["POST"]) for path in ("/queue/join", "/gradio_api/upload")]
    limit = Middleware(BodyLimit, max_bytes=100, max_upload_bytes=1000)
    return TestClient(Starlette(routes=routes, middleware=[limit]))


def test_small_bodies_pass(client: TestClient) -> None:
    assert client.post("/queue/join", content=b"x" * 100).text == "100"


def test_a_large_body_is_refused(client: TestClient) -> None:
    answer = client.post("/queue/join", content=b"x" * 101)
    assert answer.status_code == 413
    assert "100 bytes" in answer.text


def test_a_large_body_without_a_declared_length_is_refused(client: TestClient) -> None:
    answer = client.post("/queue/join", content=iter([b"x" * 60, b"x" * 60]))
    assert answer.status_code == 413


def test_uploads_have_a_bound_of_their_own(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", content=io.BytesIO(b"x" * 1000)).status_code == 200
    assert client.post("/gradio_api/upload", content=b"x" * 200_000).status_code == 413


@pytest.mark.parametrize(("pause", "status"), [(0.0, 200), (0.2, 408)])
def test_a_body_that_trickles_is_refused(pause: float, status: int) -> None:
    """One byte at a time, where a hundred bytes a second are asked for after a tenth of a second."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await PlainTextResponse("read")(scope, receive, send)

    async def receive() -> Message:
        await asyncio.sleep(pause)
        receive.left -= 1
        return {"type": "http.request", "body": b"x", "more_body": receive.left > 0}

    async def send(message: Message) -> None:
        sent.append(message)

    receive.left = 5
    scope = {"type": "http", "method": "POST", "path": "/queue/join", "headers": []}
    in_own_thread(lambda: asyncio.run(BodyLimit(app, patience=0.1, speed=100)(scope, receive, send)))
    assert sent[0]["status"] == status


def test_an_app_that_takes_a_refusal_for_something_else_does_not_hide_it() -> None:
    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(Exception):
            await receive()
        await PlainTextResponse("Invalid JSON body.", 400)(scope, receive, send)

    client = TestClient(BodyLimit(stubborn, max_bytes=100))
    assert client.post("/", content=iter([b"x" * 101])).status_code == 413


# --- work ------------------------------------------------------------------------------------------------------------


def stroke(points: int, width: float, reach: float = 0.01) -> Layer:
    path = tuple((0.5 + reach * (number % 2), 0.5) for number in range(points))
    return layer(0, shape=StrokesShape(strokes=(Stroke(points=path, width=width),)))


def test_what_a_person_draws_is_never_too_much() -> None:
    """Four hundred strokes of the editor's simplified paths, as wide as a third of the object."""
    strokes = tuple(Stroke(points=tuple((0.02 * n, 0.5) for n in range(50)), width=0.1) for _ in range(390))
    limits.check_scene(scene(layer(0, shape=StrokesShape(strokes=strokes))))
    limits.check_scene(scene(*(layer(n, shape=PolygonShape(points=OUTLINE)) for n in range(24))))


OUTLINE = tuple((0.5 + 0.4 * math.cos(n / 79), 0.5 + (0.3 + 0.02 * (n % 2)) * math.sin(n / 79)) for n in range(500))


@pytest.mark.parametrize("drawing", [stroke(2_000, 4.0), stroke(1_900, 1.3, 0.5)], ids=["wide dots", "long lines"])
def test_a_drawing_that_takes_seconds_is_refused(drawing: Layer) -> None:
    many = scene(*(drawing.model_copy(update={"id": f"l{number}"}) for number in range(3)))
    with pytest.raises(RefusedError, match="fewer strokes, or a narrower brush") as refusal:
        limits.check_scene(many)
    assert refusal.value.code == "too_much_drawing"


def test_a_polygon_that_runs_up_and_down_is_refused() -> None:
    zigzag = PolygonShape(points=tuple((number / 2000, number % 2) for number in range(2000)))
    with pytest.raises(RefusedError, match="take too long"):
        limits.check_scene(scene(*(layer(number, shape=zigzag) for number in range(8))))


def test_objects_count_by_what_they_cover_of_the_canvas() -> None:
    everywhere = Frame(cx=1000, cy=1000, width=90_000, height=90_000, rotation=45)
    beside = Frame(cx=-50_000, cy=0, width=1000, height=1000)
    size = {"width": 2000, "height": 2000}
    limits.check_work(scene(*(layer(n).model_copy(update={"frame": everywhere}) for n in range(12)), **size))
    limits.check_work(scene(*(layer(n).model_copy(update={"frame": beside}) for n in range(24)), **size))
    with pytest.raises(RefusedError, match="fewer large objects"):
        limits.check_work(scene(*(layer(n).model_copy(update={"frame": everywhere}) for n in range(13)), **size))
