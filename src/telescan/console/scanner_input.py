"""Input of all of a scanner's sources: one guard, and where each source's keys and pointer go."""

from collections.abc import Callable

from telescan.console.held_input import RfbInput
from telescan.console.input_guard import InputGuard
from telescan.console.rights import DrivingRight

type Sink = Callable[[list[RfbInput]], None]


class ScannerInput:
    """What the streams of one scanner share, so that one hand at most is on it."""

    def __init__(self, rights: DrivingRight) -> None:
        self.guard = InputGuard(rights)
        self._sinks: dict[str, Sink] = {}

    def attach(self, source_id: str, sink: Sink) -> None:
        """Send a source's input there."""
        self._sinks[source_id] = sink

    def deliver(self) -> None:
        """Send what the guard let through or released, at every source."""
        for source_id, sink in self._sinks.items():
            sink(self.guard.take(source_id))
