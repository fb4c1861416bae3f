"""The editor's networks, each asked for what a scene document says: landscapes, outlines, objects and their details.

Nothing is kept here: `scenegen.compositor` asks, and remembers.
"""

from __future__ import annotations

import numpy as np
import torch

from scenegen import images, masks, outlines, patches
from scenegen.models.background import Background
from scenegen.models.background_refiner import BackgroundRefiner
from scenegen.models.box2mask import Box2Mask
from scenegen.models.foreground import Foreground
from scenegen.models.painting import PartGenerator
from scenegen.models.precision import processor_computes_bfloat16
from scenegen.models.refiner import GROWTH, Refiner
from scenegen.scene import DrawnShape, GeneratedBackground, Layer, SceneError

_MAX_ASPECT = 4  # a longer picture than this is painted at this aspect and stretched
_REFINED_FROM = 1.25  # pixels of the canvas for one of the crop, above which an object is refined


class Painters:
    """Three networks, or up to five. May be used from several threads at once.

    Without a `background_refiner` landscapes, and without a `refiner` objects, that are larger on the canvas than the
    networks paint them are enlarged and get no further details. `device` is the GPU if there is one. `autocast` runs
    the networks in bfloat16, by default on processors that compute with it.
    """

    def __init__(
        self,
        *,
        background: Background,
        box2mask: Box2Mask,
        foreground: Foreground,
        refiner: Refiner | None = None,
        background_refiner: BackgroundRefiner | None = None,
        device: str | torch.device | None = None,
        autocast: bool | None = None,
    ) -> None:
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        usual = self.device.type == "cpu" and processor_computes_bfloat16()
        self.autocast = usual if autocast is None else autocast
        # Convolutions on processors want their channels side by side.
        layout = torch.channels_last if self.device.type == "cpu" else torch.contiguous_format
        self._background, self._background_refiner, self._box2mask, self._foreground, self._refiner = (
            None if network is None else network.to(self.device, memory_format=layout).eval()
            for network in (background, background_refiner, box2mask, foreground, refiner)
        )
        kind = torch.bfloat16 if self.autocast else torch.float32
        # Its short cuts are measured on processors alone.
        self._part_generator = PartGenerator(foreground.generator, kind) if self.device.type == "cpu" else None

    @property
    def crop_size(self) -> int:
        """Side in pixels of the crops in which objects are painted."""
        return self._foreground.config.size

    def precision(self) -> torch.autocast:
        """In which the networks run."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast)

    def refines(self, layer: Layer) -> bool:
        """Whether an object is large enough for `details`."""
        return self._refiner is not None and masks.crop_frame(layer.frame).width > _REFINED_FROM * self.crop_size

    @torch.inference_mode()
    def landscape(self, background: GeneratedBackground, width: int, height: int) -> np.ndarray:
        """A background as large as the canvas, uint8 (height, width, 3)."""
        config = self._background.config
        unit = min(width, height) / config.layout_size
        columns, rows = (round(min(side / unit, _MAX_ASPECT * config.layout_size)) for side in (width, height))
        random = torch.Generator().manual_seed(background.seed)
        with self.precision():
            # Before the noise, which is as large as the canvas: a canvas of another size shows the same landscape.
            if background.sketch is None:
                layout = self._background.sample_layout(1, random).float().cpu()[0]
            else:
                sketch = background.sketch
                colors = np.array(sketch.pixels, dtype=np.uint8).reshape(sketch.height, sketch.width, 3)
                layout = images.to_tensor(colors)
            noise = torch.randn(1, 1, config.scale * rows, config.scale * columns, generator=random)
            layout = images.resize(layout, rows, columns).clamp(-1, 1)
            picture = self._background(layout[None].to(self.device), noise.to(self.device))
            if self._background_refiner is not None and min(width, height) > min(picture.shape[2:]):
                fine = torch.randn(1, 1, *(GROWTH * side for side in picture.shape[2:]), generator=random)
                picture = self._background_refiner(picture, fine.to(self.device))
        return images.to_pixels(images.resize(picture[0].float().cpu(), height, width))

    @torch.inference_mode()
    def outline(self, layer: Layer, sketch: DrawnShape | None, log_aspect: float) -> np.ndarray:
        """The outline of an object's box of aspect ln(width / height), maybe like a sketch: float (S, S) in [0, 1]."""
        network = self._box2mask
        category = self._category("box-to-mask", layer.category, network.config.categories)
        aspect = torch.tensor([network.usual_log_aspect(int(category), log_aspect)], device=self.device)
        random = torch.Generator().manual_seed(layer.shape_seed)
        with self.precision():
            like = None
            if sketch is not None:
                side = network.config.size
                drawn = torch.from_numpy(masks.shape_mask(sketch, side, side).copy())[None, None]
                like = network.encode(drawn.to(self.device), aspect)[0]
            return outlines.draw_outline(network, category, aspect, random, like=like)

    @torch.inference_mode()
    def object(
        self, layer: Layer, mask: np.ndarray, around: np.ndarray | None, reference: np.ndarray | None
    ) -> patches.PaintedPart:
        """An object in its crop: mask uint8 (S, S), surroundings uint8 (S, S, 3) or None for context "free"."""
        network, device = self._foreground, self.device
        size = network.config.size
        part = patches.needed_part(mask)
        category = self._category("foreground", layer.category, network.config.categories)
        shown = torch.from_numpy(mask)[None, None].float() / 255
        canvas, known = torch.zeros(1, 3, size, size), torch.zeros(1, 1, size, size)
        if around is not None:
            known = 1 - masks.dilated(shown)
            canvas = images.to_tensor(around)[None] * known
        with self.precision():
            style, noise, _ = self._look(layer, category, reference)
            inputs = (canvas, known, shown, category, style, noise)
            rgb, alpha = self._decoded([tensor.to(device) for tensor in inputs], part)
        return patches.prepared(rgb.float().cpu(), alpha.float().cpu(), _cut(shown[0], part), part, size)

    @torch.inference_mode()
    def details(
        self, layer: Layer, painted: patches.PaintedPart, mask: np.ndarray, reference: np.ndarray | None
    ) -> patches.PaintedPart:
        """The object at `GROWTH` times the size: mask uint8 (S, S), of the whole crop at that size."""
        category = self._category("refiner", layer.category, self._refiner.config.categories)
        part = patches.enlarged_part(painted, GROWTH)
        shown = torch.from_numpy(mask)[None].float() / 255
        with self.precision():
            style, _, random = self._look(layer, category, reference)
            noise = torch.randn(1, *mask.shape, generator=random)
            inputs = (painted.pixels[:3], _cut(shown, part), category[0], style[0], _cut(noise, part))
            rgb = self._refiner(*(tensor[None].to(self.device) for tensor in inputs))[0]
        return patches.refined(painted, rgb.float().cpu(), GROWTH)

    def _look(
        self, layer: Layer, category: torch.Tensor, reference: np.ndarray | None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Generator]:
        """The style and the noise that an object is painted with, and where further random numbers come from."""
        network, size = self._foreground, self._foreground.config.size
        random = torch.Generator().manual_seed(layer.style_seed)
        noise = torch.randn(1, 1, size, size, generator=random)
        if reference is None:
            return network.sample_style(int(category), random, layer.style_strength), noise, random
        average = network.sample_style(int(category), random, 0.0)
        image, inside = patches.reference_crop(reference, size)
        mean, _ = network.encode(image[None].to(self.device), inside[None].to(self.device))
        return torch.lerp(average.to(self.device), mean.float(), layer.style_strength), noise, random

    def _decoded(self, inputs: list[torch.Tensor], part: masks.Box) -> tuple[torch.Tensor, torch.Tensor]:
        """What the foreground network paints in a part of the crop: colours (3, h, w) and alpha (1, h, w)."""
        if self._part_generator is not None:
            rgb, alpha = self._part_generator(*inputs, ((part.y0, part.y1), (part.x0, part.x1)))
            return rgb[0], alpha[0]
        rgb, alpha = self._foreground(*inputs)
        return _cut(rgb[0], part), _cut(alpha[0], part)

    def _category(self, network: str, name: str, known: tuple[str, ...]) -> torch.Tensor:
        """A category as the index that a network knows it by, (1,) long."""
        if name not in known:
            raise SceneError(f"The {network} network does not know the category {name!r}, only {', '.join(known)}.")
        return torch.tensor([known.index(name)], device=self.device)


def _cut(image: torch.Tensor, part: masks.Box) -> torch.Tensor:
    return image[:, part.y0 : part.y1, part.x0 : part.x1]
