"""Images on their way in: stored and indexed, then judged; and which scan each series came of."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from telescan.dicom.errors import BrokenInstanceError
from telescan.dicom.incoming import Origin
from telescan.dicom.instances import Images, Keeping
from telescan.quality.judgement import KnownScan
from telescan.quality.series import SeriesResults
from telescan.session.events import Recorded, ScanEnded, ScanStarted
from telescan.session.records import SessionFilter, SessionRecords
from telescan.wire.errors import PoisonMessageError
from telescan.wire.images import ReceivedFile

_log = logging.getLogger(__name__)

_SESSIONS_LOOKED_AT = 100
"""A series comes of one of the scanner's last sessions, or of none."""


def image_handler(
    images: Images, results: SeriesResults
) -> Callable[[ReceivedFile], Awaitable[None]]:
    """Return what takes in each file from the sites; it bears seeing one twice."""

    async def take(file: ReceivedFile) -> None:
        origin = Origin(file.site_id, file.scanner_id, datetime.now(UTC))
        try:
            kept = await images.keep(file.content, origin)
        except BrokenInstanceError as error:
            raise PoisonMessageError(str(error)) from error
        if kept.keeping is Keeping.SET_ASIDE:
            _log.warning("an image from %s was set aside: %s", file.scanner_id, kept.reason)
        else:
            results.touch(kept.uids.series_instance_uid)

    return take


def touch_scans(entry: Recorded, results: SeriesResults) -> None:
    """Have the series judged again whose scan the session has now recorded."""
    if isinstance(entry.event, ScanStarted | ScanEnded):
        results.touch(entry.event.series_instance_uid)


class ScanLookup:
    """Finds the scan that a series came of."""

    def __init__(self, records: SessionRecords) -> None:
        self._records = records

    async def __call__(
        self, site_id: str, scanner_id: str, series_instance_uid: str
    ) -> KnownScan | None:
        """Return the scan, or None where no session recorded it."""
        wanted = SessionFilter(sites=(site_id,), scanner_id=scanner_id, limit=_SESSIONS_LOOKED_AT)
        for session in await self._records.list(wanted):
            for scan in session.scans:
                if scan.series_instance_uid == series_instance_uid:
                    return KnownScan(session.session_id, scan.prescription)
        return None
