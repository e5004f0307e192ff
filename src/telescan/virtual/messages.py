"""The lines of the console's message log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    text: str


class MessageLog:
    """The newest lines, oldest first."""

    _KEPT = 200

    def __init__(self, now: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self.lines: tuple[Message, ...] = ()

    def say(self, level: Level, text: str) -> None:
        """Add a line."""
        self.lines = (*self.lines, Message(self._now(), level, text))[-self._KEPT :]
        self._changed()
