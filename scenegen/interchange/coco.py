"""Scene -> training data in COCO format: the picture, and the mask of every object that can be seen in it.

Source: the COCO data format (https://cocodataset.org/#format-data). As in COCO, a mask is what is visible of an object,
not what lies behind others. Run-lengths are uncompressed, so that reading them takes no library.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ValidationError

from scenegen.images import photo_sha256
from scenegen.interchange.parts import Part, Parts
from scenegen.interchange.project import InterchangeError
from scenegen.interchange.writing import png_bytes, replacing
from scenegen.masks import encode_runs, tight_box
from scenegen.scene import CATEGORIES

OTHER = "object"  # cut out of a photo, of no category
NAMES = (*CATEGORIES, OTHER)
IMAGES = "images"


def write_coco(parts: Parts, path: Path) -> None:
    """Adds the scene to the instances file `path`, which is made if it is not there, and its picture to `images/`.

    Writing the same picture again replaces what was said of it; other pictures in the file stay. Raises
    `InterchangeError` if the file is not in COCO format.
    """
    width, height = parts.size
    document = _read(path)
    name = f"{photo_sha256(parts.canvas)[:16]}.png"
    gone = {image["id"] for image in document["images"] if image["file_name"] == name}
    document["images"] = [image for image in document["images"] if image["id"] not in gone]
    document["annotations"] = [note for note in document["annotations"] if note["image_id"] not in gone]
    number = _next(document["images"])
    document["images"].append({"id": number, "file_name": name, "width": width, "height": height})
    for part, mask in zip(parts.layers, visible_masks(parts), strict=True):
        box = tight_box(mask)
        if box is None:
            continue
        document["annotations"].append(
            {
                "id": _next(document["annotations"]),
                "image_id": number,
                "category_id": 1 + NAMES.index(part.layer.category or OTHER),
                "segmentation": {"size": [height, width], "counts": list(encode_runs(mask))},
                "area": int(mask.sum()),
                "bbox": [box.x0, box.y0, box.width, box.height],
                "iscrowd": 0,
            }
        )
    (path.parent / IMAGES).mkdir(parents=True, exist_ok=True)
    (path.parent / IMAGES / name).write_bytes(png_bytes(parts.canvas))
    with replacing(path) as place:
        place.write_text(json.dumps(document), encoding="utf-8")


def visible_masks(parts: Parts) -> list[np.ndarray]:
    """For every layer where it makes up more than half of a pixel's colour: boolean (H, W)."""
    width, height = parts.size
    through = np.ones((height, width), dtype=np.float32)  # how much of what lies below is seen
    masks = []
    for part in reversed(parts.layers):
        share = _alpha(part, width, height)
        masks.append(share * through > 0.5)
        through *= 1 - share
    return masks[::-1]


def _alpha(part: Part, width: int, height: int) -> np.ndarray:
    return part.on_canvas(width, height)[..., 3].astype(np.float32) / 255


def _next(records: list[dict[str, Any]]) -> int:
    return 1 + max((record["id"] for record in records), default=0)


def _read(path: Path) -> dict[str, Any]:
    """The file as it is, or one without pictures."""
    categories = [{"id": number, "name": name, "supercategory": ""} for number, name in enumerate(NAMES, start=1)]
    if not path.exists():
        return {"images": [], "annotations": [], "categories": categories}
    try:
        document = _Instances.model_validate_json(path.read_bytes())
    except ValidationError:
        raise InterchangeError(f"{path.name} is there already and is not in COCO format.") from None
    if document.categories != categories:
        raise InterchangeError(f"{path.name} is there already and has other categories than SceneGen's.")
    return document.model_dump()


class _Image(BaseModel, extra="allow"):
    id: int
    file_name: str


class _Annotation(BaseModel, extra="allow"):
    id: int
    image_id: int


class _Instances(BaseModel, extra="allow"):
    """What is relied on of a file that pictures are added to; all else in it is kept."""

    images: list[_Image]
    annotations: list[_Annotation]
    categories: list[dict[str, Any]]
