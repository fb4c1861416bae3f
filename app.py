"""The scene editor as a web page: `python app.py`.

`GRADIO_SERVER_NAME` and `GRADIO_SERVER_PORT` say where it listens, `SCENEGEN_WEIGHTS` where its networks are; `--mcp`
also offers its endpoints to assistants as tools.
"""

from __future__ import annotations

import argparse
import os
import signal

import gradio as gr

from demo.editor import build_editor
from demo.gpu import editor_compositor
from demo.hosting import after_gradio, app_options, before_gradio, settle_server
from demo.limits import MAX_PROJECT_BYTES
from demo.painter import Painter
from scenegen.weights import WeightsError

before_gradio()
try:
    painter = Painter(editor_compositor())
except WeightsError as error:
    raise SystemExit(str(error)) from None
demo = build_editor(painter.compositor, painter).queue(max_size=64, api_open=False)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The scene editor as a web page.")
    parser.add_argument("--mcp", action="store_true", default=None, help="offer the endpoints to assistants as tools")
    return parser.parse_args()


if __name__ == "__main__":
    mcp_server = arguments().mcp  # None: as GRADIO_MCP_SERVER says
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Gradio then closes its server before it ends
    try:
        demo.launch(
            theme=gr.themes.Default(primary_hue="emerald", neutral_hue="slate", font=["system-ui", "sans-serif"]).set(
                body_text_color_subdued="*neutral_500"  # readable on white
            ),
            max_file_size=MAX_PROJECT_BYTES,
            run_history=False,  # it would keep every preview in the browser
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=mcp_server,
            footer_links=["api", "settings"],
            state_session_capacity=1000,
            app_kwargs=app_options(demo, painter),
            prevent_thread_lock=True,
        )
        settle_server(demo.server)
        demo.block_thread()
    except KeyboardInterrupt:  # asked to end before Gradio listens for it
        pass
    except ImportError as error:  # the one extra that is imported so late
        raise SystemExit(str(error)) from None
    after_gradio()
    os._exit(0)  # Gradio has closed its server; pages that are still connected must not hold the process
