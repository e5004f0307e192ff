"""Inversion recovery turbo spin echo: STIR, FLAIR, T1-IR.

Slices are interleaved in equal slots: while one recovers, others are inverted or read out, and
every inversion must fall between two trains. A repetition longer than need be has longer or empty
slots. TI is the time from the middle of the inversion to that of the excitation.
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
from telescan.mr.sequence import turbo_spin_echo as train
from telescan.mr.sequence.interface import PulseSequence
from telescan.mr.sequence.inversion import inversion
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.spin_echo import excite
from telescan.mr.signal.adiabatic_inversion import inversion_efficiency
from telescan.mr.tissue import SpinValues


def inversion_block_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time that one inversion and its spoiler take."""
    return inversion(model).duration_ms + timing.spoiler_ms(prescription, model)


def shortest_inversion_time_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time between the middles of inversion and excitation."""
    return (
        inversion(model).duration_ms / 2
        + timing.spoiler_ms(prescription, model)
        + preparation(prescription, model).duration_ms
        + excite(prescription, model).duration_ms / 2
    )


def shortest_slot_ms(before_train_ms: float, block_ms: float, invert_ms: float) -> float:
    """Return the shortest distance of trains between which all inversions find room.

    An inversion takes ``invert_ms`` and begins ``before_train_ms`` before its slice's own train of
    ``block_ms``. In slots of length S it lies between trains where
    ``invert_ms <= before_train_ms mod S <= S - block_ms``.
    """
    slots_before = math.floor((before_train_ms - invert_ms) / (block_ms + invert_ms) + 1e-9)
    return (before_train_ms + block_ms) / (slots_before + 1)


class InversionRecovery(PulseSequence):
    """Inversion recovery before a turbo spin echo train."""

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
        shortest_ti = shortest_inversion_time_ms(prescription, model)
        wait = max(prescription.inversion_time_ms or shortest_ti, shortest_ti)
        before_excitation = (
            preparation(prescription, model).duration_ms
            + excite(prescription, model).duration_ms / 2
        )
        before_train = inversion(model).duration_ms / 2 + wait - before_excitation
        slot = shortest_slot_ms(before_train, block, invert)
        slices = prescription.slices_per_repetition
        return timing.SequenceTiming(
            shortest_echo_time_ms=readout.shortest_echo_time_ms,
            shortest_repetition_time_ms=max(before_train + block, slices * slot),
            scan_time_s=readout.scan_time_s,
            echo_spacing_ms=readout.echo_spacing_ms,
            shortest_inversion_time_ms=shortest_ti,
            pulses=((inversion(model), slices), *readout.pulses),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return inversion recovery times the echoes."""
        wait = max(
            prescription.inversion_time_ms or 0.0, shortest_inversion_time_ms(prescription, model)
        )
        efficiency = inversion_efficiency(
            inversion(model), values.t1_ms, values.t2_ms, values.transmit_scale
        )
        _, gap_ms = preparation(prescription, model).fat_turn(
            values, excite(prescription, model).duration_ms
        )
        inverted = (-efficiency[:, None], wait - gap_ms)
        return train.train_weights(prescription, model, values, (inverted,)).astype(np.complex128)
