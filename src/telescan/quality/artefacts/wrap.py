"""Wrap-around: the object reaches across the border of the field of view along phase."""

import numpy as np
from numpy.typing import NDArray

SEEN = 0.1
"""Share of the object's signal on the border from which the object reaches across."""
_BORDER_PIXELS = 3


def wrap_share(image: NDArray[np.float32], phase_axis: int) -> float:
    """Return the signal on the borders across the phase axis over that of the object.

    ``image`` (row, column); ``phase_axis`` 0 or 1.
    """
    lines = image if phase_axis == 0 else image.T
    signal = float(np.percentile(image, 90))
    if signal <= 0:
        return 0.0
    first, last = lines[:_BORDER_PIXELS], lines[-_BORDER_PIXELS:]
    # A wrapped object covers a stretch of the border; one bright point of noise does not.
    covered = [float(np.percentile(border.mean(axis=0), 90)) for border in (first, last)]
    return min(covered) / signal
