"""The hub's side of sessions on each database, with a site that answers by the rules."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from telescan.identity.roles import Actor, Role
from telescan.session.events import (
    Admitted,
    Closed,
    HelpAsked,
    MessageWritten,
    Recorded,
    SessionEvent,
    Taken,
)
from telescan.session.projection import SessionProjection
from telescan.session.records import SessionRecords
from telescan.store.engine import Database
from telescan.store.migrate import migrate

OPERATOR = Actor(person_id="olga", display_name="Olga", roles=frozenset({Role.OPERATOR}))
EXPERT = Actor(person_id="emil", display_name="陈浩", roles=frozenset({Role.EXPERT}))
BEGIN = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
_NUMBERS = itertools.count(1)


def story(
    session_id: str = "s1",
    *,
    site_id: str = "county",
    scanner_id: str = "mr2",
    reason: str = "Motion",
    begin: datetime = BEGIN,
) -> list[Recorded]:
    """Return the events of one whole session."""
    told: list[tuple[Actor, SessionEvent]] = [
        (
            OPERATOR,
            HelpAsked(scanner_id=scanner_id, reason=reason, body_region="头部", urgent=False),
        ),
        (EXPERT, Taken()),
        (OPERATOR, Admitted(person=EXPERT)),
        (EXPERT, MessageWritten(text="Hello")),
        (EXPERT, Closed(note="Longer TR")),
    ]
    return [
        Recorded(
            event_id=f"{session_id}-{sequence}",
            site_id=site_id,
            scanner_id=scanner_id,
            session_id=session_id,
            sequence=sequence,
            at=begin + timedelta(seconds=sequence),
            actor=actor,
            event=event,
        )
        for sequence, (actor, event) in enumerate(told, 1)
    ]


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture
def projection(database: Database) -> SessionProjection:
    return SessionProjection(database)


@pytest.fixture
def records(database: Database) -> SessionRecords:
    return SessionRecords(database)
