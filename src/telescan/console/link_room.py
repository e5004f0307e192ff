"""How much may be under way on the link: its rate and least delay, learnt from acknowledgements.

The bytes in flight are held to what the link carries in one least round trip plus ``QUEUE_S``,
and sent no faster than a little above the link's rate, so whatever is sent next waits no longer
than about ``QUEUE_S`` behind what was sent before. Pure: times come in.

The rate is measured over busy periods: bytes acknowledged since the first was sent into an empty
link, by the time that took beyond the least round trip; or, on a link that was kept full, between
two acknowledgements. A period in which the sender had nothing to send says nothing and ends. The
estimate is the best of the last ``MEMORY_S``: a stall makes single measurements poor, not the link.
Jitter and lost packets make short periods look slow, so those in which there was room to spare can
only raise it.
A hub that is busy answers late, and looks like a slow link; so what its answers took lately where
nothing else was under way is added to what may be in flight, or less and less would be sent.
As more is let in than one round trip's worth, and faster than the rate, the estimate grows with
the link.

Where a letter overtakes images on the way (QUIC), an image that has come to rest need not be sent
in small portions: it may fill the link for ``REST_S``.
"""

from collections import deque
from dataclasses import dataclass

QUEUE_S = 0.015
"""How long what is sent next may wait behind what is in flight, besides a piece's own length."""
PIECE_S = 0.02
"""How long one piece may take on the link."""
MEMORY_S = 2.0
URGENT_BYTES = 64 << 10
"""What is urgent may go beyond what may be in flight by so much."""
LEAST_FLIGHT_BYTES = 32 << 10
"""May always be in flight: one image that moves, and some text."""
LEAST_PACE = 1_250_000.0
"""Bytes a second that may always be sent within that: 10 Mbit/s."""
REST_S = 0.2
"""What came to rest may keep the link busy for so long; what moves next waits behind it."""
FIRST_FLIGHT_BYTES = 64 << 10
"""May be in flight before anything was measured."""

_PACE = 2.0
"""How much faster than the estimate it may be sent, so that a faster link is found out."""
_DELAY_MEMORY_S = 30.0
_LATELY_S = 2.0
_MOST_LATE_S = 0.15
_SMALL_BYTES = 4 << 10
"""An answer to so few bytes shows the round trip, not the rate."""
_TELLING_BYTES = 8 << 10
"""A period with fewer bytes says nothing about the rate."""
_SHORTEST_S = 0.001
_TICK_S = 0.001
_STEADY_S = 0.06
"""Less time than this is mostly jitter."""
_LONGEST_PERIOD_S = 0.3
_LEAST_SAMPLES = 5


@dataclass(slots=True)
class _Period:
    """Bytes sent back to back."""

    began_s: float | None
    """None until the next answer: the link was not empty."""
    from_empty: bool
    filled: bool = False
    """There was no more room at a time."""
    delivered: int = 0


class _Least:
    """The least of the values of some time."""

    def __init__(self, memory_s: float) -> None:
        self._memory_s = memory_s
        self._rising: deque[tuple[float, float]] = deque()

    @property
    def value(self) -> float | None:
        return self._rising[0][1] if self._rising else None

    def add(self, value: float, now_s: float) -> None:
        """Keep it behind those that are less: they may be forgotten before it."""
        while self._rising and self._rising[-1][1] >= value:
            self._rising.pop()
        self._rising.append((now_s, value))
        self.forget(now_s)

    def forget(self, now_s: float) -> None:
        """Drop what is too old."""
        while self._rising and self._rising[0][0] < now_s - self._memory_s:
            self._rising.popleft()


@dataclass(frozen=True, slots=True)
class _Sent:
    generation: int
    size: int
    at_s: float
    alone: bool
    period: _Period | None


@dataclass(frozen=True, slots=True)
class LinkEstimate:
    """What is known of the link; None: not measured."""

    rate_bytes_per_s: float | None
    round_trip_s: float | None
    """The least of the last seconds."""
    queueing_s: float | None
    """What small updates have waited lately beyond that."""

    def seconds_for(self, size: float) -> float | None:
        """Return how long the link takes to carry so many bytes."""
        return None if self.rate_bytes_per_s is None else size / self.rate_bytes_per_s


class LinkRoom:
    """The room on one link."""

    def __init__(self) -> None:
        self.can_be_overtaken = False
        """Whether what is urgent overtakes the rest on the way."""
        self._flight: list[_Sent] = []
        self._in_flight = 0
        self._period: _Period | None = None
        self._rates: deque[tuple[float, float]] = deque()
        self._rate: float | None = None
        self._least = _Least(_DELAY_MEMORY_S)
        self._lately = _Least(_LATELY_S)
        self._queueing_s: float | None = None
        self._drained_s = 0.0

    @property
    def estimate(self) -> LinkEstimate:
        """Return what is known."""
        return LinkEstimate(self._rate, self._least.value, self._queueing_s)

    def free_bytes(self, now_s: float) -> int:
        """Return how many more bytes may be sent now; negative where there are too many already."""
        rate = self._rate
        if rate is None:
            return FIRST_FLIGHT_BYTES - self._in_flight
        paced = self._pace(rate) * (now_s + QUEUE_S - max(now_s, self._drained_s))
        return min(self._window_bytes(rate) - self._in_flight, int(paced))

    @property
    def urgent_bytes(self) -> int:
        """How many bytes may be sent now of what is small and somebody waits for.

        To hold it back behind a piece that is under way already would not bring it any sooner.
        """
        return max(self._allowed_bytes, self._rest_bytes) + URGENT_BYTES - self._in_flight

    def rest_bytes(self, now_s: float) -> int:
        """Return how many bytes may be sent now of what came to rest."""
        return max(self.free_bytes(now_s), self._rest_bytes - self._in_flight)

    def rest_wait_s(self, now_s: float) -> float | None:
        """Return how long what came to rest has to wait; None: until an answer comes."""
        return 0.0 if self._rest_bytes > self._in_flight else self.wait_s(now_s)

    def wait_s(self, now_s: float) -> float | None:
        """Return how long to wait until there is room; None: until an answer comes."""
        rate = self._rate
        if rate is None or self._window_bytes(rate) <= self._in_flight:
            return None
        return max(0.0, self._drained_s - QUEUE_S - now_s) + _TICK_S

    @property
    def piece_bytes(self) -> int:
        """How large one piece may be to take about ``PIECE_S``."""
        rate = self._rate
        return FIRST_FLIGHT_BYTES if rate is None else max(_TELLING_BYTES, int(rate * PIECE_S))

    def sent(self, generation: int, size: int, now_s: float) -> None:
        """Note an update that goes out now."""
        alone = self._in_flight == 0
        if alone:
            self._period = _Period(now_s, from_empty=True)
        elif self._period is None and self.free_bytes(now_s) <= size:
            self._period = _Period(None, from_empty=False)
        self._flight.append(_Sent(generation, size, now_s, alone, self._period))
        self._in_flight += size
        if (rate := self._rate) is not None:
            self._drained_s = max(now_s, self._drained_s) + size / self._pace(rate)
        if self._period is not None and self.free_bytes(now_s) <= 0:
            self._period.filled = True

    def idle(self) -> None:
        """Note that there is nothing more to send: what comes later is another period."""
        self._period = None

    def kept(self, generation: int, complete: int, now_s: float) -> None:
        """Note that this generation has arrived, and everything up to ``complete``."""
        flight, self._flight = self._flight, []
        for sent in flight:
            if sent.generation == generation or sent.generation <= complete:
                self._arrived(sent, now_s)
            else:
                self._flight.append(sent)

    def _arrived(self, sent: _Sent, now_s: float) -> None:
        self._in_flight -= sent.size
        if sent.size <= _SMALL_BYTES:
            self._delay_was(now_s - sent.at_s, now_s, told=sent.alone)
        if sent.period is not None:
            self._measure(sent.period, sent.size, now_s)

    def round_trip_was(self, seconds: float, now_s: float) -> None:
        """Learn a round trip that was measured by other means."""
        self._delay_was(seconds, now_s, told=self._in_flight == 0)

    def empty(self) -> None:
        """Forget what is in flight: it is lost, or the link is another one."""
        self._flight.clear()
        self._in_flight = 0
        self._period = None
        self._drained_s = 0.0

    @staticmethod
    def _pace(rate: float) -> float:
        return max(LEAST_PACE, rate * _PACE)

    @property
    def _allowed_bytes(self) -> int:
        return FIRST_FLIGHT_BYTES if self._rate is None else self._window_bytes(self._rate)

    @property
    def _rest_bytes(self) -> int:
        """What came to rest may be under way up to this; 0: as other images."""
        if not self.can_be_overtaken or self._rate is None:
            return 0
        return max(self._allowed_bytes, int(self._rate * REST_S))

    def _window_bytes(self, rate: float) -> int:
        return max(LEAST_FLIGHT_BYTES, int(rate * (self._usual_delay_s + QUEUE_S)))

    @property
    def _usual_delay_s(self) -> float:
        """The least delay lately of what was alone on the link, so without a queue of our own."""
        lately_s, least_s = self._lately.value, self._least.value
        if lately_s is None or least_s is None:
            return least_s or 0.0
        return min(lately_s, least_s + _MOST_LATE_S)

    def _delay_was(self, delay_s: float, now_s: float, *, told: bool) -> None:
        self._least.add(delay_s, now_s)
        if told:
            self._lately.add(delay_s, now_s)
        else:
            self._lately.forget(now_s)
        waited_s = delay_s - (self._least.value or 0.0)
        if not told or self._queueing_s is None:
            self._queueing_s = waited_s
        else:
            self._queueing_s += (waited_s - self._queueing_s) / 4

    def _measure(self, period: _Period, size: int, now_s: float) -> None:
        if period.began_s is None:
            period.began_s = now_s
            return
        period.delivered += size
        took_s = now_s - period.began_s
        if period.from_empty:
            took_s -= self._least.value or 0.0
        if period.delivered >= _TELLING_BYTES:
            rate = period.delivered / max(took_s, _SHORTEST_S)
            telling = took_s >= (_STEADY_S if period.filled else _LONGEST_PERIOD_S)
            if telling or (period.from_empty and rate > (self._rate or 0.0)):
                self._rate_was(rate, now_s)
        if took_s > _LONGEST_PERIOD_S:
            period.began_s, period.from_empty, period.delivered = now_s, False, 0
            period.filled = self.free_bytes(now_s) <= 0

    def _rate_was(self, rate: float, now_s: float) -> None:
        self._rates.append((now_s, rate))
        while len(self._rates) > _LEAST_SAMPLES and self._rates[0][0] < now_s - MEMORY_S:
            self._rates.popleft()
        self._rate = max(best for _, best in self._rates)
