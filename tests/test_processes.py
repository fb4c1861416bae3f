"""Training with several processes, for real: two that talk over gloo, started as a launcher starts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from scenegen.data.masked import MaskedPhotos
from scenegen.data.shapes import write_demo_set
from scenegen.models.noise import SharedGenerator, dropped, rand, randint, randn
from scenegen.training.augment import DiffAugment
from scenegen.training.config import PRESETS, SettingError, Stage
from scenegen.training.parts import build_objective
from scenegen.training.processes import Processes

# Without GPUs too: the option says that processes are started by torchrun.
LAUNCH = (sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_machines", "1")


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=12)
    return folder


def launched(processes: int, *arguments: object, port: int = 29_617) -> subprocess.CompletedProcess[str]:
    """`accelerate launch -m scenegen ...` with so many processes; 1 is the plain command without accelerate."""
    command = [sys.executable, "-m", "scenegen"]
    if processes > 1:
        command = [*LAUNCH, "--num_processes", str(processes), "--main_process_port", str(port), "-m", "scenegen"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=240, check=False
    )


def test_two_processes_train_what_one_trains(demo_set: Path, tmp_path: Path) -> None:
    """Noise, dropout and normalisation within a picture: each step is the same, but for the order of sums."""
    arguments = ("train", "pix2pix", "--data", demo_set, "--variant", "unet256", "--width", 4, "--stage", "256:3:4")
    common = ("--precision", "fp32", "--threads", 1)
    for processes in (1, 2):
        done = launched(processes, *arguments, *common, "--run", tmp_path / str(processes))
        assert done.returncode == 0, done.stderr[-2000:]
    before = build_objective("pix2pix", replace(PRESETS["pix2pix"], width=4), MaskedPhotos([demo_set]).categories)
    runs = [torch.load(tmp_path / run / "checkpoint.pt", weights_only=True) for run in ("1", "2")]
    for name in ("generator", "discriminator"):
        start = getattr(before, name).state_dict()
        moved, apart = (
            sum(float((first[key] - other[name][key]).abs().sum()) for key in start)
            for first, other in ((start, runs[0]), (runs[1][name], runs[0]))
        )
        # Adam's first steps only look at signs: where a gradient is nearly zero, the order of sums may decide.
        assert 0 < apart < 0.02 * moved, name  # 0 would mean that one process did it all
    logs = [(tmp_path / run / "metrics.jsonl").read_text().splitlines() for run in ("1", "2")]
    assert len(logs[0]) == len(logs[1]) == 1, "one process writes"
    first, second = (json.loads(log[0]) for log in logs)
    assert first == pytest.approx(second, rel=1e-3)
    assert done.stdout.count("Weights:") == 1


def test_a_batch_that_cannot_be_shared_is_told(demo_set: Path, tmp_path: Path) -> None:
    Processes(1, 2).check([Stage(64, 1, 4)])
    with pytest.raises(SettingError, match="A batch of 5 cannot be shared by 2 processes"):
        Processes(1, 2).check([Stage(64, 1, 4), Stage(64, 2, 5)])
    with pytest.raises(SettingError, match="at least 8"):
        Processes(0, 4).check([Stage(64, 1, 4)])
    Processes().check([Stage(64, 1, 3)])


def test_every_process_takes_its_rows_of_the_same_noise() -> None:
    def shared(rank: int) -> SharedGenerator:
        return Processes(rank, 2).generator(5)

    alone = Processes().generator(5)
    whole = randn(4, 3, rng=alone), rand(5, 4, rng=alone, pictures=1), randint(0, 99, (4, 2), rng=alone)
    for rank in (0, 1):
        rng = shared(rank)
        assert torch.equal(randn(2, 3, rng=rng), whole[0][rank::2])
        assert torch.equal(rand(5, 2, rng=rng, pictures=1), whole[1][:, rank::2])
        assert torch.equal(randint(0, 99, (2, 2), rng=rng), whole[2][rank::2])
    pictures = torch.rand(4, 3, 8, 8)
    for change in (dropped, lambda x, rng: DiffAugment(len(x), rng, torch.device("cpu"))(x)):
        expected = change(pictures, Processes().generator(1))
        for rank in (0, 1):
            assert torch.equal(change(pictures[rank::2], Processes(rank, 2).generator(1)), expected[rank::2])
