"""The lines of the console's message log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from telescan.virtual.language import Language, Spoken, said

type Value = str | int | Spoken
"""What stands in the braces of a line."""


class Level(StrEnum):
    """How much a message matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Message:
    """One line. It never names the patient."""

    at: datetime
    level: Level
    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The line in English."""
        return self.text_in(Language.ENGLISH)

    def text_in(self, language: Language) -> str:
        """Return the line in a language."""
        values = {name: _told(value, language) for name, value in self.values.items()}
        return said(self.template, language, **values)


def _told(value: Value, language: Language) -> str | int:
    if isinstance(value, int):
        return value
    return said(value, language) if isinstance(value, str) else value(language)


class MessageLog:
    """The newest lines, oldest first."""

    _KEPT = 200

    def __init__(self, now: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self.lines: tuple[Message, ...] = ()

    def say(self, level: Level, text: str, **values: Value) -> None:
        """Add a line with values in its braces."""
        message = Message(self._now(), level, text, values)
        self.lines = (*self.lines, message)[-self._KEPT :]
        self._changed()
