"""What a network stores of its training data beside its weights: codes of real looks, outlines and layouts, and what is
usual of outlines."""

from __future__ import annotations

import math

import torch

from scenegen.data import Batch, stack
from scenegen.data.objects import ObjectCrops, ObjectMasks
from scenegen.data.pictures import Pictures, coarse_colours, standing_room
from scenegen.masks import drawn_outline
from scenegen.models.background import LayoutGenerator
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.models.imagenet import JUDGING, ImageNetClassifier, load_imagenet
from scenegen.outlines import solidity
from scenegen.training.outline_classifier import recognised
from scenegen.training.painted_outlines import named_when_painted
from scenegen.weights import WeightsError, load_network, weights_folder

_BEST = 64  # outlines of a category; of hundreds of dogs and cats the better half still has many that could be anything
_TOLD_WEIGHT = 3.0  # of the rank by how surely an outline's animal can be told, beside that of `ObjectMasks.examples`


@torch.no_grad()
def fill_style_bank(network: Foreground, source: ObjectCrops) -> None:
    """Replaces the bank by the codes of real training objects, as the averaged encoder sees them.

    A category with fewer objects than places is repeated; one without any keeps what it has.
    """
    rng = torch.Generator().manual_seed(0)
    size = network.config.size
    for position, category in enumerate(network.config.categories):
        members = [index for index, record in enumerate(source.records) if record.category == category]
        if not members:
            continue
        order = torch.randperm(len(members), generator=rng).tolist()[: network.config.bank_size]
        codes = []
        for index in order:
            sample = source.sample(members[index], size, rng)
            codes.append(network.encode(sample.image[None], sample.mask[None])[0])
        network.style_bank[position] = _repeated(torch.cat(codes), network.config.bank_size)


@torch.no_grad()
def fill_layout_bank(network: LayoutGenerator, source: Pictures) -> None:
    """Replaces the bank by the codes of training photos' layouts and their mirror images: of the half with more room
    for objects to stand in, and of no more than there are places."""
    layouts = coarse_colours(source, network.config.layout_size)
    places = network.config.bank_size
    most = min(max(1, len(layouts) // 2), places // 2)
    chosen = layouts[standing_room(layouts).topk(most).indices]
    codes = network.encode(torch.cat([chosen, chosen.flip(-1)]))
    network.code_bank.copy_(_repeated(codes, places))


_Judges = tuple[Foreground, ImageNetClassifier]


def painter_and_classifier() -> _Judges | None:
    """The foreground network of `weights_folder` and what names its animals; None if one of them is not there."""
    try:
        painter = load_network("foreground", folder=weights_folder())
        classifier = ImageNetClassifier(JUDGING)
        load_imagenet(classifier, fetch=False)
    except (WeightsError, OSError):
        return None
    return painter, classifier


@torch.no_grad()
def fill_code_bank(
    network: Box2Mask, source: ObjectMasks, judges: _Judges | None = None, *, progress: bool = False
) -> None:
    """Replaces the bank by the codes that the averaged encoder reads from training outlines and their mirror images.

    Only of a category's best (`_best_examples`), at most `_BEST`, more of the first than of the last of these: typical
    poses are many, others are there. Few are repeated, and a category without any keeps what it has.
    """
    places, size = network.config.bank_size, network.config.size
    examples = _best_examples(network, source, judges, progress=progress)
    for position, category in enumerate(network.config.categories):
        best = examples.get(category, [])[:_BEST]
        if not best:
            continue
        half = places // 2
        chosen = dict.fromkeys(best[int(len(best) * (place / half) ** 2)] for place in range(half))
        outlines = stack([source.plain(index, size) for index in chosen])
        aspects = outlines.log_aspect.repeat_interleave(2)
        both_ways = torch.stack([outlines.mask, outlines.mask.flip(-1)], 1).flatten(0, 1)
        codes = network.encode(both_ways, aspects)[0]
        network.code_bank[position] = _repeated(codes, places)
        network.aspect_bank[position] = _repeated(aspects, places)


def _best_examples(
    network: Box2Mask, source: ObjectMasks, judges: _Judges | None, *, progress: bool
) -> dict[str, list[int]]:
    """Per category its examples, those first that are typical and by which the animal can be told.

    It can where ImageNet's classifier names what the foreground network paints in them as this network draws them; for
    categories that one of the two does not know, where a classifier of outlines names them.
    """
    size = network.config.size
    places = torch.tensor(sorted(index for examples in source.examples.values() for index in examples))
    with torch.enable_grad():
        seen = stack([source.plain(index, size) for index in range(len(source))])
        told = recognised(seen, source.categories, progress=progress)
    if judges is not None:
        shown = _redrawn(network, Batch(*(values[places] for values in seen)))
        named = named_when_painted(shown, source.categories, *judges, progress=progress)
        told[places] = torch.where(named.isnan(), told[places], named)
    best = {}
    for category, examples in source.examples.items():
        surest = told[examples].argsort(descending=True).tolist()
        ranks = {examples[place]: place + _TOLD_WEIGHT * surest.index(place) for place in range(len(examples))}
        best[category] = sorted(examples, key=ranks.__getitem__)
    return best


def _redrawn(network: Box2Mask, outlines: Batch) -> Batch:
    """Outlines as the network draws them from their codes, and the editor shows them."""
    codes = network.encode(outlines.mask, outlines.log_aspect)[0]
    drawn = network(codes, outlines.category, outlines.log_aspect)
    shown = [torch.from_numpy(drawn_outline(mask.numpy()).copy())[None] for mask in drawn[:, 0]]
    return outlines._replace(mask=torch.stack(shown))


def _repeated(values: torch.Tensor, count: int) -> torch.Tensor:
    """`count` rows in the order of `values`, some or all of them more than once where they are too few."""
    return values[torch.arange(count) * len(values) // count]


def usual_log_aspects(source: ObjectMasks, *, share: float = 0.5) -> tuple[tuple[float, float], ...]:
    """Per category the range of ln(width / height) of the boxes in which the middle `share` of its objects lie.

    A category without objects has the range of all.
    """
    aspects = [(record.category, math.log(record.bbox[2] / record.bbox[3])) for record in source.records]
    edges = torch.tensor([(1 - share) / 2, (1 + share) / 2])
    ranges = []
    for category in source.categories:
        own = [aspect for name, aspect in aspects if name == category] or [aspect for _, aspect in aspects]
        low, high = torch.quantile(torch.tensor(own), edges).tolist()
        ranges.append((round(low, 3), round(high, 3)))
    return tuple(ranges)


def most_solid(source: ObjectMasks, size: int, *, share: float = 0.7) -> tuple[float, ...]:
    """Per category the solidity that `share` of its examples, at `size` pixels, do not exceed; of all for one without
    any."""
    solidities = {
        category: [solidity(source.plain(index, size).mask[0].numpy() > 0.5) for index in examples]
        for category, examples in source.examples.items()
    }
    every = [value for values in solidities.values() for value in values]
    return tuple(
        round(torch.quantile(torch.tensor(solidities.get(category, every)), share).item(), 3)
        for category in source.categories
    )
