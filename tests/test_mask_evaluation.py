"""Figures about masks: right where the answer is known, and there for the networks from picture to mask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from scenegen.data import IGNORE, DataError
from scenegen.data.compose import STILL, Disturbance, composed
from scenegen.data.labelled import BY_CATEGORY, LabelledPhotos
from scenegen.data.plates import PlatePairs
from scenegen.data.shapes import write_demo_set
from scenegen.evaluation import mask_metrics as metrics
from scenegen.evaluation import rivals
from scenegen.evaluation.loss_table import as_markdown, loss_table
from scenegen.evaluation.scores import held_out_source, score
from scenegen.evaluation.segmentation import middle
from scenegen.models.segmentation import Segmentation, SegmentationConfig
from scenegen.training.config import PRESETS, Stage
from tests.test_labels import write_camvid, write_cdnet
from tests.tiny import TINY


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=30)
    return folder


KNOWN = torch.tensor([[[50.0, 10.0], [20.0, 20.0]]])  # TN, FP / FN, TP


def test_figures_of_a_known_confusion() -> None:
    assert float(metrics.iou(KNOWN, 1)) == pytest.approx(20 / 50)
    assert float(metrics.mean_iou(KNOWN)) == pytest.approx((20 / 50 + 50 / 80) / 2)
    assert float(metrics.dice(KNOWN, 1)) == pytest.approx(40 / 70)
    assert float(metrics.precision(KNOWN)) == pytest.approx(20 / 30)
    assert float(metrics.recall(KNOWN)) == pytest.approx(20 / 40)
    assert float(metrics.f_measure(KNOWN)) == pytest.approx(2 * (2 / 3) * 0.5 / (2 / 3 + 0.5))
    assert float(metrics.wrong_percentage(KNOWN)) == pytest.approx(30)
    assert float(metrics.pixel_accuracy(KNOWN)) == pytest.approx(0.7)


def test_the_library_says_the_same() -> None:
    torchmetrics = pytest.importorskip("torchmetrics.functional.classification")
    rng = np.random.default_rng(0)
    predicted, label = rng.integers(0, 3, (2, 20, 30))
    counts = metrics.confusion(predicted, label, 3)[None]
    theirs = torchmetrics.multiclass_jaccard_index(
        torch.from_numpy(predicted).flatten(), torch.from_numpy(label).flatten(), 3, average="none"
    )
    assert torch.allclose(torch.stack([metrics.iou(counts, k)[0] for k in range(3)]).float(), theirs, atol=1e-6)


@given(st.integers(0, 1_000))
def test_ignored_pixels_do_not_enter_the_confusion(seed: int) -> None:
    rng = np.random.default_rng(seed)
    predicted, label = rng.integers(0, 3, (2, 9, 7))
    hidden = rng.random((9, 7)) < 0.3
    counts = metrics.confusion(predicted, np.where(hidden, IGNORE, label).astype(np.uint8), 3)
    assert counts.sum() == (~hidden).sum()
    changed = np.where(hidden, (predicted + 1) % 3, predicted)
    assert torch.equal(counts, metrics.confusion(changed, np.where(hidden, IGNORE, label).astype(np.uint8), 3))


def test_intervals_hold_the_value_and_shrink_with_more_photos() -> None:
    rng = torch.Generator().manual_seed(0)
    widths = []
    for number in (10, 1_000):
        counts = KNOWN * (0.5 + torch.rand(number, 2, 2, generator=rng))
        result = metrics.pooled(counts, metrics.f_measure)
        low, high = result["interval_95"]
        assert low < result["value"] < high and result["n"] == number
        widths.append(high - low)
    assert widths[1] < widths[0] / 4


def test_boundaries_near_one_another_agree_and_others_do_not() -> None:
    label = np.zeros((100, 100), dtype=np.uint8)
    label[30:70, 30:70] = 1
    scores = []
    for shift in (0, 1, 8):
        counts = metrics.boundary_counts(np.roll(label, shift, 1), label, 1)[None]
        scores.append(float(metrics.boundary_f(counts)))
    assert scores[0] == scores[1] == 1 and scores[2] < 0.6


def test_classical_rivals_do_what_they_can() -> None:
    plate = np.full((60, 80, 3), 100, dtype=np.uint8)
    frame = plate.copy()
    frame[20:40, 30:60] = 160
    truth = frame[..., 0] == 160
    assert np.array_equal(rivals.absolute_difference(frame, plate), truth)
    assert not rivals.absolute_difference(frame, plate, 60).any()
    assert np.array_equal(rivals.otsu(frame), truth)
    assert np.array_equal(rivals.otsu(255 - frame), truth), "whichever is darker"
    assert not rivals.otsu(plate).any()
    walked = rivals.box_random_walker(frame, (27, 17, 63, 43))
    assert (walked & truth).sum() / (walked | truth).sum() > 0.9
    assert rivals.box_random_walker(frame, (0, 0, 80, 60)).shape == truth.shape


def test_people_click_on_the_object() -> None:
    ring = np.zeros((40, 40), dtype=bool)
    ring[5:35, 5:35] = True
    ring[10:30, 10:30] = False
    x, y = middle(ring)
    assert ring[int(y), int(x)]


# --- made-up frames -------------------------------------------------------------------------------------------------


def cutout() -> torch.Tensor:
    return torch.cat([torch.tensor([1.0, 0.0, 1.0])[:, None, None].expand(3, 30, 20), torch.ones(1, 30, 20)])


def test_without_disturbance_only_the_objects_differ() -> None:
    background = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0)) * 0.5
    seen = 0
    for seed in range(8):
        frame, plate, alpha = composed(background, [cutout()], STILL, torch.Generator().manual_seed(seed))
        assert torch.equal(plate, background)
        differs = ((frame - plate).abs().amax(0, keepdim=True) > 0.02).float()
        assert ((differs - alpha).abs().sum() <= 0.2 * alpha.sum() + 8) and set(alpha.unique().tolist()) <= {0.0, 1.0}
        seen += int(alpha.sum() > 10)
    assert seen >= 6


def test_every_disturbance_changes_the_frame_and_none_is_in_front() -> None:
    background = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(0))
    for name in ("jitter", "exposure", "drift", "waves", "noise"):
        only = Disturbance(**{**vars(STILL), name: getattr(Disturbance(), name)})
        changed = []
        for seed in range(12):
            frame, plate, alpha = composed(background, [], only, torch.Generator().manual_seed(seed))
            assert not alpha.any() and frame.min() >= 0 and frame.max() <= 1
            changed.append(float((frame - plate).abs().mean()) > 1e-4)
        assert any(changed), name
    shadowed = Disturbance(**{**vars(STILL), "shadow": 0.6})
    darker = []
    for seed in range(12):
        frame, plate, alpha = composed(background, [cutout()], shadowed, torch.Generator().manual_seed(seed))
        darker.append(float(((plate - frame) * (1 - alpha)).max()) > 0.1)
    assert any(darker)


def test_pairs_come_from_cutouts_backgrounds_and_videos(demo_set: Path, tmp_path: Path) -> None:
    write_cdnet(tmp_path)
    both = PlatePairs([demo_set, demo_set / "images", tmp_path])
    assert len(both.frames) == 2 and both.made_up and len(both) == 2 + len(both.cutouts), "half the video is held out"
    batch = both.batch(32, 12, torch.Generator().manual_seed(0))
    assert batch.image.shape == (12, 6, 32, 32) and batch.image.min() >= -1 and batch.image.max() <= 1
    assert set(batch.label.unique().tolist()) <= {0, 1, IGNORE} and (batch.label == 1).any()
    real = int((batch.index < 2).sum())
    assert 0 < real < 12
    videos = PlatePairs([tmp_path], augment=False)
    sample = videos.sample(0, 32, torch.Generator())
    assert not videos.made_up and (sample.label == IGNORE).any()
    front = sample.label == 1
    difference = (sample.image[:3] - sample.image[3:]).abs().mean(0)
    assert difference[front].mean() > 0.5 > difference[sample.label == 0].mean()
    with pytest.raises(DataError, match="made from objects and backgrounds"):
        PlatePairs([demo_set])


# --- scores ---------------------------------------------------------------------------------------------------------


def test_a_guided_segmenter_has_scores_with_and_without_pointing(demo_set: Path) -> None:
    network = TINY["segmentation"]().eval()
    source, training = held_out_source("segmentation", network, [demo_set], "val")
    scores = score(network, source, most=3, training=training)
    assert scores["pixel_accuracy"]["n"] == 3 and set(scores["iou"]) == {"background", "animal"}
    assert set(scores["guided"]) == {"box", "click", "rival_box_random_walker"}
    assert "common_stills" not in scores["object_iou"], "no category has 30 photos"
    assert scores["rival_otsu"]["iou"]["n"] == 3
    assert scores == score(network, source, most=3, training=training)


def test_a_perfect_segmenter_scores_one(demo_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = LabelledPhotos([demo_set], "binary", split="val", augment=False)
    truths = iter([table[record.label()] for record, table in source.records])
    monkeypatch.setattr(
        "scenegen.evaluation.segmentation.category_probabilities", lambda *_: np.eye(2)[next(truths)].transpose(2, 0, 1)
    )
    network = Segmentation(SegmentationConfig(("background", "animal"), size=32, channels=(4, 6)))
    scores = score(network, source)
    assert scores["mean_iou"]["value"] == scores["boundary_f"]["animal"]["value"] == 1
    assert scores["object_iou"]["all"]["per_photo"]["value"] == 1 and scores["foreground"]["pwc"]["value"] == 0


def test_a_segmenter_by_category_is_scored_as_one_that_finds_animals_too(
    demo_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It marks every animal, but takes all of them for the last category."""
    source = LabelledPhotos([demo_set], "animals", split="val", augment=False)
    last = len(BY_CATEGORY) - 1
    truths = iter([table[record.label()] for record, table in source.records])
    monkeypatch.setattr(
        "scenegen.evaluation.segmentation.category_probabilities",
        lambda *_: np.eye(last + 1)[np.where(next(truths) > 0, last, 0)].transpose(2, 0, 1),
    )
    network = Segmentation(SegmentationConfig(BY_CATEGORY, size=32, channels=(4, 6)))
    scores = score(network, source)
    assert scores["object_iou"]["all"]["pooled"]["value"] == 1
    assert scores["iou"]["background"]["value"] == 1 and scores["mean_iou"]["value"] < 0.6


def test_folders_of_other_categories_are_refused(tmp_path: Path) -> None:
    write_camvid(tmp_path)
    network = Segmentation(SegmentationConfig(("sky", "sea"), size=32, channels=(4, 6)))
    with pytest.raises(DataError, match="tells apart sky, sea, but the folders label sky, building"):
        held_out_source("segmentation", network, [tmp_path], "test")


def test_bscgan_is_judged_on_made_up_frames_and_every_video(demo_set: Path, tmp_path: Path) -> None:
    write_cdnet(tmp_path)
    network = TINY["bscgan"]().eval()
    (demo_set / "images" / "val.txt").write_text("demo_00000.jpg\n")
    source, _ = held_out_source("bscgan", network, [demo_set, demo_set / "images", tmp_path], "val")
    scores = score(network, source, most=3)
    (demo_set / "images" / "val.txt").unlink()
    assert set(scores) == {"composites_still", "composites_light", "composites_light_and_jitter", "cdnet_highway"}
    figures = scores["cdnet_highway"]["aligned"]
    assert set(figures) == {"f_measure", "precision", "recall", "pwc", "rival_absolute_difference"}
    rival = figures["rival_absolute_difference"]
    assert rival["f_measure_at_best_threshold"]["value"] > 0.9, "a bright square on grey is easy"


def test_the_mask_prior_has_scores(demo_set: Path) -> None:
    network = TINY["mask_prior"]().eval()
    source, _ = held_out_source("mask_prior", network, [demo_set], "val")
    assert {figure["n"] for figure in score(network, source, most=3).values()} == {3}


def test_the_table_of_losses_has_every_loss_with_and_without_its_adversary(demo_set: Path, tmp_path: Path) -> None:
    config = replace(PRESETS["segmentation"], stages=(Stage(32, 1, 2),), variant="binary")
    contents = (("ce",), ("focal4", "dice"))
    rows = list(
        loss_table([demo_set], tmp_path, config, split="val", most=3, device=torch.device("cpu"), contents=contents)
    )
    assert [row["loss"] for row in rows] == ["ce", "ce+lsgan", "focal4+dice", "focal4+dice+lsgan"]
    assert {row["mean_iou"]["n"] for row in rows} == {3} and {row["steps"] for row in rows} == {1}
    assert as_markdown(rows).count("\n") == 5 and "| ce+lsgan | 0." in as_markdown(rows)
