"""A bounded memory of results, named by the content that they depend on."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def content_key(*parts: Any) -> str:
    """A digest of values: arrays by their bytes, everything else by its `repr`."""
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype}{part.shape}".encode())
            digest.update(np.ascontiguousarray(part))
        else:
            digest.update(repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()


class Cache:
    """Keeps the results used last, `max_bytes` of them in all. Safe between threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """What is kept under `key`, else what `make` returns: an array, a tensor or a tuple with some."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        value = make()  # without the lock: two threads may make the same thing, and both get the same
        size = _size(value)
        with self._lock:
            if key not in self._kept and size <= self._max_bytes:
                self._kept[key] = value, size
                self._bytes += size
                while self._bytes > self._max_bytes:
                    self._bytes -= self._kept.popitem(last=False)[1][1]
        return value


def _size(value: Any) -> int:
    if isinstance(value, tuple):
        return sum(_size(item) for item in value)
    return getattr(value, "nbytes", 0) + 200  # what a key and its entry take
