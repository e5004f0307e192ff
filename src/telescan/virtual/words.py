"""The scanner's sentences: what was changed, why something cannot run."""

from telescan.mr.consequences import Limit, Violation
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.virtual.vocabulary import (
    CHOICE_LABELS,
    ORIENTATION_NAMES,
    SEQUENCE_NAMES,
    parameters,
    phase_direction_name,
)

_WHY: dict[Limit, str] = {
    Limit.ECHO_TIME_TOO_SHORT: "is shorter than the sequence can",
    Limit.REPETITION_TIME_TOO_SHORT: "is too short for the slices and the echo train",
    Limit.INVERSION_TIME_TOO_SHORT: "is shorter than the sequence can",
    Limit.INVERSION_TIME_MISSING: "is needed for inversion recovery",
    Limit.INVERSION_TIME_NOT_USED: "is not used by this sequence",
    Limit.ECHO_TRAIN_NOT_USED: "is not used by this sequence",
    Limit.ECHO_TRAIN_TOO_LONG: "is longer than the sequence can",
    Limit.GRADIENT_TOO_STRONG: "needs more gradient than there is",
    Limit.SLICE_TOO_THIN: "is thinner than the gradients can",
    Limit.BANDWIDTH_OUT_OF_RANGE: "is out of range",
    Limit.FIELD_OF_VIEW_OUT_OF_RANGE: "is out of range",
    Limit.MATRIX_OUT_OF_RANGE: "is out of range",
    Limit.SLICES_OUTSIDE_RANGE: "puts slices outside the homogeneous field",
    Limit.SAR_TOO_HIGH: "would exceed the SAR limit",
}


def refusal(
    violations: tuple[Violation, ...], model: ScannerModel, prescription: Prescription
) -> str:
    """Return why a prescription cannot run, in the scanner's own words and units."""
    return " ".join(sentence(violation, model, prescription) for violation in violations)


def sentence(violation: Violation, model: ScannerModel, prescription: Prescription) -> str:
    """Return one reason with the nearest value that can run."""
    parameter = next((p for p in parameters(model) if p.field == violation.parameter), None)
    why = _WHY[violation.limit]
    if parameter is None:
        return f"{label_of(violation.parameter, model)} {why}."
    said = f"{parameter.label} {parameter.text(prescription)} {why}"
    if violation.nearest is None:
        return f"{said}."
    per_unit = parameter.per_unit(prescription)
    nearest = f"{violation.nearest / per_unit:.{parameter.decimals}f} {parameter.unit}".strip()
    return f"{said}; nearest possible: {nearest}."


def label_of(field: str, model: ScannerModel) -> str:
    """Return what the scanner's console calls a parameter."""
    for parameter in parameters(model):
        if parameter.field == field:
            return parameter.label
    return CHOICE_LABELS[model.vocabulary].get(field, field)


def choice_text(field: str, prescription: Prescription, model: ScannerModel) -> str:
    """Return the value of a parameter chosen from a list, as the console writes it."""
    vendor = model.vocabulary
    if field == "sequence":
        return SEQUENCE_NAMES[vendor][prescription.sequence]
    if field == "orientation":
        return ORIENTATION_NAMES[vendor][prescription.orientation]
    return phase_direction_name(
        vendor, prescription.orientation, prescription.phase_encoding_direction
    )


def changes(before: Prescription, after: Prescription, model: ScannerModel) -> str:
    """Return what differs between two prescriptions: ``TE 102.0 → 85.0 ms, TR …``."""
    said = [
        f"{label_of(field, model)} {choice_text(field, before, model)}"
        f" → {choice_text(field, after, model)}"
        for field in CHOICE_LABELS[model.vocabulary]
        if getattr(before, field) != getattr(after, field)
    ]
    said += [
        f"{p.label} {p.text(before).removesuffix(p.unit).strip()} → {p.text(after)}"
        for p in parameters(model)
        if getattr(before, p.field) != getattr(after, p.field)
    ]
    return ", ".join(said) or "nothing changed"


def duration(seconds: float) -> str:
    """Return a duration as minutes and seconds."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
