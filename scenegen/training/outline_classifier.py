"""Which animal is it, by the outline alone? Judges outlines in `evaluate`, and says which are good examples."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from tqdm import tqdm

from scenegen.data import Batch
from scenegen.data.objects import category_weights
from scenegen.models.classifier import Classifier, ClassifierConfig

_BATCH = 48
_FOLDS = 3


def train_outline_classifier(seen: Batch, categories: tuple[str, ...], *, epochs: int, seed: int = 0) -> Classifier:
    """A small classifier of outlines in their boxes and the boxes' aspects, trained here from a seed.

    Categories are drawn as in training, by the square root of their count, and outlines mirrored at random.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        size = seen.mask.shape[-1]
        network = Classifier(ClassifierConfig(categories, size, channels=(16, 32, 64, 96), blocks=(0, 0, 0, 0)))
    rng = torch.Generator().manual_seed(seed)
    weights = category_weights([str(k) for k in seen.category.tolist()])
    steps = max(2, epochs * len(seen.mask) // _BATCH)
    optimiser = torch.optim.Adam(network.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for _ in range(steps):
        rows = torch.multinomial(weights, _BATCH, replacement=True, generator=rng)
        mirrored = torch.rand(_BATCH, 1, 1, 1, generator=rng) < 0.5
        outlines = torch.where(mirrored, seen.mask[rows].flip(-1), seen.mask[rows])
        loss = F.cross_entropy(network(as_picture(outlines, seen.log_aspect[rows])), seen.category[rows])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
    return network.eval().requires_grad_(False)


def as_picture(outlines: torch.Tensor, log_aspect: torch.Tensor) -> torch.Tensor:
    """Outline, aspect and nothing as the three channels of the classifier."""
    aspect = log_aspect[:, None, None, None].expand_as(outlines)
    return torch.cat([2 * outlines - 1, aspect, torch.zeros_like(outlines)], 1)


def recognised(seen: Batch, categories: tuple[str, ...], *, epochs: int = 12, progress: bool = False) -> torch.Tensor:
    """The probability (N,) that a classifier gives to the category of each outline, which it has not seen.

    Cross-validated: each third of the outlines is judged by a classifier of the other two.
    """
    fold = torch.randint(_FOLDS, (len(seen.mask),), generator=torch.Generator().manual_seed(0))
    found = torch.zeros(len(seen.mask))
    for number in tqdm(range(_FOLDS), desc="which outlines can be told", disable=not progress):
        own, others = (rows.nonzero()[:, 0] for rows in (fold == number, fold != number))
        if not len(own) or not len(others):
            continue
        judge = train_outline_classifier(Batch(*(values[others] for values in seen)), categories, epochs=epochs)
        with torch.inference_mode():
            for rows in own.split(_BATCH):
                chances = judge(as_picture(seen.mask[rows], seen.log_aspect[rows])).softmax(1)
                found[rows] = chances[torch.arange(len(rows)), seen.category[rows]]
    return found
