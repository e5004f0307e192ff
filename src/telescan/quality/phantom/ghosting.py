"""Percent signal ghosting of slice 7.

Ghosts repeat the phantom along the phase encoding direction, so they raise the air above and below
it, or left and right of it, and not both: |(top + bottom) - (left + right)| / (2 · phantom), in
per cent. Each region of air is an ellipse of about 10 cm², four times as long as wide, narrowed
where the field of view leaves less room.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from telescan.quality.phantom.locate import FoundSlice
from telescan.quality.phantom.result import MeasurementError, Reason
from telescan.quality.phantom.uniformity import LARGE_AREA_MM2, from_centre_mm

_AREA_MM2 = 1_000.0
_ASPECT = 4.0
_MARGIN_MM = 2.5
"""Kept from the phantom's edge and from the image's border."""
_MIN_WIDTH_MM = 3.0
_MIN_PIXELS = 100
_BLANK_PIXELS = 5
"""A square of exact zeros of this size is no noise: the scanner blanked it."""


def percent_signal_ghosting(seventh: FoundSlice) -> float:
    """Measure slice 7. Raises MeasurementError."""
    image = seventh.image.astype(np.float64)
    phantom = float(image[from_centre_mm(seventh) <= np.sqrt(LARGE_AREA_MM2 / np.pi)].mean())
    blank = ndimage.binary_opening(
        image == 0, np.ones((_BLANK_PIXELS, _BLANK_PIXELS), dtype=np.bool_)
    )
    regions = _air_regions(seventh)
    means = {side: _mean_of_air(image, region, blank) for side, region in regions.items()}
    vertical, horizontal = means["top"] + means["bottom"], means["left"] + means["right"]
    return 100 * abs(vertical - horizontal) / (2 * phantom)


def _mean_of_air(
    image: NDArray[np.float64], region: NDArray[np.bool_], blank: NDArray[np.bool_]
) -> float:
    if np.count_nonzero(region) < _MIN_PIXELS:
        raise MeasurementError(Reason.AIR_TOO_SMALL)
    values = image[region & ~blank]
    if values.size < _MIN_PIXELS:
        raise MeasurementError(Reason.AIR_MASKED)
    return float(values.mean())


def _air_regions(found: FoundSlice) -> dict[str, NDArray[np.bool_]]:
    row, column = np.indices(found.image.shape)
    down = np.asarray(row * found.frame.spacing_mm[0])
    across = np.asarray(column * found.frame.spacing_mm[1])
    middle_down, middle_across = found.outline.centre_mm
    right, bottom, left, top = (found.outline.radius_mm(angle) for angle in (0, 90, 180, 270))
    return {
        "top": _ellipse(down, across, (middle_down - top, 0.0), middle_across),
        "bottom": _ellipse(down, across, (middle_down + bottom, float(down.max())), middle_across),
        "left": _ellipse(across, down, (middle_across - left, 0.0), middle_down),
        "right": _ellipse(across, down, (middle_across + right, float(across.max())), middle_down),
    }


def _ellipse(
    outwards: NDArray[np.float64],
    along: NDArray[np.float64],
    between_mm: tuple[float, float],
    middle_mm: float,
) -> NDArray[np.bool_]:
    """Return an ellipse between the phantom's edge and the image's border."""
    edge_mm, border_mm = between_mm
    room = abs(border_mm - edge_mm) - 2 * _MARGIN_MM
    if room < _MIN_WIDTH_MM:
        raise MeasurementError(Reason.AIR_TOO_SMALL)
    full_width = 2 * np.sqrt(_AREA_MM2 / (np.pi * _ASPECT))
    width = min(room, full_width)
    half_length = full_width * _ASPECT / 2
    place = (edge_mm + border_mm) / 2
    return np.asarray(
        ((outwards - place) / (width / 2)) ** 2 + ((along - middle_mm) / half_length) ** 2 <= 1
    )
