"""Slice position, from the pair of crossed 45 degree wedges in slices 1 and 11.

The two dark bars that the wedges make at the top are of one length where the slice goes through the
wedges' crossing. One millimetre off makes one bar a millimetre longer and the other as much
shorter, so the difference in length is twice the error of position.
"""

import numpy as np

from telescan.quality.phantom import acr
from telescan.quality.phantom.locate import FoundSlice
from telescan.quality.phantom.profile import first_crossing
from telescan.quality.phantom.result import MeasurementError, Reason

_STEP_MM = 0.1
_HALF_WIDTH_MM = 1.2
"""Of the strip averaged along each bar."""
_REACH_MM = 14.0
"""How far from its place the end of a bar is looked for."""


def bar_difference_mm(found: FoundSlice) -> float:
    """Return the length of the right bar less that of the left one. Raises MeasurementError."""
    left, right = (_end_mm(found, u) for u in acr.WEDGE_MIDDLES_MM)
    return right - left


def _end_mm(found: FoundSlice, u: float) -> float:
    """Return where along v a bar ends, half-way between dark and bright."""
    across = u + np.arange(-_HALF_WIDTH_MM, _HALF_WIDTH_MM + 0.01, 0.2)
    # From below upwards, so that a bubble at the top is not met first.
    v = np.arange(acr.WEDGE_END_MM + _REACH_MM, acr.WEDGE_END_MM - _REACH_MM, -_STEP_MM)
    bar = found.frame.sample(found.image, across[None, :], v[:, None]).mean(axis=1)
    bright = float(np.median(bar[:30]))
    dark = float(np.percentile(bar, 5))
    if dark > 0.4 * bright:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    end = first_crossing(bar, (bright + dark) / 2)
    if end is None:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    return float(v[0]) - end * _STEP_MM
