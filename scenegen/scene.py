"""The scene document: what a person asked for, never pixels.

A `Scene` is frozen, hashable and small. It is the one truth for the editor, the command line, the HTTP API, undo and
the project file. Lengths are canvas pixels, angles are degrees (clockwise, because y points down), coordinates inside
a shape are in the unit square of the layer's frame.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

VERSION = 1
MAX_LAYERS = 64
MAX_POINTS = 2_000  # of one polygon or stroke
MAX_STROKES = 500
MAX_STROKE_POINTS = 20_000  # of all strokes of a layer together
MAX_SIDE = 16_384
MAX_PIXELS = 50_000_000
MAX_LENGTH = 100_000
MIN_LENGTH = 0.01  # a frame's matrix stays invertible
MAX_MASK_SIDE = 1_024
MAX_SKETCH_SIDE = 64
MAX_SEED = 2**31 - 1

Category = Literal[
    "horse", "zebra", "elephant", "rhino", "buffalo", "cow", "sheep", "dog", "cat", "bird", "flamingo", "emu",
]  # fmt: skip
CATEGORIES: tuple[str, ...] = get_args(Category)

Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]
Channel = Annotated[int, Field(ge=0, le=255)]
RGB = tuple[Channel, Channel, Channel]
Fraction = Annotated[float, Field(ge=0, le=1)]
Coordinate = Annotated[float, Field(ge=-MAX_LENGTH, le=MAX_LENGTH)]
Length = Annotated[float, Field(ge=MIN_LENGTH, le=MAX_LENGTH)]
# A little more than the unit square, so that a stroke's path may run along or past the frame's edge.
UnitCoordinate = Annotated[float, Field(ge=-4, le=5)]
Point = tuple[UnitCoordinate, UnitCoordinate]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class SceneError(ValueError):
    """A document that cannot be used; the message is one sentence for the person who sent it."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class CanvasSize(_Frozen):
    """Size of the picture in pixels."""

    width: int = Field(ge=16, le=MAX_SIDE)
    height: int = Field(ge=16, le=MAX_SIDE)

    @model_validator(mode="after")
    def _bounded(self) -> CanvasSize:
        if self.width * self.height > MAX_PIXELS:
            raise ValueError(f"a canvas has at most {MAX_PIXELS // 1_000_000} million pixels")
        return self


class Frame(_Frozen):
    """An object's own coordinate system: its centre and size on the canvas (pixels), its rotation and mirroring.

    The unit square of the shape is scaled to `width` x `height`, mirrored left to right when `flip`, rotated by
    `rotation` degrees clockwise and moved so that its centre lies at (`cx`, `cy`).
    """

    cx: Coordinate
    cy: Coordinate
    width: Length
    height: Length
    rotation: Annotated[float, Field(ge=-36_000, le=36_000)] = 0.0
    flip: bool = False


class PolygonShape(_Frozen):
    """A filled polygon (even-odd rule), its corners in the unit square."""

    kind: Literal["polygon"] = "polygon"
    points: Annotated[tuple[Point, ...], Field(min_length=3, max_length=MAX_POINTS)]


class Stroke(_Frozen):
    """One path of a round brush. `width` is the brush's diameter in units of the frame's height."""

    points: Annotated[tuple[Point, ...], Field(min_length=1, max_length=MAX_POINTS)]
    width: Annotated[float, Field(gt=0, le=4)]
    erase: bool = False


class StrokesShape(_Frozen):
    """Brush strokes in drawing order; erasing strokes take away what was drawn before them.

    `aspect` is the frame's width / height when the strokes were drawn: the brush was round then, and stretching the
    frame later stretches the drawing like everything else.
    """

    kind: Literal["strokes"] = "strokes"
    strokes: Annotated[tuple[Stroke, ...], Field(min_length=1, max_length=MAX_STROKES)]
    aspect: Annotated[float, Field(ge=0.01, le=100)] = 1.0

    @model_validator(mode="after")
    def _bounded(self) -> StrokesShape:
        if sum(len(stroke.points) for stroke in self.strokes) > MAX_STROKE_POINTS:
            raise ValueError(f"the strokes of one layer have at most {MAX_STROKE_POINTS} points together")
        return self


class MaskShape(_Frozen):
    """A bitmap as COCO run-lengths: column by column, counts of 0s and 1s in turn, zeros first."""

    kind: Literal["mask"] = "mask"
    width: Annotated[int, Field(ge=1, le=MAX_MASK_SIDE)]
    height: Annotated[int, Field(ge=1, le=MAX_MASK_SIDE)]
    counts: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1, max_length=200_000)]

    @model_validator(mode="after")
    def _covers(self) -> MaskShape:
        if sum(self.counts) != self.width * self.height:
            raise ValueError(f"the counts must add up to width x height = {self.width * self.height}")
        return self


DrawnShape = PolygonShape | StrokesShape | MaskShape


class GeneratedShape(_Frozen):
    """An outline drawn by the box-to-mask network from category, aspect ratio and the layer's `shape_seed`.

    With a `sketch` the outlines are like it: the seeds are then different ways to finish one drawing.
    """

    kind: Literal["generated"] = "generated"
    sketch: Annotated[DrawnShape, Field(discriminator="kind")] | None = None


class PhotoShape(_Frozen):
    """An object cut out of a photo: a picture with its own transparency, kept beside the document, fills the frame.

    `sha256` names its pixels, cut to the smallest box around all that is not wholly transparent.
    """

    kind: Literal["photo"] = "photo"
    sha256: Sha256


Shape = Annotated[GeneratedShape | DrawnShape | PhotoShape, Field(discriminator="kind")]


class Layer(_Frozen):
    """One object of the scene.

    One that was cut out of a photo may be of any kind, so it need not have a category; seeds, style and context are
    kept but have no effect on it. Shadow and light are laid on whatever was painted.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    name: Name
    category: Category | None
    frame: Frame
    shape: Shape = GeneratedShape()
    shape_seed: Seed = 0
    style_seed: Seed = 0
    style_strength: Fraction = 1.0  # 0: the category's average look, 1: the full variety of looks
    style_reference: Sha256 | None = None  # a picture whose look to take, kept beside the document
    context: Literal["scene", "free"] = "scene"
    shadow: Fraction = 0.0  # how dark the ground is where the object meets it
    light: Fraction = 0.0  # how much of the scene's brightness and tint the object takes on
    opacity: Fraction = 1.0
    visible: bool = True
    locked: bool = False

    @model_validator(mode="after")
    def _has_category(self) -> Layer:
        if self.category is None and not isinstance(self.shape, PhotoShape):
            raise ValueError("only an object that is cut out of a photo may have no category")
        return self


class ColorSketch(_Frozen):
    """A coarse colour layout painted by a person: `height` rows of `width` colours, top row first."""

    width: Annotated[int, Field(ge=1, le=MAX_SKETCH_SIDE)]
    height: Annotated[int, Field(ge=1, le=MAX_SKETCH_SIDE)]
    pixels: tuple[RGB, ...]

    @model_validator(mode="after")
    def _covers(self) -> ColorSketch:
        if len(self.pixels) != self.width * self.height:
            raise ValueError(f"a {self.width} x {self.height} sketch has {self.width * self.height} pixels")
        return self


class GeneratedBackground(_Frozen):
    """A landscape from the background generator; a sketch replaces its own colour layout."""

    kind: Literal["generated"] = "generated"
    seed: Seed = 0
    sketch: ColorSketch | None = None


class PhotoBackground(_Frozen):
    """A photo kept beside the document. Without `sha256` any photo that is given fits."""

    kind: Literal["photo"] = "photo"
    sha256: Sha256 | None = None


class PlainBackground(_Frozen):
    """One colour."""

    kind: Literal["plain"] = "plain"
    rgb: RGB = (255, 255, 255)


Background = Annotated[GeneratedBackground | PhotoBackground | PlainBackground, Field(discriminator="kind")]


def _unique_ids(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    if len({layer.id for layer in layers}) != len(layers):
        raise ValueError("two layers have the same id")
    return layers


class Scene(_Frozen):
    """The whole document. `layers` are in painting order: the first lies at the bottom."""

    version: Literal[1] = VERSION
    canvas: CanvasSize
    background: Background = GeneratedBackground()
    layers: Annotated[tuple[Layer, ...], Field(max_length=MAX_LAYERS), AfterValidator(_unique_ids)] = ()

    @classmethod
    def parse(cls, document: Any) -> Scene:
        """Checks plain data (as `json.loads` gives it). Raises `SceneError` with one clear sentence."""
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            raise SceneError(_explain(error)) from None

    @classmethod
    def from_json(cls, text: str | bytes) -> Scene:
        """Reads a document from JSON text. Raises `SceneError` with one clear sentence."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise SceneError(_explain(error)) from None

    def to_json(self) -> str:
        """JSON text that `from_json` reads back to an equal scene."""
        return self.model_dump_json(indent=1)

    def fitted(self, width: int, height: int) -> Scene:
        """The same scene on a canvas of another size (pixels).

        Centres keep their relative place; sizes are scaled by the smaller factor, so that no object is distorted or
        grows past the canvas when the aspect ratio differs. Raises `SceneError` if no canvas may have that size.
        """
        if (width, height) == (self.canvas.width, self.canvas.height):
            return self
        sx, sy = width / self.canvas.width, height / self.canvas.height
        scale = min(sx, sy)

        def moved(frame: Frame) -> Frame:
            center = {"cx": _clipped(frame.cx * sx, -MAX_LENGTH), "cy": _clipped(frame.cy * sy, -MAX_LENGTH)}
            size = {
                "width": _clipped(frame.width * scale, MIN_LENGTH),
                "height": _clipped(frame.height * scale, MIN_LENGTH),
            }
            return frame.model_copy(update=center | size)

        try:
            canvas = CanvasSize(width=width, height=height)
        except ValidationError:
            raise SceneError(
                f"A canvas cannot have {width} x {height} pixels: its sides are 16 to {MAX_SIDE}, "
                f"{MAX_PIXELS // 1_000_000} million pixels in all."
            ) from None
        layers = tuple(layer.model_copy(update={"frame": moved(layer.frame)}) for layer in self.layers)
        return self.model_copy(update={"canvas": canvas, "layers": layers})


def shown(text: str, most: int = 40) -> str:
    """A stranger's word, fit for a sentence: at most so many letters, and nothing that cannot be seen."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:most])


def _clipped(value: float, lowest: float) -> float:
    return max(lowest, min(MAX_LENGTH, value))


def _explain(error: ValidationError) -> str:
    """The first problem as a sentence that names the place in the document."""
    problem = error.errors(include_url=False)[0]
    place = ".".join(shown(str(part)) for part in problem["loc"]) or "document"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "union_tag_invalid":  # pydantic's own words repeat what was sent, however long it is
        message = f"kind should be one of {problem['ctx']['expected_tags']}"
    more = error.error_count() - 1
    return f"Scene not readable: {place}: {message}" + (f" (and {more} more problems)." if more else ".")
