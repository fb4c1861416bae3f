"""The page: layout and wiring only."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from demo.canvas import STATIC, PictureReceiver, SceneCanvas, file_url, static_url
from demo.endpoints import add_endpoints
from demo.errors import answer
from demo.extraction import Extraction
from demo.files import Files
from demo.limits import MAX_LAYERS, MAX_PHOTO_BYTES, MAX_PROJECT_BYTES
from demo.painter import Painter
from demo.pictures import SCENES, picture_path
from demo.protocol import Message
from scenegen.compositor import Compositor
from scenegen.scene import CATEGORIES, Scene

# Seeds of landscapes with open ground, picked by eye for the shipped weights: a new scene begins on one of them.
LANDSCAPES = (9, 15, 21, 39, 43, 45, 48, 50, 51, 56)


def build_editor(compositor: Compositor) -> gr.Blocks:
    """The editor and the public endpoints; every event that paints takes its turn."""
    painter = Painter(compositor)
    options = {
        "categories": CATEGORIES,
        "limits": {"layers": MAX_LAYERS, "photo_bytes": MAX_PHOTO_BYTES, "project_bytes": MAX_PROJECT_BYTES},
        "examples": read_examples(),
        "landscapes": LANDSCAPES,
        "category_pictures": {name: _picture_url("category", name) for name in CATEGORIES},
    }
    gr.set_static_paths([STATIC])

    def publish(path: Path) -> str:
        return file_url(canvas.move_resource_to_block_cache(path))

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

    def find_object(argument: Any) -> Any:
        return answer(extraction.find_object, argument)

    def cut_out(argument: Any) -> Any:
        return answer(extraction.cut_out, argument)

    def paint(payload: Any) -> Iterator[Any]:
        yield from painter.paint(payload)
        yield gr.skip()  # Gradio sends what comes last a second time: not the picture

    def compare(payload: Any) -> Iterator[Any]:
        yield from painter.compare(payload)
        yield gr.skip()

    def open_file(argument: Any) -> Any:
        return answer(files.open_file, argument)

    def download(payload: Any) -> Iterator[Message]:
        with tempfile.TemporaryDirectory() as folder:
            yield from painter.export(payload, Path(folder))  # Gradio has taken the file over when it asks for more

    with gr.Blocks(title="SceneGen", fill_width=True, delete_cache=(600, 3600)) as blocks:
        functions = [
            supersede, open_photo, open_reference, open_file, layer_pictures, outline, find_object, cut_out,
        ]  # fmt: skip
        canvas = SceneCanvas(options=json.dumps(options), server_functions=functions, elem_id="canvas")
        files, extraction = (kind(painter.uploads, publish) for kind in (Files, Extraction))
        receiver = PictureReceiver()
        private = {"api_visibility": "private", "show_progress": "hidden"}
        turn = {"concurrency_limit": 1, "concurrency_id": "painter"}
        canvas.edit(paint, canvas, receiver, trigger_mode="always_last", **private, **turn)
        # The queue keeps all of them: an older one ends early by itself.
        canvas.variants(painter.variants, canvas, receiver, trigger_mode="multiple", **private, **turn)
        canvas.compare(compare, canvas, receiver, trigger_mode="always_last", **private, **turn)
        canvas.export(download, canvas, receiver, trigger_mode="multiple", **private, **turn)

        add_endpoints(compositor, extraction, turn)
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
