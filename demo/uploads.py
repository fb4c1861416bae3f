"""Pictures that visitors upload: photos for the background, cut-outs, and pictures to take a look from."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from gradio.utils import get_upload_folder
from PIL import Image

from demo.errors import RefusedError
from demo.limits import MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS, MIN_PHOTO_SIDE
from demo.protocol import Message, Upload, checked
from demo.sessions import PictureStore
from demo.storing import discard
from scenegen.images import PHOTO_FORMATS, ImageError, check_animation, read_mask, read_photo, read_picture
from scenegen.scene import PhotoBackground, PhotoShape, Scene

PICTURE_BYTES = 128 * 2**20
PICTURES_EACH = 48  # a document that names this server's most pictures must find them all


class Uploads:
    """What visitors have uploaded. May be used from several threads at once."""

    def __init__(self) -> None:
        self.photos = PictureStore()
        self.pictures = PictureStore(PICTURE_BYTES, PICTURES_EACH)
        self._decoding = threading.Semaphore(2)  # bounds the memory of pictures that are being opened

    def open_photo(self, argument: Any) -> Message:
        """Takes an uploaded photo, `{owner, path}`: its name and size, or one sentence on error."""
        return self._kept(argument, open_photo_file, self.photos)

    def open_reference(self, argument: Any) -> Message:
        """Takes a cut-out or a picture to take a look from, `{owner, path}`: its name and size, or one sentence."""
        return self._kept(argument, open_reference_file, self.pictures)

    def _kept(self, argument: Any, read: Callable[[Path], np.ndarray], store: PictureStore) -> Message:
        upload = checked(Upload, argument)
        path = uploaded_path(upload)
        with self._decoding:
            pixels = read(path)
        discard(path)  # from here on only in memory, and under its owner's name
        return {"sha256": store.add(upload.owner, pixels), "width": pixels.shape[1], "height": pixels.shape[0]}

    def forget(self, owner: str) -> None:
        """Drops all pictures of an owner."""
        for store in (self.photos, self.pictures):
            store.forget(owner)

    def photo_of(self, owner: str, scene: Scene) -> np.ndarray | None:
        """The photo of a scene's background, None if it has another one. Raises `RefusedError` if it is not here."""
        if not isinstance(scene.background, PhotoBackground):
            return None
        return self.kept_photo(owner, scene.background.sha256)

    def kept_photo(self, owner: str, sha256: str | None) -> np.ndarray:
        """A photo that its owner has uploaded, uint8 (H, W, 3). Raises `RefusedError` if it is not here."""
        photo = self.photos.get(owner, sha256)
        if photo is None:
            text = "The photo of this scene is not on the server; upload it again."
            raise RefusedError("photo_missing", text, sha256=sha256)
        return photo

    def pictures_of(self, owner: str, scene: Scene) -> dict[str, np.ndarray]:
        """The cut-outs of a scene and the pictures that its layers take their look from.

        Raises `RefusedError` for the first missing one.
        """
        pictures = {}
        for layer in scene.layers:
            cut_out = isinstance(layer.shape, PhotoShape)
            sha256 = layer.shape.sha256 if cut_out else layer.style_reference
            if sha256 is None:
                continue
            picture = self.pictures.get(owner, sha256)
            if picture is None:
                what = f"picture of {layer.name}" if cut_out else f"picture that {layer.name} takes its look from"
                text = f"The {what} is not on the server; upload it again."
                raise RefusedError("picture_missing", text, sha256=sha256, layer=layer.id)
            pictures[sha256] = picture
        return pictures


def uploaded_path(upload: Upload) -> Path:
    """Where an uploaded file lies. Raises `RefusedError` if that is none that was uploaded."""
    try:
        path = Path(upload.path).resolve()
    except (OSError, ValueError, RuntimeError):  # a zero byte, a name that is too long, links in a circle
        path = Path("/")
    if not path.is_relative_to(Path(get_upload_folder()).resolve()):
        raise RefusedError("photo_unreadable", "The picture was not uploaded to this server.")
    return path


def open_photo_file(path: Path) -> np.ndarray:
    """Reads a photo within the server's bounds, uint8 (H, W, 3). Raises `RefusedError`."""
    return _read(path, read_photo)


def open_reference_file(path: Path) -> np.ndarray:
    """Reads a cut-out or a picture to take a look from within the same bounds (see `read_picture`).

    Raises `RefusedError`.
    """
    return _read(path, read_picture)


def open_mask_file(path: Path) -> np.ndarray:
    """Reads a mask of an object in a photo within the same bounds (see `read_mask`). Raises `RefusedError`."""
    return _read(path, read_mask)


def _read(path: Path, read: Callable[..., np.ndarray]) -> np.ndarray:
    if path.is_file() and path.stat().st_size > MAX_PHOTO_BYTES:
        raise _too_large(f"{path.name} is larger than {MAX_PHOTO_BYTES // 1_000_000} MB.")
    try:
        pixels = read(path, max_pixels=MAX_PHOTO_PIXELS)
    except ImageError as error:
        if _has_too_many_pixels(path):
            raise _too_large(str(error)) from None
        raise RefusedError("photo_unreadable", str(error)) from None
    height, width = pixels.shape[:2]
    if min(width, height) < MIN_PHOTO_SIDE and pixels.shape[2:] == (3,):  # a cut-out may be as small as its object
        least = f"{MIN_PHOTO_SIDE} x {MIN_PHOTO_SIDE}"
        raise RefusedError(
            "photo_too_small",
            f"{path.name} has {width} x {height} pixels; at least {least} are needed.",
            {"width": width, "height": height, "least": MIN_PHOTO_SIDE},
        )
    return pixels


def _too_large(text: str) -> RefusedError:
    most = {"megabytes": MAX_PHOTO_BYTES // 1_000_000, "megapixels": MAX_PHOTO_PIXELS // 1_000_000}
    return RefusedError("photo_too_large", text, most)


def _has_too_many_pixels(path: Path) -> bool:
    """Whether that is why a picture could not be read; nothing is decoded."""
    try:
        check_animation(path, MAX_PHOTO_PIXELS)
        with warnings.catch_warnings(), Image.open(path, formats=PHOTO_FORMATS) as image:
            warnings.simplefilter("ignore")  # the limit is ours
            return image.width * image.height > MAX_PHOTO_PIXELS
    except Image.DecompressionBombError:
        return True
    except Exception:  # broken files: whatever a decoder stumbles over
        return False
