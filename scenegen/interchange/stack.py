"""The list of layers in an OpenRaster file (`stack.xml`), read with distrust and written for everybody.

Source: the OpenRaster layer stack specification (https://www.openraster.org/baseline/layer-stack-spec.html) with its
extension `edit-locked`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from scenegen.interchange.project import InterchangeError
from scenegen.scene import MAX_LENGTH, shown
from scenegen.sentences import Sentence

NORMAL = "svg:src-over"
_MAX_DEPTH = 32  # of groups within groups
# What XML 1.0 has no place for.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One layer: the file with its picture, whose top left corner lies at (`x`, `y`) of the canvas."""

    name: str
    file: str
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False

    @property
    def title(self) -> str:
        """The name, fit for a sentence."""
        return shown(self.name, 80)


@dataclass(frozen=True)
class Stack:
    """Width and height of the canvas, the layers bottom first, and what was noticed while reading them."""

    width: int
    height: int
    entries: tuple[Entry, ...]
    findings: tuple[Sentence, ...] = ()


def plain_name(name: str) -> str:
    """A name as every program can hold it: what XML has no place for is replaced, spaces are single."""
    return " ".join(_NO_XML.sub("\ufffd", name).split()) or "Layer"


def write_stack(width: int, height: int, entries: Iterable[Entry]) -> bytes:
    """`stack.xml`; `entries` bottom first, as a scene has them (the file lists the topmost first)."""
    image = ElementTree.Element(
        "image", {"version": "0.0.3", "w": str(width), "h": str(height), "xres": "72", "yres": "72"}
    )
    stack = ElementTree.SubElement(image, "stack")
    for entry in reversed(tuple(entries)):
        layer = {
            "name": plain_name(entry.name),
            "src": entry.file,
            "x": str(entry.x),
            "y": str(entry.y),
            "opacity": repr(entry.opacity),
            "visibility": "visible" if entry.visible else "hidden",
            "composite-op": NORMAL,
        }
        if entry.locked:
            layer["edit-locked"] = "true"
        ElementTree.SubElement(stack, "layer", layer)
    ElementTree.indent(image, " ")
    return ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)


def read_stack(text: bytes, name: str) -> Stack:
    """Reads `stack.xml` of the file `name`; groups are taken apart. Raises `InterchangeError`."""
    try:
        image = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        raise InterchangeError(
            Sentence(
                "layers_with_entities",
                "The list of layers in {name} declares entities, which no program needs.",
                name=name,
            )
        ) from None
    except (ElementTree.ParseError, ValueError, LookupError):
        raise InterchangeError(
            Sentence("layers_not_xml", "The list of layers in {name} is not readable XML.", name=name)
        ) from None
    root = image.find("stack")
    width, height = (_number(image.get(side), default=0) for side in ("w", "h"))
    if image.tag != "image" or root is None or width < 1 or height < 1:
        raise InterchangeError(
            Sentence("layers_not_ora", "The list of layers in {name} is not one of OpenRaster's.", name=name)
        )
    findings: list[Sentence] = []
    top_first = tuple(_entries(root, Entry("", ""), findings, name, 0))
    return Stack(round(width), round(height), top_first[::-1], tuple(findings))


def _entries(
    stack: ElementTree.Element, group: Entry, findings: list[Sentence], name: str, depth: int
) -> Iterator[Entry]:
    """The layers of a stack, topmost first, with what its groups do to them."""
    if depth > _MAX_DEPTH:
        raise InterchangeError(
            Sentence(
                "groups_too_deep",
                "{name} has groups within groups, more than {limit} deep.",
                name=name,
                limit=_MAX_DEPTH,
            )
        )
    for element in stack:
        own = _placed(element, group)
        if element.tag == "layer":
            _note_blending(element, own.title, findings)
            yield own
        elif element.tag == "stack":
            findings.append(_taken_apart(own.title, faded=_fraction(element) < 1))
            _note_blending(element, own.title, findings)
            yield from _entries(element, own, findings, name, depth + 1)
        else:
            kind = shown(str(element.tag))
            findings.append(
                Sentence(
                    "layer_kind",
                    "{name} is of the kind {kind}, which SceneGen does not have; it was left out.",
                    name=own.title,
                    kind=kind,
                )
            )


def _taken_apart(name: str, *, faded: bool) -> Sentence:
    if faded:
        return Sentence(
            "faded_group_apart",
            "The group {name} was taken apart: its layers keep their places and its opacity was given to each of them.",
            name=name,
        )
    return Sentence("group_apart", "The group {name} was taken apart: its layers keep their places.", name=name)


def _note_blending(element: ElementTree.Element, name: str, findings: list[Sentence]) -> None:
    mode = element.get("composite-op", NORMAL)
    if mode != NORMAL:
        findings.append(
            Sentence(
                "blend_mode",
                "{name} has the blend mode {mode}, which SceneGen does not have; it is now normal.",
                name=name,
                mode=shown(mode),
            )
        )
    if element.get("alpha-preserve", "false").lower() == "true":
        findings.append(
            Sentence("layer_clipped", "{name} was kept to what lies below it; SceneGen shows all of it.", name=name)
        )


def _placed(element: ElementTree.Element, group: Entry) -> Entry:
    x, y = (round(_number(element.get(axis), default=0)) for axis in ("x", "y"))
    return Entry(
        name=plain_name(element.get("name", "")),
        file=element.get("src", ""),
        x=group.x + x,
        y=group.y + y,
        opacity=group.opacity * _fraction(element),
        visible=group.visible and element.get("visibility", "visible") != "hidden",
        locked=group.locked or element.get("edit-locked", "false").lower() in ("true", "1"),
    )


def _fraction(element: ElementTree.Element) -> float:
    return min(1.0, max(0.0, _number(element.get("opacity"), default=1)))


def _number(text: str | None, *, default: float) -> float:
    """A number within what a scene can hold; whatever is none counts as not given."""
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return max(-MAX_LENGTH, min(MAX_LENGTH, value)) if math.isfinite(value) else default
