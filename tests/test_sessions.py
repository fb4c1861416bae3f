"""What the server remembers of its visitors: whose it is, and that all of it is bounded."""

from __future__ import annotations

import numpy as np

from demo.rates import visitor
from demo.sessions import LastPictures, PictureStore, Revisions
from scenegen.compositor import Canvas, PaintedLayer


def photo(value: int) -> np.ndarray:
    return np.full((16, 16, 3), value, dtype=np.uint8)


def test_pictures_belong_to_their_owner() -> None:
    store = PictureStore()
    sha256 = store.add("a", photo(1))
    assert np.array_equal(store.get("a", sha256), photo(1))
    assert store.get("b", sha256) is None
    assert store.get("a", None) is None


def test_the_store_is_bounded_in_bytes_and_drops_what_was_unused_for_longest() -> None:
    store = PictureStore(max_bytes=2 * photo(0).nbytes)
    first, second = store.add("a", photo(1)), store.add("b", photo(2))
    store.get("a", first)
    third = store.add("c", photo(3))
    assert store.get("b", second) is None
    assert store.get("a", first) is not None
    assert store.get("c", third) is not None


def sent_by(store: PictureStore, network: str, owner: str, value: int) -> str:
    token = visitor.set(network)
    try:
        return store.add(owner, photo(value))
    finally:
        visitor.reset(token)


def test_who_sends_much_pushes_out_only_what_is_their_own() -> None:
    store = PictureStore(max_bytes=4 * photo(0).nbytes)
    modest = sent_by(store, "10.0.0.1", "a", 1)
    greedy = [(f"owner-{value}", sent_by(store, "10.0.0.2", f"owner-{value}", value)) for value in range(2, 30)]
    assert store.get("a", modest) is not None
    assert [store.get(*each) is not None for each in greedy] == [False] * 25 + [True] * 3


def test_one_visitor_keeps_only_so_many_pictures() -> None:
    store = PictureStore(each=2)
    others = store.add("b", photo(0))
    names = [store.add("a", photo(value)) for value in range(1, 4)]
    assert [store.get("a", name) is not None for name in names] == [False, True, True]
    assert store.get("b", others) is not None


def test_revisions_are_bounded_and_never_go_back() -> None:
    revisions = Revisions(sessions=2)
    revisions.supersede("a", 5)
    revisions.supersede("a", 3)
    assert revisions.stale("a", 4)
    assert not revisions.stale("a", 5)
    for session in "bc":
        revisions.supersede(session, 1)
    assert not revisions.stale("a", 4)  # forgotten: at worst a stale render runs to its end


def canvas(*values: int) -> Canvas:
    """Layers of one value each on 20 x 20 pixels; 0 is a layer without pixels."""
    layers = (
        PaintedLayer(f"layer-{i}", 2, 3, np.full((8 if value else 0, 6, 4), value, dtype=np.uint8))
        for i, value in enumerate(values)
    )
    return Canvas(np.zeros((20, 20, 3), dtype=np.uint8), tuple(layers))


BACKGROUND = np.zeros((20, 20, 3), dtype=np.uint8)


def test_last_pictures_name_their_parts_by_content() -> None:
    pictures = LastPictures()
    first = pictures.keep("a", canvas(1, 0, 2), BACKGROUND, None)
    assert set(first.keys) == {"layer-0", "layer-2"}
    second = pictures.keep("a", canvas(2, 1), BACKGROUND.copy(), None)
    assert second.background == first.background
    assert (second.keys["layer-0"], second.keys["layer-1"]) == (first.keys["layer-2"], first.keys["layer-0"])
    assert pictures.get("a") is second
    assert pictures.get("b") is None


def test_parts_that_stay_keep_their_keys() -> None:
    pictures = LastPictures()
    before = canvas(1, 2)
    first = pictures.keep("a", before, BACKGROUND, "photo")
    after = Canvas(before.pixels, (before.layers[0], canvas(0, 3).layers[1]))
    second = pictures.keep("a", after, BACKGROUND, "photo")
    assert (first.background, second.background) == ("photo", "photo")
    assert second.keys["layer-0"] == first.keys["layer-0"]
    assert second.keys["layer-1"] not in first.keys.values()


def test_last_pictures_are_bounded_in_bytes() -> None:
    size = LastPictures().keep("a", canvas(1), BACKGROUND, None).nbytes
    pictures = LastPictures(max_bytes=2 * size)
    for session in "abc":
        pictures.keep(session, canvas(1), BACKGROUND, None)
    assert [pictures.get(session) is not None for session in "abc"] == [False, True, True]
