"""The readout train of single-shot EPI: trapezoids under which one line follows the other.

Flat tops and ramps are on the gradient raster, here as in what is played and simulated. Samples are
taken on the flat tops only (no ramp sampling); blips along phase are played while the
readout gradient turns round. A parallel technique makes blips longer and the train shorter. Its
reference lines come from shots before the series whose trains are interleaved and shifted in time,
so that phase grows from line to line as in the train itself: both are distorted alike.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import PhasePolarity, Prescription
from telescan.mr.raster import RASTER_MS, dwell_ms, readout_window_ms, up_to_raster
from telescan.mr.sampling import (
    acceleration,
    encoded_fov_phase_mm,
    encoded_lines,
    phase_sampling,
)
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T, SpinValues

_MT_M_MS_PER_CYCLE_MM = 1e9 / GYROMAGNETIC_RATIO_HZ_PER_T
"""Gradient area that winds up one cycle per mm."""

_ROUNDED_RAMPS = 3
"""Of a lobe and of the pulse's gradient before it, each of which may be rounded up."""

DUMMY_REPETITIONS = 1
"""Excitations without readout before a series, after which every repetition is like the next."""


@dataclass(frozen=True)
class EpiTrain:
    """The gradients of one train."""

    gradient_mt_m: float
    """Of the readout, its sign changing from line to line."""
    flat_ms: float
    """One flat top, during which a line is sampled."""
    ramp_ms: float
    """From a flat top to zero."""
    lines_before: int
    """Lines read before the one through the centre of k-space."""
    lines_after: int
    prewinding_ms: float
    """Of the lobes that lead to the train's first sample."""

    @property
    def echo_spacing_ms(self) -> float:
        """Time from one line to the next."""
        return self.flat_ms + 2 * self.ramp_ms

    @property
    def to_centre_ms(self) -> float:
        """From the end of prewinding to the centre of k-space."""
        return (self.lines_before + 0.5) * self.echo_spacing_ms

    @property
    def from_centre_ms(self) -> float:
        """From the centre of k-space to the end of the train."""
        return (self.lines_after + 0.5) * self.echo_spacing_ms


def epi_train(prescription: Prescription, model: ScannerModel) -> EpiTrain:
    """Work out the train of a prescription."""
    gradient = _MT_M_MS_PER_CYCLE_MM / (prescription.fov_frequency_mm * dwell_ms(prescription))
    flat = readout_window_ms(prescription)
    factor = acceleration(prescription)
    blip_area = factor * _MT_M_MS_PER_CYCLE_MM / encoded_fov_phase_mm(prescription)
    limits = gradient_limits(prescription, model)
    ramp = up_to_raster(
        max(timing.ramp_ms(gradient, limits), timing.lobe_ms(blip_area, limits) / 2)
    )
    train = np.flatnonzero(phase_sampling(prescription).lattice)
    centre = encoded_lines(prescription) // 2
    below, above = int((train < centre).sum()), int((train > centre).sum())
    before, after = (below, above) if _rising(prescription) else (above, below)
    prewinding = up_to_raster(
        max(
            timing.lobe_ms(gradient * (flat + ramp) / 2, limits),
            timing.lobe_ms(before * blip_area, limits),
        )
        + _ROUNDED_RAMPS * RASTER_MS
    )
    return EpiTrain(gradient, flat, ramp, before, after, prewinding)


def line_step_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time from one line of k-space to the one above; negative where blips go down."""
    step = epi_train(prescription, model).echo_spacing_ms / acceleration(prescription)
    return step if _rising(prescription) else -step


def phase_bandwidth_hz(prescription: Prescription, model: ScannerModel) -> float:
    """Return the frequency that shifts the image by a pixel along phase; negative: downwards."""
    return 1e3 / (line_step_ms(prescription, model) * encoded_lines(prescription))


def line_times_ms(prescription: Prescription, model: ScannerModel) -> NDArray[np.float64]:
    """Return when each line is read, from the centre of k-space, (line,).

    Lines that a train would read before its excitation are taken as read there: either they are
    left out by partial Fourier, or TE is too short to run.
    """
    lines = encoded_lines(prescription)
    times: NDArray[np.float64] = np.maximum(
        (np.arange(lines) - lines // 2) * line_step_ms(prescription, model),
        -prescription.echo_time_ms,
    )
    return times


def readout_direction(prescription: Prescription) -> NDArray[np.int64]:
    """Return +1 for lines read from left to right and -1 for those read backwards, (line,)."""
    lines = encoded_lines(prescription)
    turn = (np.arange(lines) - lines // 2) // acceleration(prescription)
    direction: NDArray[np.int64] = 1 - 2 * (turn % 2)
    return direction


def reference_shots(prescription: Prescription) -> int:
    """Return how many interleaved shots read the reference lines."""
    factor = acceleration(prescription)
    return factor if factor > 1 else 0


def about_spin_echo(values: SpinValues, time_ms: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the signal at times from a spin echo over that at the echo, (group, line).

    Spins go on decaying by T2, and T2' and off-resonance dephase them on either side.
    """
    rate = 2j * np.pi * values.off_resonance_hz * 1e-3 - 1 / values.t2_ms
    reversible = np.maximum(1 / values.t2_star_ms - 1 / values.t2_ms, 0.0)
    signal: NDArray[np.complex128] = np.exp(
        rate[:, None] * time_ms - reversible[:, None] * abs(time_ms)
    )
    return signal


def _rising(prescription: Prescription) -> bool:
    return prescription.phase_encoding_polarity is PhasePolarity.POSITIVE
