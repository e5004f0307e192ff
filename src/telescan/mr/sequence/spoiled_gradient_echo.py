"""Spoiled gradient echo: one line per excitation; slices interleaved within TR."""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sampling import acquired_lines
from telescan.mr.sequence.interface import PulseSequence, same_on_every_line
from telescan.mr.signal.spoiled_gradient_echo import spoiled_gradient_echo_signal
from telescan.mr.tissue import SpinValues

EXCITATION_MS = 2.0
TIME_BANDWIDTH = 3.0


class SpoiledGradientEcho(PulseSequence):
    """Spoiled gradient echo (FLASH, SPGR, T1-FFE)."""

    is_gradient_echo = True

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return the excitation."""
        pulse = RfPulse(prescription.flip_angle_deg, EXCITATION_MS, TIME_BANDWIDTH)
        return (pulse.within(model.b1_max_ut),)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one excitation per line."""
        (excite,) = self.selective_pulses(prescription, model)
        thickness = prescription.slice_thickness_mm
        gap = max(
            timing.slice_rephasing_ms(excite, thickness, model),
            timing.prephasing_ms(prescription, model)
            + timing.ramp_ms(timing.readout_gradient_mt_m(prescription), model),
            timing.phase_encoding_ms(prescription, model),
        )
        readout = timing.readout_ms(prescription)
        shortest_te = excite.duration_ms / 2 + gap + readout / 2
        spoiler = max(
            timing.crusher_ms(thickness, model), timing.phase_encoding_ms(prescription, model)
        )
        echo = max(prescription.echo_time_ms, shortest_te)
        block = excite.duration_ms / 2 + echo + readout / 2 + spoiler
        lines = acquired_lines(prescription) * prescription.averages
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_te,
            shortest_repetition_time_ms=block * prescription.slices_per_repetition,
            scan_time_s=prescription.repetition_time_ms
            * lines
            * prescription.concatenations
            * 1e-3,
            pulses=((excite, prescription.slices_per_repetition),),
        )

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the same signal on each line."""
        signal = spoiled_gradient_echo_signal(
            values.proton_density,
            values.t1_ms,
            values.t2_star_ms,
            values.off_resonance_hz,
            repetition_time_ms=prescription.repetition_time_ms,
            echo_time_ms=prescription.echo_time_ms,
            flip_angle_deg=prescription.flip_angle_deg,
        )
        return same_on_every_line(signal, prescription)

    @override
    def readout_decay_ms(self, values: SpinValues) -> NDArray[np.float64]:
        """Return T2*, which goes on decaying through the echo."""
        return values.t2_star_ms
