"""Where the image lies and how finely it is cut, against magnet, gradients and memory."""

import math
from collections.abc import Iterator

from telescan.mr import timing
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.prescription import Orientation
from telescan.mr.rule.examined import Examined, outside, up
from telescan.mr.sequence import sequence_of
from telescan.mr.violation import Limit, Violation

FIELD_OF_VIEW_MM = (40.0, 500.0)
MATRIX = (32, 1024)
SMALLEST_PIXEL_MM = 0.2
IMAGING_RANGE_MM = 250.0
"""Farthest from the isocentre that a slice may reach: where gradients are still linear."""
STEEPEST_TILT_DEG = 45.0
"""A steeper slice is one of another orientation."""
MOST_SATURATION_BANDS = 6

_NORMAL_TILT = {
    Orientation.SAGITTAL: "tilt_lr_deg",
    Orientation.CORONAL: "tilt_ap_deg",
    Orientation.AXIAL: "tilt_hf_deg",
}
"""The turn about the slice normal: it turns the image in its plane, and may be any."""


def field_of_view(examined: Examined) -> Iterator[Violation]:
    """Blame a field of view that no image needs or that the bore does not hold."""
    for parameter in ("fov_frequency_mm", "fov_phase_mm"):
        value = getattr(examined.prescription, parameter)
        yield from outside(Limit.FIELD_OF_VIEW_OUT_OF_RANGE, parameter, value, *FIELD_OF_VIEW_MM)


def matrix(examined: Examined) -> Iterator[Violation]:
    """Blame a matrix out of range or finer than the smallest pixel."""
    prescription = examined.prescription
    lowest, highest = MATRIX
    for parameter, points, fov_mm in (
        ("matrix_frequency", prescription.matrix_frequency, prescription.fov_frequency_mm),
        ("matrix_phase", prescription.matrix_phase, prescription.fov_phase_mm),
    ):
        resolvable = math.floor(fov_mm / SMALLEST_PIXEL_MM)
        yield from outside(
            Limit.MATRIX_OUT_OF_RANGE, parameter, points, lowest, min(highest, resolvable)
        )


def slice_thickness(examined: Examined) -> Iterator[Violation]:
    """Blame a slice (2D) or slab (3D) that is thinner than the strongest gradient excites."""
    prescription, model = examined.prescription, examined.model
    pulses = sequence_of(prescription).selective_pulses(prescription, model)
    limits = gradient_limits(prescription, model)
    thinnest = max((timing.thinnest_slice_mm(pulse, limits) for pulse in pulses), default=0.0)
    if prescription.is_3d:
        thinnest /= prescription.slices
    thinnest = up(thinnest, 0.1)
    if prescription.slice_thickness_mm < thinnest:
        yield Violation(
            limit=Limit.SLICE_TOO_THIN,
            parameter="slice_thickness_mm",
            value=prescription.slice_thickness_mm,
            allowed_min=thinnest,
            nearest=thinnest,
        )


def slice_range(examined: Examined) -> Iterator[Violation]:
    """Blame slices that reach out of the imaging range."""
    prescription = examined.prescription
    spacing_mm = prescription.slice_spacing_mm
    between = (prescription.slices - 1) * spacing_mm
    room = IMAGING_RANGE_MM - (between + prescription.slice_thickness_mm) / 2
    offset = prescription.slice_offset_mm
    if abs(offset) <= room:
        return
    if room >= 0:
        yield from outside(Limit.SLICES_OUTSIDE_RANGE, "slice_offset_mm", offset, -room, room)
        return
    left = 2 * (IMAGING_RANGE_MM - abs(offset)) - prescription.slice_thickness_mm
    most = 1 + math.floor(left / spacing_mm + 1e-9)
    yield Violation(
        limit=Limit.SLICES_OUTSIDE_RANGE,
        parameter="slices",
        value=prescription.slices,
        allowed_max=max(most, 0),
        nearest=most if most >= 1 else None,
    )


def in_plane_offset(examined: Examined) -> Iterator[Violation]:
    """Blame an image whose centre lies outside the imaging range."""
    for parameter in ("row_offset_mm", "column_offset_mm"):
        value = getattr(examined.prescription, parameter)
        yield from outside(
            Limit.OFFSET_OUT_OF_RANGE, parameter, value, -IMAGING_RANGE_MM, IMAGING_RANGE_MM
        )


def tilt(examined: Examined) -> Iterator[Violation]:
    """Blame a tilt that makes another orientation of the slices."""
    prescription = examined.prescription
    for parameter in ("tilt_lr_deg", "tilt_ap_deg", "tilt_hf_deg"):
        if parameter == _NORMAL_TILT[prescription.orientation]:
            continue
        yield from outside(
            Limit.TILT_OUT_OF_RANGE,
            parameter,
            getattr(prescription, parameter),
            -STEEPEST_TILT_DEG,
            STEEPEST_TILT_DEG,
        )


def saturation_bands(examined: Examined) -> Iterator[Violation]:
    """Blame more saturation bands than a sequence plays."""
    count = len(examined.prescription.saturation_bands)
    if count > MOST_SATURATION_BANDS:
        yield Violation(
            limit=Limit.TOO_MANY_SATURATION_BANDS,
            parameter="saturation_bands",
            value=count,
            allowed_max=MOST_SATURATION_BANDS,
            nearest=None,
        )
