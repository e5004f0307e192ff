"""From the sites' journals to the hub's tables, each event once, in any order of arrival.

A session moves forward only: an event that is known, or older than the state at hand, changes
nothing, and one that arrives too early waits in the table for those before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from telescan.session.events import Recorded
from telescan.session.fold import evolve
from telescan.session.refusal import IllegalEventError
from telescan.session.state import Session
from telescan.session.tables import EventRow, SessionRow
from telescan.store.engine import Database


@dataclass(frozen=True)
class SessionChange:
    """What the live view is told: events in their order, and the session if it moved."""

    entries: tuple[Recorded, ...]
    session: Session | None


class SessionProjection:
    """Writes sessions at the hub."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, recorded: Recorded) -> SessionChange | None:
        """Write one event, as often as it comes; None: it was known already.

        Raises IllegalEventError where the event cannot belong to its session; nothing is written.
        """
        async with self._database.writing() as database:
            if await database.get(EventRow, recorded.event_id) is not None:
                return None
            database.add(_event_row(recorded))
            await database.flush()
            row = await _locked(database, recorded.session_id)
            if row is not None and (row.site_id, row.scanner_id) != (
                recorded.site_id,
                recorded.scanner_id,
            ):
                raise IllegalEventError(f"session of {row.site_id}", f"of {recorded.site_id}")
            before = row.document if row is not None else None
            if before is not None and recorded.sequence <= before.sequence:
                return SessionChange(entries=(recorded,), session=None)
            session, applied = await _catch_up(database, before, recorded.session_id)
            if session is None or not applied:
                return SessionChange(entries=(), session=None)
            _keep(database, row, session)
        return SessionChange(entries=applied, session=session)

    async def keep_newer(self, session: Session) -> bool:
        """Keep a state that a site sent with a reply, unless a newer one is here already."""
        async with self._database.writing() as database:
            row = await _locked(database, session.session_id)
            if row is not None and row.document.sequence >= session.sequence:
                return False
            _keep(database, row, session)
        return True


async def _locked(database: AsyncSession, session_id: str) -> SessionRow | None:
    return await database.get(SessionRow, session_id, with_for_update=True)


async def _catch_up(
    database: AsyncSession, session: Session | None, session_id: str
) -> tuple[Session | None, tuple[Recorded, ...]]:
    """Fold every event that follows without a gap."""
    reached = session.sequence if session is not None else 0
    applied: list[Recorded] = []
    for entry in await _after(database, session_id, reached):
        if entry.sequence != reached + 1:
            break
        session = evolve(session, entry)
        reached = entry.sequence
        applied.append(entry)
    return session, tuple(applied)


async def _after(database: AsyncSession, session_id: str, sequence: int) -> Sequence[Recorded]:
    query = (
        select(EventRow.document)
        .where(EventRow.session_id == session_id, EventRow.sequence > sequence)
        .order_by(EventRow.sequence)
    )
    return (await database.scalars(query)).all()


def _event_row(recorded: Recorded) -> EventRow:
    return EventRow(
        event_id=recorded.event_id,
        session_id=recorded.session_id,
        sequence=recorded.sequence,
        at=recorded.at,
        document=recorded,
    )


def _keep(database: AsyncSession, row: SessionRow | None, session: Session) -> None:
    if row is None:
        row = SessionRow(
            session_id=session.session_id,
            site_id=session.site_id,
            scanner_id=session.scanner_id,
            requested_at=session.requested_at,
        )
        database.add(row)
    row.state = session.state.value
    row.expert_id = session.expert.person_id if session.expert is not None else None
    row.search_text = _search_text(session)
    row.document = session


def _search_text(session: Session) -> str:
    people = [session.requested_by, *([session.expert] if session.expert is not None else [])]
    words = [session.reason, session.body_region, session.note, *(p.display_name for p in people)]
    return "\n".join(words).lower()
