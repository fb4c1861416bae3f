"""Proposed masks: what a network is sure of becomes a COCO folder, the rest is left out and counted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenegen.data import IGNORE, DataError
from scenegen.data.check import check_dataset
from scenegen.data.coco import read_instances
from scenegen.data.label_formats import read_label_set
from scenegen.data.propose import propose
from tests.test_segment import Bright, photo


def two_objects() -> np.ndarray:
    return np.maximum(photo(90, 60, 10, 20, 30, 40), photo(90, 60, 60, 20, 80, 40))


PHOTOS = {
    "whole": photo(90, 60, 30, 20, 60, 45),
    "two": two_objects(),
    "corner": photo(90, 60, 0, 0, 50, 40),
    "speck": photo(90, 60, 40, 30, 43, 33),
    "nothing": photo(90, 60, 0, 0, 0, 0),
    "unsure": np.where(photo(90, 60, 30, 20, 60, 45) > 100, 130, 126).astype(np.uint8),
}


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    pictures = []
    (tmp_path / "photos").mkdir()
    for number, (name, pixels) in enumerate(PHOTOS.items(), start=1):
        Image.fromarray(pixels).save(tmp_path / "photos" / f"{name}.png")
        pictures.append({"id": number, "file_name": f"{name}.png", "width": 90, "height": 60, "category_id": 7})
    path = tmp_path / "photos" / "unmasked.json"
    path.write_text(json.dumps({"categories": [{"id": 7, "name": "cow"}], "images": pictures, "annotations": []}))
    return path


def test_only_one_whole_sure_object_is_proposed(listing: Path, tmp_path: Path) -> None:
    counts = propose(Bright(guided=False), listing, tmp_path / "out", progress=False)
    assert counts == {"kept": 1, "groups": 2, "pieces": 1, "cut off": 1, "size": 2, "unsure": 1}
    (record,) = read_instances(tmp_path / "out")
    assert (record.category, record.trusted, record.image.name) == ("cow", False, "whole.png")
    truth = PHOTOS["whole"][..., 0] > 100
    assert ((record.mask() > 0.5) != truth).mean() < 0.02
    assert not [finding for finding in check_dataset(tmp_path / "out") if finding.level == "error"]


def test_the_next_segmentation_network_learns_from_groups_but_not_where_this_one_was_unsure(
    listing: Path, tmp_path: Path
) -> None:
    propose(Bright(guided=False), listing, tmp_path / "out", progress=False)
    labels = read_label_set(tmp_path / "out", "train")
    records = {record.image.stem: record for record in labels.records}
    assert set(records) == {"whole", "two", "corner"} and not any(record.trusted for record in records.values())
    cow = labels.categories.index("cow")
    for name, record in records.items():
        label, truth = record.label(), PHOTOS[name][..., 0] > 100
        known = label != IGNORE
        assert ((label == cow) == truth)[known].mean() > 0.98
        assert known.all() == (name == "whole"), "a blurred edge may be either"
        assert len(record.objects()) == (name == "whole"), "nobody points at a group"


def test_masks_of_a_program_are_drawn_anew_where_the_network_is_sure_or_both_agree(
    listing: Path, tmp_path: Path
) -> None:
    """GrabCut cut the whole cow's lower half off, outlined the faint one well, and missed one of the two."""
    document = json.loads(listing.read_text())
    for picture in document["images"]:
        del picture["category_id"]
    document["categories"].append({"id": 8, "name": "horse"})
    drawn = {"whole": (30, 20, 60, 30), "unsure": (30, 20, 60, 45), "two": (10, 20, 30, 40), "speck": (0, 0, 20, 20)}
    ids = {Path(picture["file_name"]).stem: picture["id"] for picture in document["images"]}
    document["images"] = [picture for picture in document["images"] if Path(picture["file_name"]).stem in drawn]
    for name, (x0, y0, x1, y1) in drawn.items():
        ring = [x0, y0, x1, y0, x1, y1, x0, y1]
        for category in (7, 8) if name == "speck" else (7,):
            record = {"id": 1, "image_id": ids[name], "category_id": category, "segmentation": [ring]}
            document["annotations"].append(record | {"mask_quality": "grabcut"})
    document["images"].append({"id": 99, "file_name": "of nothing.png", "width": 90, "height": 60})
    listing.write_text(json.dumps(document))
    counts = propose(Bright(guided=False), listing, tmp_path / "out", progress=False)
    assert counts == {"kept": 2, "groups": 1, "pieces": 1}, "a photo of two animals, or of none, is not asked about"
    for record in read_instances(tmp_path / "out"):
        truth = PHOTOS[record.image.stem][..., 0] > 128
        assert ((record.mask() > 0.5) != truth).mean() < 0.02, record.image.stem


def test_a_listing_without_categories_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"categories": [], "images": [{"id": 1, "file_name": "a.png", "category_id": 3}]}')
    with pytest.raises(DataError, match="no image record names a category_id of its categories"):
        propose(Bright(guided=False), path, tmp_path / "out")
    with pytest.raises(DataError, match="not a COCO file"):
        propose(Bright(guided=False), tmp_path / "none.json", tmp_path / "out")
