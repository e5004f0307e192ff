"""Spin echo EPI with diffusion weighting: DWI.

The centre of k-space is read at the spin echo. Slice gradients of opposite sign help against fat,
which diffusion weighting hardly weakens. Diffusion is taken as isotropic: every direction of a
tissue gives its mean diffusivity.
"""

from typing import override

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.frame import DiffusionWeighting, Frame
from telescan.mr.gradient_limits import GradientLimits, gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import AcquisitionType, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sequence.blood import staying
from telescan.mr.sequence.diffusion_directions import directions
from telescan.mr.sequence.diffusion_gradients import Around, shortest_echo_time_ms
from telescan.mr.sequence.epi_train import (
    DUMMY_REPETITIONS,
    about_spin_echo,
    epi_train,
    line_times_ms,
    reference_shots,
)
from telescan.mr.sequence.gradient_reversal import refocused_share
from telescan.mr.sequence.interface import Encoding, PulseSequence
from telescan.mr.sequence.preparation import preparation
from telescan.mr.sequence.selection import local_angles_deg, position_shares
from telescan.mr.sequence.spin_echo import excite, refocusing
from telescan.mr.signal.spin_echo import spin_echo_signals
from telescan.mr.tissue import SpinValues


def around_lobes(prescription: Prescription, model: ScannerModel) -> Around:
    """Return what stands around the diffusion gradients.

    The refocusing pulse has crushers of its own, which unweighted images need.
    """
    excited, refocus = excite(prescription, model), refocusing(prescription, model)
    thickness = prescription.slice_thickness_mm
    limits = gradient_limits(prescription, model)
    train = epi_train(prescription, model)
    return Around(
        excitation_ms=excited.duration_ms / 2
        + timing.slice_rephasing_ms(excited.pulse, thickness, limits),
        refocusing_ms=refocus.duration_ms / 2 + timing.spoiler_ms(prescription, model),
        readout_ms=train.prewinding_ms + train.to_centre_ms,
    )


def lobe_limits(prescription: Prescription, model: ScannerModel) -> GradientLimits:
    """Return what diffusion gradients may use.

    Their directions are the patient's, of unit length, so that tilted slices ask no coil for more;
    only their ramps meet other gradients. The ramps are slow, since nerves feel them most.
    """
    limits = gradient_limits(prescription, model)
    return GradientLimits(model.gradient_max_mt_m, timing.RAMP_SHARE * limits.slew_t_m_s)


class DiffusionEpi(PulseSequence):
    """Single-shot spin echo EPI with monopolar diffusion gradients."""

    encoding = Encoding.ECHO_PLANAR
    acquisition_types = frozenset({AcquisitionType.TWO_D})

    @override
    def selective_pulses(
        self, prescription: Prescription, model: ScannerModel
    ) -> tuple[RfPulse, ...]:
        """Return excitation and refocusing."""
        return excite(prescription, model).pulse, refocusing(prescription, model)

    @override
    def timing(self, prescription: Prescription, model: ScannerModel) -> timing.SequenceTiming:
        """Work out the times of one train per slice, weighting and average."""
        largest_b = max(prescription.b_values_s_mm2, default=0.0)
        around, limits = around_lobes(prescription, model), lobe_limits(prescription, model)
        shortest_te = shortest_echo_time_ms(largest_b, around, limits)
        excited, refocus = excite(prescription, model), refocusing(prescription, model)
        prepare = preparation(prescription, model)
        train = epi_train(prescription, model)
        block = (
            prepare.duration_ms
            + excited.duration_ms / 2
            + max(prescription.echo_time_ms, shortest_te)
            + train.from_centre_ms
            + timing.spoiler_ms(prescription, model)
        )
        slices = prescription.slices_per_repetition
        weighted = len(self.frames(prescription)) * prescription.averages
        repetitions = (
            DUMMY_REPETITIONS + reference_shots(prescription) + weighted
        ) * prescription.slice_groups
        return timing.SequenceTiming(
            shortest_echo_time_ms=shortest_te,
            shortest_repetition_time_ms=block * slices,
            scan_time_s=prescription.repetition_time_ms * repetitions * 1e-3,
            echo_spacing_ms=train.echo_spacing_ms,
            pulses=(
                *((pulse, slices) for pulse in prepare.pulses),
                (excited.pulse, slices * excited.pulses),
                (refocus, slices),
            ),
        )

    @override
    def frames(self, prescription: Prescription) -> tuple[Frame, ...]:
        """Return one unweighted image where b = 0 is asked for, and each weight and direction."""
        frames = []
        for b_value in dict.fromkeys(prescription.b_values_s_mm2 or (0.0,)):
            asked = directions(prescription.diffusion_directions)
            for direction in asked if b_value > 0 else ((0.0, 0.0, 0.0),):
                weighting = DiffusionWeighting(b_value, direction)
                frames.append(Frame(prescription.echo_time_ms, diffusion=weighting))
        return tuple(frames)

    @override
    def line_weights(
        self, prescription: Prescription, model: ScannerModel, values: SpinValues, frame: Frame
    ) -> NDArray[np.complex128]:
        """Return the spin echo at the centre of k-space, and what is left of it on other lines."""
        excited, prepare = excite(prescription, model), preparation(prescription, model)
        (echo,) = spin_echo_signals(
            values.proton_density[:, None],
            values.t1_ms[:, None],
            values.t2_ms[:, None],
            repetition_time_ms=prescription.repetition_time_ms,
            echo_times_ms=(frame.echo_time_ms,),
            flip_angle_deg=excited.angles_deg(prescription, values),
            refocusing_flip_angle_deg=local_angles_deg(
                refocusing(prescription, model), prescription, values
            ),
            prepared=prepare.fat_turn(values, excited.duration_ms),
        )
        both = refocused_share(
            excited.pulse, refocusing(prescription, model), values.off_resonance_hz
        )
        at_echo = echo @ position_shares(prescription) * both
        refocused_ms = np.array([frame.echo_time_ms / 2])
        at_echo *= staying(prescription, values, refocused_ms)[:, 0]
        if frame.diffusion is not None:
            at_echo = at_echo * np.exp(-frame.diffusion.b_value_s_mm2 * values.adc_mm2_s)
        time_ms = line_times_ms(prescription, model)
        weights: NDArray[np.complex128] = at_echo[:, None] * about_spin_echo(values, time_ms)
        return weights
