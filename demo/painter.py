"""The editor's requests and the messages that answer them: pictures, progress, one clear sentence on error."""

from __future__ import annotations

import base64
import io
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import gradio as gr
import numpy as np
from gradio.utils import get_upload_folder
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from demo.limits import MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS, LimitError, check_scene
from demo.sessions import LastLayers, PhotoStore, Revisions
from scenegen.compositor import Cancelled, Canvas, Compositor
from scenegen.images import ImageError, alpha_over, read_photo
from scenegen.scene import PhotoBackground, Scene, SceneError

MAX_PREVIEW_PIXELS = 1_100_000  # up to here the picture is sent as it is, beyond it a smaller one
MAX_DRAGGED_SIDE = 512
WORTH_SHOWING = 0.03  # seconds: steps that took less came from the cache and are not sent on their own
PREVIEW_SECONDS = 1e-8  # per pixel of the canvas: what a preview costs, so that previews take less time than painting
FAILED = "Something went wrong while painting; the last picture is kept."

_log = logging.getLogger(__name__)

Secret = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Message = dict[str, Any]


class PhotoMissingError(ValueError):
    """The photo of the document is not (or no longer) on this server."""


class Request(BaseModel):
    """What the editor sends: an unchecked document, its revision, and the secrets of this page and this visitor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scene: dict[str, Any]
    revision: Annotated[int, Field(ge=0, le=2**53)]
    session: Secret
    owner: Secret


class Painter:
    """Paints what editors ask for. May be used from several threads at once."""

    def __init__(self, compositor: Compositor) -> None:
        self.compositor = compositor
        self.photos = PhotoStore()
        self.revisions = Revisions()
        self.last_layers = LastLayers()
        self._sequence = itertools.count(1)
        self._decoding = threading.Semaphore(2)  # bounds the memory of photos that are being opened

    # --- pictures ---------------------------------------------------------------------------------------------------

    def paint(self, payload: Any) -> Iterator[Message]:
        """Messages for a request: the picture step by step, or an error. Ends early when a newer request has come."""
        begun = time.perf_counter()
        try:
            request, scene, photo = self._read(payload)
        except (SceneError, LimitError, PhotoMissingError) as error:
            yield self._error(payload, error)
            return
        self.revisions.supersede(request.session, request.revision)
        try:
            yield from self._steps(request, scene, photo, begun)
        except Cancelled:
            return
        except SceneError as error:
            yield self._error(payload, error)
        except Exception as error:  # whatever it is, the person must hear of it and keep the last picture
            _log.exception("painting failed")
            yield self._error(payload, error)

    def _steps(self, request: Request, scene: Scene, photo: np.ndarray | None, begun: float) -> Iterator[Message]:
        of = len(scene.layers)
        worth_showing = max(WORTH_SHOWING, PREVIEW_SECONDS * scene.canvas.width * scene.canvas.height)
        shown = time.perf_counter()
        steps = self.compositor.steps(
            scene, photo, cancelled=lambda: self.revisions.stale(request.session, request.revision)
        )
        for step, canvas in enumerate(steps):
            if step == of:
                self.last_layers.keep(request.session, canvas)
                picture, exact = data_url(canvas.pixels)
                duration = round((time.perf_counter() - begun) * 1000)
                yield self._message(
                    request.revision, picture=picture, exact=exact, complete=True, milliseconds=duration
                )
            elif time.perf_counter() - shown > worth_showing:
                picture, _ = data_url(self._with_last_layers(request.session, scene, canvas))
                yield self._message(request.revision, picture=picture, step=step + 1, of=of)
                shown = time.perf_counter()

    def _with_last_layers(self, session: str, scene: Scene, canvas: Canvas) -> np.ndarray:
        """An unfinished canvas with the layers still to come as they looked before."""
        last = self.last_layers.get(session, canvas.pixels.shape)
        pixels = canvas.pixels.copy()
        for layer in scene.layers[len(canvas.layers) :]:
            if layer.visible and layer.id in last:
                alpha_over(pixels, last[layer.id].pixels, last[layer.id].x, last[layer.id].y)
        return pixels

    def layer_picture(self, argument: Any) -> Message:
        """One layer of the last picture, for `{session, layer}`: its place, size and data URL, or nothing."""
        if not isinstance(argument, dict):
            return {}
        layer = self.last_layers.layer(str(argument.get("session")), str(argument.get("layer")))
        if layer is None or layer.pixels.size == 0:
            return {}
        height, width = layer.pixels.shape[:2]
        picture = Image.fromarray(layer.pixels)
        picture.thumbnail((MAX_DRAGGED_SIDE, MAX_DRAGGED_SIDE), Image.Resampling.BILINEAR)
        data = io.BytesIO()
        picture.save(data, "PNG", compress_level=1)
        url = f"data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}"
        return {"x": layer.x, "y": layer.y, "width": width, "height": height, "url": url}

    def export(self, payload: Any, folder: Path) -> Message:
        """Writes the scene in full size as a PNG file into `folder`; the message names it."""
        path = folder / "scene.png"
        try:
            request, scene, photo = self._read(payload)
            Image.fromarray(self.compositor.render(scene, photo).pixels).save(path, compress_level=1)
        except (SceneError, LimitError, PhotoMissingError) as error:
            return self._error(payload, error)
        except Exception as error:
            _log.exception("exporting failed")
            return self._error(payload, error)
        return self._message(request.revision, download=gr.FileData(path=str(path)).model_dump())

    def _read(self, payload: Any) -> tuple[Request, Scene, np.ndarray | None]:
        try:
            request = Request.model_validate(payload)
        except ValidationError:
            raise SceneError("The request is not one of this editor's; reload the page.") from None
        scene = check_scene(Scene.parse(request.scene))
        if not isinstance(scene.background, PhotoBackground):
            return request, scene, None
        photo = self.photos.get(request.owner, scene.background.sha256)
        if photo is None:
            raise PhotoMissingError("The photo of this scene is not on the server; upload it again.")
        return request, scene, photo

    def _error(self, payload: Any, error: Exception) -> Message:
        revision = payload.get("revision") if isinstance(payload, dict) else None
        expected = isinstance(error, SceneError | LimitError | PhotoMissingError)
        code = "photo_missing" if isinstance(error, PhotoMissingError) else "refused" if expected else "failed"
        text = str(error) if expected else FAILED
        return self._message(revision if isinstance(revision, int) else 0, error={"code": code, "text": text})

    def _message(self, revision: int, **content: Any) -> Message:
        return {"sequence": next(self._sequence), "revision": revision, **content}

    # --- photos -----------------------------------------------------------------------------------------------------

    def open_photo(self, argument: Any) -> Message:
        """Takes an uploaded file, `{owner, path}`, into the store: its name and size, or one sentence on error."""
        try:
            upload = Upload.model_validate(argument)
            path = Path(upload.path).resolve()
            if not path.is_relative_to(Path(get_upload_folder()).resolve()):
                raise ImageError("The photo was not uploaded to this server.")
            with self._decoding:
                pixels = open_photo_file(path)
            return {
                "sha256": self.photos.add(upload.owner, pixels),
                "width": pixels.shape[1],
                "height": pixels.shape[0],
            }
        except ValidationError:
            return {"error": "The photo could not be opened; reload the page."}
        except ImageError as error:
            return {"error": str(error)}


class Upload(BaseModel):
    """A file that Gradio has stored, and the secret of the visitor who sent it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Annotated[str, Field(max_length=4096)]
    owner: Secret


def open_photo_file(path: Path) -> np.ndarray:
    """Reads a photo within the server's bounds. Raises `ImageError`."""
    if path.is_file() and path.stat().st_size > MAX_PHOTO_BYTES:
        raise ImageError(f"{path.name} is larger than {MAX_PHOTO_BYTES // 1_000_000} MB.")
    pixels = read_photo(path, max_pixels=MAX_PHOTO_PIXELS)
    if min(pixels.shape[:2]) < 16:
        raise ImageError(f"{path.name} has {pixels.shape[1]} x {pixels.shape[0]} pixels; at least 16 x 16 are needed.")
    return pixels


def data_url(pixels: np.ndarray) -> tuple[str, bool]:
    """A picture for the page, and whether it is exact: lossless in its own size, or reduced when it is large."""
    image = Image.fromarray(pixels)
    exact = image.width * image.height <= MAX_PREVIEW_PIXELS
    data = io.BytesIO()
    if exact:
        image.save(data, "PNG", compress_level=1)
    else:
        scale = (MAX_PREVIEW_PIXELS / (image.width * image.height)) ** 0.5
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image.resize(size, Image.Resampling.BOX).save(data, "JPEG", quality=92, subsampling=0)
    kind = "png" if exact else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(data.getvalue()).decode()}", exact
