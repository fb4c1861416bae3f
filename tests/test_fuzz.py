"""The parsers against what was fuzzed before, and against new mutations of it; `python -m tests.fuzz` goes deeper."""

from __future__ import annotations

import warnings
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import bent
from tests.fuzz.targets import CORPUS, TARGETS, seeds

EVERY = [(target, path) for target in TARGETS for path in seeds(target)]


@pytest.fixture(autouse=True)
def _odd_pictures_are_no_warning() -> None:
    warnings.simplefilter("ignore")


@pytest.mark.parametrize(("target", "path"), EVERY, ids=[f"{target}-{path.name}" for target, path in EVERY])
def test_the_corpus_breaks_nothing(target: str, path: Path) -> None:
    TARGETS[target].run(path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60, deadline=5_000, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), times=st.integers(1, 5))
def test_mutations_of_the_corpus_break_nothing(target: str, seed: int, times: int) -> None:
    random = Random(seed)
    data = random.choice(seeds(target)).read_bytes()
    for _ in range(times):
        data = TARGETS[target].mutate(data, random, lambda part: bent(part, random))
    TARGETS[target].run(data)


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 200_000
