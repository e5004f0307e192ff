"""Time-of-flight angiography: short TR saturates tissue that stays, and fresh blood shines.

A slab (3D), or slices one after the other (2D), by spoiled gradient echoes. How many pulses blood
has seen follows from how far it has come within what is excited; a saturation band that it came
through has saturated it before.
"""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.flow import FLOW, Flow
from telescan.mr.frame import Frame
from telescan.mr.geometry import image_axes
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines, encoded_partitions
from telescan.mr.sequence import excitation as exciting
from telescan.mr.sequence.gradient_echo import block_ms, gradient_echo_times
from telescan.mr.sequence.interface import PulseSequence, Surroundings, same_on_every_line
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.selection import position_shares
from telescan.mr.signal.inflow import inflowing_magnetisation
from telescan.mr.signal.spoiled_gradient_echo import transverse_at_echo
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 1.2
TIME_BANDWIDTH = 4.0


def excite(prescription: Prescription, model: ScannerModel) -> exciting.Excitation:
    """Return the excitation."""
    return exciting.excitation(
        prescription, model, duration_ms=EXCITATION_MS, time_bandwidth=TIME_BANDWIDTH
    )


class TimeOfFlight(PulseSequence):
    """Inflow angiography (TOF)."""

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
        """Work out the times of one excitation per line, slice after slice."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        times = gradient_echo_times(prescription, model, excited, spoils=True)
        slices = 1 if prescription.is_3d else prescription.slices
        shots = acquired_lines(prescription) * encoded_partitions(prescription) * slices
        return timing.SequenceTiming(
            shortest_echo_time_ms=times.shortest_echo_time_ms,
            shortest_repetition_time_ms=prepare.duration_ms + block_ms(prescription, times),
            scan_time_s=prescription.repetition_time_ms * shots * prescription.averages * 1e-3,
            pulses=(
                *((pulse, 1) for pulse in prepare.pulses),
                (excited.pulse, excited.pulses),
            ),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the same signal on each line: saturated tissue, and blood as fresh as it is."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        angles = excited.angles_deg(prescription, values)
        longitudinal = inflowing_magnetisation(
            values.t1_ms[:, None],
            repetition_time_ms=prescription.repetition_time_ms,
            flip_angle_deg=angles,
            pulses_seen=_pulses_seen(prescription, values)[:, None],
            entering=_entering(prescription, values)[:, None],
        )
        left, _ = prepare.fat_turn(values, excited.duration_ms)
        at_echo = transverse_at_echo(values.t2_star_ms, values.off_resonance_hz, frame.echo_time_ms)
        excited_share = longitudinal * left * np.sin(np.deg2rad(angles))
        signal = values.proton_density * at_echo * (excited_share @ position_shares(prescription))
        return same_on_every_line(signal, prescription)

    @override
    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return T2*, which goes on decaying through the echo."""
        return values.t2_star_ms


def _pulses_seen(prescription: Prescription, values: SpinValues) -> NDArray[np.float64]:
    """Return how many pulses each group has seen; infinite where nothing flows, (group,)."""
    per_tr_mm = np.array(
        [
            FLOW[tissue].speed_mm_s * prescription.repetition_time_ms * 1e-3
            if tissue in FLOW
            else 0.0
            for tissue in values.tissues
        ]
    )
    flows = per_tr_mm > 0
    return np.where(flows, values.inflow_mm / np.where(flows, per_tr_mm, 1.0), np.inf)


def _entering(prescription: Prescription, values: SpinValues) -> NDArray[np.float64]:
    """Return the Mz / M0 with which each group's blood enters what is excited, (group,)."""
    return np.array(
        [
            _after_bands(prescription, FLOW[tissue], t1_ms) if tissue in FLOW else 1.0
            for tissue, t1_ms in zip(values.tissues, values.t1_ms, strict=True)
        ]
    )


def _after_bands(prescription: Prescription, flow: Flow, t1_ms: float) -> float:
    """Return what Mz / M0 blood brings along that came through the bands on its way."""
    _, _, normal = image_axes(prescription)
    along = float(np.dot(normal, flow.direction))
    half_mm = (
        (prescription.slices - 1) * prescription.slice_spacing_mm + prescription.slice_thickness_mm
    ) / 2
    entering = 1.0
    for band in prescription.saturation_bands:
        gap_mm = -np.sign(along) * band.offset_mm - band.thickness_mm / 2 - half_mm
        if abs(along) < 0.5 or gap_mm < 0:
            continue
        pulses = band.thickness_mm / (flow.speed_mm_s * prescription.repetition_time_ms * 1e-3)
        recovered = np.exp(-gap_mm / flow.speed_mm_s * 1e3 / t1_ms)
        entering = min(entering, 1 - min(pulses, 1.0) * float(recovered))
    return entering
