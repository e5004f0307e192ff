"""The room on links that are simulated: a queue that carries so many bytes a second."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from telescan.console.link_room import FIRST_FLIGHT_BYTES, LinkRoom

MID = 20e6 / 8


@dataclass
class Link:
    """A sender under a LinkRoom, a bottleneck with a queue, and answers on their way back."""

    rate: Callable[[float], float] = lambda _: MID
    delay_s: float = 0.04
    jitter_s: float = 0.0
    stall: Callable[[float], float] = lambda now_s: now_s
    """When something that is to leave now leaves really."""
    room: LinkRoom = field(default_factory=LinkRoom)
    now_s: float = 0.0
    free_at_s: float = 0.0
    generation: int = 0
    answers: list[tuple[float, int]] = field(default_factory=list)
    last_answer_s: float = 0.0
    next_ping_s: float = 0.0
    waits_s: list[float] = field(default_factory=list)
    delivered: int = 0
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    def send(self, size: int) -> None:
        self.generation += 1
        self.room.sent(self.generation, size, self.now_s)
        begins_s = self.stall(max(self.now_s, self.free_at_s))
        self.waits_s.append(begins_s - self.now_s)
        self.free_at_s = begins_s + size / self.rate(begins_s)
        # In order, as on TCP: nothing overtakes.
        jitter_s = self.draw.uniform(0, self.jitter_s)
        self.last_answer_s = max(self.last_answer_s, self.free_at_s + self.delay_s + jitter_s)
        heapq.heappush(self.answers, (self.last_answer_s, self.generation))
        self.delivered += size

    def ping(self) -> None:
        waits_s = max(0.0, self.free_at_s - self.now_s)
        jitter_s = self.draw.uniform(0, self.jitter_s)
        self.room.round_trip_was(self.delay_s + waits_s + jitter_s, self.now_s)
        self.next_ping_s = self.now_s + 0.5

    def wait_until(self, then_s: float) -> None:
        if self.now_s >= self.next_ping_s:
            self.ping()
        while self.answers and self.answers[0][0] <= then_s:
            self.now_s, generation = heapq.heappop(self.answers)
            self.room.kept(generation, generation, self.now_s)
        self.now_s = then_s

    def flood(self, seconds: float) -> None:
        """Send as much as there is room for."""
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            while self.room.free_bytes(self.now_s) > 0:
                self.send(min(20_000, self.room.piece_bytes))
            self.wait_until(self.now_s + 0.001)

    def trickle(self, seconds: float, size: int, every_s: float) -> None:
        """Send little now and then."""
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.send(size)
            self.room.idle()
            self.wait_until(self.now_s + every_s)


def ready(**link: object) -> Link:
    """Return a link whose round trip was measured, as a channel's pings do."""
    made = Link(**link)
    made.room.round_trip_was(made.delay_s, 0.0)
    return made


def rate_of(link: Link) -> float:
    rate = link.room.estimate.rate_bytes_per_s
    assert rate is not None
    return rate


@pytest.mark.parametrize("megabits", [2, 20, 200])
@pytest.mark.parametrize("delay_s", [0.002, 0.04, 0.1])
def test_a_busy_link_is_filled_and_its_rate_found(megabits, delay_s):
    rate = megabits * 1e6 / 8
    link = ready(rate=lambda _: rate, delay_s=delay_s)
    link.flood(1.0)
    assert rate_of(link) == pytest.approx(rate, rel=0.15)
    before = link.delivered
    link.flood(1.0)
    assert link.delivered - before > 0.8 * rate


@pytest.mark.parametrize("delay_s", [0.025, 0.04, 0.1])
def test_what_is_sent_next_never_waits_long_behind_what_is_under_way(delay_s):
    link = ready(delay_s=delay_s)
    link.flood(1.0)
    link.waits_s.clear()
    link.flood(3.0)
    assert max(link.waits_s) < 0.03


def test_jitter_does_not_lower_the_rate_nor_pile_up_a_queue():
    link = ready(jitter_s=0.01)
    link.flood(1.0)
    link.waits_s.clear()
    before = link.delivered
    link.flood(4.0)
    assert rate_of(link) == pytest.approx(MID, rel=0.3)
    assert link.delivered - before > 0.85 * 4.0 * MID
    assert np.quantile(link.waits_s, 0.95) < 0.045


def test_small_updates_alone_are_never_held_back_by_a_fixed_number():
    link = ready()
    link.flood(1.0)
    link.wait_until(link.now_s + 1.0)
    for _ in range(20):
        assert link.room.free_bytes(link.now_s) > 0
        link.send(300)


def test_a_sender_with_little_to_say_does_not_lower_the_estimate():
    link = ready()
    link.flood(1.0)
    link.trickle(20.0, 900, 0.03)
    link.trickle(5.0, 9_000, 0.1)
    assert rate_of(link) == pytest.approx(MID, rel=0.25)


def test_images_that_jitter_holds_up_do_not_make_the_link_look_slow():
    link = ready(jitter_s=0.015)
    link.flood(1.0)
    link.trickle(40.0, 13_000, 0.1)
    assert rate_of(link) > 0.7 * MID


def test_single_bursts_show_the_rate_of_a_link_that_is_never_filled():
    link = ready()
    link.trickle(3.0, 25_000, 0.1)
    assert rate_of(link) == pytest.approx(MID, rel=0.1)


def test_a_stall_of_300_ms_leaves_the_estimate():
    def stalls(now_s: float) -> float:
        return 3.3 if 3.0 <= now_s < 3.3 else now_s

    link = ready(stall=stalls)
    link.flood(6.0)
    assert rate_of(link) == pytest.approx(MID, rel=0.2)
    link.waits_s.clear()
    link.flood(1.0)
    assert max(link.waits_s) < 0.03


@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_a_link_that_becomes_slower_or_faster_is_followed(factor):
    link = ready(rate=lambda now_s: MID if now_s < 2 else factor * MID)
    link.flood(8.0)
    assert rate_of(link) == pytest.approx(factor * MID, rel=0.15)


def test_after_an_outage_the_room_is_free_again():
    link = ready()
    link.flood(1.0)
    link.send(200_000)
    assert link.room.free_bytes(link.now_s) <= 0
    link.room.empty()
    link.answers.clear()
    assert link.room.free_bytes(link.now_s) > 0
    link.now_s = link.free_at_s = link.now_s + 15.0
    link.waits_s.clear()
    link.flood(1.0)
    assert max(link.waits_s) < 0.045


def test_nothing_is_known_of_a_link_before_anything_was_answered():
    room = LinkRoom()
    room.sent(1, 50_000, 0.0)
    assert room.estimate.rate_bytes_per_s is None
    assert room.estimate.seconds_for(1e6) is None
    assert room.free_bytes(0.0) == FIRST_FLIGHT_BYTES - 50_000


def test_queueing_is_told_apart_from_the_round_trip():
    link = ready()
    link.trickle(1.0, 500, 0.1)
    assert link.room.estimate.queueing_s == pytest.approx(0.0, abs=0.002)
    link.free_at_s = link.now_s + 0.2
    link.send(500)
    link.wait_until(link.now_s + 0.5)
    assert link.room.estimate.round_trip_s == pytest.approx(0.04, abs=0.002)
    assert link.room.estimate.queueing_s > 0.03


def test_a_hub_that_answers_late_does_not_choke_the_link():
    link = ready(jitter_s=0.15)
    link.trickle(1.0, 60_000, 0.2)
    link.trickle(10.0, 17_000, 0.1)
    assert rate_of(link) > MID / 10
    for _ in range(100):
        link.trickle(0.1, 17_000, 0.1)
        assert link.room.urgent_bytes > 20_000
    before = link.delivered
    link.flood(4.0)
    assert link.delivered - before > 0.15 * 4.0 * MID
