"""The hub's images: each instance kept once, however often it arrives.

An instance that comes again unchanged is known. Another one under the same name, or one that would
join a series of another site, is kept aside with the reason and never replaces anything.
"""

import logging
from dataclasses import dataclass
from enum import StrEnum

from pydicom.dataset import FileDataset
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from telescan.dicom.incoming import Incoming, Origin, receive
from telescan.dicom.instance import InstanceUids
from telescan.dicom.tables import InstanceRow, SeriesRow, SetAsideRow, StudyRow
from telescan.store.engine import Database
from telescan.store.objects import ObjectStore

_log = logging.getLogger(__name__)


class Keeping(StrEnum):
    """What became of an instance."""

    STORED = "stored"
    KNOWN = "known"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Kept:
    """One instance after it was handed in."""

    keeping: Keeping
    uids: InstanceUids
    dataset: FileDataset
    reason: str = ""
    """Why it was set aside."""


class Images:
    """The index and the files together."""

    def __init__(self, database: Database, objects: ObjectStore) -> None:
        self.database = database
        self.objects = objects

    async def keep(self, content: bytes, origin: Origin) -> Kept:
        """Keep one DICOM file; when this returns it is on disk and in the index.

        Raises BrokenInstanceError, ObjectStoreError.
        """
        incoming = receive(content, origin)
        async with self.database.reading() as session:
            keeping, reason = await _judge(session, incoming)
        if keeping is Keeping.STORED:
            await self.objects.put(incoming.object_key, content)
            async with self.database.writing() as session:
                # Another copy may have come in since the look above.
                keeping, reason = await _judge(session, incoming)
                if keeping is Keeping.STORED:
                    await _enter(session, incoming)
        if keeping is Keeping.SET_ASIDE:
            await self._set_aside(incoming, reason)
        return Kept(keeping, incoming.uids, incoming.dataset, reason)

    async def _set_aside(self, incoming: Incoming, reason: str) -> None:
        sop_instance_uid = incoming.uids.sop_instance_uid
        _log.warning("instance %s was set aside: %s", sop_instance_uid, reason)
        await self.objects.put(incoming.aside_key, incoming.content)
        async with self.database.writing() as session:
            if await session.get(SetAsideRow, incoming.sha256) is None:
                session.add(incoming.aside_row(reason))


async def _judge(session: AsyncSession, incoming: Incoming) -> tuple[Keeping, str]:
    uids = incoming.uids
    present = await session.get(InstanceRow, uids.sop_instance_uid)
    if present is not None and present.sha256 == incoming.sha256:
        return Keeping.KNOWN, ""
    if present is not None:
        return Keeping.SET_ASIDE, "another content is stored under its SOPInstanceUID"
    series = await session.get(SeriesRow, uids.series_instance_uid)
    if series is not None and series.site_id != incoming.origin.site_id:
        return Keeping.SET_ASIDE, "its SeriesInstanceUID belongs to another site"
    if series is not None and series.study_instance_uid != uids.study_instance_uid:
        return Keeping.SET_ASIDE, "its series belongs to another study"
    return Keeping.STORED, ""


async def _enter(session: AsyncSession, incoming: Incoming) -> None:
    uids, origin = incoming.uids, incoming.origin
    if await session.get(StudyRow, (origin.site_id, uids.study_instance_uid)) is None:
        session.add(incoming.study_row())
        await session.flush()
    if await session.get(SeriesRow, uids.series_instance_uid) is None:
        session.add(incoming.series_row())
        await session.flush()
    session.add(incoming.instance_row())
    await session.execute(
        update(SeriesRow)
        .where(SeriesRow.series_instance_uid == uids.series_instance_uid)
        .values(instances=SeriesRow.instances + 1, last_stored_at=origin.at)
    )
