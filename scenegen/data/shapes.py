"""A procedural set in COCO format: drawn animals on drawn landscapes. A first training run needs no download."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from scenegen.masks import encode_runs, tight_box

CATEGORIES = ("horse", "zebra", "elephant", "cow", "sheep")
_COATS = {
    "horse": (126, 78, 42),
    "zebra": (225, 222, 214),
    "elephant": (128, 124, 120),
    "cow": (232, 226, 216),
    "sheep": (220, 212, 196),
}
# Body height, leg length, neck length and head size in units of the body's length.
_BUILDS = {
    "horse": (0.42, 0.48, 0.42, 0.22),
    "zebra": (0.44, 0.42, 0.34, 0.2),
    "elephant": (0.62, 0.36, 0.12, 0.34),
    "cow": (0.46, 0.32, 0.2, 0.22),
    "sheep": (0.52, 0.22, 0.12, 0.2),
}
_SIDE = 256


def write_demo_set(folder: Path, *, count: int = 120, seed: int = 0) -> None:
    """Writes `count` pictures (256 x 256) with one to three animals each, a tenth of them for validation."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    held_out = max(1, count // 10)
    for split, first, last in (("val", 0, held_out), ("train", held_out, count)):
        images, annotations = [], []
        for number in range(first, last):
            rng = np.random.default_rng((seed, number))
            name = f"demo_{number:05d}.jpg"
            picture, objects = draw_scene(rng)
            picture.save(folder / "images" / name, quality=92)
            images.append({"id": number, "file_name": name, "width": _SIDE, "height": _SIDE})
            for category, mask in objects:
                box = tight_box(mask)
                if box is None or mask.sum() < 200:
                    continue
                annotations.append(
                    {
                        "id": len(annotations) + 1,
                        "image_id": number,
                        "category_id": CATEGORIES.index(category) + 1,
                        "segmentation": {"size": [_SIDE, _SIDE], "counts": list(encode_runs(mask > 0.5))},
                        "area": int((mask > 0.5).sum()),
                        "bbox": [box.x0, box.y0, box.width, box.height],
                        "iscrowd": 0,
                    }
                )
        categories = [{"id": i + 1, "name": name, "supercategory": "animal"} for i, name in enumerate(CATEGORIES)]
        document = {"images": images, "annotations": annotations, "categories": categories}
        (folder / f"instances_{split}.json").write_text(json.dumps(document))


def draw_scene(rng: np.random.Generator) -> tuple[Image.Image, list[tuple[str, np.ndarray]]]:
    """One picture and its objects: category and the visible part of the mask (256, 256), back to front."""
    picture = _draw_landscape(rng)
    objects: list[tuple[str, np.ndarray]] = []
    for _ in range(int(rng.integers(1, 4))):
        category = CATEGORIES[int(rng.integers(len(CATEGORIES)))]
        mask = _draw_outline(rng, category)
        coat = _draw_coat(rng, category, mask)
        picture.paste(coat, mask=Image.fromarray((mask * 255).astype(np.uint8)))
        objects = [(name, below * (1 - mask)) for name, below in objects] + [(category, mask)]
    return picture, objects


def _draw_landscape(rng: np.random.Generator) -> Image.Image:
    rows = np.linspace(0, 1, _SIDE)[:, None, None]
    horizon = rng.uniform(0.3, 0.55)
    sky = np.array([120, 170, 230]) + rng.normal(0, 18, 3) + 70 * rows / horizon
    ground = np.array([96, 130, 60]) + rng.normal(0, 22, 3) - 40 * (rows - horizon)
    hills = horizon + 0.04 * np.sin(np.linspace(0, rng.uniform(4, 12), _SIDE) + rng.uniform(0, 6))[None, :, None]
    texture = _noise(rng, 64) * 14 + _noise(rng, 8) * 10
    pixels = np.where(rows < hills, sky + _noise(rng, 5) * 12, ground + texture)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _noise(rng: np.random.Generator, cells: int) -> np.ndarray:
    """Smooth noise (256, 256, 1), about normal."""
    coarse = Image.fromarray(rng.normal(0, 1, (cells, cells)).astype(np.float32))
    return np.asarray(coarse.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC))[..., None]


def _draw_outline(rng: np.random.Generator, category: str) -> np.ndarray:
    body_height, leg, neck, head = (value * rng.uniform(0.85, 1.15) for value in _BUILDS[category])
    length = rng.uniform(50, 110)
    x, ground = rng.uniform(30, _SIDE - 30 - length), rng.uniform(0.68, 0.95) * _SIDE
    top = ground - (leg + body_height) * length
    scale = 4
    fine = Image.new("L", (_SIDE * scale, _SIDE * scale))
    draw = ImageDraw.Draw(fine)

    def ellipse(x0: float, y0: float, x1: float, y1: float) -> None:
        draw.ellipse([value * scale for value in (x0, y0, x1, y1)], fill=255)

    def line(points: list[tuple[float, float]], width: float) -> None:
        draw.line([(px * scale, py * scale) for px, py in points], fill=255, width=int(width * scale), joint="curve")

    ellipse(x, top, x + length, top + body_height * length)
    for place in (0.14, 0.26, 0.76, 0.88):
        foot = x + length * (place + rng.uniform(-0.06, 0.06))
        line([(x + place * length, top + 0.6 * body_height * length), (foot, ground)], 0.09 * length)
    head_x, head_y = x + length * (1 + 0.5 * neck), top - neck * length * 0.6
    line([(x + 0.86 * length, top + 0.3 * body_height * length), (head_x, head_y)], (0.1 + head * 0.5) * length)
    ellipse(head_x - 0.08 * length, head_y - head * 0.5 * length, head_x + head * length, head_y + head * 0.5 * length)
    if category == "elephant":
        trunk = head_x + head * 0.85 * length
        line([(trunk, head_y), (trunk + 4, head_y + 0.7 * length)], 0.1 * length)
    line([(x + 0.03 * length, top + 0.3 * body_height * length), (x - 0.1 * length, top + 0.7 * length)], 0.04 * length)
    if rng.random() < 0.5:
        fine = fine.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return np.asarray(fine.reduce(scale), dtype=np.float32) / 255


def _draw_coat(rng: np.random.Generator, category: str, mask: np.ndarray) -> Image.Image:
    colour = np.array(_COATS[category]) + rng.normal(0, 16, 3)
    pixels = np.broadcast_to(colour, (_SIDE, _SIDE, 3)).copy()
    if category == "zebra":
        wave = np.arange(_SIDE)[None, :] / 3.2 + _noise(rng, 8)[..., 0] * 1.5
        pixels[np.sin(wave) > 0.1] = 34
    if category == "cow":
        pixels[_noise(rng, 9)[..., 0] > 0.4] = rng.uniform(30, 110)
    # Light from above: a blurred mask is brighter where the body faces the sky.
    blurred = np.asarray(Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(9))) / 255.0
    light = np.gradient(blurred, axis=0) * 12
    pixels = pixels * (0.85 + light[..., None]) + _noise(rng, 90) * 6
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
