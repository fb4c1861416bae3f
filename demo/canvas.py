"""The editor's two Gradio components: the canvas that people draw on, and the hidden receiver of its pictures."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import gradio as gr

from demo.fetching import Uploaded

STATIC = Path(__file__).parent / "static"
STATIC_ROUTE = "/editor"  # a route of its own: Gradio's would show where the program is installed
_BUNDLE = STATIC / "editor.js"

# Gradio allows the events whose names stand in quotes in this text, if only in a comment.
_LOAD = """
// events: 'edit' 'export' 'variants' 'compare'
const base = document.querySelector('base')?.href || location.href;
import(new URL(props.bundle, base))
  .then((editor) => editor.CALL)
  .catch((error) => { element.textContent = 'The editor could not be loaded: ' + error; console.error(error); });
"""
_GRADIO = "{ props, trigger, watch, server: typeof server === 'undefined' ? {} : server, upload }"


def static_url(path: Path) -> str:
    """Where the page finds a file under `STATIC`, relative to its own address."""
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]  # a browser must not keep an old editor
    return f"{STATIC_ROUTE.removeprefix('/')}/{path.relative_to(STATIC).as_posix()}?v={version}"


def file_url(path: Path | str) -> str:
    """Where the page finds a file that Gradio may serve, relative to its own address."""
    return f"gradio_api/file={path}"


class SceneCanvas(Uploaded, gr.HTML):
    """The scene editor. Its value is what the editor last sent; user data never goes into the template.

    Value and options travel as JSON text: Gradio's page copies every single number of a nested one at every edit.
    Raises the events `edit` (paint this), `variants` (paint an object with these seeds), `compare` (paint this with
    several systems) and `export` (make a file of this).
    """

    def __init__(self, value: Any = None, **kwargs: Any) -> None:
        # Gradio builds the component again from its own arguments on every update: each must be accepted.
        defaults = {
            "html_template": "<div class='scenegen'></div>",
            "js_on_load": _LOAD.replace("CALL", f"mount(element.querySelector('.scenegen'), {_GRADIO})"),
            "apply_default_css": False,
            "bundle": static_url(_BUNDLE),
            "options": "{}",
        }
        super().__init__(value, **{**defaults, **kwargs})

    def preprocess(self, payload: Any) -> Any:
        """What the editor sent as plain data; None if it is not JSON text."""
        try:
            return json.loads(payload)
        except (TypeError, ValueError, RecursionError):
            return None

    def api_info(self) -> dict[str, Any]:
        return {"type": "string", "description": "a request of the scene editor as JSON text"}

    def example_payload(self) -> Any:
        return None

    def example_value(self) -> Any:
        return None


class PictureReceiver(gr.HTML):
    """Hands the painter's messages to the editor. A component of its own, so that none of them touches the document.

    They travel as JSON text like the canvas's value; only one with a file stays as it is, for Gradio to find it.
    """

    def __init__(self, value: Any = None, **kwargs: Any) -> None:
        defaults = {
            "html_template": "<span></span>",
            "js_on_load": _LOAD.replace("CALL", f"receive({_GRADIO})"),
            "apply_default_css": False,
            "bundle": static_url(_BUNDLE),
            "visible": "hidden",
        }
        super().__init__(value, **{**defaults, **kwargs})

    def postprocess(self, value: Any) -> Any:
        return value if value is None or "download" in value else json.dumps(value)
