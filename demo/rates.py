"""How often one visitor may ask: token buckets, one for each address and one for each page."""

from __future__ import annotations

import math
import os
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.errors import RefusedError

KEPT = 20_000  # visitors that are remembered
PROXIES = "SCENEGEN_PROXIES"
PER_SECOND = "SCENEGEN_RATE"  # requests of one address
BURST_SECONDS = 10  # an address may spend at once what it gets in so many seconds
MAX_OPEN = 512  # requests of one address at a time; a page holds three or four open to hear what is painted
MAX_OPEN_ALL = 4096
# What a request takes of its address's bucket; a route that is not named takes 1. A page loads some sixty files.
_COSTS = {"GET": 0.1, "HEAD": 0.1, "/upload": 10.0}


# The network from which comes what is being worked on; empty where nobody asked for it.
visitor: ContextVar[str] = ContextVar("visitor", default="")


def busy(seconds: float) -> RefusedError:
    """The refusal of somebody who may try again in so many seconds."""
    wait = max(1, math.ceil(seconds))
    unit = "second" if wait == 1 else "seconds"
    return RefusedError("busy", f"The server is busy; try again in {wait} {unit}.", {"seconds": wait})


@dataclass(frozen=True)
class Rate:
    """So many tokens a second, and so many at once."""

    per_second: float
    burst: float


class Buckets:
    """A token bucket for each key, all of the same rate. May be used from several threads; `clock` never goes back."""

    def __init__(self, rate: Rate, kept: int = KEPT, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.kept = kept
        self.clock = clock
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when there were so many
        self._lock = threading.Lock()

    def take(self, key: str, tokens: float = 1.0) -> float:
        """Takes tokens; returns 0, or, if there are too few, how many seconds it takes until there are enough."""
        now = self.clock()
        with self._lock:
            left, then = self._filled.get(key, (self.rate.burst, now))
            left = min(self.rate.burst, left + (now - then) * self.rate.per_second)
            taken = left >= tokens
            self._filled[key] = (left - tokens if taken else left), now
            self._filled.move_to_end(key)
            while len(self._filled) > self.kept:
                self._filled.popitem(last=False)
        return 0.0 if taken else (tokens - left) / self.rate.per_second

    def __len__(self) -> int:
        return len(self._filled)


class RateLimit:
    """ASGI middleware: answers 429 to an address that asks too much, and tells the app which address asks.

    Behind `proxies` proxies that are to be trusted, an address is what they wrote into X-Forwarded-For; behind none,
    that header is a stranger's word and counts for nothing.
    """

    def __init__(self, app: ASGIApp, rate: Rate | None = None, proxies: int | None = None) -> None:
        per_second = float(os.environ.get(PER_SECOND) or 200)
        self.app = app
        self.buckets = Buckets(rate or Rate(per_second, per_second * BURST_SECONDS))
        self.proxies = trusted_proxies(os.environ) if proxies is None else proxies
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        address = client_address(scope, self.proxies)
        scope = {**scope, "client": (address, 0)}
        path = scope["path"].rstrip("/")
        cost = _COSTS.get("/" + path.rpartition("/")[2], _COSTS.get(scope["method"], 1.0))
        network = _network(address)
        visitor.set(network)
        wait = self.buckets.take(network, cost)
        if self._open[network] >= MAX_OPEN or self._open.total() >= MAX_OPEN_ALL:
            wait = max(wait, 5.0)
        if not wait:
            self._open[network] += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self._open[network] -= 1
                if not self._open[network]:
                    del self._open[network]
            return
        refusal = busy(wait)
        told = {"detail": str(refusal), "code": refusal.code, "values": refusal.values}
        await JSONResponse(told, 429, {"Retry-After": str(refusal.values["seconds"])})(scope, receive, send)


def trusted_proxies(environment: Mapping[str, str]) -> int:
    """How many proxies stand before the app: on Spaces one, elsewhere none, if nobody says otherwise."""
    return int(environment.get(PROXIES) or (1 if environment.get("SPACE_ID") else 0))


def client_address(scope: Scope, proxies: int) -> str:
    """The address of who sent a request that came through so many trusted proxies."""
    peer = scope["client"][0] if scope.get("client") else "unknown"
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if not proxies or not hops:
        return peer
    return hops[-min(proxies, len(hops))][:64]  # each proxy appends whom it heard from; what stands before is hearsay


def _network(address: str) -> str:
    """What counts as one visitor: an IPv4 address, and of IPv6 the half that names a household."""
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 and not address.startswith("::") else address
