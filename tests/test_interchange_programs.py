"""Other programs open what SceneGen writes; skipped where they are not installed (Debian: krita xvfb xauth, gimp)."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenegen.compositor import Compositor
from scenegen.interchange.files import open_project, save_project
from scenegen.interchange.project import Project
from tests.interchange_projects import everything
from tests.tiny import tiny_networks

# Lists the layers, topmost first, then merges those that can be seen.
_GIMP = """
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "scene.psd" "scene.psd"))) (layers (gimp-image-get-layers image)))
  (for-each
    (lambda (layer) (let ((offsets (gimp-drawable-offsets layer)))
      (gimp-message (string-append
        "layer/" (car (gimp-item-get-name layer)) "/" (number->string (car (gimp-item-get-visible layer)))
        "/" (number->string (round (* 2.55 (car (gimp-layer-get-opacity layer)))))
        "/" (number->string (car offsets)) "/" (number->string (cadr offsets))))))
    (vector->list (cadr layers)))
  (let ((merged (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE))))
    (file-png-save RUN-NONINTERACTIVE image merged "merged.png" "merged.png" 0 9 0 0 0 0 0))
  (gimp-quit 0))
"""


@pytest.fixture(scope="module")
def compositor() -> Compositor:
    return Compositor(**tiny_networks(), device="cpu")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both programs look around for a while when they have never been started in a home."""
    return tmp_path_factory.mktemp("home")


def ran(home: Path, folder: Path, *command: str) -> str:
    environment = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout + done.stderr


def painted(project: Project, compositor: Compositor) -> np.ndarray:
    return compositor.render(project.scene, project.photo, project.pictures).pixels.astype(int)


@pytest.mark.skipif(not (shutil.which("krita") and shutil.which("xvfb-run")), reason="needs krita and xvfb-run")
def test_krita_shows_the_picture_and_saves_its_layers(tmp_path: Path, home: Path, compositor: Compositor) -> None:
    project = everything()
    save_project(project, tmp_path / "scene.ora", compositor)
    ran(home, tmp_path, "xvfb-run", "-a", "krita", "--export", "--export-filename", "krita.ora", "scene.ora")
    with zipfile.ZipFile(tmp_path / "krita.ora") as archive, archive.open("mergedimage.png") as file:
        shown = np.asarray(Image.open(file).convert("RGB"))
    assert np.abs(shown - painted(project, compositor)).max() <= 1

    pictures = open_project(tmp_path / "krita.ora")
    assert [layer.name for layer in pictures.scene.layers][:5] == [layer.name for layer in project.scene.layers][:5]
    assert np.abs(painted(pictures, compositor) - painted(project, compositor)).max() <= 1
    live = open_project(tmp_path / "krita.ora", original=open_project(tmp_path / "scene.ora"))
    assert live.scene == project.scene


@pytest.mark.skipif(not shutil.which("gimp"), reason="needs gimp")
def test_gimp_shows_the_layers_of_a_photoshop_file(tmp_path: Path, home: Path, compositor: Compositor) -> None:
    project = everything()
    save_project(project, tmp_path / "scene.psd", compositor)
    told = ran(home, tmp_path, "gimp", "--no-interface", "--no-data", "--no-fonts", "--batch", _GIMP)
    layers = [line.split("layer/")[1].split("/") for line in told.splitlines() if "layer/" in line]
    assert [name for name, *_ in layers] == [layer.name for layer in reversed(project.scene.layers)] + ["Background"]
    assert [visible == "1" for _, visible, *_ in layers[:-1]] == [layer.visible for layer in project.scene.layers[::-1]]
    told_opacity = [float(opacity) for _, _, opacity, *_ in layers[:-1]]
    assert told_opacity == pytest.approx([255 * layer.opacity for layer in project.scene.layers[::-1]], abs=1)
    merged = np.asarray(Image.open(tmp_path / "merged.png").convert("RGB"))
    assert np.abs(merged - painted(project, compositor)).max() <= 1
