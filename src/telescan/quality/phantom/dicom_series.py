"""The images of a DICOM series as the phantom analysis takes them, echo by echo."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from telescan.dicom.headers import classic_headers
from telescan.quality.image_stack import ImageStack, stack_of
from telescan.quality.phantom.images import PhantomImages
from telescan.quality.results import NotMeasured

_AXIAL = 0.9
"""Smallest cosine between the slices' normal and the patient's axis."""


class NotASeriesError(ValueError):
    """The images cannot be put on one stack; the message says why."""


@dataclass(frozen=True)
class SeriesImages:
    """The images of one series."""

    echoes: tuple[PhantomImages, ...]
    """One stack per echo time, the shortest first."""
    is_axial: bool
    """The slices lie across the patient's axis."""
    axis_along_rows: bool
    """The patient's axis runs across the image and not down it."""


@dataclass(frozen=True)
class _Header:
    echo_time_ms: float | None
    orientation: tuple[float, ...]
    """Direction of the rows, direction of the columns."""
    position: tuple[float, ...]
    spacing_mm: tuple[float, float]
    field_strength_t: float | None

    @property
    def normal(self) -> NDArray[np.float64]:
        return np.cross(self.orientation[:3], self.orientation[3:])


def images_of(images: Sequence[Dataset]) -> SeriesImages:
    """Put a series' images on stacks. Raises NotASeriesError."""
    stack = stack_of(images)
    if not isinstance(stack, ImageStack):
        raise NotASeriesError(_WORDS.get(stack, stack.value.replace("_", " ")))
    headers = [_header(frame) for image in images for frame in classic_headers(image)]
    if len(headers) != len(stack.pixels):
        raise NotASeriesError("headers and images do not match")
    if len({(header.orientation, header.spacing_mm) for header in headers}) != 1:
        raise NotASeriesError("slices are not parallel")
    first = headers[0]
    times = sorted({header.echo_time_ms for header in headers}, key=lambda time: time or 0.0)
    return SeriesImages(
        echoes=tuple(_echo(headers, stack, time) for time in times),
        is_axial=abs(float(first.normal[2])) > _AXIAL,
        axis_along_rows=abs(first.orientation[2]) > abs(first.orientation[5]),
    )


_WORDS = {
    NotMeasured.NOT_MAGNITUDE: "not magnitude images",
    NotMeasured.NOT_READABLE: "the pixels could not be decoded",
}


def _echo(
    headers: Sequence[_Header], stack: ImageStack, echo_time_ms: float | None
) -> PhantomImages:
    chosen = [i for i, header in enumerate(headers) if header.echo_time_ms == echo_time_ms]
    first = headers[0]
    return PhantomImages(
        pixels=stack.pixels[chosen],
        spacing_mm=first.spacing_mm,
        positions_mm=tuple(float(np.dot(first.normal, headers[i].position)) for i in chosen),
        field_strength_t=first.field_strength_t,
        echo_time_ms=echo_time_ms,
        phase_axis=None if stack.phase_axis is None else stack.phase_axis - 1,
    )


def _header(frame: Dataset) -> _Header:
    try:
        spacing = [float(value) for value in frame.PixelSpacing]
        orientation = tuple(round(float(value), 4) for value in frame.ImageOrientationPatient)
        position = tuple(float(value) for value in frame.ImagePositionPatient)
    except (AttributeError, TypeError, ValueError) as error:
        raise NotASeriesError("pixel spacing or position is missing in the headers") from error
    field, echo = frame.get("MagneticFieldStrength"), frame.get("EchoTime")
    return _Header(
        echo_time_ms=None if echo in (None, "") else float(echo),
        orientation=orientation,
        position=position,
        spacing_mm=(spacing[0], spacing[1]),
        field_strength_t=None if field in (None, "") else float(field),
    )
