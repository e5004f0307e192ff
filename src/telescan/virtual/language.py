"""The two languages of the console. What is written in the code is English; Chinese is a table.

A text without a translation, such as a vendor's abbreviation, is the same in both.
"""

import json
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib import resources


class Language(StrEnum):
    """Language of the console (BCP 47)."""

    ENGLISH = "en"
    CHINESE = "zh-CN"

    @property
    def other(self) -> "Language":
        """The language that the switch leads to."""
        return Language.CHINESE if self is Language.ENGLISH else Language.ENGLISH


def said(text: str, language: Language, **values: object) -> str:
    """Return a text in a language, with values in its braces."""
    if language is Language.CHINESE:
        text = chinese().get(text, text)
    return text.format(**values) if values else text


type Spoken = Callable[[Language], str]
"""A sentence that is told in the language of whoever reads it."""


def spoken(text: str, **values: object) -> Spoken:
    """Return a text, with values in its braces, that can be told in any language."""
    return lambda language: said(text, language, **values)


@cache
def chinese() -> dict[str, str]:
    """Return the Chinese of every text that has one."""
    file = resources.files("telescan.virtual") / "chinese.json"
    table: dict[str, str] = json.loads(file.read_text("utf-8"))
    return table
