"""A folder that can be pushed to a Space of the Hugging Face hub as it is.

A Space reads its settings from the head of README.md, installs requirements.txt while no other file is there, and then
runs app.py, with everything that it imports beside it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from scenegen.weights import MANIFEST, read_manifest, weights_folder

CHECKOUT = Path(__file__).parent.parent
MOST_BYTES = 10_000_000  # the hub wants larger files by Git LFS
_FILES = ("app.py", "requirements.txt", "README.md", "LICENSE")
_NOT_RUN = shutil.ignore_patterns("__pycache__", "*.pyi", "frontend", "pretrained")
_SHOWN = (".md", ".png", ".svg", ".webp")
_LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")  # to another file of the repository
_HUB = re.compile(r"^([\w.-]+/[\w.-]+)@[\w./-]+$")
# Without Git LFS these lines do nothing; with it, pictures and weights take the hub's way for binary files.
_ATTRIBUTES = "".join(f"*.{kind} filter=lfs diff=lfs merge=lfs -text\n" for kind in ("safetensors", "png", "webp"))


class SpaceError(ValueError):
    """A Space that cannot be written; the message is one sentence."""


def export_space(folder: Path, weights: str | None = None) -> list[str]:
    """Writes the editor into a new or empty folder; returns sentences on what to do next.

    `weights` is a folder, by default that of `weights_folder`, or a hub repository "org/name@revision", which the Space
    then fetches by itself. Raises `SpaceError` and `WeightsError`.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SpaceError(f"{folder} is not empty; a Space goes into a folder of its own.")
    if not (CHECKOUT / "app.py").exists():
        raise SpaceError("The editor is not part of the installed package; run this in a checkout of SceneGen.")
    on_hub = _HUB.match(weights or "") if not Path(weights or "").is_dir() else None
    networks = [] if on_hub else _networks(weights_folder(weights))
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("demo", "scenegen"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=_NOT_RUN)
    for path in _files():
        _copy(path, folder / path.relative_to(CHECKOUT))
    for path in networks:
        _copy(path, folder / "weights" / path.name)
    (folder / ".gitattributes").write_text(_ATTRIBUTES, "utf-8")
    said = [f"{folder} is ready: hf upload ORG/NAME {folder} --repo-type space"]
    if on_hub:
        _name_model(folder / "README.md", on_hub[1])
        said.append(f"In the Space's settings, add the variable SCENEGEN_WEIGHTS with the value {weights}.")
    return said


def _files() -> list[Path]:
    """The files beside the packages, with the pages that the README leads to and the pictures that all of them show."""
    found = dict.fromkeys(CHECKOUT / name for name in _FILES)
    waiting = [CHECKOUT / "README.md"]
    while waiting:
        page = waiting.pop()
        for link in _LINK.findall(page.read_text("utf-8")):
            path = (page.parent / link).resolve()
            if path not in found and path.is_file() and path.suffix in _SHOWN and path.is_relative_to(CHECKOUT):
                found[path] = None
                waiting += [path] if path.suffix == ".md" else []
    return list(found)


def _networks(folder: Path) -> list[Path]:
    """The files of a folder of weights that the editor takes; what lies in sub-folders it never needs."""
    files = {entry["file"] for entry in read_manifest(folder).values()}
    paths = [folder / name for name in sorted(files | {MANIFEST, "README.md"}) if "/" not in name]
    paths = [path for path in paths if path.is_file()]
    for path in paths:
        if path.stat().st_size >= MOST_BYTES:
            raise SpaceError(f"{path.name} has {path.stat().st_size / 1e6:.1f} MB; a Space takes files below 10 MB.")
    return paths


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _name_model(readme: Path, repository: str) -> None:
    """Names a repository in the settings at the head of a README, so that the hub shows what the Space runs on."""
    readme.write_text(readme.read_text("utf-8").replace("\nmodels: []\n", f"\nmodels: [{repository}]\n", 1), "utf-8")
