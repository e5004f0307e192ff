"""One DICOM series of the phantom: axial images in full, a localiser for the phantom's length."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydicom import Dataset

from telescan.quality.phantom.analysis import analyse, measured_length
from telescan.quality.phantom.artefacts import wrap_around
from telescan.quality.phantom.dicom_series import NotASeriesError, SeriesImages, images_of
from telescan.quality.phantom.result import MeasurementError, PhantomReport


@dataclass(frozen=True)
class Examination:
    """What came of one series."""

    reports: tuple[PhantomReport, ...]
    """One per echo."""
    refusal: str | None = None
    """Why there is none."""


def examine(images: Sequence[Dataset]) -> Examination:
    """Measure the images of one series; a series that does not show the phantom says so."""
    try:
        series = images_of(images)
    except NotASeriesError as error:
        return Examination((), str(error))
    try:
        return Examination(tuple(_report(series)))
    except MeasurementError as error:
        wrapped = any(wrap_around(echo) for echo in series.echoes)
        return Examination((), f"{error}, the images wrap around" if wrapped else str(error))


def _report(series: SeriesImages) -> list[PhantomReport]:
    if series.is_axial:
        return [analyse(echo) for echo in series.echoes]
    return [measured_length(echo, series.axis_along_rows) for echo in series.echoes]
