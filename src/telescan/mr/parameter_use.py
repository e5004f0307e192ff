"""Which parameters a sequence family has at all; of the others nothing is shown, set or checked."""

from telescan.mr.prescription import AcquisitionType, ParallelTechnique, Prescription, Sequence

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


def applies(parameter: str, prescription: Prescription) -> bool:
    """Tell whether a field of ``Prescription`` means something for this prescription."""
    if parameter in _FAMILIES:
        return prescription.sequence in _FAMILIES[parameter]
    if parameter in _ONLY_2D:
        return prescription.acquisition_type is AcquisitionType.TWO_D
    if parameter in _ONLY_3D:
        return prescription.acquisition_type is AcquisitionType.THREE_D
    if parameter in _ONLY_PARALLEL:
        return prescription.parallel_technique is not ParallelTechnique.NONE
    return True
