"""Finding sessions again."""

from datetime import timedelta

import pytest
from tests.integration.session.conftest import BEGIN, story

from telescan.session.projection import SessionProjection
from telescan.session.records import SessionFilter, SessionRecords


@pytest.fixture
async def filled(projection: SessionProjection, records: SessionRecords) -> SessionRecords:
    """Ten sessions, one an hour, every other one still open; every third elsewhere."""
    for number in range(10):
        elsewhere = number % 3 == 0
        entries = story(
            f"s{number}",
            site_id="hq" if elsewhere else "county",
            scanner_id=f"mr{number}",
            reason="100% metal_artefact" if number == 7 else "Motion",
            begin=BEGIN + timedelta(hours=number),
        )
        for entry in entries if number % 2 == 0 else entries[:3]:
            await projection.apply(entry)
    return records


async def ids(records: SessionRecords, **wanted: object) -> list[str]:
    sites = wanted.pop("sites", None)
    found = await records.list(SessionFilter(sites=sites, **wanted))  # type: ignore[arg-type]
    return [session.session_id for session in found]


async def test_the_newest_comes_first_and_pages_follow_without_gap(
    filled: SessionRecords,
) -> None:
    first = await ids(filled, limit=4)
    second = await ids(filled, limit=4, before=first[-1])
    third = await ids(filled, limit=4, before=second[-1])
    assert first + second + third == [f"s{n}" for n in range(9, -1, -1)]


async def test_sessions_of_other_sites_stay_out(filled: SessionRecords) -> None:
    assert await ids(filled, sites=frozenset({"hq"})) == ["s9", "s6", "s3", "s0"]
    assert await ids(filled, sites=frozenset()) == []


async def test_open_and_ended_are_told_apart(filled: SessionRecords) -> None:
    assert await ids(filled, open=True) == ["s9", "s7", "s5", "s3", "s1"]
    assert await ids(filled, open=False) == ["s8", "s6", "s4", "s2", "s0"]
    assert (await filled.open_by_scanner())["mr7"] == "s7"


async def test_one_scanners_sessions_are_found(filled: SessionRecords) -> None:
    assert await ids(filled, scanner_id="mr4") == ["s4"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("METAL", ["s7"]),
        ("100%", ["s7"]),
        ("l_a", ["s7"]),
        ("%", ["s7"]),
        ("陈浩", [f"s{n}" for n in range(9, -1, -1)]),
        ("longer", ["s8", "s6", "s4", "s2", "s0"]),
        ("nothing of the kind", []),
    ],
)
async def test_text_is_found_as_it_is_written(
    filled: SessionRecords, text: str, found: list[str]
) -> None:
    assert await ids(filled, text=text) == found
