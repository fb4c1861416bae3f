"""The desk between Gradio and the painter: who is served, in which order, and what is still finished."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import torch

from demo import desk as module
from demo import gpu
from demo.desk import Desk, Stop
from demo.sessions import Visits
from tests.test_rates import in_a_loop


def new_desk() -> Desk:
    return Desk(Visits(lambda session: None, lambda owner: None))


def layers(made: list[str], name: str, seconds: float, count: int = 4) -> Callable[[Stop], Iterator[str]]:
    """A picture of so many layers, which looks before each whether it is still wanted."""

    def paint(stop: Stop) -> Iterator[str]:
        for number in range(count):
            if stop():
                return
            time.sleep(seconds)
            made.append(f"{name}{number}")
            yield f"{name}{number}"

    return paint


async def got(desk: Desk, steps: Callable[[Stop], Iterator[str]], page: str = "p", **when: Stop) -> list[str]:
    return [step async for step in desk.steps(steps, page, page, **{"gone": lambda: False, **when})]


def test_a_picture_that_is_not_the_newest_any_more_stops() -> None:
    async def work() -> None:
        made: list[str] = []
        assert await got(new_desk(), layers(made, "a", 0.001), stale=lambda: len(made) >= 2) == ["a0", "a1"]

    in_a_loop(work)


def test_who_edits_on_and_on_sees_a_picture_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each edit replaces the one before it long before that is painted."""
    monkeypatch.setattr(module, "HUNGRY_SECONDS", 0.2)

    async def work() -> None:
        desk, newest = new_desk(), 0
        complete = []

        async def edit(number: int) -> None:
            if (await got(desk, layers([], "a", 0.03), stale=lambda: newest > number))[-1:] == ["a3"]:
                complete.append(number)

        for newest in range(20):
            task = asyncio.create_task(edit(newest))
            await asyncio.sleep(0.05)
            if newest < 19:
                newest += 1
            await task
        assert 2 <= len(complete) <= 15
        assert complete[-1] == 19  # the newest is always painted

    in_a_loop(work)


def test_what_takes_long_is_not_finished_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HUNGRY_SECONDS", -1.0)
    monkeypatch.setattr(module, "FINISHING_SECONDS", 0.1)

    async def work() -> None:
        made = await got(new_desk(), layers([], "a", 0.02, count=100), stale=lambda: True)
        assert made == []  # nobody waits for it any more before it begins
        newest = False

        def stale() -> bool:
            return newest

        task = asyncio.create_task(got(new_desk(), layers([], "a", 0.02, count=100), stale=stale))
        await asyncio.sleep(0.05)
        newest = True
        assert 3 <= len(await task) <= 12

    in_a_loop(work)


def test_a_page_that_has_gone_costs_nothing_more() -> None:
    async def work() -> None:
        made: list[str] = []
        steps = new_desk().steps(layers(made, "a", 0.02, count=100), "p", "p", gone=lambda: False)
        assert await anext(steps) == "a0"
        await steps.aclose()  # Gradio does so when the connection is closed
        await asyncio.sleep(0.1)
        after = len(made)
        await asyncio.sleep(0.1)
        assert len(made) == after <= 5

    in_a_loop(work)


def test_a_slow_connection_holds_nobody_up() -> None:
    async def work() -> None:
        desk = new_desk()
        slow = desk.steps(layers([], "a", 0.001), "p", "p", gone=lambda: False)
        await anext(slow)
        await asyncio.sleep(0.05)  # the message is on its way; the picture is painted meanwhile
        assert desk.painting.crowd == 0
        assert await got(desk, layers([], "b", 0.001), page="q") == ["b0", "b1", "b2", "b3"]
        assert [step async for step in slow] == ["a1", "a2", "a3"]

    in_a_loop(work)


def test_who_waits_long_hears_how_many_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOLD_SECONDS", 0.05)

    async def work() -> None:
        desk = new_desk()
        desk.painting.at_once = 1
        others = [asyncio.create_task(got(desk, layers([], "a", 0.1, count=2), page=page)) for page in ("p", "q")]
        await asyncio.sleep(0.02)
        steps = desk.steps(
            layers([], "b", 0.08), "r", "r", gone=lambda: False, waiting=lambda before: f"{before} first"
        )
        heard = [step async for step in steps]
        assert heard[0] == "2 first" and "1 first" in heard
        assert heard[-4:] == ["b0", "b1", "b2", "b3"]  # once it is painted there is nothing more to tell
        assert [len(await other) for other in others] == [2, 2]

    in_a_loop(work)


def test_a_long_piece_of_work_lets_others_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.05)

    async def work() -> None:
        desk, made = new_desk(), []
        desk.painting.at_once = 1
        long = asyncio.create_task(got(desk, layers(made, "long", 0.02, count=20), page="p"))
        await asyncio.sleep(0.2)  # by now it has used more than others
        desk.painting._used["p"] = (9.0, desk.painting.clock())
        await got(desk, layers(made, "short", 0.001, count=2), page="q")
        assert len(await long) == 20
        assert "long19" in made[made.index("short1") :]

    in_a_loop(work)


def test_as_many_pictures_are_painted_at_once_as_there_are_processors() -> None:
    async def work() -> None:
        desk = new_desk()
        together = threading.Barrier(gpu.PAINTERS)

        def paint(stop: Stop) -> Iterator[str]:
            together.wait(timeout=10)  # breaks if they are painted one after the other
            yield "done"

        pages = [f"p{number}" for number in range(gpu.PAINTERS)]
        assert await asyncio.gather(*(got(desk, paint, page) for page in pages)) == [["done"]] * len(pages)

    in_a_loop(work)


@pytest.mark.parametrize(("limit", "alone", "shared"), [("", 4, 2), ("3", 3, 2), ("1", 1, 1)])
def test_who_is_alone_gets_all_processors(limit: str, alone: int, shared: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", limit)
    monkeypatch.setattr(gpu, "processors", lambda: 4)
    monkeypatch.setattr(gpu, "PAINTERS", 4)

    async def work() -> None:
        desk, begun = new_desk(), threading.Event()
        desk.painting.at_once = 2

        def paint(stop: Stop) -> Iterator[int]:
            yield torch.get_num_threads()
            assert begun.wait(timeout=10)
            yield torch.get_num_threads()

        first = asyncio.create_task(got(desk, paint))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(got(desk, paint, page="q"))
        await asyncio.sleep(0.1)
        begun.set()
        assert (await first)[0] == alone
        assert (await second)[0] == shared

    threads = torch.get_num_threads()
    try:
        in_a_loop(work)
    finally:
        torch.set_num_threads(threads)


def test_an_error_reaches_the_page() -> None:
    async def work() -> None:
        def paint(stop: Stop) -> Iterator[str]:
            yield "first"
            raise ValueError("no")

        steps = new_desk().steps(paint, "p", "p", gone=lambda: False)
        assert await anext(steps) == "first"
        with pytest.raises(ValueError, match="no"):
            await anext(steps)

    in_a_loop(work)
