"""How well BScGAN finds what is in front: on made-up frames under more and more disturbance, and on CDnet's videos."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from scenegen import images
from scenegen.alignment import AlignmentError, align_plate
from scenegen.data.cdnet import Video
from scenegen.data.compose import STILL, Disturbance
from scenegen.data.plates import PlatePairs
from scenegen.evaluation import mask_metrics as metrics
from scenegen.evaluation import rivals
from scenegen.models.bscgan import BScGAN
from scenegen.segment import foreground_probability

# What sets frame and plate apart, from nothing to more than training shows.
CONDITIONS = {
    "still": STILL,
    "light": dataclasses.replace(Disturbance(), jitter=0, turn=0),
    "light_and_jitter": dataclasses.replace(Disturbance(), jitter=0.03, turn=1.0),
}
Example = tuple[np.ndarray, np.ndarray, np.ndarray]  # frame, plate (H, W, 3) and label (H, W), all uint8


def score_bscgan(network: BScGAN, source: PlatePairs, *, most: int = 200) -> dict[str, Any]:
    """CDnet's figures with and without alignment, beside absolute difference at a usual threshold and at the best one.

    The best threshold is chosen on the very frames that are judged: no real use of that rival could do better.
    """
    result: dict[str, Any] = {}
    for name, disturbance in CONDITIONS.items() if source.made_up else ():
        examples = _made_up(source, disturbance, network.config.size, most)
        result[f"composites_{name}"] = _figures(network, examples)
    for video in source.videos:
        result[f"cdnet_{video.name}"] = _figures(network, _filmed(video, most))
    return result


def _made_up(source: PlatePairs, disturbance: Disturbance, size: int, most: int) -> Iterable[Example]:
    held_out = source.disturbed(disturbance)
    first, last = len(held_out.frames), len(held_out)
    for index in range(first, last, max(1, -(-(last - first) // most))):
        sample = held_out.sample(index, size, torch.Generator().manual_seed(index))
        frame, plate = images.to_pixels(sample.image[:3]), images.to_pixels(sample.image[3:])
        yield frame, plate, sample.label.numpy().astype(np.uint8)


def _filmed(video: Video, most: int) -> Iterable[Example]:
    for index in range(0, len(video.frames), max(1, -(-len(video.frames) // most))):
        yield images.read_photo(video.frames[index][0]), video.plate, video.label(index)


def _figures(network: BScGAN, examples: Iterable[Example]) -> dict[str, Any]:
    thresholds = range(5, 100, 5)
    found: dict[str, list[torch.Tensor]] = {"aligned": [], "not_aligned": []}
    rival: dict[str, list[torch.Tensor]] = {"aligned": [], "not_aligned": []}
    refused = 0
    for frame, plate, label in examples:
        try:
            aligned = align_plate(frame, plate).pixels
        except AlignmentError:  # the program would refuse this plate; as it is, nothing is gained by hiding it
            aligned, refused = plate, refused + 1
        for name, empty in (("aligned", aligned), ("not_aligned", plate)):
            ours = foreground_probability(network, frame, empty, align=False) > 0.5
            found[name].append(metrics.confusion(ours, label, 2))
            theirs = [rivals.absolute_difference(frame, empty, threshold) for threshold in thresholds]
            rival[name].append(torch.stack([metrics.confusion(mask, label, 2) for mask in theirs]))
    result: dict[str, Any] = {"refused_plates": refused}
    for name in found:
        result[name] = metrics.foreground_figures(torch.stack(found[name]))
        counts = torch.stack(rival[name])
        usual = thresholds.index(rivals.DIFFERENCE_THRESHOLD)
        best = max(range(len(thresholds)), key=lambda i, counts=counts: float(_total_f(counts[:, i])))
        result[name]["rival_absolute_difference"] = {
            "f_measure": metrics.pooled(counts[:, usual], metrics.f_measure),
            "threshold": thresholds[usual],
            "f_measure_at_best_threshold": metrics.pooled(counts[:, best], metrics.f_measure),
            "best_threshold": thresholds[best],
        }
    return result


def _total_f(confusions: torch.Tensor) -> torch.Tensor:
    return metrics.f_measure(confusions.sum(0, keepdim=True)).nan_to_num(0.0)[0]
