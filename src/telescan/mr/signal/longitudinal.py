r"""Longitudinal magnetisation over a repetition, in its steady state.

Each pulse multiplies :math:`M_z` by the cosine of its angle while its transverse part is spoiled;
each wait takes it towards equilibrium. Both are affine, and so is the whole repetition,
:math:`M_z \to a M_z + b`, which leaves :math:`b / (1 - a)` unchanged.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Turn = tuple[NDArray[np.float64] | float, NDArray[np.float64] | float]
"""What a pulse multiplies Mz by, and the wait after it in ms."""


def steady_state(turns: Iterable[Turn], t1_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Mz / M0 before the first of ``turns``, which repeat for ever.

    Turns and T1 may have any shapes that broadcast.
    """
    slope, offset = np.ones_like(t1_ms), np.zeros_like(t1_ms)
    for cosine, wait_ms in turns:
        kept = np.exp(-np.asarray(wait_ms) / t1_ms)
        slope = slope * cosine * kept
        offset = offset * cosine * kept + (1 - kept)
    magnetisation: NDArray[np.float64] = offset / (1 - slope)
    return magnetisation


def cosine(angle_deg: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the cosine of an angle in degrees: what a pulse leaves of Mz."""
    left: NDArray[np.float64] = np.cos(np.deg2rad(angle_deg))
    return left
