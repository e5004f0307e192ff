"""Image intensity uniformity of slice 7, which holds nothing but solution.

Percent integral uniformity is 100 · (1 - (high - low) / (high + low)). High and low are the largest
and the smallest mean of a 1 cm² region within a region of 200 cm² around the middle, so that it is
shading and not noise that counts.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from telescan.quality.phantom.locate import FoundSlice

LARGE_AREA_MM2 = 20_000.0
SMALL_AREA_MM2 = 100.0


def percent_integral_uniformity(seventh: FoundSlice) -> float:
    """Measure slice 7."""
    spacing = seventh.frame.spacing_mm
    small = np.sqrt(SMALL_AREA_MM2 / np.pi)
    reach = np.sqrt(LARGE_AREA_MM2 / np.pi) - small
    means = signal.fftconvolve(
        seventh.image.astype(np.float64), _disc_kernel(small, spacing), mode="same"
    )
    middles = means[from_centre_mm(seventh) <= reach]
    high, low = float(middles.max()), float(middles.min())
    return 100.0 * (1 - (high - low) / (high + low))


def from_centre_mm(found: FoundSlice) -> NDArray[np.float64]:
    """Return how far each pixel lies from the middle of the phantom, in its own millimetres."""
    row, column = np.indices(found.image.shape, dtype=np.float64)
    frame = found.frame
    down = (row * frame.spacing_mm[0] - frame.centre_mm[0]) / frame.scale[0]
    across = (column * frame.spacing_mm[1] - frame.centre_mm[1]) / frame.scale[1]
    return np.asarray(np.hypot(down, across))


def _disc_kernel(radius_mm: float, spacing_mm: tuple[float, float]) -> NDArray[np.float64]:
    reach = [int(np.ceil(radius_mm / spacing)) for spacing in spacing_mm]
    row, column = np.mgrid[-reach[0] : reach[0] + 1, -reach[1] : reach[1] + 1]
    inside = np.hypot(row * spacing_mm[0], column * spacing_mm[1]) <= radius_mm
    return np.asarray(inside / np.count_nonzero(inside), dtype=np.float64)
