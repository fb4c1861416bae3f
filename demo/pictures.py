"""Draws the small pictures of the page's menus with the shipped weights: `python -m demo.pictures`.

They are committed, so that the page need not paint before it can show them. Made again when the weights or the examples
change.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from demo.canvas import STATIC
from scenegen.compositor import Compositor
from scenegen.masks import tight_box, with_aspect
from scenegen.scene import CATEGORIES, CanvasSize, Frame, GeneratedBackground, Layer, PhotoBackground, Scene

FOLDER = STATIC / "pictures"
SCENES = Path(__file__).parent / "scenes"
EXAMPLE_SIZE = (224, 168)  # at most
CATEGORY_SIDE = 96
_MARGIN = 3  # pixels around an object
_PAINTED_SIDE = 256  # longer side of an object before it is reduced
_IN_PLACE_OF_A_PHOTO = GeneratedBackground(seed=22)

# Aspect (width / height), shape seed and style seed of each category's picture, picked by eye.
PICKED = {
    "horse": (1.3, 10, 11),
    "zebra": (1.3, 7, 3),
    "elephant": (1.3, 7, 3),
    "rhino": (1.55, 9, 4),
    "buffalo": (1.4, 13, 9),
    "cow": (1.45, 9, 17),
    "sheep": (1.25, 7, 3),
    "dog": (1.3, 13, 22),
    "cat": (0.95, 5, 12),
    "bird": (1.15, 7, 4),
    "flamingo": (0.6, 1, 0),
    "emu": (0.75, 5, 4),
}


def picture_path(kind: str, name: str) -> Path:
    """Where the picture of an example (by its file's stem) or of a category lies."""
    return FOLDER / f"{kind}-{name}.webp"


def example_picture(compositor: Compositor, scene: Scene) -> Image.Image:
    """A whole scene, reduced; a landscape stands for a photo."""
    if isinstance(scene.background, PhotoBackground):
        scene = scene.model_copy(update={"background": _IN_PLACE_OF_A_PHOTO})
    image = Image.fromarray(compositor.render(scene).pixels)
    image.thumbnail(EXAMPLE_SIZE, Image.Resampling.LANCZOS)
    return image


def category_picture(
    compositor: Compositor, category: str, aspect: float, shape_seed: int, style_seed: int
) -> Image.Image:
    """One object alone on a transparent square."""
    width, height = with_aspect(aspect, _PAINTED_SIDE)
    side = 2 * _PAINTED_SIDE
    layer = Layer(
        id=category,
        name=category,
        category=category,
        frame=Frame(cx=side / 2, cy=side / 2, width=width, height=height),
        shape_seed=shape_seed,
        style_seed=style_seed,
        context="free",
    )
    pixels = compositor.render(Scene(canvas=CanvasSize(width=side, height=side), layers=(layer,))).layers[0].pixels
    box = tight_box(pixels[..., 3], 127)
    image = Image.fromarray(pixels).crop(box)
    most = CATEGORY_SIDE - 2 * _MARGIN
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (CATEGORY_SIDE, CATEGORY_SIDE))
    square.paste(image, ((CATEGORY_SIDE - image.width) // 2, (CATEGORY_SIDE - image.height) // 2))
    return square


def main() -> None:
    compositor = Compositor.from_weights(device="cpu")
    FOLDER.mkdir(exist_ok=True)
    for path in sorted(SCENES.glob("*.json")):
        image = example_picture(compositor, Scene.from_json(path.read_bytes()))
        image.save(picture_path("example", path.stem), quality=85, method=6)
    for category in CATEGORIES:
        image = category_picture(compositor, category, *PICKED[category])
        image.save(picture_path("category", category), quality=85, method=6)


if __name__ == "__main__":
    main()
