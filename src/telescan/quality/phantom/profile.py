"""Where a profile crosses a level, between samples."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def first_crossing(values: Floats, level: float, *, start: int = 0) -> float | None:
    """Return the first place at or after ``start`` where values pass through a level.

    In samples, interpolated linearly; None where they never do.
    """
    above = values[start:] >= level
    changes = np.flatnonzero(above[1:] != above[:-1])
    if not changes.size:
        return None
    left = start + int(changes[0])
    return left + float((level - values[left]) / (values[left + 1] - values[left]))
