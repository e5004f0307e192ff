"""Pulse sequences: timing, RF and the weight of each k-space line. One file each, one registry."""

from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.sequence.arterial_spin_labelling import ArterialSpinLabelling
from telescan.mr.sequence.balanced_ssfp import BalancedSsfp
from telescan.mr.sequence.diffusion_epi import DiffusionEpi
from telescan.mr.sequence.gradient_echo_epi import GradientEchoEpi
from telescan.mr.sequence.interface import PulseSequence
from telescan.mr.sequence.inversion_recovery import InversionRecovery
from telescan.mr.sequence.mprage import Mprage
from telescan.mr.sequence.spin_echo import SpinEcho
from telescan.mr.sequence.spoiled_gradient_echo import SpoiledGradientEcho
from telescan.mr.sequence.time_of_flight import TimeOfFlight
from telescan.mr.sequence.turbo_spin_echo import TurboSpinEcho

__all__ = ["SEQUENCES", "PulseSequence", "sequence_of"]

SEQUENCES: dict[Sequence, PulseSequence] = {
    Sequence.SPIN_ECHO: SpinEcho(),
    Sequence.TURBO_SPIN_ECHO: TurboSpinEcho(),
    Sequence.INVERSION_RECOVERY: InversionRecovery(),
    Sequence.SPOILED_GRADIENT_ECHO: SpoiledGradientEcho(),
    Sequence.MPRAGE: Mprage(),
    Sequence.BALANCED_SSFP: BalancedSsfp(),
    Sequence.GRADIENT_ECHO_EPI: GradientEchoEpi(),
    Sequence.DIFFUSION_EPI: DiffusionEpi(),
    Sequence.TIME_OF_FLIGHT: TimeOfFlight(),
    Sequence.ARTERIAL_SPIN_LABELLING: ArterialSpinLabelling(),
}
"""Every sequence that can be simulated."""


def sequence_of(prescription: Prescription) -> PulseSequence:
    """Return the sequence that a prescription asks for."""
    return SEQUENCES[prescription.sequence]
