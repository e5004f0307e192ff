"""Any change to a written audit trail shows."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from telescan.identity.audit import AuditEntry, Deed, first_broken, link

_words = st.text(st.characters(codec="utf-8"), max_size=12)
_deeds = st.builds(
    Deed,
    at=st.datetimes(timezones=st.just(UTC)),
    who=_words,
    act=_words,
    site_id=st.none() | _words,
    scanner_id=st.none() | _words,
    session_id=st.none() | _words,
    detail=st.dictionaries(_words, _words, max_size=3),
)


def chain(deeds: list[Deed]) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for deed in deeds:
        entries.append(link(deed, entries[-1] if entries else None))
    return entries


@given(st.lists(_deeds, max_size=8))
def test_an_untouched_trail_holds(deeds: list[Deed]) -> None:
    assert first_broken(chain(deeds)) is None


@given(st.lists(_deeds, min_size=2, max_size=8), st.data())
def test_a_trail_holds_from_any_entry_on(deeds: list[Deed], data: st.DataObject) -> None:
    entries = chain(deeds)
    start = data.draw(st.integers(1, len(entries) - 1))
    assert first_broken(entries[start:], after=entries[start - 1]) is None


@given(st.lists(_deeds, min_size=1, max_size=8), st.data())
def test_a_changed_field_breaks_the_trail_there(deeds: list[Deed], data: st.DataObject) -> None:
    entries = chain(deeds)
    index = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(["at", "who", "act", "site_id", "session_id", "detail"]))
    old = getattr(entries[index], field)
    new = data.draw(
        {
            "at": st.datetimes(timezones=st.just(UTC)),
            "detail": st.dictionaries(_words, _words, max_size=3),
        }.get(field, _words).filter(lambda value: value != old)
    )
    entries[index] = entries[index].model_copy(update={field: new})
    assert first_broken(entries) == entries[index].entry_id


@given(st.lists(_deeds, min_size=3, max_size=8), st.data())
def test_a_removed_entry_breaks_the_trail_after_it(deeds: list[Deed], data: st.DataObject) -> None:
    entries = chain(deeds)
    removed = data.draw(st.integers(0, len(entries) - 2))
    following = entries[removed + 1].entry_id
    del entries[removed]
    assert first_broken(entries) == following


@given(st.lists(_deeds, min_size=1, max_size=8), _deeds, st.data())
def test_an_inserted_entry_breaks_the_trail(
    deeds: list[Deed], forged: Deed, data: st.DataObject
) -> None:
    entries = chain(deeds)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries.insert(place, link(forged, entries[place - 1] if place else None))
    assert first_broken(entries) is not None


@given(st.lists(_deeds, min_size=2, max_size=8, unique_by=repr), st.data())
def test_two_entries_in_another_order_break_the_trail(
    deeds: list[Deed], data: st.DataObject
) -> None:
    entries = chain(deeds)
    place = data.draw(st.integers(0, len(entries) - 2))
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert first_broken(entries) is not None


@given(_deeds, st.integers(-12, 12))
def test_the_hash_does_not_depend_on_the_zone_a_time_is_written_in(deed: Deed, hours: int) -> None:
    try:
        moved = deed.at.astimezone(timezone(timedelta(hours=hours)))
    except OverflowError:
        return
    assert link(deed.model_copy(update={"at": moved}), None).hash == link(deed, None).hash


def test_nothing_moves_from_one_field_to_the_next_unnoticed() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    one = link(Deed(at=at, who="ab", act="c"), None)
    other = link(Deed(at=at, who="a", act="bc"), None)
    assert one.hash != other.hash
