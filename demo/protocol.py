"""What the browser sends. Every request is checked here before anyone uses it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from demo.errors import RefusedError
from demo.limits import check_scene, check_work
from scenegen.scene import Frame, Layer, PhotoBackground, Scene, SceneError, Seed, Sha256
from scenegen.variation import MAX_VARIANTS, Facet

MAX_MASK_SIDE = 2048  # of the mask of an object in a photo
MAX_REVISION = 2**53  # what a browser counts to
MAX_KEYS = 65  # every layer that a document may have, and the background

Message = dict[str, Any]
Secret = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Revision = Annotated[int, Field(ge=0, le=MAX_REVISION)]
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]


# Of a file to download; a "png" carries its scene, a "picture" is one without.
Format = Literal["picture", "png", "ora", "psd", "gif", "webp", "coco", "layers"]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Variants(_Sent):
    """Other looks or shapes of one object that a person wants to choose from."""

    layer: Annotated[str, Field(max_length=64)]
    of: Facet
    seeds: Annotated[tuple[Seed, ...], Field(min_length=1, max_length=MAX_VARIANTS)]


class Before(_Sent):
    """Where an object was before a person moved it."""

    layer: Annotated[str, Field(max_length=64)]
    frame: Frame


class WantedComparison(_Sent):
    """Which systems are to paint the scene, by name; without names all of them.

    With `before` they also paint it as it was, to say how far everything around that object has changed.
    """

    systems: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=16)] | None = None
    before: Before | None = None


class Request(_Sent):
    """An unchecked document, its revision, and the secrets of this page and this visitor.

    `shown` is the number of the exact picture that the page shows. `variants` counts only where variants are asked for,
    `comparison` where systems are compared, `format` where a file is made.
    """

    scene: dict[str, Any]
    revision: Revision
    session: Secret
    owner: Secret
    shown: Revision | None = None
    variants: Variants | None = None
    comparison: WantedComparison | None = None
    format: Format = "picture"


class Superseded(_Sent):
    """A page has something newer than every earlier revision."""

    session: Secret
    revision: Revision


class Upload(_Sent):
    """A file that Gradio has stored, and the secret of the visitor who sent it."""

    path: Annotated[str, Field(max_length=4096)]
    owner: Secret


class WantedPictures(_Sent):
    """Keys of layers of a page's last picture."""

    session: Secret
    keys: Annotated[tuple[Key, ...], Field(max_length=MAX_KEYS)]


class WantedOutline(_Sent):
    """One unchecked layer of a document."""

    layer: dict[str, Any]


class WantedObject(_Sent):
    """A place in an uploaded photo, in its pixels: a box (x0, y0, x1, y1) or a click (x, y)."""

    owner: Secret
    sha256: Sha256
    box: tuple[float, float, float, float] | None = None
    click: tuple[float, float] | None = None


class WantedCutOut(_Sent):
    """The mask of an object in an uploaded photo: a PNG of the photo's aspect as a data URL, white on the object."""

    owner: Secret
    sha256: Sha256
    mask: Annotated[str, Field(max_length=2_000_000)]
    refine: bool = True
    fill: bool = False


Sent = TypeVar("Sent", bound=_Sent)


def checked(kind: type[Sent], argument: Any) -> Sent:
    """An argument as what it should be. Raises `RefusedError`."""
    try:
        return kind.model_validate(argument)
    except ValidationError:
        raise RefusedError("bad_request", "The request is not one of this editor's; reload the page.") from None


def revision_of(argument: Any) -> int:
    """The revision of an unchecked request, 0 if it has none."""
    revision = argument.get("revision") if isinstance(argument, dict) else None
    return revision if isinstance(revision, int) and 0 <= revision <= MAX_REVISION else 0


def checked_scene(document: Any) -> Scene:
    """A document within the server's bounds. Raises `RefusedError`."""
    try:
        scene = Scene.parse(document)
    except SceneError as error:
        raise RefusedError("bad_scene", str(error)) from None
    return check_scene(scene)


def fitted(scene: Scene, photo: np.ndarray | None) -> Scene:
    """A scene in its photo's size, uint8 (H, W, 3), if it has one. Raises `RefusedError` if painting it is too much."""
    if photo is not None and isinstance(scene.background, PhotoBackground):
        scene = scene.fitted(photo.shape[1], photo.shape[0])
    return check_work(scene)


def checked_layer(document: Any) -> Layer:
    """One layer of a document, by the same bounds. Raises `RefusedError`."""
    return checked_scene({"version": 1, "canvas": {"width": 16, "height": 16}, "layers": [document]}).layers[0]
