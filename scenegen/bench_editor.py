"""How the editor feels: a running app is driven in headless Chromium, everything is timed inside the page.

Only the editor's contract is used (`data-ready`, `data-busy`, `data-frame`, accessible names), and the document that
it finds in the browser's storage when it starts.
"""

from __future__ import annotations

import json
import math
import shutil
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scenegen.scene import CATEGORIES, CanvasSize, Frame, GeneratedBackground, Layer, Scene

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIDE = 512
REST_MILLISECONDS = 400  # between single edits: what follows a picture (thumbnails) is not part of the next edit
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-precise-memory-info",
)
_EDITOR = "[data-scenegen-editor]"
# Clicks a button and waits until the complete picture has been on screen for a frame.
_TIMED_CLICK = """
name => new Promise((done) => {
  const root = document.querySelector('[data-scenegen-editor]');
  const button = [...root.querySelectorAll('button')].find((each) => each.ariaLabel === name && each.offsetParent);
  const before = root.dataset.frame;
  const start = performance.now();
  const observer = new MutationObserver(() => {
    if (root.dataset.frame === before || root.dataset.busy !== 'false') return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
  });
  observer.observe(root, { attributes: true });
  button.click();
})
"""
_RECORD_FRAMES = """
() => {
  window.frameTimes = [];
  const tick = (now) => { window.frameTimes.push(now); window.frameRequest = requestAnimationFrame(tick); };
  window.frameRequest = requestAnimationFrame(tick);
}
"""


class EditorBenchError(RuntimeError):
    """The editor cannot be measured; the message is one sentence."""


def run_editor_bench(url: str, *, repeats: int = 30, edits: int = 200) -> dict[str, Any]:
    """Times the app at `url`. Raises `EditorBenchError` without playwright or Chromium, or if the app is not there.

    Returns milliseconds, each with its median, quartiles and number: from a click to the picture for the top one of
    `objects` at 512 x 512, between two frames while one of 20 objects is dragged, and over `edits` edits in a row the
    first and last 20 with the page's memory (MB) after them.
    """
    report: dict[str, Any] = {}
    with open_page(url, example_scene(8)) as page:
        page.get_by_role("option").first.click()
        times = []
        for _ in range(repeats + 1):
            times.append(page.evaluate(_TIMED_CLICK, "Re-roll look"))
            page.wait_for_timeout(REST_MILLISECONDS)
        report["edit_to_picture"] = _summary(times[1:]) | {"objects": 8}
    with open_page(url, example_scene(20)) as page:
        report["drag_frame"] = _summary(_dragged(page)) | {"objects": 20}
    with open_page(url, example_scene(3)) as page:
        page.get_by_role("option").first.click()
        report["edits_in_a_row"] = _many_edits(page, edits)
    return report


def example_scene(objects: int, seed: int = 0) -> Scene:
    """Objects of all categories spread over 512 x 512 pixels; another `seed` gives another landscape and others."""
    layers = []
    for number in range(objects):
        angle = 2.4 * number  # the golden angle spreads them evenly
        distance = 0.42 * SIDE * math.sqrt((number + 0.5) / objects)
        frame = Frame(
            cx=SIDE / 2 + distance * math.cos(angle),
            cy=SIDE / 2 + distance * math.sin(angle),
            width=0.3 * SIDE,
            height=0.24 * SIDE,
        )
        category = CATEGORIES[number % len(CATEGORIES)]
        layers.append(
            Layer(
                id=f"object-{number}",
                name=f"Object {number}",
                category=category,
                frame=frame,
                shape_seed=seed + number,
                style_seed=seed + number,
            )
        )
    canvas = CanvasSize(width=SIDE, height=SIDE)
    return Scene(canvas=canvas, background=GeneratedBackground(seed=seed + 1), layers=tuple(layers))


@contextmanager
def open_page(url: str, scene: Scene, *, rest: int = 500) -> Iterator[Page]:
    """A new visitor's page that shows the scene, after `rest` milliseconds in which the layers' own pictures follow.

    Raises `EditorBenchError`.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise EditorBenchError("The editor is measured with playwright: pip install playwright.") from None
    with sync_playwright() as playwright:
        found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
        executable = next((path for path in found if path), None)
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        except Error as error:
            raise EditorBenchError(f"No Chromium could be started: {error.message.splitlines()[0]}") from None
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-US")
            stored = {"scenegen.visited": "1", "scenegen.scene": scene.model_dump_json()}
            page.add_init_script(
                f"for (const [key, value] of Object.entries({json.dumps(stored)})) localStorage.setItem(key, value);"
            )
            try:
                page.goto(url)
                page.wait_for_selector(f"{_EDITOR}[data-ready=true][data-busy=false]", timeout=60_000)
            except Error:
                raise EditorBenchError(f"There is no editor at {url}: start one with `python app.py`.") from None
            page.wait_for_timeout(rest)
            yield page
        finally:
            browser.close()


def _dragged(page: Page, seconds: float = 3.0) -> list[float]:
    """Milliseconds between frames while the topmost object is dragged in circles."""
    page.get_by_role("button", name="Select", exact=True).click()
    box = page.get_by_role("application").bounding_box()
    frame = example_scene(20).layers[-1].frame
    x, y = (box[key] + center / SIDE * box["width"] for key, center in (("x", frame.cx), ("y", frame.cy)))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    page.evaluate(_RECORD_FRAMES)
    steps = round(seconds * 60)
    for step in range(steps):
        page.mouse.move(x - 60 * math.sin(step / 10), y - 60 + 60 * math.cos(step / 10))
    times = page.evaluate("() => { cancelAnimationFrame(window.frameRequest); return window.frameTimes; }")
    page.mouse.up()
    return [after - before for before, after in pairwise(times)]


def _many_edits(page: Page, edits: int) -> dict[str, Any]:
    session = page.context.new_cdp_session(page)

    def used() -> float:
        session.send("HeapProfiler.collectGarbage")
        return round(page.evaluate("performance.memory.usedJSHeapSize") / 1e6, 1)

    some = max(2, min(20, edits // 2))
    first = [page.evaluate(_TIMED_CLICK, "Re-roll look") for _ in range(some)]
    memory = used()
    for _ in range(edits - 2 * some):
        page.evaluate(_TIMED_CLICK, "Re-roll look")
    last = [page.evaluate(_TIMED_CLICK, "Re-roll look") for _ in range(some)]
    return {"first": _summary(first), "last": _summary(last), "megabytes": [memory, used()], "edits": edits}


def _summary(times: Sequence[float]) -> dict[str, Any]:
    if len(times) < 2:
        raise EditorBenchError("The page showed too few frames to be measured.")
    low, middle, high = statistics.quantiles(times, n=4)
    most = statistics.quantiles(times, n=20)[-1]
    quartiles = [round(low, 1), round(high, 1)]
    return {"median": round(middle, 1), "quartiles": quartiles, "percentile_95": round(most, 1), "n": len(times)}
