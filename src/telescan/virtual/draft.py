"""A prescription as it stands on the console: as set, or edited and not yet able to run.

An edit that runs is set at once; one that does not is kept here, with its reasons, until another
edit makes it run or the operator takes it back.
"""

from dataclasses import dataclass, replace

from pydantic import ValidationError

from telescan.mr.consequences import Consequences, Violation, assess
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.violation import mended
from telescan.virtual.raster import set_on
from telescan.virtual.vocabulary import Parameter

_FIRST_TRAIN = 8
_FIRST_INVERSION_TIME_MS = 150.0


@dataclass(frozen=True)
class Draft:
    """One series' parameters under the operator's hands."""

    as_set: Prescription
    edited: Prescription
    consequences: Consequences
    model: ScannerModel
    patient_weight_kg: float
    entry_error: str = ""
    """Why the last entry is no value at all."""

    @property
    def changed_fields(self) -> frozenset[str]:
        """Fields that differ from what is set."""
        return frozenset(
            field
            for field in Prescription.model_fields
            if getattr(self.as_set, field) != getattr(self.edited, field)
        )

    @property
    def ready(self) -> bool:
        """Tell whether there is something to set, and the scanner can run it."""
        return bool(self.changed_fields) and self.consequences.runs

    def with_number(self, parameter: Parameter, number: float) -> "Draft":
        """Return the draft after a number was entered."""
        try:
            return self._with(parameter.set_to(self.edited, number))
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]["msg"].replace("Input", parameter.label)
            return replace(self, entry_error=f"{fault}.")

    def with_choice(self, field: str, value: str) -> "Draft":
        """Return the draft after a value was chosen from a list."""
        changed = Prescription.model_validate({**self.edited.model_dump(), field: value})
        return self._with(_fitted(changed) if field == "sequence" else changed)

    def with_nearest(self, violation: Violation) -> "Draft":
        """Return the draft with the nearest value that can run for one broken rule."""
        return self._with(mended(self.edited, violation))

    def _with(self, edited: Prescription) -> "Draft":
        return draft_of(
            self.as_set, self.model, patient_weight_kg=self.patient_weight_kg, edited=edited
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


def _fitted(prescription: Prescription) -> Prescription:
    """Return a prescription whose train and inversion fit its sequence."""
    has_train = prescription.sequence in (Sequence.TURBO_SPIN_ECHO, Sequence.INVERSION_RECOVERY)
    train = prescription.echo_train_length
    inverts = prescription.sequence is Sequence.INVERSION_RECOVERY
    inversion_ms = prescription.inversion_time_ms or _FIRST_INVERSION_TIME_MS
    return prescription.model_copy(
        update={
            "echo_train_length": (train if train > 1 else _FIRST_TRAIN) if has_train else 1,
            "inversion_time_ms": inversion_ms if inverts else None,
        }
    )
