"""What is wrong with a set of label maps or with CDnet's videos, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from scenegen.data import IGNORE, DataError
from scenegen.data.cdnet import CODE, grey, read_video, video_folders
from scenegen.data.findings import Finding, named
from scenegen.data.label_formats import SPLITS, LabelFormat
from scenegen.data.labels import LabelSet, read_label
from scenegen.data.side_by_side import SideBySide
from scenegen.images import ImageError

_RARE = 0.001  # of all labelled pixels


def check_labels(layout: LabelFormat, root: Path) -> Iterator[Finding]:
    """Looks at every labelled photo of every split of a folder that has the layout of a format."""
    found = False
    for split in SPLITS:
        try:
            labels = layout.read(root, split)
        except DataError as error:
            if split == "train":
                yield Finding("error", f"{layout.name}: {error}.")
            continue
        if labels.records:
            found = True
            yield from _check_split(f"{layout.name}, {split}", labels)
    if not found:
        yield Finding("error", f"{root} has the layout of {layout.name}, but no labelled photos.")


def _check_split(name: str, labels: LabelSet) -> Iterator[Finding]:
    yield Finding("info", f"{name}: {len(labels.records)} labelled photos, {len(labels.categories)} categories.")
    missing, undecodable, other_size = [], [], []
    pixels = np.zeros(256, dtype=np.int64)
    for record in labels.records:
        try:
            label = record.label()
        except DataError as error:
            undecodable.append(str(error))
            continue
        pixels += np.bincount(label.ravel(), minlength=256)
        size = record.photo().shape[:2] if isinstance(record, SideBySide) else _size(record.image)
        if size is None:
            missing.append(record.image.name)
        elif size != label.shape:
            there, labelled = (f"{width} x {height}" for height, width in (size, label.shape))
            other_size.append(f"{record.image.name} (photo {there}, labels {labelled})")
    yield from named("error", f"photos of {name} are missing or unreadable", missing)
    yield from named("error", f"label files of {name} cannot be used", undecodable)
    yield from named("error", f"photos of {name} have another size than their labels", other_size)
    total = pixels[:IGNORE].sum()
    if total == 0:
        yield Finding("error", f"{name}: no pixel has a known label.")
        return
    if pixels[IGNORE] > total:
        share = round(100 * pixels[IGNORE] / pixels.sum())
        yield Finding("warning", f"{name}: {share} % of the pixels are unlabelled.")
    absent = [category for k, category in enumerate(labels.categories) if pixels[k] == 0]
    rare = [category for k, category in enumerate(labels.categories) if 0 < pixels[k] < _RARE * total]
    yield from named("warning", f"categories of {name} never occur", absent)
    yield from named("info", f"categories of {name} cover less than {_RARE:.1%} of the labelled pixels each", rare)


def _size(photo: Path) -> tuple[int, int] | None:
    """Height and width of a photo; None if it cannot be opened."""
    try:
        with Image.open(photo) as file:
            return file.height, file.width
    except OSError:
        return None


def check_videos(root: Path) -> Iterator[Finding]:
    """Looks at every video of a CDnet folder."""
    for folder in video_folders(root):
        try:
            video = read_video(folder)
            plate = video.plate
            region = video.region
        except (DataError, ImageError) as error:
            yield Finding("error", f"{folder.name}: {str(error).rstrip('.')}.")
            continue
        yield Finding(
            "info", f"{video.name}: {len(video.frames)} scored frames of {plate.shape[1]} x {plate.shape[0]}."
        )
        if not video.frames:
            yield Finding("error", f"{video.name}: no frame of the scored range has a ground truth of its number.")
        strange, missing, other_size, moving = [], [], [], 0
        for picture, path in video.frames:
            try:
                label = CODE.decode(grey(read_label(path)))
            except DataError as error:
                strange.append(f"{path.name} {error}")
                continue
            size = _size(picture)
            if size is None:
                missing.append(picture.name)
            elif not size == label.shape == region.shape == plate.shape[:2]:
                other_size.append(picture.name)
            moving += int((label == 1).sum())
        yield from named("error", f"label files of {video.name} cannot be used", strange)
        yield from named("error", f"frames of {video.name} are unreadable", missing)
        yield from named(
            "error", f"frames of {video.name} are not of one size with their labels, ROI.bmp and plate", other_size
        )
        if video.frames and not moving:
            yield Finding("warning", f"{video.name}: nothing ever moves in the scored frames.")
