"""Which parameters a sequence family has at all; of the others nothing is shown, set or checked."""

from telescan.mr.prescription import (
    SLICE_AFTER_SLICE,
    AcquisitionType,
    FatSuppression,
    ParallelTechnique,
    Prescription,
    Sequence,
)

_S = Sequence

_FAMILIES: dict[str, frozenset[Sequence]] = {
    "inversion_time_ms": frozenset({_S.INVERSION_RECOVERY, _S.MPRAGE}),
    "second_echo_time_ms": frozenset({_S.SPIN_ECHO}),
    "refocusing_flip_angle_deg": frozenset(
        {_S.SPIN_ECHO, _S.TURBO_SPIN_ECHO, _S.INVERSION_RECOVERY, _S.ARTERIAL_SPIN_LABELLING}
    ),
    "echo_train_length": frozenset({_S.TURBO_SPIN_ECHO, _S.INVERSION_RECOVERY}),
    "b_values_s_mm2": frozenset({_S.DIFFUSION_EPI}),
    "diffusion_directions": frozenset({_S.DIFFUSION_EPI}),
    "labelling_duration_ms": frozenset({_S.ARTERIAL_SPIN_LABELLING}),
    "post_labelling_delay_ms": frozenset({_S.ARTERIAL_SPIN_LABELLING}),
}
"""Parameters that some families have; the others are there for all."""

_ONLY_2D = frozenset({"slice_gap_mm", "concatenations"})
_ONLY_3D = frozenset({"slice_oversampling_percent"})
_ONLY_PARALLEL = frozenset({"acceleration_factor", "reference_lines"})

UNSET: dict[str, float | tuple[float, ...] | None] = {
    "inversion_time_ms": None,
    "second_echo_time_ms": None,
    "echo_train_length": 1,
    "b_values_s_mm2": (),
    "labelling_duration_ms": None,
    "post_labelling_delay_ms": None,
    "slice_gap_mm": 0.0,
    "concatenations": 1,
    "slice_oversampling_percent": 0.0,
}
"""What a parameter must be where it does not apply; any other value would promise what is not done.

Parameters that are missing here may keep a value, which then means nothing.
"""

_TWO_D, _THREE_D = AcquisitionType.TWO_D, AcquisitionType.THREE_D

_ACQUISITION_TYPES: dict[Sequence, frozenset[AcquisitionType]] = {
    _S.SPIN_ECHO: frozenset({_TWO_D}),
    _S.TURBO_SPIN_ECHO: frozenset({_TWO_D, _THREE_D}),
    _S.INVERSION_RECOVERY: frozenset({_TWO_D, _THREE_D}),
    _S.SPOILED_GRADIENT_ECHO: frozenset({_TWO_D, _THREE_D}),
    _S.MPRAGE: frozenset({_THREE_D}),
    _S.BALANCED_SSFP: frozenset({_TWO_D, _THREE_D}),
    _S.GRADIENT_ECHO_EPI: frozenset({_TWO_D}),
    _S.DIFFUSION_EPI: frozenset({_TWO_D}),
    _S.TIME_OF_FLIGHT: frozenset({_TWO_D, _THREE_D}),
    _S.ARTERIAL_SPIN_LABELLING: frozenset({_THREE_D}),
}

_ALWAYS = frozenset({FatSuppression.NONE, FatSuppression.SATURATION})
_GRADIENT_ECHO = frozenset(FatSuppression)

_FAT_SUPPRESSIONS: dict[Sequence, frozenset[FatSuppression]] = {
    _S.SPIN_ECHO: _ALWAYS,
    _S.TURBO_SPIN_ECHO: _ALWAYS,
    _S.INVERSION_RECOVERY: _ALWAYS,
    _S.SPOILED_GRADIENT_ECHO: _GRADIENT_ECHO,
    _S.MPRAGE: _GRADIENT_ECHO,
    # A pulse between two excitations would break the balance that the steady state lives on.
    _S.BALANCED_SSFP: frozenset({FatSuppression.NONE, FatSuppression.WATER_EXCITATION}),
    _S.GRADIENT_ECHO_EPI: _GRADIENT_ECHO,
    _S.DIFFUSION_EPI: _GRADIENT_ECHO,
    _S.TIME_OF_FLIGHT: _GRADIENT_ECHO,
    _S.ARTERIAL_SPIN_LABELLING: _ALWAYS,
}


def acquisition_types(sequence: Sequence) -> frozenset[AcquisitionType]:
    """Return whether a family is run in 2D, in 3D or both."""
    return _ACQUISITION_TYPES[sequence]


def fat_suppressions(sequence: Sequence) -> frozenset[FatSuppression]:
    """Return the ways in which a family can keep fat small. Binomial pulses refocus poorly."""
    return _FAT_SUPPRESSIONS[sequence]


def applies(parameter: str, prescription: Prescription) -> bool:
    """Tell whether a field of ``Prescription`` means something for this prescription."""
    if parameter in _FAMILIES:
        return prescription.sequence in _FAMILIES[parameter]
    if parameter == "concatenations" and prescription.sequence in SLICE_AFTER_SLICE:
        return False
    if parameter in _ONLY_2D:
        return prescription.acquisition_type is AcquisitionType.TWO_D
    if parameter in _ONLY_3D:
        return prescription.acquisition_type is AcquisitionType.THREE_D
    if parameter in _ONLY_PARALLEL:
        return prescription.parallel_technique is not ParallelTechnique.NONE
    return True
