"""What a headless acquisition tells of itself: series, sets and the names of their files."""

from pydantic import BaseModel, ConfigDict

from telescan.dicom.mr_frame import series_kinds
from telescan.dicom.mr_image import series_uid_of
from telescan.mr.faults import Fault
from telescan.mr.frame import ImageKind, ImageSet, Labelling
from telescan.mr.prescription import Prescription
from telescan.scanner.driver import Series


class _Report(BaseModel):
    model_config = ConfigDict(frozen=True)


class SeriesReport(_Report):
    """One series that was acquired."""

    series_number: int
    description: str
    series_instance_uid: str
    prescription: Prescription
    """As set, on the scanner's raster."""
    scan_time_s: float
    """On a real scanner."""
    sets: tuple["SetReport", ...]
    """What was acquired of each slice, then the maps worked out of it."""
    files: tuple[str, ...]
    """Names in the output folder, set by set, in slice order."""
    raw_dataset: str | None
    """Name in the raw data file, where one was asked for."""


class SetReport(_Report):
    """Images of every slice that belong together: a frame, or a map."""

    kind: ImageKind
    echo_time_ms: float
    b_value_s_mm2: float | None
    direction: tuple[float, float, float] | None
    """Of diffusion weighting, patient coordinates."""
    labelling: Labelling | None
    series_instance_uid: str
    """A map's is its own."""
    files: tuple[str, ...]


class HeadlessReport(_Report):
    """What was acquired, and where it is."""

    protocol: str
    phantom: str
    scanner_model: str
    field_strength_t: float
    seed: int
    faults: dict[Fault, float]
    """What was wrong with the scanner or the patient, and how much."""
    warnings: tuple[str, ...]
    """What ran but was likely not meant: another field, an idle fault, a value rounded."""
    out: str
    raw: str | None
    """The raw data file."""
    study_instance_uid: str
    series: tuple[SeriesReport, ...]


def sets_named(series: Series, sets: tuple[ImageSet, ...]) -> tuple[SetReport, ...]:
    """Return what each set is and the names of its files, such as ``S05-02-b1000-I0001.dcm``."""
    homes = series_kinds((image_set.kind, image_set.frame) for image_set in sets)
    return tuple(
        _set_named(
            image_set,
            series_uid_of(series, home),
            f"S{series.series_number:02d}{_said(image_set, number, len(sets))}",
        )
        for number, (image_set, home) in enumerate(zip(sets, homes, strict=True), start=1)
    )


def _set_named(image_set: ImageSet, series_instance_uid: str, begin: str) -> SetReport:
    frame = image_set.frame
    diffusion = frame.diffusion
    return SetReport(
        kind=image_set.kind,
        echo_time_ms=frame.echo_time_ms,
        b_value_s_mm2=diffusion.b_value_s_mm2 if diffusion else None,
        direction=diffusion.direction if diffusion else None,
        labelling=frame.labelling,
        series_instance_uid=series_instance_uid,
        files=tuple(f"{begin}I{index:04d}.dcm" for index in range(1, len(image_set.images) + 1)),
    )


def _said(image_set: ImageSet, number: int, count: int) -> str:
    """Return the part of a file's name that tells its set from the others of the series."""
    frame = image_set.frame
    if count == 1:
        return ""
    if image_set.kind is not ImageKind.MAGNITUDE:
        what = image_set.kind.value
    elif frame.diffusion is not None:
        what = f"b{frame.diffusion.b_value_s_mm2:.0f}"
    elif frame.labelling is not None:
        what = frame.labelling.value
    else:
        what = f"echo{frame.echo_number}"
    return f"-{number:02d}-{what}-"
