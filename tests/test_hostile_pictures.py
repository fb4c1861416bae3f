"""Pictures and projects that are meant to do harm: refused with one sentence, quickly, before they cost anything."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demo.errors import answer
from demo.files import Files
from demo.uploads import Uploads
from tests.editor_requests import OWNER

SIDE = 4001  # squared a little more than this server takes


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes) -> bytes:
    """A small PNG with one more chunk after its head."""
    png = saved(Image.new("RGB", (32, 32)), "PNG")
    return png[:33] + chunk(kind, data) + png[33:]


def png_of(width: int, height: int) -> bytes:
    """A PNG whose head claims a size that its data does not have."""
    png = saved(Image.new("RGB", (32, 32)), "PNG")
    head = struct.pack(">II", width, height) + png[24:29]
    return png[:8] + chunk(b"IHDR", head) + png[33:]


def jpeg_of_many_scans() -> bytes:
    """A progressive JPEG one of whose scans is there thousands of times: 31 bytes each, and a pass over all pixels."""
    jpeg = saved(Image.new("RGB", (2000, 2000), (90, 90, 90)), "JPEG", progressive=True)
    marks = [place for place in range(len(jpeg) - 1) if jpeg[place : place + 2] == b"\xff\xda"]
    tables = jpeg.rindex(b"\xff\xc4", 0, marks[1])
    scan = jpeg[tables : jpeg.index(b"\xff\xc4", marks[1])]
    return jpeg[:tables] + scan * 20_000 + jpeg[tables:]


HUGE_TEXT = zlib.compress(b"x" * 200_000_000, 9)
REFUSED: dict[str, Callable[[], bytes]] = {
    "png of too many pixels": lambda: saved(Image.new("L", (SIDE, SIDE)), "PNG"),
    "webp of too many pixels": lambda: saved(Image.new("RGB", (SIDE, SIDE)), "WEBP", lossless=True, method=0),
    "tiff of too many pixels": lambda: saved(Image.new("1", (SIDE, SIDE)), "TIFF", compression="group4"),
    "png that claims to be endless": lambda: png_of(2**31 - 1, 2**31 - 1),
    "png without height": lambda: png_of(100, 0),
    "png with data for less": lambda: png_of(3000, 3000),
    "png with a text bomb": lambda: with_chunk(b"zTXt", b"Comment\0\0" + HUGE_TEXT),
    "png with an international text bomb": lambda: with_chunk(b"iTXt", b"Comment\0\1\0\0\0" + HUGE_TEXT),
    "png with a colour profile bomb": lambda: with_chunk(b"iCCP", b"p\0\0" + HUGE_TEXT)[:60_000],
    "jpeg of many scans": jpeg_of_many_scans,
    "cut off": lambda: saved(Image.effect_noise((200, 200), 90), "PNG")[:9_000],
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(/etc/passwd) (r) file\n",
    "icon": lambda: saved(Image.new("RGB", (32, 32)), "ICO"),
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_one_sentence(upload_folder: Path, make: Callable[[], bytes]) -> None:
    content = make()
    for function in (Uploads().open_photo, Uploads().open_reference):
        path = upload_folder / "holiday.png"
        path.write_bytes(content)
        begun = time.monotonic()
        told = answer(function, {"owner": OWNER, "path": str(path)})
        assert time.monotonic() - begun < 5
        assert told["code"] in ("photo_unreadable", "photo_too_large"), told
        assert told["error"].startswith("holiday.png ") and told["error"].count("\n") == 0
        assert str(upload_folder) not in told["error"]


def grey16() -> Image.Image:
    return Image.fromarray(np.full((32, 48), 257 * 100, dtype=np.uint16))


def faded() -> Image.Image:
    image = Image.new("P", (48, 32), 1)
    image.putpalette([0, 0, 0, 200, 100, 50])
    return image


TURNED = Image.Exif()
TURNED[0x0112] = 6
UNUSUAL: dict[str, tuple[Callable[[], bytes], tuple[int, int], tuple[int, int, int]]] = {
    "turned": (lambda: saved(Image.new("RGB", (48, 32), (9, 99, 9)), "PNG", exif=TURNED), (32, 48), (9, 99, 9)),
    "16 bits": (lambda: saved(grey16(), "PNG"), (48, 32), (100, 100, 100)),
    "cmyk": (lambda: saved(Image.new("CMYK", (48, 32), (0, 0, 0, 255)), "TIFF"), (48, 32), (0, 0, 0)),
    "palette": (lambda: saved(faded(), "PNG", transparency=1), (48, 32), (255, 255, 255)),
    "animated": (
        lambda: saved(
            Image.new("RGB", (48, 32), (255, 0, 0)), "GIF", save_all=True, append_images=[Image.new("L", (48, 32))] * 9
        ),
        (48, 32),
        (255, 0, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "size", "colour"), UNUSUAL.values(), ids=UNUSUAL)
def test_the_unusual_is_read_as_everybody_sees_it(
    upload_folder: Path, make: Callable[[], bytes], size: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    (upload_folder / "a.png").write_bytes(make())
    uploads = Uploads()
    told = answer(uploads.open_photo, {"owner": OWNER, "path": str(upload_folder / "a.png")})
    assert (told["width"], told["height"]) == size
    assert tuple(uploads.kept_photo(OWNER, told["sha256"])[5, 5]) == colour


# --- projects --------------------------------------------------------------------------------------------------------

STACK = b'<?xml version="1.0"?><image w="64" h="64"><stack>%s</stack></image>'
LAYER = b'<layer name="x" src="%s"/>'


def zipped(files: dict[str, bytes], *, links: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"mimetype": b"image/openraster", **files}.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o120777 if links and name != "mimetype" else 0o100644) << 16
            archive.writestr(info, data)
    return file.getvalue()


def layered(name: str, data: bytes, **options: bool) -> bytes:
    return zipped({"stack.xml": STACK % (LAYER % name.encode()), name: data}, **options)


PROJECTS: dict[str, Callable[[], bytes]] = {
    "entities": lambda: zipped(
        {"stack.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + STACK % b"&a;"}
    ),
    "entities upon entities": lambda: zipped(
        {"stack.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + STACK % b"&b;"}
    ),
    "nested groups": lambda: zipped({"stack.xml": STACK % (b"<stack>" * 50_000 + b"</stack>" * 50_000)}),
    "a bomb": lambda: layered("data/a.png", b"\0" * 100_000_000),
    "a bomb in the list": lambda: zipped({"stack.xml": b" " * 100_000_000}),
    "an archive in the archive": lambda: layered("data/a.png", zipped({"a": b"\0" * 10_000_000})),
    "a link": lambda: layered("data/a.png", b"/etc/passwd", links=True),
    "a thousand files": lambda: zipped({"stack.xml": STACK % b"", **{f"f{n}": b"" for n in range(1_001)}}),
    "a picture of too many pixels": lambda: layered("data/a.png", saved(Image.new("L", (SIDE, SIDE)), "PNG")),
    "no list": lambda: zipped({}),
    "half": lambda: layered("data/a.png", b"x")[:-30],
}


REASONS = {
    "entities": "layers_with_entities",
    "entities upon entities": "layers_with_entities",
    "nested groups": "groups_too_deep",
    "a bomb": "part_too_large",
    "a bomb in the list": "part_too_large",
    "an archive in the archive": "png_unreadable",
    "a link": "png_unreadable",
    "a thousand files": "file_parts",
    "a picture of too many pixels": "picture_too_large",
    "no list": "part_missing",
    "half": "ora_unreadable",
}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_is_refused_with_one_sentence(upload_folder: Path, name: str) -> None:
    path = upload_folder / "scene.ora"
    path.write_bytes(PROJECTS[name]())
    begun = time.monotonic()
    told = answer(Files(Uploads(), str).open_file, {"owner": OWNER, "path": str(path)})
    assert time.monotonic() - begun < 5
    assert told["code"] == REASONS[name], told
    assert told["error"].count("\n") == 0 and len(told["error"]) < 300
    assert str(upload_folder) not in told["error"] and "root" not in told["error"]


PATHS: dict[str, Callable[[], bytes]] = {
    "a path upwards": lambda: layered("../../../../etc/passwd", b"root"),
    "a path from the root": lambda: layered("/etc/passwd", b"root"),
    "a path that is not in it": lambda: zipped({"stack.xml": STACK % (LAYER % b"/etc/passwd")}),
    "an endless name": lambda: layered("d" * 60_000, b"root"),
}


@pytest.mark.parametrize("make", PATHS.values(), ids=PATHS)
def test_a_path_in_a_project_leads_nowhere(upload_folder: Path, make: Callable[[], bytes]) -> None:
    (upload_folder / "scene.ora").write_bytes(make())
    told = answer(Files(Uploads(), str).open_file, {"owner": OWNER, "path": str(upload_folder / "scene.ora")})
    assert (told["scene"]["layers"], told["pictures"], told["photo"]) == ([], [], None)
    assert all(len(finding) < 300 and "root" not in finding for finding in told["findings"])
