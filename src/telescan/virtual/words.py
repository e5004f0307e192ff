"""The scanner's sentences: what was changed, why something cannot run."""

from telescan.mr.consequences import Limit, Violation
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.rule.examined import down, up
from telescan.mr.violation import said
from telescan.virtual.language import Language
from telescan.virtual.language import said as in_language
from telescan.virtual.parameter import with_unit
from telescan.virtual.vocabulary import (
    CHOICE_LABELS,
    Choice,
    ListParameter,
    Parameter,
    choices,
    lists,
    parameters,
)

_WHY: dict[Limit, str] = {
    Limit.PARAMETER_NOT_USED: "is not used by this sequence",
    Limit.ACQUISITION_TYPE_NOT_POSSIBLE: "is not possible with this sequence",
    Limit.FAT_SUPPRESSION_NOT_POSSIBLE: "is not possible with this sequence",
    Limit.COIL_UNKNOWN: "is no coil of this scanner",
    Limit.FIELD_OF_VIEW_OUT_OF_RANGE: "is out of range",
    Limit.MATRIX_OUT_OF_RANGE: "is out of range",
    Limit.TOO_MANY_LINES: "makes more lines than can be reconstructed",
    Limit.TOO_MANY_PARTITIONS: "makes more partitions than can be reconstructed",
    Limit.TOO_FEW_PARTITIONS: "are too few for a slab",
    Limit.BANDWIDTH_OUT_OF_RANGE: "is out of range",
    Limit.GRADIENT_TOO_STRONG: "needs more gradient than there is",
    Limit.SLICE_TOO_THIN: "is thinner than the gradients can",
    Limit.SLICE_TOO_THIN_FOR_WATER_EXCITATION: "is too thin for water excitation",
    Limit.SLICES_OUTSIDE_RANGE: "puts slices outside the homogeneous field",
    Limit.OFFSET_OUT_OF_RANGE: "puts the image outside the homogeneous field",
    Limit.TILT_OUT_OF_RANGE: "is steeper than this orientation allows",
    Limit.TOO_MANY_CONCATENATIONS: "is more than there are slices",
    Limit.TOO_MANY_SATURATION_BANDS: "are more than can be played",
    Limit.ACCELERATION_BEYOND_CHANNELS: "is more than the coil has channels",
    Limit.TOO_FEW_REFERENCE_LINES: "are too few for this acceleration",
    Limit.TOO_MANY_REFERENCE_LINES: "are more than there are lines",
    Limit.PARTIAL_FOURIER_CUTS_REFERENCE: "leaves out reference lines",
    Limit.ECHO_TRAIN_TOO_LONG: "is longer than the sequence can",
    Limit.B_VALUES_MISSING: "are needed for diffusion",
    Limit.LABELLING_DURATION_MISSING: "is needed for labelling",
    Limit.POST_LABELLING_DELAY_MISSING: "is needed for labelling",
    Limit.POST_LABELLING_DELAY_TOO_SHORT: "is shorter than the sequence can",
    Limit.INVERSION_TIME_MISSING: "is needed for inversion recovery",
    Limit.INVERSION_TIME_TOO_SHORT: "is shorter than the sequence can",
    Limit.ECHO_TIME_TOO_SHORT: "is shorter than the sequence can",
    Limit.SECOND_ECHO_TIME_TOO_SHORT: "is too soon after the first echo",
    Limit.REPETITION_TIME_TOO_SHORT: "is too short for what is played in it",
    Limit.SAR_TOO_HIGH: "would exceed the SAR limit",
    Limit.STIMULATION_TOO_HIGH: "would stimulate nerves",
}


def refusal(
    violations: tuple[Violation, ...],
    model: ScannerModel,
    prescription: Prescription,
    language: Language = Language.ENGLISH,
) -> str:
    """Return why a prescription cannot run, in the scanner's own words and units.

    ``prescription`` is as asked for, not yet on the raster: its values are the ones quoted.
    """
    return " ".join(sentence(violation, model, prescription, language) for violation in violations)


def sentence(
    violation: Violation,
    model: ScannerModel,
    prescription: Prescription,
    language: Language = Language.ENGLISH,
) -> str:
    """Return one reason with the nearest value that can run."""
    parameter = next((p for p in parameters(model) if p.field == violation.parameter), None)
    name = in_language(label_of(violation.parameter, model), language)
    why = in_language(_WHY[violation.limit], language)
    value = in_language(parameter.exact_text(prescription), language) if parameter else ""
    reason = f"{name} {value} {why}" if parameter else f"{name} {why}"
    if violation.limit is Limit.COIL_UNKNOWN:
        coils = ", ".join((model.receive_coil, *(coil.name for coil in model.other_coils)))
        reason = f"{name} {violation.value} {why}"
        return in_language("{reason}; possible: {coils}.", language, reason=reason, coils=coils)
    if violation.nearest is None or (parameter and not isinstance(violation.nearest, float | int)):
        return in_language("{reason}.", language, reason=reason)
    return in_language(
        "{reason}; nearest possible: {nearest}.",
        language,
        reason=reason,
        nearest=in_language(_nearest(violation, parameter, prescription), language),
    )


def _nearest(violation: Violation, parameter: Parameter | None, prescription: Prescription) -> str:
    """Return the nearest value as the console counts it, so that it runs when it is typed.

    The lowest that runs is rounded up, the highest down. What does not count is as prescribed.
    """
    nearest = violation.nearest
    if nearest is None or parameter is None or not isinstance(nearest, float | int):
        return "" if nearest is None else said(nearest)
    number, step = nearest / parameter.per_unit(prescription), 10.0**-parameter.decimals
    if nearest == violation.allowed_min:
        number = up(number, step)
    elif nearest == violation.allowed_max:
        number = down(number, step)
    return with_unit(f"{number:.{parameter.decimals}f}", parameter.unit)


def label_of(field: str, model: ScannerModel) -> str:
    """Return what the scanner's console calls a parameter."""
    for parameter in parameters(model):
        if parameter.field == field:
            return parameter.label
    return CHOICE_LABELS[model.vocabulary].get(field, field)


def choice_text(field: str, prescription: Prescription, model: ScannerModel) -> str:
    """Return the value of a parameter that is no plain number, as the console writes it."""
    found: tuple[Choice | ListParameter, ...] = (*choices(model), *lists(model))
    return next((c.text(prescription) for c in found if c.field == field), "") or "off"


def changes(
    before: Prescription,
    after: Prescription,
    model: ScannerModel,
    language: Language = Language.ENGLISH,
) -> str:
    """Return what differs between two prescriptions: ``TE 102.0 → 85.0 ms, TR …``."""

    def told(text: str) -> str:
        return in_language(text, language)

    differing = [
        f"{told(label_of(field, model))} {told(choice_text(field, before, model))}"
        f" → {told(choice_text(field, after, model))}"
        for field in CHOICE_LABELS[model.vocabulary]
        if getattr(before, field) != getattr(after, field)
    ]
    differing += [
        f"{told(p.label)} {told(p.text(before).removesuffix(p.unit).strip())}"
        f" → {told(p.text(after))}"
        for p in parameters(model)
        if getattr(before, p.field) != getattr(after, p.field)
    ]
    return ", ".join(differing) or told("nothing changed")


def duration(seconds: float) -> str:
    """Return a duration as minutes and seconds."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
