"""How k-space is sampled: lines, partitions, bandwidth, parallel imaging, partial Fourier."""

import math
from collections.abc import Iterator

from telescan.mr import timing
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import coil_named
from telescan.mr.raster import DWELL_RASTER_MS, dwell_ms
from telescan.mr.rule.examined import Examined, down, outside, up
from telescan.mr.sampling import (
    acceleration,
    acquired_lines,
    encoded_lines,
    encoded_partitions,
)
from telescan.mr.sequence import sequence_of
from telescan.mr.violation import Limit, Violation

PIXEL_BANDWIDTH_HZ = (20.0, 5_000.0)
RECEIVER_BANDWIDTH_HZ = 1_000_000.0
MOST_LINES = 1_024
MOST_PARTITIONS = 512
FEWEST_PARTITIONS = 8
"""Below this a slab's slices are more edge than slab."""
REFERENCE_LINES_PER_STEP = 4
"""Fewest reference lines over the acceleration: a kernel spans four acquired lines."""


def bandwidth(examined: Examined) -> Iterator[Violation]:
    """Blame a bandwidth that the receiver does not have."""
    prescription = examined.prescription
    receiver = down(RECEIVER_BANDWIDTH_HZ / prescription.matrix_frequency, 1.0)
    lowest, highest = PIXEL_BANDWIDTH_HZ
    yield from outside(
        Limit.BANDWIDTH_OUT_OF_RANGE,
        "pixel_bandwidth_hz",
        prescription.pixel_bandwidth_hz,
        lowest,
        min(highest, receiver),
    )


def readout_gradient(examined: Examined) -> Iterator[Violation]:
    """Blame a bandwidth whose readout needs more gradient than there is."""
    prescription, model = examined.prescription, examined.model
    samples, fov_mm = prescription.matrix_frequency, prescription.fov_frequency_mm
    area = timing.area_mt_m_ms(1 / fov_mm)
    strongest = gradient_limits(prescription, model).amplitude_mt_m
    if area / dwell_ms(prescription) <= strongest:
        return
    value = prescription.pixel_bandwidth_hz
    highest = down(1e3 / (samples * up(area / strongest, DWELL_RASTER_MS)), 0.1)
    yield Violation(
        limit=Limit.GRADIENT_TOO_STRONG,
        parameter="pixel_bandwidth_hz",
        value=value,
        allowed_max=highest,
        nearest=highest if highest >= PIXEL_BANDWIDTH_HZ[0] else None,
    )


def lines(examined: Examined) -> Iterator[Violation]:
    """Blame oversampling that makes more lines than are reconstructed."""
    prescription = examined.prescription
    if encoded_lines(prescription) <= MOST_LINES:
        return
    highest = down((MOST_LINES / prescription.matrix_phase - 1) * 100, 0.1)
    yield from outside(
        Limit.TOO_MANY_LINES,
        "phase_oversampling_percent",
        prescription.phase_oversampling_percent,
        0.0,
        max(highest, 0.0),
    )


def partitions(examined: Examined) -> Iterator[Violation]:
    """Blame a slab of too few or too many partitions."""
    prescription = examined.prescription
    if not prescription.is_3d:
        return
    slices = prescription.slices
    if slices < FEWEST_PARTITIONS:
        yield from outside(
            Limit.TOO_FEW_PARTITIONS, "slices", slices, FEWEST_PARTITIONS, MOST_PARTITIONS
        )
    elif encoded_partitions(prescription) > MOST_PARTITIONS:
        highest = down((MOST_PARTITIONS / slices - 1) * 100, 0.1)
        yield from outside(
            Limit.TOO_MANY_PARTITIONS,
            "slice_oversampling_percent",
            prescription.slice_oversampling_percent,
            0.0,
            highest,
        )


def concatenations(examined: Examined) -> Iterator[Violation]:
    """Blame more concatenations than there are slices to share out."""
    prescription = examined.prescription
    if not prescription.is_3d and prescription.concatenations > 1:
        yield from outside(
            Limit.TOO_MANY_CONCATENATIONS,
            "concatenations",
            prescription.concatenations,
            1,
            prescription.slices,
        )


def coil(examined: Examined) -> Iterator[Violation]:
    """Blame a coil that this scanner does not have."""
    prescription, model = examined.prescription, examined.model
    if coil_named(model, prescription.receive_coil) is None:
        yield Violation(
            limit=Limit.COIL_UNKNOWN,
            parameter="receive_coil",
            value=prescription.receive_coil,
            nearest=model.receive_coil,
        )


def parallel(examined: Examined) -> Iterator[Violation]:
    """Blame an acceleration without the channels, or the reference lines, that undo it."""
    prescription, model = examined.prescription, examined.model
    factor = acceleration(prescription)
    if factor == 1:
        return
    used = coil_named(model, prescription.receive_coil)
    channels = used.channels if used else model.receive_channels
    yield from outside(
        Limit.ACCELERATION_BEYOND_CHANNELS, "acceleration_factor", factor, 1, channels
    )
    value, most = prescription.reference_lines, encoded_lines(prescription)
    fewest = max(REFERENCE_LINES_PER_STEP * factor, 8)
    if value < fewest:
        yield from outside(
            Limit.TOO_FEW_REFERENCE_LINES, "reference_lines", value, fewest, min(most, 64)
        )
    elif value > most:
        yield from outside(Limit.TOO_MANY_REFERENCE_LINES, "reference_lines", value, fewest, most)


def partial_fourier(examined: Examined) -> Iterator[Violation]:
    """Blame a partial Fourier that leaves out reference lines."""
    prescription = examined.prescription
    if acceleration(prescription) == 1:
        return
    total = encoded_lines(prescription)
    half = math.ceil(min(prescription.reference_lines, total) / 2)
    lowest = up((total - total // 2 + half) / total, 0.01)
    yield from outside(
        Limit.PARTIAL_FOURIER_CUTS_REFERENCE,
        "partial_fourier",
        prescription.partial_fourier,
        min(lowest, 1.0),
        1.0,
    )


def echo_train(examined: Examined) -> Iterator[Violation]:
    """Blame a train of more echoes than there are lines."""
    prescription = examined.prescription
    if sequence_of(prescription).uses_echo_train:
        yield from outside(
            Limit.ECHO_TRAIN_TOO_LONG,
            "echo_train_length",
            prescription.echo_train_length,
            1,
            acquired_lines(prescription),
        )
