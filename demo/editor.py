"""The page: layout and wiring only."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from demo.blocks import EditorBlocks
from demo.canvas import PictureReceiver, SceneCanvas, file_url, static_url
from demo.desk import Desk, session_hash
from demo.endpoints import add_endpoints
from demo.extraction import Extraction
from demo.files import Files
from demo.limits import MAX_LAYERS, MAX_PHOTO_BYTES, MAX_PROJECT_BYTES
from demo.painter import Painter, as_comparison
from demo.pictures import SCENES, picture_path
from demo.protocol import Message
from scenegen.compositor import Compositor
from scenegen.scene import CATEGORIES, Scene

# Seeds of landscapes with open ground, picked by eye for the shipped weights: a new scene begins on one of them.
LANDSCAPES = (0, 10, 17, 22, 37, 42, 47, 52, 57, 62)


def build_editor(compositor: Compositor, painter: Painter | None = None) -> gr.Blocks:
    """The editor and the public endpoints; whatever paints takes its turn at the desk.

    `painter` is what paints for the pages, by default a new one of the compositor's.
    """
    painter = painter or Painter(compositor)
    desk = Desk(painter.visits)
    painter.crowded = desk.crowded
    options = {
        "categories": CATEGORIES,
        "limits": {"layers": MAX_LAYERS, "photo_bytes": MAX_PHOTO_BYTES, "project_bytes": MAX_PROJECT_BYTES},
        "examples": read_examples(),
        "landscapes": LANDSCAPES,
        "category_pictures": {name: _picture_url("category", name) for name in CATEGORIES},
    }

    def publish(path: Path) -> str:
        return file_url(canvas.move_resource_to_block_cache(path))

    async def paint(payload: Any, request: gr.Request) -> AsyncIterator[Any]:
        async for message in desk.messages(painter, painter.paint, payload, request, painter.waiting):
            yield message
        yield None  # Gradio sends what comes last a second time, and keeps it: not the picture

    async def variants(payload: Any, request: gr.Request) -> AsyncIterator[Message]:
        async for message in desk.messages(painter, painter.variants, payload, request):
            yield message

    async def compare(payload: Any, request: gr.Request) -> AsyncIterator[Any]:
        async for message in desk.messages(painter, painter.compare, payload, request):
            yield as_comparison(message)
        yield None

    async def download(payload: Any, request: gr.Request) -> AsyncIterator[Message]:
        def export(payload: Any, left: Callable[[], bool]) -> Iterator[Message]:
            with tempfile.TemporaryDirectory() as folder:
                yield from painter.export(payload, Path(folder), receiver.move_resource_to_block_cache, left)

        async for message in desk.messages(painter, export, payload, request):
            yield message

    def leave(request: gr.Request) -> None:
        desk.visits.leave(session_hash(request))

    with EditorBlocks(title="SceneGen", fill_width=True) as blocks:
        files, extraction = Files(painter.uploads, publish), Extraction(painter.uploads, publish)
        # The page calls them by their names.
        functions = [
            desk.call(painter.supersede),
            *map(desk.look, (painter.layer_pictures, painter.outline)),
            *map(desk.file, (painter.uploads.open_photo, painter.uploads.open_reference, files.open_file)),
            *map(desk.take, (extraction.find_object, extraction.cut_out)),
        ]
        canvas = SceneCanvas(options=json.dumps(options), server_functions=functions, elem_id="canvas")
        receiver = PictureReceiver()
        # Waiting is the desk's affair: Gradio's own queue would let a page that has gone wait as long as any other.
        private = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}
        canvas.edit(paint, canvas, receiver, trigger_mode="always_last", **private)
        # None of them replaces another: an older one ends early by itself.
        own = {"trigger_mode": "multiple", "api_name": "page_variants"}  # the plain name is for programs
        canvas.variants(variants, canvas, receiver, **own, **private)
        canvas.compare(compare, canvas, receiver, trigger_mode="always_last", **private)
        canvas.export(download, canvas, receiver, trigger_mode="multiple", **private)
        blocks.unload(leave)

        add_endpoints(compositor, extraction, desk)
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
