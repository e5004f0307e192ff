"""What a prescription breaks on a scanner: one small rule per limit, each with the nearest remedy.

A rule looks at the prescription as a whole but blames one parameter, and names the nearest value
of it that keeps the rule while the other parameters stay.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from telescan.mr import timing
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import acquired_lines
from telescan.mr.sar import SarEstimate
from telescan.mr.sequence import sequence_of
from telescan.mr.signal.inversion_recovery import nulling_inversion_time_ms
from telescan.mr.timing import SequenceTiming
from telescan.mr.tissue import Tissue, relaxation_at
from telescan.mr.violation import Limit, Violation

LONGEST_REPETITION_TIME_MS = 30_000.0
LONGEST_ECHO_TIME_MS = 1_000.0
PIXEL_BANDWIDTH_HZ = (20.0, 2_000.0)
FIELD_OF_VIEW_MM = (40.0, 500.0)
MATRIX = (32, 1024)
SMALLEST_PIXEL_MM = 0.2
RECEIVER_BANDWIDTH_HZ = 1_000_000.0
IMAGING_RANGE_MM = 250.0
"""Farthest from the isocentre that a slice may reach: where gradients are still linear."""


@dataclass(frozen=True)
class Examined:
    """A prescription on a scanner, with what was worked out of it."""

    prescription: Prescription
    model: ScannerModel
    timing: SequenceTiming
    sar: SarEstimate


def violations(examined: Examined) -> tuple[Violation, ...]:
    """Return every limit that is broken, the ones that decide others first."""
    rules = (
        _field_of_view,
        _matrix,
        _bandwidth,
        _readout_gradient,
        _slice_thickness,
        _slice_range,
        _echo_train,
        _inversion_time,
        _echo_time,
        _repetition_time,
        _sar,
    )
    return tuple(violation for rule in rules for violation in rule(examined))


def up(value: float, step: float) -> float:
    """Round up to a multiple of ``step``, leaving alone what is one already."""
    return round(math.ceil(value / step - 1e-9) * step, 6)


def down(value: float, step: float) -> float:
    """Round down to a multiple of ``step``, leaving alone what is one already."""
    return round(math.floor(value / step + 1e-9) * step, 6)


def _outside(
    limit: Limit, parameter: str, value: float, lowest: float, highest: float
) -> Iterator[Violation]:
    if lowest <= value <= highest:
        return
    nearest = None if lowest > highest else min(max(value, lowest), highest)
    yield Violation(
        limit=limit,
        parameter=parameter,
        value=value,
        allowed_min=lowest,
        allowed_max=highest,
        nearest=nearest,
    )


def _field_of_view(examined: Examined) -> Iterator[Violation]:
    for parameter in ("fov_frequency_mm", "fov_phase_mm"):
        value = getattr(examined.prescription, parameter)
        yield from _outside(Limit.FIELD_OF_VIEW_OUT_OF_RANGE, parameter, value, *FIELD_OF_VIEW_MM)


def _matrix(examined: Examined) -> Iterator[Violation]:
    prescription = examined.prescription
    lowest, highest = MATRIX
    for parameter, points, fov_mm in (
        ("matrix_frequency", prescription.matrix_frequency, prescription.fov_frequency_mm),
        ("matrix_phase", prescription.matrix_phase, prescription.fov_phase_mm),
    ):
        resolvable = math.floor(fov_mm / SMALLEST_PIXEL_MM)
        yield from _outside(
            Limit.MATRIX_OUT_OF_RANGE, parameter, points, lowest, min(highest, resolvable)
        )


def _bandwidth(examined: Examined) -> Iterator[Violation]:
    prescription = examined.prescription
    receiver = down(RECEIVER_BANDWIDTH_HZ / prescription.matrix_frequency, 1.0)
    lowest, highest = PIXEL_BANDWIDTH_HZ
    yield from _outside(
        Limit.BANDWIDTH_OUT_OF_RANGE,
        "pixel_bandwidth_hz",
        prescription.pixel_bandwidth_hz,
        lowest,
        min(highest, receiver),
    )


def _readout_gradient(examined: Examined) -> Iterator[Violation]:
    prescription, model = examined.prescription, examined.model
    gradient = timing.readout_gradient_mt_m(prescription)
    if gradient <= model.gradient_max_mt_m:
        return
    bandwidth = prescription.pixel_bandwidth_hz
    highest = down(bandwidth * model.gradient_max_mt_m / gradient, 0.1)
    yield Violation(
        limit=Limit.GRADIENT_TOO_STRONG,
        parameter="pixel_bandwidth_hz",
        value=bandwidth,
        allowed_max=highest,
        nearest=highest if highest >= PIXEL_BANDWIDTH_HZ[0] else None,
    )


def _slice_thickness(examined: Examined) -> Iterator[Violation]:
    prescription, model = examined.prescription, examined.model
    pulses = sequence_of(prescription).selective_pulses(prescription, model)
    thinnest = up(max(timing.thinnest_slice_mm(pulse, model) for pulse in pulses), 0.1)
    if prescription.slice_thickness_mm < thinnest:
        yield Violation(
            limit=Limit.SLICE_TOO_THIN,
            parameter="slice_thickness_mm",
            value=prescription.slice_thickness_mm,
            allowed_min=thinnest,
            nearest=thinnest,
        )


def _slice_range(examined: Examined) -> Iterator[Violation]:
    prescription = examined.prescription
    between = (prescription.slices - 1) * prescription.slice_spacing_mm
    room = IMAGING_RANGE_MM - (between + prescription.slice_thickness_mm) / 2
    offset = prescription.slice_offset_mm
    if abs(offset) <= room:
        return
    if room >= 0:
        yield from _outside(Limit.SLICES_OUTSIDE_RANGE, "slice_offset_mm", offset, -room, room)
        return
    left = 2 * (IMAGING_RANGE_MM - abs(offset)) - prescription.slice_thickness_mm
    most = 1 + math.floor(left / prescription.slice_spacing_mm + 1e-9)
    yield Violation(
        limit=Limit.SLICES_OUTSIDE_RANGE,
        parameter="slices",
        value=prescription.slices,
        allowed_max=max(most, 0),
        nearest=most if most >= 1 else None,
    )


def _echo_train(examined: Examined) -> Iterator[Violation]:
    prescription = examined.prescription
    length, lines = prescription.echo_train_length, acquired_lines(prescription)
    if not sequence_of(prescription).uses_echo_train:
        yield from _outside(Limit.ECHO_TRAIN_NOT_USED, "echo_train_length", length, 1, 1)
    elif length > lines:
        yield from _outside(Limit.ECHO_TRAIN_TOO_LONG, "echo_train_length", length, 1, lines)


def _inversion_time(examined: Examined) -> Iterator[Violation]:
    prescription, shortest = examined.prescription, examined.timing.shortest_inversion_time_ms
    value = prescription.inversion_time_ms
    if shortest is None:
        if value is not None:
            yield Violation(
                limit=Limit.INVERSION_TIME_NOT_USED,
                parameter="inversion_time_ms",
                value=value,
                nearest=None,
            )
        return
    lowest = up(shortest, 0.1)
    if value is None:
        yield Violation(
            limit=Limit.INVERSION_TIME_MISSING,
            parameter="inversion_time_ms",
            value=None,
            allowed_min=lowest,
            nearest=max(lowest, _fluid_null_ms(examined)),
        )
    elif value < lowest:
        yield Violation(
            limit=Limit.INVERSION_TIME_TOO_SHORT,
            parameter="inversion_time_ms",
            value=value,
            allowed_min=lowest,
            nearest=lowest,
        )


def _fluid_null_ms(examined: Examined) -> float:
    """Return the inversion time that nulls cerebrospinal fluid, the commonest purpose."""
    fluid = relaxation_at(Tissue.CEREBROSPINAL_FLUID, examined.model.field_strength_t)
    tr = examined.prescription.repetition_time_ms
    return up(nulling_inversion_time_ms(fluid.t1_ms, tr, train_ms=0.0), 1.0)


def _echo_time(examined: Examined) -> Iterator[Violation]:
    value = examined.prescription.echo_time_ms
    lowest = up(examined.timing.shortest_echo_time_ms, 0.1)
    if value < lowest:
        yield Violation(
            limit=Limit.ECHO_TIME_TOO_SHORT,
            parameter="echo_time_ms",
            value=value,
            allowed_min=lowest,
            nearest=lowest if lowest <= LONGEST_ECHO_TIME_MS else None,
        )


def _repetition_time(examined: Examined) -> Iterator[Violation]:
    lowest = up(examined.timing.shortest_repetition_time_ms, 0.1)
    yield from _longer_repetition(examined, Limit.REPETITION_TIME_TOO_SHORT, lowest)


def _sar(examined: Examined) -> Iterator[Violation]:
    """Blame the repetition time: SAR falls as it grows, whatever the sequence."""
    value = examined.prescription.repetition_time_ms
    lowest = up(value * examined.sar.share_of_limit, 0.1)
    yield from _longer_repetition(examined, Limit.SAR_TOO_HIGH, lowest)


def _longer_repetition(examined: Examined, limit: Limit, lowest: float) -> Iterator[Violation]:
    value = examined.prescription.repetition_time_ms
    if value < lowest:
        yield Violation(
            limit=limit,
            parameter="repetition_time_ms",
            value=value,
            allowed_min=lowest,
            nearest=lowest if lowest <= LONGEST_REPETITION_TIME_MS else None,
        )
