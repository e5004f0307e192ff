"""Journal entries for tests."""

import datetime as dt

from telescan.identity.roles import Actor, Role
from telescan.session.events import MessageWritten, Recorded

OPERATOR = Actor(person_id="p1", display_name="Li Na", roles=frozenset({Role.OPERATOR}))


def entry(number: int, *, site_id: str = "county", scanner_id: str = "mr1") -> Recorded:
    return Recorded(
        event_id=f"{site_id}-{scanner_id}-{number}",
        site_id=site_id,
        scanner_id=scanner_id,
        session_id="s1",
        sequence=number,
        at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        actor=OPERATOR,
        event=MessageWritten(text=f"message {number}"),
    )
