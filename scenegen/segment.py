"""From picture to mask: the one way in which the editor and the evaluation ask the networks what is in a photo.

A photo of any size is looked at as a square of the network's size; the answer is enlarged to the photo again.
"""

from __future__ import annotations

import itertools

import numpy as np
import torch
import torch.nn.functional as F
from skimage.color import rgb2lab
from skimage.filters import gaussian

from scenegen import images, masks
from scenegen.alignment import align_plate
from scenegen.models.bscgan import BScGAN
from scenegen.models.segmentation import Segmentation

NEARBY = 1.6  # how much further than the object's box the network looks around it
# A photo in which nothing is pointed at is looked at as a whole, from farther away, and in four parts that overlap. On
# the held-out stills of docs/segmentation.md one look had an IoU of 0.687, all of them 0.696; with the frames of
# videos, where animals are small, 0.608 and 0.626.
_FAR = 1.24
_PART = 0.75  # of both sides
_FOUND = 0.5
# Frames are shown to BScGAN at so many times the size that it was trained at: small people and thin edges are lost
# otherwise. Measured after 1,019 steps on 15 frames of PETS2006: F 0.905 instead of 0.810.
_ENLARGED = 2

_BINS = 12  # of a colour histogram, per channel of Lab
_COLOUR_ROUNDS = 2
_FLAT = 0.01  # standard deviation of values in [-1, 1] below which there is nothing to see

FloatBox = tuple[float, float, float, float]
Point = tuple[float, float]


def category_probabilities(
    network: Segmentation, pixels: np.ndarray, *, box: FloatBox | None = None, click: Point | None = None
) -> np.ndarray:
    """How likely every pixel of a photo, uint8 (H, W, 3), belongs to each category: float32 (K, H, W), adding up to 1.

    A guided network is shown what a person points at, in the photo's pixels: a `box` (x0, y0, x1, y1) or a `click`
    (x, y), and then looks again from near at what was found there. Without either all that it knows is marked.
    """
    found, window = _found(network, pixels, box, click)
    result = _on_photo(found, window, *pixels.shape[:2])
    result[0] += 1 - result.sum(0)  # beyond the window all is background
    return result


def object_probability(
    network: Segmentation, pixels: np.ndarray, *, box: FloatBox | None = None, click: Point | None = None
) -> np.ndarray:
    """How likely every pixel is anything but background: float32 (H, W). See `category_probabilities`.

    Of a large photo this takes a fraction of the memory.
    """
    found, window = _found(network, pixels, box, click)
    return _on_photo(1 - found[:1], window, *pixels.shape[:2])[0]


def nearby_probabilities(
    network: Segmentation,
    pixels: np.ndarray,
    longest: int,
    *,
    box: FloatBox | None = None,
    click: Point | None = None,
) -> tuple[np.ndarray, masks.Box]:
    """`category_probabilities` of the part of a photo that was looked at, and which part that is.

    float32 (K, h, w), the longer side at most `longest`: so a photo may be as large as it likes.
    """
    found, window = _found(network, pixels, box, click)
    part = _inside(window, *pixels.shape[:2])
    scale = min(1.0, longest / max(part.width, part.height))
    width, height = max(1, round(part.width * scale)), max(1, round(part.height * scale))
    return _enlarged(found, window, part, height, width), part


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
    size = _ENLARGED * network.config.size
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


@torch.inference_mode()
def _found(
    network: Segmentation, pixels: np.ndarray, box: FloatBox | None, click: Point | None
) -> tuple[torch.Tensor, FloatBox]:
    """Probabilities (K, S, S) in a window of the photo, and the window."""
    height, width = pixels.shape[:2]
    window = (0.0, 0.0, float(width), float(height)) if box is None else _around(box)
    if box is None and click is None:
        return _looked_over(network, pixels, window), window
    found = _look(network, pixels, window, box, click)
    if box is None:
        meant = masks.tight_box(1 - found[0].numpy(), _FOUND)
        if meant is not None:
            scale = np.array([width, height, width, height]) / network.config.size
            window = _around(tuple((np.array(meant) * scale).tolist()))
            found = _look(network, pixels, window, box, click)
    return found, window


def _looked_over(network: Segmentation, pixels: np.ndarray, photo: FloatBox) -> torch.Tensor:
    """Probabilities (K, S, S) in a window that is the whole photo, S twice the network's size: the mean of several
    looks."""
    size, side = network.config.size, 2 * network.config.size
    _, _, width, height = photo

    def seen(x: float, y: float, share: float) -> torch.Tensor:
        """From a window with this corner and these sides, all in shares of the photo's."""
        window = (x * width, y * height, (x + share) * width, (y + share) * height)
        to_window = np.linalg.inv(_window_matrix(window, size)) @ _window_matrix(photo, side)
        # The edge, repeated around a photo that is seen from afar, makes it flatter than it is.
        found = _look(network, pixels, window, None, None, flat=_FLAT / max(1.0, share) ** 2)
        return images.warp(found, to_window, side, side)

    whole, far = seen(0, 0, 1), seen((1 - _FAR) / 2, (1 - _FAR) / 2, _FAR)
    parts, covered = torch.zeros_like(whole), torch.zeros(side, side)
    for x, y in itertools.product((0, 1 - _PART), repeat=2):
        rows, columns = (slice(round(first * side), round((first + _PART) * side)) for first in (y, x))
        parts[:, rows, columns] += seen(x, y, _PART)[:, rows, columns]
        covered[rows, columns] += 1
    return (whole + far + parts / covered) / 3


def _look(
    network: Segmentation,
    pixels: np.ndarray,
    window: FloatBox,
    box: FloatBox | None,
    click: Point | None,
    *,
    flat: float = _FLAT,
) -> torch.Tensor:
    """Probabilities (K, size, size) in a window of the photo, the mean of what is seen and what is seen mirrored."""
    size = network.config.size
    image = images.warp_pixels(pixels, _window_matrix(window, size), size, size)[None]
    guide = None
    if network.config.guided:
        x0, y0, x1, y1 = window
        scale, corner = np.array([size / (x1 - x0), size / (y1 - y0)]), np.array([x0, y0])
        seen_box = None if box is None else tuple(((np.reshape(box, (2, 2)) - corner) * scale).ravel())
        seen_click = None if click is None else tuple((np.array(click) - corner) * scale)
        guide = torch.from_numpy(masks.guide_map(size, size, box=seen_box, click=seen_click))[None, None]
    if of_objects(network) and image.std() < flat:  # pointed at, a network answers with what is usual there
        return (
            F.one_hot(torch.zeros(size, size, dtype=torch.long), len(network.config.categories)).movedim(-1, 0).float()
        )
    device = next(network.parameters()).device
    guides = None if guide is None else torch.cat([guide, guide.flip(-1)]).to(device)
    found = network(torch.cat([image, image.flip(-1)]).to(device), guides).softmax(1).cpu()
    found = (found[0] + found[1].flip(-1)) / 2
    if of_objects(network):
        by_colour = torch.from_numpy(coloured(images.to_pixels(image[0]), 1 - found[0].numpy()))[None]
        which = found[1:] + 1e-6  # where the network sees nothing, any category is as likely
        found = torch.cat([1 - by_colour, by_colour * which / which.sum(0)])
    return found


def of_objects(network: Segmentation) -> bool:
    """Whether the network tells objects from a background; others label every pixel as something."""
    return network.config.categories[0] == "background"


def coloured(pixels: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """What a network found, judged again by this picture's own colours: float32 (H, W) in [0, 1].

    Histograms of the colours inside and outside (Boykov & Jolly 2001), weighted by what was found, give every pixel's
    likelihoods; Bayes' rule joins them with the `probability`, float (H, W), and the histograms are taken again, as
    GrabCut does (Rother et al. 2004). `pixels` are uint8 (H, W, 3).
    """
    lab = rgb2lab(pixels)
    shares = np.stack([lab[..., 0] / 100, (lab[..., 1] + 50) / 100, (lab[..., 2] + 50) / 100])
    bins = np.ravel_multi_index((shares * _BINS).clip(0, _BINS - 1).astype(int), (_BINS,) * 3)
    prior = probability.clip(0.02, 0.98)
    prior = np.log(prior / (1 - prior))
    judged = probability
    for _ in range(_COLOUR_ROUNDS):
        inside, outside = (_histogram(bins, weights) for weights in (judged, 1 - judged))
        evidence = np.log(inside / outside).clip(-4, 4)[bins]
        judged = 1 / (1 + np.exp(-prior - gaussian(evidence, 0.7)))
    return judged.astype(np.float32)


def _histogram(bins: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of the weights in every bin, smoothed over neighbouring colours, never 0."""
    counts = np.bincount(bins.ravel(), weights.ravel(), minlength=_BINS**3).reshape((_BINS,) * 3)
    counts = gaussian(counts, 0.7).ravel() + 1e-6 * counts.sum() + 1e-9
    return counts / counts.sum()


def _window_matrix(window: FloatBox, size: int) -> np.ndarray:
    """From the network's square to the photo."""
    x0, y0, x1, y1 = window
    return np.array([[(x1 - x0) / size, 0, x0], [0, (y1 - y0) / size, y0], [0, 0, 1]])


def _on_photo(values: torch.Tensor, window: FloatBox, height: int, width: int) -> np.ndarray:
    """What was seen in a window, (C, size, size), on the photo: float32 (C, height, width), 0 beyond the window."""
    part = _inside(window, height, width)
    result = np.zeros((len(values), height, width), dtype=np.float32)
    if part.width > 0 and part.height > 0:
        part_values = _enlarged(values, window, part, part.height, part.width)
        result[:, part.y0 : part.y1, part.x0 : part.x1] = part_values
    return result


def _inside(window: FloatBox, height: int, width: int) -> masks.Box:
    x0, y0, x1, y1 = window
    return masks.Box(max(0, round(x0)), max(0, round(y0)), min(width, round(x1)), min(height, round(y1)))


def _enlarged(values: torch.Tensor, window: FloatBox, part: masks.Box, height: int, width: int) -> np.ndarray:
    """A part of what was seen in a window, float32 (C, height, width)."""
    to_photo = images.translation(part.x0, part.y0) @ np.diag([part.width / width, part.height / height, 1])
    return images.warp(
        values, np.linalg.inv(_window_matrix(window, values.shape[-1])) @ to_photo, height, width
    ).numpy()
