"""The public API of the app: what programs call by name, through `gradio_client` or plain HTTP."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from demo.errors import RefusedError
from demo.extraction import Extraction
from demo.files import FORMATS, export_file
from demo.protocol import checked_scene
from demo.uploads import open_photo_file
from scenegen.compositor import Compositor
from scenegen.scene import SceneError


def add_endpoints(compositor: Compositor, extraction: Extraction, turn: dict[str, Any]) -> None:
    """Adds `render`, `export` and `extract` to the Blocks around; `turn` says in which queue they wait."""

    def render(scene: Any, photo: str | None) -> Iterator[str]:
        """Paints a scene document, on a photo if its background is one, and returns the picture as a PNG file."""
        try:
            pixels = None if photo is None else open_photo_file(Path(photo))
            canvas = compositor.render(checked_scene(scene), pixels)
        except (SceneError, RefusedError) as error:
            raise gr.Error(str(error)) from None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scene.png"
            Image.fromarray(canvas.pixels).save(path, compress_level=1)
            yield str(path)

    def export(scene: Any, photo: str | None, pictures: list[str] | None, kind: str) -> Iterator[str]:
        """Paints a scene document and returns it as a file of one of the formats picture (a PNG), png (one that carries
        its scene), ora, psd, gif, webp, coco (a zip archive with training data) and layers (one with a PNG for each
        layer).

        `photo` is that of a photo background, `pictures` are the cut-outs and looks that layers name.
        """
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield str(export_file(compositor, scene, photo, pictures or [], kind, Path(folder)))
            except (SceneError, RefusedError) as error:
                raise gr.Error(str(error)) from None

    def extract(
        photo: str, plate: str | None, box: Any, click: Any, category: str | None
    ) -> Iterator[tuple[Any, list[str]]]:
        """Takes objects out of a photo: the one in a box [x0, y0, x1, y1] or at a click [x, y], in pixels; what stands
        before a plate, the same place without it; or all of them. Returns a scene document and a PNG file for each."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                pixels = open_photo_file(Path(photo))
                empty = None if plate is None else open_photo_file(Path(plate))
                given = {"plate": empty, "box": box, "click": click, "category": category or None}
                scene, paths = extraction.extract(Path(folder), pixels, **given)
            except RefusedError as error:
                raise gr.Error(str(error)) from None
            yield scene.model_dump(mode="json"), paths

    with gr.Column(visible=False):
        scene, photo, picture = gr.JSON(label="scene"), gr.File(label="photo"), gr.File(label="picture")
        gr.Button().click(render, [scene, photo], picture, api_name="render", **turn)
        pictures, kind = gr.File(label="pictures", file_count="multiple"), gr.Dropdown(FORMATS, label="kind")
        file = gr.File(label="file")
        gr.Button().click(export, [scene, photo, pictures, kind], file, api_name="export", **turn)
        plate, box, click = gr.File(label="plate"), gr.JSON(label="box"), gr.JSON(label="click")
        category = gr.Textbox(label="category")
        found, cutouts = gr.JSON(label="scene"), gr.File(label="pictures", file_count="multiple")
        gr.Button().click(extract, [photo, plate, box, click, category], [found, cutouts], api_name="extract", **turn)
