"""Folders of scenes, painted in shares, again where it stopped, by several processes."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.folder import FolderJob, paint_folder
from scenegen.scene import CanvasSize, Frame, GeneratedBackground, Layer, PhotoBackground, Scene, SceneError
from tests.command_line import run
from tests.tiny import save_tiny_networks


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    """Five scenes that differ by their seeds."""
    folder = tmp_path / "scenes"
    folder.mkdir()
    frame = Frame(cx=30, cy=30, width=30, height=20)
    for number in range(5):
        layers = (Layer(id="a", name="cow", category="cow", frame=frame, style_seed=number),)
        background = GeneratedBackground(seed=number)
        scene = Scene(canvas=CanvasSize(width=64, height=48), background=background, layers=layers)
        (folder / f"{number}.json").write_text(scene.to_json())
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_painted_and_what_is_there_left_alone(
    scenes: Path, tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output, layers = tmp_path / "out", tmp_path / "layers"
    command = ("render", scenes, "-o", output, "--weights", weights, "--layers", layers)
    assert run(monkeypatch, *command) == ""
    assert capsys.readouterr().out == "5 painted, 0 there already, 0 not painted\n"
    assert names(output) == [f"{number}.png" for number in range(5)]
    assert names(layers / "3") == ["00-a.png"]
    expected = Compositor.from_weights(weights).render(Scene.from_json((scenes / "2.json").read_text())).pixels
    assert np.array_equal(np.asarray(Image.open(output / "2.png")), expected)

    (output / "1.png").unlink()
    before = (output / "2.png").stat().st_mtime_ns
    assert run(monkeypatch, *command) == ""
    assert capsys.readouterr().out == "1 painted, 4 there already, 0 not painted\n"
    assert (output / "2.png").stat().st_mtime_ns == before and (output / "1.png").exists()


def test_shares_are_all_and_do_not_overlap(
    scenes: Path, tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `accelerate launch` starts its processes."""
    output = tmp_path / "out"
    monkeypatch.setenv("WORLD_SIZE", "2")
    for rank, painted in ((0, ["0.png", "2.png", "4.png"]), (1, ["0.png", "1.png", "2.png", "3.png", "4.png"])):
        monkeypatch.setenv("RANK", str(rank))
        assert run(monkeypatch, "render", scenes, "-o", output, "--weights", weights) == ""
        assert names(output) == painted
        assert f"0 there already, 0 not painted (share {rank + 1} of 2)" in capsys.readouterr().out


def test_several_processes_paint_the_same_pictures(scenes: Path, tmp_path: Path, weights: Path) -> None:
    for jobs in (1, 2):
        done = list(paint_folder(FolderJob(scenes, tmp_path / str(jobs), weights=str(weights)), jobs=jobs))
        assert sorted(painted.scene.name for painted in done) == names(scenes)
        assert not any(painted.problem or painted.skipped for painted in done)
    for name in names(tmp_path / "1"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_scene_that_cannot_be_painted_does_not_keep_the_others(
    scenes: Path, tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (scenes / "1.json").write_text("{}")
    scene = Scene(canvas=CanvasSize(width=64, height=48), background=PhotoBackground())
    (scenes / "3.json").write_text(scene.to_json())
    output, photo = tmp_path / "out", tmp_path / "photo.png"
    monkeypatch.setattr("sys.argv", ["scenegen", "render", str(scenes), "-o", str(output), "--weights", str(weights)])
    from scenegen import cli

    with pytest.raises(SystemExit) as exit_:
        cli.main()
    told = capsys.readouterr()
    assert exit_.value.code == 1 and told.out == "3 painted, 0 there already, 2 not painted\n"
    assert "1.json: Scene not readable" in told.err and "3.json: " in told.err and os.sep not in told.err
    assert names(output) == ["0.png", "2.png", "4.png"], "nothing half-written"

    Image.new("RGB", (40, 30), "teal").save(photo)
    (scenes / "1.json").unlink()
    assert run(monkeypatch, "render", scenes, "-o", output, "--weights", weights, "--photo", photo) == ""
    assert Image.open(output / "3.png").size == (40, 30)


def test_folders_without_scenes_and_other_endings_are_told(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    assert "empty holds no scenes" in run(monkeypatch, "render", tmp_path / "empty", "-o", tmp_path / "out")
    assert "painted as png" in run(monkeypatch, "render", scenes, "-o", tmp_path / "out", "--as", "tiff")
    (scenes / "2.ora").write_bytes(b"")
    with pytest.raises(SceneError, match="two scenes called 2"):
        FolderJob(scenes, tmp_path / "out").tasks()
