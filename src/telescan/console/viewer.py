"""Somebody who sees a console, at the hub."""

import asyncio
import math

from telescan.console.marks import MarkReader
from telescan.console.messages import Ended, Refused
from telescan.console.viewer_line import ViewerLine


class Viewer:
    """A viewer's line and marks, with a bell that its sender waits for."""

    def __init__(self, line: ViewerLine, marks: MarkReader, session_id: str | None) -> None:
        self.line = line
        self.marks = marks
        self.session_id = session_id
        self.bell = asyncio.Event()
        self.end: Refused | Ended | None = None
        self._timer: asyncio.TimerHandle | None = None

    def ring_in(self, wait_s: float) -> None:
        """Ring the bell in so many seconds, unless that is arranged already."""
        if self._timer is None and 0 < wait_s < math.inf:
            self._timer = asyncio.get_running_loop().call_later(wait_s, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self.bell.set()

    def finish(self, message: Refused | Ended) -> None:
        """Send this last and close."""
        self.end = self.end or message
        self.bell.set()
