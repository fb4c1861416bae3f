"""What several tests share: tiny networks with random weights, and where optional data may be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from scenegen.compositor import Compositor
from tests.server import App, started_app
from tests.tiny import save_tiny_networks, tiny_networks

if TYPE_CHECKING:
    from demo.painter import Painter

torch.set_num_threads(1)  # the networks here are too small to gain from threads


@pytest.fixture
def networks() -> dict[str, nn.Module]:
    return tiny_networks()


@pytest.fixture
def compositor(networks: dict[str, nn.Module]) -> Compositor:
    return Compositor(**networks, device="cpu")


@pytest.fixture
def painter(compositor: Compositor) -> Painter:
    from demo.painter import Painter  # most tests need not wait for gradio

    return Painter(compositor)


@pytest.fixture
def upload_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Gradio keeps what was uploaded."""
    from gradio.utils import get_upload_folder

    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    folder = Path(get_upload_folder())
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def public_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app as strangers reach it: behind one proxy, so that visitors can come from several addresses."""
    folder = tmp_path_factory.mktemp("public")
    weights = save_tiny_networks(folder / "weights")
    with started_app(weights, folder / "app.log", environment={**os.environ, "SCENEGEN_PROXIES": "1"}) as app:
        yield app


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Real photos, if there are any on this machine: `SCENEGEN_DATA` names their folder."""
    folder = os.environ.get("SCENEGEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SCENEGEN_DATA names no folder")
    return Path(folder)
