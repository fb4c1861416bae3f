"""What the server does when a person takes an object out of a photo: it finds it, then cuts it out."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from torch import nn

from demo.encoding import grey_url
from demo.errors import RefusedError, refusal
from demo.files import published
from demo.gpu import networks_device
from demo.protocol import MAX_MASK_SIDE, Message, WantedCutOut, WantedObject, checked
from demo.uploads import Uploads
from scenegen.alignment import AlignmentError
from scenegen.extract import cut_out, extracted_scene, filled_photo, refined_mask
from scenegen.finding import (
    MASK_SIDE,
    ExtractError,
    find,
    find_object,
    marked_object,
)
from scenegen.images import check_animation, marked
from scenegen.masks import tight_box
from scenegen.weights import WeightsError, load_network

_NO_MASK = "The mask is not a readable picture; reload the page."


class Extraction:
    """Takes objects out of visitors' photos, one after another. May be used from several threads at once.

    `publish` puts a file where the page can fetch it and returns its URL. `load` reads a network by its name, when it
    is first needed.
    """

    def __init__(
        self, uploads: Uploads, publish: Callable[[Path], str], load: Callable[[str], nn.Module] = load_network
    ) -> None:
        self.uploads = uploads
        self.publish = publish
        self._load = load
        self._networks: dict[str, nn.Module] = {}
        self._working = threading.Lock()  # bounds the memory; the processor is busy with one anyway

    # --- server functions: an argument in, an answer out ------------------------------------------------------------

    def find_object(self, argument: Any) -> Message:
        """What a person points at, for `{owner, sha256, box}` or `{owner, sha256, click}` in the photo's pixels.

        Answers `{mask, scale, category, box}`: the mask of the whole photo reduced by `scale`, as a data URL.
        """
        wanted = checked(WantedObject, argument)
        photo = self.uploads.kept_photo(wanted.owner, wanted.sha256)
        scale = min(1.0, MASK_SIDE / max(photo.shape[:2]))
        height, width = (max(1, round(side * scale)) for side in photo.shape[:2])
        with self._work():
            found = find_object(self._network("segmentation"), photo, box=wanted.box, click=wanted.click)
            mask = refined_mask(photo, found, width, height)
        tight = tight_box(mask, 127)
        if tight is None:
            raise RefusedError(
                "nothing_found", "Nothing was found there; draw a box around the object, or paint it with the brush."
            )
        box = [round(place / scale) for place in tight]
        return {"mask": grey_url(mask), "scale": scale, "category": found.category, "box": box}

    def cut_out(self, argument: Any) -> Message:
        """Makes a layer of what is marked, for `{owner, sha256, mask, refine, fill}`.

        Answers `{picture, frame, background}`: the cut-out and, with `fill`, the photo without it; both are kept for
        this owner and can be fetched from their `url`.
        """
        wanted = checked(WantedCutOut, argument)
        photo = self.uploads.kept_photo(wanted.owner, wanted.sha256)
        mask = _decoded(wanted.mask)
        with self._work():
            cutout = cut_out(photo, marked_object(photo, mask), refine=wanted.refine)
            below = filled_photo(photo, [cutout]) if wanted.fill else None
        frame = cutout.frame
        self.uploads.pictures.add(wanted.owner, cutout.pixels)
        if below is not None:
            self.uploads.photos.add(wanted.owner, below)
        background = None if below is None else published(below, self.publish)
        place = {"cx": frame.cx, "cy": frame.cy, "width": frame.width, "height": frame.height}
        return {"picture": published(cutout.pixels, self.publish), "frame": place, "background": background}

    # --- for programs -----------------------------------------------------------------------------------------------

    def extract(
        self,
        folder: Path,
        photo: np.ndarray,
        *,
        plate: np.ndarray | None = None,
        box: Sequence[float] | None = None,
        click: Sequence[float] | None = None,
        mask: np.ndarray | None = None,
        category: str | None = None,
        fill: bool = False,
    ) -> tuple[Message, list[str], str | None]:
        """A scene of a photo, uint8 (H, W, 3), and its objects, and their pictures as PNG files in `folder`.

        With `fill` also the photo without them. Else as for `find`.
        """
        with self._work():
            found = find(self._network, photo, plate=plate, box=box, click=click, mask=mask, category=category)
            cutouts = [cut_out(photo, rough) for rough in found]
            below = filled_photo(photo, cutouts) if fill else photo
        scene = extracted_scene(photo, cutouts, background=below)
        by_name = {cutout.sha256: cutout for cutout in cutouts}
        paths = []
        for layer in scene.layers:
            paths.append(str(folder / f"{layer.id}.png"))
            Image.fromarray(by_name[layer.shape.sha256].on_photo(photo)).save(paths[-1], compress_level=1)
        background = str(folder / "background.png") if fill else None
        if background is not None:
            Image.fromarray(below).save(background, compress_level=1)
        return scene.model_dump(mode="json"), paths, background

    # --- what they share --------------------------------------------------------------------------------------------

    @contextmanager
    def _work(self) -> Iterator[None]:
        """One piece of work at a time."""
        with self._working:
            try:
                yield
            except (ExtractError, AlignmentError) as error:
                raise refusal(error) from None

    def _network(self, name: str) -> nn.Module:
        if name not in self._networks:
            try:
                network = self._load(name)
            except WeightsError:
                text = "This server has no network that finds objects; paint over the object with the brush."
                raise RefusedError("no_network", text) from None
            self._networks[name] = network.to(networks_device())
        return self._networks[name]


def _decoded(url: str) -> np.ndarray:
    """The mask of a data URL, float32 (H, W) in [0, 1]; what is transparent is not marked."""
    try:
        data = base64.b64decode(url.partition("base64,")[2], validate=True)
        check_animation(data, MAX_MASK_SIDE**2)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if max(image.size) > MAX_MASK_SIDE:
                size = f"{image.width} x {image.height}"
                text = f"The mask has {size} pixels; at most {MAX_MASK_SIDE} on a side are taken."
                raise RefusedError("mask_too_large", text, {"limit": MAX_MASK_SIDE})
            return marked(image)
    except RefusedError:
        raise
    except Exception:  # on broken files Pillow's decoders raise whatever they stumble over
        raise RefusedError("bad_request", _NO_MASK) from None
