"""Spin echo: one excitation, one refocusing pulse for each echo; slices interleaved within TR."""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.raster import RASTER_MS, readout_window_ms
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines, encoded_partitions
from telescan.mr.sequence import excitation as exciting
from telescan.mr.sequence.blood import staying
from telescan.mr.sequence.interface import PulseSequence, same_on_every_line
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.selection import local_angles_deg, position_shares
from telescan.mr.signal.spin_echo import refocusing_times_ms, spin_echo_signals
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 2.6
REFOCUSING_MS = 2.6
TIME_BANDWIDTH = 3.0
"""Ordinary selective sinc pulses of about 1.2 kHz."""
SLAB_TIME_BANDWIDTH = 8.0
"""A slab needs steeper edges, and hardly any gradient."""
_ROUNDED_MS = 3 * RASTER_MS
"""Of a pulse, a ramp and a lobe, each rounded to the raster."""
REFOCUSING_THICKNESS_FACTOR = 1.9
"""A sinc of 180 degrees refocuses only 0.67 of its nominal slice; so wide, it refocuses 1.3 times
the slice that is excited, and the echo's slice has 0.95 of the nominal width."""


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation of spin-echo sequences."""
    return exciting.excitation(
        prescription,
        model,
        duration_ms=EXCITATION_MS,
        time_bandwidth=SLAB_TIME_BANDWIDTH if prescription.is_3d else TIME_BANDWIDTH,
    )


def excitation(prescription: Prescription, model: ScannerModel) -> RfPulse:
    """Return the excitation pulse of spin-echo sequences, of all of a slice's spins."""
    pulse = RfPulse(prescription.flip_angle_deg, EXCITATION_MS, TIME_BANDWIDTH)
    return pulse.within(model.b1_max_ut)


def refocusing(prescription: Prescription, model: ScannerModel) -> RfPulse:
    """Return the refocusing pulse of spin-echo sequences."""
    pulse = RfPulse(
        prescription.refocusing_flip_angle_deg,
        REFOCUSING_MS,
        TIME_BANDWIDTH,
        thickness_factor=REFOCUSING_THICKNESS_FACTOR,
    )
    return pulse.within(model.b1_max_ut)


def half_echo_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time from the centre of a refocusing pulse to the echo after it."""
    limits = gradient_limits(prescription, model)
    ramp = timing.ramp_ms(timing.readout_gradient_mt_m(prescription), limits)
    gap = max(
        timing.spoiler_ms(prescription, model),
        timing.phase_encoding_ms(prescription, model),
        ramp,
    )
    readout = readout_window_ms(prescription) / 2
    return refocusing(prescription, model).duration_ms / 2 + gap + _ROUNDED_MS + readout


def excitation_to_refocusing_ms(prescription: Prescription, model: ScannerModel) -> float:
    """Return the shortest time between the centres of excitation and refocusing."""
    excited, refocus = excite(prescription, model), refocusing(prescription, model)
    rephasing = timing.slice_rephasing_ms(
        excited.pulse,
        timing.selected_thickness_mm(prescription),
        gradient_limits(prescription, model),
    )
    gap = max(
        rephasing + timing.spoiler_ms(prescription, model),
        timing.prephasing_ms(prescription, model),
    )
    return excited.duration_ms / 2 + gap + _ROUNDED_MS + refocus.duration_ms / 2


def echo_times_ms(prescription: Prescription) -> tuple[float, ...]:
    """Return the time of each echo."""
    second = prescription.second_echo_time_ms
    first = prescription.echo_time_ms
    return (first,) if second is None else (first, second)


class SpinEcho(PulseSequence):
    """Conventional spin echo, of one echo or two."""

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return excitation and refocusing."""
        return excite(prescription, model).pulse, refocusing(prescription, model)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one excitation per line."""
        half_echo = half_echo_ms(prescription, model)
        shortest_te = 2 * max(excitation_to_refocusing_ms(prescription, model), half_echo)
        excited, refocus = excite(prescription, model), refocusing(prescription, model)
        prepare = preparation(prescription, model)
        first, *later = echo_times_ms(prescription)
        shortest_second = None
        last = max(first, shortest_te)
        if later:
            shortest_second = last + 2 * half_echo
            last = max(later[0], shortest_second)
        block = (
            prepare.duration_ms
            + excited.duration_ms / 2
            + last
            + timing.readout_ms(prescription) / 2
            + timing.spoiler_ms(prescription, model)
        )
        slices = prescription.slices_per_repetition
        shots = acquired_lines(prescription) * encoded_partitions(prescription)
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_te,
            shortest_second_echo_time_ms=shortest_second,
            shortest_repetition_time_ms=block * slices,
            scan_time_s=prescription.repetition_time_ms
            * shots
            * prescription.slice_groups
            * prescription.averages
            * 1e-3,
            pulses=(
                *((pulse, slices) for pulse in prepare.pulses),
                (excited.pulse, slices * excited.pulses),
                (refocus, slices * (1 + len(later))),
            ),
        )

    @override
    def frames(self, prescription: Prescription) -> tuple[Frame, ...]:
        """Return an image of each echo."""
        times = echo_times_ms(prescription)
        return tuple(Frame(time_ms, number) for number, time_ms in enumerate(times, start=1))

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the same signal on each line."""
        excited = excite(prescription, model)
        prepare = preparation(prescription, model)
        signals = spin_echo_signals(
            values.proton_density[:, None],
            values.t1_ms[:, None],
            values.t2_ms[:, None],
            repetition_time_ms=prescription.repetition_time_ms,
            echo_times_ms=echo_times_ms(prescription),
            flip_angle_deg=excited.angles_deg(prescription, values),
            refocusing_flip_angle_deg=local_angles_deg(
                refocusing(prescription, model), prescription, values
            ),
            prepared=prepare.fat_turn(values, excited.duration_ms),
        )
        signal = signals[frame.echo_number - 1] @ position_shares(prescription)
        refocused_ms = np.array(refocusing_times_ms(echo_times_ms(prescription)))
        signal *= staying(prescription, values, refocused_ms)[:, frame.echo_number - 1]
        return same_on_every_line(signal, prescription)
