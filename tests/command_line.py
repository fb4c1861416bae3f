"""The command line as tests call it: in this process, without waiting for imports each time."""

from __future__ import annotations

import sys

import pytest

from scenegen import cli


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> str:
    """Runs `scenegen` in this process; returns its message, empty when all went well."""
    monkeypatch.setattr(sys, "argv", ["scenegen", *map(str, arguments)])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    if exit_.value.code in (0, None):
        return ""
    assert isinstance(exit_.value.code, str), exit_.value.code  # Python prints it on stderr and exits with code 1
    assert "\n" not in exit_.value.code
    return exit_.value.code
