"""The promises of the compositor, held for arbitrary scenes painted by tiny random networks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from torch import nn

from scenegen import images, masks
from scenegen.compositor import Cancelled, Canvas, Compositor
from scenegen.outlines import TRIES
from scenegen.scene import (
    CATEGORIES,
    CanvasSize,
    ColorSketch,
    Frame,
    GeneratedBackground,
    GeneratedShape,
    Layer,
    MaskShape,
    PhotoBackground,
    PlainBackground,
    PolygonShape,
    Scene,
    SceneError,
    Stroke,
    StrokesShape,
)
from scenegen.weights import load_network
from tests.tiny import tiny_networks

WIDTH, HEIGHT = 64, 48
PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
NETWORKS = tiny_networks()
SHARED = Compositor(**NETWORKS, device="cpu")  # kept through the examples: a cache must never show

unit = st.floats(0, 1, width=32)
points = st.tuples(unit, unit)
seeds = st.integers(0, 2**31 - 1)
shapes = st.one_of(
    st.just(GeneratedShape()),
    st.builds(PolygonShape, points=st.lists(points, min_size=3, max_size=6)),
    st.builds(
        StrokesShape,
        strokes=st.lists(
            st.builds(
                Stroke,
                points=st.lists(points, min_size=1, max_size=4),
                width=st.floats(0.05, 0.6),
                erase=st.booleans(),
            ),
            min_size=1,
            max_size=3,
        ),
        aspect=st.sampled_from([0.5, 1.0, 2.0]),
    ),
    st.just(MaskShape(width=3, height=2, counts=(1, 3, 1, 1))),
)
frames = st.builds(
    Frame,
    cx=st.floats(-20, WIDTH + 20),
    cy=st.floats(-20, HEIGHT + 20),
    width=st.floats(0.5, 100),
    height=st.floats(0.5, 100),
    rotation=st.floats(-360, 360),
    flip=st.booleans(),
)


contexts = st.sampled_from(["scene", "free"])


lights = st.sampled_from([0.0, 0.0, 0.5])


def layers(
    context: st.SearchStrategy[str] = contexts, light: st.SearchStrategy[float] = lights
) -> st.SearchStrategy[Layer]:
    return st.builds(
        Layer,
        id=st.just("x"),
        name=st.just("x"),
        category=st.sampled_from(CATEGORIES),
        frame=frames,
        shape=shapes,
        shape_seed=seeds,
        style_seed=seeds,
        style_strength=unit,
        context=context,
        shadow=st.sampled_from([0.0, 0.0, 1.0]),
        light=light,
        opacity=st.sampled_from([1.0, 1.0, 0.5, 0.0]),
        visible=st.sampled_from([True, True, True, False]),
    )


def numbered(several: list[Layer]) -> tuple[Layer, ...]:
    return tuple(layer.model_copy(update={"id": f"layer-{i}"}) for i, layer in enumerate(several))


stacks = st.lists(layers(), max_size=4).map(numbered)
backgrounds = st.one_of(
    st.builds(GeneratedBackground, seed=st.integers(0, 3)),
    st.just(PhotoBackground()),
    st.just(PlainBackground(rgb=(10, 200, 90))),
)


def photo(width: int = 90, height: int = 70) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def scene(*stack: Layer, background: object = None) -> Scene:
    return Scene(
        canvas=CanvasSize(width=WIDTH, height=HEIGHT), background=background or PlainBackground(), layers=stack
    )


def horse(id: str = "horse", **changes: object) -> Layer:
    frame = Frame(cx=30, cy=24, width=28, height=20)
    return Layer(**{"id": id, "name": id, "category": "horse", "frame": frame, **changes})


def fresh() -> Compositor:
    return Compositor(**NETWORKS, device="cpu")


def same(a: Canvas, b: Canvas) -> bool:
    return np.array_equal(a.pixels, b.pixels)


def same_layer(a: Canvas, b: Canvas, i: int, j: int | None = None) -> bool:
    first, second = a.layers[i], b.layers[i if j is None else j]
    return (first.x, first.y) == (second.x, second.y) and np.array_equal(first.pixels, second.pixels)


# --- properties -----------------------------------------------------------------------------------------------------


@PROPERTY
@given(stack=stacks, background=backgrounds)
def test_outside_every_alpha_the_background_is_untouched(stack: tuple[Layer, ...], background: object) -> None:
    document = scene(*stack, background=background)
    picture = photo()
    canvas = SHARED.render(document, picture)
    behind = SHARED.render(document.model_copy(update={"layers": ()}), picture).pixels
    assert canvas.pixels.shape == behind.shape
    if isinstance(background, PhotoBackground):
        assert np.array_equal(behind, picture)
    height, width = behind.shape[:2]
    assert [layer.id for layer in canvas.layers] == [layer.id for layer in stack]
    rebuilt, touched = behind.copy(), np.zeros((height, width), dtype=bool)
    for layer in canvas.layers:
        whole = layer.on_canvas(width, height)
        touched |= whole[..., 3] > 0
        images.alpha_over(rebuilt, whole, 0, 0)
    assert np.array_equal(canvas.pixels[~touched], behind[~touched])
    assert np.array_equal(canvas.pixels, rebuilt)  # the layers are all there is


@PROPERTY
@given(layer=layers())
def test_alpha_is_zero_outside_the_dilated_mask(layer: Layer) -> None:
    layer = layer.model_copy(update={"shadow": 0.0})  # which lies outside of the object
    document = scene(layer)
    size = NETWORKS["foreground"].config.size
    alpha = SHARED.render(document).layers[0].on_canvas(WIDTH, HEIGHT)[..., 3]
    mask = torch.from_numpy(masks.crop_mask(SHARED.outline(layer), layer.frame, size))[None, None]
    allowed = masks.dilated((mask > 0).float(), masks.dilation_radius(size) + 1)[0, 0].bool().numpy()
    rows, columns = np.nonzero(alpha)
    places = np.linalg.inv(masks.crop_matrix(layer.frame, size)) @ [columns + 0.5, rows + 0.5, np.ones(len(rows))]
    # A canvas pixel larger than a crop pixel also sees its neighbours.
    step = max(1, size / masks.crop_frame(layer.frame).width)
    allowed = masks.dilated(torch.from_numpy(allowed)[None, None].float(), int(step) + 1)[0, 0].bool().numpy()
    x, y = (np.clip(np.floor(values).astype(int), 0, size - 1) for values in places[:2])
    assert allowed[y, x].all()


@PROPERTY
@given(stack=stacks, background=backgrounds)
def test_same_document_same_bytes(stack: tuple[Layer, ...], background: object) -> None:
    document = scene(*stack, background=background)
    canvas = SHARED.render(document, photo())
    again = Scene.from_json(document.to_json())
    forgetful = Compositor(**NETWORKS, device="cpu", cache_bytes=0)
    for other in (SHARED.render(again, photo()), fresh().render(again, photo()), forgetful.render(again, photo())):
        assert same(canvas, other)
        assert all(same_layer(canvas, other, i) for i in range(len(stack)))


@PROPERTY
@given(stack=stacks, extra=layers(), place=st.integers(0, 4))
def test_add_then_delete_restores_the_bytes(stack: tuple[Layer, ...], extra: Layer, place: int) -> None:
    document = scene(*stack, background=PhotoBackground())
    before = SHARED.render(document, photo())
    more = (*stack[:place], extra.model_copy(update={"id": "extra"}), *stack[place:])
    SHARED.render(document.model_copy(update={"layers": more}), photo())
    left = tuple(layer for layer in more if layer.id != "extra")
    assert same(before, SHARED.render(document.model_copy(update={"layers": left}), photo()))


@PROPERTY
@given(stack=stacks.filter(len), data=st.data())
def test_hide_then_show_and_reorder_and_back(stack: tuple[Layer, ...], data: st.DataObject) -> None:
    document = scene(*stack, background=GeneratedBackground(seed=1))
    before = SHARED.render(document)
    i = data.draw(st.integers(0, len(stack) - 1))
    hidden = stack[i].model_copy(update={"visible": False})
    without = SHARED.render(document.model_copy(update={"layers": (*stack[:i], hidden, *stack[i + 1 :])}))
    assert without.layers[i].pixels.shape == (0, 0, 4)
    deleted = SHARED.render(document.model_copy(update={"layers": (*stack[:i], *stack[i + 1 :])}))
    assert same(without, deleted)
    assert same(before, SHARED.render(document))
    SHARED.render(document.model_copy(update={"layers": stack[::-1]}))
    assert same(before, SHARED.render(document))


@PROPERTY
@given(stack=st.lists(layers(st.just("free"), st.just(0.0)), min_size=1, max_size=3).map(numbered), extra=layers())
def test_free_layers_own_their_pixels(stack: tuple[Layer, ...], extra: Layer) -> None:
    alone = SHARED.render(scene(*stack))
    beside = SHARED.render(scene(extra, *stack, background=GeneratedBackground(seed=2)))
    assert all(same_layer(alone, beside, i, i + 1) for i in range(len(stack)))


@PROPERTY
@given(stack=stacks.filter(lambda stack: len(stack) > 1), data=st.data())
def test_an_edit_changes_nothing_below(stack: tuple[Layer, ...], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(stack) - 1))
    edited = data.draw(layers()).model_copy(update={"id": stack[i].id})
    before = SHARED.render(scene(*stack))
    after = SHARED.render(scene(*stack[:i], edited, *stack[i + 1 :]))
    assert all(same_layer(before, after, j) for j in range(i))


@PROPERTY
@given(
    stack=st.lists(layers(st.just("free"), st.just(0.0)), min_size=2, max_size=4).map(numbered),
    order=st.randoms(use_true_random=False),
)
def test_order_decides_only_who_covers_whom(stack: tuple[Layer, ...], order: Random) -> None:
    shuffled = list(stack)
    order.shuffle(shuffled)
    first, second = SHARED.render(scene(*stack)), SHARED.render(scene(*shuffled))
    wholes = [layer.on_canvas(WIDTH, HEIGHT) for layer in first.layers]
    for place, layer in enumerate(stack):
        assert same_layer(first, second, place, shuffled.index(layer))
    alone = sum((whole[..., 3] > 0).astype(int) for whole in wholes) <= 1
    assert np.array_equal(first.pixels[alone], second.pixels[alone])
    top = wholes[-1]
    covered = top[..., 3] == 255
    assert np.array_equal(first.pixels[covered], top[..., :3][covered])


@settings(PROPERTY, max_examples=12)
@given(stack=stacks, background=backgrounds, data=st.data())
def test_undoing_everything_goes_back_through_the_same_bytes(
    stack: tuple[Layer, ...], background: object, data: st.DataObject
) -> None:
    history = [scene(*stack, background=background)]
    for step in range(5):
        kept = list(history[-1].layers)
        place = data.draw(st.integers(0, len(kept)))
        if place < len(kept) and data.draw(st.booleans()):
            del kept[place]
        else:
            kept.insert(place, data.draw(layers()).model_copy(update={"id": f"new-{step}"}))
        history.append(history[-1].model_copy(update={"layers": tuple(kept)}))
    pictures = [SHARED.render(document, photo()).pixels for document in history]
    again = [SHARED.render(document, photo()).pixels for document in reversed(history)]
    assert all(np.array_equal(there, back) for there, back in zip(pictures, reversed(again), strict=True))
    assert np.array_equal(pictures[-1], fresh().render(history[-1], photo()).pixels)


# --- what is repainted ----------------------------------------------------------------------------------------------


@pytest.fixture
def calls(networks: dict[str, nn.Module]) -> Counter[str]:
    """How often each network has run."""
    counter: Counter[str] = Counter()

    def counting(name: str) -> Callable[..., None]:
        return lambda *_: counter.update([name])

    for name, network in networks.items():
        # Of the foreground network the editor runs the parts, not the whole, and some of these in bfloat16 as copies.
        runs = network.generator.mapping if name == "foreground" else network
        runs.register_forward_hook(counting(name))
    return counter


def edited(document: Scene, i: int, **changes: object) -> Scene:
    stack = list(document.layers)
    stack[i] = stack[i].model_copy(update=changes)
    return document.model_copy(update={"layers": tuple(stack)})


def moved(document: Scene, i: int, **changes: object) -> Scene:
    return edited(document, i, frame=document.layers[i].frame.model_copy(update=changes))


def test_an_edit_repaints_its_layer_and_what_lies_above(compositor: Compositor, calls: Counter[str]) -> None:
    document = scene(*(horse(f"h{i}", style_seed=i) for i in range(4)), background=GeneratedBackground())
    compositor.render(document)
    # One outline for all, tried as often as may be: a network that has learnt nothing draws lumps.
    assert calls == {"background": 1, "box2mask": TRIES, "foreground": 4}
    for i, repainted in [(3, 1), (2, 2), (0, 4)]:
        calls.clear()
        compositor.render(edited(document, i, style_seed=100 + i))
        assert calls == {"foreground": repainted}
    calls.clear()
    compositor.render(document)
    assert calls == {}


def test_what_does_not_touch_is_not_repainted(compositor: Compositor, calls: Counter[str]) -> None:
    far = horse("far", frame=Frame(cx=8, cy=8, width=6, height=6))
    document = scene(far, horse("near", frame=Frame(cx=50, cy=36, width=12, height=10)))
    compositor.render(document)
    calls.clear()
    compositor.render(edited(document, 0, style_seed=9))
    assert calls == {"foreground": 1}


def test_names_locks_and_opacity_cost_nothing(compositor: Compositor, calls: Counter[str]) -> None:
    document = scene(horse())
    compositor.render(document)
    calls.clear()
    compositor.render(edited(document, 0, name="Rosinante", locked=True, opacity=0.3, id="other"))
    assert calls == {}


def test_moving_a_free_object_needs_no_network(compositor: Compositor, calls: Counter[str]) -> None:
    document = scene(horse(context="free"))
    compositor.render(document)
    calls.clear()
    frame = document.layers[0].frame
    for changes in ({"cx": 12.25}, {"rotation": 33}, {"flip": True}):
        compositor.render(moved(document, 0, **changes))
    assert calls == {}
    for growth in (3.7, 5.1):
        compositor.render(moved(document, 0, width=growth * frame.width, height=growth * frame.height))
    assert calls == {"refiner": 1}  # large enough for details, which are the same at every size


def test_moving_by_whole_pixels_moves_the_very_pixels(compositor: Compositor) -> None:
    document = scene(horse(context="free"))
    here = compositor.render(document).layers[0]
    there = compositor.render(moved(document, 0, cx=35, cy=21)).layers[0]
    assert (there.x - here.x, there.y - here.y) == (5, -3)
    assert np.abs(here.pixels.astype(int) - there.pixels).max() <= 1  # rounding of positions


def test_re_rolls_change_the_look_and_the_shape(compositor: Compositor) -> None:
    document = scene(horse())
    first = compositor.render(document)
    assert not same(first, compositor.render(edited(document, 0, style_seed=1)))
    assert not same(first, compositor.render(edited(document, 0, shape_seed=1)))
    assert not same(first, compositor.render(edited(document, 0, category="zebra")))


def test_the_surroundings_matter_for_scene_context_only(compositor: Compositor) -> None:
    def painted(context: str, rgb: tuple[int, int, int]) -> np.ndarray:
        return compositor.render(scene(horse(context=context), background=PlainBackground(rgb=rgb))).layers[0].pixels

    assert np.array_equal(painted("free", (0, 0, 0)), painted("free", (255, 255, 255)))
    assert not np.array_equal(painted("scene", (0, 0, 0)), painted("scene", (255, 255, 255)))


def test_what_lies_under_the_object_does_not_matter(compositor: Compositor) -> None:
    picture = photo(WIDTH, HEIGHT)
    document = scene(horse(shape=PolygonShape(points=[(0, 0), (1, 0), (1, 1), (0, 1)])), background=PhotoBackground())
    changed = picture.copy()
    changed[22:26, 26:34] = 0
    first, second = compositor.render(document, picture), compositor.render(document, changed)
    assert same_layer(first, second, 0)


# --- steps, threads, cancelling -------------------------------------------------------------------------------------


def test_steps_show_one_layer_after_the_other(compositor: Compositor) -> None:
    document = scene(horse("a"), horse("b", visible=False), horse("c", style_seed=4), background=GeneratedBackground())
    steps = list(compositor.steps(document))
    assert [len(step.layers) for step in steps] == [0, 1, 2, 3]
    for count, step in enumerate(steps):
        assert same(step, compositor.render(document.model_copy(update={"layers": document.layers[:count]})))
    assert same(steps[1], steps[2])


def test_results_are_read_only(compositor: Compositor) -> None:
    for canvas in (compositor.render(scene(horse())), *compositor.steps(scene(horse(opacity=0.5)))):
        for pixels in (canvas.pixels, *(layer.pixels for layer in canvas.layers)):
            with pytest.raises(ValueError, match="read-only"):
                pixels[...] = 0


def test_the_photo_is_not_written_to(compositor: Compositor) -> None:
    picture = photo()
    canvas = compositor.render(scene(horse(), background=PhotoBackground()), picture)
    assert np.array_equal(picture, photo()) and not np.shares_memory(picture, canvas.pixels)


def test_a_newer_request_stops_an_older_one_between_two_layers(compositor: Compositor, calls: Counter[str]) -> None:
    document = scene(*(horse(f"h{i}", style_seed=i) for i in range(4)), background=GeneratedBackground())
    with pytest.raises(Cancelled):
        compositor.render(document, cancelled=lambda: calls["foreground"] == 2)
    assert calls["foreground"] == 2
    with pytest.raises(Cancelled):
        next(compositor.steps(document, cancelled=lambda: True))
    assert same(compositor.render(document), fresh().render(document))


def test_threads_do_not_disturb_one_another(compositor: Compositor) -> None:
    documents = [
        scene(horse("a", style_seed=i), horse("b", shape_seed=i), background=GeneratedBackground()) for i in range(6)
    ]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(compositor.render, documents * 2))
    alone = [fresh().render(document) for document in documents]
    assert all(same(a, b) for a, b in zip(together, alone * 2, strict=True))


# --- backgrounds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(64, 48), (48, 64), (16, 16), (1024, 16), (65, 47)])
def test_generated_background_fills_any_canvas(compositor: Compositor, width: int, height: int) -> None:
    document = Scene(canvas=CanvasSize(width=width, height=height))
    pixels = compositor.render(document).pixels
    assert pixels.shape == (height, width, 3)
    other = document.model_copy(update={"background": GeneratedBackground(seed=1)})
    assert not np.array_equal(pixels, compositor.render(other).pixels)


def test_a_canvas_of_another_size_shows_the_same_landscape(networks: dict[str, nn.Module]) -> None:
    compositor = Compositor(**{**networks, "background": load_network("background")}, device="cpu")

    def colours(width: int, height: int, seed: int) -> np.ndarray:
        document = Scene(
            canvas=CanvasSize(width=width, height=height), background=GeneratedBackground(seed=seed), layers=()
        )
        return np.asarray(Image.fromarray(compositor.render(document).pixels).resize((8, 8), Image.Resampling.BOX))

    square, wide, other = (colours(*asked).astype(int) for asked in ((256, 256, 5), (448, 256, 5), (256, 256, 6)))
    assert 2 * np.abs(square - wide).mean() < np.abs(square - other).mean()


def test_a_sketch_replaces_the_layout(compositor: Compositor) -> None:
    def painted(rgb: tuple[int, int, int], seed: int = 0) -> np.ndarray:
        sketch = ColorSketch(width=2, height=1, pixels=[rgb, (0, 0, 0)])
        return compositor.render(scene(background=GeneratedBackground(seed=seed, sketch=sketch))).pixels

    assert not np.array_equal(painted((255, 0, 0)), painted((0, 0, 255)))
    assert not np.array_equal(painted((255, 0, 0)), painted((255, 0, 0), seed=1))  # the seed's noise stays


def test_a_photo_keeps_its_size_and_must_be_the_right_one(compositor: Compositor) -> None:
    picture = photo(200, 150)
    right = PhotoBackground(sha256=images.photo_sha256(picture))
    assert compositor.render(scene(horse(), background=right), picture).pixels.shape == (150, 200, 3)
    with pytest.raises(SceneError, match="not the one"):
        compositor.render(scene(background=right), photo(150, 200))
    with pytest.raises(SceneError, match="no photo is given"):
        compositor.render(scene(background=PhotoBackground()))
    with pytest.raises(SceneError, match="uint8"):
        compositor.render(scene(background=PhotoBackground()), picture[..., 0])
    with pytest.raises(SceneError, match="canvas cannot have 4 x 4 pixels"):
        compositor.render(scene(background=PhotoBackground()), photo(4, 4))


def test_exact_on_a_photo_of_twelve_megapixels(compositor: Compositor) -> None:
    picture = photo(4000, 3000)
    frame = Frame(cx=40, cy=30, width=24, height=20, rotation=15)
    canvas = compositor.render(scene(horse(frame=frame), background=PhotoBackground()), picture)
    layer = canvas.layers[0]
    alpha = layer.on_canvas(4000, 3000)[..., 3]
    assert 1400 < layer.pixels.shape[1] < 2200
    assert 0.01 < (alpha > 0).mean() < 0.5
    assert np.array_equal(canvas.pixels[alpha == 0], picture[alpha == 0])


def test_exact_on_real_photos(compositor: Compositor, data_folder: Path) -> None:
    paths = sorted(data_folder.glob("pexels/landscape/**/*.jpg"))[:3]
    if not paths:
        pytest.skip("no landscape photos there")
    for path in paths:
        picture = images.read_photo(path)
        canvas = compositor.render(scene(horse(), background=PhotoBackground()), picture)
        alpha = canvas.layers[0].on_canvas(picture.shape[1], picture.shape[0])[..., 3]
        assert np.array_equal(canvas.pixels[alpha == 0], picture[alpha == 0]) and (alpha > 0).any()


# --- edges, references, errors --------------------------------------------------------------------------------------


def test_the_edge_of_a_large_object_is_clean(compositor: Compositor) -> None:
    """The outline of a drawn object is as sharp at 1500 pixels as it was drawn, whatever the crop's size."""
    square = PolygonShape(points=[(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)])
    document = Scene(
        canvas=CanvasSize(width=1800, height=1800),
        background=PlainBackground(),
        layers=(horse(shape=square, frame=Frame(cx=900, cy=900, width=1500, height=1500)),),
    )
    alpha = compositor.render(document).layers[0].on_canvas(1800, 1800)[900, :, 3].astype(int)
    steps = np.abs(np.diff(alpha))
    edges = np.flatnonzero(steps > 60)
    assert len(edges) and np.abs(np.where(edges < 900, edges - 300, edges - 1500)).max() <= 4


def test_a_reference_gives_the_look(compositor: Compositor) -> None:
    red = np.full((20, 30, 3), (220, 10, 10), dtype=np.uint8)
    blue = np.dstack([red[..., ::-1], np.full((20, 30), 255, dtype=np.uint8)])
    name = "a" * 64
    document = scene(horse(style_reference=name))
    assert not same(compositor.render(document, None, {name: red}), compositor.render(document, None, {name: blue}))
    with pytest.raises(SceneError, match="takes its look from is not given"):
        compositor.render(document)
    average = scene(horse(style_reference=name, style_strength=0.0))
    without = scene(horse(style_strength=0.0))
    assert same(compositor.render(average, None, {name: red}), compositor.render(without))


def test_a_category_that_a_network_does_not_know(networks: dict[str, nn.Module]) -> None:
    for name in ("box2mask", "foreground"):
        others = tiny_networks()
        config = others[name].config
        others[name].config = type(config)(**{**vars(config), "categories": ("cow", "sheep")})
        with pytest.raises(SceneError, match="does not know the category 'horse', only cow, sheep"):
            Compositor(**others, device="cpu").render(scene(horse()))


def test_nothing_to_paint(compositor: Compositor, calls: Counter[str]) -> None:
    erased = StrokesShape(strokes=[Stroke(points=[(0.5, 0.5)], width=0.2, erase=True)])
    away = Frame(cx=-500, cy=20, width=20, height=20)
    canvas = compositor.render(scene(horse("a", shape=erased), horse("b", frame=away), horse("c", opacity=0)))
    assert all(layer.pixels.shape == (0, 0, 4) for layer in canvas.layers)
    assert (canvas.pixels == 255).all() and calls["foreground"] == 0


@pytest.mark.parametrize("width", [0.01, 30, 100_000])
@pytest.mark.parametrize("height", [0.01, 100_000])
def test_frames_of_any_size_are_painted_at_once(compositor: Compositor, width: float, height: float) -> None:
    drawn = StrokesShape(strokes=[Stroke(points=[(-4, -4), (5, 5)], width=4)], aspect=0.01)
    frame = Frame(cx=30, cy=24, width=width, height=height, rotation=37)
    start = time.perf_counter()
    canvas = compositor.render(scene(horse("a", frame=frame), horse("b", frame=frame, shape=drawn)))
    assert canvas.pixels.shape == (HEIGHT, WIDTH, 3)
    assert time.perf_counter() - start < 5


def test_outlines_fill_their_frame(compositor: Compositor) -> None:
    outline = compositor.outline(horse())
    assert masks.tight_box(outline) == masks.Box(0, 0, outline.shape[1], outline.shape[0])
    drawn = compositor.outline(horse(shape=MaskShape(width=2, height=2, counts=(0, 4))))
    assert drawn.shape[1] > drawn.shape[0] and (drawn == 1).all()
