"""Two visitors of the running app: neither gets what the other sent or was painted, and little is kept of both."""

from __future__ import annotations

import asyncio
import hashlib
import io
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from gradio.processing_utils import get_hash_seed
from gradio.server_messages import HeartbeatMessage, ProcessGeneratingMessage
from PIL import Image

from demo.housekeeping import SWEEP_SECONDS, UNHEARD_SECONDS, Listeners, Undelivered
from demo.sessions import GRACE_SECONDS, LastPictures, PictureStore, Visits
from demo.storing import Sweeper, private_folder, uploads_folder
from scenegen.compositor import Canvas
from scenegen.scene import PhotoBackground, Scene
from tests.editor_requests import changed, scene
from tests.server import App, in_own_thread
from tests.visitors import Visitor


@pytest.fixture
def visitors(public_app: App) -> Iterator[tuple[Visitor, Visitor]]:
    """Ann and Bob."""
    both = tuple(Visitor(public_app.address, came_from=address) for address in ("10.2.0.1", "10.2.0.2"))
    yield both
    for visitor in both:
        visitor.close()


def photo(seed: int = 0) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def opened(visitor: Visitor, content: bytes, function: str = "open_photo") -> str:
    return visitor.call(function, path=visitor.upload(content))["sha256"]


def on_photo(sha256: str) -> Scene:
    return scene(1, background=PhotoBackground(sha256=sha256))


# --- what others guess or reuse -------------------------------------------------------------------------------------


def test_nobody_gets_a_photo_by_its_name(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    sha256 = opened(ann, photo())
    assert ann.paint(on_photo(sha256))["complete"]
    assert bob.paint(on_photo(sha256))["error"]["code"] == "photo_missing"
    for function, more in (("find_object", {"click": [5, 5]}), ("cut_out", {"mask": "data:image/png;base64,"})):
        assert bob.call(function, sha256=sha256, **more)["code"] == "photo_missing"
    for format in ("picture", "png", "ora", "layers"):
        (told,) = bob.messages(bob.request(on_photo(sha256), format=format), "export")
        assert told["error"]["code"] == "photo_missing"


def test_nobody_gets_a_cut_out_or_a_look_by_its_name(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    sha256 = opened(ann, photo(1), "open_reference")
    document = changed(scene(1), 0, style_reference=sha256)
    assert ann.paint(document)["complete"]
    assert bob.paint(document)["error"]["code"] == "picture_missing"


def test_nobody_gets_the_parts_of_anothers_picture(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    last = ann.paint(scene(2))
    keys = [last["background"]["key"], *(layer["key"] for layer in last["layers"])]
    wanted = {"session": ann.session, "keys": keys}
    assert ann.call_raw("layer_pictures", wanted).json().keys() == set(keys)
    for session in (bob.session, secrets.token_hex(16), "0" * 32):
        assert bob.call_raw("layer_pictures", {**wanted, "session": session}).json() == {}


def test_an_upload_can_neither_be_guessed_nor_fetched_nor_opened_again(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    content = photo(2)
    path, again = ann.upload(content), bob.upload(content)
    assert path != again  # the same photo does not lead to the other's
    assert hashlib.sha256(content).hexdigest() not in path
    for visitor in visitors:
        assert visitor.http.get(f"gradio_api/file={path}").status_code == 404
    assert "sha256" in ann.call("open_photo", path=path)
    assert not Path(path).exists()
    for visitor in visitors:
        assert visitor.call("open_photo", path=path)["code"] == "photo_unreadable"
    assert "sha256" in bob.call("open_photo", path=again)


def test_what_was_made_for_somebody_lies_where_nobody_finds_it(visitors: tuple[Visitor, Visitor]) -> None:
    ann, _ = visitors
    (told,) = ann.messages(ann.request(scene(1), format="ora"), "export")
    answer = ann.http.get(told["download"]["url"])
    assert answer.headers["cache-control"] == "private, no-store"
    folder = Path(told["download"]["path"]).parent.name
    assert len(folder) == 64
    seeds = (b"", get_hash_seed().encode())  # the one that Gradio keeps in its own folder may be in a public image
    assert folder not in {hashlib.sha256(seed + answer.content).hexdigest() for seed in seeds}


def test_nobody_hears_what_another_page_is_told(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    event = ann.join(ann.request(scene(1))).json()["event_id"]
    for page in (bob.page, "", secrets.token_hex(6), event[:-1]):
        told = bob.http.get("gradio_api/queue/data", params={"session_hash": page}).text
        assert "picture" not in told
    for guess in (secrets.token_hex(16), secrets.token_hex(6), event[:-1]):
        told = bob.http.get(f"gradio_api/call/render/{guess}").text
        assert "picture" not in told
    cancel = {"session_hash": bob.page, "fn_index": bob.events["edit"], "event_id": secrets.token_hex(16)}
    bob.http.post("gradio_api/cancel", json=cancel)
    assert any('"complete"' in str(message) for message in map(str, ann.listen()))


def test_private_events_by_number_or_name_give_only_ones_own(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    sha256 = opened(ann, photo(3))
    for number in range(12):
        body = {"data": [], "fn_index": number, "session_hash": bob.page}
        assert bob.http.post("gradio_api/queue/join", json=body).status_code < 500
    stolen = bob.request(on_photo(sha256))
    assert bob.messages(stolen)[-1]["error"]["code"] == "photo_missing"
    for name in ("paint", "variants", "download", "leave"):
        answer = bob.http.post(f"gradio_api/call/{name}", json={"data": [str(stolen)]})
        assert answer.status_code < 500 and "picture" not in answer.text
    assert ann.paint(on_photo(sha256))["complete"]


def test_a_page_cannot_stop_anothers_picture(visitors: tuple[Visitor, Visitor]) -> None:
    ann, bob = visitors
    bob.call_raw("supersede", {"session": bob.session, "revision": 2**53})
    assert ann.paint(scene(1))["complete"]


# --- how long anything is kept --------------------------------------------------------------------------------------


def test_a_photo_is_forgotten_when_its_page_is_closed(public_app: App) -> None:
    visitor = Visitor(public_app.address, came_from="10.2.0.3")
    sha256 = opened(visitor, photo(4))
    assert visitor.paint(on_photo(sha256))["complete"]
    with visitor.http.stream("GET", f"gradio_api/heartbeat/{visitor.page}") as heartbeat:
        assert "ALIVE" in next(heartbeat.iter_lines())
    back = Visitor(public_app.address, came_from="10.2.0.3", owner=visitor.owner)
    assert back.paint(on_photo(sha256))["complete"]  # loaded again at once
    with back.http.stream("GET", f"gradio_api/heartbeat/{back.page}") as heartbeat:
        assert "ALIVE" in next(heartbeat.iter_lines())
    time.sleep(GRACE_SECONDS + 2 * SWEEP_SECONDS)
    assert back.paint(on_photo(sha256))["error"]["code"] == "photo_missing"
    assert opened(back, photo(4)) == sha256  # what the editor does then
    assert back.paint(on_photo(sha256))["complete"]
    for page in (visitor, back):
        page.close()


def test_a_browser_with_two_pages_keeps_its_photos_until_both_are_closed() -> None:
    forgotten: list[str] = []
    now = 0.0
    visits = Visits(forgotten.append, forgotten.append, clock=lambda: now)
    visits.arrive("one", "session-1", "owner")
    visits.arrive("two", "session-2", "owner")
    visits.leave("one")
    assert forgotten == ["session-1"]
    assert visits.gone("one") and not visits.gone("two")
    visits.leave("two")
    visits.leave("two")
    visits.leave("nobody")
    visits.forget_left()
    assert forgotten == ["session-1", "session-2"] and not visits.gone("nobody")
    visits.arrive("one", "session-1", "owner")  # its connection had only been broken
    assert not visits.gone("one")
    now = 60.0
    visits.forget_left()
    assert "owner" not in forgotten
    visits.leave("one")
    now = 60.0 + GRACE_SECONDS + 1
    visits.forget_left()
    visits.forget_left()
    assert forgotten.count("owner") == 1


def test_pages_that_never_say_goodbye_are_forgotten() -> None:
    visits = Visits(lambda _: None, lambda _: None, kept=5)
    for number in range(100):
        visits.arrive(str(number), str(number), str(number))
    assert not visits.gone("0")
    assert len(visits) == 5


def test_what_nobody_asks_for_is_dropped_after_an_hour() -> None:
    now = 0.0
    store, last = PictureStore(clock=lambda: now), LastPictures(clock=lambda: now)
    pixels = np.zeros((16, 16, 3), dtype=np.uint8)
    old, used = store.add("a", pixels), store.add("b", pixels + 1)
    last.keep("old", Canvas(pixels, ()), pixels, None)
    now = 3000.0
    store.get("b", used)
    now = 3700.0
    last.keep("new", Canvas(pixels, ()), pixels, None)
    store.forget_unused()
    last.forget_unused()
    assert (store.get("a", old), store.get("b", used) is None) == (None, False)
    assert (last.get("old"), last.get("new") is None) == (None, False)


def test_files_go_by_how_long_they_have_been_there_whatever_their_date(tmp_path: Path) -> None:
    now = 0.0
    sweeper = Sweeper(tmp_path, 900, clock=lambda: now)
    (tmp_path / "uploads" / "x").mkdir(parents=True)
    for path in (tmp_path / "uploads" / "x" / "a.png", tmp_path / "half-an-upload"):
        path.write_bytes(b"1")
    sweeper.sweep()
    now = 800.0
    (tmp_path / "late.png").write_bytes(b"1")
    sweeper.sweep()
    now = 901.0
    sweeper.sweep()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["late.png"]
    assert not (tmp_path / "uploads" / "x").exists()


def test_what_a_killed_process_left_is_removed_and_what_another_uses_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    (tmp_path / "scenegen-killed").mkdir()
    (tmp_path / "scenegen-killed" / "lock").touch()
    (tmp_path / "scenegen-killed" / "photo.png").touch()
    (tmp_path / "of-another-program").mkdir()
    first = private_folder()
    assert Path(first).parent == tmp_path and uploads_folder().parent == Path(first)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    second = private_folder()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"of-another-program", Path(first).name, Path(second).name}


def test_only_what_nobody_fetches_is_thrown_away_unless_it_is_too_much() -> None:
    async def work() -> None:
        queue, listeners = (blocks := gr.Blocks().queue())._queue, Listeners()
        now = 0.0
        undelivered = Undelivered(blocks, listeners, most=50, patience=20, clock=lambda: now)

        def tell(page: str, messages: int, answer: Any = None) -> None:
            waiting = queue.pending_messages_per_session.setdefault(page, asyncio.Queue())
            queue.pending_event_ids_session[page] = {page} if messages else set()
            for _ in range(messages):
                waiting.put_nowait(answer or HeartbeatMessage())

        for page, messages in {"gone": 2, "slow": 3, "between": 4, "done": 0}.items():
            tell(page, messages)
        picture = ProcessGeneratingMessage(output={"data": ["..."]}, success=True)
        with listeners.listening("slow"), listeners.listening("stalled"):
            await undelivered.drop()
            # They may just have asked.
            assert set(queue.pending_messages_per_session) == {"gone", "slow", "between", "done"}
            now = 10.0
            await undelivered.drop()
            assert "gone" in queue.pending_messages_per_session  # a crowded server hears it late
            now = 20.0
            with listeners.listening("between"):  # it has fetched an answer meanwhile, and asked anew
                pass
            await undelivered.drop()
            assert set(queue.pending_messages_per_session) == {"slow", "between", "done"}
            assert set(queue.pending_event_ids_session) == {"slow", "between"}
            tell("slow", 100)  # nothing but where it stands in the queue
            await undelivered.drop()
            assert "slow" in queue.pending_messages_per_session
            now = 30.0
            tell("late", 1)  # what was left of its last request
            await undelivered.drop()
            now = 50.0
            queue.pending_event_ids_session["late"] = {"asked anew"}  # nothing has come of it yet
            await undelivered.drop()
            assert "late" in queue.pending_messages_per_session
            now = 70.0
            await undelivered.drop()
            assert "late" not in queue.pending_messages_per_session
            tell("away", 20, picture)
            tell("stalled", 40, picture)
            await undelivered.drop()  # too much of all, so patience is over for who does not listen
            assert set(queue.pending_messages_per_session) == {"slow", "done", "stalled"}
            tell("stalled", 20, picture)
            await undelivered.drop()
            assert set(queue.pending_messages_per_session) == {"slow", "done"}

    in_own_thread(lambda: asyncio.run(work()))


def test_pages_that_do_not_listen_do_not_fill_the_memory(public_app: App) -> None:
    """Gradio keeps what it could not deliver for ever."""
    visitor = Visitor(public_app.address, came_from="10.2.0.4")
    for _ in range(3):
        visitor.join(visitor.request(scene(1))).raise_for_status()
    time.sleep(UNHEARD_SECONDS + 2 * SWEEP_SECONDS)
    told = visitor.http.get("gradio_api/queue/data", params={"session_hash": visitor.page}).text
    assert "picture" not in told
    assert visitor.paint(scene(1))["complete"]
    visitor.close()
