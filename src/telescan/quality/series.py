"""Series at the hub: judged again whenever images of them arrive, measured once they settled.

Whoever stores an image calls ``touch``; ``run`` judges what was touched, many images at a time. A
hub that was stopped halfway judges again what had not settled.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pydicom
from pydicom import Dataset
from pydicom.errors import InvalidDicomError
from sqlalchemy import or_, select

from telescan.dicom.tables import InstanceRow, SeriesRow
from telescan.quality.clinical import measure, middle_of, not_measured
from telescan.quality.judgement import QUIET, ArrivedSeries, Judged, KnownScan, judge
from telescan.quality.results import Measurement, NotMeasured, SeriesResult
from telescan.quality.tables import SeriesResultRow
from telescan.store.engine import Database
from telescan.store.objects import ObjectStore, ObjectStoreError

_log = logging.getLogger(__name__)

_GATHERING = timedelta(seconds=0.2)
"""Images that arrive within this time are judged together."""
_MOST_GATHERING = timedelta(seconds=5)
_RESTS = 9
"""A series is gathered this many times as long as judging it took: a long one that still arrives
takes a tenth of a processor, not all of it."""

FIRST_PAUSE = timedelta(seconds=1)
MOST_TRIES = 8
"""A series that cannot be judged is tried again after pauses that double, some two minutes in all:
a database that restarts is back by then. After that it waits for its next image."""

ScanOf = Callable[[str, str, str], Awaitable[KnownScan | None]]
"""(site_id, scanner_id, series_instance_uid) → the scan that the series came of."""


class SeriesResults:
    """Judges series, keeps the results, tells of each that changed."""

    def __init__(
        self,
        database: Database,
        objects: ObjectStore,
        scan_of: ScanOf,
        tell: Callable[[SeriesResult], None],
    ) -> None:
        self._database = database
        self._objects = objects
        self._scan_of = scan_of
        self._tell = tell
        self._due: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._gathering: dict[str, timedelta] = {}
        self._touched = asyncio.Event()

    def touch(self, series_instance_uid: str) -> None:
        """Note that images of a series arrived, or that its scan became known."""
        due = datetime.now(UTC) + self._gathering.get(series_instance_uid, _GATHERING)
        self._due[series_instance_uid] = min(self._due.get(series_instance_uid, due), due)
        self._touched.set()

    async def run(self) -> None:
        """Judge series for ever."""
        for series_instance_uid in await self._unsettled():
            self.touch(series_instance_uid)
        while True:
            if not self._due:
                self._touched.clear()
                await self._touched.wait()
            uid = min(self._due, key=self._due.__getitem__)
            wait_s = (self._due[uid] - datetime.now(UTC)).total_seconds()
            if wait_s > 0:
                # Something due earlier may be touched meanwhile.
                await asyncio.sleep(min(wait_s, _GATHERING.total_seconds()))
                continue
            del self._due[uid]
            await self._judge_or_put_off(uid)

    async def of_session(self, session_id: str) -> list[SeriesResult]:
        """Return a session's series in the order in which they arrived."""
        query = select(SeriesResultRow).where(SeriesResultRow.session_id == session_id)
        async with self._database.reading() as session:
            rows = await session.scalars(query.order_by(SeriesResultRow.last_image_at))
            return [row.document for row in rows]

    async def of_scanner(self, scanner_id: str, *, limit: int) -> list[SeriesResult]:
        """Return a scanner's series, newest first."""
        query = (
            select(SeriesResultRow)
            .where(SeriesResultRow.scanner_id == scanner_id)
            .order_by(SeriesResultRow.last_image_at.desc())
            .limit(limit)
        )
        async with self._database.reading() as session:
            return [row.document for row in await session.scalars(query)]

    async def _unsettled(self) -> Sequence[str]:
        query = (
            select(SeriesRow.series_instance_uid)
            .outerjoin(
                SeriesResultRow,
                SeriesResultRow.series_instance_uid == SeriesRow.series_instance_uid,
            )
            .where(SeriesRow.scanner_id.is_not(None))
            .where(
                or_(
                    SeriesResultRow.settled.is_not(True),
                    SeriesResultRow.last_image_at < SeriesRow.last_stored_at,
                )
            )
        )
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()

    async def _judge_or_put_off(self, uid: str) -> None:
        try:
            await self._judge(uid)
        # Outermost edge: whatever stands in a header, the other series are judged. The error's own
        # words stay out of the log, because they may quote the header.
        except Exception as error:  # noqa: BLE001
            tries = self._failures.get(uid, 0) + 1
            _log.error("series %s: judging failed (%s), try %d", uid, type(error).__name__, tries)
            if tries < MOST_TRIES:
                self._failures[uid] = tries
                again = datetime.now(UTC) + FIRST_PAUSE * 2 ** (tries - 1)
                self._due.setdefault(uid, again)
                return
        self._failures.pop(uid, None)

    async def _judge(self, uid: str) -> None:
        began_s = time.monotonic()
        async with self._database.reading() as session:
            series = await session.get(SeriesRow, uid)
            query = select(InstanceRow).where(InstanceRow.series_instance_uid == uid)
            order = (InstanceRow.instance_number, InstanceRow.sop_instance_uid)
            instances = (await session.scalars(query.order_by(*order))).all()
            kept = await session.get(SeriesResultRow, uid)
        if series is None or series.scanner_id is None or not instances:
            return
        scan = await self._scan_of(series.site_id, series.scanner_id, uid)
        now = datetime.now(UTC)
        headers = [instance.header for instance in instances]
        judged = await asyncio.to_thread(_judged, _arrived(series), headers, scan, now)
        if judged.settled:
            self._gathering.pop(uid, None)
        else:
            took = time.monotonic() - began_s
            self._gathering[uid] = _gathering_after(timedelta(seconds=took))
            self._due.setdefault(uid, series.last_stored_at + QUIET)
        result = judged.result
        if judged.settled:
            measurements = await self._measured(result, instances, kept)
            result = result.model_copy(update={"measurements": measurements})
        if kept is None or kept.document != result or kept.settled != judged.settled:
            await self._keep(result, settled=judged.settled)
            self._tell(result)

    async def _measured(
        self,
        result: SeriesResult,
        instances: Sequence[InstanceRow],
        kept: SeriesResultRow | None,
    ) -> tuple[Measurement, ...]:
        if kept is not None and kept.settled and kept.document.images == result.images:
            return kept.document.measurements
        try:
            files = [await self._objects.get(i.object_key) for i in middle_of(instances)]
        except ObjectStoreError as error:
            _log.error("series cannot be measured: %s", error)
            return not_measured(NotMeasured.NOT_READABLE)
        return await asyncio.to_thread(_measured_in, files)

    async def _keep(self, result: SeriesResult, *, settled: bool) -> None:
        async with self._database.writing() as session:
            await session.merge(
                SeriesResultRow(
                    series_instance_uid=result.series_instance_uid,
                    site_id=result.site_id,
                    scanner_id=result.scanner_id,
                    session_id=result.session_id,
                    last_image_at=result.last_image_at,
                    settled=settled,
                    document=result,
                )
            )


def _gathering_after(took: timedelta) -> timedelta:
    return min(max(_GATHERING, _RESTS * took), _MOST_GATHERING)


def _arrived(series: SeriesRow) -> ArrivedSeries:
    return ArrivedSeries(
        study_instance_uid=series.study_instance_uid,
        series_instance_uid=series.series_instance_uid,
        series_number=series.series_number,
        description=series.series_description,
        site_id=series.site_id,
        scanner_id=series.scanner_id or "",
        first_image_at=series.first_stored_at,
        last_image_at=series.last_stored_at,
    )


def _judged(
    series: ArrivedSeries, headers: Sequence[dict[str, Any]], scan: KnownScan | None, now: datetime
) -> Judged:
    return judge(series, [_dataset(header) for header in headers], scan, now)


def _dataset(header: dict[str, Any]) -> Dataset:
    small = {tag: value for tag, value in header.items() if "BulkDataURI" not in value}
    return Dataset.from_json(small)


def _measured_in(files: Sequence[bytes]) -> tuple[Measurement, ...]:
    try:
        images = [pydicom.dcmread(BytesIO(file)) for file in files]
    except InvalidDicomError:
        return not_measured(NotMeasured.NOT_READABLE)
    return measure(images)
