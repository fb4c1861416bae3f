"""Who judges the generators: a classifier of ours, a segmenter of ours, a network that knows ImageNet, and Inception
where its weights are given.

Figures name the features that they are of: "animal_classifier" (of ours, `scenegen train classifier`), else
"segmentation"; "imagenet"; and "inception".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from scenegen.evaluation import distances
from scenegen.models.classifier import Classifier
from scenegen.models.imagenet import JUDGING, ImageNetEncoder, load_imagenet
from scenegen.models.segmentation import Segmentation
from scenegen.weights import MANIFEST, WeightsError, load_network, read_manifest

OWN = "animal_classifier"
SEGMENTER = "segmentation"
INCEPTION = "inception"
IMAGENET = "imagenet"
_IMAGENET_SIDE = 224  # pixels, about as it was trained
DIVERSITY_FLOOR = 0.5  # of the diversity between real pictures of a kind
_CHUNK = 32

Features = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Judges:
    """`missing` says in a sentence for each judge why it is not there; `described` which weights the others have."""

    classifier: Classifier | None = None
    segmenter: Segmentation | None = None
    imagenet: ImageNetEncoder | None = None
    inception: nn.Module | None = None
    missing: dict[str, str] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        """For JSON."""
        return {"judges": self.described, "left_out": list(self.missing.values())}

    def features(self) -> dict[str, Features]:
        """Name -> pictures (N, 3, H, W) in [-1, 1] to features (N, D), for every network there is.

        Where no classifier is there, the segmenter takes its place: it has seen photos, but learnt where animals are,
        not what tells them apart.
        """
        found: dict[str, Features] = {}
        if self.classifier is not None:
            found[OWN] = lambda pictures: own_features(self.classifier, pictures)
        elif self.segmenter is not None:
            found[SEGMENTER] = lambda pictures: own_features(self.segmenter, pictures)
        if self.imagenet is not None:
            found[IMAGENET] = lambda pictures: _imagenet_features(self.imagenet, pictures)
        if self.inception is not None:
            found[INCEPTION] = lambda pictures: _inception_features(self.inception, pictures)
        return found


def load_judges(folders: list[Path], inception: Path | None = None) -> Judges:
    """Looks for `classifier` and `segmentation` in the manifests of these folders, in order, and for ImageNet's weights
    in the package that carries them.

    `inception` is the file of torch-fidelity's Inception weights. Raises `WeightsError` for weights that are there but
    cannot be used.
    """
    missing: dict[str, str] = {}
    described: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name in ("classifier", "segmentation"):
        folder = next((folder for folder in folders if name in _listed(folder)), None)
        if folder is None:
            missing[name] = (
                f"No manifest lists the weights {name!r}: what that network would judge is left out "
                f"(scenegen train {name}, scenegen export {name})."
            )
            continue
        found[name] = load_network(name, folder=folder)
        described[name] = _listed(folder)[name]["sha256"]
    encoder = ImageNetEncoder(JUDGING).eval().requires_grad_(False)
    try:
        load_imagenet(encoder, fetch=False)
        found[IMAGENET], described[IMAGENET] = encoder, JUDGING
    except OSError as error:
        missing[IMAGENET] = (
            f'Distances in the features of ImageNet are left out ({error}): pip install "scenegen[train]".'
        )
    if inception is None:
        missing["inception"] = "No file of Inception weights is given: there are no distances in its features."
    else:
        found["inception"] = _load_inception(inception)
        described["inception"] = inception.name
    return Judges(
        found.get("classifier"),
        found.get("segmentation"),
        found.get(IMAGENET),
        found.get("inception"),
        missing,
        described,
    )


def _listed(folder: Path) -> dict[str, dict[str, Any]]:
    return read_manifest(folder) if (folder / MANIFEST).exists() else {}


def _load_inception(path: Path) -> nn.Module:
    """The Inception network of the published FID and KID figures (torch-fidelity's port of the TensorFlow one)."""
    if not path.is_file():
        raise WeightsError(f"There is no file {path} with Inception weights.")
    try:
        from torchmetrics.image.fid import NoTrainInceptionV3

        return NoTrainInceptionV3("inception-v3-compat", ["2048"], str(path)).eval().requires_grad_(False)
    except ModuleNotFoundError:
        raise WeightsError(
            'Inception features need torchmetrics and torch-fidelity: pip install "scenegen[inception]".'
        ) from None
    except Exception:  # of an unpickler, or a state that does not fit
        raise WeightsError(f"{path} does not hold torch-fidelity's Inception weights.") from None


@torch.inference_mode()
def own_features(classifier: Classifier | Segmentation, pictures: torch.Tensor) -> torch.Tensor:
    """Pictures (N, 3, H, W) in [-1, 1] -> (N, D)."""
    return torch.cat([classifier.features(seen(classifier, part)) for part in pictures.split(_CHUNK)])


@torch.inference_mode()
def predicted(classifier: Classifier, pictures: torch.Tensor) -> torch.Tensor:
    """Pictures (N, 3, H, W) in [-1, 1] -> the likeliest category of each (N,)."""
    return torch.cat([classifier(seen(classifier, part)).argmax(1) for part in pictures.split(_CHUNK)])


@torch.inference_mode()
def looks(classifier: Classifier, pictures: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """How objects look, whatever their pose: pictures (N, 3, H, W), masks (N, 1, H, W) -> (N, L, D).

    As in LPIPS (Zhang et al. 2018) features are normalised at each place and level, without its learnt weights. They
    are averaged inside the mask before they are compared, so that another pose is no other look. The L levels are
    padded with zeros to one width.
    """
    found = []
    for part, mask in zip(pictures.split(_CHUNK), masks.split(_CHUNK), strict=True):
        levels = classifier.maps(seen(classifier, part))
        width = max(level.shape[1] for level in levels)
        rows = []
        for level in levels:
            inside = F.adaptive_avg_pool2d(mask, level.shape[-2:]) + 1e-6
            mean = (F.normalize(level, dim=1) * inside).sum((2, 3)) / inside.sum((2, 3))
            rows.append(F.pad(mean, (0, width - mean.shape[1])))
        found.append(torch.stack(rows, 1))
    return torch.cat(found)


def look_distance(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Mean over the levels of the distance between `looks` (N, L, D), per row (N,)."""
    return (first - second).norm(dim=2).mean(1)


def seen(classifier: Classifier | Segmentation, pictures: torch.Tensor) -> torch.Tensor:
    """Pictures at the side that the network was trained at."""
    return resized(pictures, classifier.config.size)


def resized(pictures: torch.Tensor, side: int) -> torch.Tensor:
    """Pictures (N, C, H, W) as squares of another side."""
    if pictures.shape[-2:] == (side, side):
        return pictures
    return F.interpolate(pictures, (side, side), mode="bilinear", align_corners=False, antialias=True)


@torch.inference_mode()
def _imagenet_features(encoder: ImageNetEncoder, pictures: torch.Tensor) -> torch.Tensor:
    """The coarsest features, averaged over all places, (N, 320)."""
    shown = (resized(part, _IMAGENET_SIDE) for part in pictures.split(_CHUNK))
    return torch.cat([encoder(part)[-1].mean((2, 3)) for part in shown])


@torch.inference_mode()
def _inception_features(network: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    bytes_ = ((pictures + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    return torch.cat([network(part) for part in bytes_.split(_CHUNK)])


def distance_figures(
    made: dict[str, torch.Tensor], held_out: torch.Tensor, training: torch.Tensor | None, judges: Judges
) -> dict[str, Any]:
    """KID and Fréchet distance per features and sliced Wasserstein distance of made pictures, by the set's name.

    Every set is (N, 3, H, W). Each has its distance to the held-out photos that it was made from and, where there are
    `training` photos, to those. The latter distance is the fair one: the held-out photos have it too, and it is what a
    perfect generator would reach.
    """
    sets = {**made, "held_out_photos": held_out}
    result = {"sliced_wasserstein": _to_both(sets, training, distances.sliced_wasserstein)}
    for name, extract in judges.features().items():
        found = {key: extract(pictures) for key, pictures in sets.items()}
        reference = None if training is None else extract(training)
        result[f"kid_{name}"] = _to_both(found, reference, distances.kernel_distance)
        result[f"frechet_{name}"] = _to_both(found, reference, distances.frechet_distance)
    return result


def _to_both(
    sets: dict[str, torch.Tensor], training: torch.Tensor | None, distance: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, rows in sets.items():
        figures = {} if name == "held_out_photos" else {"to_held_out": distance(sets["held_out_photos"], rows)}
        if training is not None:
            figures["to_training"] = distance(training, rows)
        if figures:
            result[name] = figures
    return result
