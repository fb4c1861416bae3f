"""Who may compute next: short lines, light visitors before heavy ones, and a quick "busy" when a line is full."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from demo.rates import busy

SHARE = 0.5  # seconds of work that make nobody a heavy visitor
HEAVY = 2.0  # times what the lightest of those who wait has used: who used more comes after all others
FORGIVEN = 30.0  # seconds in which half of what an address used is forgotten
ADDRESS_SHARE = 0.75  # of the line
KEPT = 10_000  # addresses that are remembered
USUAL = 0.2  # seconds that a turn is thought to take before there were any


@dataclass(eq=False)
class _Waiting:
    page: str
    who: str
    since: float
    called: asyncio.Future[None]


class Turns:
    """Lets `at_once` pieces of work run, the others wait; used from one event loop.

    At most `waiting` wait, of one page at most `each`, and of one address never all. A long piece of work takes a turn
    for each of its parts and keeps its place by `since`, when it began: so it stays in front of those who came later,
    unless its address is a heavy visitor. `clock` is in seconds and never goes back.
    """

    def __init__(
        self, at_once: int = 1, waiting: int = 32, each: int = 6, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.at_once = at_once
        self.waiting = waiting
        self.each = each
        self.clock = clock
        self._working = 0
        self._line: list[_Waiting] = []
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()  # seconds, and when that was counted
        self._usual = USUAL

    def __len__(self) -> int:
        return len(self._line)

    @property
    def crowd(self) -> int:
        """Those who work and those who wait."""
        return self._working + len(self._line)

    def before(self, since: float) -> int:
        """How many of those who work and wait come before work that began at `since`; heavy visitors do not."""
        return self._working + sum(waiting.since < since for waiting in self._line)

    def admit(self, page: str, who: str) -> None:
        """Raises `RefusedError` if no more work may begin: of this page, of the address `who`, or of anybody."""
        of_page = sum(waiting.page == page for waiting in self._line)
        of_address = sum(waiting.who == who for waiting in self._line)
        full = len(self._line) >= self.waiting or of_address >= ADDRESS_SHARE * self.waiting
        if full or of_page >= self.each:
            raise busy(min(60.0, len(self._line) * self._usual / self.at_once))

    @asynccontextmanager
    async def turn(
        self, page: str, who: str, since: float, left: Callable[[], bool] = lambda: False
    ) -> AsyncIterator[bool]:
        """Waits for a turn of work that began at `since`; false if `left` said meanwhile to wait no more."""
        called = await self._called(page, who, since, left)
        begun = self.clock()
        try:
            yield called
        finally:
            if called:
                self._end(who, self.clock() - begun)

    async def _called(self, page: str, who: str, since: float, left: Callable[[], bool]) -> bool:
        if left():
            return False
        if self._working < self.at_once and not self._line:
            self._working += 1
            return True
        waiting = _Waiting(page, who, since, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        try:
            while not waiting.called.done():
                await asyncio.wait((waiting.called,), timeout=0.1)
                if left():
                    self._give_up(waiting)
                    return False
            return True
        except asyncio.CancelledError:
            self._give_up(waiting)
            raise

    def _give_up(self, waiting: _Waiting) -> None:
        if waiting.called.done():
            self._end(waiting.who, 0.0)
        else:
            self._line.remove(waiting)

    def _end(self, who: str, seconds: float) -> None:
        self._usual += (seconds - self._usual) / 20
        self._used[who] = self._used_by(who) + seconds, self.clock()
        self._used.move_to_end(who)
        while len(self._used) > KEPT:
            self._used.popitem(last=False)
        self._working -= 1
        if self._line:
            used = {each.who: self._used_by(each.who) for each in self._line}
            usual = SHARE + HEAVY * min(used.values())
            following = min(self._line, key=lambda each: (used[each.who] > usual, each.since))
            self._line.remove(following)
            self._working += 1
            following.called.set_result(None)

    def _used_by(self, who: str) -> float:
        """Seconds that an address has used lately."""
        seconds, then = self._used.get(who, (0.0, 0.0))
        return seconds * 0.5 ** ((self.clock() - then) / FORGIVEN)


class Places:
    """Since when pages wait for a picture, over requests that they replaced by newer ones before their turn came.

    Who goes on editing while a line is long would otherwise go to its end with every edit and never see a picture.
    """

    def __init__(self, kept: int = KEPT, clock: Callable[[], float] = time.monotonic) -> None:
        self.kept = kept
        self.clock = clock
        self._since: OrderedDict[str, float] = OrderedDict()

    def take(self, page: str) -> float:
        """Since when a page waits that asks now."""
        return self._since.pop(page, self.clock())

    def keep(self, page: str, since: float) -> None:
        """A page has given up a request that waited since then, for a newer one that is about to come."""
        self._since[page] = since
        while len(self._since) > self.kept:
            self._since.popitem(last=False)
