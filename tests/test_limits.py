"""What a public server refuses, and how it says so."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from demo import limits
from demo.painter import open_photo_file
from demo.sessions import PhotoStore, Revisions
from scenegen.images import ImageError
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
    with pytest.raises(limits.LimitError, match="at most 24 objects; the scene has 25"):
        limits.check_scene(scene(*(layer(i) for i in range(limits.MAX_LAYERS + 1))))


def test_a_photo_may_be_larger_than_a_generated_canvas() -> None:
    with pytest.raises(limits.LimitError, match="at most 4 million"):
        limits.check_scene(scene(width=4000, height=3000))
    limits.check_scene(scene(width=4000, height=3000, background=PhotoBackground()))
    with pytest.raises(limits.LimitError, match="at most 16 million"):
        limits.check_scene(scene(width=6000, height=3000, background=PhotoBackground()))


def test_too_many_points() -> None:
    corners = tuple((i / 2000, (i * i % 2000) / 2000) for i in range(2000))
    many = scene(*(layer(i, shape=PolygonShape(points=corners)) for i in range(21)))
    with pytest.raises(limits.LimitError, match="42000 points"):
        limits.check_scene(many)


# --- photos ---------------------------------------------------------------------------------------------------------


def photo_file(path: Path, width: int, height: int) -> Path:
    Image.new("RGB", (width, height), (20, 90, 40)).save(path)
    return path


def test_a_photo_is_opened(tmp_path: Path) -> None:
    assert open_photo_file(photo_file(tmp_path / "a.png", 40, 30)).shape == (30, 40, 3)


@pytest.mark.parametrize(
    ("width", "height", "reason"), [(8, 40, "at least 16 x 16"), (4001, 4001, "at most 16 million")]
)
def test_photos_of_a_wrong_size(tmp_path: Path, width: int, height: int, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        open_photo_file(photo_file(tmp_path / "a.png", width, height))


def test_a_file_of_too_many_bytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.truncate(limits.MAX_PHOTO_BYTES + 1)
    with pytest.raises(ImageError, match="larger than 20 MB"):
        open_photo_file(path)


def photo(value: int) -> np.ndarray:
    return np.full((16, 16, 3), value, dtype=np.uint8)


def test_photos_belong_to_their_owner() -> None:
    store = PhotoStore()
    sha256 = store.add("a", photo(1))
    assert np.array_equal(store.get("a", sha256), photo(1))
    assert store.get("b", sha256) is None
    assert store.get("a", None) is None


def test_the_store_is_bounded_in_bytes_and_drops_what_was_unused_for_longest() -> None:
    store = PhotoStore(max_bytes=2 * photo(0).nbytes)
    first, second = store.add("a", photo(1)), store.add("b", photo(2))
    store.get("a", first)
    third = store.add("c", photo(3))
    assert store.get("b", second) is None
    assert store.get("a", first) is not None
    assert store.get("c", third) is not None


def test_one_visitor_keeps_only_so_many_photos() -> None:
    store = PhotoStore(each=2)
    others = store.add("b", photo(0))
    names = [store.add("a", photo(value)) for value in range(1, 4)]
    assert [store.get("a", name) is not None for name in names] == [False, True, True]
    assert store.get("b", others) is not None


def test_revisions_are_bounded_and_never_go_back() -> None:
    revisions = Revisions(sessions=2)
    revisions.supersede("a", 5)
    revisions.supersede("a", 3)
    assert revisions.stale("a", 4)
    assert not revisions.stale("a", 5)
    for session in "bc":
        revisions.supersede(session, 1)
    assert not revisions.stale("a", 4)  # forgotten: at worst a stale render runs to its end


# --- request bodies -------------------------------------------------------------------------------------------------


@pytest.fixture
def client() -> TestClient:
    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route(path, echo, methods=["POST"]) for path in ("/queue/join", "/gradio_api/upload")]
    limit = Middleware(limits.BodyLimit, max_bytes=100, max_upload_bytes=1000)
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
