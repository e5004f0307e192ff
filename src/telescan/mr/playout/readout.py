"""Readouts, encoding and slice selection, as events and areas of a shot."""

import math
from dataclasses import dataclass, replace

from telescan.mr import timing
from telescan.mr.gradient_limits import GradientLimits
from telescan.mr.playout.shot import (
    MT_M_MS_PER_CYCLE_MM,
    NOTHING,
    RAMPS,
    Areas,
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
    on_raster,
    readout_window_ms,
    shortest_tail_ms,
    up_to_raster,
)
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import encoded_fov_phase_mm, encoded_lines, encoded_partitions
from telescan.mr.sequence.excitation import Excitation


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


@dataclass(frozen=True)
class Excited:
    """What a shot begins with."""

    pulses: tuple[Event, ...]
    """One, or the two of a water excitation."""
    areas: tuple[Areas, ...]
    """Before each pulse."""
    middle_ms: float
    """When spins are excited: TE counts from there."""

    @property
    def rephasing(self) -> float:
        """The area along the slice that undoes the second half of the last pulse."""
        last = self.pulses[-1]
        return -last.gradient_mt_m[2] * last.duration_ms / 2


def excitation(
    excited: Excitation,
    prescription: Prescription,
    limits: GradientLimits,
    *,
    phase_deg: float = 90.0,
) -> Excited:
    """Return the pulses of an excitation, as early in the shot as gradients rise gently."""
    first = pulse(excited.pulse, 0.0, prescription, phase_deg=phase_deg)
    middle = on_raster(lead_ms(first.gradient_mt_m, limits) + first.duration_ms / 2)
    first = replace(first, middle_ms=middle)
    if excited.delay_ms is None:
        return Excited((first,), (RAMPS,), middle)
    second = replace(first, middle_ms=on_raster(middle + excited.delay_ms))
    between = (0.0, 0.0, -first.gradient_mt_m[2] * first.duration_ms)
    both = (middle + second.middle_ms) / 2
    return Excited((first, second), (RAMPS, between), both)


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
    return (
        timing.spoiler_cycles(prescription) / prescription.slice_thickness_mm * MT_M_MS_PER_CYCLE_MM
    )


def lead_ms(gradient_mt_m: Axes, limits: GradientLimits) -> float:
    """Return the time before a shot's first event in which its gradients rise gently."""
    strongest = max(abs(each) for each in gradient_mt_m)
    return up_to_raster(max(timing.lead_ms(strongest, limits), RASTER_MS))


def tail_ms(
    areas: Axes, from_gradient_mt_m: Axes, limits: GradientLimits, *, available_ms: float
) -> float:
    """Return a time in which all areas fit after a shot's last event, gently where there is room.

    ``available_ms`` is what is left of the shot; more is taken where that is too short.
    """
    gentle, shortest = (
        shortest_tail_ms(timing.wind_down_ms(areas, from_gradient_mt_m, limits, share))
        for share in (timing.GENTLE_SHARE, 1.0)
    )
    return min(gentle, max(math.floor(available_ms / RASTER_MS + 1e-6) * RASTER_MS, shortest))
