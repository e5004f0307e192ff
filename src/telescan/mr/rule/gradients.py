"""The gradients that are played, against amplifiers and nerves, asked once everything else runs."""

import math
from collections.abc import Iterator
from dataclasses import replace

from telescan.mr.operating_mode import NORMAL
from telescan.mr.parameter_use import fat_suppressions
from telescan.mr.playout.played import NotLaidOutError
from telescan.mr.playout.repetition import shortest_repetition_ms
from telescan.mr.pns import gradient_load
from telescan.mr.prescription import FatSuppression, Prescription, Sequence
from telescan.mr.rule.examined import Examined, down, up
from telescan.mr.rule.sampling import PIXEL_BANDWIDTH_HZ
from telescan.mr.rule.times import LONGEST_ECHO_TIME_MS, LONGEST_REPETITION_TIME_MS
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Encoding
from telescan.mr.violation import Limit, Violation

_MOST = 1 + 1e-6
"""Share of a limit: all of it, and what floating point rounds."""
_HALVINGS = 7
_FACTORS = (1.1, 1.2, 1.5, 2.0, 3.0)
"""By which a value is changed until limits are kept; the nearest one is then looked for."""
_THICKEST_MM = 20.0
_THICKER = (1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
"""The same of slices under water excitation."""
_BLAMED = {
    "echo_time_ms": LONGEST_ECHO_TIME_MS,
    "repetition_time_ms": LONGEST_REPETITION_TIME_MS,
    "pixel_bandwidth_hz": PIXEL_BANDWIDTH_HZ[1],
}
"""Parameters by which gradients are given more room, in the order of asking, and their highest."""
_BLAMED_IN_TRAINS = {"pixel_bandwidth_hz": 0.0, "echo_time_ms": LONGEST_ECHO_TIME_MS}
"""Trains that read to and fro are spared by a lower bandwidth."""
_BLAMED_IN_WEIGHTING = {"echo_time_ms": LONGEST_ECHO_TIME_MS}


def load(examined: Examined) -> Iterator[Violation]:
    """Blame the first of the parameters that can mend it."""
    prescription = examined.prescription
    if _strain(examined, prescription) <= _MOST:
        return
    if _too_quick_for_fat(examined):
        yield _too_thin_or_too_quick(examined)
        return
    unweighted = replace(examined, prescription=_unweighted(prescription))
    weighting = _strain(unweighted, unweighted.prescription) <= _MOST
    if weighting and prescription.b_values_s_mm2:
        blamed = _BLAMED_IN_WEIGHTING
    else:
        examined = unweighted
        blamed = _BLAMED_IN_TRAINS if _reads_to_and_fro(prescription) else _BLAMED
    found = ((parameter, _nearest(examined, parameter, end)) for parameter, end in blamed.items())
    first = (next(iter(blamed)), None)
    parameter, nearest = next((each for each in found if each[1] is not None), first)
    value = float(getattr(prescription, parameter))
    rises = blamed[parameter] > value
    stimulates = gradient_load(prescription, examined.model).stimulation_share
    yield Violation(
        limit=Limit.STIMULATION_TOO_HIGH
        if stimulates > NORMAL.stimulation_share * _MOST
        else Limit.GRADIENT_TOO_STRONG,
        parameter=parameter,
        value=value,
        allowed_min=nearest if rises else None,
        allowed_max=None if rises else nearest,
        nearest=nearest,
    )


def _reads_to_and_fro(prescription: Prescription) -> bool:
    segmented = prescription.sequence is Sequence.ARTERIAL_SPIN_LABELLING
    return segmented or sequence_of(prescription).encoding is Encoding.ECHO_PLANAR


def _unweighted(prescription: Prescription) -> Prescription:
    """Return the prescription without diffusion weighting: its train is looked at first."""
    if not prescription.b_values_s_mm2:
        return prescription
    return prescription.model_copy(update={"b_values_s_mm2": (0.0,)})


def _too_quick_for_fat(examined: Examined) -> bool:
    """Tell whether the gradient between the pulses of a water excitation is what is too much."""
    prescription = examined.prescription
    if prescription.fat_suppression is not FatSuppression.WATER_EXCITATION:
        return False
    other = prescription.model_copy(update={"fat_suppression": _other_suppression(prescription)})
    return _strain(examined, other) <= _MOST


def _too_thin_or_too_quick(examined: Examined) -> Violation:
    """Blame the slice where a thicker one leaves time between the pulses, else what is asked of it.

    Thicker slices need less gradient; slabs have long been thick enough.
    """
    prescription = examined.prescription
    thickness_mm = prescription.slice_thickness_mm
    nearest = _nearest(examined, "slice_thickness_mm", _THICKEST_MM, _THICKER)
    if nearest is None:
        return Violation(
            limit=Limit.GRADIENT_TOO_STRONG,
            parameter="fat_suppression",
            value=prescription.fat_suppression,
            nearest=_other_suppression(prescription),
        )
    return Violation(
        limit=Limit.SLICE_TOO_THIN_FOR_WATER_EXCITATION,
        parameter="slice_thickness_mm",
        value=thickness_mm,
        allowed_min=nearest,
        nearest=nearest,
    )


def _other_suppression(prescription: Prescription) -> FatSuppression:
    possible = fat_suppressions(prescription.sequence)
    saturates = FatSuppression.SATURATION in possible
    return FatSuppression.SATURATION if saturates else FatSuppression.NONE


def _nearest(
    examined: Examined, parameter: str, end: float, factors: tuple[float, ...] = _FACTORS
) -> float | None:
    """Return the value towards ``end`` that is nearest and keeps all limits."""
    value = float(getattr(examined.prescription, parameter))
    rises = end > value

    def keeps(changed: float) -> bool:
        return _strain(examined, _changed(examined, parameter, changed)) <= _MOST

    tried = (min(value * factor, end) if rises else value / factor for factor in factors)
    far = next((each for each in tried if keeps(each)), None)
    if far is None:
        return None
    near = value
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if keeps(middle) else (middle, far)
    step = 1.0 if parameter == "pixel_bandwidth_hz" else 0.1
    rounded = up(far, step) if rises else down(far, step)
    return rounded if keeps(rounded) else far


def _changed(examined: Examined, parameter: str, value: float) -> Prescription:
    """Return the prescription with a value, and the TR that it then needs."""
    changed = examined.prescription.model_copy(update={parameter: value})
    if parameter == "repetition_time_ms":
        return changed
    shortest = max(
        sequence_of(changed).timing(changed, examined.model).shortest_repetition_time_ms,
        shortest_repetition_ms(changed, examined.model),
    )
    if changed.repetition_time_ms >= shortest:
        return changed
    return changed.model_copy(update={"repetition_time_ms": up(shortest, 0.1)})


def _strain(examined: Examined, prescription: Prescription) -> float:
    """Return the largest share of a limit; without end where gradients no longer fit into TE."""
    model = examined.model
    timing = sequence_of(prescription).timing(prescription, model)
    if prescription.echo_time_ms < timing.shortest_echo_time_ms:
        return math.inf
    try:
        asked = gradient_load(prescription, model)
    except NotLaidOutError:
        return math.inf
    return max(
        asked.amplitude_mt_m / model.gradient_max_mt_m,
        asked.slew_t_m_s / model.slew_max_t_m_s,
        asked.stimulation_share / NORMAL.stimulation_share,
    )
