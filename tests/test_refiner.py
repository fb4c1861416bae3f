"""Large objects get details that their painted crop has no room for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from scenegen.compositor import Compositor
from scenegen.data import DataError
from scenegen.data.objects import ObjectCrops
from scenegen.data.shapes import write_demo_set
from scenegen.evaluation.refiner import close_ups, detail_contrast
from scenegen.models.blocks import downsample
from scenegen.models.refiner import Refiner, RefinerConfig
from scenegen.scene import CATEGORIES, CanvasSize, Frame, GeneratedShape, Layer, PlainBackground, Scene, SceneError
from scenegen.training import losses
from scenegen.training.config import PRESETS, Stage
from scenegen.training.loop import train
from scenegen.training.parts import build_objective, build_source
from scenegen.training.refiner_objective import RefinerObjective
from scenegen.weights import MANIFEST, load_network
from tests.tiny import save_tiny_networks, tiny_foreground, tiny_networks, tiny_oasis


def scene(side: float, category: str = "zebra") -> Scene:
    """One object in a box `side` pixels wide, in the middle of a flat canvas."""
    frame = Frame(cx=256, cy=160, width=side, height=0.6 * side)
    layer = Layer(id="z", name="z", category=category, frame=frame, shape=GeneratedShape(), shape_seed=3, style_seed=5)
    return Scene(canvas=CanvasSize(width=512, height=320), background=PlainBackground(), layers=(layer,))


@pytest.fixture(scope="module")
def shipped() -> dict[str, nn.Module]:
    return {name: load_network(name) for name in ("background", "box2mask", "foreground", "refiner")}


@pytest.fixture(scope="module")
def painted(shipped: dict[str, nn.Module]) -> list[Compositor]:
    """With the shipped refiner and without."""
    return [Compositor(**{**shipped, "refiner": refiner}, device="cpu") for refiner in (shipped["refiner"], None)]


def test_large_objects_get_details_and_stay_what_they_are(painted: list[Compositor]) -> None:
    refined, enlarged = (compositor.render(scene(400)) for compositor in painted)
    rows = [torch.from_numpy(canvas.pixels.copy()).permute(2, 0, 1)[None] / 127.5 - 1 for canvas in (refined, enlarged)]
    inside = torch.from_numpy((refined.layers[0].on_canvas(512, 320)[..., 3] > 250).astype(np.float32))[None, None]
    contrasts = [float(detail_contrast(row, inside)) for row in rows]
    assert contrasts[0] > 1.2 * contrasts[1]
    # Seen from afar it is the same zebra.
    afar = [F.avg_pool2d(row, 8) for row in rows]
    assert float((afar[0] - afar[1]).abs().mean()) < 0.03
    alphas = [canvas.layers[0].on_canvas(512, 320)[..., 3].astype(int) for canvas in (refined, enlarged)]
    assert np.abs(alphas[0] - alphas[1]).mean() < 0.5


def test_small_objects_are_painted_as_before(painted: list[Compositor]) -> None:
    refined, enlarged = (compositor.render(scene(128)).pixels for compositor in painted)
    assert np.array_equal(refined, enlarged)


def test_details_stay_where_they_are_while_an_outline_changes(shipped: dict[str, nn.Module]) -> None:
    """The noise belongs to the crop: a part that begins elsewhere shows the same of it."""
    refiner = shipped["refiner"]
    rng = torch.Generator().manual_seed(0)
    painted, mask = torch.rand(1, 3, 64, 64, generator=rng) - 0.5, torch.ones(1, 1, 128, 128)
    noise, style = torch.randn(1, 1, 128, 128, generator=rng), torch.zeros(1, refiner.config.style_dim)
    whole = refiner(painted, mask, torch.tensor([1]), style, noise)
    part = refiner(painted[..., 8:, 8:], mask[..., 16:, 16:], torch.tensor([1]), style, noise[..., 16:, 16:])
    middle = slice(32, -1)
    difference = (whole[..., 16:, 16:] - part)[..., middle, middle].abs()
    assert float(difference.max()) < 1e-4


def test_weights_without_a_refiner_paint_all_the_same(tmp_path: Path) -> None:
    save_tiny_networks(tmp_path)
    with_refiner = Compositor.from_weights(tmp_path, device="cpu").render(scene(400)).pixels
    (tmp_path / "refiner.safetensors").unlink()
    manifest = tmp_path / MANIFEST
    listed = json.loads(manifest.read_text())
    del listed["networks"]["refiner"]
    manifest.write_text(json.dumps(listed))
    without = Compositor.from_weights(tmp_path, device="cpu").render(scene(400)).pixels
    assert without.shape == with_refiner.shape and not np.array_equal(without, with_refiner)


def test_a_refiner_that_does_not_know_the_category_says_so() -> None:
    networks = tiny_networks()
    networks["refiner"] = Refiner(replace(networks["refiner"].config, categories=("emu",)))
    with pytest.raises(SceneError, match="The refiner network does not know the category 'zebra', only emu"):
        Compositor(**networks, device="cpu").render(scene(400))


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=30)
    return folder


def test_it_learns_the_details_that_reducing_takes_away(demo_set: Path, tmp_path: Path) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=8)
    torch.manual_seed(0)
    network = Refiner(RefinerConfig(CATEGORIES, 64, channels=(4, 8, 12), style_dim=4))
    objective = RefinerObjective(network, tiny_oasis(), tiny_foreground())
    config = replace(PRESETS["refiner"], stages=(Stage(64, 60, 8),), precision="fp32", learning_rate=3e-3)
    batch = source.batch(64, 8, torch.Generator().manual_seed(1))
    before = losses.masked_l1(objective.samples(network, batch)[1], batch.image, batch.mask)
    trained = train(objective, source, config, tmp_path, progress=False)
    after = losses.masked_l1(objective.samples(trained, batch)[1], batch.image, batch.mask)
    assert after < 0.9 * before


def test_training_needs_a_foreground_network_that_fits(
    demo_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(build_source("refiner", [demo_set])) > 0  # though no object there is large
    with pytest.raises(DataError, match="knows other categories"):
        build_objective("refiner", PRESETS["refiner"], ("horse",))
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(tmp_path))
    with pytest.raises(DataError, match="learns from what a trained foreground network"):
        build_objective("refiner", PRESETS["refiner"], CATEGORIES)


def test_close_ups_show_the_object() -> None:
    mask = torch.zeros(3, 1, 32, 32)
    mask[0, :, :4, :4] = 1
    mask[1, :, 12:20, 20:28] = 1
    assert close_ups(mask, mask).sum((1, 2, 3)).tolist() == [16, 64, 0]
    assert close_ups(mask, mask).shape == (3, 1, 16, 16)


def test_contrast_is_of_details_inside_the_mask() -> None:
    mask = torch.zeros(1, 1, 16, 16)
    mask[..., 4:12, 4:12] = 1
    board = (torch.arange(16)[:, None] + torch.arange(16)) % 2 * 2.0 - 1
    fine = board.expand(1, 3, 16, 16)
    coarse = board.repeat_interleave(2, 0).repeat_interleave(2, 1)[:16, :16].expand(1, 3, 16, 16)
    assert detail_contrast(fine, mask).tolist() == [1] and detail_contrast(coarse, mask).tolist() == [0]
    assert detail_contrast(torch.where(mask > 0, coarse, fine), mask).tolist() == [0]
    assert torch.equal(downsample(fine), torch.zeros(1, 3, 8, 8))


def test_the_pattern_of_every_second_pixel_is_seen_and_slopes_are_not() -> None:
    rows = torch.arange(32)[:, None].float()
    columns = torch.arange(32).float()
    lines = 0.1 * (rows % 2 * 2 - 1).expand(32, 32)
    stripes = 0.1 * (columns // 4 % 2 * 2 - 1).expand(32, 32)
    slope = ((rows + columns) * 0.005).expand(32, 32)
    found = [float(losses.chequered(picture.expand(1, 3, -1, -1))) for picture in (lines, stripes, slope)]
    assert found[0] == pytest.approx(0.09, abs=1e-4) and found[1:] == [0, 0]


def test_styles_are_compared_inside_the_masks_wherever_these_lie() -> None:
    rng = torch.Generator().manual_seed(0)
    mask, moved = torch.zeros(1, 1, 32, 32), torch.zeros(1, 1, 32, 32)
    mask[..., :16, :16] = moved[..., 16:, 16:] = 1
    real, other = (torch.randn(1, 8, 16, 16, generator=rng) for _ in range(2))
    same = other.clone()
    same[..., 8:, 8:] = real[..., :8, :8]
    assert losses.style_difference([real], [same], mask, moved) < 1e-6
    assert losses.style_difference([real], [other], mask, moved) > 0.1
    assert losses.style_difference([real], [2 * same], mask, moved) == pytest.approx(3, rel=0.01)  # products of two
