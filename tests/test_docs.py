"""The documentation: every link leads somewhere, every command is one, every sentence of the FAQ is still said."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
import typer
from PIL import Image

from scenegen import cli
from tests.command_line import run
from tests.tiny import add_shipped_segmentation, save_tiny_networks

ROOT = Path(__file__).parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "weights/README.md")),
    ROOT / "demo" / "frontend" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
MAX_IMAGE_BYTES = 1_500_000  # of docs/images together
# Commands that take seconds and whose files the documentation or the fixture brings.
QUICK = ("render", "variants", "outline", "extract", "data demo", "data check")
BLOCK = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.M | re.S)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- links and pictures ---------------------------------------------------------------------------------------------


@cache
def anchors(page: Path) -> frozenset[str]:
    """The names that a hub gives to the headings of a page."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\((?!\w+:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.is_relative_to(ROOT) and place.exists(), f"{target}: there is no such file"
        assert not anchor or anchor in anchors(place), f"{target}: there is no such heading"


def test_every_page_of_the_documentation_is_linked_from_the_first() -> None:
    linked = set(re.findall(r"\]\((docs/\w+\.md)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert linked == {name_of(page) for page in PAGES if page.parent == ROOT / "docs"}


def test_pictures_are_small_described_and_shown() -> None:
    shown = set()
    for page in PAGES:
        for words, target in re.findall(r"!\[(.*?)\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            assert words, f"{target} in {page.name} is not described"
            shown.add((page.parent / target).resolve())
    images = set((ROOT / "docs" / "images").iterdir())
    assert images - shown == {ROOT / "docs" / "images" / "herd.webp"}, "which examples and screenshots take for a photo"
    assert sum(path.stat().st_size for path in images) < MAX_IMAGE_BYTES
    with Image.open(ROOT / "docs" / "images" / "horses.webp") as animation:
        assert animation.n_frames > 3


# --- commands -------------------------------------------------------------------------------------------------------


def shell_lines(page: Path) -> Iterator[list[str]]:
    """The words of every command in a page's blocks for a shell."""
    for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind.split(" ")[0] == "bash" and kind != "bash http":
            for line in text.replace("\\\n", " ").splitlines():
                for command in line.split("&&"):
                    yield shlex.split(command, comments=True)


COMMANDS = [(page, words) for page in PAGES for words in shell_lines(page) if words]
OURS = [(page, words) for page, words in COMMANDS if words[0] == "scenegen"]


def parsed(words: list[str]) -> None:
    """Parses a command of ours as the command line does, without doing it."""
    command: click.Command = typer.main.get_command(cli.app)
    context = click.Context(command)
    while isinstance(command, click.Group):
        _, command, words = command.resolve_command(context, words)
        assert command is not None
    command.make_context(command.name, words, parent=context)


@pytest.mark.parametrize(("page", "words"), OURS, ids=[" ".join(words)[:60] for _, words in OURS])
def test_commands_of_ours_are_understood(page: Path, words: list[str]) -> None:
    parsed(words[1:])


def test_all_other_commands_name_what_is_there() -> None:
    extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for page, words in COMMANDS:
        line = f"{page.name}: {' '.join(words)}"
        words = [word for word in words if not re.fullmatch(r"[A-Z_]+=\S*", word)]
        if words[0] == "python":
            assert (ROOT / words[1]).is_file() or find_spec(words[2]), line
        for extra in re.findall(r"\.\[(\w+)\]|scenegen\[(\w+)\]", line):
            assert f"\n{''.join(extra)} = [" in extras, line
        if words[0] == "pytest":
            assert all((ROOT / word).exists() for word in words[1:] if not word.startswith("-")), line


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the documentation's commands name, small networks that paint, and the one that finds."""
    weights = add_shipped_segmentation(save_tiny_networks(tmp_path / "tiny"))
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(weights))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "demo" / "scenes", "demo/scenes")
    with Image.open(ROOT / "docs" / "images" / "herd.webp") as herd:
        herd.save("holiday.jpg")
    return tmp_path


@pytest.mark.parametrize("name", ["README.md", "docs/training.md"])
def test_quick_commands_run_one_after_another(name: str, newcomer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = 0
    for page, words in OURS:
        if name_of(page) == name and " ".join(words[1:]).startswith(QUICK) and "my-animals" not in words:
            assert run(monkeypatch, *words[1:]) == "", words
            ran += 1
    assert ran >= 2


def test_the_first_page_s_python_runs(newcomer: Path) -> None:
    blocks = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    (code,) = (text for kind, text in blocks if kind == "python")
    exec(compile(code, "README.md", "exec"), {})
    assert {"horses.jpg", "horses.ora"} <= {path.name for path in newcomer.iterdir()}
    assert len(list(newcomer.glob("look-*.png"))) == 4


# --- what people are told when something fails -----------------------------------------------------------------------


@cache
def sentences() -> frozenset[str]:
    """Every text of the program with "…" in the place of what is put in."""
    found = set()
    for path in [*(ROOT / "scenegen").rglob("*.py"), *(ROOT / "demo").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    page = (ROOT / "demo" / "frontend" / "src" / "strings" / "en.ts").read_text(encoding="utf-8")
    return frozenset(re.sub(r"\{\w+\}", "…", text) for text in found | set(re.findall(r'"([^"\n]+)"', page)))


def test_the_faq_explains_what_the_program_says() -> None:
    quoted = re.findall(r"^### `(.+)`$", (ROOT / "docs" / "faq.md").read_text(encoding="utf-8"), re.M)
    assert len(quoted) > 20
    assert [sentence for sentence in quoted if sentence not in sentences()] == []
