"""What a look at a dataset brings to light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_EXAMPLES = 3  # how many records a finding names

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """An "error" makes records unusable, a "warning" makes training worse, "info" is only to be known."""

    level: Level
    text: str


def named(level: Level, what: str, items: list[str]) -> list[Finding]:
    """One finding that counts the items and names a few; none if there are none."""
    if not items:
        return []
    more = f" and {len(items) - _EXAMPLES} more" if len(items) > _EXAMPLES else ""
    return [Finding(level, f"{len(items)} {what}: {', '.join(items[:_EXAMPLES])}{more}.")]
