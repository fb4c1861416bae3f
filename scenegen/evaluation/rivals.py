"""What does without a network: the classical rivals. They take what ours take and give a boolean mask (H, W)."""

from __future__ import annotations

import numpy as np
from skimage.color import rgb2gray, rgb2hsv
from skimage.filters import threshold_otsu
from skimage.segmentation import random_walker
from skimage.transform import rescale, resize

from scenegen import masks

DIFFERENCE_THRESHOLD = 25  # of 255, a usual choice
_WALKED_SIDE = 160  # the random walker takes seconds on larger pictures


def absolute_difference(frame: np.ndarray, plate: np.ndarray, threshold: float = DIFFERENCE_THRESHOLD) -> np.ndarray:
    """Where frame and plate, uint8 (H, W, 3), differ by more than a threshold in the mean over the channels."""
    return np.abs(frame.astype(np.int16) - plate).mean(-1) > threshold


def otsu(pixels: np.ndarray) -> np.ndarray:
    """Otsu's threshold on grey or on saturation, whichever parts the picture more clearly; the border is background."""
    best, clearest = np.zeros(pixels.shape[:2], dtype=bool), 0.0
    for values in (rgb2gray(pixels), rgb2hsv(pixels)[..., 1]):
        if values.std() < 1e-3:
            continue
        above = values > threshold_otsu(values)
        between = above.mean() * (1 - above.mean()) * (values[above].mean() - values[~above].mean()) ** 2
        if between / values.var() > clearest:
            border = np.concatenate([above[0], above[-1], above[:, 0], above[:, -1]])
            best, clearest = (~above if border.mean() > 0.5 else above), between / values.var()
    return best


def box_random_walker(pixels: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """GrabCut's task with what scikit-image has: a random walk (Grady 2006) from the middle of the box against one from
    outside of it."""
    height, width = pixels.shape[:2]
    small = rescale(pixels / 255, min(1.0, _WALKED_SIDE / max(height, width)), channel_axis=-1, anti_aliasing=True)
    scale = np.array([small.shape[1] / width, small.shape[0] / height])
    x0, y0, x1, y1 = (np.reshape(box, (2, 2)) * scale).ravel()
    inside = masks.guide_map(small.shape[1], small.shape[0], box=(x0, y0, x1, y1)) > 0
    columns, rows = np.arange(small.shape[1]) + 0.5, np.arange(small.shape[0])[:, None] + 0.5
    middle = (((columns - (x0 + x1) / 2) / (x1 - x0)) ** 2 + ((rows - (y0 + y1) / 2) / (y1 - y0)) ** 2) < 0.25**2
    seeds = np.where(inside, np.where(middle, 1, 0), 2)
    if not (seeds == 1).any() or not (seeds == 2).any():  # the box is the whole picture or next to nothing
        return resize(inside, (height, width), order=0)
    found = random_walker(small, seeds, beta=90, mode="cg_j", channel_axis=-1, tol=1e-2, prob_tol=0.2) == 1
    return resize(found, (height, width), order=0)
