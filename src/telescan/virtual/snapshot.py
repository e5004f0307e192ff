"""What the engine tells its listeners: everything that the console shows, at one moment."""

from dataclasses import dataclass
from enum import StrEnum

from telescan.scanner.driver import ScannerStatus
from telescan.virtual.messages import Message
from telescan.virtual.outbox import OutboxState


class By(StrEnum):
    """Who asks: the words of the console's messages."""

    CONSOLE = "console"
    REMOTE = "Telescan"


@dataclass(frozen=True)
class Snapshot:
    """Everything that the console shows, at one moment."""

    status: ScannerStatus
    messages: tuple[Message, ...]
    outbox: OutboxState
