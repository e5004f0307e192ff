"""One gradient echo after each excitation: the times that spoiled and balanced sequences share."""

from dataclasses import dataclass

from telescan.mr import timing
from telescan.mr.gradient_limits import GradientLimits, gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.raster import RASTER_MS, readout_window_ms, shortest_tail_ms
from telescan.mr.sequence.excitation import Excitation

_ROUNDED_MS = 2 * RASTER_MS
"""Of a pulse and of its gradient's rise."""


@dataclass(frozen=True)
class GradientEchoTimes:
    """Shortest times, from the middle of the excitation."""

    shortest_echo_time_ms: float
    before_ms: float
    """From the rise of the excitation's gradient to its middle."""
    after_echo_ms: float
    """From the echo to the end of what follows the readout."""


def gradient_echo_times(
    prescription: Prescription, model: ScannerModel, excited: Excitation, *, spoils: bool
) -> GradientEchoTimes:
    """Work out the times of excitation, encoding, readout and rewinding or spoiling."""
    gradient = timing.readout_gradient_mt_m(prescription)
    limits = gradient_limits(prescription, model)
    select = _select_mt_m(prescription, excited)
    after = _areas_after(prescription, excited, limits, spoils=spoils)
    thickness_mm = timing.selected_thickness_mm(prescription)
    rephasing = timing.slice_rephasing_ms(excited.pulse, thickness_mm, limits)
    prephasing = timing.prephasing_ms(prescription, model)
    encoding = timing.phase_encoding_ms(prescription, model)
    ramp = timing.ramp_ms(gradient, limits)
    # Rephasing and the encoding of a slab are on one axis, one after the other.
    along_slice = rephasing + (encoding if prescription.is_3d else 0.0)
    gap = max(along_slice, prephasing + ramp, encoding)
    half_readout = readout_window_ms(prescription) / 2
    return GradientEchoTimes(
        shortest_echo_time_ms=excited.duration_ms / 2 + gap + half_readout,
        before_ms=excited.duration_ms / 2 + timing.lead_ms(select, limits) + _ROUNDED_MS,
        after_echo_ms=half_readout
        + shortest_tail_ms(timing.wind_down_ms(after, (gradient, 0.0, 0.0), limits)),
    )


def _areas_after(
    prescription: Prescription, excited: Excitation, limits: GradientLimits, *, spoils: bool
) -> tuple[float, float, float]:
    """Return the largest areas of rewinding along read and phase, and what is left along slice."""
    read = timing.readout_gradient_mt_m(prescription) * readout_window_ms(prescription) / 2
    line = timing.area_mt_m_ms(prescription.matrix_phase / (2 * prescription.fov_phase_mm))
    slab = timing.area_mt_m_ms(1 / (2 * prescription.slice_thickness_mm))
    partition = slab if prescription.is_3d else 0.0
    if spoils:
        spoiler = timing.spoiler_cycles(prescription) / prescription.slice_thickness_mm
        return read, line, timing.area_mt_m_ms(spoiler) + partition
    select = _select_mt_m(prescription, excited)
    into_pulse = select * (timing.lead_ms(select, limits) + excited.pulse.duration_ms) / 2
    return -read, line, -partition - into_pulse


def _select_mt_m(prescription: Prescription, excited: Excitation) -> float:
    thickness_mm = timing.selected_thickness_mm(prescription)
    return timing.slice_gradient_mt_m(excited.pulse, thickness_mm)


def block_ms(prescription: Prescription, times: GradientEchoTimes) -> float:
    """Return the time from the rise of the excitation to the end of what follows the readout."""
    echo = max(prescription.echo_time_ms, times.shortest_echo_time_ms)
    return times.before_ms + echo + times.after_echo_ms
