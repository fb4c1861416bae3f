"""`scenegen evaluate` for the generators of the editor, from tiny networks and a drawn set to figures and sheets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from scenegen.compositor import EDITOR_NETWORKS
from scenegen.data.objects import ObjectCrops, ObjectMasks
from scenegen.data.shapes import CATEGORIES as DRAWN
from scenegen.data.shapes import write_demo_set
from scenegen.evaluation.box2mask import nearest_outlines, score_box2mask
from scenegen.evaluation.foreground import diversity_figures, score_objects
from scenegen.evaluation.judges import Judges, load_judges
from scenegen.evaluation.painted import Objects, paint_objects, read, spread_indices
from scenegen.evaluation.scores import held_out_source, score
from scenegen.scene import CATEGORIES
from scenegen.training.classifier_objective import ClassifierObjective
from scenegen.training.config import Stage, TrainConfig
from scenegen.training.loop import train
from scenegen.training.outline_classifier import recognised, train_outline_classifier
from scenegen.training.parts import MASKED, build_source
from scenegen.weights import WeightsError, save_network, write_manifest_entry
from tests.test_cli import run
from tests.tiny import TINY, tiny_classifier


@pytest.fixture(scope="session")
def demo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Landscapes with large animals, as pictures and as a COCO set."""
    folder = tmp_path_factory.mktemp("drawn")
    write_demo_set(folder, count=40)
    held_out = [f"demo_{number:05d}.jpg" for number in range(4)]
    (folder / "val.txt").write_text("\n".join(held_out))
    return folder


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tiny networks, the judges among them."""
    folder = tmp_path_factory.mktemp("weights")
    for name in (*EDITOR_NETWORKS, "classifier", "segmentation"):
        save_network(TINY[name](), name, folder / f"{name}.safetensors")
        write_manifest_entry(folder, name, {"steps": {name: 3}})
    return folder


def figures(found: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every figure of nested scores with its place in them."""
    if isinstance(found, dict) and "n" in found:
        yield path, found
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from figures(value, f"{path}/{name}")


@pytest.mark.parametrize("name", EDITOR_NETWORKS)
def test_the_command_writes_figures_and_a_sheet(
    name: str,
    demo_set: Path,
    weights: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = ("--json", tmp_path / "new" / "scores.json", "--sheet", tmp_path / "sheets" / "sheet.png")
    command = ("evaluate", name, "--data", demo_set, "--weights", weights, "--most", 8, *out)
    assert run(monkeypatch, *command) == ""
    printed = json.loads(capsys.readouterr().out)
    report = json.loads((tmp_path / "new" / "scores.json").read_text())
    assert report["scores"] == printed and len(report["weights"]["sha256"]) == 64 and report["split"] == "val"
    assert "judges" in report
    found = dict(figures(printed))
    assert len(found) > 10
    for place, figure in found.items():
        value, (low, high) = figure.get("mean", figure.get("value")), figure["interval_95"]
        assert low <= value <= high and 1 < figure["n"] <= 8, place
    with Image.open(tmp_path / "sheets" / "sheet.png") as sheet:
        assert np.asarray(sheet).std() > 5 and sheet.width > sheet.height / 3


def test_sizes_of_the_foreground_network_are_compared(
    demo_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = ("8x3", "16x3", "8x2")
    chosen = [word for size in sizes for word in ("--size", size)]
    common = ("--data", demo_set, "--stage", "32:1:2", "--most", 8, "--run", tmp_path)
    assert run(monkeypatch, "compare-sizes", *chosen, *common) == ""
    table = capsys.readouterr().out
    rows = json.loads((tmp_path / "table.json").read_text())
    assert [row["size"] for row in rows] == list(sizes)
    assert all(f"| {row['size']} | " in table and row["milliseconds"]["median"] > 1 for row in rows)
    assert rows[1]["parameters"] > 2 * rows[0]["parameters"] > 2 * rows[2]["parameters"]
    assert {figure["n"] for row in rows for _, figure in figures(row["figures"])} == {8}
    drawing = ElementTree.parse(tmp_path / "sizes.svg")
    marks = [each for each in drawing.iter() if each.get("class", "").startswith("mark ")]
    assert len(marks) == 5, "three networks, and the legend's two lines"


def test_what_nobody_can_judge_is_left_out_with_a_sentence(
    demo_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    save_network(TINY["foreground"](), "foreground", tmp_path / "foreground.safetensors")
    write_manifest_entry(tmp_path, "foreground", {})
    command = ("evaluate", "foreground", "--data", demo_set, "--weights", tmp_path, "--judges", tmp_path, "--most", 8)
    assert run(monkeypatch, *command) == ""
    printed = capsys.readouterr()
    scores = json.loads(printed.out)
    assert "obedience_iou" not in scores and "classifier_accuracy" not in scores and "seam" in scores
    for name in ("segmentation", "classifier"):
        assert f"No manifest lists the weights '{name}'" in printed.err


def test_what_a_person_gets_wrong_is_one_sentence(
    demo_set: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inception.pth").write_text("no weights")
    common = ("--data", demo_set, "--weights", weights)
    cases = [
        (("evaluate", "foreground", *common, "--inception", tmp_path / "none.pth"), "There is no file"),
        (("evaluate", "foreground", *common, "--inception", tmp_path / "inception.pth"), "nception"),
        (("evaluate", "segmentation", *common, "--sheet", tmp_path / "sheet.png"), "no sheet of segmentation"),
        (("evaluate", "foreground", "--data", tmp_path, "--weights", weights), "is it a COCO folder?"),
    ]
    for arguments, expected in cases:
        assert expected in run(monkeypatch, *arguments)
    assert not (tmp_path / "sheet.png").exists()


def test_weights_that_are_listed_but_of_another_network_do_not_judge(tmp_path: Path) -> None:
    save_network(TINY["bscgan"](), "bscgan", tmp_path / "classifier.safetensors")
    write_manifest_entry(tmp_path, "classifier", {})
    with pytest.raises(WeightsError, match="expected classifier"):
        load_judges([tmp_path])


# --- the figures see what they are for --------------------------------------------------------------------------------


class Copier:
    """Paints what was photographed there, changed by `spoil`."""

    size = 32

    def __init__(self, source: ObjectCrops, spoil: Callable[[torch.Tensor], torch.Tensor], most: int) -> None:
        self.real = read(source, self.size, spread_indices(len(source), most)).image
        self.spoil = spoil
        self.calls = 0

    def paint(
        self, canvas: torch.Tensor, mask: torch.Tensor, category: torch.Tensor, rng: torch.Generator
    ) -> torch.Tensor:
        start = self.calls % len(self.real)
        self.calls += len(canvas)
        real = self.real[start : start + len(canvas)]
        return torch.lerp(canvas, self.spoil(real), mask)


@pytest.fixture(scope="session")
def judge(demo_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Judges:
    """A classifier of drawn animals that learnt for some seconds."""
    source = ObjectCrops([demo_set], CATEGORIES, min_side=8)
    config = TrainConfig(
        stages=(Stage(32, 120, 16),),
        learning_rate=4e-3,
        betas=(0.9, 0.99),
        r1_every=0,
        precision="fp32",
        ema_half_life=10,
    )
    objective = ClassifierObjective(tiny_classifier())
    network = train(objective, source, config, tmp_path_factory.mktemp("classifier"), progress=False)
    return Judges(classifier=network.eval())


def test_the_classifier_learns_and_its_score_says_so(demo_set: Path, judge: Judges) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=8, augment=False)
    scores = score(judge.classifier, source)
    assert scores["accuracy_on_grey"]["mean"] > 0.5, f"chance is {1 / len(DRAWN)}"
    fresh = score(tiny_classifier().eval(), source)
    assert fresh["accuracy_on_grey"]["mean"] < scores["accuracy_on_grey"]["mean"] - 0.2


def test_every_figure_of_objects_is_best_for_the_photos_themselves(demo_set: Path, judge: Judges) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=8, augment=False)

    def scores(spoil: Callable[[torch.Tensor], torch.Tensor]) -> dict[str, Any]:
        return score_objects(Copier(source, spoil, most=24), source, judge, most=24, training=source)

    def blurred(real: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.avg_pool2d(real, 5, 1, 2)

    perfect, poor, grey = scores(lambda real: real), scores(blurred), scores(torch.zeros_like)
    for place in ("on_grey", "in_place"):
        for distance in ("sliced_wasserstein", "kid_animal_classifier", "frechet_animal_classifier"):
            values = [
                found["distances"][f"{distance}_{place}"]["generated"]["to_held_out"]["value"]
                for found in (perfect, poor, grey)
            ]
            assert values[0] < values[1] and values[0] < values[2], (distance, place, values)
    right = [found["classifier_accuracy"]["on_grey"] for found in (perfect, grey)]
    assert right[0]["generated"]["mean"] == pytest.approx(right[0]["real"]["mean"], abs=0.05)
    assert right[1]["generated"]["mean"] < right[0]["generated"]["mean"] - 0.2
    assert perfect["seam"]["generated_by_real"]["value"] == pytest.approx(1, abs=0.1)
    assert poor["seam"]["generated_by_real"]["value"] < perfect["seam"]["generated_by_real"]["value"] - 0.05


def test_a_generator_that_ignores_its_noise_is_below_the_floor(demo_set: Path, judge: Judges) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=8, augment=False)
    objects = paint_objects(Copier(source, lambda real: real, most=24), source, 24)
    same = diversity_figures(judge.classifier, objects)
    assert same["rerolls"]["mean"] == 0 and not same["above_floor"]
    kin = _in_the_look_of_kin(objects)
    other = diversity_figures(judge.classifier, kin)
    assert other["rerolls_by_real"]["value"] > 0.5 and other["above_floor"]


def _in_the_look_of_kin(objects: Objects) -> Objects:
    """The second roll in random colours: as unlike as objects of one kind are, or more."""
    rng = torch.Generator().manual_seed(0)
    colours = torch.rand(len(objects.real), 3, 1, 1, generator=rng) * 2 - 1
    return replace(objects, rolls=(objects.real, 0.5 * objects.real + colours))


def test_obedience_is_how_much_of_the_mask_the_segmenter_finds(demo_set: Path) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=8, augment=False)
    found = {}
    for name, logits in (("nothing", (9.0, -9.0)), ("all", (-9.0, 9.0))):
        segmenter = TINY["segmentation"]().eval().requires_grad_(False)
        segmenter.head[-1].weight.zero_()
        segmenter.head[-1].bias.copy_(torch.tensor(logits))
        painter = Copier(source, lambda real: real, most=6)
        found[name] = score_objects(painter, source, Judges(segmenter=segmenter), most=6)["obedience_iou"]
    assert set(found["all"]) == {"generated", "real", "nothing_painted"}
    for of in found["all"]:
        assert found["nothing"][of]["mean"] == 0 and found["nothing"][of]["n"] == 6
        assert 0.1 < found["all"][of]["mean"] < 0.9, "the mask's share of what was looked at"


# --- outlines ---------------------------------------------------------------------------------------------------------


def test_the_nearest_outline_is_of_the_category_and_the_box(demo_set: Path) -> None:
    source = ObjectMasks([demo_set], CATEGORIES, min_side=8, augment=False)
    batch = read(source, 32, list(range(len(source))))
    batch = batch._replace(log_aspect=0.01 * torch.arange(len(source)))  # in the drawn set some are equal
    assert torch.equal(nearest_outlines(batch, batch, 1), batch.mask), "its own is the nearest"
    others = nearest_outlines(batch, batch, 4, seed=1)
    assert not torch.equal(others, batch.mask)
    assert torch.equal(others, nearest_outlines(batch, batch, 4, seed=1))


def test_outlines_learnt_by_heart_are_found_out(demo_set: Path) -> None:
    network = TINY["box2mask"]().eval()
    source, training = held_out_source("box2mask", network, [demo_set], "val")
    scores = score_box2mask(network, source, training=training, classifier_epochs=1)
    assert scores["nearest_training_outline"]["iou_to_nearest_training"]["mean"] == 1
    assert scores["nearest_training_outline"]["diversity"]["mean"] == 0
    assert scores["one_of_8_nearest_training_outlines"]["diversity"]["mean"] > 0.05
    assert scores["generated"]["iou_to_nearest_training"]["mean"] < 0.9
    assert scores["real"]["iou_to_nearest_training"]["mean"] < 1
    polygon, ellipse = (scores["finished_sketches"][kind] for kind in ("polygon", "ellipse"))
    assert polygon["iou_of_sketch"]["mean"] > ellipse["iou_of_sketch"]["mean"] > polygon["iou"]["mean"]
    assert 0 < polygon["diversity"]["mean"] < 1 and "classifier_accuracy_of_sketch" in polygon


def test_the_classifier_of_outlines_learns_and_is_the_same_every_time(demo_set: Path) -> None:
    source = ObjectMasks([demo_set], CATEGORIES, min_side=8, augment=False)
    batch = read(source, 32, list(range(len(source))))

    def accuracy(epochs: int) -> float:
        scores = score_box2mask(TINY["box2mask"]().eval(), source, training=source, classifier_epochs=epochs)
        return scores["real"]["classifier_accuracy"]["mean"]

    assert accuracy(30) > accuracy(0) + 0.2
    first, second = (train_outline_classifier(batch, CATEGORIES, epochs=1) for _ in range(2))
    picture = batch.mask.expand(-1, 3, -1, -1)
    assert torch.equal(first(picture), second(picture))


def test_outlines_that_do_not_look_like_their_animal_are_found(demo_set: Path) -> None:
    """Every seventh is called another animal than it is."""
    source = ObjectMasks([demo_set], CATEGORIES, min_side=8, augment=False)
    batch = read(source, 32, list(range(len(source))))
    wrong = torch.arange(len(batch.mask)) % 7 == 0
    others = torch.where(wrong, batch.category.roll(1), batch.category)
    wrong &= others != batch.category
    found = recognised(batch._replace(category=others), CATEGORIES, epochs=30)
    assert found[wrong].mean() < 0.5 * found[~wrong].mean()


@pytest.mark.parametrize("name", MASKED)
def test_rivals_are_scored_beside_the_photos(name: str, demo_set: Path) -> None:
    source = build_source(name, [demo_set], split="val")
    scores = score(TINY[name]().eval(), source, most=8, judges=Judges(segmenter=TINY["segmentation"]().eval()))
    count = len(source)
    assert all(figure["n"] == count for _, figure in figures(scores))
    assert 0 < scores["l1"]["mean"] < 2
    assert (scores["reroll_difference_l1"]["mean"] > 0) == (name != "cnn_l1"), "only the CNN has no noise"
    assert set(scores["obedience_iou"]) == {"generated", "real"}
    assert scores["distances"]["sliced_wasserstein"]["generated"]["to_held_out"]["value"] > 0
