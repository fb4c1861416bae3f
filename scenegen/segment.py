"""From picture to mask: the one way in which the editor and the evaluation ask the networks what is in a photo.

A photo of any size is looked at as a square of the network's size; the answer is enlarged to the photo again.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from scenegen import images, masks
from scenegen.alignment import align_plate
from scenegen.models.bscgan import BScGAN
from scenegen.models.segmentation import Segmentation

NEARBY = 1.6  # how much further than the object's box the network looks around it
_FOUND = 0.5

FloatBox = tuple[float, float, float, float]


@torch.inference_mode()
def category_probabilities(
    network: Segmentation, pixels: np.ndarray, *, box: FloatBox | None = None, click: tuple[float, float] | None = None
) -> np.ndarray:
    """How likely every pixel of a photo, uint8 (H, W, 3), belongs to each category: float32 (K, H, W), adding up to 1.

    A guided network is shown what a person points at, in the photo's pixels: a `box` (x0, y0, x1, y1) or a `click`
    (x, y), and then looks again from near at what was found there. Without either it marks all that it knows.
    """
    height, width = pixels.shape[:2]
    whole = (0.0, 0.0, float(width), float(height))
    if box is not None:
        return _look(network, pixels, _around(box), box, click)
    found = _look(network, pixels, whole, box, click)
    if click is not None:
        meant = masks.tight_box(1 - found[0], _FOUND)
        if meant is not None:
            return _look(network, pixels, _around(tuple(map(float, meant))), box, click)
    return found


@torch.inference_mode()
def foreground_probability(network: BScGAN, frame: np.ndarray, plate: np.ndarray, *, align: bool = True) -> np.ndarray:
    """How likely something stands before the background at every pixel: float32 (H, W) in [0, 1].

    Frame and plate are uint8 (H, W, 3). Aligning raises `AlignmentError` for plates of another size or scene.
    """
    height, width = frame.shape[:2]
    known = None
    if align:
        aligned = align_plate(frame, plate)
        plate, known = aligned.pixels, aligned.known
    size = network.config.size
    both = torch.cat([images.resize(images.to_tensor(pixels), size, size).clamp(-1, 1) for pixels in (frame, plate)])
    found = network.probability(both[None].to(next(network.parameters()).device))[0]
    found = F.interpolate(found[None].cpu(), (height, width), mode="bilinear", align_corners=False)[0, 0].numpy()
    return found if known is None else np.where(known, found, 0).astype(np.float32)


def _around(box: FloatBox) -> FloatBox:
    """A box and what lies near it; it may reach beyond the photo."""
    x0, y0, x1, y1 = box
    cx, cy, side_x, side_y = (x0 + x1) / 2, (y0 + y1) / 2, max(16.0, x1 - x0), max(16.0, y1 - y0)
    return (
        cx - NEARBY * side_x / 2, cy - NEARBY * side_y / 2, cx + NEARBY * side_x / 2, cy + NEARBY * side_y / 2,
    )  # fmt: skip


def _look(
    network: Segmentation, pixels: np.ndarray, window: FloatBox, box: FloatBox | None, click: tuple[float, float] | None
) -> np.ndarray:
    """Probabilities (K, H, W) as seen in a window of the photo; beyond it all is background."""
    height, width = pixels.shape[:2]
    size = network.config.size
    x0, y0, x1, y1 = window
    to_photo = np.array([[(x1 - x0) / size, 0, x0], [0, (y1 - y0) / size, y0], [0, 0, 1]])
    image = images.warp_pixels(pixels, to_photo, size, size)[None]
    guide = None
    if network.config.guided:
        scale = np.array([size / (x1 - x0), size / (y1 - y0)])
        corner = np.array([x0, y0])
        seen_box = None if box is None else tuple(((np.reshape(box, (2, 2)) - corner) * scale).ravel())
        seen_click = None if click is None else tuple((np.array(click) - corner) * scale)
        guide = torch.from_numpy(masks.guide_map(size, size, box=seen_box, click=seen_click))[None, None]
    device = next(network.parameters()).device
    # The mean of what it sees and what it sees in the mirror: steadier than either.
    both = torch.cat([image, image.flip(-1)]).to(device)
    guides = None if guide is None else torch.cat([guide, guide.flip(-1)]).to(device)
    found = network(both, guides).softmax(1).cpu()
    found = (found[:1] + found[1:].flip(-1)) / 2
    left, top, right, bottom = max(0, round(x0)), max(0, round(y0)), min(width, round(x1)), min(height, round(y1))
    from_photo = np.linalg.inv(to_photo) @ images.translation(left, top)
    inside = images.warp(found[0], from_photo, max(1, bottom - top), max(1, right - left)).numpy()
    result = np.zeros((len(inside), height, width), dtype=np.float32)
    result[0] = 1
    result[:, top:bottom, left:right] = inside[:, : bottom - top, : right - left]
    return result
