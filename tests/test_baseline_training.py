"""The data and the losses of the networks that SceneGen is compared with."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from scenegen.data import DataError
from scenegen.data.check import check_dataset
from scenegen.data.label_formats import find_format, read_label_set
from scenegen.data.masked import MaskedBatch, MaskedPhotos
from scenegen.data.shapes import write_demo_set
from scenegen.data.side_by_side import CMP_FACADES
from scenegen.scene import CATEGORIES
from scenegen.training.config import PRESETS, Rhythm, Stage, TrainConfig
from scenegen.training.features import picture_features
from scenegen.training.mask_objectives import one_hot
from scenegen.training.paper_objectives import PaperBackgroundObjective, PaperObjectObjective, cut_boxes
from scenegen.training.parts import build_objective, build_source
from scenegen.training.picture_objectives import Pix2PixObjective
from scenegen.training.runs import export_checkpoint, run
from scenegen.weights import load_network
from tests.command_line import run as scenegen
from tests.tiny import TINY, tiny_discriminator


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=20)
    return folder


@pytest.fixture
def facades(tmp_path: Path) -> Path:
    """Two pairs for training, one for testing: the left half one grey, the right half two colours of the palette."""
    colours = list(CMP_FACADES.values())
    for split, names in (("train", ("1", "2")), ("test", ("3",))):
        (tmp_path / split).mkdir()
        for name in names:
            pixels = np.full((64, 128, 3), 60 * int(name), dtype=np.uint8)
            pixels[:, 64:96], pixels[:, 96:] = colours[2], colours[int(name)]
            Image.fromarray(pixels).save(tmp_path / split / f"{name}.jpg", quality=90, subsampling=0)
    return tmp_path


def batch_of(folder: Path, count: int = 4, size: int = 32) -> MaskedBatch:
    return MaskedPhotos([folder]).batch(size, count, torch.Generator().manual_seed(0))


def test_photos_come_with_all_their_masks_and_one_object(demo_set: Path) -> None:
    source = MaskedPhotos([demo_set], augment=False)
    assert source.categories == ("background", *CATEGORIES) and source.has_objects
    batch = source.batch(64, 12, torch.Generator().manual_seed(0))
    assert batch.image.shape == (12, 3, 64, 64) and batch.label.shape == (12, 64, 64)
    for label, mask, category in zip(batch.label, batch.mask[:, 0] > 0, batch.category, strict=True):
        assert mask.float().mean() > 0.02
        assert (label[mask] == category).float().mean() > 0.9, "few pixels may be covered by a later object"


def test_mirrored_photos_take_their_masks_along(demo_set: Path) -> None:
    source, plain = MaskedPhotos([demo_set]), MaskedPhotos([demo_set], augment=False)
    flips = set()
    for seed in range(8):
        seen, fixed = (s.sample(1, 64, torch.Generator().manual_seed(seed)) for s in (source, plain))
        flipped = not torch.equal(seen.label, fixed.label)
        flips.add(flipped)
        for one, other in zip(seen[:3], fixed[:3], strict=True):
            assert torch.equal(one, other.flip(-1) if flipped else other)
    assert flips == {True, False}


def test_small_objects_are_left_out_and_splits_kept_apart(demo_set: Path, tmp_path: Path) -> None:
    document = json.loads((demo_set / "instances_train.json").read_text())
    areas = [annotation["area"] / 256**2 for annotation in document["annotations"]]
    kept = sum(len(record.instances) for record in MaskedPhotos([demo_set]).records)
    assert kept == sum(area >= 0.03 for area in areas) < len(areas)
    photos = [{record.image for record in MaskedPhotos([demo_set], split=s).records} for s in ("train", "val")]
    assert not photos[0] & photos[1]
    for annotation in document["annotations"]:
        annotation["bbox"] = [0, 0, 9, 9]
    (tmp_path / "instances_train.json").write_text(json.dumps(document))
    (tmp_path / "images").symlink_to(demo_set / "images")
    with pytest.raises(DataError, match="no photo with a usable object"):
        MaskedPhotos([tmp_path])


def test_jitter_cuts_masks_and_photos_alike(facades: Path) -> None:
    source = MaskedPhotos([facades], jitter=True)
    edges = set()
    for seed in range(12):
        sample = source.sample(0, 64, torch.Generator().manual_seed(seed))
        assert sample.image.shape == (3, 64, 64) and sample.label.shape == (64, 64)
        edges.add(int((sample.label[0] == 2).sum()))
    assert len(edges) > 3, "the middle lies elsewhere each time"


def test_pix2pix_pairs_are_read_by_their_nearest_colour(facades: Path) -> None:
    assert find_format(facades)[0].name == "pix2pix pairs"
    train, held_out = read_label_set(facades, "train"), read_label_set(facades, "val")
    assert train.categories == tuple(CMP_FACADES) and [len(s.records) for s in (train, held_out)] == [2, 1]
    photo, label = train.records[0].photo(), train.records[0].label()
    assert photo.shape == (64, 64, 3) and abs(int(photo.mean()) - 60) < 3
    assert (label[:, 2:30] == 2).all() and (label[:, 34:] == 1).all()
    assert not MaskedPhotos([facades]).batch(32, 2, torch.Generator().manual_seed(0)).mask.any()
    assert not [finding for finding in check_dataset(facades) if finding.level == "error"]


def test_pairs_of_another_palette_are_told_and_may_bring_their_own(facades: Path) -> None:
    pixels = np.full((64, 128, 3), 255, dtype=np.uint8)
    Image.fromarray(pixels).save(facades / "train" / "1.jpg")
    with pytest.raises(DataError, match="does not hold the palette's colours"):
        read_label_set(facades, "train").records[0].label()
    (facades / "palette.json").write_text('{"snow": [250, 250, 250], "coal": [5, 5, 5]}')
    labels = read_label_set(facades, "train")
    assert labels.categories == ("snow", "coal") and not labels.records[0].label().any()
    (facades / "palette.json").write_text('{"snow": "white"}')
    with pytest.raises(DataError, match="is not of the form"):
        read_label_set(facades, "train")


def test_the_paper_s_networks_want_objects(facades: Path, demo_set: Path) -> None:
    with pytest.raises(DataError, match="learns from photos of objects"):
        build_source("paper_foreground", [facades])
    assert len(build_source("pix2pix", [facades], "unet5")) == 2
    with pytest.raises(DataError, match="one kind of set"):
        MaskedPhotos([facades, demo_set])


def test_boxes_are_cut_out_and_enlarged() -> None:
    picture = torch.zeros(2, 1, 32, 32)
    mask = torch.zeros(2, 1, 32, 32)
    picture[0, :, 4:12, 8:24] = 1  # its edge is mixed with what lies around it
    mask[0, :, 4:12, 8:24] = 1
    picture[1, :, :16] = 1
    boxes = cut_boxes(picture, mask, 16)
    assert boxes[0, :, 1:-1, 1:-1].min() > 0.99 and boxes[0].min() > 0.5, "the box and nothing else"
    assert abs(boxes[1].mean() - 0.5) < 0.05, "without a mask the whole picture"


def test_the_foreground_sees_no_pixel_of_the_object(demo_set: Path) -> None:
    objective = PaperObjectObjective(TINY["paper_foreground"]().eval(), tiny_discriminator("paper_foreground"))
    batch = batch_of(demo_set)
    painted = objective.generate(batch, torch.Generator().manual_seed(0)).picture
    other = batch._replace(image=torch.where(batch.mask > 0, -batch.image, batch.image))
    assert torch.equal(painted, objective.generate(other, torch.Generator().manual_seed(0)).picture)
    around = batch._replace(image=torch.where(batch.mask > 0, batch.image, -batch.image))
    assert not torch.equal(painted, objective.generate(around, torch.Generator().manual_seed(0)).picture)


def test_the_paper_s_terms_have_its_weights(demo_set: Path) -> None:
    batch, rng = batch_of(demo_set), torch.Generator().manual_seed(0)
    objective = PaperObjectObjective(
        TINY["paper_foreground"](), tiny_discriminator("paper_foreground").eval(), lambda: lambda pictures: [pictures]
    )
    output = objective.generate(batch, rng)
    terms = {name: term.item() for name, term in objective.generator_losses(batch, output, rng).items()}
    whole, instance = objective.discriminator(output.picture, output.masks, batch.mask)
    assert terms["g_global"] == pytest.approx(-0.9 * whole.mean().item(), abs=1e-5)
    assert terms["g_instance"] == pytest.approx(-0.1 * instance.mean().item(), abs=1e-5)
    squared = ((output.picture - batch.image).square() * (1 - batch.mask)).mean().item()
    assert terms["outside"] == pytest.approx(1e-5 * squared, rel=1e-3)
    assert 0 < terms["feature"] < 10
    assert "outside" not in PaperObjectObjective(
        TINY["paper_baseline"](), tiny_discriminator("paper_baseline")
    ).generator_losses(batch, output, rng)


def test_branches_are_tied_outside_the_masks_alone(demo_set: Path) -> None:
    batch, rng = batch_of(demo_set), torch.Generator().manual_seed(0)
    objective = PaperBackgroundObjective(TINY["paper_background"](), tiny_discriminator("paper_background"))
    output = objective.generate(batch, rng)
    inside = output.masks.sum(1, keepdim=True)
    assert 0.05 < inside.mean() < 0.6
    same = replace(output, background=output.with_objects + 5 * inside)
    assert objective.generator_losses(batch, same, rng)["similarity"] == 0
    apart = replace(output, background=output.with_objects + 0.1)
    assert objective.generator_losses(batch, apart, rng)["similarity"].item() == pytest.approx(10, rel=0.02)
    objective.generator_losses(batch, output, rng)["similarity"].backward()
    pulled = {name for name, weight in objective.generator.named_parameters() if weight.grad is not None}
    assert not any(name.startswith(("object_branch", "masks")) for name in pulled), "else both turn white"
    assert any(name.startswith("background_branch") for name in pulled)


def test_pix2pix_weighs_the_difference_a_hundredfold(demo_set: Path) -> None:
    batch, rng = batch_of(demo_set), torch.Generator().manual_seed(0)
    objective = Pix2PixObjective(TINY["pix2pix"](), tiny_discriminator("pix2pix"))
    output = objective.generate(batch, rng)
    terms = objective.generator_losses(batch, output, rng)
    assert terms["l1"].item() == pytest.approx(100 * (output - batch.image).abs().mean().item(), rel=1e-4)
    assert one_hot(batch.label, 13)[0].sum(1).eq(1).all()


def test_rates_are_halved_by_the_photos_that_were_shown() -> None:
    config = TrainConfig(stages=(Stage(16, 10, 8), Stage(32, 100, 4)), rhythm=Rhythm(5, halving_epochs=2))
    # 40 photos a step in the first stage, then 20; of 100 photos two epochs are 200.
    assert [config.rate_factor(step, 100) for step in (0, 4, 5, 10, 19, 20)] == [1, 1, 0.5, 0.25, 0.25, 0.125]
    assert PRESETS["paper_foreground"].rhythm == Rhythm(5, 80)


def test_a_narrow_network_is_exported_as_it_was_trained(demo_set: Path, tmp_path: Path) -> None:
    config = replace(
        PRESETS["pix2pix"], stages=(Stage(32, 1, 2),), width=4, variant="unet5", precision="fp32", sample_seconds=0
    )
    weights = run("pix2pix", [demo_set], tmp_path, {"pix2pix": config}, device=torch.device("cpu"), progress=False)
    network = load_network(weights)
    assert (network.config.width, network.config.levels, network.config.size) == (4, 5, 32)
    assert export_checkpoint("pix2pix", [demo_set], tmp_path, tmp_path / "again.safetensors") == {"pix2pix": 1}
    assert (tmp_path / "again.safetensors").read_bytes() == weights.read_bytes()


def test_options_that_do_not_fit_are_told(demo_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    train = ("--data", demo_set, "--precision", "fp32")
    assert "The width of box2mask cannot be chosen" in scenegen(monkeypatch, "train", "box2mask", *train, "--width", 8)
    told = scenegen(monkeypatch, "train", "pix2pix", *train, "--width", 4, "--stage", "128:1:2")
    assert "8 levels need stages whose size is a multiple of 256" in told
    told = scenegen(monkeypatch, "train", "paper_background", *train, "--width", 4, "--stage", "48:1:2")
    assert "power of two" in told
    told = scenegen(monkeypatch, "train", "paper_baseline", *train, "--stage", "64:1:2", "--stage", "128:2:2")
    assert "one size" in told
    assert "no variant 'deep' of pix2pix" in scenegen(monkeypatch, "train", "pix2pix", *train, "--variant", "deep")


def test_without_vgg_our_own_features_are_compared_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.models import VGG16_Weights

    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(VGG16_Weights, "get_state_dict", unreachable)
    with pytest.warns(UserWarning, match="VGG-16 weights cannot be loaded .no network.: those of our own segmenter"):
        features = picture_features()
    pictures = torch.rand(2, 3, 64, 64) * 2 - 1
    pictures.requires_grad_()
    maps = features(pictures)
    assert len(maps) > 2 and len({level.shape[-1] for level in maps}) == len(maps)
    sum(level.square().mean() for level in maps).backward()
    assert pictures.grad.abs().sum() > 0
    monkeypatch.setenv("SCENEGEN_WEIGHTS", "/nowhere")
    with pytest.warns(UserWarning, match="the feature loss is left out"):
        assert picture_features() is None


def test_the_paper_s_foreground_is_built_at_its_width_without_looking_for_features() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        config = replace(PRESETS["paper_foreground"], width=8, stages=(Stage(64, 1, 2),))
        objective = build_objective("paper_foreground", config, ("background", *CATEGORIES))
    assert objective.generator.config.categories == CATEGORIES
    assert (objective.generator.config.width, objective.generator.config.size, objective.discriminator.size) == (
        8,
        64,
        64,
    )
