"""The shape of the package, read from its imports: which room may know which, and that nothing goes in circles."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

import scenegen

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "scenegen").rglob("*.py"))

# The two lines of the program. They meet only in the rooms below.
EDITOR = {"api", "compositor", "painters", "patches", "given", "interchange", "gallery"}
EDITOR |= {"bench", "bench_editor", "bench_page", "bench_rivals", "bench_roofline", "bench_server"}
EDITOR |= {"bench_start", "bench_tables"}
EDITOR |= {"extract", "finding", "folder", "grounding", "matting", "inpaint", "variation"}
TRAINING = {"training", "data", "evaluation"}
SHARED = {"baselines", "models", "weights", "masks", "images", "scene", "cache", "alignment", "segment", "sentences"}
SHARED |= {"outlines"}

# What these rooms may import of ours, and from outside the standard library.
OURS = {
    "scene": set(),
    "images": set(),
    "cache": set(),
    "sentences": set(),
    "masks": {"scene"},
    "models": set(),
    "weights": {"models"},
    "space": {"weights"},
    "baselines": {"images", "masks", "models", "scene", "weights"},
    "alignment": set(),
    "segment": {"alignment", "images", "masks", "models"},
    "outlines": {"masks", "models"},
}
OUTSIDE = {
    "scene": {"pydantic"},
    "models": {"timm", "torch", "torchvision"},
    "masks": {"numpy", "PIL", "skimage", "torch"},
    "images": {"numpy", "PIL", "torch"},
    "alignment": {"numpy", "skimage"},
    "segment": {"numpy", "skimage", "torch"},
    "outlines": {"numpy", "scipy", "skimage", "torch"},
    "weights": {"torch", "safetensors", "huggingface_hub"},
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def room_of(module: str) -> str:
    """The room under scenegen/ that a module belongs to: a file's name or a folder's."""
    return module.split(".")[1] if "." in module else "__init__"


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Modules that a file imports, anywhere in it; of `from package import module` the module."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: line {node.lineno} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [name if name in MODULES else node.module for name in names]
    return tuple(found)


def ours(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] == "scenegen"}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_point_the_right_way(path: Path) -> None:
    module = module_of(path)
    room = room_of(module)
    tops = {name.split(".")[0] for name in imports(path)}
    assert not tops & {"gradio", "demo", "app", "tests"}, "what knows a browser lives in demo/"
    assert ours(path) <= MODULES.keys(), "import from the module that defines a name"
    used = {room_of(name) for name in ours(path)} - {room}
    if room in OURS:
        assert used <= OURS[room]
    if room in EDITOR:
        assert used <= EDITOR | SHARED
    if room in TRAINING:
        assert used <= TRAINING | SHARED
    if room in OUTSIDE:
        from_outside = tops - {"scenegen"} - sys.stdlib_module_names
        assert from_outside <= OUTSIDE[room]
    if room not in ("__init__", "__main__"):
        assert not used & {"__init__", "__main__", "cli"}


def test_no_import_goes_in_a_circle() -> None:
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for name in sorted(ours(MODULES[module]) - {module}):
                visit(name, (*path, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())


def test_public_names_are_there_and_sorted() -> None:
    assert sorted(scenegen.__all__) == scenegen.__all__
    assert all(hasattr(scenegen, name) for name in scenegen.__all__)


def test_every_room_is_installed() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = set(re.findall(r'"([\w.]+)"', re.search(r"^packages = \[(.*?)\]", text, re.M | re.S)[1]))
    folders = {module_of(path) for path in FILES if path.name == "__init__.py"}
    assert listed == folders | {"scenegen.pretrained"}
