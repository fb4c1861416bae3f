"""What a public server refuses: bounds on documents, photos and request bodies, each with a sentence for the person."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.errors import RefusedError
from scenegen.scene import MaskShape, PhotoBackground, PolygonShape, Scene, StrokesShape

MAX_LAYERS = 24
MAX_POINTS = 40_000  # of all polygons, strokes and run-lengths together
MAX_CANVAS_PIXELS = 4_000_000
MAX_PHOTO_PIXELS = 16_000_000
MAX_PHOTO_BYTES = 20_000_000
MAX_PROJECT_BYTES = 64_000_000  # a project file holds its photo twice, without losses
MIN_PHOTO_SIDE = 16
MAX_BODY_BYTES = 2_000_000  # a document with the most points is well below
UPLOAD_PATH = "/upload"  # the one route that takes files


def check_scene(scene: Scene) -> Scene:
    """Returns the scene. Raises `RefusedError` if painting it would cost too much."""
    if len(scene.layers) > MAX_LAYERS:
        raise RefusedError(
            "too_many_layers",
            f"This server paints at most {MAX_LAYERS} objects; the scene has {len(scene.layers)}.",
            {"limit": MAX_LAYERS, "count": len(scene.layers)},
        )
    limit = MAX_PHOTO_PIXELS if isinstance(scene.background, PhotoBackground) else MAX_CANVAS_PIXELS
    if scene.canvas.width * scene.canvas.height > limit:
        width, height, megapixels = scene.canvas.width, scene.canvas.height, limit // 1_000_000
        raise RefusedError(
            "canvas_too_large",
            f"The canvas of {width} x {height} pixels is too large: this server takes at most {megapixels} million.",
            {"width": width, "height": height, "megapixels": megapixels},
        )
    points = sum(_points(layer.shape) for layer in scene.layers)
    if points > MAX_POINTS:
        raise RefusedError(
            "too_many_points",
            f"The drawings have {points} points; this server takes at most {MAX_POINTS}.",
            {"limit": MAX_POINTS, "count": points},
        )
    return scene


def _points(shape: object) -> int:
    if isinstance(shape, PolygonShape):
        return len(shape.points)
    if isinstance(shape, StrokesShape):
        return sum(len(stroke.points) for stroke in shape.strokes)
    return len(shape.counts) if isinstance(shape, MaskShape) else 0


class BodyLimit:
    """ASGI middleware: answers 413 to a body that is too large, declared or not, before anyone reads it."""

    def __init__(
        self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES, max_upload_bytes: int = MAX_PROJECT_BYTES
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.max_upload_bytes = max_upload_bytes + 100_000  # and the form around the file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.max_upload_bytes if scope["path"].rstrip("/").endswith(UPLOAD_PATH) else self.max_bytes
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await self._refuse(scope, receive, send, limit)
            return
        received = 0
        started = False

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLargeError
            return message

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted_receive, watched_send)
        except _TooLargeError:
            if not started:
                await self._refuse(scope, receive, send, limit)

    @staticmethod
    async def _refuse(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        await PlainTextResponse(f"The request is larger than {limit} bytes.", 413)(scope, receive, send)


class _TooLargeError(Exception):
    pass
