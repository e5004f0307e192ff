"""Balanced steady-state free precession: slices one after the other, or a slab.

Every gradient is rewound within TR and RF alternates in sign. The magnetisation is brought to its
steady state before each slice by half the angle at half of TR and pulses without readout.
"""

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
from telescan.mr.sequence.interface import PulseSequence, Surroundings, same_on_every_line
from telescan.mr.sequence.selection import position_shares
from telescan.mr.signal.balanced_ssfp import balanced_ssfp_signal
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 0.8
TIME_BANDWIDTH = 2.5
SLAB_EXCITATION_MS = 1.2
SLAB_TIME_BANDWIDTH = 6.0
"""Edges steep enough that a fifth of slice oversampling takes up what they excite beyond."""
CATALYSATION_PULSES = 20
"""Pulses without readout before the first line of a slice or slab."""


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation."""
    slab = prescription.is_3d
    return exciting.excitation(
        prescription,
        model,
        duration_ms=SLAB_EXCITATION_MS if slab else EXCITATION_MS,
        time_bandwidth=SLAB_TIME_BANDWIDTH if slab else TIME_BANDWIDTH,
    )


class BalancedSsfp(PulseSequence):
    """Balanced SSFP (TrueFISP, FIESTA, bTFE)."""

    sensitive_to = frozenset({Surroundings.TRANSMIT_FIELD, Surroundings.OFF_RESONANCE})

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return the excitation."""
        return (excite(prescription, model).pulse,)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one excitation per line, slice after slice."""
        excited = excite(prescription, model)
        times = gradient_echo_times(prescription, model, excited, spoils=False)
        lines = acquired_lines(prescription) * encoded_partitions(prescription)
        pulses = prescription.slice_groups * prescription.averages * (lines + CATALYSATION_PULSES)
        return timing.SequenceTiming(
            shortest_echo_time_ms=times.shortest_echo_time_ms,
            shortest_repetition_time_ms=block_ms(prescription, times),
            scan_time_s=prescription.repetition_time_ms * pulses * 1e-3,
            pulses=((excited.pulse, excited.pulses),),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the same signal on each line."""
        signal = balanced_ssfp_signal(
            values.proton_density[:, None],
            values.t1_ms[:, None],
            values.t2_ms[:, None],
            values.off_resonance_hz[:, None],
            repetition_time_ms=prescription.repetition_time_ms,
            echo_time_ms=frame.echo_time_ms,
            flip_angle_deg=excite(prescription, model).angles_deg(prescription, values),
        )
        return same_on_every_line(signal @ position_shares(prescription), prescription)
