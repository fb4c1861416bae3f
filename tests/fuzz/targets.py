"""What is fuzzed: every parser of what strangers send, with what must hold whatever comes in.

A target takes bytes. It returns, or raises what is a bug: an exception that is not a refusal of ours, a refusal that is
not one sentence, something that was read and is not a valid scene.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from demo.errors import FAILED, RefusedError, answer
from demo.extraction import Extraction
from demo.limits import MAX_PHOTO_PIXELS, check_scene
from demo.painter import Painter
from demo.uploads import Uploads
from scenegen import masks
from scenegen.compositor import Compositor
from scenegen.images import ImageError, read_photo
from scenegen.interchange.container import Budget
from scenegen.interchange.files import open_project
from scenegen.interchange.project import InterchangeError, Project
from scenegen.scene import GeneratedShape, PhotoShape, Scene, SceneError
from tests.fuzz import mutations
from tests.tiny import tiny_networks

CORPUS = Path(__file__).parent / "corpus"
MAX_BYTES = 65_536  # of an input
_MAX_SENTENCE = 400
_MAX_PAINTED = 128 * 128  # pixels, so that painting takes milliseconds
_OWNER = "1" * 32


def scene(data: bytes) -> None:
    """A document as text, as `scenegen render` and project files have it, and as plain data, as the server gets it."""
    by_text = by_data = None
    try:
        by_text = Scene.from_json(data)
    except SceneError as error:
        _one_sentence(error)
    try:
        by_data = Scene.parse(json.loads(data))
    except SceneError as error:
        _one_sentence(error)
    except (ValueError, RecursionError):  # whoever reads JSON by themselves
        pass
    for read in (by_text, by_data):
        if read is not None:
            _is_a_scene(read)
    if by_text is not None and by_data is not None:
        assert by_text == by_data, "a document means two things"


def paint(data: bytes) -> None:
    """A document that the server paints."""
    try:
        document = json.loads(data)
        small = check_scene(Scene.parse(document))
    except (SceneError, RefusedError, ValueError, RecursionError):
        return
    if small.canvas.width * small.canvas.height > _MAX_PAINTED or len(small.layers) > 6:
        return
    sent = {"scene": document, "revision": 1, "session": "0" * 32, "owner": _OWNER}
    for message in _painter().paint(sent):
        problem = message.get("error")
        assert problem is None or problem["text"] != FAILED, "painting failed"


def openraster(data: bytes) -> None:
    """An OpenRaster file, whatever it begins with."""
    _project(data if data.startswith(b"PK\x03\x04") else b"PK\x03\x04" + data)


def png(data: bytes) -> None:
    """A PNG: as a project that carries its scene, and as a photo."""
    _project(data if data.startswith(mutations.PNG) else mutations.PNG + data)
    try:
        pixels = read_photo(data, max_pixels=MAX_PHOTO_PIXELS)
    except ImageError as error:
        _one_sentence(error)
    else:
        assert pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.dtype == np.uint8


def mask(data: bytes) -> None:
    """The mask that a page sends of an object in a photo, as a data URL."""
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    extraction, sha256 = _extraction()
    told = answer(extraction.cut_out, {"owner": _OWNER, "sha256": sha256, "mask": url, "refine": False})
    assert told.get("error") != FAILED, "cutting out failed"


@dataclass(frozen=True)
class Target:
    """`run` is what is fuzzed, `mutate` knows the form of its inputs."""

    run: Callable[[bytes], None]
    mutate: mutations.Mutation


TARGETS = {
    "scene": Target(scene, mutations.document),
    "paint": Target(paint, mutations.document),
    "openraster": Target(openraster, mutations.archive),
    "png": Target(png, mutations.picture),
    "mask": Target(mask, mutations.picture),
}


def seeds(target: str) -> list[Path]:
    """The committed inputs of a target: some of each kind that is usual, and every one that was a bug."""
    return sorted((CORPUS / target).iterdir())


def name_of(data: bytes) -> str:
    """What the file of an input that broke its target is called."""
    return f"broke-{hashlib.sha256(data).hexdigest()[:12]}"


# --- what must hold -------------------------------------------------------------------------------------------------


def _project(data: bytes) -> None:
    try:
        project = open_project(data, name="a file", budget=Budget(MAX_PHOTO_PIXELS, 4 * MAX_PHOTO_PIXELS))
    except (InterchangeError, SceneError) as error:
        _one_sentence(error)
        return
    for finding in project.findings:
        _one_sentence(finding)
    _is_a_scene(project.scene)
    _has_its_pictures(project)


def _has_its_pictures(project: Project) -> None:
    settled = project.settled()
    _is_a_scene(settled.scene)
    for pixels in settled.pictures.values():
        assert pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] in (3, 4) and pixels.size


def _is_a_scene(read: Scene) -> None:
    text = read.to_json()
    again = Scene.from_json(text)
    assert again == read and hash(again) == hash(read) and again.to_json() == text
    assert Scene.parse(json.loads(text)) == read
    for layer in read.layers:
        if not isinstance(layer.shape, GeneratedShape | PhotoShape):
            _is_a_mask(masks.shape_mask(layer.shape, 24, 16), 24, 16)
        _is_a_mask(masks.crop_mask(np.ones((8, 8), np.float32), layer.frame, 32), 32, 32)


def _is_a_mask(values: np.ndarray, width: int, height: int) -> None:
    assert values.shape == (height, width) and values.min() >= 0 and values.max() <= 1


def _one_sentence(told: object) -> None:
    text = str(told)
    assert text.isprintable() and 10 < len(text) <= _MAX_SENTENCE and text.endswith("."), f"no sentence: {text[:500]!r}"
    assert "Traceback" not in text and str(Path(__file__).parent) not in text


@cache
def _painter() -> Painter:
    return Painter(Compositor(**tiny_networks(), device="cpu"))


@cache
def _extraction() -> tuple[Extraction, str]:
    uploads = Uploads()
    photo = np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)
    return Extraction(uploads, str, _no_network), uploads.photos.add(_OWNER, photo)


def _no_network(name: str) -> Any:
    raise AssertionError(f"{name} is not needed")
