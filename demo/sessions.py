"""What the server remembers of its visitors, all bounded: uploads, the newest request, the last picture's layers.

Keys are random secrets that the browser makes, so nobody reaches what belongs to another visitor. All of it is
forgotten when the visitor's page has gone, or has not been heard of for `FORGET_SECONDS`; a page that comes back sends
it again.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from demo.rates import visitor
from scenegen.cache import content_key
from scenegen.compositor import Canvas, PaintedLayer
from scenegen.images import photo_sha256

PHOTO_BYTES = 192 * 2**20
PHOTOS_EACH = 6
LAYER_BYTES = 96 * 2**20
SESSIONS = 10_000
FORGET_SECONDS = 3600.0
GRACE_SECONDS = 10.0

Clock = Callable[[], float]


class PictureStore:
    """Uploaded pictures by owner and SHA-256. May be used from several threads.

    Where there is no room, those go first that were unused for longest, of the visitor who sent most: so nobody can
    push out what others sent.
    """

    def __init__(self, max_bytes: int = PHOTO_BYTES, each: int = PHOTOS_EACH, clock: Clock = time.monotonic) -> None:
        self.max_bytes = max_bytes
        self.each = each
        self._clock = clock
        self._pictures: OrderedDict[tuple[str, str], np.ndarray] = OrderedDict()
        self._used: dict[tuple[str, str], float] = {}
        self._sender: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def add(self, owner: str, pixels: np.ndarray) -> str:
        """Keeps a picture, uint8 (H, W, 3) or (H, W, 4), and returns its SHA-256."""
        sha256 = photo_sha256(pixels)
        pixels.setflags(write=False)
        with self._lock:
            self._pictures[owner, sha256] = pixels
            self._touch((owner, sha256))
            self._sender[owner, sha256] = visitor.get()
            self._drop([key for key in self._pictures if key[0] == owner][: -self.each])
            while len(self._pictures) > 1 and sum(kept.nbytes for kept in self._pictures.values()) > self.max_bytes:
                self._drop([self._least_missed()])
        return sha256

    def get(self, owner: str, sha256: str | None) -> np.ndarray | None:
        """The owner's picture of that name; None if it was never there or is gone."""
        key = (owner, sha256 or "")
        with self._lock:
            if key in self._pictures:
                self._touch(key)
            return self._pictures.get(key)

    def forget(self, owner: str) -> None:
        """Drops all pictures of an owner."""
        with self._lock:
            self._drop([key for key in self._pictures if key[0] == owner])

    def forget_unused(self, seconds: float = FORGET_SECONDS) -> None:
        """Drops the pictures that nobody has asked for since then."""
        with self._lock:
            oldest = self._clock() - seconds
            self._drop([key for key, used in self._used.items() if used < oldest])

    def _touch(self, key: tuple[str, str]) -> None:
        self._pictures.move_to_end(key)
        self._used[key] = self._clock()

    def _drop(self, keys: list[tuple[str, str]]) -> None:
        for key in keys:
            del self._pictures[key], self._used[key], self._sender[key]

    def _least_missed(self) -> tuple[str, str]:
        """The oldest picture of the visitor who sent most."""
        sent: Counter[str] = Counter()
        for key, pixels in self._pictures.items():
            sent[self._sender[key]] += pixels.nbytes
        ((most, _),) = sent.most_common(1)
        return next(key for key in self._pictures if self._sender[key] == most)


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

    def forget(self, session: str) -> None:
        """Drops what is known of a session."""
        with self._lock:
            self._newest.pop(session, None)


class Visits:
    """Which pages are open, by the hash that Gradio gives each, with the secrets that each uses.

    `forget_session` is called with a page's secret when it has gone, `forget_owner` with a browser's when its last page
    has been gone for `GRACE_SECONDS`: a page that is loaded again need not send its photos again.
    """

    def __init__(
        self,
        forget_session: Callable[[str], None],
        forget_owner: Callable[[str], None],
        kept: int = SESSIONS,
        clock: Clock = time.monotonic,
    ) -> None:
        self._forget_session = forget_session
        self._forget_owner = forget_owner
        self._kept = kept
        self._clock = clock
        self._left: dict[str, float] = {}  # owners without a page, and since when
        self._pages: OrderedDict[str, tuple[str, str] | None] = OrderedDict()  # None: it has gone
        self._lock = threading.Lock()

    def arrive(self, page: str, session: str = "", owner: str = "") -> None:
        """A page, or a program, asks for something."""
        with self._lock:
            self._pages[page] = (session, owner)
            self._pages.move_to_end(page)
            self._left.pop(owner, None)
            while len(self._pages) > self._kept:
                self._pages.popitem(last=False)

    def leave(self, page: str) -> None:
        """A page was closed, or its connection broke."""
        with self._lock:
            secrets = self._pages.get(page)
            if secrets is None:  # it never asked for anything, or has left before
                return
            self._pages[page] = None
            session, owner = secrets
            if owner and all(kept is None or kept[1] != owner for kept in self._pages.values()):
                self._left[owner] = self._clock()
        self._forget_session(session)

    def forget_left(self) -> None:
        """Forgets the owners whose last page went a while ago."""
        latest = self._clock() - GRACE_SECONDS
        with self._lock:
            gone = [owner for owner, since in self._left.items() if since < latest]
            for owner in gone:
                del self._left[owner]
        for owner in gone:
            self._forget_owner(owner)

    def __len__(self) -> int:
        return len(self._pages)

    def gone(self, page: str) -> bool:
        """Whether nobody waits for an answer any more."""
        return page in self._pages and self._pages[page] is None


@dataclass(frozen=True, eq=False)
class LastPicture:
    """A session's last complete picture, uint8 (H, W, 3), and its parts: layers by id, and by key the pixels of each
    and the background's.

    A key is a hash of the pixels, a layer's opacity among them; layers without pixels have none. `number` is that of
    the message which told of the picture.
    """

    number: int
    canvas: np.ndarray
    background: str
    layers: dict[str, PaintedLayer]
    keys: dict[str, str]
    pixels: dict[str, np.ndarray]

    @property
    def nbytes(self) -> int:
        return self.canvas.nbytes + sum(pixels.nbytes for pixels in self.pixels.values())

    @property
    def width(self) -> int:
        return self.canvas.shape[1]

    @property
    def height(self) -> int:
        return self.canvas.shape[0]


class LastPictures:
    """Each session's last picture in parts: for what is painted anew meanwhile, and for the page to move about."""

    def __init__(self, max_bytes: int = LAYER_BYTES, clock: Clock = time.monotonic) -> None:
        self.max_bytes = max_bytes
        self._clock = clock
        self._kept: OrderedDict[str, LastPicture] = OrderedDict()
        self._painted: dict[str, float] = {}
        self._lock = threading.Lock()

    def keep(
        self, session: str, canvas: Canvas, background: np.ndarray, background_key: str | None, number: int = 0
    ) -> LastPicture:
        """Keeps a complete canvas with its background, uint8 (H, W, 3), which is hashed if it has no key yet."""
        last = self.get(session)
        known = {id(pixels): key for key, pixels in last.pixels.items()} if last else {}  # kept alive by `last`
        background_key = background_key or known.get(id(background)) or content_key(background)
        painted = [layer for layer in canvas.layers if layer.pixels.size]
        keys = {layer.id: known.get(id(layer.pixels)) or content_key(layer.pixels) for layer in painted}
        pixels = {background_key: background} | {keys[layer.id]: layer.pixels for layer in painted}
        layers = {layer.id: layer for layer in painted}
        picture = LastPicture(number, canvas.pixels, background_key, layers, keys, pixels)
        with self._lock:
            self._kept[session] = picture
            self._kept.move_to_end(session)
            self._painted[session] = self._clock()
            while self._kept and sum(kept.nbytes for kept in self._kept.values()) > self.max_bytes:
                del self._painted[self._kept.popitem(last=False)[0]]
        return picture

    def get(self, session: str) -> LastPicture | None:
        """The session's last picture; None if there was none or it is forgotten."""
        with self._lock:
            return self._kept.get(session)

    def forget(self, session: str) -> None:
        """Drops a session's last picture."""
        with self._lock:
            self._kept.pop(session, None)
            self._painted.pop(session, None)

    def forget_unused(self, seconds: float = FORGET_SECONDS) -> None:
        """Drops the pictures of sessions that have painted nothing since then."""
        oldest = self._clock() - seconds
        for session in [session for session, painted in list(self._painted.items()) if painted < oldest]:
            self.forget(session)
