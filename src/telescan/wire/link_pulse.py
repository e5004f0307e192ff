"""Whether a link still carries words both ways, judged by pings and their answers alone.

Other words that arrive prove one direction only: a link can be dead one way. Pure: times come in
as seconds of any monotonic clock.
"""

from collections import deque
from enum import StrEnum

PING_EVERY_S = 0.5

DOUBTFUL_S = 0.75
"""A ping unanswered for so long: longer than a handover's stall, and time to try another way."""
REPLACED_S = 1.2
"""From here on a connection opened meanwhile is the better one: the link is back, and the old
connection waits for its next retransmission, whose pauses doubled during the outage."""
DEAD_S = 1.5
"""From here on the link is dead, whether there is another connection or not."""


class Pulse(StrEnum):
    """How a link is."""

    ALIVE = "alive"
    DOUBTFUL = "doubtful"
    REPLACEABLE = "replaceable"
    DEAD = "dead"


class LinkPulse:
    """The pings of one connection."""

    def __init__(self) -> None:
        self._unanswered: deque[tuple[int, float]] = deque()
        self._next_id = 1
        self._round_trip_s: float | None = None

    def sent(self, now_s: float) -> int:
        """Return the number of a ping that is sent now."""
        ping_id = self._next_id
        self._next_id += 1
        self._unanswered.append((ping_id, now_s))
        return ping_id

    def answered(self, ping_id: int, now_s: float) -> None:
        """Note an answer; pings sent before count as answered, too, as answers keep their order."""
        while self._unanswered and self._unanswered[0][0] <= ping_id:
            answered_id, sent_s = self._unanswered.popleft()
            if answered_id == ping_id:
                self._round_trip_s = now_s - sent_s

    def state(self, now_s: float) -> Pulse:
        """Tell how the link is now."""
        waited_s = self._waited_s(now_s)
        if waited_s >= DEAD_S:
            return Pulse.DEAD
        if waited_s >= REPLACED_S:
            return Pulse.REPLACEABLE
        return Pulse.DOUBTFUL if waited_s >= DOUBTFUL_S else Pulse.ALIVE

    def delay_ms(self, now_s: float) -> float | None:
        """Return the round trip, which is at least what an unanswered ping has waited for.

        None: not measured.
        """
        waited_s = self._waited_s(now_s)
        if self._round_trip_s is None:
            return waited_s * 1000 if waited_s >= DOUBTFUL_S else None
        return max(self._round_trip_s, waited_s) * 1000

    def _waited_s(self, now_s: float) -> float:
        return now_s - self._unanswered[0][1] if self._unanswered else 0.0
