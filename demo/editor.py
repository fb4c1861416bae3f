"""The page: layout and wiring only."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from demo.canvas import STATIC, PictureReceiver, SceneCanvas
from demo.limits import MAX_LAYERS, MAX_PHOTO_BYTES, LimitError, check_scene
from demo.painter import Message, Painter, open_photo_file
from scenegen.compositor import Compositor
from scenegen.images import ImageError
from scenegen.scene import CATEGORIES, Scene, SceneError

SCENES = Path(__file__).parent / "scenes"


def build_editor(compositor: Compositor) -> gr.Blocks:
    """The editor and one public endpoint, `render`; every event that paints takes its turn."""
    painter = Painter(compositor)
    options = {
        "categories": CATEGORIES,
        "limits": {"layers": MAX_LAYERS, "photo_bytes": MAX_PHOTO_BYTES},
        "examples": read_examples(),
    }
    gr.set_static_paths([STATIC])

    def supersede(argument: Any) -> None:
        if isinstance(argument, dict) and isinstance(argument.get("revision"), int):
            painter.revisions.supersede(str(argument.get("session"))[:32], argument["revision"])

    def open_photo(argument: Any) -> Message:
        return painter.open_photo(argument)

    def layer_picture(argument: Any) -> Message:
        return painter.layer_picture(argument)

    def export(payload: Any) -> Iterator[Message]:
        with tempfile.TemporaryDirectory() as folder:
            yield painter.export(payload, Path(folder))  # Gradio has taken the file over when it asks for more

    def render(scene: Any, photo: str | None) -> Iterator[str]:
        """Paints a scene document, on a photo if its background is one, and returns the picture as a PNG file."""
        try:
            pixels = None if photo is None else open_photo_file(Path(photo))
            canvas = compositor.render(check_scene(Scene.parse(scene)), pixels)
        except (SceneError, LimitError, ImageError) as error:
            raise gr.Error(str(error)) from None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scene.png"
            Image.fromarray(canvas.pixels).save(path, compress_level=1)
            yield str(path)

    with gr.Blocks(title="SceneGen", fill_width=True, delete_cache=(600, 3600)) as blocks:
        canvas = SceneCanvas(options=options, server_functions=[supersede, open_photo, layer_picture], elem_id="canvas")
        receiver = PictureReceiver()
        private = {"api_visibility": "private", "show_progress": "hidden"}
        turn = {"concurrency_limit": 1, "concurrency_id": "painter"}
        canvas.edit(painter.paint, canvas, receiver, trigger_mode="always_last", **private, **turn)
        canvas.export(export, canvas, receiver, **private, **turn)

        with gr.Column(visible=False):
            scene, photo, picture = gr.JSON(label="scene"), gr.File(label="photo"), gr.File(label="picture")
            gr.Button().click(render, [scene, photo], picture, api_name="render", **turn)
    return blocks


def read_examples(folder: Path = SCENES) -> list[dict[str, Any]]:
    """The example scenes, with every default filled in; named after their files."""
    scenes = ((path, Scene.from_json(path.read_bytes())) for path in sorted(folder.glob("*.json")))
    return [{"name": _title(path.stem), "scene": json.loads(scene.model_dump_json())} for path, scene in scenes]


def _title(stem: str) -> str:
    return stem.replace("-", " ").replace("_", " ").capitalize()
