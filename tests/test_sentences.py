"""What the program says to people, and that a page can say all of it in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from demo.errors import RefusedError, explained, noted, refusal
from scenegen.interchange.project import InterchangeError
from scenegen.sentences import Sentence

ROOT = Path(__file__).parent.parent
STRINGS = ROOT / "demo" / "frontend" / "src" / "strings"
TRANSLATED = {path.stem: path.read_text(encoding="utf-8") for path in STRINGS.glob("*.ts")}
TRANSLATED = {language: text for language, text in TRANSLATED.items() if language not in ("en", "index")}
# Refusals whose sentence is the package's own and names its place in a document or a file of another program.
ENGLISH_ONLY = {"refused"}


def calls(folder: str, *names: str) -> Iterator[list[ast.expr]]:
    """The arguments of every call of a function in the files of a folder."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
                yield node.args


def constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


CODES = {code for args in calls("scenegen", "Sentence", "_note") if args and (code := constant(args[0]))}
REFUSED = {code for args in calls("demo", "RefusedError") if args and (code := constant(args[0]))}


def problems(text: str) -> dict[str, str]:
    block = re.search(r"^  problems: \{\n(.*?)^  \},$", text, re.M | re.S)
    assert block is not None
    return dict(re.findall(r'^    (\w+): "(.*)",$', block[1], re.M))


def test_a_sentence_is_text_with_a_name() -> None:
    said = Sentence("layer_new", "{name} is new; it is {what}.", name="{odd} name", what=3)
    assert said == "{odd} name is new; it is 3."
    assert (said.code, said.values) == ("layer_new", {"name": "{odd} name", "what": 3})
    assert noted([said]) == [{"code": "layer_new", "text": said, "values": said.values}]
    assert explained(refusal(InterchangeError(said))) == {"code": "layer_new", "text": said, "values": said.values}
    assert explained(refusal(InterchangeError("Plain words."), "other")) == {"code": "other", "text": "Plain words."}


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_said_in_every_language(language: str) -> None:
    translated = problems(TRANSLATED[language])
    assert len(CODES) > 40
    assert (CODES | REFUSED | {"failed"}) - ENGLISH_ONLY - translated.keys() == set()
    assert translated.keys() - CODES - REFUSED - {"failed"} == set(), "nobody says these any more"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_only_values_that_the_sentence_has(language: str) -> None:
    translated = problems(TRANSLATED[language])
    for code, template, *_ in calls("scenegen", "Sentence"):
        if constant(code) is None or constant(template) is None:
            continue
        places = {name for _, name, _, _ in Formatter().parse(constant(template)) if name}
        assert set(re.findall(r"\{(\w+)\}", translated[constant(code)])) <= places, constant(code)


def test_a_refusal_is_one_sentence() -> None:
    told = explained(RefusedError("file_too_large", "a.ora is larger than 64 MB.", {"megabytes": 64}))
    assert told == {"code": "file_too_large", "text": "a.ora is larger than 64 MB.", "values": {"megabytes": 64}}
