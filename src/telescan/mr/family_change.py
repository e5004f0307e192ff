"""What else changes when another sequence is chosen: parameters that it lacks go, others begin."""

from telescan.mr.consequences import assess
from telescan.mr.hardware import ScannerModel
from telescan.mr.parameter_use import applies, fat_suppressions
from telescan.mr.prescription import (
    AcquisitionType,
    FatSuppression,
    ParallelTechnique,
    Prescription,
    Sequence,
)
from telescan.mr.sequence import sequence_of
from telescan.mr.violation import mended

_S = Sequence
_THREE_D = {"acquisition_type": AcquisitionType.THREE_D}

_BEGINS: dict[Sequence, dict[str, object]] = {
    _S.SPIN_ECHO: {
        "repetition_time_ms": 600.0,
        "echo_time_ms": 15.0,
        "flip_angle_deg": 90.0,
    },
    _S.TURBO_SPIN_ECHO: {
        "repetition_time_ms": 4000.0,
        "echo_time_ms": 90.0,
        "echo_train_length": 8,
        "flip_angle_deg": 90.0,
    },
    _S.INVERSION_RECOVERY: {
        "repetition_time_ms": 5000.0,
        "echo_time_ms": 40.0,
        "echo_train_length": 8,
        "inversion_time_ms": 150.0,
        "flip_angle_deg": 90.0,
    },
    _S.SPOILED_GRADIENT_ECHO: {"flip_angle_deg": 30.0},
    _S.MPRAGE: {
        "repetition_time_ms": 2300.0,
        "inversion_time_ms": 900.0,
        "echo_time_ms": 3.0,
        "flip_angle_deg": 9.0,
        **_THREE_D,
    },
    _S.BALANCED_SSFP: {
        "repetition_time_ms": 5.0,
        "echo_time_ms": 2.5,
        "flip_angle_deg": 45.0,
        "matrix_frequency": 192,
        "matrix_phase": 192,
        "pixel_bandwidth_hz": 560.0,
    },
    _S.GRADIENT_ECHO_EPI: {
        "repetition_time_ms": 3000.0,
        "echo_time_ms": 35.0,
        "flip_angle_deg": 80.0,
        "matrix_frequency": 64,
        "matrix_phase": 64,
        "pixel_bandwidth_hz": 2000.0,
    },
    _S.DIFFUSION_EPI: {
        "repetition_time_ms": 6000.0,
        "echo_time_ms": 90.0,
        "flip_angle_deg": 90.0,
        "b_values_s_mm2": (0.0, 1000.0),
        "matrix_frequency": 128,
        "matrix_phase": 128,
        "pixel_bandwidth_hz": 1500.0,
        "parallel_technique": ParallelTechnique.GRAPPA,
        "acceleration_factor": 2,
        "partial_fourier": 0.75,
    },
    _S.TIME_OF_FLIGHT: {
        "repetition_time_ms": 22.0,
        "echo_time_ms": 4.0,
        "flip_angle_deg": 18.0,
        **_THREE_D,
    },
    _S.ARTERIAL_SPIN_LABELLING: {
        "repetition_time_ms": 5000.0,
        "echo_time_ms": 15.0,
        "pixel_bandwidth_hz": 2300.0,
        "labelling_duration_ms": 1800.0,
        "post_labelling_delay_ms": 1800.0,
        "matrix_frequency": 64,
        "matrix_phase": 64,
        **_THREE_D,
    },
}
"""What a family needs, or would hardly ever run without."""


_MOST_MENDED = 20
"""Rules that are mended one after the other; the families that ship need far fewer."""


def fitted(
    chosen: Prescription, model: ScannerModel, *, because_of: str, patient_weight_kg: float
) -> Prescription:
    """Return a prescription whose parameters are those of its sequence, after a choice.

    Parameters that mean nothing any more go back to what they are without. Of another sequence the
    ones that it needs are set to usual values, and then whatever the scanner cannot do to the
    nearest that it can, so that the result runs.
    """
    values = chosen.model_dump()
    if because_of == "sequence":
        values |= _BEGINS[chosen.sequence] | _possible(chosen)
    if because_of == "parallel_technique" and chosen.acceleration_factor == 1:
        values["acceleration_factor"] = 2
    changed = Prescription.model_validate(values)
    if changed.parallel_technique is ParallelTechnique.NONE:
        values["acceleration_factor"] = 1
    for name, field in Prescription.model_fields.items():
        if not field.is_required() and not applies(name, changed):
            values[name] = field.default
    changed = Prescription.model_validate(values)
    if because_of == "sequence":
        return _running(changed, model, patient_weight_kg)
    return changed


def _running(
    prescription: Prescription, model: ScannerModel, patient_weight_kg: float
) -> Prescription:
    """Return the prescription with one broken rule after the other mended, as far as it goes."""
    for _ in range(_MOST_MENDED):
        broken = assess(
            prescription,
            model,
            compared_with=prescription,
            patient_weight_kg=patient_weight_kg,
        ).violations
        violation = next((each for each in broken if each.has_remedy), None)
        if violation is None:
            break
        prescription = mended(prescription, violation)
    return prescription


def _possible(chosen: Prescription) -> dict[str, object]:
    """Return what has to change because the family cannot do it."""
    values: dict[str, object] = {}
    if chosen.fat_suppression not in fat_suppressions(chosen.sequence):
        values["fat_suppression"] = FatSuppression.NONE
    dimensions = sequence_of(chosen).acquisition_types
    if chosen.acquisition_type not in dimensions:
        (values["acquisition_type"],) = dimensions
    return values
