"""All measurements of the ACR large phantom on one stack of axial images."""

from collections.abc import Callable, Iterator

from telescan.quality.phantom.artefacts import suspected_artefacts
from telescan.quality.phantom.ghosting import percent_signal_ghosting
from telescan.quality.phantom.images import PhantomImages
from telescan.quality.phantom.length import phantom_length_mm
from telescan.quality.phantom.limits import LENGTH, Limits, limits_of
from telescan.quality.phantom.locate import FoundPhantom, find_phantom
from telescan.quality.phantom.low_contrast import find_patterns, visible_spokes
from telescan.quality.phantom.noise import signal_to_noise
from telescan.quality.phantom.resolution import resolution_mm
from telescan.quality.phantom.result import (
    MeasurementError,
    PhantomMeasurement,
    PhantomReport,
    Quantity,
    Reason,
    Verdict,
)
from telescan.quality.phantom.slice_position import bar_difference_mm
from telescan.quality.phantom.slice_thickness import slice_thickness_mm
from telescan.quality.phantom.uniformity import percent_integral_uniformity

_DIAMETERS = {
    (1, "horizontal"): 0.0,
    (1, "vertical"): 90.0,
    (5, "horizontal"): 0.0,
    (5, "vertical"): 90.0,
    (5, "diagonal, down to the right"): 45.0,
    (5, "diagonal, down to the left"): 135.0,
}
"""Slice and direction to the angle in the image, clockwise from the right."""

Measured = tuple[str, float | None]
"""Where, and the value; None where nothing was resolved."""
Measure = Callable[[FoundPhantom], list[Measured]]


def analyse(images: PhantomImages) -> PhantomReport:
    """Measure everything; what cannot be measured says why.

    Raises MeasurementError where the images do not show the phantom at all.
    """
    phantom = find_phantom(images)
    found = [m for part in _PARTS for m in _measured(part, phantom)]
    return PhantomReport(
        field_strength_t=images.field_strength_t,
        echo_time_ms=images.echo_time_ms,
        measurements=tuple(found),
        artefacts=suspected_artefacts(phantom),
    )


def measured_length(images: PhantomImages, axis_along_rows: bool) -> PhantomReport:
    """Measure the phantom's length on its localiser. Raises MeasurementError."""
    middle = images.pixels[len(images.pixels) // 2]
    length = phantom_length_mm(middle, images.spacing_mm, axis_along_rows=axis_along_rows)
    part = _judged(Quantity.GEOMETRIC_ACCURACY, ("localiser, length", length), "mm", LENGTH)
    return PhantomReport(
        field_strength_t=images.field_strength_t,
        echo_time_ms=images.echo_time_ms,
        measurements=(part,),
    )


def _measured(
    part: tuple[Quantity, str, str, Measure], phantom: FoundPhantom
) -> Iterator[PhantomMeasurement]:
    quantity, where, unit, measure = part
    images = phantom.images
    limits = limits_of(quantity, images.field_strength_t, images.echo_time_ms)
    try:
        values, reason = measure(phantom), None
    except MeasurementError as error:
        values, reason = [(where, None)], error.reason
    for one in values:
        yield _judged(quantity, one, unit, limits, reason)


def _judged(
    quantity: Quantity,
    measured: Measured,
    unit: str,
    limits: Limits,
    reason: Reason | None = None,
) -> PhantomMeasurement:
    """Hold a value against its limits; without a value and a reason, nothing was resolved."""
    where, value = measured
    if value is None:
        verdict = Verdict.NOT_MEASURED if reason else Verdict.FAILED
    elif limits == Limits():
        verdict = Verdict.NO_LIMIT
    else:
        verdict = Verdict.PASSED if limits.hold(value) else Verdict.FAILED
    return PhantomMeasurement(
        quantity=quantity,
        where=where,
        value=value,
        unit=unit,
        lower=limits.lower,
        upper=limits.upper,
        verdict=verdict,
        reason=reason or (Reason.NONE_RESOLVED if value is None else None),
    )


def _diameter(number: int, direction: str, angle_deg: float) -> Measure:
    def measure(phantom: FoundPhantom) -> list[Measured]:
        found = phantom.slice(number)
        return [(f"slice {number}, {direction}", found.outline.diameter_mm(angle_deg))]

    return measure


def _resolution(phantom: FoundPhantom) -> list[Measured]:
    along_rows, along_columns = resolution_mm(phantom.slice(1))
    return [
        ("slice 1, upper left array", along_rows),
        ("slice 1, lower right array", along_columns),
    ]


def _position(number: int) -> Measure:
    return lambda phantom: [(f"slice {number}", bar_difference_mm(phantom.slice(number)))]


def _low_contrast(phantom: FoundPhantom) -> list[Measured]:
    slices = {number: phantom.slice(number) for number in (8, 9, 10, 11)}
    patterns = find_patterns(slices)
    counts = [visible_spokes(found, patterns[number]) for number, found in slices.items()]
    each = " + ".join(str(count) for count in counts)
    return [(f"slices 8 to 11 ({each})", float(sum(counts)))]


_PARTS: tuple[tuple[Quantity, str, str, Measure], ...] = (
    *(
        (Quantity.GEOMETRIC_ACCURACY, f"slice {n}, {way}", "mm", _diameter(n, way, angle))
        for (n, way), angle in _DIAMETERS.items()
    ),
    (Quantity.HIGH_CONTRAST_RESOLUTION, "slice 1", "mm", _resolution),
    (
        Quantity.SLICE_THICKNESS,
        "slice 1",
        "mm",
        lambda phantom: [("slice 1", slice_thickness_mm(phantom.slice(1)))],
    ),
    (Quantity.SLICE_POSITION, "slice 1", "mm", _position(1)),
    (Quantity.SLICE_POSITION, "slice 11", "mm", _position(11)),
    (
        Quantity.UNIFORMITY,
        "slice 7",
        "%",
        lambda phantom: [("slice 7", percent_integral_uniformity(phantom.slice(7)))],
    ),
    (
        Quantity.GHOSTING,
        "slice 7",
        "%",
        lambda phantom: [("slice 7", percent_signal_ghosting(phantom.slice(7)))],
    ),
    (Quantity.LOW_CONTRAST, "slices 8 to 11", "1", _low_contrast),
    (
        Quantity.SNR,
        "slice 7",
        "1",
        lambda phantom: [("slice 7", signal_to_noise(phantom.slice(7)))],
    ),
)
"""What is measured: quantity, where it says so when it cannot be measured, unit, measurement."""
