"""Spoiled gradient echo: one line per excitation; slices interleaved within TR, or a slab."""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines, encoded_partitions
from telescan.mr.sequence import excitation as exciting
from telescan.mr.sequence.blood import entering, pulses_seen
from telescan.mr.sequence.gradient_echo import block_ms, gradient_echo_times
from telescan.mr.sequence.interface import PulseSequence, Surroundings, same_on_every_line
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.selection import position_shares
from telescan.mr.signal.inflow import inflowing_magnetisation
from telescan.mr.signal.spoiled_gradient_echo import spoiled_steady_state, transverse_at_echo
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 2.0
TIME_BANDWIDTH = 3.0
SLAB_EXCITATION_MS = 1.2
SLAB_TIME_BANDWIDTH = 6.0
"""A slab needs steeper edges, and hardly any gradient."""


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation."""
    slab = prescription.is_3d
    return exciting.excitation(
        prescription,
        model,
        duration_ms=SLAB_EXCITATION_MS if slab else EXCITATION_MS,
        time_bandwidth=SLAB_TIME_BANDWIDTH if slab else TIME_BANDWIDTH,
    )


class SpoiledGradientEcho(PulseSequence):
    """Spoiled gradient echo (FLASH, SPGR, T1-FFE)."""

    is_gradient_echo = True
    sensitive_to = frozenset({Surroundings.TRANSMIT_FIELD, Surroundings.INFLOW})

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return the excitation."""
        return (excite(prescription, model).pulse,)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one excitation per line."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        times = gradient_echo_times(prescription, model, excited, spoils=True)
        slices = prescription.slices_per_repetition
        shots = acquired_lines(prescription) * encoded_partitions(prescription)
        shots *= prescription.slice_groups * prescription.averages
        return timing.SequenceTiming(
            shortest_echo_time_ms=times.shortest_echo_time_ms,
            shortest_repetition_time_ms=(prepare.duration_ms + block_ms(prescription, times))
            * slices,
            scan_time_s=prescription.repetition_time_ms * shots * 1e-3,
            pulses=(
                *((pulse, slices) for pulse in prepare.pulses),
                (excited.pulse, slices * excited.pulses),
            ),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the same signal on each line."""
        excited = excite(prescription, model)
        return same_on_every_line(
            signal_at_echo(prescription, model, excited, values, frame), prescription
        )


def signal_at_echo(
    prescription: Prescription,
    model: ScannerModel,
    excited: exciting.Excitation,
    values: SpinValues,
    frame: Frame,
) -> NDArray[np.complex128]:
    """Return the signal of tissue that stays and of blood as fresh as it is, (group,)."""
    angles, t1_ms = excited.angles_deg(prescription, values), values.t1_ms[:, None]
    saturated = preparation(prescription, model).fat_turn(values, excited.duration_ms)
    resting = spoiled_steady_state(
        t1_ms,
        repetition_time_ms=prescription.repetition_time_ms,
        flip_angle_deg=angles,
        prepared=saturated,
    )
    longitudinal = inflowing_magnetisation(
        resting,
        t1_ms,
        repetition_time_ms=prescription.repetition_time_ms,
        flip_angle_deg=angles,
        pulses_seen=pulses_seen(prescription, values)[:, None],
        entering=entering(prescription, values)[:, None] * saturated[0],
    )
    share = (longitudinal * np.sin(np.deg2rad(angles))) @ position_shares(prescription)
    at_echo = transverse_at_echo(values.t2_star_ms, values.off_resonance_hz, frame.echo_time_ms)
    signal: NDArray[np.complex128] = values.proton_density * share * at_echo
    return signal
