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
from telescan.mr.sequence.gradient_echo import block_ms, gradient_echo_times
from telescan.mr.sequence.interface import PulseSequence, same_on_every_line
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.selection import position_shares
from telescan.mr.signal.spoiled_gradient_echo import spoiled_gradient_echo_signal
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 2.0
TIME_BANDWIDTH = 3.0


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation."""
    return exciting.excitation(
        prescription, model, duration_ms=EXCITATION_MS, time_bandwidth=TIME_BANDWIDTH
    )


class SpoiledGradientEcho(PulseSequence):
    """Spoiled gradient echo (FLASH, SPGR, T1-FFE)."""

    is_gradient_echo = True

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
        return timing.SequenceTiming(
            shortest_echo_time_ms=times.shortest_echo_time_ms,
            shortest_repetition_time_ms=(prepare.duration_ms + block_ms(prescription, times))
            * slices,
            scan_time_s=prescription.repetition_time_ms
            * shots
            * prescription.averages
            * prescription.concatenations
            * 1e-3,
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
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        signal = spoiled_gradient_echo_signal(
            values.proton_density[:, None],
            values.t1_ms[:, None],
            values.t2_star_ms[:, None],
            values.off_resonance_hz[:, None],
            repetition_time_ms=prescription.repetition_time_ms,
            echo_time_ms=frame.echo_time_ms,
            flip_angle_deg=excited.angles_deg(prescription, values),
            prepared=prepare.fat_turn(values, excited.duration_ms),
        )
        return same_on_every_line(signal @ position_shares(prescription), prescription)

    @override
    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return T2*, which goes on decaying through the echo."""
        return values.t2_star_ms
