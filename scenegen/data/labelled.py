"""Photos with label maps as the segmentation network sees them: whole or in part, squeezed to a square.

Folders of plain pictures may be among the data: objects are pasted on them and on labelled photos, or none (copy-paste,
Ghiasi et al. 2021).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from PIL import Image
from skimage.morphology import isotropic_erosion

from scenegen import images, masks
from scenegen.data import IGNORE, DataError, LabelBatch, stack
from scenegen.data.compose import cut_out, placed
from scenegen.data.label_formats import find_format, read_label_set
from scenegen.data.labels import LabelRecord, LabelSet
from scenegen.data.objects import category_weights
from scenegen.data.pictures import list_pictures
from scenegen.scene import CATEGORIES, Frame

Kind = Literal["binary", "animals", "classes"]

ANIMALS = frozenset(CATEGORIES) | {
    "bear", "bison", "camel", "deer", "fox", "giraffe", "goat", "leopard", "lion", "penguin", "swan", "tiger", "wolf",
}  # fmt: skip
BINARY = ("background", "animal")
BY_CATEGORY = ("background", *CATEGORIES, "animal")  # the last: any other animal
_UNTRUSTED_WEIGHT = 0.25  # how often a photo whose mask a program drew is shown, against one that a person labelled
_PASTED_SHARE = 0.3  # of the photos whose masks people drew, where there are pictures to paste their objects on
_PASTED_SIDE = 224  # pixels
_ON_LABELLED = 0.5  # of what is pasted lies on a photo with labels: rooms and people are not among landscapes
# How much more often kinds are shown that are found worst, in training photos as in others: they lie on sofas and are
# held by people.
_HARDER = {"bird": 2.0, "cat": 2.0, "cow": 1.5, "dog": 2.0}


def target_categories(sets: list[LabelSet], kind: Kind) -> tuple[str, ...]:
    """What the network tells apart: animal or not, SceneGen's animals, or the categories of the sets themselves."""
    if kind == "binary":
        return BINARY
    if kind == "animals":
        return BY_CATEGORY
    first = sets[0].categories
    if any(set(other.categories) != set(first) for other in sets):
        raise DataError("the folders label different categories: only one kind of set can be learnt at a time")
    return first


def kind_of(categories: tuple[str, ...]) -> Kind:
    """Which kind of target a network with these categories was trained for."""
    if categories == BINARY:
        return "binary"
    return "animals" if categories == BY_CATEGORY else "classes"


def recoding(categories: tuple[str, ...], targets: tuple[str, ...]) -> np.ndarray:
    """uint8 (256,): index of a set's category -> index of the target category, or IGNORE.

    What is not asked for is background. Animals without a target of their own are "animal", or IGNOREd where that is no
    target either: a lion is no background.
    """
    table = np.full(256, IGNORE, dtype=np.uint8)
    for index, name in enumerate(categories):
        if name in targets:
            table[index] = targets.index(name)
        elif name not in ANIMALS:
            table[index] = 0
        elif "animal" in targets:
            table[index] = targets.index("animal")
    return table


class LabelledPhotos:
    """A guided source shows a click or a box in half of its samples; the label is then that one object alone.

    Photos are drawn in proportion to the square root of their category's count, those of hard ones more often. When
    augmenting they are cut, turned, mirrored and tinted.
    """

    def __init__(
        self, roots: list[Path], kind: Kind, *, split: str = "train", guided: bool = False, augment: bool = True
    ) -> None:
        self.guided, self.augment = guided, augment
        plain = [root for root in roots if _is_plain(root)]
        self.backgrounds = [path for root in plain for path in list_pictures(root)] if augment else []
        sets = _sets_with_split([root for root in roots if root not in plain], split)
        self.categories = target_categories(sets, kind)
        self.records: list[tuple[LabelRecord, np.ndarray]] = []
        for labels in sets:
            table = recoding(labels.categories, self.categories)
            if not set(table[: len(labels.categories)].tolist()) - {0, IGNORE}:
                raise DataError(f"nothing in {labels.records[0].image.parent} is one of {', '.join(self.categories)}")
            self.records += [(record, table) for record in labels.records]
        trust = torch.tensor([1.0 if record.trusted else _UNTRUSTED_WEIGHT for record, _ in self.records])
        hardness = torch.tensor([_HARDER.get(record.kind, 1.0) for record, _ in self.records])
        self._weights = trust * hardness * category_weights([record.kind for record, _ in self.records])

    def __len__(self) -> int:
        return len(self.records)

    def batch(self, size: int, count: int, generator: torch.Generator) -> LabelBatch:
        chosen = torch.multinomial(self._weights, count, replacement=True, generator=generator).tolist()
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> LabelBatch:
        """One photo (without the batch dimension)."""
        if self.backgrounds and self.records[index][0].trusted and torch.rand((), generator=generator) < _PASTED_SHARE:
            picture, label, objects = self._pasted(index, generator)
        else:
            picture, label, objects = self._photo(index)
        pointed = torch.rand((), generator=generator) < 0.5 if self.guided else False
        meant = _one_of(objects(), generator) if pointed else None
        if meant is not None:
            label = np.where(meant | (label == IGNORE), label, 0).astype(np.uint8)
        height, width = label.shape
        frame = Frame(cx=width / 2, cy=height / 2, width=width, height=height)
        if self.augment:
            frame = _random_part(label, frame, generator)
        to_photo = masks.frame_matrix(frame) @ np.diag([1 / size, 1 / size, 1])
        image = images.warp_pixels(picture, to_photo, size, size)
        cut = Image.fromarray(label).transform(
            (size, size), Image.Transform.AFFINE, tuple(to_photo[:2].ravel()), fillcolor=IGNORE
        )
        label = np.array(cut)
        guide = np.zeros((size, size), dtype=np.float32)
        if meant is not None:
            guide = random_guide((label != 0) & (label != IGNORE), generator)
            if not guide.any():  # the object was cut away, and without a guide all animals would be meant
                label[:] = IGNORE
        if self.augment:
            image = _tinted(image, generator)
        return LabelBatch(image, torch.from_numpy(label).long(), torch.from_numpy(guide)[None], torch.tensor(index))

    def _photo(self, index: int) -> tuple[np.ndarray, np.ndarray, Callable[[], list[np.ndarray]]]:
        """A photo's pixels, its label map in target categories, and what gives its objects, boolean (H, W) each."""
        record, table = self.records[index]
        picture = record.photo()
        label = table[record.label()]
        if picture.shape[:2] != label.shape:
            raise DataError(f"{record.image} has another size than its labels")
        wanted = (label != 0) & (label != IGNORE)
        return picture, label, lambda: [mask & wanted for mask in record.objects() if (mask & wanted).any()]

    def _pasted(
        self, index: int, generator: torch.Generator
    ) -> tuple[np.ndarray, np.ndarray, Callable[[], list[np.ndarray]]]:
        """Like `_photo`: a photo's object, it and another one, or none, on another picture. That one's own objects are
        in the label map, but nobody points at them."""
        ground, label = self._ground(generator)
        other = int(torch.multinomial(self._weights, 1, generator=generator))
        chosen = [[], [index], [index], [index, other]][int(torch.randint(4, (), generator=generator))]
        objects: list[np.ndarray] = []
        for each in chosen:
            picture, labels, cut = self._photo(each)
            mask = _one_of(cut(), generator)
            if mask is None:
                continue
            layer = placed(cut_out(picture, mask, _PASTED_SIDE), _PASTED_SIDE, generator, sizes=(0.2, 0.95))
            gain = 1 + 0.15 * torch.randn(3, 1, 1, generator=generator)
            ground = torch.lerp(ground, (layer[:3] * gain).clamp(0, 1), layer[3:])
            covered = layer[3].numpy() > 0.5
            label[covered] = np.bincount(labels[mask]).argmax()
            objects = [visible for below in objects if (visible := below & ~covered).any()] + [covered]
        return images.to_pixels(2 * ground - 1), label, lambda: [mask for mask in objects if mask.any()]

    def _ground(self, generator: torch.Generator) -> tuple[torch.Tensor, np.ndarray]:
        """What is pasted on, (3, S, S) in [0, 1], and its label map (S, S), which may be written to."""
        shape = (_PASTED_SIDE, _PASTED_SIDE)
        if torch.rand((), generator=generator) < _ON_LABELLED:
            picture, label, _ = self._photo(int(torch.multinomial(self._weights, 1, generator=generator)))
            label = np.array(Image.fromarray(label).resize(shape, Image.Resampling.NEAREST))
        else:
            number = int(torch.randint(len(self.backgrounds), (), generator=generator))
            picture, label = images.read_photo(self.backgrounds[number]), np.zeros(shape, dtype=np.uint8)
        return (images.resize(images.to_tensor(picture), *shape) + 1) / 2, label


def _one_of(objects: list[np.ndarray], generator: torch.Generator) -> np.ndarray | None:
    return objects[int(torch.randint(len(objects), (), generator=generator))] if objects else None


def _is_plain(root: Path) -> bool:
    """Whether a folder holds pictures without labels."""
    try:
        return find_format(root) is None and bool(list_pictures(root))
    except DataError:
        return False  # reading it as a set of label maps says what is wrong


def _sets_with_split(roots: list[Path], split: str) -> list[LabelSet]:
    """The sets that have the split: some folders may be for training only, but not all."""
    sets: list[LabelSet] = []
    reasons: list[DataError] = []
    for root in roots:
        try:
            sets.append(read_label_set(root, split))
        except DataError as error:
            if split == "train":
                raise
            reasons.append(error)
    if not sets:
        raise reasons[0]
    return sets


def random_guide(mask: np.ndarray, generator: torch.Generator) -> np.ndarray:
    """A click or a box as a person gives for the object `mask` (boolean (S, S)); all zero if nothing is visible."""
    size = mask.shape[0]
    box = masks.tight_box(mask)
    if box is None:
        return masks.guide_map(size, size)
    if torch.rand((), generator=generator) < 0.5:
        loose = (torch.randn(4, generator=generator) * 0.05).tolist()
        x0, y0, x1, y1 = box
        spread = (box.width, box.height, box.width, box.height)
        corners = [value + s * r for value, s, r in zip((x0, y0, x1, y1), spread, loose, strict=True)]
        return masks.guide_map(size, size, box=tuple(corners))
    rows, columns = np.nonzero(_inner(mask))
    chosen = int(torch.randint(len(rows), (), generator=generator))
    return masks.guide_map(size, size, click=(columns[chosen] + 0.5, rows[chosen] + 0.5))


def _inner(mask: np.ndarray) -> np.ndarray:
    """The part of an object away from its edge, where people click; the object itself where it is thin."""
    inner = isotropic_erosion(mask, max(1, mask.shape[0] // 50))
    return inner if inner.any() else mask


def _random_part(label: np.ndarray, frame: Frame, generator: torch.Generator) -> Frame:
    """The whole picture or a part of it that holds some of the object, mirrored, turned and squeezed a little."""
    flip, near, x, y, zoom, squeeze, turn = torch.rand(7, generator=generator).tolist()
    height, width = label.shape
    box = masks.tight_box((label != 0) & (label != IGNORE))
    if near < 0.35 and box is not None:  # as the editor looks at an object that a person pointed at
        grow = 1.15 + 1.6 * zoom**2
        across, down = max(box.width, 16) * grow, max(box.height, 16) * grow
        cx = (box.x0 + box.x1) / 2 + (x - 0.5) * 0.5 * (across - box.width)
        cy = (box.y0 + box.y1) / 2 + (y - 0.5) * 0.5 * (down - box.height)
    else:
        share = 1.1 - 0.55 * zoom**1.5
        across, down = width * share, height * share
        cx = width / 2 + (x - 0.5) * max(0.1 * width, width - across)
        cy = height / 2 + (y - 0.5) * max(0.1 * height, height - down)
    stretch = 1.3 ** (squeeze - 0.5)
    return frame.model_copy(
        update={
            "cx": cx,
            "cy": cy,
            "width": across * stretch,
            "height": down / stretch,
            "rotation": (turn - 0.5) * 24,
            "flip": flip < 0.5,
        }
    )


def _tinted(image: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Other light, other film: gamma, colour cast, saturation, sometimes grey."""
    gamma, saturation, grey = torch.rand(3, generator=generator).tolist()
    cast = 1 + 0.2 * (torch.rand(3, 1, 1, generator=generator) - 0.5)
    image = ((image + 1) / 2).clamp(0, 1) ** (2 ** (1.4 * (gamma - 0.5))) * cast
    tone = image.mean(0, keepdim=True)
    image = tone + (image - tone) * (0 if grey < 0.08 else 0.6 + 0.8 * saturation)
    return (2 * image - 1).clamp(-1, 1)
