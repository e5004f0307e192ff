"""The audit trail in the database: written in order, read by administrators, verified on demand."""

from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from telescan.identity.audit import AuditEntry, Deed, first_broken, link
from telescan.identity.tables import AuditRow
from telescan.store.engine import Database

# Any number will do, as long as nothing else locks it on the same PostgreSQL database.
_POSTGRESQL_LOCK = 7_353_227
_BATCH = 1_000
_FIELDS = tuple(AuditEntry.model_fields)


class AuditVerdict(BaseModel):
    """Whether the chain holds."""

    intact: bool
    entries: int
    first_broken: int | None


class AuditTrail:
    """Writes and reads the trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, deed: Deed) -> AuditEntry:
        """Append one entry and return it once it is on disk."""
        async with self._database.writing() as session:
            if not self._database.is_sqlite:
                await session.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK}
                )
            newest = select(AuditRow).order_by(AuditRow.entry_id.desc()).limit(1)
            row = (await session.scalars(newest)).first()
            entry = link(deed, _entry(row) if row else None)
            session.add(AuditRow(**entry.model_dump()))
        return entry

    async def read(self, *, limit: int, before: int | None = None) -> list[AuditEntry]:
        """Return entries, newest first; ``before``: only those with a lower number."""
        query = select(AuditRow).order_by(AuditRow.entry_id.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.entry_id < before)
        async with self._database.reading() as session:
            return [_entry(row) for row in await session.scalars(query)]

    async def verify(self) -> AuditVerdict:
        """Walk the whole chain."""
        async with self._database.reading() as session:
            count = (await session.scalars(select(func.count()).select_from(AuditRow))).one()
            previous: AuditEntry | None = None
            while batch := await _batch_after(session, previous):
                broken = first_broken(batch, after=previous)
                if broken is not None:
                    return AuditVerdict(intact=False, entries=count, first_broken=broken)
                previous = batch[-1]
        return AuditVerdict(intact=True, entries=count, first_broken=None)


async def _batch_after(session: AsyncSession, previous: AuditEntry | None) -> Sequence[AuditEntry]:
    query = select(AuditRow).order_by(AuditRow.entry_id).limit(_BATCH)
    if previous is not None:
        query = query.where(AuditRow.entry_id > previous.entry_id)
    return [_entry(row) for row in await session.scalars(query)]


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in _FIELDS})
