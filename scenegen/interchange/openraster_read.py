"""OpenRaster file -> scene: live again where nothing was changed, pictures of the layers where something was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from scenegen.images import trimmed
from scenegen.interchange.adoption import Adoption, Found
from scenegen.interchange.container import Archive, Budget
from scenegen.interchange.openraster_write import DOCUMENT, SAVED_PARTS, picture_file
from scenegen.interchange.parts import as_named, look_of
from scenegen.interchange.project import InterchangeError, Project, SavedPart, named_pictures
from scenegen.interchange.stack import Entry, read_stack
from scenegen.scene import MAX_LAYERS, Scene, SceneError
from scenegen.sentences import Sentence

_SAVED_PARTS = TypeAdapter(tuple[SavedPart, ...])


def read_openraster(
    source: Path | bytes, *, name: str, original: Project | None = None, budget: Budget | None = None
) -> Project:
    """Opens an OpenRaster file; `name` is what sentences call it.

    Layers that look as SceneGen wrote them are live, with whatever order, opacity, visibility, lock, name and place
    they were given elsewhere. All others become layers that show a picture. Programs that save the file anew drop
    what SceneGen kept in it: `original`, the project as it was opened before, then says what was live. Raises
    `InterchangeError`.
    """
    budget = budget or Budget()
    if original is not None and not original.saved:
        raise InterchangeError(
            Sentence("original_not_ora", "The original must be an OpenRaster file that SceneGen saved.")
        )
    with Archive(source, name) as archive:
        stack = read_stack(archive.read("stack.xml"), name)
        if len(stack.entries) > MAX_LAYERS + 1:
            raise InterchangeError(
                Sentence(
                    "too_many_file_layers",
                    "{name} has {count} layers; a scene has at most {limit}.",
                    name=name,
                    count=len(stack.entries),
                    limit=MAX_LAYERS,
                )
            )
        findings = list(stack.findings)
        before = _as_saved(archive, budget, findings) or original
        if before is None:
            findings.append(
                Sentence(
                    "foreign_project",
                    "{name} does not hold SceneGen's own part, for another program saved it: its layers are pictures.",
                    name=name,
                )
            )
        adoption = Adoption(before, stack.width, stack.height, findings)
        for entry in stack.entries:
            found = _found(archive, entry, budget, findings)
            if found is not None:
                adoption.add(found)
        return adoption.project()


def _found(archive: Archive, entry: Entry, budget: Budget, findings: list[Sentence]) -> Found | None:
    """A layer with its own pixels; None, and a finding, if it has no picture."""
    if entry.file not in archive or not entry.file.lower().endswith(".png"):
        if entry.file in archive:
            note = Sentence("layer_no_png", "{name} is no picture in PNG format; it was left out.", name=entry.title)
        else:
            note = Sentence("layer_no_picture", "{name} has no picture in the file; it was left out.", name=entry.title)
        findings.append(note)
        return None
    x, y, pixels = trimmed(archive.picture(entry.file, budget))
    return Found(entry, entry.x + x, entry.y + y, pixels, look_of(pixels))


def _as_saved(archive: Archive, budget: Budget, findings: list[Sentence]) -> Project | None:
    """The project as SceneGen wrote it, without its photo, which is the background layer; None if that part is gone."""
    if DOCUMENT not in archive or SAVED_PARTS not in archive:
        return None
    try:
        scene = Scene.from_json(archive.read(DOCUMENT))
        saved = _SAVED_PARTS.validate_python(json.loads(archive.read(SAVED_PARTS)))
    except (SceneError, ValidationError, ValueError, RecursionError):
        findings.append(
            Sentence(
                "own_part_unreadable",
                "SceneGen's own part of {name} is not readable: its layers are pictures.",
                name=archive.name,
            )
        )
        return None
    pictures = dict(_pictures(archive, named_pictures(scene.layers), budget))
    return Project(scene, pictures=pictures, saved=saved)


def _pictures(archive: Archive, names: Iterable[str], budget: Budget) -> Iterable[tuple[str, np.ndarray]]:
    for sha256 in names:
        if picture_file(sha256) not in archive:
            continue
        pixels = as_named(archive.picture(picture_file(sha256), budget), sha256)
        if pixels is not None:
            yield sha256, pixels
