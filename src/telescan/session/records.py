"""Reading sessions at the hub: lists, one session, its timeline."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, tuple_

from telescan.session.events import Recorded
from telescan.session.lifecycle import ENDED
from telescan.session.state import Session
from telescan.session.tables import EventRow, SessionRow
from telescan.store.engine import Database

_ENDED = [state.value for state in ENDED]


@dataclass(frozen=True)
class SessionFilter:
    """Which sessions to list; ``sites`` None: those of every site."""

    sites: Collection[str] | None
    open: bool | None = None
    scanner_id: str | None = None
    text: str | None = None
    before: str | None = None
    """The last session of the page before."""
    limit: int = 50


class SessionRecords:
    """Reads the hub's tables of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, session_id: str) -> Session | None:
        """Return one session."""
        async with self._database.reading() as database:
            row = await database.get(SessionRow, session_id)
            return row.document if row is not None else None

    async def timeline(self, session_id: str) -> Sequence[Recorded]:
        """Return a session's events in their order."""
        query = (
            select(EventRow.document)
            .where(EventRow.session_id == session_id)
            .order_by(EventRow.sequence)
        )
        async with self._database.reading() as database:
            return (await database.scalars(query)).all()

    async def list(self, wanted: SessionFilter) -> Sequence[Session]:
        """Return sessions, newest first."""
        async with self._database.reading() as database:
            return (await database.scalars(_query(wanted))).all()

    async def open_by_scanner(self) -> dict[str, str]:
        """Return the session that is not ended of each scanner that has one."""
        query = select(SessionRow.scanner_id, SessionRow.session_id).where(
            SessionRow.state.not_in(_ENDED)
        )
        async with self._database.reading() as database:
            return {row.scanner_id: row.session_id for row in await database.execute(query)}


def _query(wanted: SessionFilter) -> Select[Session]:
    order = tuple_(SessionRow.requested_at, SessionRow.session_id)
    query = select(SessionRow.document)
    if wanted.sites is not None:
        query = query.where(SessionRow.site_id.in_(wanted.sites))
    if wanted.open is not None:
        state = SessionRow.state
        query = query.where(state.not_in(_ENDED) if wanted.open else state.in_(_ENDED))
    if wanted.scanner_id is not None:
        query = query.where(SessionRow.scanner_id == wanted.scanner_id)
    if wanted.text:
        query = query.where(
            SessionRow.search_text.contains(wanted.text.strip().lower(), autoescape=True)
        )
    if wanted.before is not None:
        last = select(SessionRow.requested_at, SessionRow.session_id).where(
            SessionRow.session_id == wanted.before
        )
        query = query.where(order < last.scalar_subquery())
    return query.order_by(SessionRow.requested_at.desc(), SessionRow.session_id.desc()).limit(
        wanted.limit
    )
