"""What a sequence family has and has not: parameters, dimensions, ways to suppress fat."""

from collections.abc import Iterator

from telescan.mr.parameter_use import UNSET, applies, fat_suppressions
from telescan.mr.prescription import AcquisitionType, FatSuppression
from telescan.mr.rule.examined import Examined
from telescan.mr.sequence import sequence_of
from telescan.mr.typical import (
    B_VALUES_S_MM2,
    LABELLING_DURATION_MS,
    POST_LABELLING_DELAY_MS,
)
from telescan.mr.violation import Limit, Violation


def not_used(examined: Examined) -> Iterator[Violation]:
    """Blame what is set although the family has no such thing."""
    prescription = examined.prescription
    for parameter, unset in UNSET.items():
        value = getattr(prescription, parameter)
        if applies(parameter, prescription) or value == unset:
            continue
        shown = value if isinstance(value, int | float | str) else None
        nearest = None if unset is None else unset
        yield Violation(
            limit=Limit.PARAMETER_NOT_USED, parameter=parameter, value=shown, nearest=nearest
        )


def acquisition_type(examined: Examined) -> Iterator[Violation]:
    """Blame 2D or 3D where the family has the other only."""
    prescription = examined.prescription
    possible = sequence_of(prescription).acquisition_types
    value = prescription.acquisition_type
    if value not in possible:
        (other,) = set(AcquisitionType) - {value}
        yield Violation(
            limit=Limit.ACQUISITION_TYPE_NOT_POSSIBLE,
            parameter="acquisition_type",
            value=value,
            nearest=other,
        )


def fat_suppression(examined: Examined) -> Iterator[Violation]:
    """Blame a way to suppress fat that the family's pulses do not allow."""
    prescription = examined.prescription
    possible = fat_suppressions(prescription.sequence)
    value = prescription.fat_suppression
    if value not in possible:
        others = [other for other in FatSuppression if other in possible - {FatSuppression.NONE}]
        yield Violation(
            limit=Limit.FAT_SUPPRESSION_NOT_POSSIBLE,
            parameter="fat_suppression",
            value=value,
            nearest=others[0] if others else FatSuppression.NONE,
        )


def needed(examined: Examined) -> Iterator[Violation]:
    """Blame what the family cannot do without."""
    prescription = examined.prescription
    for limit, parameter, typical in (
        (Limit.B_VALUES_MISSING, "b_values_s_mm2", B_VALUES_S_MM2),
        (Limit.LABELLING_DURATION_MISSING, "labelling_duration_ms", LABELLING_DURATION_MS),
        (
            Limit.POST_LABELLING_DELAY_MISSING,
            "post_labelling_delay_ms",
            POST_LABELLING_DELAY_MS,
        ),
    ):
        if applies(parameter, prescription) and not getattr(prescription, parameter):
            yield Violation(limit=limit, parameter=parameter, value=None, nearest=typical)
