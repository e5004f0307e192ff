"""Why a change matters: which figures rise and fall with each parameter, and with all of them.

Every effect is the difference of two assessments; nothing is a rule of thumb.
"""

import math
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from telescan.mr.explanation_figures import NULLED, Figures, Quantity, figures_of
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.violation import Setting

__all__ = [
    "Direction",
    "Effect",
    "Explanation",
    "Quantity",
    "changed_parameters",
    "explain",
    "total_effects",
]


class Direction(StrEnum):
    """Which way a quantity goes."""

    RISES = "rises"
    FALLS = "falls"
    UNCHANGED = "unchanged"
    REVERSES = "reverses"
    """As much, or more or less as before and after tell, but the other way."""


_ALWAYS_SAID = frozenset({Quantity.SNR, Quantity.SCAN_TIME})
_UNCHANGED_WITHIN = 0.005
_NOTICED = 0.03
"""Contrast that changes by less is not seen, and not spoken of."""
_FELT = 0.8
"""Share of its limit from which stimulation is spoken of."""
_LEAST = 1e-3
"""Contrast per time constant below which a sequence has none."""

_CONTRASTS = frozenset(
    {
        Quantity.T1_CONTRAST,
        Quantity.T2_CONTRAST,
        Quantity.SECOND_ECHO_T2_CONTRAST,
        Quantity.T2_STAR_CONTRAST,
        Quantity.GRAY_WHITE_CNR,
        Quantity.SECOND_ECHO_GRAY_WHITE_CNR,
    }
)

_SECOND_ECHO = frozenset(
    {
        Quantity.SECOND_ECHO_T2_CONTRAST,
        Quantity.SECOND_ECHO_GRAY_WHITE_CNR,
        Quantity.SECOND_ECHO_SNR,
    }
)

_SEQUENCE = frozenset({"sequence", "acquisition_type"})
_LINKED = (("parallel_technique", "reference_lines", "acceleration_factor"),)
"""Parameters that are explained as one, under the name of the last that changed."""


class Effect(BaseModel):
    """What becomes of one quantity."""

    model_config = ConfigDict(frozen=True)

    quantity: Quantity
    direction: Direction
    before: float
    after: float
    """In the quantity's unit: s for scan time, mm3, mm, pixels, mm per ppm, else a ratio."""

    @property
    def ratio(self) -> float:
        """After over before."""
        return self.after / self.before if self.before else math.inf


class Explanation(BaseModel):
    """What one changed parameter does by itself; or all together, where ``parameter`` is None."""

    model_config = ConfigDict(frozen=True)

    parameter: str | None
    before: Setting | None = None
    after: Setting | None = None
    runs: bool
    """Whether the scanner can run it, changed by itself."""
    effects: tuple[Effect, ...]


def changed_parameters(before: Prescription, after: Prescription) -> tuple[str, ...]:
    """Return the fields that differ."""
    return tuple(
        name for name in Prescription.model_fields if getattr(before, name) != getattr(after, name)
    )


def explain(
    before: Prescription,
    after: Prescription,
    model: ScannerModel,
    *,
    patient_weight_kg: float,
) -> tuple[Explanation, ...]:
    """Explain each changed parameter by itself, then, where there are several, the total.

    Parameters that only mean something together are explained as one, and where the sequence itself
    changes there is nothing but the total.
    """
    changed = changed_parameters(before, after)
    start = figures_of(before, model, compared_with=before, patient_weight_kg=patient_weight_kg)
    said = []
    for name in () if _SEQUENCE & set(changed) else changed:
        together = _together(name, changed)
        if name != together[-1]:
            continue
        alone = before.model_copy(update={each: getattr(after, each) for each in together})
        effects, runs = _effects(start, alone, model, before, patient_weight_kg)
        said.append(
            Explanation(
                parameter=name,
                before=_setting(getattr(before, name)),
                after=_setting(getattr(after, name)),
                runs=runs,
                effects=effects,
            )
        )
    if changed and len(said) != 1:
        effects, runs = _effects(start, after, model, before, patient_weight_kg)
        said.append(Explanation(parameter=None, runs=runs, effects=effects))
    return tuple(said)


def _together(name: str, changed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the changed parameters that mean something only with ``name``, itself included."""
    for linked in _LINKED:
        if name in linked:
            return tuple(each for each in linked if each in changed)
    return (name,)


def total_effects(
    before: Prescription, after: Prescription, model: ScannerModel, *, patient_weight_kg: float
) -> tuple[Effect, ...]:
    """Return what all changes together do."""
    start = figures_of(before, model, compared_with=before, patient_weight_kg=patient_weight_kg)
    return _effects(start, after, model, before, patient_weight_kg)[0]


def _effects(
    start: Figures,
    after: Prescription,
    model: ScannerModel,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> tuple[tuple[Effect, ...], bool]:
    end = figures_of(after, model, compared_with=compared_with, patient_weight_kg=patient_weight_kg)
    same_axis = start.is_echo_planar is end.is_echo_planar
    effects = [
        _effect(quantity, start.values[quantity], end.values[quantity], same_axis=same_axis)
        for quantity in Quantity
        if quantity in end.values and quantity in start.values
    ]
    told = [effect for effect in effects if _is_relevant(effect.quantity, start, end)]
    return tuple(effect for effect in told if _is_said(effect)), end.runs


def _effect(quantity: Quantity, before: float, after: float, *, same_axis: bool) -> Effect:
    """Return what becomes of a quantity, which reverses only where it stays on its axis."""
    reverses = same_axis and before * after < 0
    before, after = abs(before), abs(after)
    direction = Direction.REVERSES if reverses else _direction(before, after)
    return Effect(quantity=quantity, direction=direction, before=before, after=after)


def _direction(before: float, after: float) -> Direction:
    if abs(after - before) <= _UNCHANGED_WITHIN * max(before, _LEAST):
        return Direction.UNCHANGED
    return Direction.RISES if after > before else Direction.FALLS


def _is_relevant(quantity: Quantity, start: Figures, end: Figures) -> bool:
    """Tell whether a quantity means something for this change."""
    if quantity in NULLED:
        return (start.nulled is NULLED[quantity]) is not (end.nulled is NULLED[quantity])
    if quantity in _SECOND_ECHO:
        return start.second_echo_time_ms != end.second_echo_time_ms
    if quantity is Quantity.DISTORTION:
        return start.is_echo_planar or end.is_echo_planar
    return True


def _is_said(effect: Effect) -> bool:
    if effect.quantity in _CONTRASTS:
        if max(effect.before, effect.after) < _LEAST:
            return False
        return abs(effect.after - effect.before) > _NOTICED * max(effect.before, _LEAST)
    if effect.quantity is Quantity.STIMULATION and max(effect.before, effect.after) < _FELT:
        return False
    return effect.quantity in _ALWAYS_SAID or effect.direction is not Direction.UNCHANGED


def _setting(value: object) -> Setting | None:
    """Return a parameter's value as an explanation tells it; bands are told by their number."""
    if isinstance(value, tuple):
        numbers = tuple(each for each in value if isinstance(each, float))
        return numbers if len(numbers) == len(value) else len(value)
    return value if isinstance(value, int | float | str) else None
