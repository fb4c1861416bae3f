"""Masks for photos of which only the category is known, proposed by a segmentation network (pseudo-labels, Lee 2013),
and better ones for those that a program without knowledge of animals masked.

As objects only those count that the network is sure of: a wrong outline does more harm than a photo that is left out.
The next segmentation network also learns from the others, as groups, without the pixels that this one is not sure of
(Xie et al. 2020: a student whose pictures are changed more than the teacher's were becomes better than the teacher).
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from skimage.measure import label as connected_pieces
from tqdm import tqdm

from scenegen import images, masks
from scenegen.data import DataError
from scenegen.data.coco import PROPOSED, find_image, segmentation_mask
from scenegen.models.segmentation import Segmentation
from scenegen.segment import category_probabilities

_FOUND = 0.5
_SURE = 0.85  # least mean of |2 p - 1| over the object's box
_SAME = 0.8  # least IoU with a mask that another program drew, which two do not draw by chance
_AGREED = 0.6  # least share of the object's probability that its own category has
_SMALLEST, _LARGEST = 0.03, 0.8  # of the picture
_ONE_PIECE = 0.95  # least share of the marked pixels in the largest piece
_SIDES = 1  # of the picture that a whole animal may touch
_UNSURE = (0.2, 0.8)  # between these a pixel may be either
_CLEAR = 0.7  # least share of a group's photo that is neither


def propose(network: Segmentation, listing: Path, folder: Path, *, progress: bool = True) -> dict[str, int]:
    """Writes a COCO folder of the photos in which the network finds something.

    `listing` is a COCO file; the photos lie beside it. Its image records have a `category_id`, or annotations of one
    category, which a program drew: the new masks take their place where the network is sure, or both agree. Says
    how many photos were `kept` for one object, and how many were not, by reason; how many of these are in the folder as
    a `group` with an `unsure` mask is the figure `groups`. Raises `DataError` for a listing of another kind.
    """
    document = _read(listing)
    names = {category["id"]: category["name"] for category in document["categories"]}
    drawn = defaultdict(list)
    for annotation in document.get("annotations", []):
        drawn[annotation["image_id"]].append(annotation["segmentation"])
    (folder / "images").mkdir(parents=True, exist_ok=True)
    pictures, annotations = [], []
    counts = {"kept": 0, "groups": 0}
    for picture in tqdm(document["images"], disable=not progress):
        path = find_image(listing.parent, picture["file_name"])
        known, category = network.config.categories, names[picture["category_id"]]
        own = known.index(category) if category in known else len(known) - 1
        pixels = images.read_photo(path)
        probabilities = category_probabilities(network, pixels)
        animal = 1 - probabilities[0]
        others = [segmentation_mask(each, pixels.shape[1], pixels.shape[0]) > 0.5 for each in drawn[picture["id"]]]
        mask, verdict = sure_object(animal, probabilities[own], others)
        counts[verdict] = counts.get(verdict, 0) + 1
        group = {}
        if mask is None:
            mask, unsure = animal > _FOUND, (animal > _UNSURE[0]) & (animal < _UNSURE[1])
            if unsure.mean() > 1 - _CLEAR or not _SMALLEST < mask.mean() < _LARGEST:
                continue
            group = {"group": True, "unsure": _run_lengths(unsure)}
            counts["groups"] += 1
        box = masks.tight_box(mask)
        shutil.copyfile(path, folder / "images" / path.name)
        pictures.append({**picture, "file_name": path.name, "height": mask.shape[0], "width": mask.shape[1]})
        annotations.append(
            {
                "id": len(annotations) + 1,
                "image_id": picture["id"],
                "category_id": picture["category_id"],
                "area": int(mask.sum()),
                "bbox": [box.x0, box.y0, box.width, box.height],
                "iscrowd": 0,
                "segmentation": _run_lengths(mask),
                "mask_quality": PROPOSED,
                **group,
            }
        )
    proposed = {"categories": document["categories"], "images": pictures, "annotations": annotations}
    (folder / "instances_proposed.json").write_text(json.dumps(proposed))
    return counts


def sure_object(
    animal: np.ndarray, own: np.ndarray, others: Sequence[np.ndarray] = ()
) -> tuple[np.ndarray | None, str]:
    """The one whole object of a photo, boolean (H, W), and "kept"; else None and why not.

    `animal` is how likely every pixel shows any animal, `own` how likely one of the photo's category, float (H, W).
    `others`, boolean (H, W), are masks that another program drew; one that is about the same makes up for doubt.
    """
    mask = animal > _FOUND
    box = masks.tight_box(mask)
    if box is None or not _SMALLEST < mask.mean() < _LARGEST:
        return None, "size"
    pieces = connected_pieces(mask)
    sizes = np.bincount(pieces.ravel())[1:]
    if sizes.max() < _ONE_PIECE * sizes.sum():
        return None, "pieces"
    mask = pieces == sizes.argmax() + 1
    touched = [mask[0].any(), mask[-1].any(), mask[:, 0].any(), mask[:, -1].any()]
    if sum(touched) > _SIDES:
        return None, "cut off"
    if any((mask & other).sum() > _SAME * (mask | other).sum() for other in others):
        return mask, "kept"
    if np.abs(2 * animal[box.y0 : box.y1, box.x0 : box.x1] - 1).mean() < _SURE:
        return None, "unsure"
    if own[mask].sum() < _AGREED * animal[mask].sum():
        return None, "category"
    return mask, "kept"


def _run_lengths(mask: np.ndarray) -> dict[str, list[int]]:
    """A mask as COCO's run-lengths."""
    return {"size": list(mask.shape), "counts": list(masks.encode_runs(mask))}


def _read(listing: Path) -> dict[str, Any]:
    """The document, with a `category_id` in every image record; photos of several categories or of none are left out.

    Raises `DataError` if no photo is left.
    """
    try:
        document = json.loads(listing.read_text())
        known = {category["id"] for category in document["categories"]}
        kinds = defaultdict(set)
        for annotation in document.get("annotations", []):
            kinds[annotation["image_id"]].add(annotation["category_id"])
        pictures = [picture for picture in document["images"] if len(kinds[picture["id"]]) < 2]
        for picture in pictures:
            picture.setdefault("category_id", next(iter(kinds[picture["id"]]), None))
        pictures = [picture for picture in pictures if picture["category_id"] in known]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{listing} is not a COCO file: {error!r}") from None
    if not pictures:
        raise DataError(f"{listing}: no image record names a category_id of its categories, or has annotations of one")
    return {**document, "images": pictures}
