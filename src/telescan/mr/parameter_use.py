"""Which parameters a sequence family has at all; of the others nothing is shown, set or checked."""

from pydantic import BaseModel, ConfigDict

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
    "concatenations": frozenset(Sequence) - SLICE_AFTER_SLICE,
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


def fat_suppressions(sequence: Sequence) -> frozenset[FatSuppression]:
    """Return the ways in which a family can keep fat small.

    A pulse between two excitations would break the balance that balanced SSFP lives on.
    """
    every = frozenset(FatSuppression)
    return every - {FatSuppression.SATURATION} if sequence is _S.BALANCED_SSFP else every


class ParameterUse(BaseModel):
    """Where one parameter means something; None stands for everywhere."""

    model_config = ConfigDict(frozen=True)

    parameter: str
    sequences: tuple[Sequence, ...] | None = None
    acquisition_type: AcquisitionType | None = None
    needs_parallel_technique: bool = False
    unset: float | tuple[float, ...] | None = None
    """What it must be where it does not apply."""
    must_be_unset: bool = False
    """Whether it may not keep another value there."""


def _use(parameter: str) -> ParameterUse:
    families = _FAMILIES.get(parameter)
    only = (
        AcquisitionType.TWO_D
        if parameter in _ONLY_2D
        else AcquisitionType.THREE_D
        if parameter in _ONLY_3D
        else None
    )
    return ParameterUse(
        parameter=parameter,
        sequences=tuple(s for s in Sequence if s in families) if families else None,
        acquisition_type=only,
        needs_parallel_technique=parameter in _ONLY_PARALLEL,
        unset=UNSET.get(parameter),
        must_be_unset=parameter in UNSET,
    )


PARAMETER_USES: tuple[ParameterUse, ...] = tuple(map(_use, Prescription.model_fields))
"""Every parameter, in the order of a prescription."""


def applies(parameter: str, prescription: Prescription) -> bool:
    """Tell whether a field of ``Prescription`` means something for this prescription."""
    if parameter in _FAMILIES and prescription.sequence not in _FAMILIES[parameter]:
        return False
    if parameter in _ONLY_2D:
        return prescription.acquisition_type is AcquisitionType.TWO_D
    if parameter in _ONLY_3D:
        return prescription.acquisition_type is AcquisitionType.THREE_D
    if parameter in _ONLY_PARALLEL:
        return prescription.parallel_technique is not ParallelTechnique.NONE
    return True
