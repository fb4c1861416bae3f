"""The public API of the app: what programs call by name, through `gradio_client`, plain HTTP or MCP.

Gradio reads the descriptions of a tool and of its arguments from the docstrings, each argument's from one line.
"""

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

    def render(scene: Any, photo: str | None = None) -> Iterator[str]:
        """Paints a scene and returns the picture as a PNG file.

        A scene is a JSON document like {"canvas": {"width": 512, "height": 320}, "background": {"kind": "generated",
        "seed": 9}, "layers": [{"id": "a", "name": "Near horse", "category": "horse", "frame": {"cx": 160, "cy": 230,
        "width": 150, "height": 110}, "shape_seed": 1, "style_seed": 2}]}. Layers are painted in order, the first is the
        farthest. A frame is in pixels of the canvas, its centre and its size; it may have a "rotation" in degrees and
        "flip". Other seeds give other landscapes, outlines ("shape_seed") and looks ("style_seed"). The categories are
        horse, zebra, elephant, rhino, buffalo, cow, sheep, dog, cat, bird, flamingo and emu. Other backgrounds are
        {"kind": "plain", "rgb": [240, 240, 240]} and {"kind": "photo"}, which takes its picture from `photo`.

        Args:
            scene: the document
            photo: the photo of a photo background; the canvas then has its size
        """
        try:
            pixels = None if photo is None else open_photo_file(Path(photo))
            canvas = compositor.render(checked_scene(scene), pixels)
        except (SceneError, RefusedError) as error:
            raise gr.Error(str(error)) from None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scene.png"
            Image.fromarray(canvas.pixels).save(path, compress_level=1)
            yield str(path)

    def export(
        scene: Any, photo: str | None = None, pictures: list[str] | None = None, kind: str = FORMATS[0]
    ) -> Iterator[str]:
        """Paints a scene document (see the tool render) and returns it as a file of one of the formats picture (a PNG),
        png (one that carries its scene), ora, psd, gif, webp, coco (a zip archive with training data) and layers (one
        with a PNG for each layer).

        Args:
            scene: the document
            photo: the photo of a photo background; the canvas then has its size
            pictures: the cut-outs and looks that layers name by their SHA-256
            kind: the format of the file
        """
        with tempfile.TemporaryDirectory() as folder:
            try:
                yield str(export_file(compositor, scene, photo, pictures or [], kind, Path(folder)))
            except (SceneError, RefusedError) as error:
                raise gr.Error(str(error)) from None

    def extract(
        photo: str, plate: str | None = None, box: Any = None, click: Any = None, category: str | None = None
    ) -> Iterator[tuple[Any, list[str]]]:
        """Takes objects out of a photo: the one in a box or at a click; what stands before a plate, the same place
        without it; or all of them. Returns a scene document and a PNG file for each.

        Args:
            photo: the photo with the objects
            plate: a photo of the same place without them
            box: left, top, right and bottom of the object, in pixels
            click: a point on the object, x and y in pixels
            category: what the object is, one of the categories of scenes
        """
        with tempfile.TemporaryDirectory() as folder:
            try:
                if photo is None:
                    raise RefusedError("bad_request", "There is no photo to take objects out of.")
                pixels = open_photo_file(Path(photo))
                empty = None if plate is None else open_photo_file(Path(plate))
                given = {"plate": empty, "box": box, "click": click, "category": category or None}
                scene, paths = extraction.extract(Path(folder), pixels, **given)
            except RefusedError as error:
                raise gr.Error(str(error)) from None
            yield scene.model_dump(mode="json"), paths

    with gr.Column(visible=False):
        scene, photo = Json({"type": "object"}, label="scene"), gr.File(label="photo")
        picture = gr.File(label="picture")
        gr.Button().click(render, [scene, photo], picture, api_name="render", **turn)
        pictures, kind = gr.File(label="pictures", file_count="multiple"), gr.Dropdown(FORMATS, label="kind")
        file = gr.File(label="file")
        gr.Button().click(export, [scene, photo, pictures, kind], file, api_name="export", **turn)
        plate, box, click = gr.File(label="plate"), Json(_numbers(4), label="box"), Json(_numbers(2), label="click")
        category = gr.Textbox(label="category")
        found, cutouts = Json({"type": "object"}, label="scene"), gr.File(label="pictures", file_count="multiple")
        gr.Button().click(extract, [photo, plate, box, click, category], [found, cutouts], api_name="extract", **turn)


class Json(gr.JSON):
    """JSON of a schema: `gr.JSON` tells programs one that is not valid, because its type is anything."""

    def __init__(self, schema: dict[str, Any], **kwargs: Any) -> None:
        self.schema = schema
        super().__init__(**kwargs)

    def api_info(self) -> dict[str, Any]:
        return self.schema


def _numbers(count: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count}
