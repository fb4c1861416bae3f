"""Files of the page: the scene in the formats of other programs, and files that bring a scene with them."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np

from demo.errors import RefusedError, noted, refusal
from demo.limits import MAX_LAYERS, MAX_PHOTO_PIXELS, MAX_PROJECT_BYTES, check_scene
from demo.protocol import Format, Message, Upload, checked, checked_scene, fitted
from demo.storing import discard
from demo.uploads import Uploads, open_photo_file, open_reference_file, uploaded_path
from scenegen.compositor import Compositor
from scenegen.images import photo_sha256
from scenegen.interchange.container import Budget
from scenegen.interchange.files import Findings, open_project, save_project
from scenegen.interchange.project import InterchangeError, Project
from scenegen.interchange.writing import png_bytes
from scenegen.scene import SceneError

FORMATS: tuple[str, ...] = get_args(Format)
_NAMES = {"picture": "scene.png", "coco": "scene/instances_train.json", "layers": "scene"}  # else by their format
_ZIPPED = ("coco", "layers")
_OPENING = threading.Lock()  # bounds the memory of files with many pictures


def write_file(project: Project, kind: Format, folder: Path, compositor: Compositor) -> tuple[Path, Findings]:
    """Writes a scene into a folder: the file, and sentences about what it holds besides the picture, or does not.

    Training data and pictures of layers are zipped. Raises `RefusedError` and `SceneError`.
    """
    target = folder / _NAMES.get(kind, f"scene.{kind}")
    try:
        findings = save_project(project, target, compositor, carry_scene=kind != "picture")
    except InterchangeError as error:
        raise refusal(error) from None
    if kind in _ZIPPED:
        return Path(shutil.make_archive(str(folder / f"scene-{kind}"), "zip", folder / "scene")), findings
    return target, findings


def given_project(document: Any, photo: str | None, pictures: Sequence[str] | None) -> Project:
    """What a program sends: a document with the files of its pictures. Raises `RefusedError`."""
    if pictures and len(pictures) > MAX_LAYERS:
        raise RefusedError("too_many_pictures", f"At most {MAX_LAYERS} pictures may be sent with a scene.")
    pixels = None if photo is None else open_photo_file(Path(photo))
    opened = [open_reference_file(Path(path)) for path in pictures or []]
    return Project(
        fitted(checked_scene(document), pixels), pixels, {photo_sha256(picture): picture for picture in opened}
    )


def opened_project(path: Path, original: Path | None = None) -> Project:
    """An OpenRaster file, PNG or document within the server's bounds (see `open_project`). Raises `RefusedError`."""
    before = None if original is None else opened_project(original)
    if path.is_file() and path.stat().st_size > MAX_PROJECT_BYTES:
        most = MAX_PROJECT_BYTES // 1_000_000
        raise RefusedError("file_too_large", f"{path.name} is larger than {most} MB.", {"megabytes": most})
    with _OPENING:
        try:
            budget = Budget(MAX_PHOTO_PIXELS, 4 * MAX_PHOTO_PIXELS)
            project = open_project(path, original=before, budget=budget).settled()
        except InterchangeError as error:
            raise refusal(error, "file_unreadable") from None
        except OSError:
            raise RefusedError("file_unreadable", f"{path.name} cannot be read.") from None
        except SceneError as error:
            raise RefusedError("bad_scene", str(error)) from None
        check_scene(project.scene)
        return project


class Files:
    """Opens files that visitors upload. May be used from several threads at once.

    `publish` puts a file where the page can fetch it and returns its URL.
    """

    def __init__(self, uploads: Uploads, publish: Callable[[Path], str]) -> None:
        self.uploads = uploads
        self.publish = publish

    def open_file(self, argument: Any) -> Message:
        """Takes an uploaded OpenRaster file, PNG or document, `{owner, path}`: `{scene, photo, pictures, findings}`.

        `photo`, or null, and each of `pictures` is `{sha256, width, height, url}`; they are kept for the visitor as if
        they had been uploaded. Raises `RefusedError`.
        """
        upload = checked(Upload, argument)
        path = uploaded_path(upload)
        project = opened_project(path)
        discard(path)
        photo = project.photo
        for pixels in project.pictures.values():
            self.uploads.pictures.add(upload.owner, pixels)
        if photo is not None:
            self.uploads.photos.add(upload.owner, photo)
        return {
            "scene": json.loads(project.scene.to_json()),
            "photo": None if photo is None else published(photo, self.publish),
            "pictures": [published(pixels, self.publish) for pixels in project.pictures.values()],
            "findings": noted(project.findings),
        }


def published(pixels: np.ndarray, publish: Callable[[Path], str]) -> Message:
    """A picture uint8 (h, w, 3) or (h, w, 4) as the page gets it: `{sha256, width, height, url}`, the URL of a PNG."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "picture.png"
        place.write_bytes(png_bytes(pixels))
        url = publish(place)
    return {"sha256": photo_sha256(pixels), "width": pixels.shape[1], "height": pixels.shape[0], "url": url}
