"""The Python package as a newcomer meets it, and every example in the documentation."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import scenegen
from demo.editor import build_editor
from scenegen import cli
from tests.interchange_projects import everything
from tests.tiny import add_shipped_segmentation, save_tiny_networks, tiny_networks

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(r"^```(\w+(?: http)?)\n(.*?)^```$", (ROOT / "docs" / "api.md").read_text(), re.M | re.S)


def examples(kind: str) -> list[str]:
    return [text for name, text in EXAMPLES if name == kind]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples name, and small networks."""
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(weights))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "demo" / "scenes", tmp_path / "demo" / "scenes")
    (tmp_path / "docs" / "images").mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "images" / "herd.webp", tmp_path / "docs" / "images")
    return tmp_path


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_shipped_segmentation(save_tiny_networks(tmp_path_factory.mktemp("weights")))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from scenegen.compositor import Compositor

    blocks = build_editor(Compositor(**tiny_networks(), device="cpu")).queue()
    _, url, _ = blocks.launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", ssr_mode=False)
    yield url.rstrip("/")
    blocks.close()


def test_importing_the_package_is_quick() -> None:
    """The libraries of the networks take seconds; nobody waits for them who only asks for help or a document."""
    code = "import scenegen, sys; scenegen.Scene; assert not {'torch', 'PIL', 'gradio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_unknown_names_are_said() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = scenegen.nothing
    assert set(scenegen.__all__) <= set(dir(scenegen))


def test_simple_things_in_and_out(folder: Path) -> None:
    """A scene may be a document's path or its words, a photo a file, an image or an array: the picture is the same."""
    project = everything()
    (folder / "scene.json").write_text(project.scene.to_json())
    Image.fromarray(project.photo).save("photo.png")
    expected = np.asarray(scenegen.render(project))
    pictures = list(project.pictures.values())
    document = project.scene.model_dump(mode="json")
    for scene in (folder / "scene.json", "scene.json", project.scene, document):
        for photo in ("photo.png", Image.open("photo.png"), project.photo):
            assert np.array_equal(scenegen.render(scene, photo=photo, pictures=pictures), expected)


def test_the_python_examples() -> None:
    code = "\n".join(examples("python"))
    namespace: dict[str, object] = {}
    exec(compile(code, "docs/api.md", "exec"), namespace)
    assert namespace["project"].findings == ()
    assert {"two.ora", "two.png", "two.gif", "layers", "horses.jpg", "again.png"} <= {p.name for p in Path().iterdir()}
    assert {f"zebra-{seed}.png" for seed in (8, 9, 10)} | {"zebra-mask.png"} <= {p.name for p in Path().iterdir()}
    assert [layer.category for layer in scenegen.open_project("cut-out.ora").scene.layers] == ["horse"]


def test_the_command_line_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = examples("bash")
    for line in text.splitlines():
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        assert exit_.value.code in (0, None), line
    assert Path("layers/scene.json").exists()


def test_the_document_that_is_explained_is_one() -> None:
    (text,) = examples("json")
    (layer,) = scenegen.Scene.from_json(text).layers
    assert set(json.loads(text)["layers"][0]) == set(scenegen.Layer.model_fields) - {"style_reference"}
    assert layer == layer.model_copy(update={"shape_seed": 0, "style_seed": 7})


def test_the_http_examples(address: str, folder: Path) -> None:
    namespace = {"ADDRESS": address}
    exec(compile("\n".join(examples("python http")), "docs/api.md", "exec"), namespace)
    project = scenegen.open_project(namespace["project"])
    assert [layer.category for layer in project.scene.layers] == ["horse"]
    photo = np.asarray(Image.open("docs/images/herd.webp"))
    assert np.asarray(Image.open(namespace["picture"])).shape == project.photo.shape == photo.shape
    assert len(namespace["looks"]) == 4 and len(namespace["shapes"]) == 2


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_the_curl_example(address: str, folder: Path) -> None:
    (text,) = examples("bash http")
    subprocess.run(["bash", "-euc", f"ADDRESS={address}\n{text}"], check=True, cwd=folder, timeout=60)
    picture = np.asarray(Image.open("horses-from-server.png"))
    assert picture.ndim == 3 and picture.std() > 0
