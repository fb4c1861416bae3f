"""The networks that SceneGen is compared with, behind one interface: a background and masks in, one picture out.

    asked = from_scene(scene, compositor.outline)
    for name in present():
        picture = paint(load_system(name), background, asked.masks, asked.categories, asked.seeds)

One-shot systems see all masks at once, and nothing of the background: they invent one. The layered one, the AAAI 2019
paper's foreground network, sees the background and repaints the whole picture for one object after another. All give
128 x 128 pixels, whatever they paint at; other aspects are squeezed to a square, as the photos that they learnt from.
The weights lie in the folder `baselines` beside the others'. Nothing else needs it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from scenegen import images, masks
from scenegen.models.cnn_l1 import CnnL1
from scenegen.models.paper_baseline import PaperBaseline
from scenegen.models.paper_foreground import PaperForeground
from scenegen.models.pix2pix import Pix2Pix
from scenegen.models.pix2pixpp import Pix2PixPP
from scenegen.scene import Layer, PhotoShape, Scene
from scenegen.weights import MANIFEST, load_network, read_manifest, weights_folder

SIDE = 128  # pixels of every painted picture
FOLDER = "baselines"  # in the folder of the weights


class BaselineError(ValueError):
    """What a baseline cannot paint; the message is one sentence."""


@dataclass(frozen=True)
class Description:
    """What is known of a system without its weights."""

    title: str
    layered: bool = False  # paints on the given background, one object after another
    noisy: bool = True  # another seed gives another picture


# Name in the manifest of `weights/baselines` -> what it is, in the order in which a comparison shows them.
SYSTEMS: dict[str, Description] = {
    "cnn_l1": Description("CNN with L1", noisy=False),
    "pix2pix5": Description("pix2pix, 5 levels"),
    "pix2pix": Description("pix2pix, 8 levels"),
    "pix2pixpp": Description("pix2pix++"),
    "paper_baseline": Description("AAAI 2019, one shot"),
    "paper_foreground": Description("AAAI 2019, layer by layer", layered=True),
}


@dataclass(frozen=True, eq=False)
class System:
    """A trained baseline, ready to paint."""

    name: str
    described: Description
    network: nn.Module

    @property
    def categories(self) -> tuple[str, ...]:
        """What its objects may be."""
        known = self.network.config.categories
        return known if isinstance(self.network, PaperForeground | PaperBaseline) else known[1:]


@dataclass(frozen=True, eq=False)
class Asked:
    """The objects of a picture in painting order: float masks (SIDE, SIDE) in [0, 1], categories, seeds."""

    masks: list[np.ndarray]
    categories: list[str]
    seeds: list[int]


def baselines_folder(folder: str | Path | None = None) -> Path:
    """Where the baselines' weights lie, by default beside the others'; the folder need not be there."""
    return Path(folder) if folder is not None else weights_folder() / FOLDER


def present(folder: str | Path | None = None) -> list[str]:
    """Names of the systems whose weights are in a folder, in the order of `SYSTEMS`; none if it is not there."""
    place = baselines_folder(folder)
    listed = read_manifest(place) if (place / MANIFEST).is_file() else {}
    return [name for name in SYSTEMS if name in listed]


def load_system(name: str, folder: str | Path | None = None, *, device: str | torch.device = "cpu") -> System:
    """Reads a system of `SYSTEMS`. Raises `WeightsError` if its weights are missing or damaged."""
    network = load_network(name, folder=baselines_folder(folder))
    return System(name, SYSTEMS[name], network.to(device))


def paint(
    system: System,
    background: np.ndarray,
    object_masks: Sequence[np.ndarray],
    categories: Sequence[str],
    seeds: Sequence[int],
) -> np.ndarray:
    """The whole picture, uint8 (SIDE, SIDE, 3). The same arguments give the same bytes on the same machine.

    `background` uint8 (H, W, 3), masks float (h, w) in [0, 1] of the whole picture in painting order, with a category
    and a seed each. Raises `BaselineError` for a category that the system does not know.
    """
    *_, last = paint_steps(system, background, object_masks, categories, seeds)
    return last


@torch.inference_mode()
def paint_steps(
    system: System,
    background: np.ndarray,
    object_masks: Sequence[np.ndarray],
    categories: Sequence[str],
    seeds: Sequence[int],
) -> Iterator[np.ndarray]:
    """Like `paint`, but yields the picture with the first object, with the first two, and so on.

    Without any object it yields once: what a one-shot system paints from no mask, or the background itself.
    """
    known = system.categories
    strange = [category for category in categories if category not in known]
    if strange:
        raise BaselineError(f"{system.described.title} knows no {strange[0]}, only {', '.join(known)}.")
    network = system.network
    size = network.config.size
    device = next(network.parameters()).device
    shown = [_binary(mask, size).to(device) for mask in object_masks]
    channels = [known.index(category) for category in categories]
    if system.described.layered:
        canvas = images.resize(images.to_tensor(background), size, size)[None].to(device)
        if not shown:
            yield _finished(canvas)
        for mask, channel, seed in zip(shown, channels, seeds, strict=True):
            classes = torch.zeros(1, len(known), size, size, device=device)
            classes[0, channel] = mask
            canvas = network(canvas * (1 - mask), classes, _noise(network.config.z_dim, [seed], device))
            yield _finished(canvas)
        return
    label = torch.zeros(size, size, dtype=torch.long, device=device)  # 0 is the background
    if not shown:
        yield _finished(_one_shot(network, label, []))
    for number, (mask, channel) in enumerate(zip(shown, channels, strict=True), start=1):
        label = torch.where(mask > 0, channel + 1, label)
        yield _finished(_one_shot(network, label, seeds[:number]))


def _one_shot(network: nn.Module, label: torch.Tensor, seeds: Sequence[int]) -> torch.Tensor:
    """Label map (S, S), 0 the background -> picture (1, 3, S, S)."""
    objects = network.config.categories if isinstance(network, PaperBaseline) else network.config.categories[1:]
    classes = nn.functional.one_hot(label, len(objects) + 1).movedim(-1, 0)[None].float()
    if isinstance(network, CnnL1):
        return network(classes)
    if isinstance(network, Pix2Pix):
        return network(classes, torch.Generator().manual_seed(_together(seeds)))
    z = _noise(network.config.z_dim, seeds, label.device)
    if isinstance(network, Pix2PixPP):
        return network(classes, z)
    return network(classes[:, 1:], z)


def _together(seeds: Sequence[int]) -> int:
    """One seed for the whole picture: a one-shot system has no other. A single object's is its own."""
    return seeds[0] if len(seeds) == 1 else zlib.crc32(repr(list(map(int, seeds))).encode())


def _noise(z_dim: int, seeds: Sequence[int], device: torch.device) -> torch.Tensor:
    return torch.randn(1, z_dim, generator=torch.Generator().manual_seed(_together(seeds))).to(device)


def _binary(mask: np.ndarray, size: int) -> torch.Tensor:
    """The mask at the network's size, 0 or 1: it has learnt from no other."""
    return torch.from_numpy((masks.resize_mask(mask, size, size) > 0.5).astype(np.float32))


def _finished(picture: torch.Tensor) -> np.ndarray:
    return images.to_pixels(images.resize(picture[0].float().cpu(), SIDE, SIDE))


def from_scene(scene: Scene, outline: Callable[[Layer], np.ndarray]) -> Asked:
    """The visible objects of a scene, as the baselines are asked to paint them.

    `outline` gives the mask of a layer's unit square: `Compositor.outline`. Objects that are cut out of photos are left
    out: there is nothing to paint.
    """
    layers = [layer for layer in scene.layers if layer.visible and not isinstance(layer.shape, PhotoShape)]
    return Asked(
        [canvas_mask(outline(layer), layer, scene) for layer in layers],
        [layer.category for layer in layers],
        [layer.style_seed for layer in layers],
    )


def canvas_mask(outline: np.ndarray, layer: Layer, scene: Scene) -> np.ndarray:
    """Lays an outline, float (h, w), on the scene's canvas squeezed to a square: float (SIDE, SIDE) in [0, 1]."""
    height, width = outline.shape
    to_canvas = np.diag([scene.canvas.width / SIDE, scene.canvas.height / SIDE, 1])
    to_outline = np.diag([width, height, 1]) @ np.linalg.inv(masks.frame_matrix(layer.frame)) @ to_canvas
    unit = torch.from_numpy(np.array(outline, dtype=np.float32))[None]
    return images.warp(unit, to_outline, SIDE, SIDE, outside="zeros")[0].clamp(0, 1).numpy()
