"""The networks that SceneGen is compared with, through their one interface."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenegen.baselines import (
    SYSTEMS,
    BaselineError,
    baselines_folder,
    from_scene,
    load_system,
    paint,
    paint_steps,
    present,
)
from scenegen.compositor import Compositor
from scenegen.scene import CanvasSize, Frame, Layer, MaskShape, PhotoShape, PolygonShape, Scene
from scenegen.weights import WeightsError, read_manifest
from tests.tiny import save_tiny_baselines

SQUARE = PolygonShape(points=((0, 0), (1, 0), (1, 1), (0, 1)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_baselines(tmp_path_factory.mktemp("baselines"))


def background() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (96, 160, 3), dtype=np.uint8)


def mask(left: int, right: int) -> np.ndarray:
    found = np.zeros((128, 128), dtype=np.float32)
    found[40:100, left:right] = 1
    return found


def layer(name: str, frame: Frame, **more: object) -> Layer:
    return Layer(**{"id": name, "name": name, "category": "cow", "frame": frame, "shape": SQUARE, **more})


def test_only_what_has_weights_is_there(folder: Path, tmp_path: Path) -> None:
    assert present(folder) == list(SYSTEMS)
    assert present(tmp_path) == present(tmp_path / "none") == []
    with pytest.raises(WeightsError):
        load_system("pix2pix", tmp_path)


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_paints_the_same_picture_again_and_another_for_another_seed(name: str, folder: Path) -> None:
    system = load_system(name, folder)
    asked = [mask(20, 60), mask(70, 110)], ["horse", "sheep"]
    picture = paint(system, background(), *asked, [1, 2])
    assert picture.shape == (128, 128, 3) and picture.dtype == np.uint8
    assert np.array_equal(picture, paint(system, background(), *asked, [1, 2]))
    other = paint(system, background(), *asked, [1, 3])
    assert np.array_equal(picture, other) != SYSTEMS[name].noisy
    assert not np.array_equal(picture, paint(system, background(), *asked, [1, 2])[::-1])
    elsewhere = paint(system, 255 - background(), *asked, [1, 2])
    assert np.array_equal(picture, elsewhere) != SYSTEMS[name].layered, "only a layered system sees the background"


@pytest.mark.parametrize("name", SYSTEMS)
def test_steps_add_one_object_after_another(name: str, folder: Path) -> None:
    system = load_system(name, folder)
    objects, categories, seeds = [mask(20, 60), mask(70, 110)], ["horse", "sheep"], [4, 5]
    steps = list(paint_steps(system, background(), objects, categories, seeds))
    assert len(steps) == 2
    assert np.array_equal(steps[0], paint(system, background(), objects[:1], categories[:1], seeds[:1]))
    assert np.array_equal(steps[1], paint(system, background(), objects, categories, seeds))
    assert len(list(paint_steps(system, background(), [], [], []))) == 1


def test_later_objects_cover_earlier_ones(folder: Path) -> None:
    system = load_system("cnn_l1", folder)
    covered = paint(system, background(), [mask(20, 60), mask(10, 90)], ["horse", "sheep"], [0, 0])
    assert np.array_equal(covered, paint(system, background(), [mask(10, 90)], ["sheep"], [0]))


def test_what_a_system_does_not_know_is_told(folder: Path) -> None:
    with pytest.raises(BaselineError, match="pix2pix, 8 levels knows no unicorn, only horse"):
        paint(load_system("pix2pix", folder), background(), [mask(20, 60)], ["unicorn"], [0])


def test_masks_lie_where_the_scene_has_its_objects(compositor: Compositor) -> None:
    """Squeezed to a square with the canvas; hidden objects and cut-outs are left out."""
    scene = Scene(
        canvas=CanvasSize(width=512, height=256),
        layers=(
            layer("box", Frame(cx=128, cy=192, width=128, height=64), style_seed=7),
            layer("hidden", Frame(cx=128, cy=192, width=128, height=64), visible=False),
            layer("cut", Frame(cx=128, cy=192, width=9, height=9), category=None, shape=PhotoShape(sha256="0" * 64)),
            layer("turned", Frame(cx=384, cy=64, width=100, height=20, rotation=90), category="emu"),
            layer("bits", Frame(cx=600, cy=64, width=20, height=20), shape=MaskShape(width=1, height=1, counts=(0, 1))),
        ),
    )
    asked = from_scene(scene, compositor.outline)
    assert asked.categories == ["cow", "emu", "cow"] and asked.seeds == [7, 0, 0]
    first, turned, outside = asked.masks
    rows, columns = np.nonzero(first > 0.5)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (16, 47, 80, 111)
    rows, columns = np.nonzero(turned > 0.5)
    assert abs(np.ptp(columns) + 1 - 20 / 4) <= 1 and abs(np.ptp(rows) + 1 - 100 / 2) <= 1
    assert not outside.any()


def test_the_shipped_ones_say_what_they_are_and_paint() -> None:
    """Every file is small enough for a Space and listed with data, licence, steps, hardware, command and scores."""
    shipped = present()
    assert shipped, "weights/baselines lies beside the others' weights"
    listed = read_manifest(baselines_folder())
    for name in shipped:
        entry = listed[name]
        assert {"data", "data_licence", "licence", "steps", "hardware", "command", "scores"} <= entry.keys()
        assert entry["bytes"] < 10_000_000
        picture = paint(load_system(name), background(), [mask(30, 90)], ["horse"], [0])
        inside, outside = picture[50:90, 40:80], picture[:30]
        assert np.abs(inside.mean((0, 1)) - outside.mean((0, 1))).max() > 10, "the object stands out"
