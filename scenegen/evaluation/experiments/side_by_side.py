"""The same masks through every system, the same boxes, and masks beside what was made of them."""

from __future__ import annotations

import dataclasses
import io
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from scenegen.evaluation.experiments.composition import Composition, System
from scenegen.evaluation.experiments.results import Animation, Result, Sheet, Table, figure
from scenegen.evaluation.experiments.setting import NO_SEGMENTER, Setting, pointed_segmenter
from scenegen.masks import tight_box
from scenegen.scene import CATEGORIES
from scenegen.segment import object_probability

COLUMNS = 6  # of a sheet
GIF_SIDE = 360  # longer side in pixels
GIF_FRAMES = 16
_GIF_SECONDS = 0.4
_TRIPTYCHS = 4


def side_by_side(setting: Setting) -> Result:
    """Paints the same two or three objects with every system and takes the time."""
    compositions = scenes(setting)
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    pictures: dict[str, list[np.ndarray]] = defaultdict(list)
    for system in setting.systems:
        setting.progress(f"the same masks by {system.title}")
        system.paint(compositions[0])  # to warm up
        for composition in compositions:
            begun = time.perf_counter(), time.process_time()
            picture = system.paint(composition)
            ended = time.perf_counter(), time.process_time()
            times[system.name].append((1000 * (ended[0] - begun[0]), 1000 * (ended[1] - begun[1])))
            pictures[system.title].append(picture)
    objects = figure([len(composition.items) for composition in compositions])
    table: Table = {
        name: {
            "milliseconds": figure([passed for passed, _ in values]),
            "processor_milliseconds": figure([worked for _, worked in values]),
            "objects": objects,
        }
        for name, values in times.items()
    }
    shown = compositions[:COLUMNS]
    rows = {"masks": [mask_picture(composition) for composition in shown]}
    rows["background"] = [composition.background for composition in shown]
    if all(composition.photo is not None for composition in shown):
        rows["photo"] = [composition.photo for composition in shown]
    rows |= {title: made[:COLUMNS] for title, made in pictures.items()}
    photos = setting.material.photo_backgrounds or "photo" in rows
    return Result({"time for a picture": table}, sheets=[Sheet("the same masks", rows, photos)])


def scenes(setting: Setting) -> list[Composition]:
    """Photos with their objects where there are any, else landscapes with two or three."""
    if setting.material.photographed:
        return list(setting.material.photographed[: setting.most])
    return [_scene(setting, number) for number in setting.numbers()]


def _scene(setting: Setting, number: int) -> Composition:
    material = setting.material
    items = [
        material.item(3 * number, cx=36, cy=74, side=40),
        material.item(3 * number + 1, cx=92, cy=80, side=48),
        material.item(3 * number + 2, cx=62, cy=104, side=40),
    ]
    return Composition(material.background(number), tuple(items[: 2 + number % 2]))


def boxes(setting: Setting) -> Result:
    """Gives boxes instead of outlines. Ours draws an outline into the box first; others get the box as a mask.

    The segmenter says how much of the box what it finds there fills: outlines fill less than boxes.
    """
    segmenter = pointed_segmenter(setting)
    fill: dict[str, list[float]] = defaultdict(list)
    inside: dict[str, list[float]] = defaultdict(list)
    rows: dict[str, list[np.ndarray]] = defaultdict(list)
    outlines = []
    for number in setting.numbers():
        setting.progress(f"boxes, object {number + 1} of {setting.most}")
        first = setting.material.composition(number)
        item = first.items[0]
        boxed = first.having(dataclasses.replace(item, outline=None))
        box = tight_box(boxed.items[0].mask())
        outlines.append(float((item.mask() > 0.5).sum() / (box.width * box.height)))
        for system in setting.systems:
            picture = system.paint(boxed)
            if number < COLUMNS:
                rows[system.title].append(picture)
            if segmenter is not None:
                found = object_probability(segmenter, picture, box=tuple(map(float, box))) > 0.5
                part = found[box.y0 : box.y1, box.x0 : box.x1]
                fill[system.name].append(float(part.mean()))
                inside[system.name].append(float(part.sum() / max(1, found.sum())))
    table: Table = {
        name: {"share_of_the_box_found": figure(values), "share_found_inside_the_box": figure(inside[name])}
        for name, values in fill.items()
    }
    table["real_outlines" if setting.material.photographed else "drawn_outlines"] = {
        "share_of_the_box_found": figure(outlines)
    }
    sheet = Sheet("boxes instead of masks", rows, setting.material.photo_backgrounds)
    return Result({"in the box": table}, sheets=[sheet], left_out=[NO_SEGMENTER] if segmenter is None else [])


def triptychs(setting: Setting) -> Result:
    """Mask, what is made of it, and the photo where there is one, as the pix2pix article shows; progress of runs."""
    compositions = scenes(setting)[:_TRIPTYCHS]
    one_shot = [system for system in setting.systems if not system.takes_background] or [setting.ours]
    rows = {system.title: _triptych(system, compositions) for system in one_shot}
    photos = any(composition.photo is not None for composition in compositions)
    result = Result(sheets=[Sheet("mask, picture" + (", photo" if photos else ""), rows, photos)])
    for made in setting.pairs:
        setting.progress(f"{made.title}: labels to pictures")
        pairs = made.pairs[:_TRIPTYCHS]
        columns = [side for pair in pairs for side in (label_picture(pair.labels), made.paint(pair.labels), pair.photo)]
        result.sheets.append(Sheet(f"{made.title}: labels, picture, photo", {made.title: columns}, True))
    for run in setting.runs:
        animation = progress_gif(run)
        if animation is None:
            result.left_out.append(f"The run {run.name} has no samples yet.")
        else:
            result.animations.append(animation)
    if not setting.runs:
        result.left_out.append("No folder of a training run is given (--run): there is no film of its progress.")
    return result


def _triptych(system: System, compositions: list[Composition]) -> list[np.ndarray]:
    pictures = []
    for composition in compositions:
        pictures += [mask_picture(composition), system.paint(composition)]
        if composition.photo is not None:
            pictures.append(composition.photo)
    return pictures


def progress_gif(run: Path) -> Animation | None:
    """The samples of a training run as a film, spread evenly over it; None if there are none.

    They are of the run's own data: whoever names the run decides whether they may be shown.
    """
    paths = sorted((run / "samples").glob("*.png"))
    if not paths:
        return None
    chosen = sorted({round(index * (len(paths) - 1) / max(1, GIF_FRAMES - 1)) for index in range(GIF_FRAMES)})
    frames = []
    for index in (index for index in chosen if index < len(paths)):
        with Image.open(paths[index]) as file:
            frame = file.convert("RGB")
        if frames:
            frame = frame.resize(frames[0].size)  # a run may have grown on the way
        else:
            scale = min(1, GIF_SIDE / max(frame.size))
            frame = frame.resize((round(frame.width * scale), round(frame.height * scale)))
        frames.append(frame)
    data = io.BytesIO()
    first, *rest = (frame.quantize(64) for frame in frames)
    first.save(data, "GIF", save_all=True, append_images=rest, duration=round(1000 * _GIF_SECONDS), loop=0)
    steps = [int(paths[index].stem) for index in chosen if index < len(paths) and paths[index].stem.isdigit()]
    until = f", steps {steps[0]} to {steps[-1]}" if steps else ""
    return Animation(f"training of {run.name}{until}", data.getvalue())


def mask_picture(composition: Composition) -> np.ndarray:
    """The masks in the colours of their categories, uint8 (SIZE, SIZE, 3), in painting order."""
    picture = np.full(composition.background.shape, 32, dtype=np.float64)
    for item, mask in zip(composition.items, composition.masks(), strict=True):
        colour = _PALETTE[CATEGORIES.index(item.category) % len(_PALETTE)]
        picture += mask[..., None] * (np.array(colour) - picture)
    return np.rint(picture).astype(np.uint8)


def label_picture(labels: np.ndarray) -> np.ndarray:
    """A label map (H, W) in colours, uint8 (H, W, 3); label 0 is dark."""
    colours = np.array([(32, 32, 32), *_PALETTE], dtype=np.uint8)
    return colours[np.where(labels == 0, 0, 1 + (labels - 1) % len(_PALETTE))]


_PALETTE = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0),
    (204, 121, 167), (160, 160, 160), (150, 90, 200), (110, 200, 80), (250, 130, 130), (60, 200, 200),
)  # fmt: skip  # the first seven are those of Okabe and Ito (2008)
