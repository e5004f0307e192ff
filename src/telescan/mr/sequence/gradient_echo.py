"""One gradient echo after each excitation: the times that spoiled and balanced sequences share."""

from dataclasses import dataclass

from telescan.mr import timing
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence.excitation import Excitation


@dataclass(frozen=True)
class GradientEchoTimes:
    """Shortest times, from the middle of the excitation."""

    shortest_echo_time_ms: float
    before_ms: float
    """From the start of the excitation to its middle."""
    after_echo_ms: float
    """From the echo to the end of what follows the readout."""


def gradient_echo_times(
    prescription: Prescription, model: ScannerModel, excited: Excitation, *, spoils: bool
) -> GradientEchoTimes:
    """Work out the times of excitation, encoding, readout and rewinding or spoiling."""
    gradient = timing.readout_gradient_mt_m(prescription)
    limits = gradient_limits(prescription, model)
    thickness_mm = timing.selected_thickness_mm(prescription)
    rephasing = timing.slice_rephasing_ms(excited.pulse, thickness_mm, limits)
    prephasing = timing.prephasing_ms(prescription, model)
    encoding = timing.phase_encoding_ms(prescription, model)
    ramp = timing.ramp_ms(gradient, limits)
    # Rephasing and the encoding of a slab are on one axis, one after the other.
    along_slice = rephasing + (encoding if prescription.is_3d else 0.0)
    gap = max(along_slice, prephasing + ramp, encoding)
    half_readout = timing.readout_ms(prescription) / 2
    if spoils:
        rewinding = max(timing.spoiler_ms(prescription, model), encoding)
    else:
        rewinding = max(along_slice, prephasing + ramp, encoding)
    return GradientEchoTimes(
        shortest_echo_time_ms=excited.duration_ms / 2 + gap + half_readout,
        before_ms=excited.duration_ms / 2,
        after_echo_ms=half_readout + rewinding,
    )


def block_ms(prescription: Prescription, times: GradientEchoTimes) -> float:
    """Return the time from the start of the excitation to the end of what follows the readout."""
    echo = max(prescription.echo_time_ms, times.shortest_echo_time_ms)
    return times.before_ms + echo + times.after_echo_ms
