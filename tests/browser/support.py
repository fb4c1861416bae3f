"""A real browser for tests, and a driver for the editor in it."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, sync_playwright

from scenegen.bench_editor import CHROMIUM_FLAGS

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
# What can be pressed and is smaller than a fingertip.
SMALL_TARGETS = """
root => [...root.querySelectorAll("button, select, [role=option], .toggle, input:not([type=file])")]
  .filter((element) => element.checkVisibility() && !element.closest(".stage"))
  .map((element) => [element, (element.closest("label.check") ?? element).getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 43.5 || height < 43.5)
  .map(([element, { width, height }]) =>
    `${element.ariaLabel ?? element.textContent ?? element.className}: ${width} x ${height}`)
"""


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Headless Chromium: the system's, or the one that `playwright install chromium` fetched. Skips without one."""
    with sync_playwright() as playwright:
        executable = _chromium(playwright)
        if executable is None:
            pytest.skip("no Chromium: install the package chromium, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _chromium(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for found in map(shutil.which, names) if found), own if Path(own).exists() else None)


class Visits:
    """Pages of new visitors, and what must not happen on any of them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def visit(self, *, phone: bool = False, dark: bool = False, first: bool = False, **options: Any) -> EditorPage:
        """A page that is ready; `first` shows what greets a first-time visitor."""
        defaults: dict[str, Any] = {
            "viewport": PHONE if phone else DESKTOP,
            "has_touch": phone,
            "is_mobile": phone,
            "locale": "en-US",
            "color_scheme": "dark" if dark else "light",
        }
        context = self.browser.new_context(**{**defaults, **options})
        self.contexts.append(context)
        if not first:
            context.add_init_script("localStorage.setItem('scenegen.visited', '1')")
        page = context.new_page()
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._check_origin(request.url))
        # Playwright catches choosers from the first listener on, without waiting until it does: a key pressed right
        # after that may still open a real dialog, which nobody sees.
        page.on("filechooser", lambda chooser: None)
        page.goto(self.address + ("?__theme=dark" if dark else ""))
        editor = EditorPage(page)
        editor.wait_until_ready()
        return editor

    def _check_origin(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.errors.append(url)

    def leave(self) -> None:
        """Closes all pages; fails if one of them reported an error or asked another origin for something."""
        for context in self.contexts:
            context.close()
        assert not self.errors, self.errors


class EditorPage:
    """What a person does with the editor, and what they see."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("[data-scenegen-editor]")
        self.canvas = page.get_by_role("application")
        self.options = page.get_by_role("listbox", name="Layers").get_by_role("option")
        self.alert = self.root.get_by_role("alert")

    def wait_until_ready(self) -> None:
        self.page.wait_for_selector("[data-scenegen-editor][data-ready=true][data-busy=false]", timeout=60_000)

    @property
    def frame(self) -> int:
        return int(self.root.get_attribute("data-frame") or 0)

    @property
    def document(self) -> dict[str, Any]:
        return self.root.evaluate("root => root.sceneDocument()")

    @contextmanager
    def new_picture(self) -> Iterator[None]:
        """Waits until what is done inside has led to a new complete picture."""
        before = self.frame
        yield
        self.page.wait_for_function(
            "before => { const { frame, busy } = document.querySelector('[data-scenegen-editor]').dataset;"
            " return Number(frame) > before && busy === 'false'; }",
            arg=before,
            timeout=60_000,
        )

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def picture(self) -> np.ndarray:
        """The shown picture's exact pixels, uint8 (H, W, 3)."""
        url = self.canvas.locator(":scope > canvas.picture").evaluate("canvas => canvas.toDataURL()")
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))

    def drag(self, *points: tuple[float, float]) -> None:
        """Presses at the first point, given as shares of the canvas, moves through the others and lets go."""
        places = [self._place(point) for point in points]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=4)
        self.page.mouse.up()

    def touch_drag(self, *points: tuple[float, float]) -> None:
        """The same with a finger."""
        session = self.page.context.new_cdp_session(self.page)
        kinds = ["touchStart"] + ["touchMove"] * (len(points) - 1)
        for kind, place in zip(kinds, map(self._place, points), strict=True):
            finger = {"x": place[0], "y": place[1]}
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def click(self, *points: tuple[float, float]) -> None:
        for point in points:
            self.page.mouse.click(*self._place(point))

    def _place(self, point: tuple[float, float]) -> tuple[float, float]:
        box = self.canvas.bounding_box()
        assert box is not None
        return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]

    def draw(self, tool: str, *points: tuple[float, float]) -> None:
        """Draws with a tool and waits for the picture."""
        self.press(tool)
        with self.new_picture():
            self.drag(*points)

    def upload(self, path: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press("Upload photo")
        chooser.value.set_files(path)

    def option(self, name: str) -> Locator:
        return self.options.filter(has_text=name)
