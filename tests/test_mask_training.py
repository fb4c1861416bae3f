"""The losses of the networks from picture to mask, and that training with them learns."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from scenegen.data import IGNORE, DataError
from scenegen.data.labelled import LabelledPhotos
from scenegen.data.plates import PlatePairs
from scenegen.data.shapes import write_demo_set
from scenegen.models.bscgan import BScGAN
from scenegen.models.foreground import Foreground
from scenegen.models.pix2pix import Pix2Pix
from scenegen.models.segmentation import Segmentation
from scenegen.training import losses, parts
from scenegen.training.config import PRESETS, MaskLoss, SettingError, Stage, TrainConfig, with_mask_options
from scenegen.training.loop import train
from scenegen.training.mask_objectives import BScGANObjective, SegmentationObjective, one_hot, painted_label
from scenegen.training.parts import VARIANTS, build_objective, check_variant
from scenegen.training.runs import export_checkpoint, run
from scenegen.weights import load_network
from tests.tiny import TINY, tiny_discriminator

QUICK = TrainConfig(stages=(Stage(32, 3, 4),), precision="fp32", r1_every=0, log_every=1)


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=30)
    return folder


def logits_of(label: torch.Tensor, count: int, certainty: float) -> torch.Tensor:
    return certainty * one_hot(label, count)[0]


@given(st.integers(2, 5), st.integers(0, 1_000))
def test_label_losses_vanish_at_the_truth_and_grow_with_errors(count: int, seed: int) -> None:
    rng = torch.Generator().manual_seed(seed)
    label = torch.randint(0, count, (2, 8, 8), generator=rng)
    wrong = (label + 1) % count
    for name, loss in losses.LABEL_LOSSES.items():
        right, unsure, mistaken = (
            float(loss(logits, label)) for logits in (logits_of(label, count, 30), torch.zeros(2, count, 8, 8),
                                                      logits_of(wrong, count, 30))
        )  # fmt: skip
        assert right == pytest.approx(0, abs=1e-3), name
        assert right < unsure < mistaken, name


def test_losses_of_objects_forgive_the_wrong_category_but_not_the_wrong_place() -> None:
    label = torch.zeros(1, 8, 8, dtype=torch.long)
    label[:, 2:6, 2:6] = 1
    other_category = logits_of(2 * label, 3, 30)
    elsewhere = logits_of(label.roll(4, dims=2), 3, 30)
    for name in ("object_ce", "object_dice"):
        loss = losses.LABEL_LOSSES[name]
        assert float(loss(other_category, label)) < 1e-3
        assert float(loss(elsewhere, label)) > 0.3
    assert float(losses.cross_entropy(other_category, label)) > 1


@pytest.mark.parametrize("name", losses.LABEL_LOSSES)
def test_ignored_pixels_count_for_nothing(name: str) -> None:
    label = torch.randint(0, 2, (2, 8, 8))
    label[:, :4] = IGNORE
    logits = torch.randn(2, 2, 8, 8, requires_grad=True)
    losses.LABEL_LOSSES[name](logits, label).backward()
    assert not logits.grad[:, :, :4].any() and logits.grad[:, :, 4:].any()
    nothing = losses.LABEL_LOSSES[name](logits, torch.full_like(label, IGNORE))
    assert float(nothing.detach()) == 0


def test_focal_loss_is_cross_entropy_times_what_is_missing() -> None:
    """Equation 4 of Lin et al. 2017 on one pixel whose true category has probability 0.8."""
    logits = torch.tensor([[0.2, 0.8]]).log().reshape(1, 2, 1, 1)
    label = torch.ones(1, 1, 1, dtype=torch.long)
    entropy = float(losses.cross_entropy(logits, label))
    assert entropy == pytest.approx(0.2231, abs=1e-4)
    for gamma in (2, 4):
        assert float(losses.focal(logits, label, gamma=gamma)) == pytest.approx(0.2**gamma * entropy, rel=1e-4)


def test_soft_dice_of_known_masks() -> None:
    first, second = torch.zeros(1, 1, 10, 20), torch.zeros(1, 1, 10, 20)
    first[..., :10], second[..., 5:15] = 1, 1
    assert float(losses.soft_dice(first, second)) == pytest.approx(0.5, abs=0.01)


def test_least_squares_losses_are_lowest_where_they_should_be() -> None:
    ones, zeros = torch.ones(4), torch.zeros(4)
    assert losses.generator_least_squares(ones) == 0 and losses.generator_least_squares(zeros) == 0.5
    assert losses.discriminator_least_squares(ones, zeros) == 0 and losses.discriminator_least_squares(zeros, ones) == 1


@pytest.mark.parametrize("adversarial", ["bce", "lsgan"])
@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_every_loss_trains_and_weight_zero_leaves_the_discriminator_alone(
    adversarial: str, weight: float, demo_set: Path, tmp_path: Path
) -> None:
    cases = [
        (SegmentationObjective, "segmentation", LabelledPhotos([demo_set], "binary", guided=True), ("ce", "focal4")),
        (BScGANObjective, "bscgan", PlatePairs([demo_set, demo_set / "images"]), ("mse", "dice")),
    ]
    for kind, name, source, content in cases:
        objective = kind(
            TINY[name](),
            tiny_discriminator(name),
            MaskLoss(content, adversarial=adversarial, adversarial_weight=weight),
        )
        before = {key: value.clone() for key, value in objective.discriminator.state_dict().items()}
        start = {key: value.clone() for key, value in objective.generator.state_dict().items()}
        train(objective, source, QUICK, tmp_path / name, progress=False)
        after = objective.discriminator.state_dict()
        assert any(not torch.equal(before[key], after[key]) for key in before) == bool(weight)
        assert any(not torch.equal(start[key], value) for key, value in objective.generator.state_dict().items())
        line = json.loads((tmp_path / name / "metrics.jsonl").read_text().splitlines()[0])
        assert set(line) == {"step", "size", *content, *(("d", "g") if weight else ())}


def test_training_a_segmenter_beats_its_start(demo_set: Path, tmp_path: Path) -> None:
    source = LabelledPhotos([demo_set], "binary", augment=False)
    objective = SegmentationObjective(
        TINY["segmentation"](), tiny_discriminator("segmentation"), MaskLoss(("ce", "dice"), adversarial_weight=0.02)
    )
    shown = source.batch(32, 20, torch.Generator().manual_seed(1))

    def overlap(network: Segmentation) -> float:
        with torch.no_grad():
            found = network(shown.image).argmax(1) == 1
        truth = shown.label == 1
        return float((found & truth).sum() / (found | truth).sum())

    start = overlap(objective.generator)
    config = replace(QUICK, stages=(Stage(32, 150, 8),), learning_rate=3e-3, ema_half_life=10, betas=(0.9, 0.99))
    assert overlap(train(objective, source, config, tmp_path, progress=False)) > max(start + 0.1, 0.4)


def test_training_bscgan_beats_its_start(demo_set: Path, tmp_path: Path) -> None:
    source = PlatePairs([demo_set, demo_set / "images"])
    objective = BScGANObjective(TINY["bscgan"](), tiny_discriminator("bscgan"), PRESETS["bscgan"].mask_loss)
    shown = source.batch(32, 20, torch.Generator().manual_seed(1))

    def f_measure(network: BScGAN) -> float:
        with torch.no_grad():
            found = network(shown.image)[:, 0] > 0
        truth = shown.label == 1
        return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))

    start = f_measure(objective.generator)
    config = replace(QUICK, stages=(Stage(32, 160, 8),), learning_rate=3e-3, ema_half_life=10, betas=(0.5, 0.99))
    assert f_measure(train(objective, source, config, tmp_path, progress=False)) > start + 0.2


def test_painted_labels_tell_categories_apart() -> None:
    painted = painted_label(torch.tensor([[[0, 1, 2, 3, IGNORE]]]), 4)
    assert painted.shape == (1, 3, 1, 5) and painted.min() >= -1 and painted.max() <= 1
    assert len({tuple(painted[0, :, 0, i].tolist()) for i in range(5)}) == 5
    assert (painted[..., 0] == -1).all() and (painted[..., 4] == 0).all()


# --- variants and settings ------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:for .* copying from a non-meta parameter")  # trained weights
def test_every_variant_can_be_built() -> None:
    for part, names in VARIANTS.items():
        for name in names:
            if name == "resnet101":
                continue  # see below: it asks the network for weights
            check_variant(part, name)
            with torch.device("meta"):
                objective = build_objective(part, replace(PRESETS[part], variant=name), ("background", "cow", "car"))
            assert isinstance(objective.generator, (Segmentation, BScGAN, Pix2Pix, Foreground))
    with pytest.raises(SettingError, match="choose one of small, paper, resnet101"):
        check_variant("bscgan", "huge")
    with pytest.raises(SettingError, match="it has none"):
        check_variant("painter", "guided")


def test_without_imagenet_weights_there_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: BScGAN) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(parts, "load_resnet101", fail)
    with pytest.warns(UserWarning, match=r"weights cannot be loaded \(no route to host\): .* random weights"):
        build_objective("bscgan", replace(PRESETS["bscgan"], variant="resnet101"), ("background", "foreground"))


def test_losses_are_chosen_by_name_and_unknown_ones_refused() -> None:
    nothing = {"variant": None, "content": (), "adversarial": None, "adversarial_weight": None, "without": None}
    preset = PRESETS["segmentation"]
    assert with_mask_options("segmentation", preset, **nothing) == preset
    chosen = with_mask_options(
        "segmentation", preset, **{**nothing, "variant": "binary", "content": ("focal2",), "adversarial_weight": 0.0}
    )
    assert chosen.variant == "binary" and chosen.mask_loss == replace(
        preset.mask_loss, content=("focal2",), adversarial_weight=0.0
    )
    for part, options, told in (
        ("segmentation", {"adversarial": "hinge"}, "no adversarial loss 'hinge'"),
        ("box2mask", {"content": ("dice",)}, "losses of box2mask cannot be chosen"),
        ("segmentation", {"without": "canoe"}, "Only bscgan"),
    ):
        with pytest.raises(SettingError, match=told):
            with_mask_options(part, PRESETS[part], **{**nothing, **options})
    with pytest.raises(SettingError, match="no content loss l1; choose from ce, dice, focal2, focal4"):
        SegmentationObjective(TINY["segmentation"](), tiny_discriminator("segmentation"), MaskLoss(("l1",)))


def test_a_run_of_a_variant_is_exported_as_that_variant(demo_set: Path, tmp_path: Path) -> None:
    config = replace(PRESETS["segmentation"], stages=(Stage(32, 2, 2),), variant="animals", sample_seconds=0)
    settings = {"segmentation": config}
    weights = run("segmentation", [demo_set], tmp_path, settings, device=torch.device("cpu"), progress=False)
    network = load_network(weights)
    assert network.config.categories[0] == "background" and "zebra" in network.config.categories
    assert not network.config.guided and network.config.size == 32
    with (tmp_path / "metrics.jsonl").open("a") as log:  # of a run that was stopped before its next checkpoint
        log.write('{"step": 2, "size": 48}\n')
    assert export_checkpoint("segmentation", [demo_set], tmp_path, tmp_path / "again.safetensors") == {
        "segmentation": 2
    }
    assert load_network(tmp_path / "again.safetensors").config == network.config
    other = {"segmentation": replace(config, variant="binary")}
    with pytest.raises(DataError, match="other settings"):
        run("segmentation", [demo_set], tmp_path, other, device=torch.device("cpu"), progress=False)
