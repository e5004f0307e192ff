"""Gradient echo EPI: one excitation, then all lines of a slice; slices interleaved within TR."""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import AcquisitionType, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sequence import excitation as exciting
from telescan.mr.sequence.epi_train import (
    DUMMY_REPETITIONS,
    epi_train,
    line_times_ms,
    reference_shots,
)
from telescan.mr.sequence.interface import Encoding, PulseSequence, Surroundings
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.spoiled_gradient_echo import signal_at_echo
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 2.56
TIME_BANDWIDTH = 4.0


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation."""
    return exciting.excitation(
        prescription, model, duration_ms=EXCITATION_MS, time_bandwidth=TIME_BANDWIDTH
    )


class GradientEchoEpi(PulseSequence):
    """Single-shot gradient echo EPI, the sequence of BOLD imaging."""

    is_gradient_echo = True
    sensitive_to = frozenset({Surroundings.TRANSMIT_FIELD, Surroundings.INFLOW})
    encoding = Encoding.ECHO_PLANAR
    acquisition_types = frozenset({AcquisitionType.TWO_D})

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return the excitation."""
        return (excite(prescription, model).pulse,)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one train per slice and average."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        train = epi_train(prescription, model)
        thickness = prescription.slice_thickness_mm
        rephasing = timing.slice_rephasing_ms(
            excited.pulse, thickness, gradient_limits(prescription, model)
        )
        shortest_te = (
            excited.duration_ms / 2 + max(rephasing, train.prewinding_ms) + train.to_centre_ms
        )
        block = (
            prepare.duration_ms
            + excited.duration_ms / 2
            + max(prescription.echo_time_ms, shortest_te)
            + train.from_centre_ms
            + timing.spoiler_ms(prescription, model)
        )
        slices = prescription.slices_per_repetition
        repetitions = (
            DUMMY_REPETITIONS + reference_shots(prescription) + prescription.averages
        ) * prescription.slice_groups
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_te,
            shortest_repetition_time_ms=block * slices,
            scan_time_s=prescription.repetition_time_ms * repetitions * 1e-3,
            echo_spacing_ms=train.echo_spacing_ms,
            pulses=(
                *((pulse, slices) for pulse in prepare.pulses),
                (excited.pulse, slices * excited.pulses),
            ),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the steady state at TE, decaying and turning from line to line."""
        excited = excite(prescription, model)
        at_echo = signal_at_echo(prescription, model, excited, values, frame)
        time_ms = line_times_ms(prescription, model)
        rate = 2j * np.pi * values.off_resonance_hz * 1e-3 - 1 / values.t2_star_ms
        weights: NDArray[np.complex128] = at_echo[:, None] * np.exp(rate[:, None] * time_ms)
        return weights
