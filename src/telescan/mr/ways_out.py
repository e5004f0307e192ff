"""Ways out of a prescription that cannot run: others that do, and that look much the same.

Each takes one knob that leaves contrast mostly alone, turns it no further than needed, and mends
what is still broken by the nearest values. Fluid or fat that an inversion nulls stays nulled: the
inversion time follows TR and train. They are ranked by how little contrast, then signal,
resolution and time change; every one that is offered runs.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from telescan.mr.consequences import Consequences, assess
from telescan.mr.explanation import Effect, changed_parameters, total_effects
from telescan.mr.hardware import ScannerModel, coil_named
from telescan.mr.nulled_tissue import nulled_tissue, with_null
from telescan.mr.parameter_use import applies
from telescan.mr.prescription import FatSuppression, ParallelTechnique, Prescription
from telescan.mr.sampling import acceleration
from telescan.mr.tissue import Tissue
from telescan.mr.violation import mended
from telescan.mr.weighting_share import weighting_of

MOST = 3
"""Ways out that are offered."""
_MOST_MENDINGS = 8
"""Nearest values taken one after the other before a knob's turn is given up."""


class WayOut(BaseModel):
    """One prescription that runs in place of one that does not."""

    model_config = ConfigDict(frozen=True)

    prescription: Prescription
    changed: tuple[str, ...]
    """Fields that differ from what was asked for."""
    consequences: Consequences
    """``relative_snr`` is against the prescription that was compared with."""
    effects: tuple[Effect, ...]
    """Against the prescription that was compared with: what was asked for has no image."""


@dataclass(frozen=True)
class _Case:
    asked: Prescription
    model: ScannerModel
    compared_with: Prescription
    patient_weight_kg: float
    nulled: Tissue | None
    """What must stay without signal."""

    def assess(self, prescription: Prescription) -> Consequences:
        return assess(
            prescription,
            self.model,
            compared_with=self.compared_with,
            patient_weight_kg=self.patient_weight_kg,
        )


def ways_out(
    asked: Prescription,
    model: ScannerModel,
    *,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> tuple[WayOut, ...]:
    """Return up to three prescriptions that run, the least change first; none where it runs."""
    nulled = _meant_to_be_nulled(asked, model, compared_with)
    case = _Case(asked, model, compared_with, patient_weight_kg, nulled)
    if case.assess(asked).runs:
        return ()
    ranked = sorted(_found(case), key=lambda each: each.cost)
    needed = [each for each in ranked if not any(each.does_more_than(other) for other in ranked)]
    return tuple(
        WayOut(
            prescription=each.prescription,
            changed=each.changed,
            consequences=each.consequences,
            effects=total_effects(
                compared_with, each.prescription, model, patient_weight_kg=patient_weight_kg
            ),
        )
        for each in needed[:MOST]
    )


def _meant_to_be_nulled(
    asked: Prescription, model: ScannerModel, compared_with: Prescription
) -> Tissue | None:
    """Return what is nulled, or was until TR or train were changed without a thought of TI."""
    untouched = asked.inversion_time_ms == compared_with.inversion_time_ms
    before = nulled_tissue(compared_with, model) if untouched else None
    return before or nulled_tissue(asked, model)


@dataclass(frozen=True)
class _Candidate:
    prescription: Prescription
    changed: tuple[str, ...]
    consequences: Consequences
    cost: float

    def does_more_than(self, other: "_Candidate") -> bool:
        """Tell whether another one turns only some of the same knobs, as far, and runs too."""
        return set(other.changed) < set(self.changed) and all(
            getattr(self.prescription, name) == getattr(other.prescription, name)
            for name in other.changed
        )


def _found(case: _Case) -> list[_Candidate]:
    """Return the best turn of each knob: one that runs as it is, or else with what is mended."""
    found: dict[tuple[str, ...], _Candidate] = {}
    for turns in _knobs(case.asked, case.model):
        candidates = []
        for turned in turns:
            candidate = _running(case, turned)
            if candidate is None:
                continue
            candidates.append(candidate)
            if candidate.prescription == turned:
                break
        if candidates:
            best = min(candidates, key=lambda each: each.cost)
            kept = found.setdefault(best.changed, best)
            found[best.changed] = min(kept, best, key=lambda each: each.cost)
    return list(found.values())


def _running(case: _Case, turned: Prescription) -> _Candidate | None:
    """Return what runs once all that is broken has been mended, if there is such a thing."""
    for _ in range(_MOST_MENDINGS):
        nulling = with_null(turned, case.model, case.nulled) if case.nulled else turned
        if nulling is None:
            return None
        turned = nulling
        consequences = case.assess(turned)
        if consequences.runs:
            changed = changed_parameters(case.asked, turned)
            return _Candidate(turned, changed, consequences, _cost(case, turned, consequences))
        remedies = [each for each in consequences.violations if each.has_remedy]
        if not remedies:
            return None
        turned = mended(turned, remedies[0])
    return None


def _cost(case: _Case, prescription: Prescription, consequences: Consequences) -> float:
    """Return how far a way out is from what was asked for; contrast counts most."""
    asked = case.assess(case.asked)
    before, after = weighting_of(case.asked, case.model), weighting_of(prescription, case.model)
    contrast = abs(after.t1 - before.t1) + abs(after.t2 - before.t2)
    volume = math.prod(consequences.voxel_mm) / math.prod(asked.voxel_mm)
    coverage = (prescription.slices * prescription.slice_spacing_mm) / (
        case.asked.slices * case.asked.slice_spacing_mm
    )
    return (
        6 * contrast
        + 1.5 * max(0.0, -math.log(consequences.relative_snr / asked.relative_snr))
        + max(0.0, math.log(consequences.scan_time_s / asked.scan_time_s))
        + 1.5 * abs(math.log(volume))
        + 1.5 * abs(math.log(coverage))
        + 0.02 * len(changed_parameters(case.asked, prescription))
    )


_Turns = Iterator[Prescription]


def _knobs(asked: Prescription, model: ScannerModel) -> Iterator[_Turns]:
    """Return each knob's turns, the smallest first; the first knob of all is left as it is."""
    yield iter((asked,))
    yield _scaled(asked, "pixel_bandwidth_hz", (1.25, 1.5, 2, 2.5, 3, 4), digits=0)
    yield _scaled(asked, "pixel_bandwidth_hz", (0.8, 0.65, 0.5, 0.35), digits=0)
    yield _set_to(asked, "partial_fourier", (7 / 8, 6 / 8, 5 / 8))
    yield _scaled(asked, "matrix_frequency", (0.9, 0.8, 0.7, 0.6, 0.5), digits=0)
    yield _scaled(asked, "matrix_phase", (0.9, 0.8, 0.7, 0.6, 0.5), digits=0)
    yield _scaled(asked, "slice_thickness_mm", (1.2, 1.5, 2, 3), digits=1)
    if asked.is_3d:
        yield _scaled(asked, "slices", (0.9, 0.8, 0.65, 0.5), digits=0)
    else:
        yield _set_to(asked, "concatenations", (2, 3, 4, 6))
        yield _scaled(asked, "slices", (0.9, 0.8, 0.65, 0.5, 0.35, 0.25), digits=0)
    if applies("refocusing_flip_angle_deg", asked):
        yield _set_to(asked, "refocusing_flip_angle_deg", (160, 150, 140, 130, 120, 110, 100))
    if applies("echo_train_length", asked):
        yield _scaled(asked, "echo_train_length", (0.8, 0.65, 0.5, 0.35, 0.25), digits=0)
    yield _accelerated(asked, model)
    if asked.fat_suppression is FatSuppression.WATER_EXCITATION:
        yield _valid(asked, fat_suppression=FatSuppression.SATURATION)


def _set_to(asked: Prescription, parameter: str, values: tuple[float, ...]) -> _Turns:
    """Yield lower angles and shares, or more concatenations, than asked for."""
    present = getattr(asked, parameter)
    for value in values:
        if (value > present) is (parameter == "concatenations") and value != present:
            yield from _valid(asked, **{parameter: value})


def _scaled(
    asked: Prescription, parameter: str, factors: tuple[float, ...], *, digits: int
) -> _Turns:
    present = getattr(asked, parameter)
    for factor in factors:
        value = round(present * factor, digits)
        whole = isinstance(present, int)
        yield from _valid(asked, **{parameter: int(value) if whole else value})


def _accelerated(asked: Prescription, model: ScannerModel) -> _Turns:
    """Yield higher accelerations, as far as the coil has channels for."""
    coil = coil_named(model, asked.receive_coil)
    technique = asked.parallel_technique
    if technique is ParallelTechnique.NONE:
        technique = ParallelTechnique.GRAPPA
    for factor in range(acceleration(asked) + 1, min(coil.channels if coil else 1, 3) + 1):
        yield from _valid(asked, parallel_technique=technique, acceleration_factor=factor)


def _valid(asked: Prescription, **values: object) -> _Turns:
    """Yield the prescription with values, where they can be prescribed at all."""
    try:
        yield Prescription.model_validate({**asked.model_dump(), **values})
    except ValidationError:
        return
