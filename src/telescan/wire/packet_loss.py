"""How many of the packets that we send are lost on the way, by the transport's own count. Pure."""

from collections import deque
from dataclasses import dataclass

SPAN_S = 60.0
LEAST_PACKETS = 250
"""Of fewer, a share says nothing."""
BUSY_PACKETS_PER_S = 40
"""A transport that sends less often learns of a loss by waiting, and takes what is late for lost:
on a link that loses nothing picoquic counted 1 to 5 %, of 8 to 13 packets a second."""


@dataclass(frozen=True, slots=True)
class PacketCount:
    """Packets of one connection so far. Over TCP those that were sent again count as lost."""

    sent: int
    lost: int


class LossMeter:
    """The share of one connection's packets that was lost lately, while many were sent."""

    def __init__(self) -> None:
        self._last: tuple[float, PacketCount] | None = None
        self._busy: deque[tuple[float, PacketCount]] = deque()

    def counted(self, count: PacketCount | None, now_s: float) -> None:
        """Take the transport's count, at a later time than before; None: it has none."""
        if count is None:
            self._busy.clear()
        elif self._last is not None:
            then_s, before = self._last
            sent = count.sent - before.sent
            if sent >= BUSY_PACKETS_PER_S * (now_s - then_s):
                self._busy.append((now_s, PacketCount(sent, count.lost - before.lost)))
        self._last = None if count is None else (now_s, count)
        while self._busy and self._busy[0][0] < now_s - SPAN_S:
            self._busy.popleft()

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None: not measured, or too few packets."""
        sent = sum(count.sent for _, count in self._busy)
        lost = sum(count.lost for _, count in self._busy)
        return None if sent < LEAST_PACKETS else min(1.0, max(0, lost) / sent)
