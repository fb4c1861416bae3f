"""The page: layout and wiring only."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from demo.canvas import STATIC, PictureReceiver, SceneCanvas, file_url, static_url
from demo.errors import RefusedError, answer
from demo.files import FORMATS, Files, export_file
from demo.limits import MAX_LAYERS, MAX_PHOTO_BYTES
from demo.painter import Painter
from demo.pictures import SCENES, picture_path
from demo.protocol import Message, checked_scene
from demo.uploads import open_photo_file
from scenegen.compositor import Compositor
from scenegen.scene import CATEGORIES, Scene, SceneError

# Seeds of landscapes with open ground, picked by eye for the shipped weights: a new scene begins on one of them.
LANDSCAPES = (9, 15, 21, 39, 43, 45, 48, 50, 51, 56)


def build_editor(compositor: Compositor) -> gr.Blocks:
    """The editor and two public endpoints, `render` and `export`; every event that paints takes its turn."""
    painter = Painter(compositor)
    options = {
        "categories": CATEGORIES,
        "limits": {"layers": MAX_LAYERS, "photo_bytes": MAX_PHOTO_BYTES},
        "examples": read_examples(),
        "landscapes": LANDSCAPES,
        "category_pictures": {name: _picture_url("category", name) for name in CATEGORIES},
    }
    gr.set_static_paths([STATIC])

    # The page calls them by these names.
    def supersede(argument: Any) -> Any:
        return answer(painter.supersede, argument)

    def open_photo(argument: Any) -> Any:
        return answer(painter.uploads.open_photo, argument)

    def open_reference(argument: Any) -> Any:
        return answer(painter.uploads.open_reference, argument)

    def layer_pictures(argument: Any) -> Any:
        return answer(painter.layer_pictures, argument)

    def outline(argument: Any) -> Any:
        return answer(painter.outline, argument)

    def paint(payload: Any) -> Iterator[Any]:
        yield from painter.paint(payload)
        yield gr.skip()  # Gradio sends what comes last a second time: not the picture

    def open_file(argument: Any) -> Any:
        return answer(files.open_file, argument)

    def download(payload: Any) -> Iterator[Message]:
        with tempfile.TemporaryDirectory() as folder:
            yield from painter.export(payload, Path(folder))  # Gradio has taken the file over when it asks for more

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

    with gr.Blocks(title="SceneGen", fill_width=True, delete_cache=(600, 3600)) as blocks:
        functions = [supersede, open_photo, open_reference, open_file, layer_pictures, outline]
        canvas = SceneCanvas(options=json.dumps(options), server_functions=functions, elem_id="canvas")
        files = Files(painter.uploads, lambda path: file_url(canvas.move_resource_to_block_cache(path)))
        receiver = PictureReceiver()
        private = {"api_visibility": "private", "show_progress": "hidden"}
        turn = {"concurrency_limit": 1, "concurrency_id": "painter"}
        canvas.edit(paint, canvas, receiver, trigger_mode="always_last", **private, **turn)
        # The queue keeps all of them: an older one ends early by itself.
        canvas.variants(painter.variants, canvas, receiver, trigger_mode="multiple", **private, **turn)
        canvas.export(download, canvas, receiver, **private, **turn)

        with gr.Column(visible=False):
            scene, photo, picture = gr.JSON(label="scene"), gr.File(label="photo"), gr.File(label="picture")
            gr.Button().click(render, [scene, photo], picture, api_name="render", **turn)
            pictures, kind = gr.File(label="pictures", file_count="multiple"), gr.Dropdown(FORMATS, label="kind")
            file = gr.File(label="file")
            gr.Button().click(export, [scene, photo, pictures, kind], file, api_name="export", **turn)
    return blocks


def read_examples(folder: Path = SCENES) -> list[dict[str, Any]]:
    """The example scenes, with every default filled in; named after their files."""
    scenes = ((path.stem, Scene.from_json(path.read_bytes())) for path in sorted(folder.glob("*.json")))
    return [
        {
            "id": stem,
            "name": stem.replace("-", " ").replace("_", " ").capitalize(),
            "scene": json.loads(scene.model_dump_json()),
            "picture": _picture_url("example", stem),
        }
        for stem, scene in scenes
    ]


def _picture_url(kind: str, name: str) -> str | None:
    path = picture_path(kind, name)
    return static_url(path) if path.is_file() else None  # a new example has none yet
