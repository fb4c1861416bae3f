"""Frames beside their background plates, for BScGAN: made up from cut-outs, and real ones of CDnet's videos."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from scenegen import images
from scenegen.data import IGNORE, DataError, LabelBatch, stack
from scenegen.data.cdnet import Video, read_videos, video_folders
from scenegen.data.compose import Disturbance, composed, cut_out, exposed
from scenegen.data.label_formats import find_format, read_label_set
from scenegen.data.labelled import ANIMALS
from scenegen.data.labels import LabelRecord
from scenegen.data.pictures import list_pictures

THINGS = ANIMALS | {
    "aeroplane", "airplane", "bicycle", "bicyclist", "boat", "body", "bus", "car", "motorbike", "motorcycle",
    "pedestrian", "person", "rider", "train", "truck",
}  # fmt: skip
_CUTOUT_SIDE = 160
_MOST_OBJECTS = 3
_REAL_SHARE = 0.4  # of a batch, where there are both


class PlatePairs:
    """Every folder gives what it holds: CDnet videos frames with plates, label maps cut-outs, other pictures
    backgrounds. Made-up frames need cut-outs and backgrounds.

    `without` leaves a video out, `only` takes it alone; which of its frames a split has says `cdnet.read_videos`.
    Without augmentation the real frames are whole and as they are, and the made-up ones keep their disturbances: they
    are what the network is to look through.
    """

    categories = ("background", "foreground")

    def __init__(
        self,
        roots: list[Path],
        *,
        split: str = "train",
        augment: bool = True,
        without: str = "",
        only: str = "",
        disturbance: Disturbance | None = None,
    ) -> None:
        self.augment = augment
        self.disturbance = disturbance or Disturbance()
        self.videos: list[Video] = []
        self.cutouts: list[tuple[LabelRecord, np.ndarray]] = []
        self.backgrounds: list[Path] = []
        for root in roots:
            self._add(root, split, without, only)
        self.frames = [(video, index) for video in self.videos for index in range(len(video.frames))]
        self.made_up = bool(self.cutouts and self.backgrounds)
        if not self.frames and not self.made_up:
            raise DataError(
                "frames with plates are made from objects and backgrounds: give a folder with label maps and one with "
                f"pictures, or CDnet videos (in {', '.join(map(str, roots))} there is not enough)"
            )

    def _add(self, root: Path, split: str, without: str, only: str) -> None:
        if video_folders(root):
            self.videos += read_videos(root, without=without, only=only, split=split)
            return
        try:
            if find_format(root) is None:
                self.backgrounds += list_pictures(root, split)
                return
            labels = read_label_set(root, split)
        except DataError:
            if split == "train":
                raise
            return  # some folders may be for training only
        thing = np.array([name in THINGS for name in labels.categories] + [False] * (256 - len(labels.categories)))
        self.cutouts += [(record, thing) for record in labels.records if record.trusted]

    def disturbed(self, disturbance: Disturbance) -> PlatePairs:
        """The same source with other disturbances."""
        other = copy.copy(self)
        other.disturbance = disturbance
        return other

    def __len__(self) -> int:
        return len(self.frames) + (len(self.cutouts) if self.made_up else 0)

    def batch(self, size: int, count: int, generator: torch.Generator) -> LabelBatch:
        chosen = []
        for share, draw in torch.rand(count, 2, generator=generator).tolist():
            real = bool(self.frames) and (share < _REAL_SHARE or not self.made_up)
            first, number = (0, len(self.frames)) if real else (len(self.frames), len(self.cutouts))
            chosen.append(first + int(draw * number))
        return stack([self.sample(index, size, generator) for index in chosen])

    def sample(self, index: int, size: int, generator: torch.Generator) -> LabelBatch:
        """A frame and its plate squeezed to a square, without the batch dimension: the real ones come first."""
        if index < len(self.frames):
            frame, plate, label = self._real(*self.frames[index], size, generator)
        else:
            frame, plate, label = self._made_up(index - len(self.frames), size, generator)
        return LabelBatch(2 * torch.cat([frame, plate]) - 1, label, torch.zeros(1, size, size), torch.tensor(index))

    def _real(
        self, video: Video, index: int, size: int, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        frame, plate = images.read_photo(video.frames[index][0]), video.plate
        label = video.label(index)
        if not frame.shape == plate.shape == (*label.shape, 3):
            raise DataError(f"{video.frames[index][0]}, its plate and its labels are not of one size")
        height, width = label.shape
        matrix = np.diag([width / size, height / size, 1.0])
        if self.augment:
            x, y, share, flip = torch.rand(4, generator=generator).tolist()
            share = 1 - 0.5 * share
            part = np.array([[share, 0, x * (1 - share) * width], [0, share, y * (1 - share) * height], [0, 0, 1]])
            mirror = np.array([[-1, 0, width], [0, 1, 0], [0, 0, 1]]) if flip < 0.5 else np.eye(3)
            matrix = part @ mirror @ matrix
        shown, empty = ((images.warp_pixels(pixels, matrix, size, size) + 1) / 2 for pixels in (frame, plate))
        if self.augment:
            shown = exposed(shown, 0.5 * self.disturbance.exposure, generator).clamp(0, 1)
            tint = 1 + 0.2 * torch.randn(3, 1, 1, generator=generator)
            shown, empty = (shown * tint).clamp(0, 1), (empty * tint).clamp(0, 1)
        nearest = Image.fromarray(label).transform(
            (size, size), Image.Transform.AFFINE, tuple(matrix[:2].ravel()), fillcolor=IGNORE
        )
        return shown, empty, torch.from_numpy(np.array(nearest)).long()

    def _made_up(
        self, index: int, size: int, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        count = int(torch.randint(_MOST_OBJECTS, (), generator=generator))
        others = torch.randint(len(self.cutouts), (count,), generator=generator).tolist()
        chosen = [cutout for i in (index, *others) if (cutout := self._cutout(i, generator)) is not None]
        number = int(torch.randint(len(self.backgrounds), (), generator=generator))
        background = self._background(images.read_photo(self.backgrounds[number]), size, generator)
        frame, plate, alpha = composed(background, chosen, self.disturbance, generator)
        return frame, plate, alpha[0].long()

    def _cutout(self, index: int, generator: torch.Generator) -> torch.Tensor | None:
        """One thing of a photo as RGBA (4, h, w) in [0, 1], at most `_CUTOUT_SIDE` pixels; None if it shows none."""
        record, thing = self.cutouts[index]
        wanted = thing[record.label()]
        objects = [mask & wanted for mask in record.objects()]
        objects = [mask for mask in objects if mask.sum() > 64]
        if not objects:
            return None
        mask = objects[int(torch.randint(len(objects), (), generator=generator))]
        return cut_out(images.read_photo(record.image), mask, _CUTOUT_SIDE)

    def _background(self, picture: np.ndarray, size: int, generator: torch.Generator) -> torch.Tensor:
        """A part of a picture squeezed to a square (3, size, size) in [0, 1]; all of it when not augmenting."""
        height, width = picture.shape[:2]
        share, x, y, flip = torch.rand(4, generator=generator).tolist() if self.augment else (0, 0, 0, 1)
        share = 1 - 0.4 * share
        matrix = np.array(
            [[share * width / size, 0, x * (1 - share) * width], [0, share * height / size, y * (1 - share) * height],
             [0, 0, 1]]
        )  # fmt: skip
        cut = (images.warp_pixels(picture, matrix, size, size) + 1) / 2
        return cut.flip(-1) if flip < 0.5 else cut
