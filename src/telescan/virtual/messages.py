"""The lines of the console's message log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telescan.virtual.language import Language, Sentence, Value


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
    sentence: Sentence

    @property
    def text(self) -> str:
        """The line in English."""
        return str(self.sentence)

    def text_in(self, language: Language) -> str:
        """Return the line in a language."""
        return self.sentence(language)


class MessageLog:
    """The newest lines, oldest first."""

    _KEPT = 200

    def __init__(self, now: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self.lines: tuple[Message, ...] = ()

    def say(self, level: Level, text: str, **values: Value) -> None:
        """Add a line with values in its braces."""
        message = Message(self._now(), level, Sentence(text, values))
        self.lines = (*self.lines, message)[-self._KEPT :]
        self._changed()
