"""The Space that `scenegen space export` writes: what is in it, and that it runs alone."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import gradio
import numpy as np
import pytest
from gradio_client import Client
from huggingface_hub import SpaceCard
from packaging.requirements import Requirement
from PIL import Image

import scenegen
from scenegen.compositor import EDITOR_NETWORKS, Compositor
from scenegen.space import MOST_BYTES, SpaceError, export_space
from scenegen.weights import read_manifest, write_manifest_entry
from tests.server import ROOT, App, started_app
from tests.tiny import save_tiny_networks

SCENE = ROOT / "demo" / "scenes" / "horses.json"
# What the head of a Space's README may say, and the colours of its card (the hub's "Spaces configuration reference").
SETTINGS = {
    "title", "emoji", "colorFrom", "colorTo", "sdk", "sdk_version", "python_version", "app_file", "short_description",
    "license", "models", "datasets", "tags", "suggested_hardware", "preload_from_hub", "startup_duration_timeout",
    "header", "fullWidth", "disable_embedding", "hf_oauth", "thumbnail", "pinned", "custom_headers",
}  # fmt: skip
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
OPTIONAL = {"psd_tools": "psd-tools", "PIL": "pillow", "skimage": "scikit-image"}  # whose packages are called otherwise


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_networks(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def space(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the command line writes it."""
    folder = tmp_path_factory.mktemp("space") / "new"
    command = [sys.executable, "-m", "scenegen", "space", "export", str(folder), "--weights", str(weights)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert f"hf upload ORG/NAME {folder}" in told
    return folder


def requirements(folder: Path) -> dict[str, Requirement]:
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    parsed = [Requirement(line.partition(" #")[0]) for line in lines if line and not line.startswith("#")]
    return {requirement.name: requirement for requirement in parsed}


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_it_holds_what_runs_and_nothing_else(space: Path) -> None:
    files = {path.relative_to(space).as_posix() for path in space.rglob("*") if path.is_file()}
    assert {"app.py", "README.md", "requirements.txt", "LICENSE", "demo/static/editor.js"} <= files
    assert {f"weights/{name}.safetensors" for name in EDITOR_NETWORKS} | {"weights/manifest.json"} <= files
    assert {path.name for path in (ROOT / "demo" / "scenes").iterdir()} == {
        path.name for path in (space / "demo" / "scenes").iterdir()
    }
    unwanted = re.compile(r"(^|/)(tests|frontend|node_modules|__pycache__|\.git|pyproject\.toml)(/|$)|\.ts$|\.pyc$")
    assert not [name for name in files if unwanted.search(name)]


def test_every_file_goes_through_a_plain_push(space: Path) -> None:
    shipped = list((ROOT / "weights").glob("*.safetensors"))
    assert shipped
    for path in [*space.rglob("*"), *shipped]:
        assert path.stat().st_size < MOST_BYTES, path.name


def test_its_pages_show_nothing_that_is_not_there(space: Path) -> None:
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", (space / "README.md").read_text(encoding="utf-8"))
    assert links and all((space / link).exists() for link in links)
    pages = [space / "docs" / "guide.md", space / "weights" / "README.md"]
    for page in pages:
        pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        assert pictures and all((page.parent / picture).is_file() for picture in pictures)


def test_the_hub_reads_its_settings(space: Path) -> None:
    settings = SpaceCard.load(space / "README.md").data.to_dict()
    assert settings.keys() <= SETTINGS
    assert {settings["colorFrom"], settings["colorTo"]} <= COLOURS and len(settings["emoji"]) == 1
    assert settings["sdk"] == "gradio" and settings["app_file"] == "app.py"
    assert settings["sdk_version"] in requirements(space)["gradio"].specifier
    assert settings["sdk_version"].split(".")[0] == gradio.__version__.split(".")[0]
    assert settings["python_version"] in ("3.12.12", "3.10.13"), "those that ZeroGPU offers"
    assert settings["license"] == "apache-2.0" and settings["tags"]
    assert len(settings["short_description"]) <= 60


def test_it_installs_what_the_app_imports_and_nothing_of_training() -> None:
    installed = requirements(ROOT)
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name, requirement in installed.items():
        assert re.search(rf'"{name}(\[|>|<|=|")', text), f"{name} is none of the package's own dependencies"
        assert requirement.url is None, "an own file would not be there yet"
    with_others = {"httpx", "safehttpx", "starlette", "scipy"}  # come with gradio and scikit-image
    needed = {OPTIONAL.get(name, name) for name in imported_by_the_app()} - with_others
    assert needed == installed.keys()
    assert not {"accelerate", "torchmetrics", "pycocotools", "typer", "tqdm"} & installed.keys()


def imported_by_the_app() -> set[str]:
    """Packages from elsewhere that app.py needs, by itself or through the modules of ours that it imports."""
    seen: set[Path] = set()
    packages: set[str] = set()

    def visit(path: Path) -> None:
        if path in seen:
            return
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                top = name.split(".")[0]
                if top in ("demo", "scenegen"):
                    for path in files_of(name):
                        visit(path)
                elif top not in sys.stdlib_module_names:
                    packages.add(top)

    visit(ROOT / "app.py")
    return packages


def files_of(name: str) -> Iterator[Path]:
    """Files that importing a name of ours runs."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        place = ROOT.joinpath(*parts[:count])
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                yield path


# --- what is refused -------------------------------------------------------------------------------------------------


def test_a_folder_with_something_in_it_stays_as_it_is(tmp_path: Path, weights: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    command = [sys.executable, "-m", "scenegen", "space", "export", str(tmp_path), "--weights", str(weights)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.strip() == f"{tmp_path} is not empty; a Space goes into a folder of its own."
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_networks_that_are_too_large_are_refused(tmp_path: Path, weights: Path) -> None:
    shutil.copytree(weights, tmp_path / "weights")
    (tmp_path / "weights" / "large.safetensors").write_bytes(bytes(MOST_BYTES))
    write_manifest_entry(tmp_path / "weights", "large", {})
    with pytest.raises(SpaceError, match=r"^large.safetensors has 10.0 MB; a Space takes files below 10 MB.$"):
        export_space(tmp_path / "space", str(tmp_path / "weights"))
    assert not (tmp_path / "space").exists()


def test_networks_in_sub_folders_stay_behind(tmp_path: Path, weights: Path) -> None:
    source = tmp_path / "weights"
    shutil.copytree(weights, source)
    (source / "baselines").mkdir()
    shutil.copy(source / "box2mask.safetensors", source / "baselines" / "old.safetensors")
    write_manifest_entry(source, "old", {"file": "baselines/old.safetensors"})
    export_space(tmp_path / "space", str(source))
    assert {path.stem for path in (tmp_path / "space" / "weights").glob("**/*.safetensors")} == set(EDITOR_NETWORKS)


def test_networks_on_the_hub_are_named_instead(tmp_path: Path) -> None:
    told = export_space(tmp_path / "space", "org/name@1234abc")
    files = [path.name for path in (tmp_path / "space" / "weights").rglob("*") if path.is_file()]
    assert set(files) == {"README.md"}  # the cards alone, to which pages lead
    assert any("SCENEGEN_WEIGHTS with the value org/name@1234abc" in sentence for sentence in told)
    assert SpaceCard.load(tmp_path / "space" / "README.md").data.to_dict()["models"] == ["org/name"]


def test_networks_on_the_hub_are_used_at_their_revision(tmp_path: Path, weights: Path) -> None:
    """With the hub's own client and its cache on disk: what was fetched once is found without a network."""
    revision = "1" * 40
    shutil.copytree(weights, tmp_path / "models--org--name" / "snapshots" / revision)
    hub = {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "scenegen", "render", str(SCENE), "-o", "scene.png"]

    def run(source: str) -> subprocess.CompletedProcess[str]:
        environment = {**alone(), **hub, "SCENEGEN_WEIGHTS": source}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert run(f"org/name@{revision}").returncode == 0
    assert np.array_equal(np.asarray(Image.open(tmp_path / "scene.png"))[..., :3], painted_with(weights))
    missing = run(f"org/name@{'2' * 40}")
    assert missing.returncode == 1 and missing.stderr.startswith("The weights org/name@2222")


# --- it runs ---------------------------------------------------------------------------------------------------------


def alone() -> dict[str, str]:
    """This process's variables without those that lead to this checkout; one thread, as here, rounds as here."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "SCENEGEN"))}
    return {**kept, "OMP_NUM_THREADS": "1"}


def painted_with(weights: Path) -> np.ndarray:
    compositor = Compositor.from_weights(weights, device="cpu")
    return compositor.render(scenegen.Scene.from_json(SCENE.read_bytes())).pixels


def render(app: App) -> np.ndarray:
    scene = json.loads(SCENE.read_bytes())
    picture = Client(app.address, verbose=False).predict(scene, None, api_name="/render")
    return np.asarray(Image.open(picture))


def test_it_runs_beside_nothing_of_the_checkout(space: Path, tmp_path: Path) -> None:
    bundle = space / "demo" / "static" / "editor.js"
    code = bundle.read_bytes()
    bundle.write_bytes(code + b"// of this Space")
    with started_app(None, tmp_path / "app.log", folder=space, environment=alone()) as app:
        picture = render(app)
        with urllib.request.urlopen(app.address + "editor/editor.js", timeout=30) as page:
            assert page.read().endswith(b"// of this Space"), "the page comes from the folder"
        assert app.stop() == 0
    bundle.write_bytes(code)
    assert np.array_equal(picture, painted_with(space / "weights")), "its own networks paint"


@pytest.mark.skipif(not os.environ.get("SCENEGEN_FULL_TESTS"), reason="SCENEGEN_FULL_TESTS is not set: installs torch")
def test_it_installs_from_scratch_and_paints(tmp_path: Path) -> None:
    """As a Space does it: the requirements where nothing else is, then the code."""
    export_space(tmp_path / "space")
    (tmp_path / "build").mkdir()
    shutil.copy(tmp_path / "space" / "requirements.txt", tmp_path / "build")
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"]
    subprocess.run(install, cwd=tmp_path / "build", check=True, env=alone())
    with started_app(None, tmp_path / "app.log", folder=tmp_path / "space", python=python, environment=alone()) as app:
        picture = render(app)
    assert read_manifest(tmp_path / "space" / "weights")
    assert picture.shape == (320, 512, 3) and picture.std() > 10
