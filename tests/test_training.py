"""Training for real, on tiny networks and the procedural set."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from scenegen.data import Batch, DataError, Source
from scenegen.data.fill import filled
from scenegen.data.labelled import LabelledPhotos
from scenegen.data.masked import MaskedPhotos
from scenegen.data.objects import ObjectCrops, ObjectMasks
from scenegen.data.pictures import Layouts, Pictures, PictureWindows, coarse_colours, levelness, standing_room
from scenegen.data.plates import PlatePairs
from scenegen.data.shapes import CATEGORIES, write_demo_set
from scenegen.outlines import solidity
from scenegen.scene import CATEGORIES as ALL_CATEGORIES
from scenegen.training import losses
from scenegen.training.augment import DiffAugment
from scenegen.training.background_refiner_objective import BackgroundRefinerObjective
from scenegen.training.banks import fill_code_bank, fill_layout_bank, fill_style_bank, most_solid, usual_log_aspects
from scenegen.training.classifier_objective import ClassifierObjective
from scenegen.training.config import PRESETS, MaskLoss, Rhythm, Stage, TrainConfig
from scenegen.training.loop import train
from scenegen.training.mask_objectives import BScGANObjective, MaskPriorObjective, SegmentationObjective
from scenegen.training.objectives import Box2MaskObjective, ForegroundObjective, LayoutObjective, PainterObjective
from scenegen.training.paper_objectives import PaperBackgroundObjective, PaperObjectObjective
from scenegen.training.parts import MASKED, PARTS
from scenegen.training.picture_objectives import CnnL1Objective, Pix2PixObjective, Pix2PixPPObjective
from scenegen.training.refiner_objective import RefinerObjective
from scenegen.training.runs import export_checkpoint, run
from scenegen.weights import load_network
from tests.tiny import TINY, tiny_discriminator

OBJECTIVES = {
    "layout": LayoutObjective,
    "painter": PainterObjective,
    "background_refiner": lambda *networks: BackgroundRefinerObjective(*networks[:2], TINY["background"]().painter),
    "box2mask": Box2MaskObjective,
    "foreground": ForegroundObjective,
    "refiner": lambda *networks: RefinerObjective(*networks[:2], TINY["foreground"]()),
    "segmentation": SegmentationObjective,
    "mask_prior": MaskPriorObjective,
    "bscgan": BScGANObjective,
    "classifier": lambda network, *_: ClassifierObjective(network),
    "cnn_l1": lambda network, *_: CnnL1Objective(network),
    "pix2pix": lambda *networks: Pix2PixObjective(*networks[:2]),
    "pix2pixpp": lambda *networks: Pix2PixPPObjective(*networks[:2]),
    "paper_background": lambda *networks: PaperBackgroundObjective(*networks[:2]),
    "paper_foreground": lambda *networks: PaperObjectObjective(*networks[:2]),
    "paper_baseline": lambda *networks: PaperObjectObjective(*networks[:2]),
}
SIZES = {
    "layout": 16, "painter": 256, "background_refiner": 128, "box2mask": 16, "foreground": 32, "refiner": 64,
    "segmentation": 32, "mask_prior": 16, "bscgan": 32, "classifier": 32, **dict.fromkeys(MASKED, 32),
}  # fmt: skip
GENERATORS = {
    "layout": lambda: TINY["background"]().layout_generator,
    "painter": lambda: TINY["background"]().painter,
    "background_refiner": TINY["background_refiner"],
    "box2mask": TINY["box2mask"],
    "foreground": TINY["foreground"],
    "refiner": TINY["refiner"],
    "segmentation": TINY["segmentation"],
    "mask_prior": TINY["mask_prior"],
    "bscgan": TINY["bscgan"],
    "classifier": TINY["classifier"],
    **{name: TINY[name] for name in MASKED},
}


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=30)
    return folder


def make(name: str, folder: Path, loss: MaskLoss | None = None) -> tuple[object, Source, TrainConfig]:
    sources = {
        "layout": lambda: Layouts([folder]),
        "painter": lambda: Pictures([folder]),
        "background_refiner": lambda: PictureWindows([folder]),
        "box2mask": lambda: ObjectMasks([folder], ALL_CATEGORIES, min_side=8),
        "foreground": lambda: ObjectCrops([folder], ALL_CATEGORIES, min_side=8),
        "refiner": lambda: ObjectCrops([folder], ALL_CATEGORIES, min_side=8),
        "segmentation": lambda: LabelledPhotos([folder], "binary", guided=True),
        "mask_prior": lambda: LabelledPhotos([folder], "binary"),
        "bscgan": lambda: PlatePairs([folder, folder / "images"]),
        "classifier": lambda: ObjectCrops([folder], ALL_CATEGORIES, min_side=8),
        **dict.fromkeys(MASKED, lambda: MaskedPhotos([folder])),
    }
    loss = PRESETS[name].mask_loss if loss is None else loss
    objective = OBJECTIVES[name](GENERATORS[name](), tiny_discriminator(name), 1.0 if loss is None else loss)
    own = {"r1_every": 2, "log_every": 1, "rhythm": PRESETS[name].rhythm}
    config = TrainConfig(stages=(Stage(SIZES[name], 4, 4),), precision="fp32", **own)
    return objective, sources[name](), config


def test_every_part_has_a_preset_and_an_objective() -> None:
    parts = [part for parts in PARTS.values() for part in parts]
    assert sorted(parts) == sorted(PRESETS) == sorted(OBJECTIVES)


def test_a_whole_run_ends_in_weights_that_load(demo_set: Path, tmp_path: Path) -> None:
    """The command's own path with the full-sized networks of the background, two steps each."""
    configs = {
        part: replace(PRESETS[part], stages=(Stage(size, 2, 2),), sample_seconds=0)
        for part, size in (("layout", 16), ("painter", 64))
    }
    weights = run("background", [demo_set], tmp_path, configs, device=torch.device("cpu"), progress=False)
    network = load_network(weights)
    picture = network(network.sample_layout(1, torch.Generator()), torch.randn(1, 1, 256, 256))
    assert picture.shape == (1, 3, 256, 256) and picture.isfinite().all()
    assert export_checkpoint("background", [demo_set], tmp_path, tmp_path / "again.safetensors") == {
        "layout": 2,
        "painter": 2,
    }
    assert (tmp_path / "again.safetensors").read_bytes() == weights.read_bytes()
    other = {part: replace(config, learning_rate=1.0) for part, config in configs.items()}
    with pytest.raises(DataError, match="other settings"):
        run("background", [demo_set], tmp_path, other, device=torch.device("cpu"), progress=False)


def test_learning_rates_fall_to_zero_at_the_end_alone() -> None:
    config = TrainConfig(stages=(Stage(16, 60, 2), Stage(32, 100, 2)), cooldown=0.2)
    assert [config.rate_factor(step) for step in (0, 60, 80, 90, 100)] == [1, 1, 1, 0.5, 0]
    assert TrainConfig(stages=(Stage(16, 60, 2),)).rate_factor(59) == 1


@pytest.mark.parametrize("name", OBJECTIVES)
def test_stopping_and_resuming_equals_not_stopping(name: str, demo_set: Path, tmp_path: Path) -> None:
    objective, source, config = make(name, demo_set)
    before = {key: value.clone() for key, value in objective.generator.named_parameters()}
    whole = train(objective, source, config, tmp_path / "whole", progress=False).state_dict()
    assert any(not torch.equal(before[key], whole[key]) for key in before)

    half = replace(config, stages=(replace(config.stages[0], until=2),))
    train(make(name, demo_set)[0], source, half, tmp_path / "parts", progress=False)
    parts = train(make(name, demo_set)[0], source, config, tmp_path / "parts", progress=False).state_dict()
    assert whole.keys() == parts.keys()
    for key in whole:
        assert torch.equal(whole[key], parts[key]), key

    lines = [json.loads(line) for line in (tmp_path / "parts" / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [0, 1, 2, 3]
    assert ("r1" in lines[2]) == (PRESETS[name].r1_every > 0) and "r1" not in lines[3]
    assert (tmp_path / "parts" / "samples" / "000004.png").stat().st_size > 1000


@pytest.mark.parametrize("name", ["foreground", "segmentation"])
def test_who_draws_the_batches_changes_nothing(name: str, demo_set: Path, tmp_path: Path) -> None:
    _, source, config = make(name, demo_set)
    config = replace(config, rhythm=Rhythm(discriminator_steps=2, halving_epochs=80))
    alone, helped = (
        train(make(name, demo_set)[0], source, config, tmp_path / str(workers), workers=workers, progress=False)
        for workers in (0, 2)
    )
    for key, value in alone.state_dict().items():
        assert torch.equal(value, helped.state_dict()[key]), key


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_half_precision_trains_too(precision: str, demo_set: Path, tmp_path: Path) -> None:
    objective, source, config = make("foreground", demo_set)
    before = objective.generator.generator.stem.weight.clone()
    train(objective, source, replace(config, precision=precision), tmp_path, progress=False)
    assert all(value.isfinite().all() for value in objective.generator.parameters())
    assert not torch.equal(before, objective.generator.generator.stem.weight)


def test_a_discriminator_ahead_learns_alone(demo_set: Path, tmp_path: Path) -> None:
    def trained(steps: int) -> tuple[bool, bool]:
        """Whether generator and discriminator have changed after so many steps, two of them the discriminator's."""
        torch.manual_seed(0)
        objective, source, config = make("box2mask", demo_set)
        parts = (objective.generator, objective.discriminator)
        before = [[value.clone() for value in part.parameters()] for part in parts]
        config = replace(config, stages=(Stage(16, steps, 4),), discriminator_ahead=2)
        train(objective, source, config, tmp_path / str(steps), progress=False)
        return tuple(
            any(not torch.equal(old, new) for old, new in zip(values, part.parameters(), strict=True))
            for values, part in zip(before, parts, strict=True)
        )

    assert trained(2) == (False, True)
    assert trained(3) == (True, True)


class OneNumber(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.number = torch.nn.Parameter(torch.zeros(()))


class Falling:
    """The loss falls as a number does, in the last of so many steps a thousand times as steeply."""

    def __init__(self, steps: int) -> None:
        self.generator, self.discriminator = OneNumber(), torch.nn.Identity()
        self.left = steps

    def generate(self, batch: Batch, rng: torch.Generator) -> torch.Tensor:
        return self.generator.number

    def discriminator_losses(self, *_: object) -> dict[str, torch.Tensor]:
        return {}

    def generator_losses(self, batch: Batch, output: torch.Tensor, rng: torch.Generator) -> dict[str, torch.Tensor]:
        self.left -= 1
        return {"g": (1 if self.left else 1000) * output}

    def samples(self, generator: OneNumber, batch: Batch) -> list[torch.Tensor]:
        return [batch.image]


def test_one_steep_step_does_not_throw_a_network_off(demo_set: Path, tmp_path: Path) -> None:
    config = TrainConfig(stages=(Stage(16, 60, 2),), learning_rate=0.01, precision="fp32")
    gone = {}
    for most in (None, 1.0):
        objective = Falling(60)
        folder = tmp_path / str(most)
        train(objective, Pictures([demo_set]), replace(config, most_gradient=most), folder, progress=False)
        gone[most] = float(-objective.generator.number.detach()) / 0.01
    assert gone[1.0] == pytest.approx(60, abs=0.1)
    assert gone[None] > 64, "Adam, as GANs use it, goes several steps at once"


def test_training_box2mask_beats_its_start(demo_set: Path, tmp_path: Path) -> None:
    """Two hundred tiny steps: outlines get nearer to real ones than noise is (mean overlap with the nearest)."""
    objective, source, config = make("box2mask", demo_set)
    real = source.batch(16, 60, torch.Generator().manual_seed(1))

    def overlap(network) -> float:
        box = real.category, real.log_aspect
        with torch.no_grad():
            codes = network.sample_codes(*box, torch.Generator().manual_seed(2))
            drawn = network(codes, *box).flatten(1) > 0.5
        target = real.mask.flatten(1) > 0.5
        shared = (drawn[:, None] & target[None]).sum(-1) / (drawn[:, None] | target[None]).sum(-1).clamp(min=1)
        return float(shared.max(1).values.mean())

    start = overlap(objective.generator)
    config = replace(config, stages=(Stage(16, 200, 16),), ema_half_life=20, log_every=50)
    config = replace(config, learning_rate=2e-3, discriminator_learning_rate=2e-3)
    trained = train(objective, source, config, tmp_path, progress=False)
    assert overlap(trained) > start + 0.1


def test_style_bank_holds_codes_of_the_category(demo_set: Path) -> None:
    network = TINY["foreground"]()
    untouched = network.style_bank.clone()
    source = ObjectCrops([demo_set], ALL_CATEGORIES, min_side=8)
    fill_style_bank(network, source)
    for position, category in enumerate(ALL_CATEGORIES):
        changed = not torch.equal(untouched[position], network.style_bank[position])
        assert changed == (category in CATEGORIES)


def test_code_bank_holds_codes_of_outlines_and_their_mirror_images(demo_set: Path) -> None:
    network = TINY["box2mask"]().eval()
    untouched = network.code_bank.clone()
    source = ObjectMasks([demo_set], ALL_CATEGORIES, min_side=8)
    fill_code_bank(network, source)
    plain = ObjectMasks([demo_set], ALL_CATEGORIES, min_side=8, augment=False)
    for position, category in enumerate(ALL_CATEGORIES):
        bank = network.code_bank[position]
        if category not in CATEGORIES:
            assert torch.equal(untouched[position], bank)
            continue
        outlines = [
            plain.sample(index, 16, torch.Generator())
            for index, record in enumerate(plain.records)
            if record.category == category
        ]
        aspects = torch.stack([outline.log_aspect for outline in outlines])
        for mask in (torch.stack([o.mask for o in outlines]), torch.stack([o.mask.flip(-1) for o in outlines])):
            with torch.no_grad():
                codes = network.encode(mask, aspects)[0]
            distance = torch.cdist(bank, codes)
            found = distance.min(1).values < 1e-5
            assert found.any()
            assert torch.allclose(network.aspect_bank[position][found], aspects[distance.argmin(1)][found])


def test_layouts_in_which_objects_can_stand_are_the_examples(tmp_path: Path) -> None:
    """Skies over plains, and as many walls of stripes and plains at night: only the first get into the bank."""
    generator = torch.Generator().manual_seed(0)
    for number, (sky, ground) in enumerate(torch.randint(90, 160, (6, 2, 3), generator=generator).tolist()):
        plain = Image.new("RGB", (64, 64), tuple(sky))
        plain.paste(tuple(ground), (0, 32 + number, 64, 64))
        plain.save(tmp_path / f"plain{number}.png")
        other = plain.rotate(90) if number % 2 else plain.point(lambda value: value // 4)
        other.save(tmp_path / f"other{number}.png")
    source = Pictures([tmp_path], augment=False)
    layouts = coarse_colours(source, 16)
    chosen = torch.tensor([path.name.startswith("plain") for path in source.paths])
    assert standing_room(layouts)[chosen].min() > 0.99 > 0.01 > standing_room(layouts)[~chosen].max()
    assert levelness(torch.zeros(1, 3, 16, 16)).tolist() == [0.0]
    network = TINY["background"]().layout_generator
    fill_layout_bank(network, source)
    with torch.no_grad():
        codes = network.encode(torch.cat([layouts[chosen], layouts[chosen].flip(-1)]))
    away = torch.cdist(network.code_bank, codes, compute_mode="donot_use_mm_for_euclid_dist")
    assert away.min(1).values.max() < 1e-4 > away.min(0).values.max()


def test_usual_aspects_are_those_of_the_outlines(demo_set: Path) -> None:
    source = ObjectMasks([demo_set], ALL_CATEGORIES, min_side=8)
    ranges = dict(zip(ALL_CATEGORIES, usual_log_aspects(source), strict=True))
    assert all(low <= high for low, high in ranges.values())
    wide, tall = ranges["cow"], ranges["elephant"]
    assert sum(wide) > sum(tall), "drawn cows are longer for their height than drawn elephants"


def test_seven_in_ten_examples_are_no_more_solid_than_an_outline_may_be(demo_set: Path) -> None:
    source = ObjectMasks([demo_set], ALL_CATEGORIES, min_side=8)
    limits = dict(zip(ALL_CATEGORIES, most_solid(source, 32), strict=True))
    for category, limit in limits.items():
        outlines = [source.plain(index, 32).mask[0].numpy() > 0.5 for index in source.examples.get(category, [])]
        assert sum(solidity(outline) <= limit + 1e-3 for outline in outlines) == pytest.approx(
            0.7 * len(outlines), abs=1
        )
        assert 0 < limit < 1


def test_r1_is_the_squared_gradient() -> None:
    pictures = torch.rand(3, 2, 4, 4, requires_grad=True)
    slope = torch.arange(32.0).reshape(2, 4, 4) / 10
    logits = (pictures * slope).sum((1, 2, 3), keepdim=True)
    assert torch.isclose(losses.r1_penalty(pictures, [logits]), slope.square().sum())


def test_masked_l1_ignores_what_lies_outside() -> None:
    mask = torch.zeros(1, 1, 4, 4)
    mask[..., :2] = 1
    first, second = torch.zeros(1, 3, 4, 4), torch.ones(1, 3, 4, 4)
    second[..., 2:] = 100
    assert losses.masked_l1(first, second, mask) == pytest.approx(1, abs=0.05)


def test_blotches_of_colour_are_another_look_than_light_and_shade() -> None:
    """Both have the same mean and deviation in red, green and blue."""
    rng = torch.Generator().manual_seed(0)
    mask = torch.zeros(1, 1, 32, 32)
    mask[..., 4:28, 4:28] = 1
    shaded, other = (0.2 * torch.randn(1, 1, 32, 32, generator=rng).expand(-1, 3, -1, -1) for _ in range(2))
    blotched = 0.2 * torch.randn(1, 3, 32, 32, generator=rng)
    alike, unlike = (losses.colour_difference(one, mask, shaded, mask, tolerance=0.03) for one in (other, blotched))
    assert alike < 0.01 and unlike > 0.03, (alike, unlike)


def test_blur_and_spots_are_other_textures_whatever_lies_outside() -> None:
    """Noise of one deviation throughout: of single pixels, of squares of two, and of few strong pixels among equal
    ones; beyond the mask it is other noise."""
    rng = torch.Generator().manual_seed(0)
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 8:56, 8:56] = 1
    sharp, other, outside = (0.2 * torch.randn(1, 3, 64, 64, generator=rng) for _ in range(3))
    coarse = 0.2 * torch.randn(1, 3, 32, 32, generator=rng).repeat_interleave(2, 2).repeat_interleave(2, 3)
    spotted = 10**0.5 * sharp * (torch.rand(1, 1, 64, 64, generator=rng) < 0.1)
    other = torch.lerp(5 * outside, other, mask)
    alike, *unlike = (
        losses.texture_difference(one, mask, sharp, mask, tolerance=0.15) for one in (other, coarse, spotted)
    )
    assert alike < 0.05 and min(unlike) > 0.15, (alike, unlike)


def test_diff_augment_changes_pictures_alike_and_keeps_masks_binary() -> None:
    pictures = torch.rand(4, 4, 16, 16)
    pictures[:, 3:] = (pictures[:, 3:] > 0.5).float()
    augment = DiffAugment(4, torch.Generator().manual_seed(0), torch.device("cpu"))
    changed = augment(pictures)
    assert torch.equal(changed, augment(pictures))
    assert not torch.allclose(changed, pictures)
    assert set(changed[:, 3:].unique().tolist()) <= {0.0, 1.0}


def test_fill_uses_only_what_is_known() -> None:
    image = torch.full((1, 3, 32, 32), 0.25)
    known = torch.ones(1, 1, 32, 32)
    known[..., 8:24, 8:24] = 0
    secret = torch.where(known > 0, image, torch.tensor(9.0))
    assert torch.allclose(filled(secret, known), image, atol=1e-2)
