"""The paper's experiments: what their figures see, and the commands from tiny networks to the report."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scenegen.data.shapes import write_demo_set
from scenegen.data.side_by_side import CMP_FACADES
from scenegen.evaluation.experiments.composition import SIZE, Composition
from scenegen.evaluation.experiments.looks import appearance, foreign
from scenegen.evaluation.experiments.material import Material
from scenegen.evaluation.experiments.occlusion import occlusion
from scenegen.evaluation.experiments.preservation import PASTED, affine, drift
from scenegen.evaluation.experiments.results import Result
from scenegen.evaluation.experiments.setting import Setting
from scenegen.evaluation.experiments.side_by_side import boxes
from scenegen.evaluation.experiments.table import COLUMNS, EXPERIMENTS
from scenegen.evaluation.judges import Judges
from scenegen.models.pix2pix import Pix2Pix, Pix2PixConfig
from scenegen.scene import CATEGORIES
from scenegen.weights import save_network, write_manifest_entry
from tests.command_line import run
from tests.stand_ins import Bright
from tests.tiny import TINY, save_tiny_baselines, save_tiny_networks

Paint = Callable[[Composition], np.ndarray]


@dataclass(frozen=True)
class Stub:
    """A system that paints what a test wants."""

    name: str
    paint: Paint
    takes_background: bool = True
    title: str = "Stub"
    categories: tuple[str, ...] = CATEGORIES


def pasted(composition: Composition, colour: Callable[[int], tuple[int, int, int]]) -> np.ndarray:
    """Every object as a flat colour on the background, which is left as it is."""
    picture = composition.background.copy()
    for item, mask in zip(composition.items, composition.masks(), strict=True):
        picture[mask > 0.5] = colour(item.seed)
    return picture


def looks_of(seed: int) -> tuple[int, int, int]:
    red, green, blue = np.random.default_rng(seed).integers(60, 200, 3)
    return int(red), int(green), int(blue)


def layered(composition: Composition) -> np.ndarray:
    return pasted(composition, looks_of)


def at_once(composition: Composition) -> np.ndarray:
    """Makes a background of its own, which depends on where the objects are."""
    where = sum(float(item.frame.cx + item.frame.cy) for item in composition.items)
    own = np.full((SIZE, SIZE, 3), 40 + round(where) % 50, dtype=np.uint8)
    return pasted(composition.on(own), looks_of)


def smooth(number: int) -> np.ndarray:
    rows = np.linspace(60 + number, 140, SIZE)[:, None, None]
    return np.broadcast_to(rows, (SIZE, SIZE, 3)).astype(np.uint8)


def disc(category: str, number: int) -> tuple[np.ndarray, float]:
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    return (x**2 + y**2 <= 1).astype(np.float32), 1.0


MATERIAL = Material(smooth, disc, CATEGORIES)


def setting(*systems: Stub, **fields: Any) -> Setting:
    return Setting(systems, MATERIAL, **{"most": 3, **fields})


def row(result: Result, system: str) -> dict[str, Any]:
    """What the first table says of a system."""
    return next(iter(result.tables.values()))[system]


def test_moving_an_object_is_told_from_moving_the_background() -> None:
    result = affine(setting(Stub("ours", layered), Stub("other", at_once, takes_background=False)))
    ours, other = row(result, "ours"), row(result, "other")
    assert ours["change_outside"]["interval_95"] == [0, 0] and ours["psnr_outside"]["identical"]
    assert ours["ssim_outside"]["mean"] == 1 and ours["change_outside"]["n"] == 3
    assert other["change_outside"]["mean"] > 3 and other["psnr_outside"]["value"] < 40
    assert other["pictures_changed_outside"]["mean"] == pytest.approx(1 / 3, abs=1e-3), "one of three moves"
    assert [verdict.holds for verdict in result.verdicts] == [True, True]
    undone = {curve.title: curve.lines for curve in result.curves}["translate: the object's change, undone"]
    for name in ("ours", PASTED):
        assert all(figure["mean"] < 0.5 for _, figure in undone[name]), "a flat object is the same everywhere"


def test_an_object_that_changes_on_the_way_is_noticed() -> None:
    def restless(composition: Composition) -> np.ndarray:
        return pasted(composition, lambda _: looks_of(round(sum(item.frame.cx for item in composition.items))))

    result = affine(setting(Stub("ours", restless)))
    assert row(result, "ours")["change_inside_undone"]["mean"] > 5
    assert row(result, "ours")["change_outside"]["mean"] == 0


def test_a_canvas_that_fades_a_little_with_every_layer_drifts_by_as_much() -> None:
    def fading(composition: Composition) -> np.ndarray:
        return pasted(composition.on(composition.background + np.uint8(1)), looks_of)

    result = drift(setting(Stub("ours", layered), Stub("fading", fading), Stub("whole", at_once, False)))
    (curve,) = result.curves
    assert [figure["mean"] for _, figure in curve.lines["fading"]] == list(range(1, 9))
    assert row(result, "ours")["after_8"]["interval_95"] == [0, 0]
    assert [verdict.holds for verdict in result.verdicts] == [True, True]
    assert row(result, "fading")["pixels_changed_after_8"]["mean"] == 1
    assert curve.lines["whole"][0][1]["mean"] == 0, "its own picture with one object is its reference"
    assert curve.lines["whole"][-1][1]["mean"] > 1


def test_only_the_object_may_change_with_its_noise() -> None:
    good = appearance(setting(Stub("ours", layered)))
    deaf = appearance(setting(Stub("ours", lambda composition: pasted(composition, lambda _: (9, 9, 9)))))
    assert good.verdicts[0].holds and row(good, "ours")["change_inside"]["mean"] > 10
    assert not deaf.verdicts[0].holds and row(deaf, "ours")["change_inside"]["mean"] == 0


def test_an_object_in_the_light_of_its_background_follows_it() -> None:
    def tinted(composition: Composition) -> np.ndarray:
        mean = composition.background.reshape(-1, 3).mean(0)
        return pasted(composition, lambda _: tuple(int(value) for value in mean))

    control = Stub("control", layered)
    follows = foreign(setting(Stub("ours", tinted), control=control))
    assert row(follows, "ours")["lightness_followed"]["value"] == pytest.approx(1, abs=0.15)
    assert row(follows, "control")["lightness_followed"]["value"] == pytest.approx(0, abs=0.05)
    assert [verdict.holds for verdict in follows.verdicts] == [True, True]
    deaf = foreign(setting(control, control=control))
    assert [verdict.holds for verdict in deaf.verdicts] == [False, False]


def test_one_blob_for_two_objects_is_merged_and_nothing_at_all_is_missed() -> None:
    judges = Judges(segmenter=Bright(guided=True).eval())

    def white(composition: Composition) -> np.ndarray:
        return pasted(composition.on(np.zeros((SIZE, SIZE, 3), np.uint8)), lambda _: (255, 255, 255))

    def nothing(composition: Composition) -> np.ndarray:
        return np.random.default_rng(0).integers(0, 40, (SIZE, SIZE, 3), dtype=np.uint8)

    result = occlusion(setting(Stub("white", white), Stub("nothing", nothing, False), judges=judges))
    apart = result.tables["side by side, the control"]
    assert apart["white"]["two_found"]["mean"] == 1 and apart["white"]["merged"]["mean"] == 0
    assert apart["nothing"]["missed"]["mean"] == 2 and apart["nothing"]["two_found"]["mean"] == 0
    overlapping = result.tables["overlapping"]
    assert overlapping["white"]["two_found"]["mean"] < 1, "the segmenter's box reaches over both"
    assert overlapping["white"]["contact_contrast"]["mean"] == 0
    coloured = occlusion(setting(Stub("ours", layered)))
    assert coloured.tables["overlapping"]["ours"]["contact_contrast"]["mean"] > 5
    assert coloured.left_out, "without a segmenter"


def test_a_filled_box_is_told_from_an_outline_in_it() -> None:
    def outlined(composition: Composition) -> np.ndarray:
        assert all(item.outline is None for item in composition.items)
        return pasted(composition.having(*MATERIAL.composition(0).items), lambda _: (255, 255, 255))

    def filled(composition: Composition) -> np.ndarray:
        return pasted(composition.on(np.zeros((SIZE, SIZE, 3), np.uint8)), lambda _: (255, 255, 255))

    judges = Judges(segmenter=Bright(guided=True).eval())
    result = boxes(setting(Stub("ours", outlined), Stub("filled", filled), judges=judges))
    shares = {name: columns["share_of_the_box_found"]["mean"] for name, columns in result.tables["in the box"].items()}
    assert shares["filled"] > 0.9 and shares["drawn_outlines"] == pytest.approx(np.pi / 4, abs=0.05)


# --- the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editor's networks, a segmenter to judge, and the baselines except one."""
    folder = save_tiny_networks(tmp_path_factory.mktemp("weights"))
    save_network(TINY["segmentation"](), "segmentation", folder / "segmentation.safetensors")
    write_manifest_entry(folder, "segmentation", {})
    listing = save_tiny_baselines(folder / "baselines") / "manifest.json"
    document = json.loads(listing.read_text())
    del document["networks"]["pix2pixpp"]
    listing.write_text(json.dumps(document))
    return folder


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    write_demo_set(folder, count=24)
    return folder


@pytest.fixture(scope="module")
def training_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "pix2pix"
    (folder / "samples").mkdir(parents=True)
    for step in range(3):
        picture = np.full((32, 64, 3), 80 * step, dtype=np.uint8)
        Image.fromarray(picture).save(folder / "samples" / f"{10 * step:06d}.png")
    return folder


def test_the_report_is_one_page_with_everything_in_it(
    weights: Path, demo_set: Path, training_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    common = ("--data", demo_set, "--weights", weights, "--run", training_run, "--most", 2)
    assert run(monkeypatch, "evaluate", "report", "-o", tmp_path / "report", *common) == ""
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    figures = json.loads((tmp_path / "report" / "figures.json").read_text())
    assert set(figures) == set(EXPERIMENTS)
    used = {
        name
        for each in figures.values()
        for table in each["tables"].values()
        for line in table.values()
        for name in line
    }
    assert used <= set(COLUMNS)
    assert figures["affine"]["tables"]["all transforms"]["scenegen"]["change_outside"]["interval_95"] == [0, 0]
    assert figures["drift"]["verdicts"][0]["holds"]
    distances = figures["quality"]["tables"]["distance to the photos, whole pictures"]["scenegen"]
    assert set(distances) == {
        "sliced_wasserstein", "kid_animal_classifier", "frechet_animal_classifier", "kid_imagenet", "frechet_imagenet",
    }  # fmt: skip
    assert all(0 < abs(figure["value"]) < (1e4 if "imagenet" in name else 100) for name, figure in distances.items())
    assert set(figures["side_by_side"]["tables"]["time for a picture"]) == {
        "scenegen", "cnn_l1", "pix2pix5", "pix2pix", "paper_baseline", "paper_foreground",
    }  # fmt: skip
    assert "not compared: pix2pix++." in page
    for name in EXPERIMENTS:
        assert (
            f'<section id="{name}">' in page and f"scenegen evaluate experiment {name} --data {demo_set.name}" in page
        )
    for sha256 in (
        entry["sha256"] for entry in json.loads((weights / "manifest.json").read_text())["networks"].values()
    ):
        assert sha256 in page
    assert str(tmp_path) not in page and str(weights.parent) not in page, "nobody's folders"
    urls = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(url.startswith(("data:image/", "#")) for url in urls)
    kinds = {}
    for url in filter(lambda url: url.startswith("data:"), urls):
        with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
            picture.load()
            kinds.setdefault(picture.format, []).append(getattr(picture, "n_frames", 1))
    assert len(kinds["WEBP"]) > 20 and kinds["GIF"] == [3]
    assert page.count("left out, because the photos") == 2, "the sheet of photos and the triptychs"


def test_an_experiment_prints_its_figures_and_writes_its_pictures(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ("-o", tmp_path / "out", "--json", tmp_path / "new" / "figures.json")
    assert run(monkeypatch, "evaluate", "experiment", "drift", "--weights", weights, "--most", 2, *out) == ""
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert json.loads((tmp_path / "new" / "figures.json").read_text()) == document
    assert "pix2pix++" in document["absent"][0] and document["absent"][0] in printed.err
    table = document["experiments"]["drift"]["tables"]["after eight objects"]
    assert table["scenegen"]["after_8"]["mean"] == 0 < table["paper_foreground"]["after_8"]["mean"]
    assert sorted(path.name for path in (tmp_path / "out" / "drift").iterdir()) == ["curve1.svg", "sheet1.png"]
    assert (tmp_path / "out" / "drift" / "curve1.svg").read_text().startswith("<svg")
    again = run(monkeypatch, "evaluate", "experiment", "drift", "--weights", weights, "--most", 2)
    assert again == "" and json.loads(capsys.readouterr().out) == document


def test_label_maps_are_shown_beside_what_is_made_of_them(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for split in ("train", "test"):
        (tmp_path / "facades" / split).mkdir(parents=True)
        pair = np.full((32, 64, 3), 90, dtype=np.uint8)
        pair[:, 32:] = CMP_FACADES["facade"]
        pair[8:20, 40:52] = CMP_FACADES["window"]
        Image.fromarray(pair).save(tmp_path / "facades" / split / "1.png")
    config = Pix2PixConfig(tuple(CMP_FACADES), size=32, levels=3, width=4)
    save_network(Pix2Pix(config), "pix2pix", tmp_path / "baselines" / "pix2pix_facades.safetensors")
    write_manifest_entry(tmp_path / "baselines", "pix2pix_facades", {})
    command = ("evaluate", "experiment", "triptychs", "--weights", weights, "--baselines", tmp_path / "baselines")
    out = tmp_path / "out"
    assert run(monkeypatch, *command, "--data", tmp_path / "facades", "--most", 2, "-o", out) == ""
    with Image.open(out / "triptychs" / "sheet2.png") as sheet:
        labels, made, photo = np.split(np.asarray(sheet)[-32:], 3, axis=1)
    assert len(np.unique(labels.reshape(-1, 3), axis=0)) == 2, "facade and window"
    assert (photo == 90).all() and made.std() > 0


def test_without_baselines_ours_stands_alone_and_the_command_says_so(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("evaluate", "experiment", "appearance", "--weights", weights, "--baselines", tmp_path / "none")
    assert run(monkeypatch, *command, "--most", 2) == ""
    printed = capsys.readouterr()
    assert list(json.loads(printed.out)["systems"]) == ["scenegen"]
    assert "Not in the folder none, and so not compared: CNN with L1" in printed.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("nonsense",), "choose one of side_by_side, affine"),
        (("affine", "--run", "nowhere"), "no folder of a training run called nowhere"),
        (("affine", "--data", "nowhere"), "There is no folder nowhere to take photos from"),
        (("affine", "--weights", "nowhere"), "no folder nowhere to take the weights from"),
    ],
)
def test_what_a_person_gets_wrong_is_one_sentence(
    arguments: tuple[str, ...], expected: str, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = () if "--weights" in arguments else ("--weights", weights)
    assert expected in run(monkeypatch, "evaluate", "experiment", *arguments, *own)


def test_items_lie_where_their_frames_say() -> None:
    item = MATERIAL.item(0, cx=40.0, cy=70.0, side=30)
    mask = item.mask()
    rows, columns = np.nonzero(mask > 0.5)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((40, 70), abs=0.3)
    assert mask.sum() == pytest.approx(np.pi * 15**2, rel=0.05)
    moved = item.moved(dx=10, scale=0.5).mask()
    assert moved.sum() == pytest.approx(mask.sum() / 4, rel=0.05)
