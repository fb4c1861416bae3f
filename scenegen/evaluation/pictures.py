"""How good whole pictures painted from class masks are: the networks that SceneGen is compared with."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from scenegen.data.masked import MaskedBatch, MaskedPhotos
from scenegen.evaluation import metrics
from scenegen.evaluation.foreground import found_overlap
from scenegen.evaluation.judges import Judges, distance_figures
from scenegen.evaluation.painted import read, spread_indices
from scenegen.models.cnn_l1 import CnnL1
from scenegen.models.paper_background import PaperBackground
from scenegen.models.paper_baseline import PaperBaseline
from scenegen.models.paper_foreground import PaperForeground
from scenegen.models.pix2pix import Pix2Pix
from scenegen.models.pix2pixpp import Pix2PixPP
from scenegen.training.paper_objectives import object_masks, paper_masks
from scenegen.training.picture_objectives import class_masks

PICTURE_NETWORKS = (CnnL1, Pix2Pix, Pix2PixPP, PaperBackground, PaperForeground, PaperBaseline)
_CHUNK = 8


def score_pictures(network: nn.Module, source: MaskedPhotos, judges: Judges, *, most: int = 200) -> dict[str, Any]:
    """Figures over up to `most` held-out photos and what is painted from their masks.

    `l1` is the mean absolute difference to the photo, `reroll_difference_l1` that of two pictures with other noise. The
    paper's background is judged by its object branch.
    """
    batch = read(source, network.config.size, spread_indices(len(source), most))
    first, second = (painted(network, batch, torch.Generator().manual_seed(seed)) for seed in (1, 2))
    result: dict[str, Any] = {
        "l1": metrics.with_interval((first - batch.image).abs().mean((1, 2, 3))),
        "reroll_difference_l1": metrics.with_interval((first - second).abs().mean((1, 2, 3))),
        "distances": distance_figures({"generated": first}, batch.image, None, judges),
    }
    if judges.segmenter is not None and batch.mask.any():
        result["obedience_iou"] = {
            name: metrics.with_interval(found_overlap(judges.segmenter, pictures, batch.mask))
            for name, pictures in (("generated", first), ("real", batch.image))
        }
    return result


@torch.inference_mode()
def painted(network: nn.Module, batch: MaskedBatch, rng: torch.Generator) -> torch.Tensor:
    """What a network paints from the masks of photos: (N, 3, S, S) in [-1, 1]."""
    parts = [
        _painted(network, MaskedBatch(*tensors), rng)
        for tensors in zip(*(tensor.split(_CHUNK) for tensor in batch), strict=True)
    ]
    return torch.cat(parts)


def _painted(network: nn.Module, batch: MaskedBatch, rng: torch.Generator) -> torch.Tensor:
    if isinstance(network, CnnL1):
        return network(class_masks(batch, network))
    if isinstance(network, Pix2Pix):
        return network(class_masks(batch, network), rng)
    z = torch.randn(len(batch.image), network.config.z_dim, generator=rng)
    if isinstance(network, Pix2PixPP):
        return network(class_masks(batch, network), z)
    if isinstance(network, PaperForeground):
        return network(batch.image * (1 - batch.mask), object_masks(batch, network), z)
    if isinstance(network, PaperBaseline):
        return network(paper_masks(batch, network), z)
    return network(z, paper_masks(batch, network))[0]
