"""Scene -> Photoshop file with a layer for each object.

Source: Adobe Photoshop File Formats Specification (https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/),
written by psd-tools.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from scenegen.interchange.parts import Parts, opaque
from scenegen.interchange.project import InterchangeError
from scenegen.sentences import Sentence

MAX_SIDE = 30_000  # of the format


def write_psd(parts: Parts, path: Path) -> None:
    """Writes layers with names, opacity, visibility and order over a background layer, and the merged picture.

    Objects of which nothing is seen become layers of one transparent pixel. Without psd-tools raises
    `InterchangeError`.
    """
    try:
        from psd_tools import PSDImage
    except ImportError:
        raise InterchangeError(
            Sentence("psd_tools_missing", 'Photoshop files need psd-tools: pip install "scenegen[files]".')
        ) from None

    class Document(PSDImage):
        def is_updated(self) -> bool:
            return False  # else psd-tools paints the merged picture anew, slowly, where SciPy is installed

    document = Document.frompil(Image.fromarray(opaque(parts.canvas)))
    document.create_pixel_layer(Image.fromarray(opaque(parts.background)), name="Background")
    for part in parts.layers:
        pixels = part.pixels if part.pixels.size else opaque(parts.canvas[:1, :1]) * 0
        layer = document.create_pixel_layer(Image.fromarray(pixels), top=part.y, left=part.x)
        layer.name = part.layer.name  # psd-tools takes only Mac Roman when the layer is made
        layer.opacity = round(part.layer.opacity * 255)
        layer.visible = part.layer.visible
    document.save(path)
