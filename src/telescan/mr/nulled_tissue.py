"""Fluid or fat that an inversion leaves without signal, and how it is kept so.

At which inversion time a tissue passes zero hangs on TR and on the train as well, so that FLAIR and
STIR lose their null by a change of either.
"""

from functools import lru_cache

from scipy.optimize import brentq

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import FatSuppression, Prescription, Sequence
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import Tissue, tissue_values

NULLABLE = (Tissue.CEREBROSPINAL_FLUID, Tissue.FAT)
_NULLED_WITHIN = 0.025
"""Share of its signal without inversion up to which a tissue counts as nulled.

Of fluid in FLAIR it is about a tenth of gray matter's signal: darker than all of the brain.
"""
_INVERSION_TIME_STEP_MS = 1.0
_SHORTEST_MS = 20.0


@lru_cache(maxsize=256)
def nulled_tissue(prescription: Prescription, model: ScannerModel) -> Tissue | None:
    """Return the tissue that the inversion nulls, if there is one."""
    if (
        prescription.sequence is not Sequence.INVERSION_RECOVERY
        or prescription.inversion_time_ms is None
    ):
        return None
    return next((each for each in NULLABLE if _is_nulled(prescription, model, each)), None)


def with_null(
    prescription: Prescription, model: ScannerModel, tissue: Tissue
) -> Prescription | None:
    """Return the prescription with the inversion time that nulls a tissue; None: there is none.

    One at which the tissue is nulled already is left as it is.
    """
    if _is_nulled(prescription, model, tissue):
        return prescription

    def signal_at(inversion_time_ms: float) -> float:
        return _signal(_inverted_at(prescription, inversion_time_ms), model, tissue)

    longest_ms = min(prescription.repetition_time_ms, 10_000.0)
    if signal_at(_SHORTEST_MS) >= 0 or signal_at(longest_ms) <= 0:
        return None
    null_ms = brentq(signal_at, _SHORTEST_MS, longest_ms, xtol=_INVERSION_TIME_STEP_MS / 2)
    nulled = _inverted_at(prescription, round(null_ms / _INVERSION_TIME_STEP_MS))
    return nulled if _is_nulled(nulled, model, tissue) else None


def _is_nulled(prescription: Prescription, model: ScannerModel, tissue: Tissue) -> bool:
    if tissue is Tissue.FAT and prescription.fat_suppression is not FatSuppression.NONE:
        return False
    without = prescription.model_copy(
        update={"sequence": Sequence.TURBO_SPIN_ECHO, "inversion_time_ms": None}
    )
    most = _NULLED_WITHIN * abs(_signal(without, model, tissue))
    return abs(_signal(prescription, model, tissue)) <= most


def _inverted_at(prescription: Prescription, inversion_time_ms: float) -> Prescription:
    return prescription.model_copy(update={"inversion_time_ms": float(inversion_time_ms)})


def _signal(prescription: Prescription, model: ScannerModel, tissue: Tissue) -> float:
    """Return the signal at the centre of k-space, below zero where it is still inverted."""
    sequence = sequence_of(prescription)
    values = tissue_values((tissue,), model.field_strength_t)
    frame = sequence.frames(prescription)[0]
    return float(sequence.contrast(prescription, model, values, frame)[0].real)
