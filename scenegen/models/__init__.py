"""The networks. `NETWORKS` is the one table of what can be trained, stored and loaded."""

from __future__ import annotations

from torch import nn

from scenegen.models.background import Background, BackgroundConfig
from scenegen.models.box2mask import Box2Mask, Box2MaskConfig
from scenegen.models.foreground import Foreground, ForegroundConfig

NETWORKS: dict[str, tuple[type[nn.Module], type]] = {
    "background": (Background, BackgroundConfig),
    "box2mask": (Box2Mask, Box2MaskConfig),
    "foreground": (Foreground, ForegroundConfig),
}
