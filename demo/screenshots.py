"""Takes the pictures of docs/guide.md from a running app: `python app.py`, then `python -m demo.screenshots`.

A headless Chromium does what a reader of the guide does, so a step that no longer works fails here. Needs playwright.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from demo.pictures import SCENES
from scenegen.bench_editor import CHROMIUM_FLAGS

FOLDER = Path(__file__).parent.parent / "docs" / "images"
ADDRESS = "http://127.0.0.1:7860"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
READY = "[data-scenegen-editor][data-ready=true][data-busy=false]"
EMPTY = {"version": 1, "canvas": {"width": 512, "height": 320}, "background": {"kind": "generated", "seed": 52}}
QUALITY = 82
# The corners of a horse, roughly, as shares of the canvas.
HORSE = (
    (0.2, 0.46), (0.52, 0.48), (0.6, 0.28), (0.73, 0.36), (0.71, 0.43), (0.65, 0.43), (0.62, 0.6), (0.6, 0.86),
    (0.56, 0.86), (0.54, 0.62), (0.32, 0.62), (0.29, 0.86), (0.25, 0.86), (0.23, 0.62),
)  # fmt: skip


class Guide:
    """The editor in a browser, and the pictures that are taken of it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.root = page.locator("[data-scenegen-editor]")
        self.canvas = page.get_by_role("application")

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def settle(self) -> None:
        """Waits for the picture and for what follows it: thumbnails, variants, animations of the page."""
        self.page.wait_for_selector(READY, timeout=120_000)
        self.page.wait_for_timeout(1000)
        self.page.wait_for_function("() => !document.querySelector('.variants [data-waiting]')", timeout=120_000)

    def drag(self, *points: tuple[float, float], let_go: bool = True) -> None:
        """Draws through points that are shares of the canvas."""
        box = self.canvas.bounding_box()
        for number, (x, y) in enumerate(points):
            self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
            if number == 0:
                self.page.mouse.down()
        if let_go:
            self.page.mouse.up()

    def shoot(self, name: str, *parts: Locator) -> None:
        """Keeps a picture of the page, or of the part of it that `parts` fill together."""
        image = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        if parts:
            boxes = [box for part in parts if (box := part.bounding_box()) is not None]
            left, top = (min(box[key] for box in boxes) for key in ("x", "y"))
            right = max(box["x"] + box["width"] for box in boxes)
            bottom = max(box["y"] + box["height"] for box in boxes)
            image = image.crop((round(left), round(top), round(right), round(bottom)))
        image.save(self.folder / f"{name}.webp", quality=QUALITY, method=6)


# --- the steps of the guide -----------------------------------------------------------------------------------------


def boxes(guide: Guide) -> None:
    stage = guide.root.locator(".stage")
    guide.press("Box")
    guide.drag((0.18, 0.42), (0.5, 0.8), let_go=False)
    guide.page.wait_for_timeout(300)
    guide.shoot("box", stage)
    guide.page.mouse.up()
    guide.settle()
    guide.shoot("object", stage)
    guide.press("Four shapes")
    guide.settle()
    guide.shoot("shapes", guide.root.locator(".variants"))


def drawing(guide: Guide) -> None:
    stage = guide.root.locator(".stage")
    guide.press("Polygon")
    box = guide.canvas.bounding_box()
    for x, y in (*HORSE, HORSE[0]):
        guide.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    guide.settle()
    guide.shoot("drawn", stage)
    guide.press("Finish my drawing")
    guide.settle()
    guide.shoot("finished", stage)


def whole_page(guide: Guide) -> None:
    guide.root.get_by_role("option", name="Leader").click()
    guide.press("Four looks")
    guide.settle()
    guide.shoot("editor")
    guide.press("Export as")
    guide.page.wait_for_timeout(300)
    guide.shoot("export", guide.page.get_by_role("menu", name="Export as"))


def outlines(guide: Guide) -> None:
    guide.root.get_by_role("option", name="Leader").click()
    guide.press("Edit outline")
    guide.settle()
    guide.drag((0.62, 0.66), (0.68, 0.62), (0.74, 0.66), let_go=False)
    guide.page.wait_for_timeout(300)
    guide.shoot("outline", guide.root.locator(".stage"), guide.root.locator(".bar"))
    guide.page.mouse.up()


def colours(guide: Guide) -> None:
    guide.press("Colours")
    guide.settle()
    guide.root.get_by_role("radio", name="Sunset").click()
    for height in (0.02, 0.09, 0.16, 0.23, 0.3):
        guide.drag((0.0, height), (1.0, height))
    guide.root.get_by_role("radio", name="Water").click()
    for height in (0.44, 0.5):
        guide.drag((0.0, height), (1.0, height))
    guide.root.get_by_role("radio", name="Sand").click()
    guide.drag((0.3, 0.86), (1.0, 0.94), let_go=False)
    guide.page.wait_for_timeout(300)
    guide.shoot("colours", guide.root.locator(".stage"), guide.root.locator(".bar"))
    guide.page.mouse.up()
    guide.settle()
    guide.press("Select")
    guide.shoot("sketched", guide.root.locator(".stage"))


def from_photo(guide: Guide) -> None:
    """The painted herd stands in for a photo."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.png"
        Image.open(guide.folder / "herd.webp").save(photo)
        with guide.page.expect_file_chooser() as chooser:
            guide.press("Upload photo")
        chooser.value.set_files(photo)
        guide.settle()
    guide.press("Take from photo")
    guide.page.wait_for_timeout(500)
    guide.drag((0.06, 0.5), (0.41, 0.92))
    guide.page.get_by_role("button", name="Take", exact=True).and_(guide.page.locator(":enabled")).wait_for()
    guide.page.wait_for_timeout(800)
    guide.shoot("take")


def picture_of_the_herd(guide: Guide) -> None:
    with guide.page.expect_download() as download:
        guide.press("Export")
    Image.open(download.value.path()).convert("RGB").save(guide.folder / "herd.webp", quality=90, method=6)


def show(guide: Guide, name: str) -> None:
    guide.settle()
    guide.shoot(name)


def horses() -> dict[str, Any]:
    return json.loads((SCENES / "horses.json").read_text(encoding="utf-8"))


# Of each visit: its scene, how the browser differs from the usual one, and what is done there.
VISITS: tuple[tuple[dict[str, Any], dict[str, Any], Callable[[Guide], None]], ...] = (
    (horses(), {}, picture_of_the_herd),
    (EMPTY, {}, boxes),
    (EMPTY, {}, drawing),
    (horses(), {}, whole_page),
    (horses(), {}, outlines),
    (horses(), {}, colours),
    (EMPTY, {}, from_photo),
    (horses(), {"viewport": PHONE, "has_touch": True, "is_mobile": True}, lambda guide: show(guide, "phone")),
    (horses(), {"color_scheme": "dark"}, lambda guide: show(guide, "dark")),
)


@contextmanager
def visited(browser: Browser, address: str, scene: dict[str, Any], options: dict[str, Any]) -> Iterator[Page]:
    """A page that shows a scene, as if it had been drawn on an earlier visit."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-US", **options})
    stored = {"scenegen.visited": "1", "scenegen.scene": json.dumps(scene)}
    context.add_init_script(
        f"for (const [key, value] of Object.entries({json.dumps(stored)})) localStorage.setItem(key, value);"
    )
    page = context.new_page()
    try:
        page.goto(address + ("/?__theme=dark" if options.get("color_scheme") == "dark" else ""))
        page.wait_for_selector(READY, timeout=120_000)
        yield page
    finally:
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the guide from a running app.")
    parser.add_argument("address", nargs="?", default=ADDRESS, help=f"of the app, by default {ADDRESS}")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures go")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS))
        for scene, options, work in VISITS:
            with visited(browser, given.address.rstrip("/"), scene, options) as page:
                work(Guide(page, given.folder))
        browser.close()


if __name__ == "__main__":
    main()
