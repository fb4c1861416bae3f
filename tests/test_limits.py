"""What a public server refuses, and how it says so."""

from __future__ import annotations

import io

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from demo import limits
from demo.bodies import BodyLimit
from demo.errors import RefusedError
from scenegen.scene import CanvasSize, Frame, Layer, PhotoBackground, PolygonShape, Scene

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
