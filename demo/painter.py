"""What the server paints for the page: pictures step by step, variants, files, and the parts of the last picture."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from demo.comparison import Comparison
from demo.encoding import canvas_url, lossless_url, preview_scale, preview_url, thumbnail_url
from demo.errors import RefusedError, explained, noted, refusal
from demo.files import write_file
from demo.protocol import (
    Message,
    Request,
    Superseded,
    WantedOutline,
    WantedPictures,
    checked,
    checked_layer,
    checked_scene,
    fitted,
    revision_of,
)
from demo.sessions import LastPicture, LastPictures, Revisions, Visits
from demo.uploads import Uploads
from scenegen.compositor import Cancelled, Canvas, Compositor
from scenegen.images import alpha_over
from scenegen.interchange.project import Project
from scenegen.masks import Box, as_bitmap
from scenegen.scene import PhotoBackground, Scene, SceneError
from scenegen.variation import painted_variants

WORTH_SHOWING = 0.15  # seconds: a person sees no sooner that something is being done, and a preview costs the others
CROWDED_SECONDS = 1.0  # the same while others wait
PREVIEW_SECONDS = 1e-8  # per pixel of the canvas: what a preview costs, so that previews take less time than painting
VARIANT_SIDE = 160
MOST_IN_PARTS = 0.5  # of a canvas: of a larger part the whole costs hardly more
MOST_IN_HURRIED_PARTS = 0.1  # a larger part without loss takes longer than the whole with some


@dataclass(frozen=True, eq=False)
class Job:
    """A checked request with everything that painting it takes; the scene has the photo's size if it has one."""

    request: Request
    scene: Scene
    photo: np.ndarray | None
    pictures: dict[str, np.ndarray]
    begun: float
    left: Callable[[], bool]


class Painter:
    """Paints what editors ask for. May be used from several threads at once."""

    def __init__(self, compositor: Compositor, comparison: Comparison | None = None) -> None:
        self.compositor = compositor
        self.comparison = comparison or Comparison()
        self.uploads = Uploads()
        self.revisions = Revisions()
        self.last_pictures = LastPictures()
        self.visits = Visits(self.forget, self.uploads.forget)
        self.crowded: Callable[[], bool] = lambda: False  # whether others wait for their pictures
        self._sequence = itertools.count(1)

    # --- events: a request in, messages out -------------------------------------------------------------------------

    def paint(self, payload: Any, left: Callable[[], bool] | None = None) -> Iterator[Message]:
        """Messages for a request: the picture step by step, or an error.

        Ends early when `left` says that nobody waits for it any more, by default when a newer request has come.
        """
        yield from self._messages(payload, self._steps, left)

    def variants(self, payload: Any, left: Callable[[], bool] | None = None) -> Iterator[Message]:
        """Messages for a request with `variants`: one small picture each, or an error. Ends early like `paint`."""
        yield from self._messages(payload, self._variants, left)

    def export(
        self,
        payload: Any,
        folder: Path,
        keep: Callable[[Path], str] = str,
        left: Callable[[], bool] | None = None,
    ) -> Iterator[Message]:
        """Writes the scene in full size into `folder`, in the request's format; the message names the file.

        `keep` puts it where it can be fetched and returns that path.
        """

        def write(job: Job) -> Iterator[Message]:
            project = Project(job.scene, job.photo, job.pictures)
            path, findings = write_file(project, job.request.format, folder, self.compositor)
            yield {"download": gr.FileData(path=keep(path)).model_dump(), "findings": noted(findings)}

        yield from self._messages(payload, write, left)

    def compare(self, payload: Any, left: Callable[[], bool] | None = None) -> Iterator[Message]:
        """Messages for a request with `comparison`: systems, pictures, or an error."""

        def paint(job: Job) -> Iterator[Message]:
            wanted = job.request.comparison
            if wanted is None:
                raise RefusedError("bad_request", "The request compares nothing; reload the page.")
            yield from self.comparison.compare(wanted, job.scene, job.photo, job.pictures, self._cancelled(job))

        yield from self._messages(payload, paint, left)

    def waiting(self, payload: Any, before: int) -> Message:
        """What a page hears whose picture waits for those of `before` others."""
        return self._message(payload, {"waiting": before})

    def refused(self, payload: Any, error: Exception) -> Message:
        """What a page hears of a request that is not met."""
        refused = refusal(error) if isinstance(error, SceneError) else error
        return self._message(payload, {"error": explained(refused)})

    def stale(self, payload: Any) -> bool:
        """Whether the page that sent a request, checked or not, wants something newer by now."""
        session = payload.get("session") if isinstance(payload, dict) else None
        return isinstance(session, str) and self.revisions.stale(session, revision_of(payload))

    def forget(self, session: str) -> None:
        """Drops what is kept of a page."""
        self.revisions.forget(session)
        self.last_pictures.forget(session)

    def forget_unused(self) -> None:
        """Drops what is kept of visitors who have not been heard of for long."""
        self.visits.forget_left()
        for store in (self.uploads.photos, self.uploads.pictures, self.last_pictures):
            store.forget_unused()

    def _messages(
        self, payload: Any, work: Callable[[Job], Iterator[Message]], left: Callable[[], bool] | None
    ) -> Iterator[Message]:
        try:
            for content in work(self._job(payload, left or (lambda: self.stale(payload)))):
                yield self._message(payload, content)
        except Cancelled:
            return
        except Exception as error:  # whatever it is, the person must hear of it and keep the last picture
            yield self.refused(payload, error)

    def _message(self, payload: Any, content: Message) -> Message:
        return {"sequence": next(self._sequence), "revision": revision_of(payload), **content}

    def _job(self, payload: Any, left: Callable[[], bool]) -> Job:
        begun = time.perf_counter()
        request = checked(Request, payload)
        scene = checked_scene(request.scene)
        photo = self.uploads.photo_of(request.owner, scene)
        pictures = self.uploads.pictures_of(request.owner, scene)
        return Job(request, fitted(scene, photo), photo, pictures, begun, left)

    def _cancelled(self, job: Job) -> Callable[[], bool]:
        self.revisions.supersede(job.request.session, job.request.revision)
        return job.left

    # --- the picture ------------------------------------------------------------------------------------------------

    def _steps(self, job: Job) -> Iterator[Message]:
        scene, of = job.scene, len(job.scene.layers)
        last = self.last_pictures.get(job.request.session)
        crowded = self.crowded()
        least = CROWDED_SECONDS if crowded else WORTH_SHOWING
        worth_showing = max(least, PREVIEW_SECONDS * scene.canvas.width * scene.canvas.height)
        shown, previewed = time.perf_counter(), False
        steps = self.compositor.steps(scene, job.photo, job.pictures, self._cancelled(job))
        for step, canvas in enumerate(steps):
            if step == 0:
                background = canvas.pixels if job.photo is None else job.photo
            if step == of:
                # After a preview the page no longer shows what a part would complete.
                yield self._complete(job, canvas, background, parts=not previewed, hurried=crowded)
            elif time.perf_counter() - shown > worth_showing:
                picture = preview_url(_with_last_layers(scene, canvas, last))
                yield {"picture": picture, "step": step + 1, "of": of}
                shown, previewed = time.perf_counter(), True

    def _complete(self, job: Job, canvas: Canvas, background: np.ndarray, *, parts: bool, hurried: bool) -> Message:
        last = self.last_pictures.get(job.request.session)
        shown = last if parts and last is not None and last.number == job.request.shown else None
        photo = job.scene.background.sha256 if isinstance(job.scene.background, PhotoBackground) else None
        number = next(self._sequence)
        kept = self.last_pictures.keep(job.request.session, canvas, background, photo, number)
        return {
            "sequence": number,
            **_pictured(canvas.pixels, shown, hurried=hurried),
            "complete": True,
            "milliseconds": round((time.perf_counter() - job.begun) * 1000),
            "background": {"key": kept.background},
            "layers": [_place(layer.id, kept) for layer in kept.layers.values()],
        }

    # --- variants ---------------------------------------------------------------------------------------------------

    def _variants(self, job: Job) -> Iterator[Message]:
        wanted = job.request.variants
        if wanted is None:
            raise RefusedError("bad_request", "The request asks for no variants; reload the page.")
        seeds, cancelled = wanted.seeds, self._cancelled(job)
        variants = painted_variants(
            self.compositor, job.scene, wanted.layer, wanted.of, seeds, job.photo, job.pictures, cancelled
        )
        for index, variant in enumerate(variants):
            url = thumbnail_url(variant.pixels, VARIANT_SIDE)
            told = {"layer": wanted.layer, "of": wanted.of, "index": index, "seed": variant.seed, "url": url}
            yield {"variants": told}

    # --- server functions: an argument in, an answer out ------------------------------------------------------------

    def supersede(self, argument: Any) -> bool:
        """Makes a page's earlier requests, `{session, revision}`, stale; they stop between two layers."""
        newest = checked(Superseded, argument)
        self.revisions.supersede(newest.session, newest.revision)
        return True

    def layer_pictures(self, argument: Any) -> dict[str, str]:
        """Data URLs by key, for `{session, keys}`: those that the session's last picture still has.

        They are reduced like the picture itself.
        """
        wanted = checked(WantedPictures, argument)
        last = self.last_pictures.get(wanted.session)
        if last is None:
            return {}
        scale = preview_scale(last.width, last.height)

        def url(key: str) -> str:
            pixels = last.pixels[key]
            return canvas_url(pixels)[0] if key == last.background else lossless_url(pixels, scale)

        return {key: url(key) for key in last.pixels.keys() & set(wanted.keys)}

    def outline(self, argument: Any) -> Message:
        """The outline that a layer has now, for `{layer}`, as a bitmap that can be edited: `{shape}`."""
        layer = checked_layer(checked(WantedOutline, argument).layer)
        try:
            shape = as_bitmap(self.compositor.outline(layer), layer.frame)
        except SceneError as error:
            raise refusal(error) from None
        return {"shape": shape.model_dump(mode="json")}


def as_comparison(message: Message) -> Message:
    """A message of `Painter.compare` as the page gets it: all that it says under one name."""
    content = dict(message)
    order = {name: content.pop(name) for name in ("sequence", "revision")}
    return {**order, "comparison": content}


def _pictured(pixels: np.ndarray, shown: LastPicture | None, *, hurried: bool) -> Message:
    """A complete canvas for a page that shows `shown`, as little of it as makes it exact; less exact if `hurried`."""
    box = None if shown is None else changed_box(shown.canvas, pixels)
    most = (MOST_IN_HURRIED_PARTS if hurried else MOST_IN_PARTS) * pixels.shape[0] * pixels.shape[1]
    if box is not None and box.width * box.height <= most:
        part = pixels[box.y0 : box.y1, box.x0 : box.x1]
        return {"picture": lossless_url(part), "part": {"x": box.x0, "y": box.y0, "of": shown.number}, "exact": True}
    picture, exact = (preview_url(pixels), False) if hurried else canvas_url(pixels)
    return {"picture": picture, "exact": exact}


def changed_box(before: np.ndarray, after: np.ndarray) -> Box | None:
    """The smallest box around all that differs between two canvases, uint8 (H, W, 3); one pixel if nothing does.

    None if they are of different sizes.
    """
    if before.shape != after.shape:
        return None
    height, _, channels = before.shape
    # As rows of bytes: any() over no more than three channels would take ten times as long.
    differs = before.reshape(height, -1) != after.reshape(height, -1)
    rows = np.flatnonzero(differs.any(1))
    if rows.size == 0:
        return Box(0, 0, 1, 1)
    columns = np.flatnonzero(differs[rows[0] : rows[-1] + 1].any(0)) // channels
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _with_last_layers(scene: Scene, canvas: Canvas, last: LastPicture | None) -> np.ndarray:
    """An unfinished canvas with the layers still to come as they looked before."""
    if last is None or canvas.pixels.shape[:2] != (last.height, last.width):
        return canvas.pixels
    pixels = canvas.pixels.copy()
    for layer in scene.layers[len(canvas.layers) :]:
        if layer.visible and layer.id in last.layers:
            painted = last.layers[layer.id]
            alpha_over(pixels, painted.pixels, painted.x, painted.y)
    return pixels


def _place(layer_id: str, last: LastPicture) -> Message:
    layer = last.layers[layer_id]
    height, width = layer.pixels.shape[:2]
    return {"id": layer_id, "key": last.keys[layer_id], "x": layer.x, "y": layer.y, "width": width, "height": height}
