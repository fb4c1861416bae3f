"""What the page sends and gets, for tests of the server side without a browser."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from scenegen.scene import CanvasSize, Frame, Layer, Scene

SESSION = "0" * 32
OWNER = "1" * 32


def scene(layers: int = 2, **fields: object) -> Scene:
    """Some horses, `layer-0` at the bottom, on 96 x 64 pixels."""
    objects = (
        Layer(id=f"layer-{i}", name="Horse", category="horse", frame=Frame(cx=30 + 20 * i, cy=32, width=30, height=24))
        for i in range(layers)
    )
    return Scene(canvas=CanvasSize(width=96, height=64), layers=tuple(objects), **fields)


def changed(document: Scene, place: int, **fields: object) -> Scene:
    """The same scene with other fields in one layer."""
    layers = list(document.layers)
    layers[place] = layers[place].model_copy(update=fields)
    return document.model_copy(update={"layers": tuple(layers)})


def request(document: Scene | dict[str, Any], revision: int = 1, **fields: object) -> dict[str, Any]:
    plain = document.model_dump(mode="json") if isinstance(document, Scene) else document
    return {"scene": plain, "revision": revision, "session": SESSION, "owner": OWNER, **fields}


def decoded(url: str) -> np.ndarray:
    """The pixels of a data URL."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))))
