"""What the server paints to compare systems, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demo.comparison import MAX_OBJECTS, OURS, SIDE, Comparison
from demo.painter import Painter, as_comparison
from scenegen.baselines import SYSTEMS
from scenegen.compositor import Compositor
from scenegen.scene import PhotoBackground, PhotoShape, Scene
from tests.editor_requests import changed, decoded, request, scene
from tests.tiny import save_tiny_baselines

ALL = [OURS, *SYSTEMS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_baselines(tmp_path_factory.mktemp("baselines"))


@pytest.fixture
def comparing(compositor: Compositor, folder: Path) -> Painter:
    return Painter(compositor, Comparison(folder, lambda: compositor))


def compared(painter: Painter, document: Scene, **wanted: Any) -> list[dict[str, Any]]:
    """What the page is told of a comparison, without sequence and revision."""
    messages = [as_comparison(message) for message in painter.compare(request(document, comparison=wanted))]
    assert [message["sequence"] for message in messages] == sorted({message["sequence"] for message in messages})
    return [message["comparison"] for message in messages]


def pictures(told: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in told if "name" in each}


def test_every_system_paints_the_scene(comparing: Painter, compositor: Compositor) -> None:
    document = scene()
    first, *rest, last = compared(comparing, document)
    assert [each["name"] for each in first["systems"]] == ALL and first["absent"] == [] and last == {"complete": True}
    found = pictures(rest)
    assert list(found) == ALL
    ours = decoded(found[OURS]["picture"]).astype(int)
    assert np.abs(ours - compositor.render(document).pixels).mean() < 6, "but for the losses of a preview"
    assert all(decoded(found[name]["picture"]).shape == (128, 128, 3) for name in SYSTEMS)
    assert all(each["milliseconds"] >= 0 and each["left_out"] == [] and "change" not in each for each in found.values())


def test_moving_an_object_changes_the_background_of_those_that_paint_all_at_once(comparing: Painter) -> None:
    before = scene(layers=1)
    frame = before.layers[0].frame
    after = changed(before, 0, frame=frame.model_copy(update={"cx": 60.0}))
    told = compared(comparing, after, before={"layer": "layer-0", "frame": frame.model_dump()})
    change = {name: each["change"] for name, each in pictures(told).items()}
    assert change.pop(OURS) == 0
    assert change["cnn_l1"] > 0 and change["pix2pixpp"] > 0
    some = compared(
        comparing, after, systems=[OURS, "cnn_l1"], before={"layer": "layer-0", "frame": frame.model_dump()}
    )
    assert {name: each["change"] for name, each in pictures(some).items()} == {OURS: 0, "cnn_l1": change["cnn_l1"]}


def test_what_is_missing_is_named_and_found_once_it_is_there(compositor: Compositor, tmp_path: Path) -> None:
    painter = Painter(compositor, Comparison(tmp_path / "baselines", lambda: compositor))
    first, *_ = compared(painter, scene())
    assert [each["name"] for each in first["systems"]] == [OURS]
    assert first["absent"] == [each.title for each in SYSTEMS.values()]
    save_tiny_baselines(tmp_path / "baselines")
    assert [each["name"] for each in compared(painter, scene())[0]["systems"]] == ALL
    damaged = Painter(compositor, Comparison(tmp_path / "baselines", lambda: compositor))
    (tmp_path / "baselines" / "cnn_l1.safetensors").write_bytes(b"nothing")
    (answer,) = compared(damaged, scene())
    assert answer["error"]["code"] == "baselines_damaged" and str(tmp_path) not in answer["error"]["text"]


def test_what_cannot_be_compared_is_one_sentence(comparing: Painter) -> None:
    many = scene(layers=MAX_OBJECTS + 1)
    (answer,) = compared(comparing, many)
    assert answer["error"]["values"] == {"limit": MAX_OBJECTS, "count": MAX_OBJECTS + 1}
    assert compared(comparing, changed(many, 0, visible=False), systems=[OURS])[-1] == {"complete": True}
    frame = many.layers[0].frame.model_dump()
    for payload in (
        request(scene(), comparison=None),
        request(scene(), comparison={"systems": ["x" * 99]}),
        request(scene(), comparison={"before": {"layer": "nobody", "frame": frame}}),
    ):
        (message,) = comparing.compare(payload)
        assert message["error"]["code"] == "bad_request"


def test_a_large_photo_is_compared_at_the_size_of_the_page(comparing: Painter) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (800, 1600, 3), dtype=np.uint8)
    sha256 = comparing.uploads.photos.add("1" * 32, photo)
    document = scene(layers=1, background=PhotoBackground(sha256=sha256)).fitted(1600, 800)
    frame = document.layers[0].frame
    moved = changed(document, 0, frame=frame.model_copy(update={"cx": frame.cx + 200}))
    before = {"layer": "layer-0", "frame": frame.model_dump()}
    found = pictures(compared(comparing, moved, systems=[OURS, "paper_foreground"], before=before))
    assert decoded(found[OURS]["picture"]).shape == (SIDE // 2, SIDE, 3)
    assert found[OURS]["change"] == 0 < found["paper_foreground"]["change"]


def test_a_cut_out_is_left_out_of_what_the_baselines_paint(comparing: Painter) -> None:
    pixels = np.full((8, 8, 4), 255, dtype=np.uint8)
    sha256 = comparing.uploads.pictures.add("1" * 32, pixels)
    document = changed(scene(), 1, shape=PhotoShape(sha256=sha256), name="My cow")
    found = pictures(compared(comparing, document, systems=[OURS, "cnn_l1"]))
    assert found["cnn_l1"]["left_out"] == ["My cow"] and found[OURS]["left_out"] == []


def test_a_newer_comparison_ends_an_older_one(comparing: Painter) -> None:
    messages = comparing.compare(request(scene(), revision=1, comparison={}))
    next(messages)
    comparing.supersede({"session": "0" * 32, "revision": 2})
    assert len(list(messages)) < len(ALL)
