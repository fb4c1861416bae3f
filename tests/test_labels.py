"""Label maps in their official layouts, written small by the tests, and what is wrong with damaged ones."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from scenegen.data import IGNORE, DataError
from scenegen.data.camvid import _COLOURS, CATEGORIES, published_split
from scenegen.data.cdnet import read_videos
from scenegen.data.check import check_dataset
from scenegen.data.label_formats import VOC_CATEGORIES, find_format, read_label_set
from scenegen.data.labelled import BINARY, BY_CATEGORY, LabelledPhotos, random_guide, recoding
from scenegen.data.labels import ColourCode, IndexCode
from scenegen.data.plates import PlatePairs
from scenegen.data.shapes import write_demo_set

WIDTH, HEIGHT = 48, 32


def photo(path: Path, *, width: int = WIDTH, height: int = HEIGHT) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(len(path.name)).integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)


def labels(path: Path, left: int, right: int, *, dtype: type = np.uint8) -> None:
    """One value in the left half, another in the right; a palette as VOC has, which must not be applied."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.full((HEIGHT, WIDTH), left, dtype=dtype)
    values[:, WIDTH // 2 :] = right
    picture = Image.fromarray(values)
    if dtype is np.uint8:
        picture.putpalette([value for i in range(256) for value in (i, 255 - i, 7)])
    picture.save(path)


def write_voc(root: Path) -> None:
    base = root / "VOCdevkit" / "VOC2012"
    for name, split in (("2007_000001", "train"), ("2007_000002", "val")):
        photo(base / "JPEGImages" / f"{name}.jpg")
        labels(base / "SegmentationClass" / f"{name}.png", 13, 255)
        labels(base / "SegmentationObject" / f"{name}.png", 1, 2)
        (base / "ImageSets" / "Segmentation").mkdir(parents=True, exist_ok=True)
        (base / "ImageSets" / "Segmentation" / f"{split}.txt").write_text(name + "\n")


def write_cityscapes(root: Path) -> None:
    for split in ("train", "val"):
        photo(root / "leftImg8bit" / split / "ulm" / "ulm_000000_000019_leftImg8bit.png")
        labels(root / "gtFine" / split / "ulm" / "ulm_000000_000019_gtFine_labelIds.png", 26, 3)
        labels(root / "gtFine" / split / "ulm" / "ulm_000000_000019_gtFine_instanceIds.png", 26, 3)


def write_ade20k(root: Path) -> None:
    base = root / "ADEChallengeData2016"
    for split in ("training", "validation"):
        photo(base / "images" / split / f"ADE_{split}_00000001.jpg")
        labels(base / "annotations" / split / f"ADE_{split}_00000001.png", 150, 0)
    rows = [f"{i}\t0.1\t10\t10\t{'flag' if i == 150 else f'thing {i}, other name'}" for i in range(1, 151)]
    (base / "objectInfo150.txt").write_text("Idx\tRatio\tTrain\tVal\tName\n" + "\n".join(rows) + "\n")


def write_camvid_colours(root: Path) -> None:
    for name in ("0001TP_006690", "0016E5_07959", "Seq05VD_f00000"):
        photo(root / "701_StillsRaw_full" / f"{name}.png")
        values = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
        values[:, : WIDTH // 2] = _COLOURS["SUVPickupTruck"][0]
        (root / "LabeledApproved_full").mkdir(exist_ok=True)
        Image.fromarray(values).save(root / "LabeledApproved_full" / f"{name}_L.png")


def write_camvid(root: Path) -> None:
    for split in ("train", "val", "test"):
        photo(root / split / "0001TP_006690.png")
        labels(root / f"{split}annot" / "0001TP_006690.png", CATEGORIES.index("car"), 11)


def write_pairs(root: Path) -> None:
    for split in ("train", "val"):
        photo(root / split / "images" / "a.jpg")
        labels(root / split / "labels" / "a.png", 4, 0)
    (root / "classes.json").write_text(json.dumps({"ids": {"void": 0, "grass": 2, "cow": 4}}))


def write_cdnet(root: Path, *, plate: bool = True, name: str = "highway") -> Path:
    """Six frames, scored from the third on; a square moves."""
    folder = root / "baseline" / name
    for number in range(1, 7):
        frame = np.full((HEIGHT, WIDTH, 3), 90, dtype=np.uint8)
        truth = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
        frame[8:20, 5 * number : 5 * number + 10] = 220
        truth[8:20, 5 * number : 5 * number + 10] = 255
        truth[20:24, 5 * number : 5 * number + 10] = 50
        truth[:2] = 170
        for kind, values in (("input/in{:06d}.jpg", frame), ("groundtruth/gt{:06d}.png", truth)):
            path = folder / kind.format(number)
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(values).save(path)
    region = np.full((HEIGHT, WIDTH), 255, dtype=np.uint8)
    region[-4:] = 0
    Image.fromarray(region).save(folder / "ROI.bmp")
    (folder / "temporalROI.txt").write_text("4 6")
    if plate:
        Image.fromarray(np.full((HEIGHT, WIDTH, 3), 90, dtype=np.uint8)).save(folder / "plate.jpg")
    return folder


# format -> (writes it, name, splits, how many categories, name at the left and right; "" where it is IGNOREd)
FORMATS = {
    "voc": (write_voc, "VOC 2012", ("train", "val"), 21, ("horse", "")),
    "cityscapes": (write_cityscapes, "Cityscapes", ("train", "val"), 19, ("car", "")),
    "ade20k": (write_ade20k, "ADE20K", ("train", "val"), 150, ("flag", "")),
    "camvid_colours": (write_camvid_colours, "CamVid", ("train", "val", "test"), 11, ("car", "")),
    "camvid": (write_camvid, "CamVid", ("train", "val", "test"), 11, ("car", "")),
    "pairs": (write_pairs, "pairs", ("train", "val"), 2, ("cow", "")),
}


def texts(folder: Path, level: str) -> str:
    return "\n".join(finding.text for finding in check_dataset(folder) if finding.level == level)


@pytest.mark.parametrize("key", FORMATS)
def test_official_layouts_are_read(key: str, tmp_path: Path) -> None:
    write, name, splits, count, sides = FORMATS[key]
    write(tmp_path)
    assert find_format(tmp_path)[0].name == name
    for split in splits:
        found = read_label_set(tmp_path, split)
        assert len(found.records) == 1 and len(found.categories) == count
        label = found.records[0].label()
        assert label.shape == (HEIGHT, WIDTH) and found.records[0].image.is_file()
        for column, expected in zip((0, -1), sides, strict=True):
            values = set(label[:, column].tolist())
            assert values == {found.categories.index(expected) if expected else IGNORE}
    assert texts(tmp_path, "error") == ""
    assert f"{name}, train: 1 labelled photos" in texts(tmp_path, "info")


@pytest.mark.parametrize("key", FORMATS)
def test_missing_photos_and_strange_values_are_named(key: str, tmp_path: Path) -> None:
    write, name, *_ = FORMATS[key]
    write(tmp_path)
    record = read_label_set(tmp_path, "train").records[0]
    record.image.unlink()
    assert f"photos of {name}, train are missing" in texts(tmp_path, "error")
    photo(record.image, width=WIDTH + 8)
    assert "another size than their labels" in texts(tmp_path, "error")
    photo(record.image)
    if key == "camvid_colours":
        Image.new("RGB", (WIDTH, HEIGHT), (1, 2, 3)).save(record.path)
        told = "colours #010203, which mean nothing"
    else:
        labels(record.path, 4, 251)
        told = "values 251, which mean nothing" if key != "pairs" else "251"
    assert told in texts(tmp_path, "error")
    with pytest.raises(DataError, match=record.path.name):
        record.label()
    record.path.write_text("no picture")
    assert "not readable as a picture" in texts(tmp_path, "error")


def test_a_folder_that_lacks_a_part_is_told_which(tmp_path: Path) -> None:
    write_voc(tmp_path)
    base = tmp_path / "VOCdevkit" / "VOC2012"
    (base / "SegmentationClass").rename(base / "Elsewhere")
    with pytest.raises(DataError, match="looks like VOC 2012, but lacks SegmentationClass"):
        read_label_set(base, "train")
    assert "lacks SegmentationClass" in texts(base, "error")


def test_palette_of_another_kind_is_told(tmp_path: Path) -> None:
    """Label files saved as colours: the most common damage of all."""
    write_voc(tmp_path)
    record = read_label_set(tmp_path, "train").records[0]
    with Image.open(record.path) as file:
        colours = file.convert("RGB")
    colours.save(record.path)
    assert "is a colour picture, but one value per pixel is expected" in texts(tmp_path, "error")


def test_pairs_need_a_readable_table_of_names(tmp_path: Path) -> None:
    write_pairs(tmp_path)
    (tmp_path / "classes.json").write_text('["cow"]')
    with pytest.raises(DataError, match=r"classes\.json is not of the form"):
        read_label_set(tmp_path, "train")
    with pytest.raises(DataError, match="test/labels"):
        read_label_set(tmp_path, "test")


def test_voc_objects_come_from_their_own_files(tmp_path: Path) -> None:
    write_voc(tmp_path)
    first, second = read_label_set(tmp_path, "train").records[0].objects()
    assert first[:, 0].all() and not first[:, -1].any() and np.array_equal(second, ~first)


def test_other_objects_are_connected_pieces(tmp_path: Path) -> None:
    write_camvid(tmp_path)
    record = read_label_set(tmp_path, "train").records[0]
    (piece,) = record.objects()
    assert piece[:, : WIDTH // 2].all() and not piece[:, WIDTH // 2 :].any()


@pytest.mark.parametrize(
    ("name", "split"),
    [("0001TP_008520", "train"), ("0001TP_008550", "test"), ("0006R0_f00930", "train"), ("0016E5_00901", "train"),
     ("0016E5_07959", "val"), ("0016E5_08159", "val"), ("0016E5_08190", "train"), ("Seq05VD_f05100", "test")],
)  # fmt: skip
def test_camvid_s_published_split(name: str, split: str) -> None:
    assert published_split(name) == split


def test_camvid_colours_are_all_different() -> None:
    assert len({colour for colour, _ in _COLOURS.values()}) == 32
    assert {category for _, category in _COLOURS.values()} == {*CATEGORIES, ""}


@given(st.dictionaries(st.integers(0, 255), st.integers(0, 254), min_size=1), st.data())
def test_index_codes_decode_what_they_know_and_refuse_the_rest(indices: dict[int, int], data: st.DataObject) -> None:
    code = IndexCode(indices)
    values = np.array(data.draw(st.lists(st.sampled_from(sorted(indices)), min_size=1)), dtype=np.uint8)[None]
    assert code.decode(values).tolist() == [[indices[value] for value in values[0].tolist()]]
    strange = data.draw(st.integers(0, 255))
    if strange not in indices:
        with pytest.raises(DataError, match=str(strange)):
            code.decode(np.array([[strange]], dtype=np.uint8))


def test_codes_refuse_the_other_kind_of_file() -> None:
    with pytest.raises(DataError, match="one value per pixel, but colours"):
        ColourCode({(0, 0, 0): 0}).decode(np.zeros((2, 2), dtype=np.uint8))


# --- as the network sees them ---------------------------------------------------------------------------------------


def test_animals_without_a_target_are_ignored_and_other_things_are_background() -> None:
    binary = recoding(VOC_CATEGORIES, BINARY)
    assert [int(binary[VOC_CATEGORIES.index(name)]) for name in ("background", "horse", "person")] == [0, 1, 0]
    targets = ("background", "horse")
    table = recoding(("background", "horse", "lion", "car"), targets)
    assert table[:4].tolist() == [0, 1, IGNORE, 0] and table[IGNORE] == IGNORE
    by_category = recoding(("background", "horse", "lion", "car"), BY_CATEGORY)
    assert [BY_CATEGORY[index] for index in by_category[:4]] == ["background", "horse", "animal", "background"]


def test_a_guided_source_shows_one_object_and_points_at_it(tmp_path: Path) -> None:
    write_demo_set(tmp_path, count=20)
    source = LabelledPhotos([tmp_path], "binary", guided=True)
    batch = source.batch(64, 24, torch.Generator().manual_seed(0))
    assert batch.image.shape == (24, 3, 64, 64) and batch.label.shape == (24, 64, 64)
    assert set(batch.label.unique().tolist()) <= {0, 1, IGNORE}
    pointed = [i for i in range(24) if batch.guide[i].any()]
    assert 5 < len(pointed) < 20
    inside = [float(batch.guide[i, 0][batch.label[i] == 1].max()) for i in pointed]
    assert min(inside) > 0.5, "a click or a box lies on its object"
    again = source.batch(64, 24, torch.Generator().manual_seed(0))
    assert torch.equal(batch.label, again.label) and torch.equal(batch.image, again.image)


def test_an_object_that_was_cut_away_teaches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_demo_set(tmp_path, count=4)
    source = LabelledPhotos([tmp_path], "binary", guided=True)
    calls = []
    monkeypatch.setattr(
        "scenegen.data.labelled.random_guide", lambda mask, _: calls.append(1) or np.zeros(mask.shape, dtype=np.float32)
    )
    labels = [source.sample(0, 32, torch.Generator().manual_seed(seed)).label for seed in range(16)]
    assert 0 < len(calls) < 16
    assert sum(bool((label == IGNORE).all()) for label in labels) == len(calls)


def test_labels_move_with_the_picture(tmp_path: Path) -> None:
    """Bright where the label is 1: however a photo is cut and turned, this stays so."""
    for split in ("train", "val"):
        (tmp_path / split / "images").mkdir(parents=True)
        (tmp_path / split / "labels").mkdir()
        values = np.zeros((60, 90), dtype=np.uint8)
        values[20:45, 30:70] = 1
        Image.fromarray(values).save(tmp_path / split / "labels" / "a.png")
        Image.fromarray((values * 255)[..., None].repeat(3, -1)).save(tmp_path / split / "images" / "a.png")
    (tmp_path / "classes.json").write_text('{"ids": {"background": 0, "cow": 1}}')
    source = LabelledPhotos([tmp_path], "binary")
    for seed in range(12):
        sample = source.sample(0, 64, torch.Generator().manual_seed(seed))
        bright, marked = sample.image.mean(0) > 0, sample.label == 1
        known = sample.label != IGNORE
        assert ((bright != marked) & known).float().mean() < 0.03
        assert marked.any()


def test_objects_are_pasted_on_plain_pictures_with_their_labels(tmp_path: Path) -> None:
    """A white cow, black pictures: what is bright is labelled a cow, wherever it was pasted; some stay empty."""
    (tmp_path / "cows" / "train" / "images").mkdir(parents=True)
    (tmp_path / "cows" / "train" / "labels").mkdir()
    values = np.zeros((60, 60), dtype=np.uint8)
    values[15:45, 15:45] = 1
    Image.fromarray(values).save(tmp_path / "cows" / "train" / "labels" / "a.png")
    Image.new("RGB", (60, 60), "white").save(tmp_path / "cows" / "train" / "images" / "a.png")
    (tmp_path / "cows" / "classes.json").write_text('{"ids": {"background": 0, "cow": 1}}')
    (tmp_path / "black").mkdir()
    Image.new("RGB", (80, 50)).save(tmp_path / "black" / "a.png")
    source = LabelledPhotos([tmp_path / "cows", tmp_path / "black"], "animals")
    samples = [source.sample(0, 64, torch.Generator().manual_seed(seed)) for seed in range(100)]
    pasted = [sample for sample in samples if float(sample.image.min()) < -0.9]
    assert 5 < len(pasted) < 30
    cow = source.categories.index("cow")
    for sample in pasted:
        known = sample.label != IGNORE
        assert (((sample.image.mean(0) > -0.3) != (sample.label == cow)) & known).float().mean() < 0.06
    assert any(not (sample.label == cow).any() for sample in pasted)
    assert any((sample.label == cow).any() for sample in pasted)


def test_objects_are_pasted_on_labelled_photos_which_keep_their_labels(tmp_path: Path) -> None:
    """Red cows, green dogs, black ground: colours tell what is labelled as what, also where both are seen."""
    for kind in ("images", "labels"):
        (tmp_path / "farm" / "train" / kind).mkdir(parents=True)
    for index, name in enumerate(("cow", "dog"), start=1):
        label = np.zeros((60, 60), dtype=np.uint8)
        label[12:48, 12:48] = index
        pixels = np.zeros((60, 60, 3), dtype=np.uint8)
        pixels[label > 0, index - 1] = 255
        Image.fromarray(label).save(tmp_path / "farm" / "train" / "labels" / f"{name}.png")
        Image.fromarray(pixels).save(tmp_path / "farm" / "train" / "images" / f"{name}.png")
    (tmp_path / "farm" / "classes.json").write_text('{"ids": {"background": 0, "cow": 1, "dog": 2}}')
    (tmp_path / "black").mkdir()
    Image.new("RGB", (80, 50)).save(tmp_path / "black" / "a.png")
    source = LabelledPhotos([tmp_path / "farm", tmp_path / "black"], "animals")
    cow, dog = (source.categories.index(name) for name in ("cow", "dog"))
    both = 0
    for seed in range(60):
        sample = source.sample(0, 64, torch.Generator().manual_seed(seed))
        if sample.image.amax(0).sub(sample.image.amin(0)).max() < 0.4:
            continue  # shown in grey
        red, green, _ = sample.image
        known = sample.label != IGNORE
        assert (((red - green > 0.3) != (sample.label == cow)) & known).float().mean() < 0.06
        assert (((green - red > 0.3) != (sample.label == dog)) & known).float().mean() < 0.06
        both += bool((sample.label == cow).any() and (sample.label == dog).any())
    assert both >= 3


def test_sets_of_different_categories_cannot_be_learnt_together(tmp_path: Path) -> None:
    write_voc(tmp_path / "voc")
    write_camvid(tmp_path / "camvid")
    with pytest.raises(DataError, match="different categories"):
        LabelledPhotos([tmp_path / "voc", tmp_path / "camvid"], "classes")
    with pytest.raises(DataError, match="is one of background, animal"):
        LabelledPhotos([tmp_path / "camvid"], "binary")


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 20), st.integers(1, 20), st.integers(0, 99))
def test_guides_touch_their_object(x: int, y: int, width: int, height: int, seed: int) -> None:
    mask = np.zeros((64, 64), dtype=bool)
    mask[y : y + height, x : x + width] = True
    guide = random_guide(mask, torch.Generator().manual_seed(seed))
    assert guide.shape == (64, 64) and guide.min() >= 0 and guide.max() <= 1
    assert guide[mask].max() > 0.4
    assert not random_guide(np.zeros((64, 64), dtype=bool), torch.Generator()).any()


# --- CDnet ----------------------------------------------------------------------------------------------------------


def test_cdnet_videos_are_read_with_region_and_unknown_labels(tmp_path: Path) -> None:
    write_cdnet(tmp_path)
    (video,) = read_videos(tmp_path)
    assert (video.name, len(video.frames), video.plate.shape) == ("highway", 3, (HEIGHT, WIDTH, 3))
    label = video.label(0)  # frame 4
    assert (label[8:20, 20:30] == 1).all() and (label[20:24, 20:30] == 0).all(), "a shadow is not in front"
    assert (label[:2] == IGNORE).all() and (label[-4:] == IGNORE).all()
    assert texts(tmp_path, "error") == "" and "highway: 3 scored frames" in texts(tmp_path, "info")


def test_without_a_plate_the_median_of_the_frames_before_serves(tmp_path: Path) -> None:
    write_cdnet(tmp_path, plate=False)
    plate = read_videos(tmp_path)[0].plate.astype(int)
    assert np.abs(plate[:, 40:] - 90).max() < 12, "the square has not been here before the scored frames"
    for path in (tmp_path / "baseline" / "highway" / "input").glob("in00000[123].jpg"):
        path.unlink()
    assert "neither a plate.jpg nor frames before" in texts(tmp_path, "error")


def test_a_video_can_be_left_out(tmp_path: Path) -> None:
    write_cdnet(tmp_path)
    write_cdnet(tmp_path, name="office")
    assert [video.name for video in read_videos(tmp_path, without="office")] == ["highway"]
    assert [video.name for video in read_videos(tmp_path, only="office")] == ["office"]
    with pytest.raises(DataError, match="no video canal; it has highway, office"):
        read_videos(tmp_path, without="canal")


def test_a_video_is_learnt_from_its_first_half_and_judged_on_its_second(tmp_path: Path) -> None:
    write_cdnet(tmp_path)
    numbers = {
        split: [int(picture.stem[2:]) for picture, _ in read_videos(tmp_path, split=split)[0].frames]
        for split in ("train", "val", "test")
    }
    assert numbers == {"train": [4, 5], "val": [6], "test": [4, 5, 6]}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda f: (f / "temporalROI.txt").write_text("all"), "first and the last scored frame"),
        (lambda f: (f / "temporalROI.txt").unlink(), "lacks temporalROI.txt"),
        (lambda f: (f / "ROI.bmp").unlink(), "ROI.bmp does not exist"),
        (lambda f: (f / "ROI.bmp").write_text("x"), "ROI.bmp is not readable"),
        (lambda f: (f / "plate.jpg").write_text("x"), "highway: plate.jpg is not a readable picture"),
        (lambda f: (f / "input" / "in000004.jpg").write_text("x"), "frames of highway are unreadable"),
        (lambda f: labels(f / "groundtruth" / "gt000004.png", 0, 99), "values 99"),
        (lambda f: photo(f / "input" / "in000004.jpg", width=20), "not of one size"),
        (lambda f: (f / "input" / "in000004.jpg").rename(f / "input" / "inx.jpg"), "named in000001.jpg"),
        (lambda f: [path.unlink() for path in (f / "groundtruth").glob("*")], "ground truth of its number"),
    ],
)
def test_damaged_videos_are_told(tmp_path: Path, damage, told: str) -> None:
    damage(write_cdnet(tmp_path))
    assert told in texts(tmp_path, "error")


@pytest.mark.skipif("SCENEGEN_DATA" not in os.environ, reason="SCENEGEN_DATA names no folder of real photos")
def test_real_sets_are_read() -> None:
    root = Path(os.environ["SCENEGEN_DATA"])
    for split, number in (("train", 367), ("val", 101), ("test", 233)):
        records = read_label_set(root / "camvid", split).records
        assert len(records) == number and {published_split(record.image.stem) for record in records} == {split}
    assert {video.name for video in read_videos(root / "cdnet2014")} == {"highway", "PETS2006", "canoe"}
    animals = LabelledPhotos([root / "animals", root / "msrc"], "binary", guided=True)
    assert (animals.batch(64, 6, torch.Generator().manual_seed(0)).label == 1).any()
    pairs = PlatePairs([root / "animals", root / "landscapes", root / "cdnet2014"], without="canoe")
    assert {video.name for video in pairs.videos} == {"highway", "PETS2006"} and pairs.made_up
    assert (pairs.batch(64, 6, torch.Generator().manual_seed(0)).label == 1).any()
    facades = [read_label_set(root / "facades", split) for split in ("train", "test")]
    assert [len(labels.records) for labels in facades] == [400, 106]
    assert len(np.unique([record.label() for record in facades[0].records[:8]])) == len(facades[0].categories)
