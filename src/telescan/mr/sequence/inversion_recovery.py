"""Inversion recovery turbo spin echo: STIR, FLAIR, T1-IR.

Slices are interleaved: while one recovers, others are inverted or read out.
"""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sequence import turbo_spin_echo as train
from telescan.mr.sequence.interface import PulseSequence
from telescan.mr.sequence.spin_echo import excitation, reversible_decay_ms
from telescan.mr.signal.inversion_recovery import inverted_magnetisation
from telescan.mr.tissue import SpinValues

INVERSION_MS = 8.0
INVERSION_TIME_BANDWIDTH = 6.0


def inversion(model: ScannerModel) -> RfPulse:
    """Return the inversion pulse."""
    return RfPulse(180.0, INVERSION_MS, INVERSION_TIME_BANDWIDTH).within(model.b1_max_ut)


def inversion_block_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time that one inversion and its spoiler take."""
    spoiler = timing.crusher_ms(prescription.slice_thickness_mm, model)
    return inversion(model).duration_ms + spoiler


class InversionRecovery(PulseSequence):
    """Inversion recovery before a turbo spin echo train."""

    uses_inversion = True
    uses_echo_train = True

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return inversion, excitation and refocusing."""
        return (inversion(model), *train.TurboSpinEcho().selective_pulses(prescription, model))

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of inversion, wait and train."""
        readout = train.TurboSpinEcho().timing(prescription, model)
        block = train.block_ms(prescription, model)
        invert = inversion_block_ms(prescription, model)
        shortest_ti = invert + excitation(prescription, model).duration_ms / 2
        wait = prescription.inversion_time_ms or shortest_ti
        one_slice = inversion(model).duration_ms / 2 + max(wait, shortest_ti) + block
        return timing.SequenceTiming(
            shortest_echo_time_ms=readout.shortest_echo_time_ms,
            shortest_repetition_time_ms=max(
                one_slice, prescription.slices_per_repetition * (block + invert)
            ),
            scan_time_s=readout.scan_time_s,
            echo_spacing_ms=readout.echo_spacing_ms,
            shortest_inversion_time_ms=shortest_ti,
            pulses=((inversion(model), prescription.slices_per_repetition), *readout.pulses),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return inversion recovery times the echoes."""
        shortest_ti = self.timing(prescription, model).shortest_inversion_time_ms or 0.0
        longitudinal = values.proton_density * inverted_magnetisation(
            values.t1_ms,
            repetition_time_ms=prescription.repetition_time_ms,
            inversion_time_ms=prescription.inversion_time_ms or shortest_ti,
            train_ms=min(train.train_ms(prescription, model), prescription.repetition_time_ms),
        )
        weights = longitudinal[:, None] * train.train_weights(prescription, model, values)
        return weights.astype(np.complex128)

    @override
    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return T2': what dephases and rephases about each echo."""
        return reversible_decay_ms(values)
