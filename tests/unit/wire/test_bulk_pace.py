from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.wire.bulk_pace import LEAST_BYTES_S, PIECE_BYTES, TARGET_S, BulkPace

_TICK_S = 0.001
_LOOK_EVERY_S = 0.01
_SMOOTHING = 0.1


@dataclass
class Link:
    """A bottleneck with a queue, seen every millisecond; its round trip smoothed as TCP does."""

    rate_bytes_s: float
    least_s: float
    others_bytes_s: float = 0.0
    is_still: bool = False
    queued_bytes: float = 0.0
    carried_bytes: int = 0
    smoothed_s: float = 0.0
    now_s: float = 0.0
    on_the_way: list[float] = field(default_factory=list)

    @property
    def queueing_s(self) -> float:
        return self.queued_bytes / self.rate_bytes_s

    def run(self, pace: BulkPace, duration_s: float) -> None:
        looked_s = self.now_s
        for _ in range(round(duration_s / _TICK_S)):
            self.now_s += _TICK_S
            self._carry(pace)
            while pace.wait_s(self.now_s) == 0:
                pace.sent(PIECE_BYTES, self.now_s)
                self.queued_bytes += PIECE_BYTES
                self.on_the_way.append(self.now_s + self.least_s + self.queueing_s)
            if self.now_s - looked_s >= _LOOK_EVERY_S and not self.is_still:
                looked_s = self.now_s
                pace.measured(self.smoothed_s, self.now_s)

    def _carry(self, pace: BulkPace) -> None:
        if self.is_still:
            return
        left = self.queued_bytes + (self.others_bytes_s - self.rate_bytes_s) * _TICK_S
        self.queued_bytes = max(0.0, left)
        round_trip_s = self.least_s + self.queueing_s
        self.smoothed_s += _SMOOTHING * (round_trip_s - (self.smoothed_s or round_trip_s))
        self.smoothed_s = max(self.smoothed_s, self.least_s)
        while self.on_the_way and self.on_the_way[0] <= self.now_s:
            self.on_the_way.pop(0)
            self.carried_bytes += PIECE_BYTES
            pace.answered(PIECE_BYTES)


LINKS = st.builds(
    Link, rate_bytes_s=st.floats(1e6, 6e6), least_s=st.floats(0.01, 0.1)
)  # 8 to 48 Mbit/s


@settings(max_examples=15, deadline=None)
@given(link=LINKS)
def test_bulk_alone_takes_most_of_the_link_and_leaves_its_queue_short(link: Link) -> None:
    pace = BulkPace()
    link.run(pace, 4.0)
    before, worst_s = link.carried_bytes, 0.0
    for _ in range(20):
        link.run(pace, 0.1)
        worst_s = max(worst_s, link.queueing_s)
    assert link.carried_bytes - before >= 0.75 * link.rate_bytes_s * 2.0
    assert worst_s <= 4 * TARGET_S


@settings(max_examples=15, deadline=None)
@given(link=LINKS, share=st.floats(0.3, 0.6))
def test_bulk_makes_room_for_what_else_needs_the_link(link: Link, share: float) -> None:
    pace = BulkPace()
    link.run(pace, 3.0)
    link.others_bytes_s = share * link.rate_bytes_s
    link.run(pace, 2.0)
    worst_s = 0.0
    for _ in range(20):
        link.run(pace, 0.1)
        worst_s = max(worst_s, link.queueing_s)
    assert worst_s <= 4 * TARGET_S


@given(round_trips=st.lists(st.floats(0.005, 3.0), max_size=200))
def test_images_always_flow(round_trips: list[float]) -> None:
    pace = BulkPace()
    for number, round_trip_s in enumerate(round_trips):
        pace.measured(round_trip_s, number * _LOOK_EVERY_S)
        assert pace.rate_bytes_s >= LEAST_BYTES_S


def test_a_link_that_stands_still_is_not_fed() -> None:
    link, pace = Link(2.5e6, 0.04), BulkPace()
    link.run(pace, 3.0)
    link.is_still = True
    link.run(pace, 5.0)
    assert len(link.on_the_way) * PIECE_BYTES <= 0.5 * 2.5e6
    link.is_still = False
    before = link.carried_bytes
    link.run(pace, 2.0)
    assert link.carried_bytes - before > 0


@pytest.mark.parametrize("rate_bytes_s", [0.3e6, 2.5e6])
def test_who_has_little_to_send_earns_no_rate_by_it(rate_bytes_s: float) -> None:
    pace = BulkPace()
    for number in range(1000):
        now_s = number * _LOOK_EVERY_S
        pace.sent(int(rate_bytes_s * _LOOK_EVERY_S), now_s)
        pace.answered(int(rate_bytes_s * _LOOK_EVERY_S))
        pace.measured(0.04, now_s)
    assert pace.rate_bytes_s <= max(8 * LEAST_BYTES_S, 4 * rate_bytes_s)
