"""Which device paints: the processor, a GPU that is there, or one that is lent for seconds (ZeroGPU on Spaces).

ZeroGPU calls a decorated function in a process that was forked from this one, lets it see a GPU, and counts the seconds
against the visitor's quota. So the networks alone run there, once for a picture at most, and only if it shows something
new; what they made is kept here, where all the rest is done.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NoReturn, TypeVar

import numpy as np
import torch
from torch import nn

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

Task = Callable[..., bytes]
T = TypeVar("T")


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
    returns bytes.
    """

    def __init__(
        self,
        *,
        background: nn.Module,
        box2mask: nn.Module,
        foreground: nn.Module,
        device: str | torch.device | None = None,
        lend: Callable[[Task], Task] | None = None,
        **options: Any,
    ) -> None:
        networks = {"background": background, "box2mask": box2mask, "foreground": foreground, "device": device}
        super().__init__(**networks, **options)
        self._results = Cache(RESULT_BYTES)
        self._here = _NetworksElsewhere(self._results, **networks, **options)

        def made_by_networks(method: str, *arguments: Any) -> bytes:
            recorder = _Recorder(**networks, **options)  # with locks and a cache that nobody held during the fork
            with suppress(SceneError):  # raised again, with its sentence, where the person waits
                getattr(recorder, method)(*arguments)
            # Pickled here: between processes torch would share memory, which ends with this one.
            return pickle.dumps(recorder.made)

        lend = lend or spaces.GPU(duration=GPU_SECONDS)
        self._on_gpu = lend(made_by_networks)

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
        for key, result in pickle.loads(self._on_gpu(method, *arguments)).items():
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


class _NotMade(Exception):
    pass


def _not_made() -> NoReturn:
    raise _NotMade
