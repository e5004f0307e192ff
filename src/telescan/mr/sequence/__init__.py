"""Pulse sequences: timing, RF and the weight of each k-space line. One file each, one registry."""

from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sequence.interface import PulseSequence
from telescan.mr.sequence.inversion_recovery import InversionRecovery
from telescan.mr.sequence.spin_echo import SpinEcho
from telescan.mr.sequence.spoiled_gradient_echo import SpoiledGradientEcho
from telescan.mr.sequence.turbo_spin_echo import TurboSpinEcho

__all__ = ["SEQUENCES", "PulseSequence", "sequence_of"]

SEQUENCES: dict[Sequence, PulseSequence] = {
    Sequence.SPIN_ECHO: SpinEcho(),
    Sequence.TURBO_SPIN_ECHO: TurboSpinEcho(),
    Sequence.INVERSION_RECOVERY: InversionRecovery(),
    Sequence.SPOILED_GRADIENT_ECHO: SpoiledGradientEcho(),
}
"""Every sequence that can be simulated."""


def sequence_of(prescription: Prescription) -> PulseSequence:
    """Return the sequence that a prescription asks for."""
    return SEQUENCES[prescription.sequence]
