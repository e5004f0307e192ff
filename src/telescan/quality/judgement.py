"""A series judged from what has arrived of it. Pure: headers, the scan and the time come in.

A series is complete when as many images came as were prescribed; where no prescription is known,
when nothing came for ``QUIET``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydicom import Dataset

from telescan.mr.maps import images_per_slice
from telescan.mr.prescription import Prescription
from telescan.protocol.as_run import as_run, frames_of
from telescan.protocol.compliance import check
from telescan.quality.results import Measurement, NotMeasured, SeriesResult
from telescan.quality.snr import NAME as SNR

QUIET = timedelta(seconds=5)

_NOT_YET = (Measurement(name=SNR, value=None, unit="1", reason=NotMeasured.SERIES_INCOMPLETE),)


@dataclass(frozen=True)
class KnownScan:
    """The scan that a series came of, as the session recorded it."""

    session_id: str
    prescription: Prescription


@dataclass(frozen=True)
class ArrivedSeries:
    """What has arrived of a series."""

    study_instance_uid: str
    series_instance_uid: str
    series_number: int | None
    description: str
    site_id: str
    scanner_id: str
    first_image_at: datetime
    last_image_at: datetime


@dataclass(frozen=True)
class Judged:
    """A series as it stands."""

    result: SeriesResult
    settled: bool
    """Every image came, or none for a while: it is worth measuring."""


def judge(
    series: ArrivedSeries, headers: Sequence[Dataset], scan: KnownScan | None, now: datetime
) -> Judged:
    """Judge a series by its headers; measurements are left for later."""
    images = sum(frames_of(header) for header in headers)
    expected = scan.prescription.slices * images_per_slice(scan.prescription) if scan else None
    quiet = now - series.last_image_at >= QUIET
    complete = quiet if expected is None else images >= expected
    result = SeriesResult(
        study_instance_uid=series.study_instance_uid,
        series_instance_uid=series.series_instance_uid,
        series_number=series.series_number,
        description=series.description,
        site_id=series.site_id,
        scanner_id=series.scanner_id,
        session_id=scan.session_id if scan else None,
        images=images,
        expected_images=expected,
        first_image_at=series.first_image_at,
        last_image_at=series.last_image_at,
        complete=complete,
        measurements=_NOT_YET,
        checks=check(scan.prescription, as_run(headers), complete=complete) if scan else (),
    )
    return Judged(result, settled=complete or quiet)
