"""What several commands have in common: options, and the note in the weights' manifest."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from scenegen.weights import MANIFEST, read_manifest, write_manifest_entry


class Network(str, Enum):
    """What can be trained."""

    background = "background"
    background_refiner = "background_refiner"
    box2mask = "box2mask"
    bscgan = "bscgan"
    classifier = "classifier"
    cnn_l1 = "cnn_l1"
    foreground = "foreground"
    mask_prior = "mask_prior"
    paper_background = "paper_background"
    paper_baseline = "paper_baseline"
    paper_foreground = "paper_foreground"
    pix2pix = "pix2pix"
    pix2pixpp = "pix2pixpp"
    refiner = "refiner"
    segmentation = "segmentation"


DataFolders = Annotated[
    list[Path], typer.Option("--data", metavar="DIR", help="A COCO folder or a folder of pictures; repeatable.")
]
ManifestName = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="The manifest's name of the weights, by default NETWORK.")
]
RunFolder = Annotated[
    Path | None, typer.Option("--run", metavar="DIR", help="Checkpoints, metrics, samples; by default runs/NETWORK.")
]


def update_manifest(folder: Path, name: str, news: dict[str, Any]) -> None:
    """Adds news of a network to the manifest in a folder; what it says besides stays."""
    entries = read_manifest(folder) if (folder / MANIFEST).exists() else {}
    write_manifest_entry(folder, name, {**entries.get(name, {}), **news})
