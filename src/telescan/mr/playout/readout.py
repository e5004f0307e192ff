"""Readouts, encoding and slice selection, as events and areas of a shot."""

import math

from telescan.mr import timing
from telescan.mr.gradient_limits import GradientLimits
from telescan.mr.playout.shot import (
    MT_M_MS_PER_CYCLE_MM,
    NOTHING,
    Axes,
    Event,
    Readout,
    RfEvent,
)
from telescan.mr.prescription import Prescription
from telescan.mr.raster import (
    RASTER_MS,
    SYMMETRIC_MS,
    dwell_ms,
    readout_window_ms,
    up_to_raster,
)
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import encoded_fov_phase_mm, encoded_lines, encoded_partitions


def readout(
    prescription: Prescription, echo_ms: float, line: int, partition: int = 0, sign: int = 1
) -> Event:
    """Return the readout whose echo, the sample ``matrix / 2``, is at ``echo_ms``."""
    samples, dwell = prescription.matrix_frequency, dwell_ms(prescription)
    gradient = MT_M_MS_PER_CYCLE_MM / (prescription.fov_frequency_mm * dwell)
    return Event(
        middle_ms=echo_ms,
        duration_ms=readout_window_ms(prescription),
        gradient_mt_m=(sign * gradient, 0.0, 0.0),
        readout=Readout(line, partition, samples, dwell),
    )


def half_area(event: Event) -> float:
    """Return the readout gradient's area from the start of its window to the echo."""
    return event.gradient_mt_m[0] * event.duration_ms / 2


def pulse(
    rf: RfPulse,
    middle_ms: float,
    prescription: Prescription,
    *,
    selective: bool = True,
    phase_deg: float = 0.0,
    use: str = "excitation",
    frequency_hz: float = 0.0,
) -> Event:
    """Return an RF pulse under the gradient that selects the slice or slab."""
    thickness_mm = timing.selected_thickness_mm(prescription)
    gradient = timing.slice_gradient_mt_m(rf, thickness_mm) if selective else 0.0
    return Event(
        middle_ms=middle_ms,
        duration_ms=up_to_raster(rf.duration_ms, SYMMETRIC_MS),
        gradient_mt_m=(0.0, 0.0, gradient) if selective else NOTHING,
        rf=RfEvent(rf, phase_deg, use, frequency_hz),
    )


def rephasing(event: Event) -> float:
    """Return the area along the slice that undoes the second half of an excitation."""
    return -event.gradient_mt_m[2] * event.duration_ms / 2


def line_area(prescription: Prescription, line: int) -> float:
    """Return the phase encoding area of a line."""
    from_centre = line - encoded_lines(prescription) // 2
    return from_centre / encoded_fov_phase_mm(prescription) * MT_M_MS_PER_CYCLE_MM


def partition_area(prescription: Prescription, partition: int) -> float:
    """Return the encoding area along the slab of a partition."""
    if not prescription.is_3d:
        return 0.0
    partitions = encoded_partitions(prescription)
    from_centre = partition - partitions // 2
    slab_mm = partitions * prescription.slice_thickness_mm
    return from_centre / slab_mm * MT_M_MS_PER_CYCLE_MM


def spoiling(prescription: Prescription) -> float:
    """Return the area of a crusher or spoiler along the slice."""
    cycles = (
        timing.SPOILER_CYCLES_PER_PARTITION
        if prescription.is_3d
        else timing.CRUSHER_CYCLES_PER_SLICE
    )
    return cycles / prescription.slice_thickness_mm * MT_M_MS_PER_CYCLE_MM


_GENTLE_SHARE = 0.4
"""Of slew rate and amplitude, where a shot leaves time for it."""


def lead_ms(gradient_mt_m: Axes, limits: GradientLimits) -> float:
    """Return the time before a shot's first event in which its gradients rise gently."""
    strongest = max(abs(each) for each in gradient_mt_m)
    return up_to_raster(max(strongest / limits.slew_t_m_s / _GENTLE_SHARE, RASTER_MS))


def tail_ms(
    areas: Axes, from_gradient_mt_m: Axes, limits: GradientLimits, *, available_ms: float
) -> float:
    """Return a time in which all areas fit after a shot's last event, gently where there is room.

    ``available_ms`` is what is left of the shot; more is taken where that is too short.
    """
    return min(
        _shortest_ms(areas, from_gradient_mt_m, limits, _GENTLE_SHARE),
        max(
            math.floor(available_ms / RASTER_MS + 1e-6) * RASTER_MS,
            _shortest_ms(areas, from_gradient_mt_m, limits, 1.0),
        ),
    )


def _shortest_ms(areas: Axes, starts: Axes, limits: GradientLimits, share: float) -> float:
    slew, highest = share * limits.slew_t_m_s, max(share, 0.8) * limits.amplitude_mt_m
    longest = 0.0
    for area, start in zip(areas, starts, strict=True):
        fall = abs(start) / slew
        left = abs(area - start * fall / 2)
        lobe = (
            2 * math.sqrt(left / slew)
            if left <= highest**2 / slew
            else left / highest + highest / slew
        )
        longest = max(longest, fall + lobe)
    return up_to_raster(longest + 2 * RASTER_MS)
