r"""Relaxation times at any field.

Between measured fields T1, T2 and T2* follow

.. math:: T(B_0) = a B_0^b

(Bottomley et al., Med Phys 1984;11:425), the line between the two nearest fields on logarithmic
axes. Beyond them T1 goes on along it, T2 is held, and the reversible part of T2*, 1/T2* - 1/T2,
which comes of differences in susceptibility, grows in proportion to the field.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from telescan.mr.tissue.kind import Tissue
from telescan.mr.tissue.properties import ByField
from telescan.mr.tissue.table import TISSUES
from telescan.mr.tissue.value import Source, Value


@dataclass(frozen=True)
class Relaxation:
    """Relaxation times at one field."""

    t1_ms: float
    t2_ms: float
    t2_star_ms: float


@dataclass(frozen=True)
class SourcedRelaxation:
    """Relaxation times at one field, each with its source."""

    t1_ms: Value
    t2_ms: Value
    t2_star_ms: Value


@lru_cache(maxsize=1024)
def relaxation_at(tissue: Tissue, field_strength_t: float) -> Relaxation:
    """Return a tissue's relaxation times at a field, measured there or carried there."""
    sourced = sourced_relaxation_at(tissue, field_strength_t)
    return Relaxation(sourced.t1_ms.value, sourced.t2_ms.value, sourced.t2_star_ms.value)


def sourced_relaxation_at(tissue: Tissue, field_strength_t: float) -> SourcedRelaxation:
    """Return the same, each with the paper or the model that it comes from."""
    known = TISSUES[tissue]
    t1 = _power_law(known.t1_ms, field_strength_t)
    t2 = _within(known.t2_ms, field_strength_t)
    nearest = _nearest(known.t2_star_ms, field_strength_t)
    t2_star = _within(known.t2_star_ms, nearest)
    if nearest != field_strength_t:
        reversible = 1 / t2_star.value - 1 / _within(known.t2_ms, nearest).value
        rate = 1 / t2.value + reversible * field_strength_t / nearest
        t2_star = Value(1 / rate, Source.REVERSIBLE_RATE)
    return SourcedRelaxation(t1, t2, t2_star)


def _nearest(known: ByField, field_strength_t: float) -> float:
    """Return the nearest field within those known."""
    return min(max(field_strength_t, min(known)), max(known))


def _within(known: ByField, field_strength_t: float) -> Value:
    """Return the value at the nearest field within those known."""
    nearest = _nearest(known, field_strength_t)
    there = _power_law(known, nearest)
    return there if nearest == field_strength_t else Value(there.value, Source.NO_FIELD_DEPENDENCE)


def _power_law(known: ByField, field_strength_t: float) -> Value:
    if field_strength_t in known:
        return known[field_strength_t]
    fields = sorted(known)
    if len(fields) == 1:
        return Value(known[fields[0]].value, Source.NO_FIELD_DEPENDENCE)
    above = int(np.clip(np.searchsorted(fields, field_strength_t), 1, len(fields) - 1))
    low_t, high_t = fields[above - 1], fields[above]
    low, high = known[low_t].value, known[high_t].value
    share = np.log(field_strength_t / low_t) / np.log(high_t / low_t)
    return Value(float(low * (high / low) ** share), Source.POWER_LAW)
