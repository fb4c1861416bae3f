"""Which of the layers that came back from another program are still those that SceneGen wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from pydantic import ValidationError

from scenegen.images import photo_sha256
from scenegen.interchange.project import InterchangeError, Project, SavedPart, named_pictures
from scenegen.interchange.stack import Entry, plain_name
from scenegen.scene import (
    MAX_LENGTH,
    Background,
    CanvasSize,
    Frame,
    Layer,
    PhotoBackground,
    PhotoShape,
    PlainBackground,
    Scene,
    shown,
)
from scenegen.sentences import Sentence

SAME_OPACITY = 1 / 255  # other programs keep it in a byte
_MAX_NAME = 80
_FAR = MAX_LENGTH // 2  # from the canvas
_MAX_FINDINGS = 100


@dataclass(frozen=True, eq=False)
class Found:
    """A layer that was found in a file: its `trimmed` picture uint8 (h, w, 4), whose corner lies at (`x`, `y`).

    `look` is the picture's SHA-256, empty if nothing is seen of it.
    """

    entry: Entry
    x: int
    y: int
    pixels: np.ndarray
    look: str


class Adoption:
    """Makes a scene of the layers of a file.

    `before` is the project as SceneGen wrote it, None if nothing is known of it; `width` and `height` are the canvas's
    now. What a person ought to know is added to `findings`.
    """

    def __init__(self, before: Project | None, width: int, height: int, findings: list[Sentence]) -> None:
        try:
            self._canvas = CanvasSize(width=width, height=height)
        except ValidationError:
            raise InterchangeError(
                Sentence(
                    "canvas_impossible", "A scene cannot have {width} x {height} pixels.", width=width, height=height
                )
            ) from None
        self._before = before or Project(Scene(canvas=self._canvas))
        self._own = before is not None
        self._known = {layer.id: layer for layer in self._before.scene.layers}
        self._saved = [part for part in self._before.saved if part.id in self._known]
        self._findings = findings
        self._background: Background | None = None
        self._photo: np.ndarray | None = None
        self._found: list[tuple[Found, SavedPart | None]] = []
        self._layers: list[Layer] = []
        self._pictures = dict(self._before.pictures)
        self._taken = set(self._known)  # ids

    def add(self, found: Found) -> None:
        """Takes the next layer above those before it."""
        if self._background is None:
            self._background = self._as_background(found)
            if self._background is not None:
                return
            self._background = self._nothing_below()
        height, width = found.pixels.shape[:2]
        if max(abs(found.x), abs(found.y), abs(found.x + width), abs(found.y + height)) > _FAR:
            self._note(
                "layer_far", "{name} lies too far outside of the picture; it was left out.", name=found.entry.title
            )
            return
        part = self._same(found)
        if part is not None and not self._lacks_pictures(part):
            found = replace(found, pixels=found.pixels[:0])  # they are painted anew
        self._found.append((found, part))

    def project(self) -> Project:
        """The scene that the layers make. Raises `InterchangeError` if no scene can hold them."""
        background = self._background or self._nothing_below()
        for found, part in self._found:
            if part is not None:
                self._live(found, part)
            elif found.look:
                self._picture(found, self._changed(found))
            else:
                self._note("layer_empty", "{name} is empty; it was left out.", name=found.entry.title)
        kept = {layer.id for layer in self._layers}
        for layer in self._known.values():
            if layer.id not in kept:
                self._note("layer_deleted", "{name} was deleted elsewhere.", name=shown(layer.name, _MAX_NAME))
        try:
            scene = Scene(canvas=self._canvas, background=background, layers=tuple(self._layers))
        except ValidationError:
            raise InterchangeError(
                Sentence(
                    "file_layers", "The file has {count} layers, more than a scene holds.", count=len(self._layers)
                )
            ) from None
        more = len(self._findings) - _MAX_FINDINGS
        notes = self._findings[:_MAX_FINDINGS]
        if more > 0:
            notes.append(Sentence("more_notes", "There are {count} more notes like these.", count=more))
        return Project(scene, self._photo, self._pictures, tuple(notes), self._before.saved).settled()

    # --- the background ---------------------------------------------------------------------------------------------

    def _as_background(self, found: Found) -> Background | None:
        """The background that the lowest layer is; None if it does not fill the picture or shows something through."""
        if not found.entry.visible or found.entry.opacity < 1 - SAME_OPACITY:
            return None
        size = self._canvas
        if found.x > 0 or found.y > 0:  # nor if it lies beyond the picture
            return None
        part = found.pixels[-found.y :, -found.x :][: size.height, : size.width]
        if part.shape[:2] != (size.height, size.width) or part[..., 3].min() < 255:
            return None
        picture = np.ascontiguousarray(part[..., :3])
        if self._is_background(found) and (found.x, found.y) == (0, 0) and self._before.scene.canvas == size:
            if isinstance(self._before.scene.background, PhotoBackground):
                self._photo = picture
            return self._before.scene.background
        if self._own:
            self._note("background_changed", "The background was changed elsewhere; it is now a photo.")
        self._photo = picture
        return PhotoBackground(sha256=photo_sha256(picture))

    def _is_background(self, found: Found) -> bool:
        return any(part.id is None and part.pixels == found.look for part in self._before.saved)

    def _nothing_below(self) -> Background:
        self._note("nothing_below", "Nothing at the bottom fills the whole picture: the layers lie on white.")
        return PlainBackground()

    # --- layers -----------------------------------------------------------------------------------------------------

    def _same(self, found: Found) -> SavedPart | None:
        """The part that a layer was written as, if it still looks the same."""
        used = {part.id for _, part in self._found if part is not None}

        def likeness(part: SavedPart) -> tuple[bool, ...]:
            place = (part.x, part.y) == (found.x, found.y)
            return part.id not in used, part.file == found.entry.file, self._has_name(part, found), place

        same = [part for part in self._saved if part.pixels == found.look]
        if not found.look:  # all empty layers look the same
            same = [part for part in same if any(likeness(part)[1:3])]
        return max(same, key=likeness, default=None)

    def _changed(self, found: Found) -> Layer | None:
        """The layer that was painted over elsewhere, by its file or else its name, if only one can be meant."""
        same = {part.id for _, part in self._found if part is not None} | {layer.id for layer in self._layers}
        free = [part for part in self._saved if part.id not in same]
        by_file = [part for part in free if part.file == found.entry.file]
        by_name = [part for part in free if self._has_name(part, found)]
        for candidates in (by_file, by_name):
            if len(candidates) == 1:
                return self._known[candidates[0].id]
        return None

    def _has_name(self, part: SavedPart, found: Found) -> bool:
        return plain_name(self._known[part.id].name) == found.entry.name

    def _lacks_pictures(self, part: SavedPart) -> bool:
        return any(name not in self._before.pictures for name in named_pictures((self._known[part.id],)))

    def _live(self, found: Found, part: SavedPart) -> None:
        """A layer as SceneGen knows it, with what was set elsewhere."""
        layer = self._known[part.id]
        if self._lacks_pictures(part) and found.look:
            self._note(
                "layer_picture_lost",
                "The picture that {name} is made of is not in the file; it shows what it looked like.",
                name=shown(layer.name, _MAX_NAME),
            )
            self._picture(found, layer, told=True)
            return
        changes = self._settings(found.entry, layer)
        if part.pixels:
            moved = (max(-_FAR, min(_FAR, here - there)) for here, there in ((found.x, part.x), (found.y, part.y)))
            cx, cy = (place + by for place, by in zip((layer.frame.cx, layer.frame.cy), moved, strict=True))
            place = {"cx": max(-MAX_LENGTH, min(MAX_LENGTH, cx)), "cy": max(-MAX_LENGTH, min(MAX_LENGTH, cy))}
            changes["frame"] = layer.frame.model_copy(update=place)
        if any(kept.id == layer.id for kept in self._layers):
            changes["id"] = self._free_id(layer.id)
        self._layers.append(layer.model_copy(update=changes))

    def _picture(self, found: Found, layer: Layer | None, *, told: bool = False) -> None:
        """A layer that shows a picture; `layer` is the one that it was made of, if it is known."""
        height, width = found.pixels.shape[:2]
        self._pictures[found.look] = found.pixels
        made = {
            "frame": Frame(cx=found.x + width / 2, cy=found.y + height / 2, width=width, height=height),
            "shape": PhotoShape(sha256=found.look),
            **self._settings(found.entry, layer),
        }
        if layer is not None and not any(kept.id == layer.id for kept in self._layers):
            if not told:
                name = shown(layer.name, _MAX_NAME)
                self._note("layer_changed", "{name} was changed elsewhere; it is now a picture.", name=name)
            self._layers.append(layer.model_copy(update=made))
            return
        if self._is_background(found):
            self._note("background_a_layer", "The background was hidden, faded or moved elsewhere; it is now a layer.")
        elif self._own:
            self._note("layer_new", "{name} is new; it is a picture.", name=found.entry.title)
        self._layers.append(Layer(id=self._free_id("picture"), category=None, **made))

    def _settings(self, entry: Entry, layer: Layer | None = None) -> dict[str, object]:
        """What a layer's entry says of it; `layer`'s own words where both mean the same."""
        settings: dict[str, object] = {"visible": entry.visible, "locked": entry.locked}
        if layer is None or plain_name(layer.name) != entry.name:
            if len(entry.name) > _MAX_NAME:
                self._note("name_cut", "The name {name} was longer; it is cut.", name=entry.title)
            settings["name"] = entry.name[:_MAX_NAME]
        else:
            settings["name"] = layer.name
        same = layer is not None and abs(layer.opacity - entry.opacity) <= SAME_OPACITY
        settings["opacity"] = layer.opacity if same else entry.opacity
        return settings

    def _free_id(self, stem: str) -> str:
        name = next(f"{stem[:50]}-{number}" for number in count(2) if f"{stem[:50]}-{number}" not in self._taken)
        self._taken.add(name)
        return name

    def _note(self, code: str, template: str, **values: str | float) -> None:
        self._findings.append(Sentence(code, template, **values))
