"""The public API of the app: what programs call by name, through `gradio_client`, plain HTTP or MCP.

Gradio reads the descriptions of a tool and of its arguments from the docstrings, each argument's from one line.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
from PIL import Image

from demo.desk import Desk, Stop
from demo.errors import RefusedError, explained, refusal
from demo.extraction import Extraction
from demo.fetching import Uploaded
from demo.files import FORMATS, given_project, opened_project, write_file
from demo.protocol import checked_scene
from demo.uploads import open_mask_file, open_photo_file
from scenegen.compositor import Cancelled, Compositor
from scenegen.interchange.writing import png_bytes
from scenegen.masks import as_bitmap, decode_runs
from scenegen.scene import SceneError
from scenegen.variation import FACETS, layer_of, painted_variants, seeds_after

Answer = TypeVar("Answer")
_TURN = {"concurrency_limit": None}  # waiting is the desk's affair


def add_endpoints(compositor: Compositor, extraction: Extraction, desk: Desk) -> None:
    """Adds the endpoints to the Blocks around; they wait at the same desk as the editor's pages."""
    with gr.Column(visible=False):
        _add_painting(compositor, desk)
        _add_parts(compositor, desk)
        _add_opening(extraction, desk)


def _add_painting(compositor: Compositor, desk: Desk) -> None:
    async def render(
        scene: Any, photo: str | None = None, pictures: list[str] | None = None, request: gr.Request = None
    ) -> AsyncIterator[str]:
        """Paints a scene and returns the picture as a PNG file.

        A scene is a JSON document like {"canvas": {"width": 512, "height": 320}, "background": {"kind": "generated",
        "seed": 9}, "layers": [{"id": "a", "name": "Near horse", "category": "horse", "frame": {"cx": 160, "cy": 230,
        "width": 150, "height": 110}, "shape_seed": 1, "style_seed": 2}]}. Layers are painted in order, the first is the
        farthest. A frame is in pixels of the canvas, its centre and its size; it may have a "rotation" in degrees and
        "flip". Other seeds give other landscapes, outlines ("shape_seed") and looks ("style_seed"). The categories are
        horse, zebra, elephant, rhino, buffalo, cow, sheep, dog, cat, bird, flamingo and emu. Other backgrounds are
        {"kind": "plain", "rgb": [240, 240, 240]} and {"kind": "photo"}, which takes its picture from `photo`. A
        generated one may have a "sketch" of its colours, rows from the top: {"width": 1, "height": 2, "pixels":
        [[120, 170, 230], [90, 140, 60]]}.

        Args:
            scene: the document
            photo: the photo of a photo background; the canvas then has its size
            pictures: the cut-outs and looks that layers name by their SHA-256
        """

        def work(folder: Path, stop: Stop) -> Any:
            project = given_project(scene, photo, pictures)
            canvas = compositor.render(project.scene, project.photo, project.pictures, stop)
            return _written(Image.fromarray(canvas.pixels), folder / "scene.png")

        async with _answer(desk, work, request) as answer:
            yield answer

    async def export(
        scene: Any,
        photo: str | None = None,
        pictures: list[str] | None = None,
        kind: str = FORMATS[0],
        request: gr.Request = None,
    ) -> AsyncIterator[str]:
        """Paints a scene document (see the tool render) and returns it as a file of one of the formats picture (a PNG),
        png (one that carries its scene), ora, psd, gif, webp, coco (a zip archive with training data) and layers (one
        with a PNG for each layer).

        Args:
            scene: the document
            photo: the photo of a photo background; the canvas then has its size
            pictures: the cut-outs and looks that layers name by their SHA-256
            kind: the format of the file
        """

        def work(folder: Path, stop: Stop) -> Any:
            if kind not in FORMATS:
                raise RefusedError("bad_request", f"There is no such format; choose one of {', '.join(FORMATS)}.")
            return str(write_file(given_project(scene, photo, pictures), kind, folder, compositor)[0])

        async with _answer(desk, work, request) as answer:
            yield answer

    scene, photo, pictures = _inputs()
    gr.Button().click(render, [scene, photo, pictures], File(label="picture"), api_name="render", **_TURN)
    kind = Dropdown(FORMATS, label="kind")
    gr.Button().click(export, [scene, photo, pictures, kind], File(label="file"), api_name="export", **_TURN)


def _add_parts(compositor: Compositor, desk: Desk) -> None:
    async def variants(
        scene: Any,
        layer: str,
        of: str = "look",
        count: int = 4,
        first: int | None = None,
        photo: str | None = None,
        pictures: list[str] | None = None,
        request: gr.Request = None,
    ) -> AsyncIterator[tuple[list[int], list[str]]]:
        """Paints several looks or shapes of one object of a scene (see the tool render), to choose from. Returns their
        seeds and for each a PNG file that shows the object in its place. To take one, set the layer's "style_seed"
        (look) or "shape_seed" (shape) to its seed.

        Args:
            scene: the document
            layer: the object's id
            of: look or shape
            count: how many, at most 8
            first: the first of so many seeds in a row, else the one that follows the object's own
            photo: the photo of a photo background; the canvas then has its size
            pictures: the cut-outs and looks that layers name by their SHA-256
        """

        def work(folder: Path, stop: Stop) -> Any:
            project = given_project(scene, photo, pictures).settled()
            seeds = seeds_after(project.scene, layer, of, count, first)
            made = painted_variants(compositor, project.scene, layer, of, seeds, project.photo, project.pictures, stop)
            paths = [_written(variant.picture, folder / f"{of}-{variant.seed}.png") for variant in made]
            return list(seeds), paths

        async with _answer(desk, work, request) as answer:
            yield answer

    async def outline(scene: Any, layer: str, request: gr.Request = None) -> AsyncIterator[tuple[Any, str]]:
        """The outline of one object of a scene (see the tool render), which a network makes from its box and its
        "shape_seed" unless it is drawn. Returns it as a "shape" that may be put into the layer, and as a PNG file,
        white inside.

        Args:
            scene: the document
            layer: the object's id
        """

        def work(folder: Path, stop: Stop) -> Any:
            found = layer_of(checked_scene(scene), layer)
            shape = as_bitmap(compositor.outline(found), found.frame)
            mask = Image.fromarray(decode_runs(shape.counts, shape.width, shape.height)).convert("L")
            return shape.model_dump(mode="json"), _written(mask, folder / "outline.png")

        async with _answer(desk, work, request) as answer:
            yield answer

    scene, photo, pictures = _inputs()
    layer, of = Textbox(label="layer"), Dropdown(FACETS, label="of")
    count, first = Number(4, precision=0, label="count"), Number(None, precision=0, label="first")
    seeds = Json({"type": "array", "items": {"type": "integer"}}, label="seeds")
    made = File(label="variants", file_count="multiple")
    inputs = [scene, layer, of, count, first, photo, pictures]
    gr.Button().click(variants, inputs, [seeds, made], api_name="variants", **_TURN)
    shape, mask = Json(_OBJECT, label="shape"), File(label="mask")
    gr.Button().click(outline, [scene, layer], [shape, mask], api_name="outline", **_TURN)


def _add_opening(extraction: Extraction, desk: Desk) -> None:
    async def extract(
        photo: str,
        plate: str | None = None,
        box: Any = None,
        click: Any = None,
        category: str | None = None,
        mask: str | None = None,
        fill: bool = False,
        request: gr.Request = None,
    ) -> AsyncIterator[tuple[Any, list[str], str | None]]:
        """Takes objects out of a photo: the one in a box or at a click; what a mask marks; what stands before a plate,
        the same place without it; or all of them. Returns a scene document, a PNG file for each, and with fill the
        photo without them, which is then the scene's background.

        Args:
            photo: the photo with the objects
            plate: a photo of the same place without them
            box: left, top, right and bottom of the object, in pixels
            click: a point on the object, x and y in pixels
            category: what the object is, one of the categories of scenes
            mask: a picture as large as the photo, white on the object
            fill: whether to fill the holes that they leave
        """

        def work(folder: Path, stop: Stop) -> Any:
            if photo is None:
                raise RefusedError("bad_request", "There is no photo to take objects out of.")
            given = {
                "plate": None if plate is None else open_photo_file(Path(plate)),
                "mask": None if mask is None else open_mask_file(Path(mask)),
                "box": box,
                "click": click,
                "category": category or None,
            }
            return extraction.extract(folder, open_photo_file(Path(photo)), fill=fill, **given)

        async with _answer(desk, work, request) as answer:
            yield answer

    async def open(
        file: str, original: str | None = None, request: gr.Request = None
    ) -> AsyncIterator[tuple[Any, str | None, list[str], list[str]]]:
        """Opens a project: an OpenRaster file, also one that another program saved, a PNG that carries its scene, or a
        document. Returns the scene document, its photo, the pictures that its layers name, and sentences about what
        was noticed.

        Args:
            file: the project
            original: the OpenRaster file as it was before another program saved it: its layers stay live
        """

        def work(folder: Path, stop: Stop) -> Any:
            if file is None:
                raise RefusedError("bad_request", "There is no file to open.")
            project = opened_project(Path(file), None if original is None else Path(original))
            photo = None if project.photo is None else folder / "photo.png"
            if photo is not None:
                photo.write_bytes(png_bytes(project.photo))
            paths = []
            for number, pixels in enumerate(project.pictures.values(), start=1):
                paths.append(folder / f"picture-{number}.png")
                paths[-1].write_bytes(png_bytes(pixels))
            document = json.loads(project.scene.to_json())
            return document, photo and str(photo), [str(path) for path in paths], list(project.findings)

        async with _answer(desk, work, request) as answer:
            yield answer

    photo, plate, mask = File(label="photo"), File(label="plate"), File(label="mask")
    box, click = Json(_numbers(4), label="box"), Json(_numbers(2), label="click")
    category, fill = Textbox(label="category"), Checkbox(label="fill")
    found, cutouts = Json(_OBJECT, label="scene"), File(label="pictures", file_count="multiple")
    inputs = [photo, plate, box, click, category, mask, fill]
    filled = File(label="background")
    gr.Button().click(extract, inputs, [found, cutouts, filled], api_name="extract", **_TURN)
    file, original = File(label="file"), File(label="original")
    findings = Json({"type": "array", "items": {"type": "string"}}, label="findings")
    opened = [Json(_OBJECT, label="scene"), File(label="photo"), File(label="pictures", file_count="multiple")]
    gr.Button().click(open, [file, original], [*opened, findings], api_name="open", **_TURN)


# --- what they share ------------------------------------------------------------------------------------------------

_OBJECT = {"type": "object"}


@asynccontextmanager
async def _answer(
    desk: Desk, work: Callable[[Path, Stop], Answer], request: gr.Request | None
) -> AsyncIterator[Answer]:
    """What a piece of work makes when its turn has come; its files stay until Gradio has them.

    `work` gets a folder for them and what tells it to stop. What goes wrong is a sentence for the program's person.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            answer = await desk.work(lambda stop: work(Path(folder), stop), request)
        except Cancelled:
            raise gr.Error("Nobody waited for the answer any more.", print_exception=False) from None
        except Exception as error:  # whatever it is, no traceback of it leaves the server
            refused = refusal(error) if isinstance(error, SceneError) else error
            raise gr.Error(explained(refused)["text"], print_exception=False) from None
        yield answer


def _inputs() -> tuple[gr.Component, gr.Component, gr.Component]:
    return Json(_OBJECT, label="scene"), File(label="photo"), File(label="pictures", file_count="multiple")


def _written(image: Image.Image, path: Path) -> str:
    image.save(path, compress_level=1)
    return str(path)


class File(Uploaded, gr.File):
    """A file that a program sends or names."""


class Dropdown(Uploaded, gr.Dropdown):
    """One of several words."""


class Number(Uploaded, gr.Number):
    """A number."""


class Checkbox(Uploaded, gr.Checkbox):
    """Yes or no."""


class Textbox(Uploaded, gr.Textbox):
    """A word."""


class Json(Uploaded, gr.JSON):
    """JSON of a schema: `gr.JSON` tells programs one that is not valid, because its type is anything."""

    def __init__(self, schema: dict[str, Any], label: str | None = None, **kwargs: Any) -> None:
        self.schema = schema
        super().__init__(label=label, **kwargs)

    def api_info(self) -> dict[str, Any]:
        return self.schema


def _numbers(count: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count}
