"""Project files by their names: which format is meant, and who reads and writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scenegen.compositor import Compositor
from scenegen.interchange.animation import write_animation
from scenegen.interchange.coco import write_coco
from scenegen.interchange.container import MAX_TEXT_BYTES, Budget
from scenegen.interchange.openraster_read import read_openraster
from scenegen.interchange.openraster_write import write_openraster
from scenegen.interchange.parts import painted_parts
from scenegen.interchange.png import read_png, write_png, write_png_set
from scenegen.interchange.project import InterchangeError, Project
from scenegen.interchange.psd import write_psd
from scenegen.interchange.writing import png_bytes, replacing
from scenegen.scene import Scene
from scenegen.sentences import Sentence

_PNG = b"\x89PNG\r\n\x1a\n"
_ZIP = b"PK\x03\x04"
COCO = ".json"

Findings = tuple[Sentence, ...]


def open_project(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    original: Project | None = None,
    budget: Budget | None = None,
) -> Project:
    """Opens an OpenRaster file, a PNG that carries its scene, or a scene document, whatever its name.

    `name` is what sentences call it, by default the file's. `original` is the project before another program saved it
    (see `read_openraster`), `budget` bounds the pixels that are decoded. Raises `InterchangeError`, of a document
    `SceneError`.
    """
    if isinstance(source, str):
        source = Path(source)
    name = name or ("The file" if isinstance(source, bytes) else source.name)
    begin = source[:8] if isinstance(source, bytes) else _begin(source)
    if begin.startswith(_ZIP):
        return read_openraster(source, name=name, original=original, budget=budget)
    if begin == _PNG:
        return read_png(source, name=name, budget=budget)
    if isinstance(source, Path):
        if source.stat().st_size > MAX_TEXT_BYTES:
            raise InterchangeError(
                Sentence(
                    "not_a_scene_file",
                    "{name} is neither an OpenRaster file, nor a PNG, nor a scene document.",
                    name=name,
                )
            )
        source = source.read_bytes()
    return Project(Scene.from_json(source))


def _begin(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def save_project(project: Project, path: str | Path, compositor: Compositor, *, carry_scene: bool = True) -> Findings:
    """Paints a project and writes it in the format that the name's ending says; a name without one is a folder.

    `.ora` OpenRaster, `.psd` Photoshop, `.png` the picture with its scene, `.gif` and `.webp` how it is built up,
    `.json` COCO training data, a folder one PNG per layer. A file appears under its name only when it is complete.
    Without `carry_scene` a `.png` is the picture alone. Returns sentences about what the file holds besides the
    picture, or does not. Raises `InterchangeError`, and `SceneError` if a picture is
    missing.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if path.is_dir() or not kind:
        write_png_set(painted_parts(project, compositor), path)
        return ()
    if kind not in (COCO, *_WRITERS):
        raise InterchangeError(f"SceneGen writes {', '.join((*_WRITERS, COCO))} and folders, not {path.suffix}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == COCO:
        write_coco(painted_parts(project, compositor), path)
        return ()
    with replacing(path) as place:
        write = _write_picture if kind == ".png" and not carry_scene else _WRITERS[kind]
        return write(project, compositor, place) or ()


def _write_picture(project: Project, compositor: Compositor, place: Path) -> None:
    place.write_bytes(png_bytes(compositor.render(project.scene, project.photo, project.pictures).pixels))


def _write_png(project: Project, compositor: Compositor, place: Path) -> Findings:
    project = project.settled()
    return write_png(project, compositor.render(project.scene, project.photo, project.pictures).pixels, place)


_WRITERS: dict[str, Callable[[Project, Compositor, Path], Findings | None]] = {
    ".ora": lambda project, compositor, place: write_openraster(painted_parts(project, compositor), place),
    ".psd": lambda project, compositor, place: write_psd(painted_parts(project, compositor), place),
    ".png": _write_png,
    ".gif": lambda project, compositor, place: write_animation(project, compositor, place, "gif"),
    ".webp": lambda project, compositor, place: write_animation(project, compositor, place, "webp"),
}
