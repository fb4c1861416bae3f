"""The scene editor as a web page: `python app.py`.

`GRADIO_SERVER_NAME` and `GRADIO_SERVER_PORT` say where it listens, `SCENEGEN_WEIGHTS` where its networks are.
"""

from __future__ import annotations

import gradio as gr
import torch
from starlette.middleware import Middleware

from demo.editor import build_editor
from demo.limits import MAX_PROJECT_BYTES, BodyLimit
from scenegen.compositor import Compositor
from scenegen.weights import WeightsError

try:
    compositor = Compositor.from_weights(device="cuda" if torch.cuda.is_available() else "cpu")
except WeightsError as error:
    raise SystemExit(str(error)) from None

demo = build_editor(compositor).queue(max_size=64)

if __name__ == "__main__":
    demo.launch(
        theme=gr.themes.Default(primary_hue="emerald", neutral_hue="slate", font=["system-ui", "sans-serif"]).set(
            body_text_color_subdued="*neutral_500"  # readable on white
        ),
        max_file_size=MAX_PROJECT_BYTES,
        run_history=False,  # it would keep every preview in the browser
        enable_monitoring=False,
        ssr_mode=False,
        footer_links=["api", "settings"],
        state_session_capacity=1000,
        app_kwargs={"middleware": [Middleware(BodyLimit)], "docs_url": None, "redoc_url": None, "openapi_url": None},
    )
