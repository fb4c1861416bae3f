"""What the server remembers of its visitors, all of it bounded: photos, the newest request, the last picture's layers.

Keys are random secrets that the browser makes, so nobody reaches what belongs to another visitor.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np

from scenegen.compositor import Canvas, PaintedLayer
from scenegen.images import photo_sha256

PHOTO_BYTES = 512 * 2**20
PHOTOS_EACH = 6
LAYER_BYTES = 64 * 2**20
SESSIONS = 10_000


class PhotoStore:
    """Uploaded photos by owner and SHA-256; the ones unused for longest go first. May be used from several threads."""

    def __init__(self, max_bytes: int = PHOTO_BYTES, each: int = PHOTOS_EACH) -> None:
        self.max_bytes = max_bytes
        self.each = each
        self._photos: OrderedDict[tuple[str, str], np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, owner: str, pixels: np.ndarray) -> str:
        """Keeps a photo, uint8 (H, W, 3), and returns its SHA-256."""
        sha256 = photo_sha256(pixels)
        pixels.setflags(write=False)
        with self._lock:
            self._photos[owner, sha256] = pixels
            self._photos.move_to_end((owner, sha256))
            own = [key for key in self._photos if key[0] == owner]
            for key in own[: -self.each]:
                del self._photos[key]
            while len(self._photos) > 1 and sum(photo.nbytes for photo in self._photos.values()) > self.max_bytes:
                self._photos.popitem(last=False)
        return sha256

    def get(self, owner: str, sha256: str | None) -> np.ndarray | None:
        """The owner's photo of that name; None if it was never there or is gone."""
        key = (owner, sha256 or "")
        with self._lock:
            if key in self._photos:
                self._photos.move_to_end(key)
            return self._photos.get(key)


class Revisions:
    """The newest revision that each session asked for, so that a render of an older one can stop."""

    def __init__(self, sessions: int = SESSIONS) -> None:
        self.sessions = sessions
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def supersede(self, session: str, revision: int) -> None:
        """Makes every earlier revision of the session stale."""
        with self._lock:
            self._newest[session] = max(revision, self._newest.get(session, 0))
            self._newest.move_to_end(session)
            while len(self._newest) > self.sessions:
                self._newest.popitem(last=False)

    def stale(self, session: str, revision: int) -> bool:
        """True if the session has asked for something newer."""
        return self._newest.get(session, 0) > revision


class LastLayers:
    """The layers of each session's last picture, shown until they are painted anew: no object flickers away."""

    def __init__(self, max_bytes: int = LAYER_BYTES) -> None:
        self.max_bytes = max_bytes
        self._layers: OrderedDict[str, tuple[tuple[int, ...], dict[str, PaintedLayer]]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, session: str, canvas: Canvas) -> None:
        with self._lock:
            self._layers[session] = (canvas.pixels.shape, {layer.id: layer for layer in canvas.layers})
            self._layers.move_to_end(session)
            while self._layers and sum(map(self._bytes, self._layers)) > self.max_bytes:
                self._layers.popitem(last=False)

    def _bytes(self, session: str) -> int:
        return sum(layer.pixels.nbytes for layer in self._layers[session][1].values())

    def get(self, session: str, shape: tuple[int, ...]) -> dict[str, PaintedLayer]:
        """By layer id; empty if the last picture had another size than `shape`."""
        with self._lock:
            kept_shape, layers = self._layers.get(session, ((), {}))
        return layers if kept_shape == shape else {}

    def layer(self, session: str, layer_id: str) -> PaintedLayer | None:
        """One layer of the session's last picture."""
        with self._lock:
            return self._layers[session][1].get(layer_id) if session in self._layers else None
