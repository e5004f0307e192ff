"""Radio interference: a line along the phase encoding direction at one frequency of the readout."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from telescan.quality.artefacts.air import air_around

SEEN = 500.0
"""Times the usual spread of lines of air. Real images of good scanners have up to 170, ghosts of
breathing 220, a carrier 100 times as strong as noise more than 1000."""
_MIN_PIXELS = 10
_BESIDE = (-4, -3, 3, 4)
"""A carrier's line is at most five wide; ghosts are wider."""


def zipper_strength(image: NDArray[np.float32], phase_axis: int) -> float | None:
    """Return how far the brightest line of air stands out; None where there is no air.

    ``image`` (row, column); ``phase_axis`` 0 or 1.
    """
    lines = image.T if phase_axis == 1 else image
    air = air_around(lines)
    counts = air.sum(axis=0)
    known = counts >= _MIN_PIXELS
    if np.count_nonzero(known) < lines.shape[1] // 2:
        return None
    means = np.where(air, lines, 0).sum(axis=0)[known] / counts[known]
    beside = np.max([np.roll(means, shift) for shift in _BESIDE], axis=0)
    spread = 1.4826 * float(np.median(np.abs(means - ndimage.median_filter(means, size=15))))
    return float((means - beside).max()) / spread if spread > 0 else None
