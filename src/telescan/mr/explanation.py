"""Why a change matters: which figures rise and fall with each parameter, and with all of them.

Every effect is the difference of two assessments; nothing is a rule of thumb.
"""

import math
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from telescan.mr.consequences import Consequences, assess
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import FAT_SHIFT_PPM, GYROMAGNETIC_RATIO_HZ_PER_T, Tissue
from telescan.mr.violation import Setting
from telescan.mr.weighting_share import weighting_of


class Quantity(StrEnum):
    """What an explanation speaks of, in the order in which it is said."""

    T1_CONTRAST = "t1_contrast"
    T2_CONTRAST = "t2_contrast"
    T2_STAR_CONTRAST = "t2_star_contrast"
    GRAY_WHITE_CNR = "gray_white_cnr"
    SNR = "snr"
    SCAN_TIME = "scan_time"
    VOXEL_VOLUME = "voxel_volume"
    COVERAGE = "coverage"
    FAT_SHIFT = "fat_shift"
    SAR = "sar"
    STIMULATION = "stimulation"


class Direction(StrEnum):
    """Which way a quantity goes."""

    RISES = "rises"
    FALLS = "falls"
    UNCHANGED = "unchanged"


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
        Quantity.T2_STAR_CONTRAST,
        Quantity.GRAY_WHITE_CNR,
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
    """In the quantity's unit: s for scan time, mm3, mm, pixels, else a ratio."""

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
    start = _figures(before, model, before, patient_weight_kg)
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
    start = _figures(before, model, before, patient_weight_kg)
    return _effects(start, after, model, before, patient_weight_kg)[0]


_Figures = tuple[dict[Quantity, float], bool]


def _effects(
    start: _Figures,
    after: Prescription,
    model: ScannerModel,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> tuple[tuple[Effect, ...], bool]:
    end, runs = _figures(after, model, compared_with, patient_weight_kg)
    effects = [
        Effect(
            quantity=quantity,
            direction=_direction(start[0][quantity], end[quantity]),
            before=start[0][quantity],
            after=end[quantity],
        )
        for quantity in Quantity
        if quantity in end and quantity in start[0]
    ]
    return tuple(effect for effect in effects if _is_said(effect)), runs


def _figures(
    prescription: Prescription,
    model: ScannerModel,
    compared_with: Prescription,
    patient_weight_kg: float,
) -> _Figures:
    result = assess(
        prescription, model, compared_with=compared_with, patient_weight_kg=patient_weight_kg
    )
    weighting = weighting_of(prescription, model)
    fat_hz = abs(FAT_SHIFT_PPM) * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * model.field_strength_t
    figures = {
        Quantity.T1_CONTRAST: weighting.t1,
        Quantity.GRAY_WHITE_CNR: _gray_white(result),
        Quantity.SNR: result.relative_snr,
        Quantity.SCAN_TIME: result.scan_time_s,
        Quantity.VOXEL_VOLUME: math.prod(result.voxel_mm),
        Quantity.COVERAGE: prescription.slices * prescription.slice_spacing_mm,
        Quantity.FAT_SHIFT: fat_hz / prescription.pixel_bandwidth_hz,
        Quantity.SAR: result.sar_share_of_limit,
    }
    if result.stimulation_share_of_limit is not None:
        figures[Quantity.STIMULATION] = result.stimulation_share_of_limit
    if sequence_of(prescription).is_gradient_echo:
        figures[Quantity.T2_STAR_CONTRAST] = weighting.t2_star
    else:
        figures[Quantity.T2_CONTRAST] = weighting.t2
    return figures, result.runs


def _gray_white(result: Consequences) -> float:
    pair = {Tissue.GRAY_MATTER, Tissue.WHITE_MATTER}
    return next(c.cnr for c in result.contrasts if {c.brighter, c.darker} == pair)


def _direction(before: float, after: float) -> Direction:
    if abs(after - before) <= _UNCHANGED_WITHIN * max(abs(before), _LEAST):
        return Direction.UNCHANGED
    return Direction.RISES if after > before else Direction.FALLS


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
