"""The command line, run as a person runs it: files in, files out, one sentence when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenegen import cli, images
from scenegen.scene import Scene
from scenegen.weights import load_network
from tests.command_line import run
from tests.interchange_projects import rewritten
from tests.tiny import save_tiny_networks

ROOT = Path(__file__).parent.parent
SCENES = sorted((ROOT / "demo" / "scenes").glob("*.json"))


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture(autouse=True)
def environment(weights: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(weights))
    monkeypatch.chdir(tmp_path)


def test_a_look_is_found_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name that the editor gives to a large cut-out is the one that the command line finds it by."""
    cutout = Image.effect_noise((700, 500), 80).convert("RGBA")
    cutout.paste((0, 0, 0, 0), (0, 0, 700, 200))
    cutout.save(tmp_path / "look.png")
    sha256 = images.photo_sha256(images.read_picture(tmp_path / "look.png"))
    frame = {"cx": 40, "cy": 30, "width": 40, "height": 30}
    layer = {"id": "a", "name": "a", "category": "horse", "frame": frame, "style_reference": sha256}
    scene = {"version": 1, "canvas": {"width": 80, "height": 60}, "layers": [layer]}
    (tmp_path / "scene.json").write_text(json.dumps(scene))
    assert "look" in run(monkeypatch, "render", tmp_path / "scene.json", "-o", "without.png")
    picture = ("--picture", tmp_path / "look.png")
    assert run(monkeypatch, "render", tmp_path / "scene.json", *picture, "-o", "with.png") == ""


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_every_example_is_painted(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.effect_noise((90, 60), 80).convert("RGB").save(tmp_path / "photo.png")
    scene = Scene.from_json(path.read_bytes())
    photo = ("--photo", tmp_path / "photo.png") if scene.background.kind == "photo" else ()
    assert run(monkeypatch, "render", path, *photo, "-o", "out/picture.png", "--layers", "layers") == ""
    with Image.open("out/picture.png") as picture:
        pixels = np.array(picture)
    assert picture.mode == "RGB"
    size = (90, 60) if photo else (scene.canvas.width, scene.canvas.height)
    assert picture.size == size
    files = sorted(Path("layers").iterdir())
    assert [file.name for file in files] == [f"{i:02d}-{layer.id}.png" for i, layer in enumerate(scene.layers)]
    untouched = np.ones(pixels.shape[:2], dtype=bool)
    for file in files:
        with Image.open(file) as layer:
            assert (layer.mode, layer.size) == ("RGBA", size)
            untouched &= np.array(layer)[..., 3] == 0
    assert not untouched.all()
    if photo:
        assert np.array_equal(pixels[untouched], images.read_photo(tmp_path / "photo.png")[untouched])


def test_files_for_other_programs_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = next(path for path in SCENES if path.stem == "plain-studio")
    for name in ("a.ora", "a.psd", "a.gif", "a.webp", "set/instances_train.json", "folder"):
        assert run(monkeypatch, "render", scene, "-o", name) == ""
    assert run(monkeypatch, "data", "check", "set") == ""
    assert run(monkeypatch, "render", "a.ora", "-o", "b.png") == ""
    assert run(monkeypatch, "render", "b.png", "-o", "c.ora") == ""
    assert Path("a.ora").read_bytes() == Path("c.ora").read_bytes()
    picture, again = (np.array(Image.open(name)) for name in ("b.png", "folder/picture.png"))
    assert np.array_equal(picture, again)

    rewritten(Path("a.ora"), {"scenegen.json": None}, Path("foreign.ora"))
    capsys.readouterr()
    assert run(monkeypatch, "render", "foreign.ora", "-o", "pictures.ora") == ""
    assert "its layers are pictures" in capsys.readouterr().err
    assert run(monkeypatch, "render", "foreign.ora", "--original", "a.ora", "-o", "d.ora") == ""
    assert Path("a.ora").read_bytes() == Path("d.ora").read_bytes()


def test_hidden_layers_are_empty_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.loads(next(path for path in SCENES if path.stem == "plain-studio").read_text())
    document["layers"][0]["visible"] = False
    (tmp_path / "scene.json").write_text(json.dumps(document))
    assert run(monkeypatch, "render", "scene.json", "-o", "out.png", "--layers", "layers") == ""
    with Image.open(f"layers/00-{document['layers'][0]['id']}.png") as layer:
        assert not np.array(layer).any()


def test_weights_option_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch, weights: Path) -> None:
    monkeypatch.setenv("SCENEGEN_WEIGHTS", "/no/such/folder")
    path = SCENES[0]
    assert "no folder /no/such/folder" in run(monkeypatch, "render", path, "-o", "out.png")
    assert run(monkeypatch, "render", path, "-o", "out.png", "--weights", weights) == ""


def test_what_a_person_gets_wrong_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.json").write_text('{"version": 1,')
    (tmp_path / "binary.json").write_bytes(bytes(range(256)))
    (tmp_path / "text.jpg").write_text("not a picture")
    photo = next(path for path in SCENES if path.stem == "your-photo")
    cases = [
        (("missing.json", "-o", "out.png"), "missing.json: No such file or directory."),
        (("broken.json", "-o", "out.png"), "Scene not readable: document: Invalid JSON"),
        (("binary.json", "-o", "out.png"), "Scene not readable: document: Invalid JSON"),
        ((photo, "-o", "out.png"), "no photo is given"),
        ((photo, "--photo", "missing.jpg", "-o", "out.png"), "missing.jpg does not exist."),
        ((photo, "--photo", "text.jpg", "-o", "out.png"), "text.jpg is not a readable picture"),
        ((SCENES[0], "-o", "out.xcf"), "SceneGen writes .ora, .psd, .png, .gif, .webp, .json and folders, not .xcf."),
        (("text.jpg", "-o", "out.png"), "Scene not readable"),
        ((SCENES[0], "-o", "out.png", "--weights", tmp_path), "There are no weights in"),
        ((SCENES[0], "-o", "out.png", "--weights", "org/name"), "pinned revision"),
    ]
    for arguments, expected in cases:
        assert expected in run(monkeypatch, "render", *arguments)
        assert not Path("out.png").exists()


def test_as_a_module_with_exit_code_and_clean_streams() -> None:
    command = [sys.executable, "-m", "scenegen", "render", "missing.json", "-o", "out.png"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "missing.json: No such file or directory.\n")


def test_from_no_data_at_all_to_weights_in_five_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the README promises a newcomer, with the full-sized box-to-mask network and two steps."""
    assert run(monkeypatch, "data", "demo", "set", "--count", 30) == ""
    assert run(monkeypatch, "data", "check", "set") == ""
    assert "objects per category" in capsys.readouterr().out

    command = ("train", "box2mask", "--data", "set", "--stage", "64:2:4", "--threads", 1)
    assert run(monkeypatch, *command, "--dry-run") == ""
    plan = json.loads(capsys.readouterr().out)
    assert plan["parts"]["box2mask"]["stages"] == [{"size": 64, "until": 2, "batch": 4}]
    assert not Path("runs").exists()

    assert run(monkeypatch, *command) == ""
    assert Path("runs/box2mask/box2mask.safetensors").exists()
    assert run(monkeypatch, "export", "box2mask", "--data", "set", "-o", "out/box2mask.safetensors") == ""
    capsys.readouterr()
    assert run(monkeypatch, "evaluate", "box2mask", "--data", "set", "--weights", "out", "--record") == ""
    scores = json.loads(capsys.readouterr().out)
    entry = json.loads(Path("out/manifest.json").read_text())["networks"]["box2mask"]
    assert entry["scores"] == scores and entry["steps"] == {"box2mask": 2}


def test_a_run_goes_on_from_other_weights(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "data", "demo", "set", "--count", 20) == ""
    command = ("train", "mask_prior", "--data", "set", "--stage", "64:1:2", "--threads", 1)
    assert run(monkeypatch, *command, "--run", "first", "--seed", 1) == ""
    first = Path("first/mask_prior.safetensors")
    assert run(monkeypatch, *command, "--run", "second", "--start-from", first) == ""
    before, after = (load_network(path).state_dict() for path in (first, Path("second/mask_prior.safetensors")))
    # One step of Adam moves no weight far; another seed's weights are somewhere else altogether.
    assert all((before[key] - after[key]).abs().max() < 0.01 for key in before if key.endswith("weight"))
    # Of a longer run's steps the first are the new discriminator's alone.
    command = (*command, "--stage", "64:4:2", "--dry-run")
    capsys.readouterr()
    assert run(monkeypatch, *command, "--start-from", first) == ""
    assert json.loads(capsys.readouterr().out)["parts"]["mask_prior"]["discriminator_ahead"] == 1
    assert run(monkeypatch, *command) == ""
    assert json.loads(capsys.readouterr().out)["parts"]["mask_prior"]["discriminator_ahead"] is None
    other = ("train", "box2mask", "--data", "set", "--stage", "64:1:4", "--start-from", first)
    assert "do not fit box2mask" in run(monkeypatch, *other)
    other = ("train", "mask_prior", "--data", "set", "--run", "third", "--start-from", "no.safetensors")
    assert "missing" in run(monkeypatch, *other)


def test_each_part_of_a_background_is_trained_for_so_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in "ab":
        Image.new("RGB", (64, 48), "green").save(tmp_path / f"{name}.png")
    command = ("train", "background", "--data", tmp_path, "--stage", "layout=16:30:8", "--stage", "64:9:2", "--dry-run")
    assert run(monkeypatch, *command, "--stage", "128:20:2") == ""
    parts = json.loads(capsys.readouterr().out)["parts"]
    assert parts["layout"]["stages"] == [{"size": 16, "until": 30, "batch": 8}]
    assert [stage["until"] for stage in parts["painter"]["stages"]] == [9, 20]
    assert "choose layout or painter" in run(monkeypatch, *command, "--stage", "sky=16:30:8")


def test_a_segmenter_from_no_data_to_scores(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The full-sized network, two small steps without an adversary."""
    assert run(monkeypatch, "data", "demo", "set", "--count", 20) == ""
    options = ("--stage", "32:2:2", "--content", "focal2", "--content", "dice", "--adversarial-weight", 0)
    command = ("train", "segmentation", "--data", "set", "--variant", "binary", *options, "--threads", 1)
    assert run(monkeypatch, *command) == ""
    lines = Path("runs/segmentation/metrics.jsonl").read_text().splitlines()
    assert set(json.loads(lines[0])) == {"step", "size", "focal2", "dice"}
    named = ("--data", "set", "--as", "animals")
    assert run(monkeypatch, "export", "segmentation", *named, "-o", "out/animals.safetensors") == ""
    capsys.readouterr()
    assert run(monkeypatch, "evaluate", "segmentation", *named, "--weights", "out", "--most", 8) == ""
    scores = json.loads(capsys.readouterr().out)
    assert scores["object_iou"]["all"]["per_photo"]["n"] == 2 and "guided" not in scores


def test_what_a_trainer_gets_wrong_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("empty").mkdir()
    cases = [
        (("train", "foreground", "--data", "empty"), "is it a COCO folder?"),
        (("train", "background", "--data", "empty"), "holds no pictures"),
        (("train", "box2mask", "--data", "empty", "--stage", "64"), "SIZE:UNTIL:BATCH"),
        (("train", "box2mask", "--data", "empty", "--stage", "10:5:4"), "multiple of 16"),
        (("train", "box2mask", "--data", "empty", "--stage", "32:5:4"), "trained at 64 pixels alone"),
        (("train", "box2mask", "--data", "empty", "--precision", "fp8"), "choose one of bf16, fp16, fp32"),
        (("export", "box2mask", "--data", "empty", "-o", "x.safetensors"), "is runs/box2mask the folder"),
        (("train", "segmentation", "--data", "empty"), "none of the known sets of label maps"),
        (("train", "segmentation", "--data", "empty", "--variant", "huge"), "choose one of imagenet, guided, binary"),
        (("train", "segmentation", "--data", "empty", "--adversarial", "hinge"), "choose one of bce, lsgan"),
        (("train", "segmentation", "--data", "empty", "--without", "canoe"), "Only bscgan learns from videos"),
        (("train", "bscgan", "--data", "empty"), "holds no pictures"),
        (("train", "foreground", "--data", "empty", "--content", "dice"), "cannot be chosen"),
        (("compare-losses", "--data", "empty", "--stage", "32:1:2"), "none of the known sets of label maps"),
        (("compare-sizes", "--data", "empty", "--stage", "32:1:2", "--size", "30x5"), "A size is WIDTHxLEVELS"),
        (("compare-sizes", "--data", "empty", "--stage", "32:1:2", "--size", "32x6"), "A size is WIDTHxLEVELS"),
    ]
    for arguments, expected in cases:
        assert expected in run(monkeypatch, *arguments)


def test_a_broken_dataset_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("set").mkdir()
    Path("set/instances_train.json").write_text("{")
    monkeypatch.setattr(sys, "argv", ["scenegen", "data", "check", "set"])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    assert exit_.value.code == 1


def test_sample_sheets_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "gallery", "-o", "sheets") == ""
    for name in ("background.webp", "box2mask.png", "foreground.png"):
        picture = np.asarray(Image.open(f"sheets/{name}"))
        assert picture.shape[2] == 3 and picture.std() > 5


def test_bench_prints_a_median_for_every_operation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "bench", "--repeats", 2, "--no-rivals", "--json") == ""
    times = json.loads(capsys.readouterr().out)["milliseconds"]
    assert "add_object_256" in times and all(figure["median"] > 0 for figure in times.values())
