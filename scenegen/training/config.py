"""What a training run is: one dataclass, one preset per network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

Precision = Literal["bf16", "fp16", "fp32"]
Adversarial = Literal["bce", "lsgan"]


class SettingError(ValueError):
    """A training option that makes no sense; the message is one sentence."""


@dataclass(frozen=True)
class Stage:
    """Train at `size` pixels until step `until`. Networks grow with the stages."""

    size: int
    until: int
    batch: int


def read_stage(text: str) -> Stage:
    """Reads "SIZE:UNTIL:BATCH". Raises `SettingError`."""
    try:
        size, until, batch = (int(part) for part in text.split(":"))
    except ValueError:
        raise SettingError(f"A stage is SIZE:UNTIL:BATCH in whole numbers, such as 64:2000:16, not {text!r}.") from None
    if size < 16 or size % 16 or until < 1 or batch < 2:
        raise SettingError(
            f"Stage {text!r}: the size is a multiple of 16, the last step at least 1, the batch at least 2."
        )
    return Stage(size, until, batch)


def read_stages(texts: list[str], parts: tuple[str, ...]) -> dict[str, tuple[Stage, ...]]:
    """Reads "[PART=]SIZE:UNTIL:BATCH", several of them; without a part the last of `parts` is meant.

    Parts that are not named are not in the result. Raises `SettingError`.
    """
    stages: dict[str, tuple[Stage, ...]] = {}
    for text in texts:
        part, named, rest = text.rpartition("=")
        part = part if named else parts[-1]
        if part not in parts:
            raise SettingError(f"There is no part {part!r} to give the stage {text!r} to: choose {' or '.join(parts)}.")
        stages[part] = (*stages.get(part, ()), read_stage(rest))
    return stages


@dataclass(frozen=True)
class MaskLoss:
    """What a network from picture to mask is trained for: the sum of the content losses and an adversarial one."""

    content: tuple[str, ...]  # for label maps keys of `losses.LABEL_LOSSES`, for BScGAN "mse" or "dice"
    content_weight: float = 1.0  # BScGAN's lambda
    adversarial: Adversarial = "lsgan"
    adversarial_weight: float = 1.0  # 0: the plain network, without a discriminator


@dataclass(frozen=True)
class Rhythm:
    discriminator_steps: int  # for one of the generator
    halving_epochs: float  # learning rates are halved each time the discriminator has been shown all photos so often


@dataclass(frozen=True)
class TrainConfig:
    stages: tuple[Stage, ...]
    learning_rate: float = 2e-4
    discriminator_learning_rate: float = 4e-4  # two time scales (Heusel et al. 2017)
    betas: tuple[float, float] = (0.0, 0.99)
    ema_half_life: float = 400  # steps; shorter while training is young
    r1_gamma: float = 1.0
    most_gradient: float | None = None  # norm of the generator's gradient, above which it is scaled down
    r1_every: int = 8  # lazy regularisation (Karras et al. 2020, appendix B)
    seed: int = 0
    precision: Precision = "bf16"
    cooldown: float = 0  # share of the steps, at the end, over which the learning rates fall to zero in a straight line
    sample_seconds: float = 240  # between sample sheets and checkpoints
    log_every: int = 20  # steps between lines of the metrics log
    variant: str = ""  # of networks that have several, see `parts.VARIANTS`
    without: str = ""  # a CDnet video that is left out, to be judged on later
    mask_loss: MaskLoss | None = None  # of networks from picture to mask
    rhythm: Rhythm | None = None  # other than one step of each network in turn
    discriminator_ahead: int | None = None  # steps at the start in which the discriminator alone learns
    width: int | None = None  # channels at full size, of networks that may be wider or narrower
    levels: int | None = None  # of the foreground network

    @property
    def steps(self) -> int:
        return self.stages[-1].until

    def rate_factor(self, step: int, photos: int = 0) -> float:
        """What the learning rates of a step are multiplied by; `photos` are those of the data."""
        factor = min(1.0, (self.steps - step) / (self.steps * self.cooldown)) if self.cooldown else 1.0
        if self.rhythm is not None:
            factor *= 0.5 ** (self._shown(step) // (self.rhythm.halving_epochs * photos))
        return factor

    @property
    def discriminator_steps(self) -> int:
        return 1 if self.rhythm is None else self.rhythm.discriminator_steps

    def _shown(self, step: int) -> int:
        """How many photos the discriminator has been shown before a step."""
        shown, start = 0, 0
        for stage in self.stages:
            shown += max(0, min(step, stage.until) - start) * stage.batch * self.discriminator_steps
            start = stage.until
        return shown

    def stage(self, step: int) -> Stage:
        """The stage that step `step` (counted from 0) belongs to."""
        return next(stage for stage in self.stages if step < stage.until)


DISCRIMINATOR_AHEAD = 300  # steps of a new one before trained weights move, at most a quarter of all
# The foreground's discriminator by its kind: its learning rate, and how many steps it is ahead of trained weights.
FOREGROUND_DISCRIMINATORS = {"oasis": (4e-4, 250), "patches": (6e-4, DISCRIMINATOR_AHEAD)}

PRESETS: dict[str, TrainConfig] = {
    # Gamma 0.05: with 1 the discriminator was near chance for 900 steps, with 0.1 for 460 more. Other changes came with
    # the last step (see `history` in weights/manifest.json), so gamma's own share is not measured.
    "foreground": TrainConfig(
        learning_rate=1e-4,
        stages=(Stage(64, 1_300, 16), Stage(96, 3_300, 16), Stage(128, 12_000, 16)),
        discriminator_learning_rate=FOREGROUND_DISCRIMINATORS["oasis"][0],
        r1_gamma=0.05,  # of "patches" alone
        variant="oasis",
    ),
    "refiner": TrainConfig(
        stages=(Stage(256, 6_000, 8),), learning_rate=6e-4, discriminator_learning_rate=2e-4, r1_every=0
    ),
    # At 6e-4 and with whatever gradient came, a run ran away within ten steps after 1,590 good ones.
    "background_refiner": TrainConfig(
        stages=(Stage(256, 6_000, 8),),
        learning_rate=3e-4,
        discriminator_learning_rate=2e-4,
        most_gradient=20.0,
        r1_every=0,
    ),
    # The background's two stages.
    "layout": TrainConfig(
        stages=(Stage(16, 10_000, 64),), learning_rate=5e-4, discriminator_learning_rate=5e-4, r1_gamma=0.1
    ),
    "painter": TrainConfig(stages=(Stage(256, 8_000, 12),), r1_gamma=0.3),
    "segmentation": TrainConfig(
        stages=(Stage(128, 2_000, 16), Stage(192, 4_000, 16)),
        learning_rate=5e-4,
        discriminator_learning_rate=2e-4,
        betas=(0.9, 0.99),
        r1_every=0,
        cooldown=0.4,
        variant="imagenet",
        # Which animal it is matters less than where it is: Dice by category, of those that a batch happens to show,
        # slowed both down.
        mask_loss=MaskLoss(("ce", "object_ce", "object_dice"), adversarial_weight=0.02),
    ),
    "mask_prior": TrainConfig(stages=(Stage(64, 6_000, 32),), betas=(0.5, 0.99), r1_gamma=0.5),
    # The paper's losses: the sigmoid's cross-entropy and 15 times the content.
    "bscgan": TrainConfig(
        stages=(Stage(256, 20_000, 8),),
        learning_rate=4e-4,
        discriminator_learning_rate=1e-4,
        betas=(0.5, 0.99),
        r1_every=0,
        variant="small",
        mask_loss=MaskLoss(("dice",), content_weight=15, adversarial="bce"),
    ),
    "classifier": TrainConfig(
        stages=(Stage(64, 2_000, 48), Stage(96, 4_000, 48)), learning_rate=1e-3, betas=(0.9, 0.99), r1_every=0
    ),
    "box2mask": TrainConfig(stages=(Stage(64, 12_000, 16),), learning_rate=4e-4, r1_gamma=0.5),
    # The one-shot rivals. Optimisers and batches are their papers', sizes what two cores can do.
    "cnn_l1": TrainConfig(
        stages=(Stage(64, 4_000, 16), Stage(128, 10_000, 8)),
        learning_rate=1e-3,
        betas=(0.5, 0.999),
        r1_every=0,
        width=64,
    ),
    "pix2pix": TrainConfig(
        stages=(Stage(256, 40_000, 2),),
        discriminator_learning_rate=2e-4,
        betas=(0.5, 0.999),
        r1_every=0,
        variant="unet256",
        width=64,
    ),
    "pix2pixpp": TrainConfig(stages=(Stage(128, 20_000, 8),), betas=(0.0, 0.9), r1_every=0, width=64),
    # The AAAI 2019 paper's networks: Adam (0, 0.9), 2e-4 for both, halved every 80 epochs, five steps to one.
    **{
        name: TrainConfig(
            stages=(Stage(128, 50_000, 16),),
            discriminator_learning_rate=2e-4,
            betas=(0.0, 0.9),
            r1_every=0,
            rhythm=Rhythm(discriminator_steps=5, halving_epochs=80),
            width=128,
        )
        for name in ("paper_background", "paper_foreground", "paper_baseline")
    },
}


def started(config: TrainConfig) -> TrainConfig:
    """Of a run that begins with trained weights: a new discriminator that knows nothing yet would spoil them."""
    if config.mask_loss is not None:  # the content is what such a network learns from
        return config
    ahead = FOREGROUND_DISCRIMINATORS.get(config.variant, (0, DISCRIMINATOR_AHEAD))[1]
    return replace(config, discriminator_ahead=min(ahead, config.steps // 4))


def with_width(part: str, config: TrainConfig, width: int | None) -> TrainConfig:
    """A preset with another number of channels. Raises `SettingError` for networks that do not have the choice."""
    if width is None:
        return config
    if config.width is None:
        wide = ", ".join(name for name, preset in PRESETS.items() if preset.width is not None)
        raise SettingError(f"The width of {part} cannot be chosen; that of {wide} can.")
    return replace(config, width=width)


def with_mask_options(
    part: str,
    config: TrainConfig,
    *,
    variant: str | None,
    content: tuple[str, ...],
    adversarial: str | None,
    adversarial_weight: float | None,
    without: str | None,
) -> TrainConfig:
    """A preset with what was asked for in the place of its own; None and () leave it.

    Raises `SettingError` for options that the network does not have.
    """
    if variant is not None:
        config = replace(config, variant=variant)
        if variant in FOREGROUND_DISCRIMINATORS:
            config = replace(config, discriminator_learning_rate=FOREGROUND_DISCRIMINATORS[variant][0])
        if part == "segmentation" and variant not in ("imagenet", "guided", "animals"):
            content = content or ("ce", "dice")
    if without is not None:
        if part != "bscgan":
            raise SettingError(f"Only bscgan learns from videos of which one can be left out, not {part}.")
        config = replace(config, without=without)
    asked = {"content": content or None, "adversarial": adversarial, "adversarial_weight": adversarial_weight}
    asked = {name: value for name, value in asked.items() if value is not None}
    if asked and config.mask_loss is None:
        raise SettingError(f"The losses of {part} cannot be chosen; those of segmentation and bscgan can.")
    if adversarial not in (None, *get_args(Adversarial)):
        raise SettingError(f"There is no adversarial loss {adversarial!r}; choose one of bce, lsgan.")
    return replace(config, mask_loss=replace(config.mask_loss, **asked)) if asked else config
