"""How many of the packets that we send are lost on the way, by the transport's own count. Pure."""

from collections import deque
from dataclasses import dataclass

SPAN_S = 15.0
LEAST_PACKETS = 100
"""Of fewer, a share says nothing."""


@dataclass(frozen=True, slots=True)
class PacketCount:
    """Packets of one connection so far. Over TCP those that were sent again count as lost."""

    sent: int
    lost: int


class LossMeter:
    """The share of one connection's packets that was lost lately."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, PacketCount]] = deque()

    def counted(self, count: PacketCount | None, now_s: float) -> None:
        """Take the transport's count; None: it has none."""
        if count is None:
            self._counts.clear()
            return
        self._counts.append((now_s, count))
        while self._counts[0][0] < now_s - SPAN_S:
            self._counts.popleft()

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None: not measured, or too few packets."""
        if not self._counts:
            return None
        (_, first), (_, last) = self._counts[0], self._counts[-1]
        sent = last.sent - first.sent
        return None if sent < LEAST_PACKETS else min(1.0, max(0, last.lost - first.lost) / sent)
