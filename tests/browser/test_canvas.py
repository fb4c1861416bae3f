"""The canvas in a real browser: choosing, moving, resizing, zooming and drawing with mouse, fingers, pen and keys."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import CDPSession, Page, Request, expect

from tests.browser.support import EditorPage

WIDTH, HEIGHT = 640, 480


def square(name: str, left: float, top: float, width: float, height: float, **more: Any) -> dict[str, Any]:
    """A layer that fills its frame, so that tests know where it is opaque."""
    corners = [[0, 0], [1, 0], [1, 1], [0, 1]]
    frame = {"cx": left + width / 2, "cy": top + height / 2, "width": width, "height": height, "rotation": 0}
    layer = {"id": name, "name": name, "category": "horse", "shape": {"kind": "polygon", "points": corners}}
    seeds = {"shape_seed": 1, "style_seed": 1, "style_strength": 1, "style_reference": None, "context": "free"}
    shown = {"opacity": 1, "visible": True, "locked": False}
    return {**layer, **seeds, **shown, "frame": {**frame, "flip": False}, **more}


class Canvas(EditorPage):
    """The editor with a scene in it, driven in canvas pixels."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.stage = page.locator(".stage")
        self.cdp: CDPSession = page.context.new_cdp_session(page)

    def open(self, *layers: dict[str, Any], **background: Any) -> None:
        canvas = {"width": WIDTH, "height": HEIGHT}
        ground = background or {"kind": "plain", "rgb": [90, 120, 150]}
        scene = {"version": 1, "canvas": canvas, "background": ground, "layers": layers}
        self.page.evaluate("scene => localStorage.setItem('scenegen.scene', scene)", json.dumps(scene))
        self.page.reload()
        self.wait_until_ready()
        self.page.wait_for_timeout(300)  # the layers' own pictures come after the whole

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a canvas pixel is on the page."""
        return self._place((x / WIDTH, y / HEIGHT))

    def under(self, x: float, y: float) -> tuple[float, float]:
        """The canvas pixel at a place on the page."""
        left, top = self.at(0, 0)
        return (x - left) / self.scale, (y - top) / self.scale

    @property
    def scale(self) -> float:
        bounds = self.canvas.bounding_box()
        assert bounds is not None
        return bounds["width"] / WIDTH

    @property
    def chosen(self) -> list[str]:
        """Names of the chosen layers as the list tells them, the front first."""
        return self.page.locator('[role=option][aria-selected="true"]').evaluate_all(
            "options => options.map(option => option.ariaLabel)"
        )

    def layer(self, name: str) -> dict[str, Any]:
        return next(layer for layer in self.document["layers"] if layer["name"] == name)

    def frame_of(self, name: str) -> dict[str, Any]:
        return self.layer(name)["frame"]

    def bounds_of(self, name: str) -> tuple[float, float, float, float]:
        frame = self.frame_of(name)
        half = frame["width"] / 2, frame["height"] / 2
        return frame["cx"] - half[0], frame["cy"] - half[1], frame["cx"] + half[0], frame["cy"] + half[1]

    @contextmanager
    def dragging(self, *points: tuple[float, float]) -> Iterator[None]:
        """Drags through points, does what is inside while the button is still down, and lets go."""
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(*point), steps=4)
        yield
        self.page.mouse.up()

    def drag_over(self, *points: tuple[float, float]) -> None:
        with self.dragging(*points):
            pass

    def click_at(self, x: float, y: float, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.down(key)
        self.page.mouse.click(*self.at(x, y))
        for key in keys:
            self.page.keyboard.up(key)

    def seen(self) -> np.ndarray:
        """What the stage looks like, uint8 (H, W, 3) in page pixels."""
        self.page.wait_for_timeout(150)
        return np.asarray(Image.open(io.BytesIO(self.stage.screenshot())).convert("RGB"))

    def seen_at(self, picture: np.ndarray, x: float, y: float, radius: int = 6) -> np.ndarray:
        """The part of a look at the stage around a canvas pixel."""
        corner = self.stage.bounding_box()
        assert corner is not None
        column, row = (round(place - corner[axis]) for place, axis in zip(self.at(x, y), ("x", "y"), strict=True))
        return picture[row - radius : row + radius, column - radius : column + radius].astype(int)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def pen(self, kind: str, x: float, y: float, force: float) -> None:
        place = dict(zip(("x", "y"), self.at(x, y), strict=True))
        button = {"button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen", "force": force}
        self.cdp.send("Input.dispatchMouseEvent", {"type": kind, **place, **button})

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)


@pytest.fixture
def canvas(visit: Callable[..., EditorPage]) -> Canvas:
    return Canvas(visit().page)


@pytest.fixture
def phone(visit: Callable[..., EditorPage]) -> Canvas:
    return Canvas(visit(phone=True).page)


# --- choosing --------------------------------------------------------------------------------------------------------


def test_a_click_takes_the_topmost_object_and_alt_the_next_below(canvas: Canvas) -> None:
    canvas.open(square("Back", 100, 100, 200, 200), square("Front", 150, 150, 200, 200))
    canvas.press("Select")
    canvas.click_at(200, 200)
    assert canvas.chosen == ["Front"]
    canvas.click_at(200, 200, "Alt")
    assert canvas.chosen == ["Back"]
    canvas.click_at(200, 200, "Alt")
    assert canvas.chosen == ["Front"]
    canvas.click_at(120, 120)
    assert canvas.chosen == ["Back"]
    canvas.click_at(500, 400)
    assert canvas.chosen == []


def test_a_click_goes_through_the_transparent_part_of_a_picture(canvas: Canvas) -> None:
    triangle = {"kind": "polygon", "points": [[0, 0], [1, 0], [0, 1]]}
    canvas.open(square("Back", 100, 100, 200, 200), square("Front", 100, 100, 200, 200, shape=triangle))
    canvas.press("Select")
    canvas.click_at(130, 130)
    assert canvas.chosen == ["Front"]
    canvas.click_at(280, 280)
    assert canvas.chosen == ["Back"]


def test_locked_objects_are_not_hit(canvas: Canvas) -> None:
    canvas.open(square("Back", 100, 100, 200, 200), square("Front", 100, 100, 200, 200, locked=True))
    canvas.press("Select")
    canvas.click_at(200, 200)
    assert canvas.chosen == ["Back"]


def three(canvas: Canvas) -> None:
    canvas.open(square("One", 60, 60, 80, 80), square("Two", 240, 90, 80, 80), square("Three", 450, 330, 80, 80))
    canvas.press("Select")


def moved_by(canvas: Canvas, before: dict[str, Any]) -> dict[str, tuple[float, float]]:
    now = {layer["name"]: layer["frame"] for layer in canvas.document["layers"]}
    was = {layer["name"]: layer["frame"] for layer in before["layers"]}
    return {name: (round(now[name]["cx"] - was[name]["cx"]), round(now[name]["cy"] - was[name]["cy"])) for name in now}


def test_a_marquee_chooses_what_it_touches_and_one_drag_moves_it_all(canvas: Canvas) -> None:
    three(canvas)
    before = canvas.document
    canvas.drag_over((30, 30), (260, 200))
    with canvas.new_picture():
        canvas.page.keyboard.down("Control")  # nothing catches
        canvas.drag_over((100, 100), (117, 131))
        canvas.page.keyboard.up("Control")
    assert moved_by(canvas, before) == {"One": (17, 31), "Two": (17, 31), "Three": (0, 0)}
    with canvas.new_picture():
        canvas.press("Undo")
    assert canvas.document == before


def test_shift_adds_and_takes_out(canvas: Canvas) -> None:
    three(canvas)
    before = canvas.document
    canvas.click_at(100, 100)
    canvas.click_at(280, 130, "Shift")
    canvas.click_at(490, 370, "Shift")
    canvas.click_at(280, 130, "Shift")
    with canvas.new_picture():
        canvas.keys("ArrowRight")
    assert moved_by(canvas, before) == {"One": (1, 0), "Two": (0, 0), "Three": (1, 0)}


def test_alt_drags_a_copy(canvas: Canvas) -> None:
    three(canvas)
    canvas.page.keyboard.down("Alt")
    with canvas.new_picture():
        canvas.drag_over((100, 100), (130, 300))
    canvas.page.keyboard.up("Alt")
    assert [layer["name"] for layer in canvas.document["layers"]] == ["One", "One 2", "Two", "Three"]
    assert canvas.frame_of("One")["cy"] == 100
    assert canvas.frame_of("One 2")["cy"] == pytest.approx(300, abs=7)
    assert canvas.chosen == ["One 2"]


def test_escape_puts_back_what_is_dragged(canvas: Canvas) -> None:
    three(canvas)
    before, looked = canvas.document, canvas.frame
    canvas.click_at(100, 100)
    with canvas.dragging((100, 100), (300, 300)):
        canvas.keys("Escape")
    assert canvas.document == before
    assert canvas.frame == looked
    assert canvas.chosen == ["One"]


# --- moving and resizing ---------------------------------------------------------------------------------------------


@contextmanager
def no_painting(page: Page) -> Iterator[None]:
    """Fails if the page sends the server anything meanwhile."""
    asked: list[str] = []

    def hear(request: Request) -> None:
        if request.method == "POST":
            asked.append(request.url)

    page.on("request", hear)
    yield
    page.remove_listener("request", hear)
    assert asked == []


def test_the_picture_moves_with_the_pointer_and_leaves_nothing_behind(canvas: Canvas) -> None:
    canvas.open(square("One", 60, 60, 80, 80))
    canvas.press("Select")
    canvas.page.mouse.move(*canvas.at(600, 450))
    before = canvas.seen()
    ground, painted = canvas.seen_at(before, 400, 400), canvas.seen_at(before, 100, 100)
    assert abs(painted - ground).mean() > 8
    with canvas.new_picture(), canvas.dragging((100, 100), (300, 230)), no_painting(canvas.page):
        during = canvas.seen()
        assert abs(canvas.seen_at(during, 100, 100) - ground).mean() < 2
        assert abs(canvas.seen_at(during, 300, 230) - painted).mean() < 10
    assert canvas.frame_of("One")["cx"] == pytest.approx(300, abs=7)


def test_stacking_order_stays_while_something_is_dragged(canvas: Canvas) -> None:
    canvas.open(square("Back", 60, 60, 80, 80), square("Front", 260, 60, 120, 120, category="zebra"))
    canvas.press("Select")
    canvas.page.mouse.move(*canvas.at(600, 450))
    front = canvas.seen_at(canvas.seen(), 295, 95)
    with canvas.dragging((100, 100), (310, 115)):
        assert abs(canvas.seen_at(canvas.seen(), 295, 95) - front).mean() < 3
        canvas.keys("Escape")


def test_edges_and_centres_catch_and_control_sets_them_free(canvas: Canvas) -> None:
    three(canvas)
    with canvas.new_picture():
        canvas.drag_over((100, 100), (493, 203))  # 3 pixels beside the centre of "Three"
    assert canvas.frame_of("One")["cx"] == 490
    with canvas.new_picture():
        canvas.press("Undo")
    canvas.page.keyboard.down("Control")
    with canvas.new_picture():
        canvas.drag_over((100, 100), (493, 203))
    canvas.page.keyboard.up("Control")
    assert canvas.frame_of("One")["cx"] == pytest.approx(493, abs=1)


def test_shift_keeps_the_way_straight(canvas: Canvas) -> None:
    three(canvas)
    before = canvas.document
    canvas.page.keyboard.down("Shift")
    with canvas.new_picture():
        canvas.drag_over((100, 100), (190, 111))
    canvas.page.keyboard.up("Shift")
    assert moved_by(canvas, before)["One"][1] == 0


def test_handles_resize_with_the_picture_following(canvas: Canvas) -> None:
    canvas.open(square("One", 100, 100, 80, 60))
    canvas.press("Select")
    canvas.click_at(140, 130)
    before = canvas.seen()
    # The place of the object that the drag takes to (240, 215).
    ground, painted = canvas.seen_at(before, 300, 300), canvas.seen_at(before, 170, 151)
    with canvas.new_picture(), canvas.dragging((180, 160), (260, 235)), no_painting(canvas.page):
        during = canvas.seen_at(canvas.seen(), 240, 215)
        assert abs(during - ground).mean() > 5
        assert abs(during.mean((0, 1)) - painted.mean((0, 1))).max() < 60
    assert canvas.bounds_of("One") == pytest.approx((100, 100, 260, 240), abs=7)
    with canvas.new_picture():
        canvas.page.keyboard.down("Shift")
        canvas.drag_over((260, canvas.bounds_of("One")[3]), (180, 200))
        canvas.page.keyboard.up("Shift")
    left, top, right, bottom = canvas.bounds_of("One")
    assert (left, top) == pytest.approx((100, 100), abs=0.1)
    assert (right - left) / (bottom - top) == pytest.approx(160 / 140, abs=0.1)


def test_alt_resizes_from_the_centre(canvas: Canvas) -> None:
    canvas.open(square("One", 200, 200, 80, 60))
    canvas.press("Select")
    canvas.click_at(240, 230)
    canvas.page.keyboard.down("Alt")
    canvas.page.keyboard.down("Control")
    with canvas.new_picture():
        canvas.drag_over((280, 230), (300, 230))
    canvas.page.keyboard.up("Control")
    canvas.page.keyboard.up("Alt")
    assert canvas.bounds_of("One") == pytest.approx((180, 200, 300, 260), abs=1)


def test_the_upper_handle_turns_and_shift_turns_by_steps(canvas: Canvas) -> None:
    canvas.open(square("One", 200, 200, 120, 80))
    canvas.press("Select")
    canvas.click_at(260, 240)
    handle = 200 - 26 / canvas.scale
    with canvas.new_picture():
        canvas.drag_over((260, handle), (360, 240))
    assert canvas.frame_of("One")["rotation"] == pytest.approx(90, abs=2)
    with canvas.new_picture():
        canvas.press("Undo")
    canvas.page.keyboard.down("Shift")
    with canvas.new_picture():
        canvas.drag_over((260, handle), (330, 190))
    canvas.page.keyboard.up("Shift")
    assert canvas.frame_of("One")["rotation"] % 15 == 0


def test_several_objects_are_scaled_together(canvas: Canvas) -> None:
    canvas.open(square("One", 100, 100, 80, 60), square("Two", 220, 160, 80, 60))
    canvas.press("Select")
    canvas.keys("Control+a")
    canvas.page.keyboard.down("Control")
    with canvas.new_picture():
        canvas.drag_over((300, 220), (400, 280))
    canvas.page.keyboard.up("Control")
    assert canvas.bounds_of("One") == pytest.approx((100, 100, 220, 190), abs=1.5)
    assert canvas.bounds_of("Two") == pytest.approx((280, 190, 400, 280), abs=1.5)


# --- the view --------------------------------------------------------------------------------------------------------


def test_the_wheel_zooms_at_the_pointer(canvas: Canvas) -> None:
    canvas.open()
    scale = canvas.scale
    place = tuple(round(side) for side in canvas.at(500, 100))
    under = canvas.under(*place)
    canvas.page.mouse.move(*place)
    for _ in range(5):
        canvas.page.mouse.wheel(0, -200)
    canvas.page.wait_for_timeout(100)
    assert canvas.scale > 2 * scale
    assert canvas.under(*place) == pytest.approx(under, abs=1)


def test_keys_zoom_and_fit(canvas: Canvas) -> None:
    canvas.open()
    fitted = canvas.canvas.bounding_box()
    canvas.keys("1")
    assert canvas.scale == pytest.approx(1)
    canvas.keys("+")
    assert canvas.scale == pytest.approx(1.25)
    canvas.keys("-", "-")
    assert canvas.scale == pytest.approx(0.75)
    canvas.keys("0")
    assert canvas.canvas.bounding_box() == fitted
    stage = canvas.stage.bounding_box()
    assert fitted and stage
    assert fitted["x"] >= stage["x"]
    assert fitted["y"] + fitted["height"] <= stage["y"] + stage["height"]


def test_space_and_the_middle_button_move_the_paper(canvas: Canvas) -> None:
    canvas.open()
    before = canvas.document
    x, y = canvas.at(0, 0)
    canvas.page.mouse.move(*canvas.at(300, 300))
    canvas.page.keyboard.down("Space")
    canvas.drag_over((300, 300), (360, 280))
    canvas.page.keyboard.up("Space")
    moved = canvas.at(0, 0)
    assert moved == pytest.approx((x + 60 * canvas.scale, y - 20 * canvas.scale), abs=2)
    canvas.page.mouse.down(button="middle")
    canvas.page.mouse.move(*canvas.at(340, 280), steps=3)
    canvas.page.mouse.up(button="middle")
    assert canvas.at(0, 0) == pytest.approx((x + 100 * canvas.scale, y - 40 * canvas.scale), abs=3)
    assert canvas.document == before


def test_the_paper_cannot_get_lost(canvas: Canvas) -> None:
    canvas.open()
    canvas.page.mouse.move(*canvas.at(300, 300))
    for _ in range(40):
        canvas.page.mouse.wheel(0, 400)
        canvas.page.keyboard.down("Shift")
        canvas.page.mouse.wheel(0, 400)
        canvas.page.keyboard.up("Shift")
    canvas.page.wait_for_timeout(100)
    paper, stage = canvas.canvas.bounding_box(), canvas.stage.bounding_box()
    assert paper and stage
    assert paper["width"] > 20
    assert paper["x"] + paper["width"] > stage["x"] + 10


def test_drawing_is_exact_when_zoomed(canvas: Canvas) -> None:
    canvas.open()
    canvas.page.mouse.move(*canvas.at(200, 150))
    for _ in range(6):
        canvas.page.mouse.wheel(0, -250)
    canvas.page.wait_for_timeout(100)
    assert canvas.scale > 4
    canvas.press("Box")
    canvas.page.keyboard.down("Control")
    with canvas.new_picture():
        canvas.drag_over((180, 140), (230, 170))
    canvas.page.keyboard.up("Control")
    frame = canvas.document["layers"][0]["frame"]
    drawn = (frame["cx"], frame["cy"], frame["width"], frame["height"])
    assert drawn == pytest.approx((205, 155, 50, 30), abs=0.5)


def test_boxes_may_reach_beyond_the_paper(canvas: Canvas) -> None:
    canvas.open()
    canvas.press("Box")
    canvas.page.keyboard.down("Control")
    with canvas.new_picture():
        canvas.drag_over((-20, 200), (120, 300))
    canvas.page.keyboard.up("Control")
    assert canvas.document["layers"][0]["frame"]["cx"] == pytest.approx(50, abs=1)


def test_a_new_canvas_size_is_fitted(canvas: Canvas, tmp_path_factory: pytest.TempPathFactory) -> None:
    canvas.open()
    canvas.keys("1", "+", "+")
    path = tmp_path_factory.mktemp("photo") / "tall.png"
    Image.new("RGB", (300, 900), (90, 80, 70)).save(path)
    with canvas.new_picture():
        canvas.upload(path)
    paper, stage = canvas.canvas.bounding_box(), canvas.stage.bounding_box()
    assert paper and stage
    assert paper["height"] == pytest.approx(3 * paper["width"], rel=0.01)
    assert paper["y"] > stage["y"]
    assert paper["height"] < stage["height"]


# --- fingers ---------------------------------------------------------------------------------------------------------


def test_two_fingers_zoom_and_drop_what_one_has_begun(phone: Canvas) -> None:
    phone.open()
    scale, (x, y) = phone.scale, phone.at(320, 240)
    phone.touch("touchStart", (x - 40, y))
    phone.touch("touchMove", (x - 30, y + 10))
    phone.touch("touchStart", (x - 30, y), (x + 30, y))
    for way in (40, 60, 80):
        phone.touch("touchMove", (x - way, y), (x + way, y))
    phone.touch("touchEnd")
    phone.page.wait_for_timeout(200)
    assert phone.scale == pytest.approx(scale * 80 / 30, rel=0.1)
    assert phone.document["layers"] == []
    assert phone.page.evaluate("[window.scrollX, window.scrollY, visualViewport.scale]") == [0, 0, 1]
    phone.press("Fit")
    assert phone.scale == pytest.approx(scale)


def test_a_finger_moves_an_object_and_its_handles(phone: Canvas) -> None:
    phone.open(square("One", 200, 160, 240, 160))
    phone.press("Select")
    phone.touch("touchStart", phone.at(320, 240))
    for way in (20, 40, 60):
        phone.touch("touchMove", phone.at(320, 240 + way))
    with phone.new_picture():
        phone.touch("touchEnd")
    assert phone.frame_of("One")["cy"] == pytest.approx(300, abs=12)
    _, _, right, bottom = phone.bounds_of("One")
    x, y = phone.at(right, bottom)
    phone.touch("touchStart", (x + 12, y + 12))  # a finger need not hit it exactly
    for way in (10, 20, 30):
        phone.touch("touchMove", (x + 12 + way, y + 12 + way))
    with phone.new_picture():
        phone.touch("touchEnd")
    assert phone.bounds_of("One")[2] == pytest.approx(right + 30 / phone.scale, abs=15)


# --- keys ------------------------------------------------------------------------------------------------------------


def test_the_keyboard_draws_a_box(canvas: Canvas) -> None:
    canvas.open()
    canvas.canvas.focus()
    canvas.keys("r", *["ArrowLeft"] * 10, *["ArrowUp"] * 8, "Space", *["ArrowRight"] * 14, *["ArrowDown"] * 10)
    with canvas.new_picture():
        canvas.keys("Space")
    frame = canvas.document["layers"][0]["frame"]
    step = 8 / canvas.scale
    assert (frame["width"], frame["height"]) == pytest.approx((14 * step, 10 * step), abs=0.5)
    assert frame["cx"] == pytest.approx(320 - 3 * step, abs=1)


def test_the_keyboard_paints_a_stroke_and_escape_drops_one(canvas: Canvas) -> None:
    canvas.open()
    canvas.canvas.focus()
    canvas.keys("b", "Space", *["ArrowRight"] * 5, "Escape", "Space", *["ArrowRight"] * 6)
    with canvas.new_picture():
        canvas.keys("Enter")
    (layer,) = canvas.document["layers"]
    assert layer["shape"]["kind"] == "strokes"
    assert len(layer["shape"]["strokes"]) == 1


def test_nudged_objects_move_at_once(canvas: Canvas) -> None:
    canvas.open(square("One", 60, 60, 80, 80))
    canvas.press("Select")
    canvas.click_at(100, 100)
    ground = canvas.seen_at(canvas.seen(), 400, 400)
    canvas.page.route("**/queue/join*", lambda route: None)  # a server that takes its time
    canvas.keys(*["Shift+ArrowRight"] * 15)
    during = canvas.seen()
    assert abs(canvas.seen_at(during, 100, 100) - ground).mean() < 2
    assert abs(canvas.seen_at(during, 250, 100) - ground).mean() > 8


def test_the_keyboard_sets_corners(canvas: Canvas) -> None:
    canvas.open()
    canvas.canvas.focus()
    corners = ["Space", *["ArrowRight"] * 9, "Space", *["ArrowDown"] * 9, "Space"]
    canvas.keys("p", *[key for corner in corners for key in ([corner, corner] if corner == "Space" else [corner])])
    with canvas.new_picture():
        canvas.keys("Enter")
    (layer,) = canvas.document["layers"]
    assert len(layer["shape"]["points"]) == 3


def test_the_place_of_the_keyboards_pointer_is_read_out(canvas: Canvas) -> None:
    canvas.open()
    canvas.canvas.focus()
    canvas.keys("r", "Shift+ArrowRight", "Shift+ArrowRight")
    expect(canvas.page.get_by_text("322, 240")).to_be_attached()


# --- brush, eraser, colours ------------------------------------------------------------------------------------------


def test_a_pens_pressure_makes_strokes_of_several_widths(canvas: Canvas) -> None:
    canvas.open()
    canvas.press("Brush")
    canvas.pen("mouseMoved", 150, 240, 0)
    canvas.pen("mousePressed", 150, 240, 0.1)
    for step in range(1, 20):
        canvas.pen("mouseMoved", 150 + 15 * step, 240, 0.05 * step)
    with canvas.new_picture():
        canvas.pen("mouseReleased", 435, 240, 0)
    strokes = canvas.document["layers"][0]["shape"]["strokes"]
    widths = [stroke["width"] for stroke in strokes]
    assert 3 <= len(strokes) <= 40
    assert widths[-1] > 2 * widths[0]


def test_shift_draws_a_straight_line_from_the_last_stroke(canvas: Canvas) -> None:
    canvas.open()
    canvas.press("Brush")
    with canvas.new_picture():
        canvas.drag_over((100, 100), (200, 100))
    with canvas.new_picture():
        canvas.click_at(300, 300, "Shift")
    _, line = canvas.document["layers"][0]["shape"]["strokes"]
    assert len(line["points"]) == 2


@pytest.mark.parametrize("kind", ["generated", "polygon"])
def test_brush_and_eraser_change_the_outline_of_any_object(canvas: Canvas, kind: str) -> None:
    layer = square("One", 200, 140, 200, 200)
    canvas.open({**layer, "shape": {"kind": "generated"}} if kind == "generated" else layer)
    canvas.press("Select")
    canvas.click_at(300, 240)
    canvas.keys("o")
    with canvas.new_picture():
        canvas.drag_over((420, 200), (460, 220))  # even before the outline has come
    grown = canvas.layer("One")
    assert grown["shape"]["kind"] == "mask"
    assert canvas.bounds_of("One")[2] > 460
    assert len(canvas.document["layers"]) == 1
    canvas.press("Eraser")
    with canvas.new_picture():
        canvas.drag_over((400, 190), (420, 200), (460, 220), (500, 240))
    assert canvas.bounds_of("One")[2] < 460
    assert sum(canvas.layer("One")["shape"]["counts"][1::2]) > 0


def test_a_drawing_of_very_many_strokes_becomes_a_bitmap_of_the_same_outline(canvas: Canvas) -> None:
    stroke = {"points": [[0.1, 0.1], [0.9, 0.9]], "width": 0.2, "erase": False}
    canvas.open(square("One", 200, 140, 200, 200, shape={"kind": "strokes", "strokes": [stroke] * 401, "aspect": 1}))
    canvas.press("Select")
    canvas.click_at(300, 240)
    canvas.keys("o")
    with canvas.new_picture():
        canvas.drag_over((300, 240), (310, 250))  # inside: nothing is added
    shape = canvas.layer("One")["shape"]
    assert shape["kind"] == "mask"
    assert canvas.bounds_of("One") == pytest.approx((200, 140, 400, 340), abs=1)
    covered = sum(shape["counts"][1::2]) / (shape["width"] * shape["height"])
    assert covered == pytest.approx(0.8 * 2**0.5 * 0.2 + 3.1416 * 0.1**2, abs=0.01)


def test_the_eraser_takes_the_object_that_it_is_put_on(canvas: Canvas) -> None:
    canvas.open(square("One", 200, 140, 200, 200))
    canvas.press("Eraser")
    with canvas.new_picture():
        canvas.drag_over((220, 200), (380, 200))
    assert canvas.layer("One")["shape"]["kind"] == "mask"


def test_painted_colours_change_the_background_and_no_object(canvas: Canvas) -> None:
    canvas.open(square("One", 60, 60, 80, 80))
    layers, before = canvas.document["layers"], canvas.picture().astype(int)
    canvas.press("Colours")
    with canvas.new_picture(), canvas.dragging((100, 420), (560, 420)):
        assert abs(canvas.seen_at(canvas.seen(), 330, 420) - (96, 148, 210)).mean() < 30
    document = canvas.document
    assert document["layers"] == layers
    assert document["background"]["kind"] == "generated"
    assert [96, 148, 210] in document["background"]["sketch"]["pixels"]
    assert abs(canvas.picture().astype(int) - before)[380:].mean() > 5


def test_alt_picks_a_colour(canvas: Canvas) -> None:
    canvas.open(kind="plain", rgb=[10, 200, 30])
    canvas.press("Colours")
    canvas.click_at(300, 300, "Alt")
    assert canvas.document["background"]["kind"] == "plain"
    with canvas.new_picture():
        canvas.drag_over((100, 420), (560, 420))
    pixels = canvas.document["background"]["sketch"]["pixels"]
    assert all(pixel == [10, 200, 30] for pixel in pixels)
