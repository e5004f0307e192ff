r"""Longitudinal magnetisation over a repetition, in its steady state.

Each pulse multiplies :math:`M_z` by the cosine of its angle while its transverse part is spoiled;
each wait takes it towards equilibrium. Both are affine, and so is the whole repetition,
:math:`M_z \to a M_z + b`, which leaves :math:`b / (1 - a)` unchanged.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Turn = tuple[NDArray[np.float64] | float, float]
"""What a pulse multiplies Mz by, and the wait after it in ms."""

Change = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Slope and offset of what becomes of Mz / M0."""


def turned(turn: Turn, t1_ms: NDArray[np.float64]) -> Change:
    """Return the change that a pulse and the wait after it make."""
    left, wait_ms = turn
    kept = np.exp(-wait_ms / t1_ms)
    return left * kept, 1 - kept


def steady_state(changes: Iterable[Change]) -> NDArray[np.float64]:
    """Return Mz / M0 before the first of ``changes``, which follow each other and repeat for ever.

    Slopes and offsets may have any shapes that broadcast.
    """
    slope, offset = np.ones(1), np.zeros(1)
    for factor, added in changes:
        slope, offset = slope * factor, offset * factor + added
    magnetisation: NDArray[np.float64] = offset / (1 - slope)
    return magnetisation


def cosine(angle_deg: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the cosine of an angle in degrees: what a pulse leaves of Mz."""
    left: NDArray[np.float64] = np.cos(np.deg2rad(angle_deg))
    return left
