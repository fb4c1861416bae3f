"""Gradio's `Blocks` that says in one sentence what is wrong with the form of a request."""

from __future__ import annotations

from typing import Any

import gradio as gr

WRONG_FORM = "The request does not have the form that this endpoint takes: /gradio_api/info describes it."


class EditorBlocks(gr.Blocks):
    """Refuses what a component cannot read with a sentence of ours, where Gradio tells nothing and logs a traceback."""

    async def preprocess_data(self, *arguments: Any, **options: Any) -> Any:
        try:
            return await super().preprocess_data(*arguments, **options)
        except Exception as error:  # whatever a component stumbles over
            if isinstance(error, gr.Error) and not error.print_exception:  # a refusal of ours
                raise
            raise gr.Error(WRONG_FORM, print_exception=False) from None
