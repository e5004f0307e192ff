"""Pseudo-continuous arterial spin labelling before a segmented 3D GRASE readout.

After labelling and delay one excitation is followed by a refocusing train with an echo for each
partition of the slab, from its centre outwards, or for each second one: many partitions are shared
out over trains, since what decays along a train blurs along the slab. Around each spin echo a short
EPI train reads one segment's lines, which are interleaved with those of the other segments and
shifted in time, so that phase grows evenly along k-space (Günther, Oshio, Feinberg, MRM
2005;54:491). TE is that of the central partition. The train leaves no longitudinal magnetisation,
and there is no background suppression. Averages are pairs of control and label, and as many
references of proton density, which have a repetition time of their own.
"""

import math
from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame, Labelling
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import AcquisitionType, Prescription
from telescan.mr.raster import RASTER_MS
from telescan.mr.rf import RfPulse, of_train
from telescan.mr.sampling import acceleration, encoded_lines, encoded_partitions, phase_sampling
from telescan.mr.sequence.epi_train import about_spin_echo, epi_train, line_step_ms
from telescan.mr.sequence.interface import PulseSequence, Surroundings
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.spin_echo import (
    excitation_to_refocusing_ms,
    excite,
    refocusing,
)
from telescan.mr.signal.arterial_spin_labelling import labelled_difference
from telescan.mr.signal.echo_train import echo_amplitudes, stabilised_train_deg
from telescan.mr.tissue import SpinValues, Tissue, relaxation_at
from telescan.mr.typical import LABELLING_DURATION_MS, POST_LABELLING_DELAY_MS

LINES_PER_ECHO = 12
"""Longest EPI train about one spin echo."""
PARTITIONS_PER_TRAIN = 20
"""Most partitions that one refocusing train reads."""
REFERENCE_REPETITION_MS = 6_000.0
"""Of the proton density reference: above 5 s (Alsop et al. 2015)."""
LABELLING_PULSE = RfPulse(flip_angle_deg=25.0, duration_ms=0.5, time_bandwidth=1.0)
LABELLING_PULSE_EVERY_MS = 1.0
"""Mean field 1.6 µT (Alsop et al. 2015 recommend about 1.5 µT)."""


def labelling_ms(prescription: Prescription) -> tuple[float, float]:
    """Return labelling duration and post labelling delay, the usual ones where none is set."""
    return (
        prescription.labelling_duration_ms or LABELLING_DURATION_MS,
        prescription.post_labelling_delay_ms or POST_LABELLING_DELAY_MS,
    )


def labelling_pulses(prescription: Prescription) -> int:
    """Return how many pulses label."""
    return max(math.floor(labelling_ms(prescription)[0] / LABELLING_PULSE_EVERY_MS + 1e-6), 1)


def segments(prescription: Prescription) -> int:
    """Return how many refocusing trains fill k-space, apart from lines of reference alone."""
    return math.ceil(int(phase_sampling(prescription).lattice.sum()) / LINES_PER_ECHO)


def segment_lines(prescription: Prescription, model: ScannerModel) -> list[tuple[int, ...]]:
    """Return the lines that each refocusing train reads about an echo, in their order.

    Lines of one train are so far apart that they follow each other by an echo spacing. Lines of
    reference between those of a parallel technique take trains of their own.
    """
    distance = segments(prescription) * acceleration(prescription)
    times_ms = line_times_about_echo_ms(prescription, model)
    lines = np.flatnonzero(phase_sampling(prescription).acquired)
    lines = lines[np.argsort(times_ms[lines], kind="stable")]
    turn = (lines - encoded_lines(prescription) // 2) % distance
    return [tuple(lines[turn == each].tolist()) for each in np.unique(turn)]


def line_times_about_echo_ms(
    prescription: Prescription, model: ScannerModel
) -> NDArray[np.float64]:
    """Return when each line is read, from the spin echo, (line,)."""
    lines = encoded_lines(prescription)
    step_ms = line_step_ms(prescription, model) / segments(prescription)
    times: NDArray[np.float64] = step_ms * (np.arange(lines, dtype=np.float64) - lines // 2)
    return times


def shortest_spacing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time between refocusing pulses."""
    half = (
        refocusing(prescription, model).duration_ms / 2
        + _encoding_ms(prescription, model)
        + _half_train_ms(prescription, model)
    )
    return 2 * max(half, excitation_to_refocusing_ms(prescription, model))


def _encoding_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time between a refocusing pulse and the lines about an echo.

    Along the slice are half a crusher's other gradient, the crusher and the partition's encoding.
    """
    across = (timing.SPOILER_CYCLES_PER_PARTITION + 0.5) / prescription.slice_thickness_mm
    select = timing.slice_gradient_mt_m(
        refocusing(prescription, model), timing.selected_thickness_mm(prescription)
    )
    read = timing.readout_gradient_mt_m(prescription)
    limits = gradient_limits(prescription, model)
    return (
        max(
            timing.ramp_ms(select, limits) + timing.dephasing_ms(across, limits),
            timing.ramp_ms(read, limits) + timing.prephasing_ms(prescription, model),
            timing.phase_encoding_ms(prescription, model),
        )
        + 3 * RASTER_MS
    )


def _half_train_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time from an echo to the end of the last line that may be read about it."""
    train = epi_train(prescription, model)
    lines = max(train.lines_before, train.lines_after) / segments(prescription) + 0.5
    return lines * train.echo_spacing_ms


def spacing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time between refocusing pulses: TE, that of the first echo."""
    return max(prescription.echo_time_ms, shortest_spacing_ms(prescription, model))


def train_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the time from excitation to the last echo of the refocusing train."""
    return echoes(prescription) * spacing_ms(prescription, model)


def echoes(prescription: Prescription) -> int:
    """Return the echoes of the longest refocusing train."""
    return max(len(train) for train in partition_trains(encoded_partitions(prescription)))


def partition_trains(partitions: int) -> list[tuple[int, ...]]:
    """Return the partitions that each refocusing train reads, echo after echo: centre first."""
    centre = partitions // 2
    outwards = sorted(range(partitions), key=lambda partition: (abs(partition - centre), partition))
    trains = math.ceil(partitions / PARTITIONS_PER_TRAIN)
    return [tuple(outwards[first::trains]) for first in range(trains)]


def echo_of_each_partition(partitions: int) -> NDArray[np.intp]:
    """Return the echo (from 0) that reads each partition, (partition,)."""
    echo = np.empty(partitions, dtype=np.intp)
    for train in partition_trains(partitions):
        echo[list(train)] = np.arange(len(train))
    return echo


class ArterialSpinLabelling(PulseSequence):
    """Pseudo-continuous labelling with 3D GRASE."""

    acquisition_types = frozenset({AcquisitionType.THREE_D})

    @override
    def surroundings(self, prescription: Prescription) -> frozenset[Surroundings]:
        """Return B1+ alone: segments are so short that off-resonance moves little by a pixel."""
        del prescription
        return self.sensitive_to

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return excitation and refocusing."""
        return excite(prescription, model).pulse, refocusing(prescription, model)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of labelling, delay and readout."""
        labelling, delay = labelling_ms(prescription)
        excited, refocus = excite(prescription, model), refocusing(prescription, model)
        prepare = preparation(prescription, model)
        trains = len(partition_trains(encoded_partitions(prescription)))
        shots = len(segment_lines(prescription, model)) * trains * prescription.averages
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_spacing_ms(prescription, model),
            shortest_repetition_time_ms=labelling
            + delay
            + train_ms(prescription, model)
            + _half_train_ms(prescription, model)
            + _encoding_ms(prescription, model)
            + LABELLING_PULSE_EVERY_MS,
            scan_time_s=shots
            * (2 * prescription.repetition_time_ms + REFERENCE_REPETITION_MS)
            * 1e-3,
            echo_spacing_ms=spacing_ms(prescription, model),
            pulses=(
                *((pulse, 1) for pulse in prepare.pulses),
                (excited.pulse, excited.pulses),
                *of_train(refocus, refocusing_deg(prescription)),
                (LABELLING_PULSE, labelling_pulses(prescription)),
            ),
        )

    @override
    def frames(self, prescription: Prescription) -> tuple[Frame, ...]:
        """Return reference, control and label."""
        return tuple(Frame(prescription.echo_time_ms, labelling=state) for state in Labelling)

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the first echo on the central lines, and what is left of it on others."""
        excited = excite(prescription, model)
        left, gap_ms = preparation(prescription, model).fat_turn(values, excited.duration_ms)
        cycle_ms = repetition_ms(prescription, frame.labelling)
        recovery_ms = cycle_ms - train_ms(prescription, model) - gap_ms
        recovered = 1 - np.exp(-max(recovery_ms, 0.0) / values.t1_ms[:, None])
        again = np.exp(-gap_ms / values.t1_ms[:, None])
        longitudinal = values.proton_density[:, None] * (1 - (1 - left * recovered) * again)
        if frame.labelling is Labelling.LABEL:
            labelling, delay = labelling_ms(prescription)
            longitudinal = longitudinal - labelled_difference(
                values.proton_density[:, None],
                values.perfusion_ml_100g_min[:, None],
                labelling_duration_ms=labelling,
                post_labelling_delay_ms=delay,
                field_strength_t=model.field_strength_t,
            )
        tipped = np.sin(np.deg2rad(excited.angles_deg(prescription, values)))
        first_deg, *_ = refocusing_deg(prescription)
        refocused = np.sin(np.deg2rad(first_deg * values.transmit_scale) / 2) ** 2
        decayed = np.exp(-spacing_ms(prescription, model) / values.t2_ms)
        at_echo = (longitudinal * tipped)[:, 0] * refocused * decayed
        time_ms = line_times_about_echo_ms(prescription, model)
        weights: NDArray[np.complex128] = at_echo[:, None] * about_spin_echo(values, time_ms)
        return weights

    @override
    def partition_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the echo of each partition over the first, under nominal B1+."""
        del frame
        echoes = echo_amplitudes(
            values.t1_ms,
            values.t2_ms,
            echo_spacing_ms=spacing_ms(prescription, model),
            flip_angles_deg=refocusing_deg(prescription),
        )
        order = echo_of_each_partition(encoded_partitions(prescription))
        weights: NDArray[np.complex128] = (echoes / echoes[:, :1])[:, order].astype(np.complex128)
        return weights


def reference_recovery(prescription: Prescription, model: ScannerModel) -> float:
    """Return the share of its equilibrium that grey matter has recovered in the reference."""
    t1_ms = relaxation_at(Tissue.GRAY_MATTER, model.field_strength_t).t1_ms
    recovery_ms = REFERENCE_REPETITION_MS - train_ms(prescription, model)
    return 1 - math.exp(-recovery_ms / t1_ms)


def repetition_ms(prescription: Prescription, state: Labelling | None) -> float:
    """Return the repetition time of a state."""
    if state is Labelling.REFERENCE:
        return REFERENCE_REPETITION_MS
    return prescription.repetition_time_ms


def refocusing_deg(prescription: Prescription) -> list[float]:
    """Return the nominal angle of each refocusing pulse."""
    return stabilised_train_deg(prescription.refocusing_flip_angle_deg, echoes(prescription))
