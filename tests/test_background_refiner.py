"""Large landscapes get details that the painter has no room for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from scenegen.compositor import Compositor
from scenegen.data import DataError
from scenegen.data.pictures import PictureWindows
from scenegen.evaluation.refiner import detail_contrast
from scenegen.models.background import PictureDiscriminator
from scenegen.models.background_refiner import BackgroundRefiner, BackgroundRefinerConfig
from scenegen.models.blocks import downsample
from scenegen.scene import CanvasSize, GeneratedBackground, Scene
from scenegen.training.background_refiner_objective import BackgroundRefinerObjective
from scenegen.training.config import PRESETS, SettingError, Stage
from scenegen.training.parts import build_objective, build_source, check_stages
from scenegen.weights import MANIFEST, load_network
from tests.tiny import save_tiny_networks, tiny_background


def landscape(width: int, height: int, seed: int = 2) -> Scene:
    return Scene(canvas=CanvasSize(width=width, height=height), background=GeneratedBackground(seed=seed))


def as_tensor(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None] / 127.5 - 1


@pytest.fixture(scope="module")
def painted() -> list[Compositor]:
    """With the shipped refiner and without."""
    networks: dict[str, nn.Module] = {name: load_network(name) for name in ("background", "box2mask", "foreground")}
    refiner = load_network("background_refiner")
    return [Compositor(**networks, background_refiner=each, device="cpu") for each in (refiner, None)]


@pytest.mark.parametrize("size", [(768, 512), (512, 768), (1280, 512)])
def test_large_landscapes_get_details_and_stay_what_they_are(painted: list[Compositor], size: tuple[int, int]) -> None:
    refined, enlarged = (as_tensor(compositor.render(landscape(*size)).pixels) for compositor in painted)
    everywhere = torch.ones_like(refined[:, :1])
    assert float(detail_contrast(refined, everywhere)) > 1.3 * float(detail_contrast(enlarged, everywhere))
    # Seen from afar it is the same landscape.
    assert float((F.avg_pool2d(refined, 16) - F.avg_pool2d(enlarged, 16)).abs().mean()) < 0.04


def test_small_landscapes_are_painted_as_before(painted: list[Compositor]) -> None:
    refined, enlarged = (compositor.render(landscape(384, 256)).pixels for compositor in painted)
    assert np.array_equal(refined, enlarged)


def test_details_are_those_of_the_seed(painted: list[Compositor]) -> None:
    first, again, other = (painted[0].render(landscape(512, 512, seed)).pixels for seed in (2, 2, 3))
    fresh = Compositor(
        **{name: load_network(name) for name in ("background", "background_refiner", "box2mask", "foreground")},
        device="cpu",
    )
    assert np.array_equal(first, again) and np.array_equal(first, fresh.render(landscape(512, 512)).pixels)
    assert not np.array_equal(first, other)


def test_weights_without_it_paint_all_the_same(tmp_path: Path) -> None:
    save_tiny_networks(tmp_path)
    refined = Compositor.from_weights(tmp_path, device="cpu").render(landscape(512, 400)).pixels
    (tmp_path / "background_refiner.safetensors").unlink()
    manifest = tmp_path / MANIFEST
    listed = json.loads(manifest.read_text())
    del listed["networks"]["background_refiner"]
    manifest.write_text(json.dumps(listed))
    enlarged = Compositor.from_weights(tmp_path, device="cpu").render(landscape(512, 400)).pixels
    assert enlarged.shape == refined.shape and not np.array_equal(enlarged, refined)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures of fine stripes, three of them small."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    for number in range(12):
        width, height = (300, 200) if number < 3 else (900, 600)
        stripes = np.broadcast_to((np.arange(width) % 2 * 2 - 1)[:, None] * 60, (height, width, 3))
        shades = rng.integers(90, 160, (1, 1, 3))
        Image.fromarray((shades + stripes).clip(0, 255).astype(np.uint8)).save(folder / f"{number:02d}.png")
    return folder


def test_windows_show_pixels_of_large_pictures(photos: Path) -> None:
    assert len(PictureWindows([photos])) == 12
    windows = PictureWindows([photos], min_side=512)
    assert len(windows) == len(build_source("background_refiner", [photos])) == 9
    window = windows.sample(0, 300, torch.Generator().manual_seed(0)).image
    assert window.shape == (3, 300, 300)
    assert float((window[..., 1:] - window[..., :-1]).abs().min()) > 0.5, "no pixel is lost"
    reduced = windows.sample(0, 150, torch.Generator().manual_seed(0)).image
    assert float(reduced.std((1, 2)).max()) < 0.1, "the same part of the landscape, half as large"
    with pytest.raises(DataError, match="has a short side of 1000 pixels"):
        PictureWindows([photos], min_side=1000)


def test_windows_are_of_the_whole_picture(tmp_path: Path) -> None:
    ramp = np.linspace(0, 255, 800).astype(np.uint8)
    Image.fromarray(np.repeat(np.broadcast_to(ramp, (400, 800))[..., None], 3, 2)).save(tmp_path / "ramp.png")
    rng = torch.Generator().manual_seed(0)
    levels = torch.stack([PictureWindows([tmp_path]).sample(0, 64, rng).image.mean() for _ in range(60)])
    assert levels.min() < -0.6 and levels.max() > 0.6
    middle = PictureWindows([tmp_path], augment=False).sample(0, 64, rng).image
    assert float(middle.mean().abs()) < 0.02


def test_what_was_painted_shall_stay_and_what_was_reduced_come_back(photos: Path) -> None:
    torch.manual_seed(0)
    network = BackgroundRefiner(BackgroundRefinerConfig(channels=(4, 4, 6, 8), coarse_blocks=1))
    discriminator = PictureDiscriminator((4, 4, 6, 6), 4)
    objective = BackgroundRefinerObjective(network, discriminator, tiny_background().painter)
    batch = PictureWindows([photos]).batch(128, 4, torch.Generator().manual_seed(1))
    output = objective.generate(batch, torch.Generator().manual_seed(2))
    assert output.reduced == 1 and output.refined.shape == output.image.shape == (4, 3, 64, 64)
    assert torch.equal(output.given[0], downsample(output.image)[0])

    def losses(refined: torch.Tensor) -> dict[str, float]:
        said = objective.generator_losses(batch, replace(output, refined=refined), torch.Generator().manual_seed(3))
        return {name: float(value.detach()) for name, value in said.items()}

    enlarged = F.interpolate(output.given, scale_factor=2, mode="nearest")
    restored = torch.cat([output.image[:1], enlarged[1:]])
    as_it_should_be, darker = losses(restored), losses(restored - 0.3)
    assert as_it_should_be["kept"] < 0.01 and as_it_should_be["l1"] == 0
    assert darker["kept"] > 2 and darker["l1"] > 1
    coarse = losses(F.interpolate(output.given, scale_factor=2, mode="bilinear"))
    assert coarse["texture"] > losses(output.image)["texture"] == 0


def test_windows_show_whole_cells_of_the_layout() -> None:
    check_stages("background_refiner", (Stage(128, 10, 8), Stage(256, 20, 8)))
    with pytest.raises(SettingError, match="a multiple of 64"):
        check_stages("background_refiner", (Stage(96, 10, 8),))


def test_training_needs_a_painter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(tmp_path))
    with pytest.raises(DataError, match="learns from what a trained painter makes"):
        build_objective("background_refiner", PRESETS["background_refiner"], ())
