"""The two languages of the console. What is written in the code is English; Chinese is a table.

A text without a translation, such as a vendor's abbreviation, is the same in both.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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

type Value = str | int | Spoken
"""What stands in the braces of a sentence."""


@dataclass(frozen=True)
class Sentence:
    """A text with values in its braces, to be told in any language; as text it is English."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __call__(self, language: Language) -> str:
        """Return it in a language; a word among its values is translated too."""
        values = {name: _told(value, language) for name, value in self.values.items()}
        return said(self.template, language, **values)

    def __str__(self) -> str:
        """Return it in English."""
        return self(Language.ENGLISH)


def spoken(text: str, **values: Value) -> Sentence:
    """Return a text, with values in its braces, that can be told in any language."""
    return Sentence(text, values)


def _told(value: Value, language: Language) -> str | int:
    if isinstance(value, int):
        return value
    return said(value, language) if isinstance(value, str) else value(language)


@cache
def chinese() -> dict[str, str]:
    """Return the Chinese of every text that has one."""
    file = resources.files("telescan.virtual") / "chinese.json"
    table: dict[str, str] = json.loads(file.read_text("utf-8"))
    return table
