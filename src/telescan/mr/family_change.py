"""What else changes when another sequence is chosen: parameters that it lacks go, others begin."""

from telescan.mr.consequences import assess
from telescan.mr.hardware import ScannerModel
from telescan.mr.parameter_use import applies, fat_suppressions
from telescan.mr.prescription import FatSuppression, ParallelTechnique, Prescription
from telescan.mr.typical import is_t2_weighted, typical_slices, typical_values
from telescan.mr.violation import mended

_MOST_MENDED = 20
"""Rules that are mended one after the other; the families that ship need far fewer."""


def fitted(
    chosen: Prescription, model: ScannerModel, *, because_of: str, patient_weight_kg: float
) -> Prescription:
    """Return a prescription whose parameters are those of its sequence, after a choice.

    Parameters that mean nothing any more go back to what they are without. Another sequence begins
    with its usual contrast and sampling, T2-weighted where the times were, over the same part of
    the patient; whatever the scanner cannot do goes to the nearest that it can, so that it runs.
    """
    values = chosen.model_dump()
    if because_of == "sequence":
        values |= typical_values(chosen.sequence, t2_weighted=is_t2_weighted(chosen))
        values |= _possible(chosen)
        values |= typical_slices(Prescription.model_validate(values))
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
    return values
