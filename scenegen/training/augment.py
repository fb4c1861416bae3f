"""DiffAugment (Zhao et al. 2020): the same random, differentiable change to real and generated pictures."""

from __future__ import annotations

import torch

from scenegen.models.noise import rand


class DiffAugment:
    """Draws its parameters once per batch entry, so that several pictures can be changed alike.

    Mild on purpose: with strong colour changes the generator's colours run away. Pictures are (B, C, H, W) with the
    three colour channels first; further channels (masks) move along but keep their values.
    """

    def __init__(
        self,
        count: int,
        generator: torch.Generator,
        device: torch.device,
        *,
        brightness: float = 0.1,
        saturation: float = 0.15,
        contrast: float = 0.1,
        translation: float = 0.1,
    ) -> None:
        self.translation = translation
        draw = (rand(5, count, rng=generator, pictures=1) * 2 - 1).to(device)
        self.shift_x, self.shift_y = draw[0], draw[1]
        self.brightness = (draw[2] * brightness)[:, None, None, None]
        self.saturation = (1 + draw[3] * saturation)[:, None, None, None]
        self.contrast = (1 + draw[4] * contrast)[:, None, None, None]

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        colours, rest = pictures[:, :3], pictures[:, 3:]
        colours = colours + self.brightness
        grey = colours.mean(1, keepdim=True)
        colours = (colours - grey) * self.saturation + grey
        middle = colours.mean((1, 2, 3), keepdim=True)
        colours = (colours - middle) * self.contrast + middle
        return self._translated(torch.cat([colours, rest], 1))

    def _translated(self, pictures: torch.Tensor) -> torch.Tensor:
        # Whole pixels, by indexing: interpolation would blur real and generated pictures alike, but costs more.
        batch, _, height, width = pictures.shape
        device = pictures.device
        dx = (self.shift_x * self.translation * width).round().long()
        dy = (self.shift_y * self.translation * height).round().long()
        rows = (torch.arange(height, device=device)[None] + dy[:, None]).clamp(0, height - 1)
        columns = (torch.arange(width, device=device)[None] + dx[:, None]).clamp(0, width - 1)
        index = torch.arange(batch, device=device)[:, None, None]
        moved = pictures.permute(0, 2, 3, 1)[index, rows[:, :, None], columns[:, None, :]]
        return moved.permute(0, 3, 1, 2)
