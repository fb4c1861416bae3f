"""Painting with a borrowed GPU: the networks run in another process, as on ZeroGPU, and nothing else does."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest

from demo.gpu import LentGpuCompositor, editor_compositor
from scenegen.compositor import Cancelled, Compositor
from scenegen.scene import SceneError
from tests.editor_requests import changed, scene
from tests.interchange_projects import everything
from tests.tiny import save_tiny_networks, tiny_networks

ROOT = Path(__file__).parent.parent


class Forks:
    """Runs functions in forked processes; what goes in and out is pickled. Counts them."""

    def __init__(self) -> None:
        self.count = 0

    def lend(self, task: Callable[..., bytes]) -> Callable[..., bytes]:
        context = multiprocessing.get_context("fork")

        def call(*arguments: Any) -> bytes:
            self.count += 1
            here, there = context.Pipe()
            process = context.Process(target=lambda: there.send(task(*there.recv())))
            process.start()
            here.send(arguments)
            result = here.recv()
            process.join()
            return result

        return call


@pytest.fixture
def forks() -> Forks:
    return Forks()


@pytest.fixture
def lent(forks: Forks) -> LentGpuCompositor:
    return LentGpuCompositor(**tiny_networks(), device="cpu", lend=forks.lend)


def test_the_picture_is_the_same_and_takes_one_call(lent: Compositor, compositor: Compositor, forks: Forks) -> None:
    project = everything()
    given = project.scene, project.photo, project.pictures
    assert np.array_equal(lent.render(*given).pixels, compositor.render(*given).pixels)
    assert forks.count == 1
    lent.render(*given)
    assert forks.count == 1


def test_the_steps_are_the_same(lent: Compositor, compositor: Compositor, forks: Forks) -> None:
    document = scene(3)
    expected = [canvas.pixels for canvas in compositor.steps(document)]
    steps = [canvas.pixels for canvas in lent.steps(document)]
    assert len(steps) == 4 and all(map(np.array_equal, steps, expected))
    assert forks.count == 1


def test_what_needs_no_network_needs_no_gpu(lent: Compositor, forks: Forks) -> None:
    document = scene(2)
    lent.render(document)
    for fields in ({"opacity": 0.5}, {"visible": False}, {"name": "Mare"}):
        lent.render(changed(document, 1, **fields))
    lent.outline(document.layers[0])
    assert forks.count == 1
    lent.outline(changed(document, 0, shape_seed=77).layers[0])
    assert forks.count == 2


def test_an_error_keeps_its_sentence(lent: Compositor, forks: Forks) -> None:
    project = everything()
    with pytest.raises(SceneError) as without:
        Compositor(**tiny_networks(), device="cpu").render(project.scene, project.photo)
    with pytest.raises(SceneError) as lent_error:
        lent.render(project.scene, project.photo)
    assert str(lent_error.value) == str(without.value)


def test_without_a_gpu_to_be_had_the_processor_paints(compositor: Compositor) -> None:
    def lend(_: Callable[..., bytes]) -> Callable[..., bytes]:
        def refuse(*_: Any) -> bytes:
            raise gr.Error("You have exceeded your GPU quota")

        return refuse

    lent = LentGpuCompositor(**tiny_networks(), device="cpu", lend=lend)
    assert np.array_equal(lent.render(scene(2)).pixels, compositor.render(scene(2)).pixels)


def test_a_slider_that_still_moves_borrows_nothing(lent: Compositor, forks: Forks) -> None:
    newer = time.monotonic() + 0.1
    with pytest.raises(Cancelled):
        list(lent.steps(scene(1), cancelled=lambda: time.monotonic() > newer))
    assert forks.count == 0


def test_elsewhere_the_editor_paints_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(save_tiny_networks(tmp_path)))
    assert type(editor_compositor()) is Compositor


def test_the_decorator_is_accepted_and_does_nothing_elsewhere() -> None:
    spaces = pytest.importorskip("spaces")
    lent = LentGpuCompositor(**tiny_networks(), device="cpu")  # with `spaces.GPU`, outside of ZeroGPU
    assert lent.render(scene(1)).pixels.std() > 0
    assert spaces.GPU(duration=1)(len) is len


def test_the_package_spaces_is_not_needed() -> None:
    code = "import sys; sys.modules['spaces'] = None; import demo.gpu; assert not demo.gpu.ZERO_GPU"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
