"""What a sequence family is usually run with in the head: where a series of it begins.

Values are those of the shipped protocols, rounded; labelling is that of adults (Alsop et al., MRM
2015;73:102, table 1).
"""

from telescan.mr.prescription import (
    AcquisitionType,
    ParallelTechnique,
    Prescription,
    Sequence,
)

_S = Sequence
_TWO_D = {"acquisition_type": AcquisitionType.TWO_D}
_THREE_D = {"acquisition_type": AcquisitionType.THREE_D}

B_VALUES_S_MM2 = (0.0, 1_000.0)
LABELLING_DURATION_MS = 1_800.0
POST_LABELLING_DELAY_MS = 1_800.0

_VALUES: dict[Sequence, dict[str, object]] = {
    _S.SPIN_ECHO: {
        "repetition_time_ms": 600.0,
        "echo_time_ms": 15.0,
        "flip_angle_deg": 90.0,
        "refocusing_flip_angle_deg": 180.0,
        "pixel_bandwidth_hz": 150.0,
        **_TWO_D,
    },
    _S.TURBO_SPIN_ECHO: {
        "repetition_time_ms": 600.0,
        "echo_time_ms": 12.0,
        "echo_train_length": 3,
        "flip_angle_deg": 90.0,
        "refocusing_flip_angle_deg": 150.0,
        "pixel_bandwidth_hz": 200.0,
        **_TWO_D,
    },
    _S.INVERSION_RECOVERY: {
        "repetition_time_ms": 5000.0,
        "echo_time_ms": 40.0,
        "echo_train_length": 8,
        "inversion_time_ms": 150.0,
        "flip_angle_deg": 90.0,
        "refocusing_flip_angle_deg": 150.0,
        "pixel_bandwidth_hz": 200.0,
        **_TWO_D,
    },
    _S.SPOILED_GRADIENT_ECHO: {
        "repetition_time_ms": 250.0,
        "echo_time_ms": 4.0,
        "flip_angle_deg": 70.0,
        "pixel_bandwidth_hz": 300.0,
        **_TWO_D,
    },
    _S.MPRAGE: {
        "repetition_time_ms": 2300.0,
        "inversion_time_ms": 900.0,
        "echo_time_ms": 3.0,
        "flip_angle_deg": 9.0,
        "pixel_bandwidth_hz": 240.0,
        **_THREE_D,
    },
    _S.BALANCED_SSFP: {
        "repetition_time_ms": 5.0,
        "echo_time_ms": 2.5,
        "flip_angle_deg": 45.0,
        "matrix_frequency": 192,
        "matrix_phase": 192,
        "pixel_bandwidth_hz": 560.0,
        **_TWO_D,
    },
    _S.GRADIENT_ECHO_EPI: {
        "repetition_time_ms": 3000.0,
        "echo_time_ms": 35.0,
        "flip_angle_deg": 80.0,
        "matrix_frequency": 64,
        "matrix_phase": 64,
        "pixel_bandwidth_hz": 2000.0,
        **_TWO_D,
    },
    _S.DIFFUSION_EPI: {
        "repetition_time_ms": 6000.0,
        "echo_time_ms": 90.0,
        "flip_angle_deg": 90.0,
        "refocusing_flip_angle_deg": 180.0,
        "b_values_s_mm2": B_VALUES_S_MM2,
        "matrix_frequency": 128,
        "matrix_phase": 128,
        "pixel_bandwidth_hz": 1200.0,
        "parallel_technique": ParallelTechnique.GRAPPA,
        "acceleration_factor": 2,
        "partial_fourier": 0.75,
        **_TWO_D,
    },
    _S.TIME_OF_FLIGHT: {
        "repetition_time_ms": 22.0,
        "echo_time_ms": 4.0,
        "flip_angle_deg": 18.0,
        "pixel_bandwidth_hz": 220.0,
        **_THREE_D,
    },
    _S.ARTERIAL_SPIN_LABELLING: {
        "repetition_time_ms": 5000.0,
        "echo_time_ms": 15.0,
        "flip_angle_deg": 90.0,
        "refocusing_flip_angle_deg": 150.0,
        "pixel_bandwidth_hz": 2000.0,
        "labelling_duration_ms": LABELLING_DURATION_MS,
        "post_labelling_delay_ms": POST_LABELLING_DELAY_MS,
        "matrix_frequency": 64,
        "matrix_phase": 64,
        **_THREE_D,
    },
}
_T2_WEIGHTED: dict[Sequence, dict[str, object]] = {
    _S.SPIN_ECHO: {"repetition_time_ms": 2500.0, "echo_time_ms": 80.0},
    _S.TURBO_SPIN_ECHO: {
        "repetition_time_ms": 4000.0,
        "echo_time_ms": 90.0,
        "echo_train_length": 8,
    },
    _S.INVERSION_RECOVERY: {
        "repetition_time_ms": 9000.0,
        "echo_time_ms": 90.0,
        "inversion_time_ms": 2500.0,
        "echo_train_length": 16,
    },
}
"""What is other where T2 contrast is wanted; inversion recovery then nulls fluid (FLAIR)."""

_THICKNESS_MM: dict[Sequence, tuple[float, float, float]] = {
    _S.MPRAGE: (0.7, 1.6, 1.0),
    _S.TIME_OF_FLIGHT: (0.4, 1.6, 1.0),
    _S.ARTERIAL_SPIN_LABELLING: (2.5, 8.0, 5.0),
}
_THICKNESS_OF_OTHERS_MM = (2.0, 10.0, 5.0)
"""Thinnest and thickest slice that a family is usually run with, and the commonest."""

_LONG_ECHO_MS = 60.0
_LONG_REPETITION_MS = 1_800.0


def typical_values(sequence: Sequence, *, t2_weighted: bool = False) -> dict[str, object]:
    """Return the parameters that make a family's contrast and sampling."""
    return _VALUES[sequence] | (_T2_WEIGHTED.get(sequence, {}) if t2_weighted else {})


def is_t2_weighted(prescription: Prescription) -> bool:
    """Tell by its times whether a prescription is meant to show T2."""
    late = prescription.echo_time_ms >= _LONG_ECHO_MS
    return late and prescription.repetition_time_ms >= _LONG_REPETITION_MS


def typical_slices(prescription: Prescription) -> dict[str, object]:
    """Return slices of a usual thickness over the same extent, without gaps in a slab."""
    lowest, highest, usual = _THICKNESS_MM.get(prescription.sequence, _THICKNESS_OF_OTHERS_MM)
    thickness, gap = prescription.slice_thickness_mm, prescription.slice_gap_mm
    if not lowest <= thickness <= highest:
        thickness, gap = usual, 0.0
    if prescription.is_3d:
        gap = 0.0
    extent_mm = prescription.slices * (prescription.slice_thickness_mm + prescription.slice_gap_mm)
    return {
        "slices": max(round(extent_mm / (thickness + gap)), 1),
        "slice_thickness_mm": thickness,
        "slice_gap_mm": gap,
    }
