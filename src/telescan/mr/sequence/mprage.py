"""MPRAGE: an inversion, then a train of spoiled gradient echoes through all partitions of one line.

The inner loop runs along the partitions, from first to last; the lines along phase take one
inversion each. TR is the time from inversion to inversion, TI that from the inversion to the pulse
that reads the central partition. Pulses of the train follow each other as fast as TE allows: that
is the echo spacing.
"""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import AcquisitionType, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines, encoded_partitions
from telescan.mr.sequence import excitation as exciting
from telescan.mr.sequence.gradient_echo import block_ms, gradient_echo_times
from telescan.mr.sequence.interface import PulseSequence, same_on_every_line
from telescan.mr.sequence.inversion import inversion
from telescan.mr.sequence.preparation import preparation
from telescan.mr.signal.adiabatic_inversion import inversion_efficiency
from telescan.mr.signal.magnetisation_prepared import PreparedTrain, magnetisation_along_train
from telescan.mr.signal.spoiled_gradient_echo import transverse_at_echo
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 0.8
TIME_BANDWIDTH = 4.0


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation of the slab."""
    return exciting.excitation(
        prescription, model, duration_ms=EXCITATION_MS, time_bandwidth=TIME_BANDWIDTH
    )


def echo_spacing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time from pulse to pulse of the train."""
    excited = excite(prescription, model)
    times = gradient_echo_times(prescription, model, excited, spoils=True)
    return block_ms(prescription, times)


def shortest_inversion_time_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest TI: half an inversion, then half the train."""
    before_train = (
        inversion(model).duration_ms / 2
        + timing.spoiler_ms(prescription, model)
        + preparation(prescription, model).duration_ms
        + excite(prescription, model).duration_ms / 2
    )
    half_train = encoded_partitions(prescription) // 2 * echo_spacing_ms(prescription, model)
    return before_train + half_train


def train(prescription: Prescription, model: ScannerModel) -> PreparedTrain:
    """Return the times of one repetition, with the shortest TI and TR where less is asked for."""
    spacing, pulses = echo_spacing_ms(prescription, model), encoded_partitions(prescription)
    shortest = shortest_inversion_time_ms(prescription, model)
    first = max(prescription.inversion_time_ms or 0.0, shortest) - pulses // 2 * spacing
    return PreparedTrain(
        repetition_time_ms=max(prescription.repetition_time_ms, first + pulses * spacing),
        first_pulse_ms=first,
        pulse_spacing_ms=spacing,
        pulses=pulses,
    )


class Mprage(PulseSequence):
    """Magnetisation-prepared rapid gradient echo (MPRAGE, BRAVO, 3D TFE)."""

    is_gradient_echo = True
    acquisition_types = frozenset({AcquisitionType.THREE_D})

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return the excitation; the inversion takes everything."""
        return (excite(prescription, model).pulse,)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one inversion per line along phase."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        times = gradient_echo_times(prescription, model, excited, spoils=True)
        played = train(prescription, model)
        train_end = played.first_pulse_ms + played.pulses * played.pulse_spacing_ms
        return timing.SequenceTiming(
            shortest_echo_time_ms=times.shortest_echo_time_ms,
            shortest_repetition_time_ms=train_end
            - excited.duration_ms / 2
            + inversion(model).duration_ms / 2,
            scan_time_s=prescription.repetition_time_ms
            * acquired_lines(prescription)
            * prescription.averages
            * 1e-3,
            echo_spacing_ms=played.pulse_spacing_ms,
            shortest_inversion_time_ms=shortest_inversion_time_ms(prescription, model),
            pulses=(
                (inversion(model), 1),
                *((pulse, 1) for pulse in prepare.pulses),
                (excited.pulse, played.pulses * excited.pulses),
            ),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return what fully relaxed spins would give, the same on each line."""
        angles = excite(prescription, model).angles_deg(prescription, values)[:, 0]
        excited = values.proton_density * np.sin(np.deg2rad(angles))
        at_echo = transverse_at_echo(values.t2_star_ms, values.off_resonance_hz, frame.echo_time_ms)
        return same_on_every_line(excited * at_echo, prescription)

    @override
    def partition_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return Mz / M0 before each pulse of the train, negative where it is still inverted."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        left, _ = prepare.fat_turn(values, excited.duration_ms)
        along = magnetisation_along_train(
            values.t1_ms,
            train(prescription, model),
            flip_angle_deg=excited.angles_deg(prescription, values)[:, 0],
            inversion_efficiency=inversion_efficiency(
                inversion(model), values.t1_ms, values.t2_ms, values.transmit_scale
            ),
            left_before_train=np.ravel(left) if prepare.fat else 1.0,
        )
        return along.astype(np.complex128)
