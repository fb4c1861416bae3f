"""The full state of a training run on disk, so that the same command goes on where it stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch


def save_checkpoint(path: Path, parts: dict[str, Any]) -> None:
    """Writes atomically: a run that is killed while saving keeps its last good checkpoint."""
    state = {name: part.state_dict() if hasattr(part, "state_dict") else part for name, part in parts.items()}
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def load_checkpoint(path: Path, parts: dict[str, Any]) -> dict[str, Any]:
    """Restores every part that has a state, strictly; returns the plain values. Never unpickles code."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    plain = {}
    for name, value in state.items():
        if hasattr(parts.get(name), "load_state_dict"):
            parts[name].load_state_dict(value)
        else:
            plain[name] = value
    return plain
