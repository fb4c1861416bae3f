"""Features of pictures for a perceptual loss: VGG's where its weights can be had, else our own segmenter's."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import nn

from scenegen.models.segmentation import Segmentation
from scenegen.weights import WeightsError, load_network

Features = Callable[[torch.Tensor], list[torch.Tensor]]  # pictures (B, 3, H, W) in [-1, 1] -> feature maps

_VGG_ENDS = (4, 9, 16, 23)  # relu1_2, relu2_2, relu3_3, relu4_3 of VGG-16 (Johnson et al. 2016)


def picture_features() -> Features | None:
    """What there is, fetched if need be; says in a warning when it is not VGG. None if there is nothing at all."""
    from torchvision.models import VGG16_Weights, vgg16  # takes a second, and only the paper's networks need it

    try:
        network = vgg16(weights=VGG16_Weights.DEFAULT).features[: _VGG_ENDS[-1]]
        return _Vgg(network.eval().requires_grad_(False))
    except OSError as error:
        reason = str(getattr(error, "reason", error))
    try:
        instead, features = "those of our own segmenter are compared instead", _Own(load_network("segmentation"))
    except WeightsError:
        instead, features = "the feature loss is left out", None
    warnings.warn(f"torchvision's VGG-16 weights cannot be loaded ({reason}): {instead}.", stacklevel=2)
    return features


class _Vgg:
    def __init__(self, network: nn.Module) -> None:
        self.network = network
        self.mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
        self.deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]

    def __call__(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        self.network.to(pictures.device)
        x = ((pictures + 1) / 2 - self.mean.to(pictures.device)) / self.deviation.to(pictures.device)
        found = []
        for number, layer in enumerate(self.network, start=1):
            x = layer(x)
            if number in _VGG_ENDS:
                found.append(x)
        return found


class _Own:
    def __init__(self, network: Segmentation) -> None:
        self.network = network

    def __call__(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        return self.network.to(pictures.device).encoded(pictures)[1:]
