"""Hypothesis strategies for documents: whatever is valid, and whatever is JSON."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scenegen.scene import (
    CATEGORIES,
    MAX_LENGTH,
    MAX_MASK_SIDE,
    MAX_SEED,
    MIN_LENGTH,
    CanvasSize,
    ColorSketch,
    Frame,
    GeneratedBackground,
    GeneratedShape,
    Layer,
    MaskShape,
    PhotoBackground,
    PhotoShape,
    PlainBackground,
    PolygonShape,
    Scene,
    Stroke,
    StrokesShape,
)

seeds = st.integers(0, MAX_SEED)
fractions = st.floats(0, 1)
sha256 = st.text("0123456789abcdef", min_size=64, max_size=64)
colours = st.tuples(*[st.integers(0, 255)] * 3)
points = st.tuples(*[st.floats(-4, 5)] * 2)
coordinates = st.floats(-MAX_LENGTH, MAX_LENGTH)
lengths = st.floats(MIN_LENGTH, MAX_LENGTH)
frames = st.builds(
    Frame,
    cx=coordinates,
    cy=coordinates,
    width=lengths,
    height=lengths,
    rotation=st.floats(-36_000, 36_000),
    flip=st.booleans(),
)
polygons = st.builds(PolygonShape, points=st.lists(points, min_size=3, max_size=8))
strokes = st.builds(
    Stroke, points=st.lists(points, min_size=1, max_size=6), width=st.floats(0.001, 4), erase=st.booleans()
)
drawings = st.builds(StrokesShape, strokes=st.lists(strokes, min_size=1, max_size=4), aspect=st.floats(0.01, 100))


@st.composite
def bitmaps(draw: st.DrawFn, most: int = MAX_MASK_SIDE) -> MaskShape:
    """Run-lengths that fill their bitmap, with runs of no pixels among them."""
    width, height = draw(st.integers(1, most)), draw(st.integers(1, most))
    left, counts = width * height, []
    for _ in range(draw(st.integers(0, 6))):
        counts.append(draw(st.integers(0, left)))
        left -= counts[-1]
    return MaskShape(width=width, height=height, counts=(*counts, left))


cutouts = st.builds(PhotoShape, sha256=sha256)
drawn_shapes = st.one_of(polygons, drawings, bitmaps())
painted_shapes = st.one_of(st.builds(GeneratedShape, sketch=st.none() | drawn_shapes), drawn_shapes)
categories = st.sampled_from(CATEGORIES)
layers = st.one_of(
    *(
        st.builds(
            Layer,
            id=st.text("abcXYZ019_-", min_size=1, max_size=64),
            name=st.text(min_size=1, max_size=80),
            category=category,
            frame=frames,
            shape=shape,
            shape_seed=seeds,
            style_seed=seeds,
            style_strength=fractions,
            style_reference=st.none() | sha256,
            context=st.sampled_from(["scene", "free"]),
            opacity=fractions,
            visible=st.booleans(),
            locked=st.booleans(),
        )
        for category, shape in ((categories, painted_shapes), (st.none() | categories, cutouts))
    )
)


@st.composite
def sketches(draw: st.DrawFn) -> ColorSketch:
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return ColorSketch(
        width=width, height=height, pixels=draw(st.lists(colours, min_size=width * height, max_size=width * height))
    )


backgrounds = st.one_of(
    st.builds(GeneratedBackground, seed=seeds, sketch=st.none() | sketches()),
    st.builds(PhotoBackground, sha256=st.none() | sha256),
    st.builds(PlainBackground, rgb=colours),
)
documents = st.builds(
    Scene,
    canvas=st.builds(CanvasSize, width=st.integers(16, 7_000), height=st.integers(16, 7_000)),
    background=backgrounds,
    layers=st.lists(layers, max_size=4, unique_by=lambda layer: layer.id).map(tuple),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def nearly_documents(draw: st.DrawFn) -> Any:
    """A document as plain data in which one value is something else."""
    document: Any = [draw(documents).model_dump(mode="json")]
    holder, key = document, 0
    while isinstance(holder[key], dict | list) and holder[key] and draw(st.booleans() | st.just(True)):
        holder = holder[key]
        key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    holder[key] = draw(json_values)
    return document[0]
