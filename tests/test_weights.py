"""Networks on disk: what is written is read back, and whatever else is found gets one clear sentence."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import safetensors.torch
import torch
from torch import nn

from scenegen import weights
from scenegen.weights import WeightsError, load_network, read_manifest, save_network, weights_folder


@dataclass(frozen=True)
class TinyConfig:
    width: int
    names: tuple[str, ...]
    nested: tuple[tuple[int, ...], ...] = ()


class Tiny(nn.Module):
    def __init__(self, config: TinyConfig) -> None:
        super().__init__()
        self.config = config
        self.linear = nn.Linear(config.width, 2)
        self.register_buffer("steps", torch.tensor(7))


class Other(Tiny):
    pass


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "NETWORKS", {"tiny": (Tiny, TinyConfig), "other": (Other, TinyConfig)})
    monkeypatch.delenv("SCENEGEN_WEIGHTS", raising=False)


@pytest.fixture
def network() -> Tiny:
    torch.manual_seed(0)
    return Tiny(TinyConfig(width=3, names=("a", "b"), nested=((1, 2), (3,))))


@pytest.fixture
def folder(tmp_path: Path, network: Tiny) -> Path:
    save_network(network, "tiny", tmp_path / "tiny.safetensors", {"steps": 12})
    weights.write_manifest_entry(tmp_path, "tiny", {"data": "none"})
    return tmp_path


@pytest.mark.parametrize("half", [False, True])
def test_what_is_saved_is_loaded(tmp_path: Path, network: Tiny, half: bool) -> None:
    path = tmp_path / "deep" / "tiny.safetensors"
    save_network(network, "tiny", path, half=half)
    loaded = load_network(path)
    assert isinstance(loaded, Tiny) and loaded.config == network.config and not loaded.training
    assert hash(loaded.config) == hash(network.config)  # tuples, not lists
    for key, tensor in network.state_dict().items():
        expected = tensor.half().to(tensor.dtype) if half and tensor.is_floating_point() else tensor
        assert torch.equal(loaded.state_dict()[key], expected)
        assert loaded.state_dict()[key].dtype == tensor.dtype
    assert [file.name for file in path.parent.iterdir()] == ["tiny.safetensors"]


def test_values_that_half_precision_cannot_hold_stay_exact(tmp_path: Path, network: Tiny) -> None:
    with torch.no_grad():
        network.linear.weight[0, 0] = 1e6
    save_network(network, "tiny", tmp_path / "tiny.safetensors")
    assert torch.equal(load_network(tmp_path / "tiny.safetensors").linear.weight, network.linear.weight)


def test_equal_networks_give_equal_files(tmp_path: Path, network: Tiny) -> None:
    for name in ("one", "two"):
        save_network(network, "tiny", tmp_path / f"{name}.safetensors", {"b": 1, "a": 2})
    assert (tmp_path / "one.safetensors").read_bytes() == (tmp_path / "two.safetensors").read_bytes()


def test_a_network_is_saved_under_its_own_name_only(tmp_path: Path, network: Tiny) -> None:
    with pytest.raises(TypeError, match="not the network 'other'"):
        save_network(network, "other", tmp_path / "x.safetensors")


def test_manifest_describes_the_file(folder: Path) -> None:
    entry = read_manifest(folder)["tiny"]
    assert entry["data"] == "none" and entry["file"] == "tiny.safetensors" and len(entry["sha256"]) == 64
    assert entry["bytes"] == (folder / "tiny.safetensors").stat().st_size
    assert isinstance(load_network("tiny", folder=folder), Tiny)


def test_manifest_entry_is_replaced_and_others_stay(folder: Path, network: Tiny) -> None:
    save_network(network, "tiny", folder / "baselines" / "old.safetensors")
    weights.write_manifest_entry(folder, "old", {"file": "baselines/old.safetensors"})
    weights.write_manifest_entry(folder, "tiny", {"data": "more"})
    assert list(read_manifest(folder)) == ["old", "tiny"] and read_manifest(folder)["tiny"]["data"] == "more"
    assert isinstance(load_network("old", folder=folder), Tiny)


def test_environment_names_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCENEGEN_WEIGHTS", str(folder))
    assert weights_folder() == folder
    assert isinstance(load_network("tiny"), Tiny)


def test_own_weights_by_default() -> None:
    assert weights_folder().name in ("weights", "pretrained")


@pytest.mark.parametrize("source", ["org/name", "org/name@main", "org/name@", "no such folder", "/no/such/folder"])
def test_neither_folder_nor_pinned_repository(source: str) -> None:
    with pytest.raises(WeightsError, match=r"no folder|pinned revision"):
        weights_folder(source)


def test_hub_repository_is_fetched_at_its_revision(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}

    def snapshot_download(repository: str, **options: object) -> str:
        asked.update(options, repository=repository)
        return str(folder)

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot_download))
    monkeypatch.setenv("SCENEGEN_WEIGHTS", "org/name@v1.0")
    assert isinstance(load_network("tiny"), Tiny)
    assert (asked["repository"], asked["revision"]) == ("org/name", "v1.0")


def test_hub_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot_download(repository: str, **options: object) -> str:
        raise ConnectionError("no route\nand a long story")

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=snapshot_download))
    with pytest.raises(WeightsError, match=r"^The weights org/name@abc cannot be fetched: no route\.$"):
        weights_folder("org/name@abc")


# --- damage ---------------------------------------------------------------------------------------------------------


def rewritten(path: Path, **changes: object) -> None:
    """Writes a file's tensors again with another description of them."""
    state = safetensors.torch.load(path.read_bytes())
    data = path.read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    described = {**json.loads(header["__metadata__"]["scenegen"]), **changes}
    state.update({key: value for key, value in changes.items() if isinstance(value, torch.Tensor)})
    described = {key: value for key, value in described.items() if not isinstance(value, torch.Tensor)}
    safetensors.torch.save_file(state, path, metadata={"scenegen": json.dumps(described)})


def message(source: str | Path, folder: Path | None = None) -> str:
    with pytest.raises(WeightsError) as raised:
        load_network(source, folder=folder)
    text = str(raised.value)
    assert "\n" not in text and text.endswith(".")
    return text


def test_missing_folder_manifest_entry_and_file(folder: Path, tmp_path: Path) -> None:
    assert "no manifest.json" in message("tiny", tmp_path / "nowhere")
    assert "no weights called horse" in message("horse", folder)
    (folder / "tiny.safetensors").unlink()
    assert "is missing" in message("tiny", folder)
    assert "is missing" in message(folder / "other.safetensors")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"networks": {"tiny": {}}}', '{"networks": []}', '{"networks": 1}'])
def test_damaged_manifest(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    assert message("tiny", folder).startswith(("The list of weights", f"{folder / 'manifest.json'} lists no"))


def test_changed_file_is_refused_by_name_and_by_path(folder: Path) -> None:
    path = folder / "tiny.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert "SHA-256" in message("tiny", folder)
    assert "SHA-256" in message(path)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\xff" * 100, b"\x80\x04pickle"])
def test_file_that_is_not_safetensors(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.safetensors").write_bytes(data)
    assert "not readable as safetensors" in message(tmp_path / "x.safetensors")


def test_cut_file(tmp_path: Path, network: Tiny) -> None:
    path = tmp_path / "x.safetensors"
    save_network(network, "tiny", path)
    path.write_bytes(path.read_bytes()[:-10])
    assert "not readable as safetensors" in message(path)


def test_file_of_another_program(tmp_path: Path) -> None:
    safetensors.torch.save_file({"a": torch.zeros(1)}, tmp_path / "x.safetensors")
    assert "does not say which network" in message(tmp_path / "x.safetensors")


def test_descriptions_that_do_not_fit(tmp_path: Path, network: Tiny) -> None:
    path = tmp_path / "x.safetensors"
    for changes, expected in [
        ({"network": "horse"}, "holds the network 'horse', expected one of tiny, other"),
        ({"config": {"width": 3, "names": [], "height": 2}}, "configuration that does not fit tiny"),
        ({"config": {"width": 4, "names": []}}, "linear.weight is of another shape"),
        ({"linear.extra": torch.zeros(1)}, "linear.extra is unexpected"),
    ]:
        save_network(network, "tiny", path)
        rewritten(path, **changes)
        assert expected in message(path)


def test_missing_tensors_are_named(tmp_path: Path, network: Tiny) -> None:
    path = tmp_path / "x.safetensors"
    save_network(network, "tiny", path)
    rewritten(path)
    state = safetensors.torch.load(path.read_bytes())
    del state["linear.bias"], state["steps"]
    metadata = {"scenegen": json.dumps({"network": "tiny", "config": {"width": 3, "names": []}})}
    safetensors.torch.save_file(state, path, metadata=metadata)
    assert "linear.bias, steps are missing" in message(path)


def test_name_and_content_must_agree(folder: Path) -> None:
    weights.write_manifest_entry(folder, "other", {"file": "tiny.safetensors"})
    assert "holds the network 'tiny', expected other" in message("other", folder)
