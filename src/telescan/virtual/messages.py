"""The lines of the console's message log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telescan.scanner.driver import ScannerRefusedError, Series
from telescan.virtual.language import Language, Sentence, Spoken, Value, spoken


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

    def say_of(self, series: Series, level: Level, text: str, **values: Value) -> None:
        """Add a line about a series, whose number stands in its braces."""
        self.say(level, text, number=series.series_number, **values)

    def refusal(self, text: str, **values: Value) -> ScannerRefusedError:
        """Add why something is not done, and return the error that says so."""
        return self.refused(spoken(text, **values))

    def refused(self, reason: Spoken) -> ScannerRefusedError:
        """Add a reason, and return the error that says so."""
        self.say(Level.WARNING, "Not done: {reason}", reason=reason)
        return ScannerRefusedError(reason(Language.ENGLISH))
