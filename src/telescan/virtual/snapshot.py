"""What the engine tells its listeners: everything that the console shows, at one moment."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from telescan.scanner.driver import ScannerStatus
from telescan.virtual.language import Sentence
from telescan.virtual.messages import Message
from telescan.virtual.outbox import OutboxState
from telescan.virtual.prescan import PrescanResult


class By(StrEnum):
    """Who asks: the words of the console's messages."""

    CONSOLE = "console"
    REMOTE = "Telescan"


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that the console shows, at one moment."""

    status: ScannerStatus
    messages: tuple[Message, ...]
    outbox: OutboxState
    live: tuple[NDArray[np.float32], ...] = ()
    """Slices of the running series that were acquired so far, (frame, row, column) each."""
    prescan: PrescanResult | None = None
    """Of the series that runs or ran last."""
    fault: Sentence | None = None
    """What is wrong, until it is cleared."""
    exams_kept: tuple[str, ...] = ()
    """Exams that have images, oldest first."""
