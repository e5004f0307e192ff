"""How long gradients and readouts take on a scanner: what every sequence's timing is made of.

Gradient lobes are trapezoids at the model's full amplitude and slew rate per axis (Bernstein, King,
Zhou 2004, chapter 7). Areas are in mT/m ms.
"""

import math
from dataclasses import dataclass

from telescan.mr.gradient_limits import GradientLimits, gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_HZ_PER_MT = GYROMAGNETIC_RATIO_HZ_PER_T * 1e-3

CRUSHER_CYCLES_PER_SLICE = 4.0
"""Dephasing of a crusher or spoiler over a slice (Bernstein et al. 2004, section 10.2)."""
SPOILER_CYCLES_PER_PARTITION = 1.0
"""The same over a partition of a slab: one full turn leaves no net signal in a voxel."""


@dataclass(frozen=True)
class SequenceTiming:
    """What a sequence's timing allows and costs on one scanner."""

    shortest_echo_time_ms: float
    shortest_repetition_time_ms: float
    scan_time_s: float
    echo_spacing_ms: float | None = None
    shortest_inversion_time_ms: float | None = None
    shortest_second_echo_time_ms: float | None = None
    """Where a second echo is prescribed."""
    pulses: tuple[tuple[RfPulse, int], ...] = ()
    """Each kind of RF pulse and how many are played in one repetition time, all slices together."""


def ramp_ms(amplitude_mt_m: float, limits: GradientLimits) -> float:
    """Return the time that a gradient takes to rise to an amplitude."""
    return amplitude_mt_m / limits.slew_t_m_s


def lobe_ms(area_mt_m_ms: float, limits: GradientLimits) -> float:
    """Return the shortest duration of a lobe of a given area: a triangle, or a trapezoid."""
    slew, highest = limits.slew_t_m_s, limits.amplitude_mt_m
    if area_mt_m_ms <= highest**2 / slew:
        return 2 * math.sqrt(area_mt_m_ms / slew)
    return area_mt_m_ms / highest + highest / slew


def dephasing_ms(cycles_per_mm: float, limits: GradientLimits) -> float:
    """Return the time of a lobe that turns spins a millimetre apart by so many cycles."""
    return lobe_ms(area_mt_m_ms(cycles_per_mm), limits)


def area_mt_m_ms(cycles_per_mm: float) -> float:
    """Return the area of a gradient that turns spins a millimetre apart by so many cycles."""
    return cycles_per_mm * 1e6 / _HZ_PER_MT


def selected_thickness_mm(prescription: Prescription) -> float:
    """Return how thick RF pulses select: a slice, or the slab of all partitions."""
    slices = prescription.slices if prescription.is_3d else 1
    return prescription.slice_thickness_mm * slices


def slice_gradient_mt_m(pulse: RfPulse, thickness_mm: float) -> float:
    """Return the gradient under which a pulse excites a slice of this thickness."""
    selected_mm = thickness_mm * pulse.thickness_factor
    return pulse.bandwidth_hz / (_HZ_PER_MT * selected_mm * 1e-3)


def thinnest_slice_mm(pulse: RfPulse, limits: GradientLimits) -> float:
    """Return the thickness that a pulse excites at full gradient."""
    return slice_gradient_mt_m(pulse, 1.0) / limits.amplitude_mt_m


def readout_ms(prescription: Prescription) -> float:
    """Return the duration of one readout."""
    return 1e3 / prescription.pixel_bandwidth_hz


def readout_gradient_mt_m(prescription: Prescription) -> float:
    """Return the gradient during readout."""
    bandwidth_hz = prescription.pixel_bandwidth_hz * prescription.matrix_frequency
    return bandwidth_hz / (_HZ_PER_MT * prescription.fov_frequency_mm * 1e-3)


def prephasing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time of readout prephasing, the readout's own ramp included in its area."""
    gradient = readout_gradient_mt_m(prescription)
    limits = gradient_limits(prescription, model)
    area = gradient * (readout_ms(prescription) + ramp_ms(gradient, limits)) / 2
    return lobe_ms(area, limits)


def phase_encoding_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time of the largest encoding lobe, along phase or along a slab."""
    cycles_per_mm = prescription.matrix_phase / (2 * prescription.fov_phase_mm)
    if prescription.is_3d:
        cycles_per_mm = max(cycles_per_mm, 1 / (2 * prescription.slice_thickness_mm))
    return dephasing_ms(cycles_per_mm, gradient_limits(prescription, model))


def slice_rephasing_ms(pulse: RfPulse, thickness_mm: float, limits: GradientLimits) -> float:
    """Return the time from the end of an excitation until its slice is rephased, ramp included."""
    gradient = slice_gradient_mt_m(pulse, thickness_mm)
    ramp = ramp_ms(gradient, limits)
    return ramp + lobe_ms(gradient * (pulse.duration_ms + ramp) / 2, limits)


def spoiler_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time of a crusher or spoiler lobe across a slice, or a partition of a slab."""
    limits = gradient_limits(prescription, model)
    return dephasing_ms(spoiler_cycles(prescription) / prescription.slice_thickness_mm, limits)


def spoiler_cycles(prescription: Prescription) -> float:
    """Return the dephasing of a crusher or spoiler over a slice or partition."""
    return SPOILER_CYCLES_PER_PARTITION if prescription.is_3d else CRUSHER_CYCLES_PER_SLICE


GENTLE_SHARE = 0.4
"""Of slew rate and amplitude, where there is time for it."""
RAMP_SHARE = 0.6
"""Of the slew rate, for ramps after a pause and those of diffusion gradients."""


def lead_ms(gradient_mt_m: float, limits: GradientLimits) -> float:
    """Return the time in which a gradient rises gently before the first pulse."""
    return gradient_mt_m / limits.slew_t_m_s / GENTLE_SHARE


def wind_down_ms(
    areas_mt_m_ms: tuple[float, ...],
    from_mt_m: tuple[float, ...],
    limits: GradientLimits,
    share: float = 1.0,
) -> float:
    """Return the time in which each axis goes from an amplitude to zero while it covers an area."""
    slew, highest = share * limits.slew_t_m_s, max(share, 0.8) * limits.amplitude_mt_m
    longest = 0.0
    for area, start in zip(areas_mt_m_ms, from_mt_m, strict=True):
        fall = abs(start) / slew
        left = abs(area - start * fall / 2)
        lobe = (
            2 * math.sqrt(left / slew)
            if left <= highest**2 / slew
            else left / highest + highest / slew
        )
        longest = max(longest, fall + lobe)
    return longest
