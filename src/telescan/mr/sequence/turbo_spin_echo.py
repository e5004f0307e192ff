"""Turbo (fast) spin echo: a refocusing train fills several lines after each excitation.

The echo spacing is the shortest that the gradients allow, or longer where a whole number of
spacings must give the effective TE. In 3D a train reads lines of one partition.
"""

import math
from dataclasses import replace
from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse, of_train
from telescan.mr.sampling import acquired_lines, encoded_partitions, phase_sampling
from telescan.mr.sequence.blood import staying
from telescan.mr.sequence.echo_order import echo_of_each_line
from telescan.mr.sequence.interface import PulseSequence
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.selection import local_angles_deg, position_shares
from telescan.mr.sequence.spin_echo import (
    excitation_to_refocusing_ms,
    excite,
    half_echo_ms,
    refocusing,
)
from telescan.mr.signal.echo_train import (
    echo_amplitudes,
    longitudinal_change,
    stabilised_train_deg,
)
from telescan.mr.signal.longitudinal import Turn, cosine, steady_state, turned
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
    """Return the time from excitation to the last echo."""
    return prescription.echo_train_length * echo_spacing_ms(prescription, model)


def block_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time that one slice's saturation, excitation and train take."""
    return (
        preparation(prescription, model).duration_ms
        + excite(prescription, model).duration_ms / 2
        + train_ms(prescription, model)
        + timing.readout_ms(prescription) / 2
        + timing.spoiler_ms(prescription, model)
    )


def train_weights(
    prescription: Prescription,
    model: ScannerModel,
    values: SpinValues,
    before: tuple[Turn, ...] = (),
) -> NDArray[np.float64]:
    """Return the signal on each line in its steady state, averaged over the slice, (group, line).

    ``before`` are turns played before saturation and excitation, such as an inversion and the wait
    after it.
    """
    excited = excite(prescription, model)
    angles = excited.angles_deg(prescription, values)
    spacing, length = echo_spacing_ms(prescription, model), prescription.echo_train_length
    t1_ms = values.t1_ms[:, None]
    echoes, slope, offset = _refocused(prescription, model, values)
    saturated = preparation(prescription, model).fat_turn(values, excited.duration_ms)
    rest = prescription.repetition_time_ms - length * spacing
    rest -= saturated[1] + sum(wait for _, wait in before)
    after = [(1.0, max(rest, 0.0)), *before, saturated]
    waits = (turned(turn, t1_ms) for turn in after)
    longitudinal = steady_state([(cosine(angles) * slope, offset), *waits])
    excited_share = longitudinal * np.sin(np.deg2rad(angles)) * position_shares(prescription)
    by_echo = np.einsum("gp,gpe->ge", excited_share, echoes)
    by_echo *= values.proton_density[:, None]
    by_echo *= staying(prescription, values, np.arange(0.5, length) * np.float64(spacing))
    order = echo_of_each_line(
        phase_sampling(prescription).acquired, length, centre_echo(prescription, model) - 1
    )
    weights: NDArray[np.float64] = by_echo[:, order]
    return weights


def _refocused(
    prescription: Prescription, model: ScannerModel, values: SpinValues
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return echoes, (group, position, echo), and what a train makes of Mz, (group, position).

    Groups that differ only off resonance are refocused alike and worked out once.
    """
    told_apart = np.stack([values.t1_ms, values.t2_ms, values.transmit_scale], axis=1)
    _, first, each = np.unique(told_apart, axis=0, return_index=True, return_inverse=True)
    alike = values.chosen(first)
    t1_ms, t2_ms = alike.t1_ms[:, None], alike.t2_ms[:, None]
    spacing_ms = echo_spacing_ms(prescription, model)
    trains = _refocusing_angles_deg(prescription, model, alike)
    echoes = echo_amplitudes(t1_ms, t2_ms, echo_spacing_ms=spacing_ms, flip_angles_deg=trains)
    slope, offset = longitudinal_change(
        t1_ms, t2_ms, echo_spacing_ms=spacing_ms, flip_angles_deg=trains
    )
    return echoes[each], slope[each], offset[each]


def _refocusing_angles_deg(
    prescription: Prescription, model: ScannerModel, values: SpinValues
) -> NDArray[np.float64]:
    """Return the angle of each refocusing pulse, (group, position, echo)."""
    pulse, nominal = refocusing(prescription, model), _refocusing_deg(prescription)
    local = {
        flip_deg: local_angles_deg(replace(pulse, flip_angle_deg=flip_deg), prescription, values)
        for flip_deg in set(nominal)
    }
    return np.stack([local[flip_deg] for flip_deg in nominal], axis=-1)


def _refocusing_deg(prescription: Prescription) -> list[float]:
    """Return the nominal angle of each refocusing pulse of one train."""
    return stabilised_train_deg(
        prescription.refocusing_flip_angle_deg, prescription.echo_train_length
    )


class TurboSpinEcho(PulseSequence):
    """Turbo spin echo (TSE, FSE)."""

    uses_echo_train = True

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return excitation and refocusing."""
        return excite(prescription, model).pulse, refocusing(prescription, model)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one train per shot."""
        excited, refocus = excite(prescription, model), refocusing(prescription, model)
        trains = math.ceil(acquired_lines(prescription) / prescription.echo_train_length)
        shots = trains * encoded_partitions(prescription) * prescription.slice_groups
        slices = prescription.slices_per_repetition
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_spacing_ms(prescription, model),
            shortest_repetition_time_ms=block_ms(prescription, model) * slices,
            scan_time_s=prescription.repetition_time_ms * shots * prescription.averages * 1e-3,
            echo_spacing_ms=echo_spacing_ms(prescription, model),
            pulses=(
                *((pulse, slices) for pulse in preparation(prescription, model).pulses),
                (excited.pulse, slices * excited.pulses),
                *of_train(refocus, slices * _refocusing_deg(prescription)),
            ),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the echo of each line."""
        return train_weights(prescription, model, values).astype(np.complex128)
