"""A background plate is brought to where its frame looks, and to its exposure.

A plate that lies a few pixels off, or was taken in other light, differs from the frame everywhere: this is what breaks
background subtraction in practice. The camera's motion is found from features (ORB and RANSAC: a homography) or, where
there are too few, from the phase correlation (a translation); then a gain and an offset per channel are fitted to the
pixels that look alike.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from skimage.color import rgb2gray
from skimage.filters import gaussian, sobel
from skimage.measure import ransac
from skimage.registration import phase_cross_correlation
from skimage.transform import ProjectiveTransform, resize, warp

_LOOKED_AT = 480  # longer side in pixels at which motion is looked for
_LEAST_MATCHES = 12
_LARGEST_SHIFT = 0.25  # of a side; further apart frame and plate share too little
_SIMPLER = 0.97  # a motion must leave at most so much of the difference to be preferred to a simpler one
_NOISE = 0.03  # a median difference (of 0 to 1) that is small whatever the picture shows
_RELATED = 0.15  # correlation of the edges; pictures of two scenes have about 0


class AlignmentError(ValueError):
    """A plate that does not fit its frame; the message is one sentence for the person who gave it."""


@dataclass(frozen=True)
class AlignedPlate:
    pixels: np.ndarray  # uint8 (H, W, 3): the plate as the frame's camera would have seen it
    known: np.ndarray  # boolean (H, W): where the plate shows anything; elsewhere `pixels` repeats the frame
    matrix: np.ndarray  # (3, 3), from positions in the frame to positions in the plate, in pixels
    gain: np.ndarray  # (3,), frame = gain * plate + bias, values 0 to 1
    bias: np.ndarray  # (3,)


def align_plate(frame: np.ndarray, plate: np.ndarray) -> AlignedPlate:
    """Moves and tints a plate, uint8 (H, W, 3), to fit a frame of the same size.

    Of standing still, a translation and a homography the simplest is taken that explains the frame about as well as the
    best. Raises `AlignmentError` for plates of another size or scene.
    """
    check_same_size(frame, plate)
    shrink = min(1.0, _LOOKED_AT / max(frame.shape[:2]))
    small = tuple(max(16, round(side * shrink)) for side in frame.shape[:2])
    scale = np.diag([frame.shape[1] / small[1], frame.shape[0] / small[0], 1])
    seen, empty = (resize(pixels / 255, (*small, 3), anti_aliasing=shrink < 1) for pixels in (frame, plate))
    best, least = np.eye(3), _difference(seen, empty, np.eye(3))
    for matrix in (_translation(seen, empty), _homography(seen, empty)):
        difference = np.inf if matrix is None else _difference(seen, empty, matrix)
        if difference < _SIMPLER * least:
            best, least = matrix, difference
    if least > _NOISE and _edge_correlation(seen, empty, best) < _RELATED:
        raise AlignmentError("The plate seems to show another scene than the photo: they have too little in common.")
    matrix = scale @ best @ np.linalg.inv(scale)
    moved, known = _moved(plate / 255, matrix)
    gain, bias = _exposure(frame / 255, moved, known)
    tinted = np.where(known[..., None], (moved * gain + bias).clip(0, 1), frame / 255)
    return AlignedPlate((tinted * 255).round().astype(np.uint8), known, matrix, gain, bias)


def check_same_size(frame: np.ndarray, plate: np.ndarray) -> None:
    """Raises `AlignmentError` for a plate of another size."""
    if frame.shape != plate.shape:
        sizes = [f"{pixels.shape[1]} x {pixels.shape[0]}" for pixels in (plate, frame)]
        raise AlignmentError(f"The plate has {sizes[0]} pixels and the photo {sizes[1]}: they must be of one size.")


def _moved(picture: np.ndarray, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A picture (H, W, 3) sampled under a map of positions, and where it is known."""
    # scikit-image counts from the centre of the first pixel, we from its corner.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    to_picture = ProjectiveTransform(np.linalg.inv(half) @ matrix @ half)
    if np.allclose(to_picture.params, np.eye(3), atol=1e-9):
        return picture, np.ones(picture.shape[:2], dtype=bool)
    moved = warp(picture, to_picture, order=1, mode="constant", cval=np.nan)
    known = ~np.isnan(moved).any(-1)
    return np.where(known[..., None], moved, 0), known


def _exposure(frame: np.ndarray, plate: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gain and offset per channel by least squares on the pixels that differ least: what moved must not count."""
    gains, biases = np.ones(3), np.zeros(3)
    for channel in range(3):
        there, seen = plate[..., channel][known], frame[..., channel][known]
        if there.size < 16 or there.std() < 1e-3:
            continue
        gain, bias = seen.std() / there.std(), 0.0
        bias = float(np.median(seen - gain * there))
        for share in (0.7, 0.6, 0.5):
            distance = np.abs(seen - gain * there - bias)
            alike = distance <= np.quantile(distance, share)
            x, y = there[alike], seen[alike]
            if x.std() < 1e-3:
                break
            gain = float(np.clip(np.cov(x, y, bias=True)[0, 1] / x.var(), 0.33, 3))
            bias = float(y.mean() - gain * x.mean())
        gains[channel], biases[channel] = gain, bias
    return gains, biases


def _difference(frame: np.ndarray, plate: np.ndarray, matrix: np.ndarray) -> float:
    """The median difference that motion and exposure leave: half of the picture may be covered by objects."""
    moved, known = _moved(plate, matrix)
    if known.mean() < 0.4:
        return np.inf
    gain, bias = _exposure(frame, moved, known)
    return float(np.median(np.abs(frame - moved * gain - bias).mean(-1)[known]))


def _edge_correlation(frame: np.ndarray, plate: np.ndarray, matrix: np.ndarray) -> float:
    """How much the edges of frame and moved plate lie in the same places, -1 to 1."""
    moved, known = _moved(plate, matrix)
    first, second = (_edges(picture)[known] for picture in (frame, moved))
    if min(first.std(), second.std()) < 1e-4:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _edges(picture: np.ndarray) -> np.ndarray:
    return sobel(gaussian(rgb2gray(picture), 1))


def _translation(frame: np.ndarray, plate: np.ndarray) -> np.ndarray | None:
    """By the phase correlation of the edges, to a tenth of a pixel; None if it is beyond all likelihood."""
    edges = [_edges(picture) for picture in (frame, plate)]
    if min(edge.std() for edge in edges) < 1e-4:
        return None
    (dy, dx), _, _ = phase_cross_correlation(*edges, upsample_factor=10)
    height, width = frame.shape[:2]
    if abs(dx) > _LARGEST_SHIFT * width or abs(dy) > _LARGEST_SHIFT * height:
        return None
    return np.array([[1, 0, -dx], [0, 1, -dy], [0, 0, 1]])


def _homography(frame: np.ndarray, plate: np.ndarray) -> np.ndarray | None:
    """From matched features; None if there are too few or the map is degenerate."""
    from skimage.feature import ORB, match_descriptors  # takes a second, which no start should wait for

    places, descriptors = [], []
    for picture in (frame, plate):
        features = ORB(n_keypoints=500, fast_threshold=0.04)
        try:
            features.detect_and_extract(rgb2gray(picture))
        except (RuntimeError, IndexError, ValueError):  # scikit-image's ways to say that it found none
            return None
        if len(features.descriptors) < _LEAST_MATCHES:
            return None
        places.append(features.keypoints[:, ::-1] + 0.5)
        descriptors.append(features.descriptors)
    matches = match_descriptors(*descriptors, cross_check=True, max_ratio=0.85)
    if len(matches) < _LEAST_MATCHES:
        return None
    ends = places[0][matches[:, 0]], places[1][matches[:, 1]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of degenerate samples, which RANSAC drops
        model, inliers = ransac(ends, ProjectiveTransform, 4, 1.5, max_trials=500, rng=0)
    if model is None or inliers is None or inliers.sum() < _LEAST_MATCHES or not np.isfinite(model.params).all():
        return None
    corners = np.array([[0, 0], [frame.shape[1], 0], [0, frame.shape[0]], frame.shape[1::-1]], dtype=float)
    if np.abs(model(corners) - corners).max() > _LARGEST_SHIFT * max(frame.shape[:2]):
        return None
    return model.params
