"""Spin echo: one excitation, one refocusing pulse, one line; slices interleaved within TR."""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines
from telescan.mr.sequence.interface import PulseSequence, same_on_every_line
from telescan.mr.signal.spin_echo import spin_echo_signal
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 2.6
REFOCUSING_MS = 2.6
TIME_BANDWIDTH = 3.0
"""Ordinary selective sinc pulses of about 1.2 kHz."""


def excitation(prescription: Prescription, model: ScannerModel) -> RfPulse:
    """Return the excitation pulse of spin-echo sequences."""
    pulse = RfPulse(prescription.flip_angle_deg, EXCITATION_MS, TIME_BANDWIDTH)
    return pulse.within(model.b1_max_ut)


def refocusing(prescription: Prescription, model: ScannerModel) -> RfPulse:
    """Return the refocusing pulse of spin-echo sequences."""
    pulse = RfPulse(prescription.refocusing_flip_angle_deg, REFOCUSING_MS, TIME_BANDWIDTH)
    return pulse.within(model.b1_max_ut)


def half_echo_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time from the centre of a refocusing pulse to the echo after it."""
    ramp = timing.ramp_ms(timing.readout_gradient_mt_m(prescription), model)
    gap = max(
        timing.crusher_ms(prescription.slice_thickness_mm, model),
        timing.phase_encoding_ms(prescription, model),
        ramp,
    )
    readout = timing.readout_ms(prescription) / 2
    return refocusing(prescription, model).duration_ms / 2 + gap + readout


def excitation_to_refocusing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time between the centres of excitation and refocusing."""
    excite, refocus = excitation(prescription, model), refocusing(prescription, model)
    thickness = prescription.slice_thickness_mm
    gap = max(
        timing.slice_rephasing_ms(excite, thickness, model) + timing.crusher_ms(thickness, model),
        timing.prephasing_ms(prescription, model),
    )
    return excite.duration_ms / 2 + gap + refocus.duration_ms / 2


class SpinEcho(PulseSequence):
    """Conventional spin echo."""

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return excitation and refocusing."""
        return excitation(prescription, model), refocusing(prescription, model)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one excitation per line."""
        shortest_te = 2 * max(
            excitation_to_refocusing_ms(prescription, model), half_echo_ms(prescription, model)
        )
        excite, refocus = self.selective_pulses(prescription, model)
        block = (
            excite.duration_ms / 2
            + max(prescription.echo_time_ms, shortest_te)
            + timing.readout_ms(prescription) / 2
            + timing.crusher_ms(prescription.slice_thickness_mm, model)
        )
        lines = acquired_lines(prescription) * prescription.averages
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_te,
            shortest_repetition_time_ms=block * prescription.slices_per_repetition,
            scan_time_s=prescription.repetition_time_ms
            * lines
            * prescription.concatenations
            * 1e-3,
            pulses=(
                (excite, prescription.slices_per_repetition),
                (refocus, prescription.slices_per_repetition),
            ),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the same signal on each line."""
        del model
        signal = spin_echo_signal(
            values.proton_density,
            values.t1_ms,
            values.t2_ms,
            repetition_time_ms=prescription.repetition_time_ms,
            echo_time_ms=prescription.echo_time_ms,
            flip_angle_deg=prescription.flip_angle_deg,
            refocusing_flip_angle_deg=prescription.refocusing_flip_angle_deg,
        )
        return same_on_every_line(signal, prescription)

    @override
    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return T2': what dephases and rephases about a spin echo."""
        return reversible_decay_ms(values)


def reversible_decay_ms(values: SpinValues) -> NDArray[np.float64]:
    """Return T2' = 1 / (1/T2* - 1/T2) of each tissue."""
    decay: NDArray[np.float64] = 1 / np.maximum(1 / values.t2_star_ms - 1 / values.t2_ms, 1e-9)
    return decay
