"""How the server says no: one sentence for the person, and a code for a page that says it in another language."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scenegen.sentences import Sentence

NO_ROOM = "The server has no room for files at the moment; try again later."
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FAILED = "Something went wrong while painting; the last picture is kept."

_log = logging.getLogger(__name__)


class RefusedError(ValueError):
    """What a person asked for and does not get; the message is one sentence for them.

    `code` names the reason and never changes. `values` are the names and numbers in the sentence, `details` what the
    page needs to set it right.
    """

    def __init__(self, code: str, text: str, values: Mapping[str, str | float] | None = None, **details: Any) -> None:
        super().__init__(text)
        self.code = code
        self.values = values or {}
        self.details = details


def refusal(error: Exception, code: str = "refused") -> RefusedError:
    """A sentence of the package's own as a refusal: with the sentence's code if it has one, else with this one."""
    sentence = error.args[0] if error.args else str(error)
    if isinstance(sentence, Sentence):
        return RefusedError(sentence.code, sentence, sentence.values)
    return RefusedError(code, str(error))


def noted(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """What was noticed about a file, as the page gets it: `code`, `text` and `values` of each sentence."""
    return [{"code": sentence.code, "text": str(sentence), "values": sentence.values} for sentence in sentences]


def explained(error: Exception) -> dict[str, Any]:
    """An error as the page gets it: `code`, `text`, and, where there are any, `values` and details.

    Of an error that nobody foresaw only that it happened is told.
    """
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        _log.error("the disk is full")
        error = RefusedError("disk_full", NO_ROOM)
    if not isinstance(error, RefusedError):
        _log.error("a request failed", exc_info=error)
        return {"code": "failed", "text": FAILED}
    values = {"values": dict(error.values)} if error.values else {}
    return {"code": error.code, "text": str(error), **values, **error.details}


def answer(function: Callable[[Any], Any], argument: Any) -> Any:
    """What a server function tells the page: its result, or an error with its sentence under `error`."""
    try:
        return function(argument)
    except Exception as error:  # whatever it is, the page must hear of it
        told = explained(error)
        return {"error": told.pop("text"), **told}
