"""An exam that was run against a reference: what deviates, and what was not run at all.

A series is held against the reference's series of the same Series Description (0008,103E), each
repeat by itself; maps that were worked out of a series are left out. Where the reference is one
series and one series was run, they belong together whatever they are called. What the reference
does not know is listed and not judged.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from pydicom import Dataset

from telescan.protocol.as_run import as_run
from telescan.protocol.compliance import check
from telescan.protocol.header_reading import words
from telescan.protocol.library import ExamProtocol, SeriesProtocol
from telescan.quality.results import Agreement, ParameterCheck


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)


class RunSeries(_Result):
    """A series that was run, complete."""

    series_instance_uid: str
    series_number: int | None
    description: str
    headers: tuple[Dataset, ...]
    """A classic header for each image."""


class SeriesCheck(_Result):
    """One series that was run, against its reference."""

    series_instance_uid: str
    series_number: int | None
    description: str
    reference: str
    """Name of the reference's series."""
    checks: tuple[ParameterCheck, ...]

    @property
    def deviations(self) -> tuple[ParameterCheck, ...]:
        """Return the parameters that deviate."""
        return tuple(c for c in self.checks if c.agreement is Agreement.DEVIATES)


class ExamCheck(_Result):
    """An exam against its reference."""

    reference: str
    complies: bool
    """Nothing deviates and nothing is missing."""
    series: tuple[SeriesCheck, ...]
    missing: tuple[str, ...]
    """Descriptions of series of the reference that were not run."""
    not_in_reference: tuple[str, ...]
    """Descriptions of series that were run besides."""


def check_exam(reference: ExamProtocol, run: Sequence[RunSeries]) -> ExamCheck:
    """Hold what was run against the reference."""
    run = [series for series in run if not _is_derived(series)]
    pairs = _pairs(reference, run)
    checked = tuple(_checked(series, wanted) for series, wanted in pairs)
    found = {wanted.name for _, wanted in pairs}
    paired = {series.series_instance_uid for series, _ in pairs}
    missing = tuple(s.description for s in reference.series if s.name not in found)
    return ExamCheck(
        reference=reference.name,
        complies=not missing and not any(series.deviations for series in checked),
        series=checked,
        missing=missing,
        not_in_reference=tuple(s.description for s in run if s.series_instance_uid not in paired),
    )


def _pairs(
    reference: ExamProtocol, run: Sequence[RunSeries]
) -> list[tuple[RunSeries, SeriesProtocol]]:
    if len(reference.series) == 1 and len(run) == 1:
        return [(run[0], reference.series[0])]
    by_description = {_plain(wanted.description): wanted for wanted in reference.series}
    return [
        (series, by_description[_plain(series.description)])
        for series in run
        if _plain(series.description) in by_description
    ]


def _is_derived(series: RunSeries) -> bool:
    """Tell a map by Image Type (0008,0008)."""
    return any("DERIVED" in words(header.get("ImageType")) for header in series.headers[:1])


def _checked(series: RunSeries, wanted: SeriesProtocol) -> SeriesCheck:
    return SeriesCheck(
        series_instance_uid=series.series_instance_uid,
        series_number=series.series_number,
        description=series.description,
        reference=wanted.name,
        checks=check(wanted.prescription, as_run(series.headers), complete=True),
    )


def _plain(description: str) -> str:
    return " ".join(description.split()).casefold()
