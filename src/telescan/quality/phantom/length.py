"""Length of the phantom on the localiser: the part of geometric accuracy along its axis."""

import numpy as np
from scipy import ndimage

from telescan.quality.phantom import acr
from telescan.quality.phantom.images import Image
from telescan.quality.phantom.result import MeasurementError, Reason

_STRIP_MM = 10.0
"""Half-width of what is averaged beside the middle."""
_TOLERANCE = 0.15
_STEP_MM = 0.1


def phantom_length_mm(
    image: Image, spacing_mm: tuple[float, float], *, axis_along_rows: bool = False
) -> float:
    """Measure a sagittal or coronal slice through the middle of the phantom.

    ``axis_along_rows``: the phantom's axis runs across the image and not down it.
    Raises MeasurementError.
    """
    upright = image.T if axis_along_rows else image
    down, across = spacing_mm[::-1] if axis_along_rows else spacing_mm
    smooth = ndimage.gaussian_filter(upright.astype(np.float64), 1.0)
    level = float(np.percentile(smooth, 90)) / 2
    rows, columns = np.nonzero(smooth > level)
    if not rows.size:
        raise MeasurementError(Reason.PHANTOM_NOT_FOUND)
    width = (np.percentile(columns, 99.5) - np.percentile(columns, 0.5)) * across
    if abs(width / acr.DIAMETER_MM - 1) > _TOLERANCE:
        raise MeasurementError(Reason.PHANTOM_NOT_FOUND)
    middle = float(np.median(columns))
    half = _STRIP_MM / across
    lengths = [
        _chord_mm(upright[:, column].astype(np.float64), down)
        for column in range(round(middle - half), round(middle + half) + 1)
    ]
    length = float(np.median(lengths))
    if abs(length / acr.LENGTH_MM - 1) > _TOLERANCE:
        raise MeasurementError(Reason.EDGE_NOT_FOUND)
    return length


def _chord_mm(profile: np.ndarray[tuple[int, ...], np.dtype[np.float64]], spacing: float) -> float:
    """Return the distance between the outermost half-way points."""
    level = float(np.median(profile[profile > profile.max() / 3])) / 2
    above = np.flatnonzero(profile > level)
    first, last = int(above[0]), int(above[-1])
    if first == 0 or last == profile.size - 1:
        raise MeasurementError(Reason.EDGE_NOT_FOUND)
    start = first - (profile[first] - level) / (profile[first] - profile[first - 1])
    end = last + (profile[last] - level) / (profile[last] - profile[last + 1])
    return float(end - start) * spacing
