"""Sentences for people, as they are and by a name under which a page says them in another language."""

from __future__ import annotations


class Sentence(str):
    """One English sentence. `code` names what it says and never changes, `values` are the names and numbers in it.

    `template` has a place in braces for each value, as `str.format` takes it.
    """

    code: str
    values: dict[str, str | int | float]

    def __new__(cls, code: str, template: str, /, **values: str | int | float) -> Sentence:
        sentence = super().__new__(cls, template.format(**values))
        sentence.code, sentence.values = code, values
        return sentence
