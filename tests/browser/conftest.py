"""One app and one browser for all tests in this folder, and fresh visitors of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scenegen.weights import WeightsError, read_manifest, save_network, weights_folder, write_manifest_entry
from tests.tiny import tiny_networks

try:
    from playwright.sync_api import Browser, expect

    from tests.browser.support import EditorPage, Visits, running_browser
    from tests.server import running_app
except ImportError:
    collect_ignore_glob = ["test_*.py"]  # playwright comes with `pip install -e ".[test]"`
else:
    expect.set_options(timeout=20_000)  # milliseconds; machines that test are often busy with something else, too


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with the weights that are there, else with random networks: the editor's promises hold for any."""
    folder = tmp_path_factory.mktemp("app")
    with running_app(usable_weights(folder), folder / "app.log") as address:
        yield address


def usable_weights(folder: Path) -> Path:
    try:
        weights = weights_folder()
        read_manifest(weights)
    except WeightsError:
        weights = folder / "weights"
        for name, network in tiny_networks().items():
            save_network(network, name, weights / f"{name}.safetensors")
            write_manifest_entry(weights, name, {})
    return weights


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., EditorPage]]:
    """Opens the page as a new visitor (`phone`, `dark`, and what `Browser.new_context` takes) once it is usable.

    Fails the test on an error in the console and on a request to anywhere else.
    """
    visits = Visits(browser, address)
    yield visits.visit
    visits.leave()


@pytest.fixture
def editor(visit: Callable[..., EditorPage]) -> EditorPage:
    return visit()
