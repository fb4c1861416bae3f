"""Reading datasets: the official COCO forms, folders of pictures, the procedural set, and what is wrong with them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from scenegen.data import DataError
from scenegen.data.augment import perturbed_masks
from scenegen.data.check import check_dataset
from scenegen.data.coco import read_instances, segmentation_mask
from scenegen.data.objects import ObjectCrops, ObjectMasks, category_weights
from scenegen.data.outlines import MOST_STRAIGHT, how_telling
from scenegen.data.pictures import Pictures
from scenegen.data.shapes import write_demo_set
from scenegen.masks import encode_runs, tight_box
from scenegen.outlines import longest_straight_edge, shows_several, shows_what_it_is
from scenegen.scene import CATEGORIES


@pytest.fixture(scope="module")
def demo_set(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_set(folder, count=20)
    return folder


def levels(folder: Path, level: str) -> list[str]:
    return [finding.text for finding in check_dataset(folder) if finding.level == level]


def edit(folder: Path, change) -> None:
    path = folder / "instances_train.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


@pytest.fixture
def own_set(demo_set: Path, tmp_path: Path) -> Path:
    """A copy of the procedural set that a test may damage."""
    (tmp_path / "images").mkdir()
    for path in demo_set.rglob("*.*"):
        (tmp_path / path.relative_to(demo_set)).write_bytes(path.read_bytes())
    return tmp_path


def test_the_three_ways_to_write_a_mask_agree() -> None:
    from pycocotools import mask as coco_mask

    mask = np.zeros((20, 30), dtype=np.uint8)
    mask[5:15, 8:20] = 1
    compressed = coco_mask.encode(np.asfortranarray(mask))
    polygon = [[8, 5, 20, 5, 20, 15, 8, 15]]
    plain = {"size": [20, 30], "counts": [8 * 20 + 5, *[10, 10] * 11, 10, 10 * 20 + 5]}
    for segmentation in (polygon, plain, {"size": [20, 30], "counts": compressed["counts"].decode()}):
        assert np.array_equal(segmentation_mask(segmentation, 30, 20) > 0.5, mask > 0)


def test_unknown_segmentation_is_refused() -> None:
    with pytest.raises(DataError, match="polygons"):
        segmentation_mask("zzz", 4, 4)


def test_crops_show_the_object_in_the_middle(demo_set: Path) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=20, augment=False)
    batch = source.batch(64, 8, torch.Generator().manual_seed(0))
    assert batch.image.shape == (8, 3, 64, 64) and batch.mask.shape == (8, 1, 64, 64)
    assert batch.image.min() >= -1 and batch.image.max() <= 1
    edge = batch.mask.clone()
    edge[..., 4:-4, 4:-4] = 0
    assert edge.max() < 0.5, "the crop is larger than the object"
    assert (batch.mask.mean((1, 2, 3)) > 0.05).all()


def test_the_same_generator_gives_the_same_batch(demo_set: Path) -> None:
    source = ObjectCrops([demo_set], CATEGORIES, min_side=20)
    first, again, other = (source.batch(32, 4, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert torch.equal(first.image, again.image) and torch.equal(first.mask, again.mask)
    assert not torch.equal(first.image, other.image)


def test_outlines_touch_all_four_sides(demo_set: Path) -> None:
    source = ObjectMasks([demo_set], CATEGORIES, min_side=20)
    masks = source.batch(64, 12, torch.Generator().manual_seed(0)).mask[:, 0]
    for side in (masks[:, 0], masks[:, -1], masks[:, :, 0], masks[:, :, -1]):
        assert (side.amax(1) > 0.2).all()


def test_typical_outlines_with_legs_are_the_best_examples() -> None:
    """Seven that stand alike, one of them mirrored; seven lumps; one that lies on its back."""
    outlines = torch.zeros(15, 1, 64, 64)
    for number in range(7):
        body = outlines[number, 0]
        body[20:40, 4:60] = body[36:64, 6 + number : 12 + number] = body[36:64, 44:50] = body[2:24, 50:62] = 1
        lump = outlines[7 + number, 0]
        lump[4 + 4 * number : 60, 8:56] = lump[20:44, 2:62] = 1
    outlines[6] = outlines[6].flip(-1)
    outlines[14] = outlines[0].flip(-2)
    order = how_telling(outlines, torch.zeros(15)).argsort(descending=True).tolist()
    assert set(order[:7]) == set(range(7))
    assert how_telling(outlines[:1], torch.zeros(1)).isfinite().all()


def test_examples_are_whole_and_alone() -> None:
    """Of outlines that are otherwise alike: three whole ones, two behind a wall, two before another animal."""
    outlines = torch.zeros(7, 1, 64, 64)
    yy, xx = np.mgrid[:64, :64]
    whole = torch.from_numpy(((yy - 30) / 13) ** 2 + ((xx - 28) / 25) ** 2 < 1)
    head = torch.from_numpy(((yy - 12) / 12) ** 2 + ((xx - 50) / 9) ** 2 < 1)
    for number, (outline,) in enumerate(outlines):
        outline[whole | head] = 1
        outline[36:63, 12:18] = outline[36:64, 38:44] = 1
        outline[16 + number : 18 + number, 44:62] = 1  # no two are the same
        if number in (3, 4):
            outline[40:, 12:56] = 1
        if number in (5, 6):
            outline[torch.from_numpy(((yy - 14) / 14) ** 2 + ((xx - 12) / 7) ** 2 < 1)] = 1
    order = how_telling(outlines, torch.zeros(7)).argsort(descending=True).tolist()
    assert set(order[:3]) == {0, 1, 2}
    masks = [outline[0].numpy() > 0.5 for outline in outlines]
    assert [shows_several(mask) for mask in masks] == [False] * 5 + [True] * 2
    assert longest_straight_edge(masks[3]) > 2 * MOST_STRAIGHT > longest_straight_edge(masks[0])
    herd = np.zeros((64, 64), dtype=bool)
    herd[10:30] = herd[30:, ::10] = True
    assert shows_several(herd), "it has seven legs"


def test_outlines_that_show_nothing_are_left_out_where_there_are_enough(tmp_path: Path) -> None:
    side, legs, lump = 64, np.zeros((64, 64), dtype=bool), np.zeros((64, 64), dtype=bool)
    legs[20:40, 10:54] = legs[36:60, 12:18] = legs[36:60, 44:50] = legs[8:24, 46:58] = True
    yy, xx = np.mgrid[:side, :side]
    lump[(yy - 32) ** 2 + (xx - 32) ** 2 < 26**2] = True
    cut = legs.copy()
    cut[40:60, 10:54] = True  # as if it stood behind a wall
    assert [shows_what_it_is(mask) for mask in (legs, lump, cut, np.zeros((8, 8), bool))] == [True, False, False, False]

    def kept(masks: list[np.ndarray]) -> int:
        annotations = [
            {
                "id": number + 1,
                "image_id": number,
                "category_id": 1,
                "segmentation": {"size": [side, side], "counts": list(encode_runs(mask))},
                "bbox": [float(value) for value in (box.x0, box.y0, box.width, box.height)],
            }
            for number, (mask, box) in enumerate((mask, tight_box(mask)) for mask in masks)
        ]
        pictures = [{"id": n, "file_name": "", "width": side, "height": side} for n in range(len(masks))]
        document = {"images": pictures, "annotations": annotations, "categories": [{"id": 1, "name": "horse"}]}
        (tmp_path / "instances_train.json").write_text(json.dumps(document))
        return len(ObjectMasks([tmp_path], CATEGORIES))

    assert kept([legs] * 20 + [lump] * 5 + [cut] * 5) == 20
    assert kept([legs] * 19 + [lump] * 5) == 24


def test_rare_categories_are_seen_more_often_than_their_share() -> None:
    weights = category_weights(["common"] * 100 + ["rare"] * 4)
    share = weights[100:].sum() / weights.sum()
    assert share == pytest.approx(2 / 12, abs=1e-4)


def test_official_coco_layout_is_read(own_set: Path) -> None:
    (own_set / "annotations").mkdir()
    (own_set / "instances_train.json").rename(own_set / "annotations" / "instances_train2017.json")
    (own_set / "images").rename(own_set / "train2017")
    assert len(read_instances(own_set)) > 10


def test_a_photo_of_another_size_serves_as_outline_only(own_set: Path) -> None:
    victim = read_instances(own_set)[0]
    Image.new("RGB", (10, 10)).save(victim.image)
    damaged = read_instances(own_set)[0]
    assert damaged.image is None
    assert damaged.mask().sum() == victim.mask().sum()
    assert any("another size" in text for text in levels(own_set, "error"))


def test_two_records_of_one_photo_are_not_trusted(own_set: Path) -> None:
    def share(document) -> None:
        document["images"][1]["file_name"] = document["images"][0]["file_name"]

    edit(own_set, share)
    name = json.loads((own_set / "instances_train.json").read_text())["images"][0]["file_name"]
    assert not [record for record in read_instances(own_set) if record.image and record.image.name == name]
    assert any("several image records" in text for text in levels(own_set, "warning"))


def test_a_sound_dataset_has_no_errors(demo_set: Path) -> None:
    assert levels(demo_set, "error") == []
    assert any("objects per category" in text for text in levels(demo_set, "info"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d.pop("categories"), "lacks the lists categories"),
        (lambda d: d["annotations"][0].update(image_id=-5), "name an image that is not listed"),
        (lambda d: d["annotations"][0].update(category_id=77), "category_id that is not listed"),
        (lambda d: d["annotations"][0].update(segmentation=5), "neither polygons nor run-lengths"),
        (lambda d: d["annotations"][0]["segmentation"].update(size=[5, 5]), "mask of another size"),
        (lambda d: d["images"][0].update(file_name="gone.jpg"), "missing"),
    ],
)
def test_damage_is_named(own_set: Path, change, told: str) -> None:
    edit(own_set, change)
    assert any(told in text for text in levels(own_set, "error"))


def test_broken_json_and_empty_folders_are_named(own_set: Path, tmp_path_factory) -> None:
    (own_set / "instances_train.json").write_text("{")
    assert any("not valid JSON" in text for text in levels(own_set, "error"))
    assert any("no pictures" in text for text in levels(tmp_path_factory.mktemp("empty"), "error"))


def test_pictures_follow_their_list(demo_set: Path, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    for name in ("a.png", "b.png", "c.png"):
        Image.new("RGB", (40, 20), (250, 0, 0)).save(tmp_path / "images" / name)
    assert len(Pictures([tmp_path])) == 3
    (tmp_path / "train.txt").write_text("a.png\nc.png\n")
    source = Pictures([tmp_path])
    assert len(source) == 2
    assert source.batch(16, 2, torch.Generator().manual_seed(0)).image.shape == (2, 3, 16, 16)


def test_held_out_pictures_are_not_trained_on(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        Image.new("RGB", (20, 20)).save(tmp_path / name)
    with pytest.raises(DataError, match=r"no val\.txt"):
        Pictures([tmp_path], split="val")
    (tmp_path / "val.txt").write_text("b.png\n")
    assert [path.name for path in Pictures([tmp_path]).paths] == ["a.png", "c.png"]
    assert [path.name for path in Pictures([tmp_path], split="val").paths] == ["b.png"]
    (tmp_path / "val.txt").write_text("gone.png\n")
    with pytest.raises(DataError, match=r"gone\.png is listed"):
        Pictures([tmp_path])


def test_folders_for_training_only_are_left_out_of_the_held_out_part(demo_set: Path, own_set: Path) -> None:
    (own_set / "instances_val.json").unlink()
    both = ObjectMasks([demo_set, own_set], CATEGORIES, split="val", min_side=8)
    assert len(both) == len(ObjectMasks([demo_set], CATEGORIES, split="val", min_side=8))
    with pytest.raises(DataError, match="instances_val"):
        ObjectMasks([own_set], CATEGORIES, split="val", min_side=8)


def test_drawn_looking_masks_still_cover_the_object() -> None:
    mask = torch.zeros(40, 1, 64, 64)
    mask[:, :, 20:44, 12:52] = 1
    drawn = perturbed_masks(mask, torch.Generator().manual_seed(0))
    both, either = torch.minimum(mask, drawn).sum((1, 2, 3)), torch.maximum(mask, drawn).sum((1, 2, 3))
    assert (both / either > 0.5).all()
    assert (both / either < 0.999).any()


@pytest.mark.skipif("SCENEGEN_DATA" not in os.environ, reason="SCENEGEN_DATA names no folder of real photos")
def test_real_photos_are_read() -> None:
    root = Path(os.environ["SCENEGEN_DATA"])
    crops = ObjectCrops([root / "animals"], CATEGORIES)
    assert {record.category for record in crops.records} == set(CATEGORIES)
    assert crops.batch(64, 4, torch.Generator().manual_seed(0)).mask.mean() > 0.05
    assert len(ObjectMasks([root / "shapes"], CATEGORIES)) > 500
    assert len(Pictures([root / "landscapes"])) > 1000
