"""Turbo (fast) spin echo: a refocusing train fills several lines after each excitation.

The echo spacing is the shortest that the gradients allow, or longer where a whole number of
spacings must give the effective TE.
"""

import math
from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines, phase_sampling
from telescan.mr.sequence.echo_order import echo_of_each_line
from telescan.mr.sequence.interface import PulseSequence
from telescan.mr.sequence.spin_echo import (
    excitation,
    excitation_to_refocusing_ms,
    half_echo_ms,
    refocusing,
    reversible_decay_ms,
)
from telescan.mr.signal.echo_train import echo_amplitudes, stabilised_train_deg
from telescan.mr.tissue import SpinValues


def shortest_spacing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest echo spacing."""
    return 2 * max(
        half_echo_ms(prescription, model), excitation_to_refocusing_ms(prescription, model)
    )


def centre_echo(prescription: Prescription, model: ScannerModel) -> int:
    """Return the number of the echo (from 1) that takes the centre of k-space."""
    fitting = int(prescription.echo_time_ms / shortest_spacing_ms(prescription, model) + 1e-9)
    return min(max(fitting, 1), prescription.echo_train_length)


def echo_spacing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the echo spacing that gives the effective TE."""
    stretched = prescription.echo_time_ms / centre_echo(prescription, model)
    return max(stretched, shortest_spacing_ms(prescription, model))


def train_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time from excitation to the end of the train."""
    return prescription.echo_train_length * echo_spacing_ms(prescription, model)


def block_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time that one slice's excitation and train take."""
    return (
        excitation(prescription, model).duration_ms / 2
        + train_ms(prescription, model)
        + timing.readout_ms(prescription) / 2
        + timing.crusher_ms(prescription.slice_thickness_mm, model)
    )


def train_weights(
    prescription: Prescription, model: ScannerModel, values: SpinValues
) -> NDArray[np.float64]:
    """Return echo amplitudes by line over Mz before excitation, (tissue, phase)."""
    echoes = echo_amplitudes(
        values.t1_ms,
        values.t2_ms,
        echo_spacing_ms=echo_spacing_ms(prescription, model),
        flip_angles_deg=stabilised_train_deg(
            prescription.refocusing_flip_angle_deg, prescription.echo_train_length
        ),
    )
    order = echo_of_each_line(
        phase_sampling(prescription).acquired,
        prescription.echo_train_length,
        centre_echo(prescription, model) - 1,
    )
    weights: NDArray[np.float64] = (
        np.sin(np.deg2rad(prescription.flip_angle_deg)) * echoes[:, order]
    )
    return weights


class TurboSpinEcho(PulseSequence):
    """Turbo spin echo (TSE, FSE)."""

    uses_echo_train = True

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return excitation and refocusing."""
        return excitation(prescription, model), refocusing(prescription, model)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one train per shot."""
        excite, refocus = self.selective_pulses(prescription, model)
        shots = prescription.concatenations * math.ceil(
            acquired_lines(prescription) / prescription.echo_train_length
        )
        pulses = prescription.slices_per_repetition
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_spacing_ms(prescription, model),
            shortest_repetition_time_ms=block_ms(prescription, model)
            * prescription.slices_per_repetition,
            scan_time_s=prescription.repetition_time_ms * shots * prescription.averages * 1e-3,
            echo_spacing_ms=echo_spacing_ms(prescription, model),
            pulses=((excite, pulses), (refocus, pulses * prescription.echo_train_length)),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return saturation recovery over what TR leaves after the train, times the echoes."""
        recovery_ms = prescription.repetition_time_ms - train_ms(prescription, model)
        recovered = values.proton_density * (1 - np.exp(-max(recovery_ms, 0.0) / values.t1_ms))
        weights = recovered[:, None] * train_weights(prescription, model, values)
        return np.asarray(weights, dtype=np.complex128)

    @override
    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return T2': what dephases and rephases about each echo."""
        return reversible_decay_ms(values)
