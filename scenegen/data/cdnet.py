"""CDnet 2014 (Wang et al.): frames of still cameras with what moves in them, in the official layout.

`CATEGORY/VIDEO/` holds `input/in000001.jpg ...`, `groundtruth/gt000001.png ...`, `ROI.bmp` and `temporalROI.txt` with
the first and the last scored frame. Label values: 0 still, 50 a moving shadow, 85 outside the region of interest, 170
unknown (edges), 255 moving. The plate is the median of the frames before the scored ones, unless the folder has a
`plate.jpg` or `plate.png` already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from scenegen import images
from scenegen.data import IGNORE, DataError
from scenegen.data.labels import IndexCode, read_label

CODE = IndexCode({0: 0, 50: 0, 85: IGNORE, 170: IGNORE, 255: 1})  # a shadow is not in front
_PLATE_FRAMES = 60  # at most so many give the median


@dataclass(frozen=True)
class Video:
    """One sequence; `frames` are the scored ones, (picture, label file)."""

    name: str
    folder: Path
    frames: tuple[tuple[Path, Path], ...]

    @cached_property
    def plate(self) -> np.ndarray:
        """The empty scene, uint8 (H, W, 3). Raises `DataError` if there is nothing to make it from."""
        for name in ("plate.jpg", "plate.png"):
            if (self.folder / name).is_file():
                return images.read_photo(self.folder / name)
        first, _ = scored_range(self.folder)
        before = [path for path in sorted((self.folder / "input").glob("in*.jpg")) if _number(path) < first]
        if not before:
            raise DataError(f"{self.folder} has neither a plate.jpg nor frames before the scored ones")
        chosen = before[:: -(-len(before) // _PLATE_FRAMES)]
        return np.median(np.stack([images.read_photo(path) for path in chosen]), 0).round().astype(np.uint8)

    @cached_property
    def region(self) -> np.ndarray:
        """The region of interest, boolean (H, W). Raises `DataError`."""
        path = self.folder / "ROI.bmp"
        try:
            return grey(read_label(path)) > 127
        except DataError as error:
            raise DataError(f"{path} {error}") from None

    def label(self, index: int) -> np.ndarray:
        """uint8 (H, W): 1 where something moves, 0 where not, IGNORE where it is not scored. Raises `DataError`."""
        path = self.frames[index][1]
        try:
            label = CODE.decode(grey(read_label(path)))
        except DataError as error:
            raise DataError(f"{path} {error}") from None
        if label.shape != self.region.shape:
            raise DataError(f"{path} has another size than ROI.bmp")
        return np.where(self.region, label, IGNORE).astype(np.uint8)


def grey(pixels: np.ndarray) -> np.ndarray:
    """Some of CDnet's label files have three equal channels."""
    return pixels if pixels.ndim == 2 else pixels[..., 0]


def is_video(folder: Path) -> bool:
    return (folder / "input").is_dir() and (folder / "groundtruth").is_dir()


def video_folders(root: Path) -> list[Path]:
    """The video folders in a folder: itself, in it, or in its categories."""
    if is_video(root):
        return [root]
    return sorted(folder for depth in ("*", "*/*", "*/*/*") for folder in root.glob(depth) if is_video(folder))


def read_videos(root: Path, *, only: str = "", without: str = "", split: str = "test") -> list[Video]:
    """The videos with at least one scored frame; one alone or all but one, by name. Raises `DataError`.

    CDnet has no splits of its own. Here the first half of every video's scored frames is for training and the second is
    "val": what a network finds in later frames of a scene that it has learnt. "test" are all frames, for networks that
    have not seen the scene.
    """
    videos = [read_video(folder) for folder in video_folders(root)]
    names = [video.name for video in videos]
    for name in (only, without):
        if name and name not in names:
            raise DataError(f"{root} has no video {name}; it has {', '.join(names) or 'none'}")
    chosen = [video for video in videos if video.frames and video.name != without and only in ("", video.name)]
    if not chosen:
        raise DataError(f"{root} has no CDnet video with labelled frames")
    return [replace(video, frames=_half(video.frames, split)) for video in chosen]


def _half(frames: tuple[tuple[Path, Path], ...], split: str) -> tuple[tuple[Path, Path], ...]:
    middle = -(-len(frames) // 2)
    return {"train": frames[:middle], "val": frames[middle:]}.get(split, frames)


def read_video(folder: Path) -> Video:
    """Raises `DataError` if the layout is not CDnet's."""
    first, last = scored_range(folder)
    frames = []
    for path in sorted((folder / "input").glob("in*.jpg")):
        labels = folder / "groundtruth" / f"gt{path.stem.removeprefix('in')}.png"
        if first <= _number(path) <= last and labels.is_file():
            frames.append((path, labels))
    return Video(folder.name, folder, tuple(frames))


def scored_range(folder: Path) -> tuple[int, int]:
    path = folder / "temporalROI.txt"
    try:
        first, last = (int(number) for number in path.read_text().split()[:2])
    except FileNotFoundError:
        raise DataError(f"{folder} lacks temporalROI.txt") from None
    except ValueError:
        raise DataError(f"{path} does not hold the first and the last scored frame") from None
    return first, last


def _number(path: Path) -> int:
    digits = path.stem.removeprefix("in")
    if not digits.isdecimal():
        raise DataError(f"{path} is not named in000001.jpg or the like")
    return int(digits)
