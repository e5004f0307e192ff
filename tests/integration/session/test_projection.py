"""What the hub keeps of sessions is what the sites recorded, however it arrives."""

import itertools

import pytest
from tests.integration.session.conftest import story

from telescan.session.fold import fold
from telescan.session.projection import SessionProjection
from telescan.session.records import SessionRecords
from telescan.session.refusal import IllegalEventError


async def test_events_in_order_make_the_session_and_are_told_once(
    projection: SessionProjection, records: SessionRecords
) -> None:
    told = []
    for entry in story():
        change = await projection.apply(entry)
        assert change is not None
        told += change.entries
        assert change.session == await records.find("s1")
    assert told == story()
    assert await records.find("s1") == fold(story())
    assert list(await records.timeline("s1")) == story()


async def test_events_that_come_twice_change_nothing(
    projection: SessionProjection, records: SessionRecords
) -> None:
    for entry in story():
        await projection.apply(entry)
    for entry in story():
        assert await projection.apply(entry) is None
    assert await records.find("s1") == fold(story())
    assert list(await records.timeline("s1")) == story()


@pytest.mark.parametrize(
    "order", [(5, 4, 3, 2, 1), (2, 1, 4, 3, 5), (1, 5, 2, 4, 3), (3, 1, 2, 5, 4)]
)
async def test_whatever_the_order_of_arrival_the_session_only_moves_forward(
    projection: SessionProjection, records: SessionRecords, order: tuple[int, ...]
) -> None:
    told = []
    reached = 0
    for entry in (story()[place - 1] for place in order):
        change = await projection.apply(entry)
        assert change is not None
        told += change.entries
        if change.session is not None:
            assert change.session.sequence > reached
            reached = change.session.sequence
    assert told == story()
    assert await records.find("s1") == fold(story())


async def test_a_reply_overtakes_the_journal_and_nothing_moves_back(
    projection: SessionProjection, records: SessionRecords
) -> None:
    entries = story()
    after = [fold(entries[:count]) for count in range(1, len(entries) + 1)]
    await projection.apply(entries[0])
    assert await projection.keep_newer(after[2])
    assert not await projection.keep_newer(after[1])
    assert await records.find("s1") == after[2]
    change = await projection.apply(entries[1])
    assert change is not None
    assert (change.entries, change.session) == ((entries[1],), None)
    await projection.apply(entries[2])
    change = await projection.apply(entries[3])
    assert change is not None
    assert change.session == after[3]
    assert list(await records.timeline("s1")) == entries[:4]


async def test_a_reply_to_the_first_command_is_kept_before_its_event_comes(
    projection: SessionProjection, records: SessionRecords
) -> None:
    first = story()[0]
    session = fold([first])
    assert await projection.keep_newer(session)
    change = await projection.apply(first)
    assert change is not None
    assert (change.entries, change.session) == ((first,), None)
    assert await records.find("s1") == session


async def test_another_sites_event_cannot_touch_a_session(
    projection: SessionProjection, records: SessionRecords
) -> None:
    entries = story()
    await projection.apply(entries[0])
    with pytest.raises(IllegalEventError):
        await projection.apply(entries[1].model_copy(update={"site_id": "hq"}))
    assert await records.find("s1") == fold(entries[:1])
    assert list(await records.timeline("s1")) == entries[:1]


async def test_an_event_that_cannot_follow_is_not_written(
    projection: SessionProjection, records: SessionRecords
) -> None:
    entries = story()
    for entry in entries:
        await projection.apply(entry)
    late = entries[3].model_copy(update={"event_id": "late", "sequence": 6})
    with pytest.raises(IllegalEventError):
        await projection.apply(late)
    assert list(await records.timeline("s1")) == entries


async def test_sessions_do_not_mix(projection: SessionProjection, records: SessionRecords) -> None:
    both = itertools.chain(*zip(story("s1"), story("s2", scanner_id="mr3"), strict=True))
    for entry in both:
        await projection.apply(entry)
    assert await records.find("s1") == fold(story("s1"))
    assert await records.find("s2") == fold(story("s2", scanner_id="mr3"))
