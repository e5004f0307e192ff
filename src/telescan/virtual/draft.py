"""A prescription as it stands on the console: as set, or edited and not yet able to run.

An edit that runs is set at once; one that does not is kept here, with its reasons, until another
edit makes it run or the operator takes it back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from telescan.mr.consequences import Consequences, Violation, assess
from telescan.mr.family_change import fitted
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.violation import mended
from telescan.protocol.field_errors import faults_text
from telescan.virtual.language import Language, Spoken, said, spoken
from telescan.virtual.parameter import ListParameter, Parameter, with_value
from telescan.virtual.raster import set_on
from telescan.virtual.vocabulary import parameters

NO_NUMBER = "{name}: expected {range}, got {got}."
NO_LIST = "{name}: expected numbers such as {hint}, {range}; got {got}."
"""What is said of an entry that no scanner takes."""


@dataclass(frozen=True)
class Draft:
    """One series' parameters under the operator's hands."""

    as_set: Prescription
    edited: Prescription
    consequences: Consequences
    model: ScannerModel
    patient_weight_kg: float
    entry_error: Spoken | None = None
    """Why the last entry is no value at all."""

    @property
    def changed_fields(self) -> frozenset[str]:
        """Fields that differ from what is set."""
        return differing(self.as_set, self.edited)

    @property
    def ready(self) -> bool:
        """Tell whether there is something to set, and the scanner can run it."""
        return bool(self.changed_fields) and self.consequences.runs

    def with_number(self, parameter: Parameter, number: float | None) -> "Draft":
        """Return the draft after a number was entered, or taken away."""
        edited = self.edited
        return self._entered(
            _number_refused(parameter, edited, number), lambda: parameter.set_to(edited, number)
        )

    def with_list(self, parameter: ListParameter, text: str) -> "Draft":
        """Return the draft after a list of numbers was entered."""
        return self._entered(
            _list_refused(parameter, text), lambda: parameter.set_to(self.edited, text)
        )

    def with_choice(self, field: str, value: str) -> "Draft":
        """Return the draft after a value was chosen from a list."""
        chosen = with_value(self.edited, field, value or None)
        changed = fitted(
            chosen, self.model, because_of=field, patient_weight_kg=self.patient_weight_kg
        )
        return self._with(changed)

    def with_placing(self, **placed: object) -> "Draft":
        """Return the draft with its slices placed elsewhere; as far as any scanner can."""
        try:
            return self._with(Prescription.model_validate({**self.edited.model_dump(), **placed}))
        except ValidationError as error:
            return replace(self, entry_error=self._misplaced(error))

    def _misplaced(self, error: ValidationError) -> Spoken:
        fault = error.errors(include_url=False)[0]
        for parameter in parameters(self.model):
            if fault["loc"] == (parameter.field,):
                number = fault["input"] / parameter.per_unit(self.edited)
                return _number_refused(parameter, self.edited, number)
        return spoken("{reason}.", reason=faults_text(error, Prescription))

    def _entered(self, otherwise: Spoken, edit: Callable[[], Prescription]) -> "Draft":
        """Return the draft after an edit; where that is no value, with what is told otherwise."""
        try:
            return self._with(edit())
        except ValueError:  # pydantic's is one
            return replace(self, entry_error=otherwise)

    def with_nearest(self, violation: Violation) -> "Draft":
        """Return the draft with the nearest value that can run for one broken rule."""
        return self._with(mended(self.edited, violation))

    def _with(self, edited: Prescription) -> "Draft":
        return draft_of(
            self.as_set, self.model, patient_weight_kg=self.patient_weight_kg, edited=edited
        )


def differing(one: Prescription, other: Prescription) -> frozenset[str]:
    """Return the fields in which two prescriptions differ."""
    return frozenset(
        field for field in Prescription.model_fields if getattr(one, field) != getattr(other, field)
    )


def draft_of(
    as_set: Prescription,
    model: ScannerModel,
    *,
    patient_weight_kg: float,
    edited: Prescription | None = None,
) -> Draft:
    """Return a draft with what follows from it, compared with what is set."""
    wanted, _ = set_on(edited or as_set, model, patient_weight_kg=patient_weight_kg)
    consequences = assess(wanted, model, compared_with=as_set, patient_weight_kg=patient_weight_kg)
    return Draft(as_set, wanted, consequences, model, patient_weight_kg)


def _number_refused(
    parameter: Parameter, prescription: Prescription, number: float | None
) -> Spoken:
    def told(language: Language) -> str:
        return said(
            NO_NUMBER,
            language,
            name=said(parameter.label, language),
            range=parameter.range_text(prescription, language),
            got=said("nothing", language) if number is None else f"{number:g}",
        )

    return told


def _list_refused(parameter: ListParameter, text: str) -> Spoken:
    def told(language: Language) -> str:
        return said(
            NO_LIST,
            language,
            name=said(parameter.label, language),
            hint=parameter.hint,
            range=parameter.range_text(language),
            got=repr(text),
        )

    return told
