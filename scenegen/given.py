"""What a scene names but does not hold: its photo, cut-outs, pictures to take a look from. All checked here."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenegen.images import photo_sha256
from scenegen.scene import Layer, PhotoBackground, SceneError

Pictures = Mapping[str, np.ndarray]  # by their SHA-256: uint8 (H, W, 3) or, of cut-outs, (H, W, 4)


def photo_of(background: PhotoBackground, photo: np.ndarray | None) -> np.ndarray:
    """The photo of a background, uint8 (H, W, 3). Raises `SceneError` if it is missing or another one."""
    if photo is None:
        raise SceneError("The scene's background is a photo, but no photo is given.")
    if photo.dtype != np.uint8 or photo.ndim != 3 or photo.shape[2] != 3:
        raise SceneError(f"A photo is uint8 (H, W, 3), not {photo.dtype} {photo.shape}.")
    if background.sha256 not in (None, photo_sha256(photo)):
        raise SceneError("The photo that is given is not the one that the scene was made for.")
    return photo


def reference_of(layer: Layer, pictures: Pictures) -> np.ndarray | None:
    """The picture that a layer takes its look from; None if it takes it from none. Raises `SceneError`."""
    if layer.style_reference is None:
        return None
    if layer.style_reference not in pictures:
        raise SceneError(f"The picture that {layer.name} takes its look from is not given.")
    return pictures[layer.style_reference]


def cutout_of(layer: Layer, sha256: str, pictures: Pictures) -> np.ndarray:
    """The pixels of a layer that was cut out of a photo, uint8 (H, W, 4). Raises `SceneError`."""
    if sha256 not in pictures:
        raise SceneError(f"The picture of {layer.name}, which was cut out of a photo, is not given.")
    pixels = pictures[sha256]
    # What is painted is kept under the picture's name, so the name must be true.
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4 or photo_sha256(pixels) != sha256:
        raise SceneError(f"The picture that is given for {layer.name} is not the one that was cut out for it.")
    return pixels
