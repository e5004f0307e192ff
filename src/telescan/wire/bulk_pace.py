"""How fast bulk may go while somebody looks at a console: less than best effort.

After LEDBAT (RFC 6817, section 2.4): what the link's round trip takes longer than at its quickest
of late is what waits in the link's queue. Below ``TARGET_S`` the rate grows, above it falls, by up
to a third in a round trip. Pieces go evenly, because a burst is itself a queue. Pure.
"""

from collections import deque

PIECE_BYTES = 8 * 1024
"""What goes at once: 3.3 ms of a 20 Mbit/s link."""
TARGET_S = 0.01
"""What bulk may add to the link's delay."""
LEAST_BYTES_S = 250e3
"""Images always flow: 2 Mbit/s."""
_FIRST_BYTES_S = 4 * LEAST_BYTES_S
_GROWTH = 0.2
"""At most, in a round trip."""
_LARGEST_CUT = 0.3
_MOST_AHEAD_S = 0.25
"""As much may be unanswered as goes in this time: a link that stands still is not fed."""
_MOST_LATE_S = 0.02
"""A sender that was held up makes up for no more than this."""
_LOOKS_BACK_S = 0.2
_BASE_SPAN_S = 10.0
_BASE_SPANS = 12
"""The quickest round trip is that of the last two minutes: a mobile link's ways change."""


class BulkPace:
    """The pace of a site's way to the hub; it outlives what is sent. Times are monotonic, s."""

    def __init__(self) -> None:
        self.rate_bytes_s = _FIRST_BYTES_S
        self._due_s = 0.0
        self._under_way_bytes = 0
        self._measured_s = 0.0
        self._counted_since_s = 0.0
        self._counted_bytes = 0
        self._bases: deque[tuple[float, float]] = deque(maxlen=_BASE_SPANS)
        """Since when, and the quickest round trip since then."""

    def wait_s(self, now_s: float) -> float | None:
        """Return how long to wait before the next piece; None: until one is answered."""
        most = max(2 * PIECE_BYTES, _MOST_AHEAD_S * self.rate_bytes_s)
        if self._under_way_bytes + PIECE_BYTES > most:
            return None
        return max(0.0, self._due_s - now_s)

    def sent(self, size: int, now_s: float) -> None:
        """Note that a piece of ``size`` bytes goes now."""
        self._under_way_bytes += size
        self._counted_bytes += size
        self._due_s = max(self._due_s, now_s - _MOST_LATE_S) + size / self.rate_bytes_s

    def answered(self, size: int) -> None:
        """Note that a piece has arrived."""
        self._under_way_bytes -= size

    def lost(self) -> None:
        """Note that nothing which is under way will be answered: the link is gone, or the hub."""
        self._under_way_bytes = 0
        self.rate_bytes_s = _FIRST_BYTES_S

    def measured(self, round_trip_s: float, now_s: float) -> None:
        """Note how long a round trip takes now, several times in each."""
        over = self._queueing_s(round_trip_s, now_s) / TARGET_S - 1
        round_trips = min(1.0, (now_s - self._measured_s) / round_trip_s)
        self._measured_s = now_s
        change = -min(_LARGEST_CUT, over) if over > 0 else -_GROWTH * over
        self.rate_bytes_s = max(LEAST_BYTES_S, self.rate_bytes_s * (1 + change * round_trips))
        self._stay_near_what_goes(now_s)

    def _stay_near_what_goes(self, now_s: float) -> None:
        """Keep a sender that has less to send, or no time to, from earning a rate by it."""
        elapsed_s = now_s - self._counted_since_s
        if elapsed_s >= _LOOKS_BACK_S:
            most = max(_FIRST_BYTES_S, 2 * self._counted_bytes / elapsed_s)
            self.rate_bytes_s = min(self.rate_bytes_s, most)
            self._counted_since_s, self._counted_bytes = now_s, 0

    def _queueing_s(self, round_trip_s: float, now_s: float) -> float:
        if not self._bases or now_s - self._bases[-1][0] >= _BASE_SPAN_S:
            self._bases.append((now_s, round_trip_s))
        since_s, quickest_s = self._bases[-1]
        self._bases[-1] = (since_s, min(quickest_s, round_trip_s))
        return round_trip_s - min(quickest for _, quickest in self._bases)
