import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.wire import race as race_module
from telescan.wire.race import OpeningRefusedError, Race
from telescan.wire.reconnection import TRY_FOR_S, pause_s

SYN_REPEATS_S = (0.0, 1.0, 3.0)
"""When a connection attempt sends its packet: RFC 6298, 2.1, and Linux."""


@given(st.floats(0.5, 119), st.floats(0.02, 0.3))
def test_a_try_leaves_within_a_third_of_a_second_of_the_links_return(outage_s, round_trip_s):
    begins = list(itertools.takewhile(lambda at: at < outage_s + 5, _begins()))
    answered_s = min(
        begin + repeat + round_trip_s
        for begin in begins
        for repeat in SYN_REPEATS_S
        if begin + repeat >= outage_s and repeat + round_trip_s < TRY_FOR_S
    )
    assert answered_s <= outage_s + 0.3 + round_trip_s + 1e-6


def _begins():
    at_s = 0.0
    while True:
        yield at_s
        at_s += pause_s(at_s, 0)


def test_who_is_refused_asks_less_and_less_often():
    pauses = [pause_s(0.0, refusals) for refusals in range(6)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 5.0


class Door:
    """What answers a try, by its number."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.tries = 0
        self.disposed: list[int] = []

    async def open(self) -> int:
        self.tries += 1
        number = self.tries
        await self.answer(number)
        return number

    def race(self) -> Race[int]:
        return Race(self.open, self.disposed.append, "door")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(race_module, "pause_s", lambda _out_for_s, _refusals: 0.01)


async def test_a_later_try_wins_where_the_first_hangs():
    async def answer(number: int) -> None:
        await asyncio.sleep(60 if number < 3 else 0)

    door = Door(answer)
    assert await door.race().winner() == 3


async def test_failures_and_refusals_are_tried_again():
    async def answer(number: int) -> None:
        if number == 1:
            raise ConnectionRefusedError("nobody")
        if number == 2:
            raise OpeningRefusedError("HTTP 403")

    assert await Door(answer).race().winner() == 3


async def test_of_two_that_open_one_is_taken_and_the_other_ended():
    both = asyncio.Event()

    async def answer(number: int) -> None:
        if number == 2:
            both.set()
        await both.wait()

    door = Door(answer)
    assert await door.race().winner() in {1, 2}
    await asyncio.sleep(0.05)
    assert len(door.disposed) <= 1


async def test_a_connection_that_nobody_takes_is_ended():
    async def answer(number: int) -> None:
        pass

    door = Door(answer)
    race = door.race()
    race.begin()
    while not race.won:
        await asyncio.sleep(0)
    await race.cancel()
    assert door.disposed == [1]
    assert await race.winner() == 2


async def test_a_race_that_is_given_up_tries_no_more():
    async def answer(number: int) -> None:
        raise ConnectionRefusedError("nobody")

    door = Door(answer)
    race = door.race()
    race.begin()
    await asyncio.sleep(0.05)
    await race.cancel()
    tries = door.tries
    await asyncio.sleep(0.05)
    assert door.tries == tries
