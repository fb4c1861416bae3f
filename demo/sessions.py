"""What the server remembers of its visitors, all bounded: uploads, the newest request, the last picture's layers.

Keys are random secrets that the browser makes, so nobody reaches what belongs to another visitor.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from scenegen.cache import content_key
from scenegen.compositor import Canvas, PaintedLayer
from scenegen.images import photo_sha256

PHOTO_BYTES = 512 * 2**20
PHOTOS_EACH = 6
LAYER_BYTES = 256 * 2**20
SESSIONS = 10_000


class PictureStore:
    """Uploaded pictures by owner and SHA-256; those unused for longest go first. May be used from several threads."""

    def __init__(self, max_bytes: int = PHOTO_BYTES, each: int = PHOTOS_EACH) -> None:
        self.max_bytes = max_bytes
        self.each = each
        self._pictures: OrderedDict[tuple[str, str], np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, owner: str, pixels: np.ndarray) -> str:
        """Keeps a picture, uint8 (H, W, 3) or (H, W, 4), and returns its SHA-256."""
        sha256 = photo_sha256(pixels)
        pixels.setflags(write=False)
        with self._lock:
            self._pictures[owner, sha256] = pixels
            self._pictures.move_to_end((owner, sha256))
            own = [key for key in self._pictures if key[0] == owner]
            for key in own[: -self.each]:
                del self._pictures[key]
            while len(self._pictures) > 1 and sum(kept.nbytes for kept in self._pictures.values()) > self.max_bytes:
                self._pictures.popitem(last=False)
        return sha256

    def get(self, owner: str, sha256: str | None) -> np.ndarray | None:
        """The owner's picture of that name; None if it was never there or is gone."""
        key = (owner, sha256 or "")
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)


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


@dataclass(frozen=True, eq=False)
class LastPicture:
    """The parts of a session's last complete picture: layers by id, and by key the pixels of each and the background's.

    A key is a hash of the pixels, a layer's opacity among them; layers without pixels have none.
    """

    width: int
    height: int
    background: str
    layers: dict[str, PaintedLayer]
    keys: dict[str, str]
    pixels: dict[str, np.ndarray]

    @property
    def nbytes(self) -> int:
        return sum(pixels.nbytes for pixels in self.pixels.values())


class LastPictures:
    """Each session's last picture in parts: for what is painted anew meanwhile, and for the page to move about."""

    def __init__(self, max_bytes: int = LAYER_BYTES) -> None:
        self.max_bytes = max_bytes
        self._kept: OrderedDict[str, LastPicture] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, session: str, canvas: Canvas, background: np.ndarray, background_key: str | None) -> LastPicture:
        """Keeps a complete canvas with its background, uint8 (H, W, 3), which is hashed if it has no key yet."""
        last = self.get(session)
        known = {id(pixels): key for key, pixels in last.pixels.items()} if last else {}  # kept alive by `last`
        background_key = background_key or content_key(background)
        painted = [layer for layer in canvas.layers if layer.pixels.size]
        keys = {layer.id: known.get(id(layer.pixels)) or content_key(layer.pixels) for layer in painted}
        pixels = {background_key: background} | {keys[layer.id]: layer.pixels for layer in painted}
        height, width = canvas.pixels.shape[:2]
        picture = LastPicture(width, height, background_key, {layer.id: layer for layer in painted}, keys, pixels)
        with self._lock:
            self._kept[session] = picture
            self._kept.move_to_end(session)
            while self._kept and sum(kept.nbytes for kept in self._kept.values()) > self.max_bytes:
                self._kept.popitem(last=False)
        return picture

    def get(self, session: str) -> LastPicture | None:
        """The session's last picture; None if there was none or it is forgotten."""
        with self._lock:
            return self._kept.get(session)
