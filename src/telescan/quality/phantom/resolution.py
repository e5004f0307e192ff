"""High-contrast resolution, from the hole arrays in slice 1.

A hole size is resolved along rows where in at least one row of the upper left array the four holes
stand apart: each gap between them is darker than both holes beside it; along columns likewise in
the lower right array. The rows of an array are shifted against each other by a part of a hole, so
that in one of them the holes fall on pixels well. The result is the smallest hole size that is
resolved, with every larger one resolved too.
"""

import numpy as np

from telescan.quality.phantom import acr
from telescan.quality.phantom.frame import Floats
from telescan.quality.phantom.locate import FoundSlice
from telescan.quality.phantom.result import MeasurementError, Reason

_HOLES = 4
_MIN_MODULATION = 0.05
"""(hole - gap) / (hole + gap) that an eye tells apart on a window set to the array."""
_STEP_MM = 0.05
_REACH_MM = 3.0
"""How far the insert is looked for around its place."""


def resolution_mm(first: FoundSlice) -> tuple[float | None, float | None]:
    """Measure slice 1: along rows, along columns; None where not even the largest is resolved.

    Raises MeasurementError.
    """
    shift = _shift_mm(first)
    return _smallest(first, shift, along_rows=True), _smallest(first, shift, along_rows=False)


def _smallest(first: FoundSlice, shift: tuple[float, float], *, along_rows: bool) -> float | None:
    smallest = None
    for diameter in sorted(acr.HOLE_ARRAYS_MM, reverse=True):
        middle = acr.HOLE_ARRAYS_MM[diameter][0 if along_rows else 1]
        place = (middle[0] + shift[0], middle[1] + shift[1])
        if modulation(first, place, diameter, along_rows=along_rows) < _MIN_MODULATION:
            break
        smallest = diameter
    return smallest


def modulation(
    first: FoundSlice, middle_mm: tuple[float, float], diameter_mm: float, *, along_rows: bool
) -> float:
    """Return how well the holes of the best row (column) of an array stand apart."""
    pitch = 2 * diameter_mm
    reach = 4.5 * diameter_mm + pitch / 2
    along = np.arange(-reach, reach, _STEP_MM)
    lines = (np.arange(_HOLES) - (_HOLES - 1) / 2) * pitch
    across = (lines[:, None] + np.arange(-0.4 * pitch, 0.41 * pitch, 0.2)).ravel()[:, None]
    u, v = (along, across) if along_rows else (across, along)
    profiles = first.frame.sample(first.image, u + middle_mm[0], v + middle_mm[1], order=3)
    return max(_weakest_gap(profile, pitch / _STEP_MM) for profile in profiles)


def _weakest_gap(profile: Floats, pitch: float) -> float:
    """Return the smallest modulation among the gaps of four holes, at the best place for them."""
    offsets = np.arange(round(0.4 * pitch), profile.size - round(3.4 * pitch))
    holes = offsets[:, None] + np.rint(np.arange(_HOLES) * pitch).astype(int)
    gaps = offsets[:, None] + np.rint((np.arange(_HOLES - 1) + 0.5) * pitch).astype(int)
    bright, dark = profile[holes], profile[gaps]
    lower = np.minimum(bright[:, :-1], bright[:, 1:])
    contrast = (lower - dark) / np.maximum(lower + np.maximum(dark, 0), 1e-9)
    return float(contrast.min(axis=1).max())


def _shift_mm(first: FoundSlice) -> tuple[float, float]:
    """Return how far the arrays lie from where they should: where their holes are brightest."""
    places = np.arange(-_REACH_MM, _REACH_MM + 0.01, 0.5)
    du, dv = places[:, None, None, None], places[None, :, None, None]
    grid = np.arange(-0.5, 0.51, 0.1)
    brightness = np.zeros((places.size, places.size))
    for diameter, pair in acr.HOLE_ARRAYS_MM.items():
        across, down = 7 * diameter * grid[None, :], 7 * diameter * grid[:, None]
        for u, v in pair:
            values = first.frame.sample(first.image, u + du + across, v + dv + down)
            brightness += values.mean(axis=(2, 3))
    i, j = np.unravel_index(int(brightness.argmax()), brightness.shape)
    dark = float(np.percentile(brightness, 5))
    if brightness[i, j] <= 1.05 * dark:
        raise MeasurementError(Reason.INSERT_NOT_FOUND)
    return float(places[i]), float(places[j])
