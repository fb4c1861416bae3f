"""How often one visitor may ask, whose turn it is, and that nothing of it grows or depends on the clock on the wall."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from demo.errors import RefusedError
from demo.rates import Buckets, Rate, RateLimit, trusted_proxies
from demo.turns import Places, Turns
from tests.server import in_own_thread


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# --- buckets ---------------------------------------------------------------------------------------------------------


def test_a_bucket_gives_its_burst_then_its_rate_and_says_how_long_to_wait() -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_second=2, burst=5), clock=clock)
    assert [buckets.take("a") for _ in range(5)] == [0.0] * 5
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("b") == 0.0
    clock.now += 0.5
    assert buckets.take("a") == 0.0
    clock.now += 3600
    assert [buckets.take("a") == 0.0 for _ in range(6)] == [True] * 5 + [False]


def test_buckets_of_strangers_are_forgotten() -> None:
    buckets = Buckets(Rate(1, 1), kept=10)
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets) == 10


# --- addresses -------------------------------------------------------------------------------------------------------


def client(rate: Rate, proxies: int = 0) -> TestClient:
    async def address(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.client.host)

    route = Route("/{path:path}", address, methods=["GET", "POST"])
    limit = Middleware(RateLimit, rate=rate, proxies=proxies)
    return TestClient(Starlette(routes=[route], middleware=[limit]), client=("9.9.9.9", 1))


def test_who_asks_too_much_hears_when_to_try_again() -> None:
    app = client(Rate(per_second=0.5, burst=3))
    assert [app.post("/x").status_code for _ in range(3)] == [200] * 3
    refused = app.post("/x")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "2"
    told = {"detail": "The server is busy; try again in 2 seconds.", "code": "busy", "values": {"seconds": 2}}
    assert refused.json() == told


def test_the_many_files_of_a_page_cost_little_and_an_upload_much() -> None:
    app = client(Rate(per_second=0.001, burst=20))
    assert all(app.get("/assets/a.js").status_code == 200 for _ in range(90))
    app = client(Rate(per_second=0.001, burst=20))
    assert [app.post("/gradio_api/upload").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "1.1.1.1"),
        (1, None, "9.9.9.9"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(proxies: int, forwarded: str | None, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client(Rate(10, 10), proxies).get("/", headers=headers).text == address


def test_inventing_addresses_helps_only_behind_a_proxy_that_lets_it() -> None:
    app = client(Rate(per_second=0.001, burst=2))
    answers = [app.post("/x", headers={"X-Forwarded-For": f"1.1.1.{n}"}).status_code for n in range(4)]
    assert answers == [200, 200, 429, 429]


def test_a_household_is_one_visitor() -> None:
    app = client(Rate(per_second=0.001, burst=2), proxies=1)
    addresses = ("2001:db8:1:2::1", "2001:db8:1:2:3::9", "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:3::1")
    answers = [app.post("/x", headers={"X-Forwarded-For": each}).status_code for each in addresses]
    assert answers == [200, 200, 429, 200]


def test_on_spaces_one_proxy_is_trusted_elsewhere_none() -> None:
    assert trusted_proxies({}) == 0
    assert trusted_proxies({"SPACE_ID": "a/b"}) == 1
    assert trusted_proxies({"SPACE_ID": "a/b", "SCENEGEN_PROXIES": "2"}) == 2


# --- turns -----------------------------------------------------------------------------------------------------------


def in_a_loop(work: Callable[[], object]) -> None:
    in_own_thread(lambda: asyncio.run(work()))


def test_turns_come_in_order_of_arrival() -> None:
    async def work() -> None:
        turns, order = Turns(), []

        async def visit(name: str, since: float) -> None:
            async with turns.turn(name, name, since) as called:
                assert called
                order.append(name)
                await asyncio.sleep(0.001)

        await asyncio.gather(*(visit(name, number) for number, name in enumerate("abcdef")))
        assert order == list("abcdef")
        assert len(turns) == 0

    in_a_loop(work)


def test_who_has_used_much_waits_behind_who_has_not() -> None:
    async def work() -> None:
        clock = Clock()
        turns, order = Turns(clock=clock), []

        async def visit(who: str, since: float, seconds: float) -> None:
            async with turns.turn(who, who, since):
                order.append(who)
                clock.now += seconds
                await asyncio.sleep(0.001)

        await asyncio.gather(*(visit("heavy", 0, 2) for _ in range(3)), visit("light", 1, 0.01))
        assert order == ["heavy", "light", "heavy", "heavy"]

    in_a_loop(work)


def test_who_asks_anew_before_its_turn_keeps_its_place() -> None:
    clock = Clock()
    places = Places(kept=2, clock=clock)
    first = places.take("a")
    clock.now += 5
    places.keep("a", first)  # replaced by a newer request before its turn came
    assert places.take("a") == first
    assert places.take("a") == clock.now  # whose picture came: the next one waits anew
    for page in "abc":
        places.keep(page, first)
    assert places.take("a") == clock.now and places.take("c") == first


def test_a_full_line_says_busy_at_once_and_no_address_fills_it() -> None:
    async def work() -> None:
        turns = Turns(waiting=8, each=3)
        release = asyncio.Event()

        async def visit(page: str, who: str) -> None:
            turns.admit(page, who)
            async with turns.turn(page, who, 0):
                await release.wait()

        tasks = [asyncio.create_task(visit("p", "a")) for _ in range(4)]
        await asyncio.sleep(0.01)
        with pytest.raises(RefusedError, match=r"The server is busy; try again in \d+ seconds?\.") as refusal:
            turns.admit("p", "a")  # three of this page wait already
        assert refusal.value.code == "busy"
        tasks += [asyncio.create_task(visit(f"p{n}", "a")) for n in range(3)]
        await asyncio.sleep(0.01)
        with pytest.raises(RefusedError):
            turns.admit("p9", "a")  # six of eight are this address's
        turns.admit("q", "b")
        release.set()
        await asyncio.gather(*tasks)
        turns.admit("p", "a")

    in_a_loop(work)


def test_who_leaves_the_line_costs_nobody_a_turn() -> None:
    async def work() -> None:
        turns = Turns()
        gone = False

        async def visit(name: str, left: Callable[[], bool]) -> bool:
            async with turns.turn(name, name, 0, left) as called:
                await asyncio.sleep(0.05)
                return called

        first = asyncio.create_task(visit("a", lambda: False))
        await asyncio.sleep(0)
        leaving, broken = asyncio.create_task(visit("b", lambda: gone)), asyncio.create_task(visit("c", lambda: False))
        await asyncio.sleep(0)
        last = asyncio.create_task(visit("d", lambda: False))
        gone = True
        await asyncio.sleep(0.01)
        broken.cancel()
        assert await asyncio.wait_for(asyncio.gather(first, leaving, last), 5) == [True, False, True]
        assert len(turns) == 0

    in_a_loop(work)
