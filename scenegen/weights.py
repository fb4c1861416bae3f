"""Networks on disk: safetensors with their own configuration, listed in a manifest with SHA-256, never pickle.

A file holds one network of `scenegen.models.NETWORKS`; its metadata says which one and with which configuration.
Weights are looked for in the folder or hub repository ("org/name@revision") that `SCENEGEN_WEIGHTS` names, else in the
`weights/` that comes with the package.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import nn

from scenegen.models import NETWORKS

MANIFEST = "manifest.json"
_METADATA_KEY = "scenegen"  # one key: the order of several is not stable, and equal networks shall give equal files
_HUB_REPOSITORY = re.compile(r"^(?P<repository>[\w.-]+/[\w.-]+)(@(?P<revision>[\w./-]+))?$")


class WeightsError(ValueError):
    """Weights that cannot be used; the message is one sentence for the person who runs the program."""


# --- one network ----------------------------------------------------------------------------------------------------


def save_network(
    network: nn.Module, name: str, path: Path, metadata: Mapping[str, Any] | None = None, *, half: bool = True
) -> None:
    """Writes a network and its `config` as safetensors; `name` is its key in `NETWORKS`.

    `metadata` is anything JSON can hold (steps, data, ...). With `half`, floating-point tensors are stored as float16,
    except those whose values it cannot hold. An existing file is replaced in one step.
    """
    network_class, config_class = NETWORKS[name]
    if type(network) is not network_class or not isinstance(network.config, config_class):
        raise TypeError(f"a {type(network).__name__} is not the network {name!r}")
    state = {key: _stored(tensor, half) for key, tensor in network.state_dict().items()}
    described = {"network": name, "config": dataclasses.asdict(network.config), "about": dict(metadata or {})}
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    text = json.dumps(described, sort_keys=True)
    unfinished.write_bytes(safetensors.torch.save(state, metadata={_METADATA_KEY: text}))
    unfinished.replace(path)


def load_network(source: str | Path, *, folder: Path | None = None) -> nn.Module:
    """Reads a network: in float32, in evaluation mode, without gradients, on the CPU.

    `source` is the path of a `.safetensors` file or a name in the manifest of `folder` (by default where
    `weights_folder` says). A file that a manifest lists must have the SHA-256 that stands there. Raises `WeightsError`
    when the file is missing, damaged, of an unknown kind, or has other tensors than its network.
    """
    if Path(source).suffix == ".safetensors":
        return _load(Path(source), _listed_sums(Path(source)), expected=None)
    folder = weights_folder() if folder is None else Path(folder)
    entry = read_manifest(folder).get(str(source))
    if entry is None:
        raise WeightsError(f"{folder / MANIFEST} lists no weights called {source}.")
    return _load(folder / entry["file"], {entry["sha256"]}, expected=str(source) if source in NETWORKS else None)


def _load(path: Path, sums: set[str], *, expected: str | None) -> nn.Module:
    data = _checked_bytes(path, sums)
    try:
        state = safetensors.torch.load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    except (safetensors.SafetensorError, ValueError):
        raise WeightsError(f"The weights file {path} is damaged: it is not readable as safetensors.") from None
    try:
        described = json.loads(header["__metadata__"][_METADATA_KEY])
        name, fields = described["network"], described["config"]
    except (KeyError, TypeError, ValueError):
        raise WeightsError(f"The weights file {path} does not say which network of SceneGen it holds.") from None
    if name not in NETWORKS or name != (expected or name):
        wanted = expected or "one of " + ", ".join(NETWORKS)
        raise WeightsError(f"The weights file {path} holds the network {name!r}, expected {wanted}.")
    network_class, config_class = NETWORKS[name]
    try:
        network = network_class(config_class(**{key: _frozen(value) for key, value in fields.items()}))
    except (TypeError, ValueError) as error:
        raise WeightsError(f"The weights file {path} has a configuration that does not fit {name}: {error}.") from None
    _assign(network, state, path)
    return network.eval().requires_grad_(False)


def _assign(network: nn.Module, state: dict[str, torch.Tensor], path: Path) -> None:
    own = network.state_dict()
    shapes = [key for key in own.keys() & state.keys() if own[key].shape != state[key].shape]
    problems = {
        "missing": own.keys() - state.keys(),
        "unexpected": state.keys() - own.keys(),
        "of another shape": shapes,
    }
    told = [f"{_listed(keys)} {'is' if len(keys) == 1 else 'are'} {what}" for what, keys in problems.items() if keys]
    if told:
        raise WeightsError(f"The weights file {path} does not fit its network: {'; '.join(told)}.")
    network.load_state_dict({key: tensor.to(own[key].dtype) for key, tensor in state.items()}, strict=True)


def _stored(tensor: torch.Tensor, half: bool) -> torch.Tensor:
    tensor = tensor.detach().cpu().contiguous().clone()  # safetensors refuses tensors that share memory
    if half and tensor.dtype == torch.float32:
        smaller = tensor.half()
        if bool(smaller.isfinite().all()):
            return smaller
    return tensor


def _frozen(value: Any) -> Any:
    """JSON knows no tuples, configurations know no lists."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _listed(keys: Any, most: int = 4) -> str:
    names = sorted(keys)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


# --- the manifest ---------------------------------------------------------------------------------------------------


def read_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """Name -> entry, each with at least `file` and `sha256`. Raises `WeightsError` if there is no usable manifest."""
    path = Path(folder) / MANIFEST
    try:
        entries = json.loads(path.read_bytes())["networks"]
        if all(isinstance(entry["file"], str) and isinstance(entry["sha256"], str) for entry in entries.values()):
            return entries
    except FileNotFoundError:
        raise WeightsError(f"There are no weights in {folder}: it has no {MANIFEST}.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise WeightsError(f"The list of weights {path} is damaged.")


def write_manifest_entry(folder: Path, name: str, entry: Mapping[str, Any]) -> None:
    """Adds or replaces one entry of the manifest of `folder`.

    `entry` is anything JSON can hold (data, licence, steps, hardware, command, scores); `file` is
    `<name>.safetensors` unless it says otherwise. The file's size in bytes and SHA-256 are filled in.
    """
    folder = Path(folder)
    path = folder / MANIFEST
    entries = read_manifest(folder) if path.exists() else {}
    file = entry.get("file", f"{name}.safetensors")
    data = (folder / file).read_bytes()
    measured = {"file": file, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    networks = dict(sorted({**entries, name: {**entry, **measured}}.items()))
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(
        json.dumps({"version": 1, "networks": networks}, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    unfinished.replace(path)


def _listed_sums(path: Path) -> set[str]:
    """The SHA-256 that the manifest beside a file lists for it, if any."""
    if not (path.parent / MANIFEST).exists():
        return set()
    return {entry["sha256"] for entry in read_manifest(path.parent).values() if entry["file"] == path.name}


def _checked_bytes(path: Path, sums: set[str]) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WeightsError(f"The weights file {path} is missing.") from None
    except OSError as error:
        raise WeightsError(f"The weights file {path} cannot be read: {error.strerror}.") from None
    if sums and hashlib.sha256(data).hexdigest() not in sums:
        raise WeightsError(f"The weights file {path} is damaged: its SHA-256 is not the one in {MANIFEST}.")
    return data


# --- where the weights are ------------------------------------------------------------------------------------------


def weights_folder(source: str | Path | None = None) -> Path:
    """The folder that holds the weights.

    `source` is a folder or a hub repository "org/name@revision", which is downloaded once; by default what
    `SCENEGEN_WEIGHTS` says, else the weights that come with the package. Raises `WeightsError`.
    """
    source = source or os.environ.get("SCENEGEN_WEIGHTS")
    if not source:
        return _own_weights()
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    hub = _HUB_REPOSITORY.match(str(source))
    if hub is None:
        raise WeightsError(f"There is no folder {folder} to take the weights from.")
    if hub["revision"] in (None, "main", "HEAD"):
        raise WeightsError(
            f"{source} is neither a folder nor a hub repository with a pinned revision (org/name@revision)."
        )
    return _download(hub["repository"], hub["revision"])


def _own_weights() -> Path:
    package = Path(__file__).parent
    installed = package / "pretrained"  # see [tool.setuptools.package-dir] in pyproject.toml
    return installed if (installed / MANIFEST).exists() else package.parent / "weights"


def _download(repository: str, revision: str) -> Path:
    from huggingface_hub import snapshot_download  # takes a second, and most people never need it

    try:
        # What stands in sub-folders (the baselines) is not needed to render.
        folder = snapshot_download(
            repository, revision=revision, allow_patterns=[MANIFEST, "*.safetensors"], ignore_patterns=["*/*"]
        )
    except Exception as error:  # the hub client passes on errors of the libraries below it
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise WeightsError(f"The weights {repository}@{revision} cannot be fetched: {reason}.") from error
    return Path(folder)
