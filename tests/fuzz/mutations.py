"""Mutations that keep a format's outer form, so that fuzzing reaches what lies within: values, chunks, files.

Each takes an input, and two sources of change: `random`, and `bend`, which changes bytes without knowing what they are.
One that is broken is left to `bend`.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import random as random_module
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

Random = random_module.Random
Bend = Callable[[bytes], bytes]
Mutation = Callable[[bytes, Random, Bend], bytes]

PNG = b"\x89PNG\r\n\x1a\n"
_MAX_MEMBER = 1_000_000
_MAX_PLACES = 2_000
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 16, 255, 256, 16_384, 50_000_001, 2**31, 2**53 + 1, -(2**63), 10**30, 10**400,
    0.0, -0.0, 0.01, 1e-320, 1e16, 1e308, -1e308, float("nan"), float("inf"), float("-inf"),
    "", "x", "a" * 64, "0" * 100, "\ud800", "\0", "é\n${}", "../../etc/passwd", [], {}, [0, 0], [[0, 0]] * 3,
)  # fmt: skip
_WORDS = (
    b"0", b"-1", b"1e9", b"nan", b"inf", b"1e400", b"0x10", b"99999999999999999999", b"hidden", b"true", b"",
    b"svg:multiply", b"data/background.png", b"../x.png", b"stack.xml", b"&amp;", b"&#1;", b"&#x1F600;", "斑".encode(),
)  # fmt: skip
_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"eXIf", b"iCCP", b"acTL", b"fcTL", b"fdAT")


def bent(data: bytes, random: Random) -> bytes:
    """A few bytes changed, cut, repeated or added: what a test does where libFuzzer is not there."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(changed) + 1)
        match random.randrange(4):
            case 0 if place < len(changed):
                changed[place] = random.randrange(256)
            case 1:
                del changed[place : place + random.randint(1, 16)]
            case 2:
                changed[place:place] = changed[place : place + random.randint(1, 16)]
            case _:
                changed[place:place] = random.randbytes(random.randint(1, 4))
    return bytes(changed)


def document(data: bytes, random: Random, bend: Bend) -> bytes:
    """JSON with one value replaced, copied, taken away or bent; a picture in it is one still."""
    try:
        root = [json.loads(data)]
    except (ValueError, RecursionError):
        return bend(data)
    places = list(islice(_places(root), _MAX_PLACES))
    holder, key = random.choice(places)
    value = holder[key]
    match random.randrange(6):
        case 0:
            holder[key] = random.choice(_VALUES)
        case 1:
            holder[key] = random.choice(places)[0]
        case 2 if isinstance(holder, dict):
            del holder[key]
        case 2 | 3 if isinstance(holder, list):
            holder.extend([value] * random.choice([1, 1, 3, 70]))
        case 3 if isinstance(holder, dict):
            other, name = random.choice(places)
            holder[name if isinstance(name, str) else "extra"] = other[name]
        case _ if isinstance(value, str):
            holder[key] = _bent_text(value, random, bend)
        case _ if isinstance(value, int | float):
            holder[key] = value * random.choice([-1, 2, 1000])
        case _:
            holder[key] = random.choice(_VALUES)
    try:
        return json.dumps(root[0]).encode()
    except (ValueError, RecursionError):  # it holds itself
        return bend(data)


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Every holder in plain data with each of its keys."""
    if depth > 30 or not isinstance(value, list | dict):
        return
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        yield from _places(value[key], depth + 1)


def _bent_text(text: str, random: Random, bend: Bend) -> str:
    with_picture = text.startswith("iVBOR")
    try:
        data = base64.b64decode(text) if with_picture else text.encode("utf-8", "surrogatepass")
    except (ValueError, binascii.Error):
        return ""
    if with_picture and random.random() < 0.8:
        return base64.b64encode(picture(data, random, bend)).decode()
    return bend(data).decode("utf-8", "replace")


def picture(data: bytes, random: Random, bend: Bend) -> bytes:
    """A PNG with one chunk changed, moved, repeated or gone, and its checksums right."""
    chunks = list(_chunks(data))
    if not chunks or random.random() < 0.05:
        return bend(data)
    place = random.randrange(len(chunks))
    kind, content = chunks[place]
    match random.randrange(10):
        case 0:
            del chunks[place]
        case 1:
            chunks.insert(random.randrange(len(chunks) + 1), (kind, content))
        case 2:
            chunks[place] = random.choice(_CHUNKS), content
        case 3:
            chunks.insert(place, (random.choice(_CHUNKS), content[:40]))
        case _:
            chunks[place] = kind, _changed_chunk(kind, content, random, bend)
    return PNG + b"".join(_chunk(*chunk) for chunk in chunks)


def _changed_chunk(kind: bytes, content: bytes, random: Random, bend: Bend) -> bytes:
    keyword, zero, text = content.partition(b"\0")
    if kind == b"tEXt" and zero and random.random() < 0.9:
        return keyword + zero + document(text, random, bend)
    if kind in (b"IDAT", b"fdAT") and random.random() < 0.7:
        try:
            return zlib.compress(bend(zlib.decompressobj().decompress(content, _MAX_MEMBER)))
        except zlib.error:
            pass
    if kind == b"IHDR" and len(content) == 13 and random.random() < 0.7:
        sides = [random.choice([0, 1, 3, 17, 4096, 2**31 - 1, side]) for side in struct.unpack(">II", content[:8])]
        return struct.pack(">II", *sides) + content[8:]
    return bend(content)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG)
    while data.startswith(PNG) and place + 12 <= len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def archive(data: bytes, random: Random, bend: Bend) -> bytes:
    """A zip archive with one file changed after its kind, taken away, copied or renamed."""
    try:
        files = _files(data)
    except Exception:  # whatever zipfile stumbles over
        return bend(data)
    if not files or random.random() < 0.05:
        return bend(data)
    name = random.choice(list(files))
    match random.randrange(12):
        case 0:
            del files[name]
        case 1:
            files[random.choice(list(files))] = files[name]
        case 2:
            files[bend(name.encode()).decode("utf-8", "replace")[:200]] = files[name]
        case _:
            files[name] = _changed_file(name, files[name], random, bend)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED if random.random() < 0.5 else zipfile.ZIP_STORED) as written:
        for name, content in files.items():
            written.writestr(name.partition("\0")[0] or "unnamed", content)
    return packed.getvalue()


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        infos = opened.infolist()[:40]
        if sum(info.file_size for info in infos) > _MAX_MEMBER:
            return {}
        return {info.filename: opened.read(info) for info in infos}


def _changed_file(name: str, content: bytes, random: Random, bend: Bend) -> bytes:
    if name.endswith(".png"):
        return picture(content, random, bend)
    if name.endswith(".json"):
        return document(content, random, bend)
    if name.endswith(".xml"):
        return markup(content, random, bend)
    return bend(content)


def markup(data: bytes, random: Random, bend: Bend) -> bytes:
    """XML with one attribute's value or one element changed."""
    values = list(re.finditer(rb'="([^"]*)"', data))
    elements = list(re.finditer(rb"<(layer|stack)\b[^>]*>", data))
    if random.random() < 0.5 and values:
        found = random.choice(values)
        new = random.choice([random.choice(_WORDS), random.choice(values)[1], bend(found[1])])
        return data[: found.start(1)] + new + data[found.end(1) :]
    if random.random() < 0.6 and elements:
        found = random.choice(elements)
        copies = found[0] * random.choice([0, 2, 2, 70])
        return data[: found.start()] + copies + data[found.end() :]
    return bend(data)
