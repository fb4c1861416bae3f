"""Which device paints: the processor, a GPU that is there, or one that is lent for seconds (ZeroGPU on Spaces).

ZeroGPU calls a decorated function in a process that was forked from this one, lets it see a GPU, and counts the seconds
against the visitor's quota. So the networks alone run there, once for a picture at most, and only if it shows something
new; what they made is kept here, where all the rest is done. Who has no quota left waits for the processor instead.
"""

from __future__ import annotations

import copy
import logging
import os
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NoReturn, TypeVar

import gradio as gr
import numpy as np
import torch

from scenegen.cache import Cache
from scenegen.compositor import Cancelled, Canvas, Compositor
from scenegen.given import Pictures
from scenegen.scene import Layer, Scene, SceneError

try:
    import spaces  # before anything touches CUDA: on ZeroGPU it stands in for it
except ImportError:
    spaces = None

ZERO_GPU = spaces is not None and os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true")
GPU_SECONDS = 10  # what a call declares; the shorter, the sooner it gets its turn
RESULT_BYTES = 128 * 2**20  # several times what the networks make for the largest scene
SETTLED_SECONDS = 0.25  # a slider that is still being dragged has sent something newer by then

_log = logging.getLogger(__name__)

Task = Callable[..., bytes]
T = TypeVar("T")


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# How many pictures are painted at once. The networks are small: with a second thread each takes more processor time and
# is done hardly sooner.
PAINTERS = 1 if torch.cuda.is_available() or ZERO_GPU else min(4, processors())


def share_processors(crowd: int) -> None:
    """Gives networks that this thread runs as many threads as fall to each of so many who paint or wait.

    OpenMP keeps that number for every thread of ours: another one that is told has no effect on it. The variable
    OMP_NUM_THREADS limits it, as it does for every program that uses OpenMP.
    """
    share = max(1, processors() // max(1, min(crowd, PAINTERS)))
    limit = os.environ.get("OMP_NUM_THREADS", "")
    torch.set_num_threads(min(share, int(limit)) if limit.isdecimal() and int(limit) else share)


def networks_device() -> str:
    """Where networks that are used outside of ZeroGPU's calls have to be."""
    return "cuda" if torch.cuda.is_available() and not ZERO_GPU else "cpu"


def editor_compositor() -> Compositor:
    """The compositor for the hardware that is there. Raises `WeightsError`."""
    if ZERO_GPU:
        return LentGpuCompositor.from_weights(device="cuda")
    return Compositor.from_weights(device=networks_device())


class LentGpuCompositor(Compositor):
    """Paints like a `Compositor`, but borrows a GPU for the networks.

    `lend` makes of a function one that runs where `device` is usable: `spaces.GPU`. It gets picklable arguments and
    returns bytes. `options` are the networks and what else a `Compositor` takes.
    """

    def __init__(
        self,
        *,
        device: str | torch.device | None = None,
        lend: Callable[[Task], Task] | None = None,
        **options: Any,
    ) -> None:
        self._on_processor = {**copy.deepcopy(options), "device": "cpu"}
        on_gpu = {**options, "device": device}
        super().__init__(**on_gpu)
        self._results = Cache(RESULT_BYTES)
        self._here = _NetworksElsewhere(self._results, **on_gpu)
        lend = lend or spaces.GPU(duration=GPU_SECONDS)
        # Pickled over there: between processes torch would share memory, which ends with the one that made it.
        self._on_gpu = lend(lambda method, *arguments: pickle.dumps(_made(on_gpu, method, *arguments)))

    def render(
        self,
        scene: Scene,
        photo: np.ndarray | None = None,
        pictures: Pictures | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Canvas:
        with suppress(_NotMade):
            return self._here.render(scene, photo, pictures, cancelled)
        self._make(cancelled, "render", scene, photo, pictures)
        return self._here.render(scene, photo, pictures, cancelled)

    def steps(
        self,
        scene: Scene,
        photo: np.ndarray | None = None,
        pictures: Pictures | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Canvas]:
        done = 0
        with suppress(_NotMade):
            for canvas in self._here.steps(scene, photo, pictures, cancelled):
                yield canvas
                done += 1
            return
        self._make(cancelled, "render", scene, photo, pictures)
        yield from islice(self._here.steps(scene, photo, pictures, cancelled), done, None)

    def outline(self, layer: Layer) -> np.ndarray:
        with suppress(_NotMade):
            return self._here.outline(layer)
        self._make(lambda: False, "outline", layer)
        return self._here.outline(layer)

    def _make(self, cancelled: Callable[[], bool], method: str, *arguments: Any) -> None:
        """Has the networks make what a method needs. Raises `Cancelled` if something newer is wanted meanwhile."""
        end = time.monotonic() + SETTLED_SECONDS
        while time.monotonic() < end:
            if cancelled():
                raise Cancelled
            time.sleep(SETTLED_SECONDS / 10)
        try:
            made = pickle.loads(self._on_gpu(method, *arguments))
        except gr.Error as error:  # there is none to be had, or it was taken back
            _log.warning("painting without a GPU: %s", error)
            made = _made(self._on_processor, method, *arguments)
        for key, result in made.items():
            if isinstance(result, np.ndarray):
                result.setflags(write=False)
            self._results.get(key, lambda result=result: result)


class _NetworksElsewhere(Compositor):
    """Paints from what the networks have made; raises `_NotMade` where something is missing."""

    def __init__(self, results: Cache, **options: Any) -> None:
        super().__init__(**options)
        self._results = results

    def from_networks(self, key: str, make: Callable[[], T]) -> T:
        return self._results.get(key, _not_made)


class _Recorder(Compositor):
    """Remembers what its networks made, by key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.made: dict[str, Any] = {}

    def from_networks(self, key: str, make: Callable[[], T]) -> T:
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


def _made(options: dict[str, Any], method: str, *arguments: Any) -> dict[str, Any]:
    """What the networks make in a method of a compositor with these options, by key.

    The compositor is a new one: its locks and its cache cannot have been held by anybody while the process was forked.
    """
    recorder = _Recorder(**options)
    with suppress(SceneError):  # raised again, with its sentence, where the person waits
        getattr(recorder, method)(*arguments)
    return recorder.made


class _NotMade(Exception):
    pass


def _not_made() -> NoReturn:
    raise _NotMade
