"""What a training run is: one dataclass, one preset per network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Precision = Literal["bf16", "fp16", "fp32"]


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


@dataclass(frozen=True)
class TrainConfig:
    stages: tuple[Stage, ...]
    learning_rate: float = 2e-4
    discriminator_learning_rate: float = 4e-4  # two time scales (Heusel et al. 2017)
    betas: tuple[float, float] = (0.0, 0.99)
    ema_half_life: float = 400  # steps; shorter while training is young
    r1_gamma: float = 1.0
    r1_every: int = 8  # lazy regularisation (Karras et al. 2020, appendix B)
    seed: int = 0
    precision: Precision = "bf16"
    sample_seconds: float = 240  # between sample sheets and checkpoints
    log_every: int = 20  # steps between lines of the metrics log

    @property
    def steps(self) -> int:
        return self.stages[-1].until

    def stage(self, step: int) -> Stage:
        """The stage that step `step` (counted from 0) belongs to."""
        return next(stage for stage in self.stages if step < stage.until)


PRESETS: dict[str, TrainConfig] = {
    # Gamma 0.05: with 1 the discriminator was near chance for 900 steps, with 0.1 for 460 more. Other changes came with
    # the last step (see `history` in weights/manifest.json), so gamma's own share is not measured.
    "foreground": TrainConfig(
        learning_rate=1e-4,
        stages=(Stage(64, 1_300, 16), Stage(96, 3_300, 16), Stage(128, 12_000, 16)),
        discriminator_learning_rate=6e-4,
        r1_gamma=0.05,
    ),
    # The background's two stages.
    "layout": TrainConfig(
        stages=(Stage(16, 10_000, 64),), learning_rate=5e-4, discriminator_learning_rate=5e-4, r1_gamma=0.5
    ),
    "painter": TrainConfig(stages=(Stage(256, 8_000, 12),), r1_gamma=0.3),
    "box2mask": TrainConfig(stages=(Stage(64, 6_000, 32),), discriminator_learning_rate=2e-4, r1_gamma=0.5),
}
