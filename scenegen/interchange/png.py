"""Pictures as PNG: one that carries its scene, and one file for each layer."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from scenegen.images import photo_sha256, trimmed
from scenegen.interchange.container import Budget, decoded, open_png, read_rgba
from scenegen.interchange.parts import Parts, as_named
from scenegen.interchange.project import InterchangeError, Project, named_pictures
from scenegen.interchange.writing import png_bytes
from scenegen.scene import PhotoBackground, Scene, SceneError
from scenegen.sentences import Sentence

CHUNK = "scenegen"  # keyword of the text chunk
MAX_CARRIED_BYTES = 12_000_000  # of pictures inside the text
_NOTHING = np.zeros((0, 0, 4), dtype=np.uint8)


def write_png(project: Project, canvas: np.ndarray, path: Path) -> tuple[Sentence, ...]:
    """Writes the painted `canvas`, uint8 (H, W, 3), with the scene in a text chunk.

    The chunk also carries the pictures of the layers and what the layers hide of a photo: all else of the photo is the
    picture itself, to the byte. Returns sentences about what it carries or does not.
    """
    project = project.settled()
    carried: dict[str, Any] = {"scene": json.loads(project.scene.to_json()), "pictures": {}}
    findings, used = [], 0
    if project.photo is not None:
        x, y, hidden = trimmed(_hidden(project.photo, canvas))
        carried["photo"] = {"x": x, "y": y, "png": _text(hidden) if hidden.size else None}
        used = len(carried["photo"]["png"] or "")
        if used > MAX_CARRIED_BYTES:
            del carried["photo"]
            used = 0
            findings.append(
                Sentence("photo_not_carried", "The photo is too large to be kept in the picture; keep its file.")
            )
        elif used:
            findings.append(Sentence("hidden_carried", "The file carries what the layers hide of the photo."))
    for sha256, pixels in project.pictures.items():
        text = _text(pixels)
        if used + len(text) > MAX_CARRIED_BYTES:
            names = [layer.name for layer in project.scene.layers if sha256 in named_pictures((layer,))]
            findings.append(
                Sentence(
                    "picture_not_carried",
                    "The picture of {names} is too large to be kept in the file.",
                    names=", ".join(names),
                )
            )
            continue
        used += len(text)
        carried["pictures"][sha256] = text
    chunk = PngImagePlugin.PngInfo()
    chunk.add_text(CHUNK, json.dumps(carried))
    Image.fromarray(canvas).save(path, "PNG", pnginfo=chunk, compress_level=1)
    return tuple(findings)


def _hidden(photo: np.ndarray, canvas: np.ndarray) -> np.ndarray:
    """What the canvas does not show of a photo, both uint8 (H, W, 3): uint8 (H, W, 4), transparent where it does."""
    differs = (photo != canvas).any(axis=2, keepdims=True)
    return np.concatenate([photo * differs, differs * np.uint8(255)], axis=2)


def _text(pixels: np.ndarray) -> str:
    return base64.b64encode(png_bytes(pixels)).decode()


def read_png(source: Path | bytes, *, name: str, budget: Budget | None = None) -> Project:
    """Opens the scene that a PNG carries; `name` is what sentences call it. Raises `InterchangeError`."""
    budget = budget or Budget()
    with open_png(source, name, budget) as image:
        if CHUNK not in image.info:
            raise InterchangeError(
                Sentence("picture_without_scene", "{name} is a picture without a scene in it.", name=name)
            )
        try:
            carried = json.loads(image.info[CHUNK])
            scene = Scene.parse(carried["scene"])
            pictures, photo = dict(carried["pictures"]), carried.get("photo")
            patch = photo and (int(photo["x"]), int(photo["y"]), photo["png"])
        except SceneError as error:
            raise InterchangeError(
                Sentence("carried_unusable", "The scene in {name} is not usable: {error}", name=name, error=str(error))
            ) from None
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise InterchangeError(
                Sentence("carried_unreadable", "The scene in {name} is not readable.", name=name)
            ) from None
        canvas = decoded(image, name)[..., :3]
    findings: list[Sentence] = []
    opened = {}
    for sha256, text in pictures.items():
        pixels = as_named(_carried(text, name, budget), sha256)
        if pixels is None:
            findings.append(
                Sentence("carried_picture_changed", "A picture of a layer was changed elsewhere; it is left out.")
            )
        else:
            opened[sha256] = pixels
    restored = None
    if isinstance(scene.background, PhotoBackground):
        hidden = _carried(patch[2], name, budget) if patch and patch[2] else _NOTHING
        restored = _restored(canvas, *patch[:2], hidden) if patch else None
        if restored is None or photo_sha256(restored) != scene.background.sha256:
            restored = None
            findings.append(
                Sentence("photo_not_in_file", "The photo is not in the file, or was changed elsewhere; open it too.")
            )
    return Project(scene, restored, opened, tuple(findings))


def _carried(text: object, name: str, budget: Budget) -> np.ndarray:
    try:
        data = base64.b64decode(str(text), validate=True)
    except ValueError:
        raise InterchangeError(
            Sentence("carried_picture_unreadable", "A picture in the text of {name} is not readable.", name=name)
        ) from None
    return read_rgba(data, f"A picture in the text of {name}", budget)


def _restored(canvas: np.ndarray, x: int, y: int, hidden: np.ndarray) -> np.ndarray | None:
    """The photo: the picture with what its layers hide; None if that does not fit."""
    height, width = hidden.shape[:2]
    if min(x, y) < 0 or x + width > canvas.shape[1] or y + height > canvas.shape[0]:
        return None
    photo = canvas.copy()
    part = photo[y : y + height, x : x + width]
    part[...] = np.where(hidden[..., 3:] > 0, hidden[..., :3], part)
    return photo


def write_png_set(parts: Parts, folder: Path) -> None:
    """Writes the picture, the background, every layer (see `write_layers`), and the scene document."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scene.json").write_text(parts.project.scene.to_json(), encoding="utf-8")
    (folder / "picture.png").write_bytes(png_bytes(parts.canvas))
    (folder / "background.png").write_bytes(png_bytes(parts.background))
    write_layers(parts, folder)


def write_layers(parts: Parts, folder: Path) -> None:
    """Writes every layer as uint8 (H, W, 4) in the canvas's size, numbered from the bottom.

    Their own opacity is in their alpha and hidden ones are empty, so that laying all over the background gives the
    picture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for place, part in enumerate(parts.layers):
        # The id is letters, digits, "_" and "-" only, so it is safe in a file's name.
        (folder / f"{place:02d}-{part.layer.id}.png").write_bytes(png_bytes(part.on_canvas(*parts.size)))
