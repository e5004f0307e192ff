"""The outline of a round phantom in one image, to a fraction of a pixel.

The edge along each ray from the middle is where the signal has half of its value just inside, as
the ACR's guidance sets the display level. The radius as a function of angle is then described by a
Fourier series of low order, which bridges places where a bubble or an insert breaks the edge.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from telescan.quality.phantom.images import Image
from telescan.quality.phantom.result import MeasurementError, Reason

_ORDERS = 4
"""Order 2 is an ellipse; 3 and 4 leave room for gradients that are not linear."""
_RAYS = 360
_STEP_MM = 0.2
_INSIDE_MM = (3.0, 8.0)
_OUTSIDE_MM = (5.0, 9.0)
_SEARCH_MM = 12.0
_MIN_SHARE = 0.5
"""Of the rays must show an edge."""
_OUTLIER_MM = 0.5
_SMALL_SHARE = 0.03
"""Parts smaller than this share of all that is bright are not the phantom's."""
_DARK = 0.6
"""An edge whose inner side is darker than this times the usual is one of an insert or a bubble."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Outline:
    """A closed curve around the phantom."""

    centre_mm: tuple[float, float]
    """Down and to the right, from the middle of the first pixel."""
    coefficients: Floats
    """Of 1, cos θ, sin θ, cos 2θ ...; θ from the right, clockwise in the image."""

    def radius_mm(self, angle_deg: float) -> float:
        """Return the distance from the centre to the edge."""
        return float((_basis(np.radians([angle_deg])) @ self.coefficients)[0])

    def diameter_mm(self, angle_deg: float) -> float:
        """Return the length of the chord through the centre."""
        return self.radius_mm(angle_deg) + self.radius_mm(angle_deg + 180)


def find_outline(image: Image, spacing_mm: tuple[float, float]) -> Outline:
    """Find the outline of the largest bright object. Raises MeasurementError."""
    centre, radius = _roughly(image, spacing_mm)
    coefficients = np.zeros(2 * _ORDERS + 1)
    coefficients[0] = radius
    for _ in range(4):
        # Orders of one are a shift of the centre.
        centre = (centre[0] + float(coefficients[2]), centre[1] + float(coefficients[1]))
        coefficients[1:3] = 0
        angles, edges = _edges(image, spacing_mm, Outline(centre, coefficients))
        coefficients = _fit(angles, edges)
    return Outline(centre, coefficients)


def _roughly(image: Image, spacing_mm: tuple[float, float]) -> tuple[tuple[float, float], float]:
    smooth = ndimage.gaussian_filter(image.astype(np.float64), 1.5)
    level = _half_of_the_object(smooth)
    labels, count = ndimage.label(smooth > level)
    if count == 0:
        raise MeasurementError(Reason.PHANTOM_NOT_FOUND)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    # An insert may cut the phantom's signal into several parts.
    rows, columns = np.nonzero((sizes > _SMALL_SHARE * sizes.sum())[labels])
    top, bottom = rows.min() * spacing_mm[0], rows.max() * spacing_mm[0]
    left, right = columns.min() * spacing_mm[1], columns.max() * spacing_mm[1]
    return ((top + bottom) / 2, (left + right) / 2), (bottom - top + right - left) / 4


def _half_of_the_object(smooth: Floats) -> float:
    """Return half of the object's usual value, found from an even split of values."""
    level = float(smooth.max()) / 4
    for _ in range(5):
        bright = smooth[smooth > level]
        if not bright.size or level <= 0:
            raise MeasurementError(Reason.PHANTOM_NOT_FOUND)
        level = float(np.median(bright)) / 2
    return level


def _edges(
    image: Image, spacing_mm: tuple[float, float], expected: Outline
) -> tuple[Floats, Floats]:
    """Return the angles, in radians, at which an edge was found, and its distances."""
    angles = np.linspace(0, 2 * np.pi, _RAYS, endpoint=False)
    offsets = np.arange(-_SEARCH_MM, _SEARCH_MM, _STEP_MM)
    distances = (_basis(angles) @ expected.coefficients)[:, None] + offsets
    row = (expected.centre_mm[0] + np.sin(angles)[:, None] * distances) / spacing_mm[0]
    column = (expected.centre_mm[1] + np.cos(angles)[:, None] * distances) / spacing_mm[1]
    rays = ndimage.map_coordinates(
        image.astype(np.float64), np.stack([row, column]), order=1, mode="nearest"
    )
    within = (row > 0) & (row < image.shape[0] - 1) & (column > 0) & (column < image.shape[1] - 1)
    inside = np.median(rays[:, _between(offsets, -_INSIDE_MM[1], -_INSIDE_MM[0])], 1)
    outside = np.median(rays[:, _between(offsets, *_OUTSIDE_MM)], 1)
    bright = (rays - ((inside + outside) / 2)[:, None]) > 0
    # The outermost sample that is still bright, and the one after it.
    last = bright.shape[1] - 1 - np.argmax(bright[:, ::-1], axis=1)
    usual = float(np.median(inside))
    good = (
        bright.any(axis=1)
        & (last < bright.shape[1] - 1)
        & (inside > _DARK * usual)
        & (outside < inside / 2)
        & np.take_along_axis(within, last[:, None], axis=1)[:, 0]
    )
    if np.count_nonzero(good) < _MIN_SHARE * _RAYS:
        raise MeasurementError(Reason.EDGE_NOT_FOUND)
    rows, last = np.flatnonzero(good), last[good]
    level = ((inside + outside) / 2)[good]
    inner, outer = rays[rows, last], rays[rows, last + 1]
    step = _STEP_MM * (inner - level) / (inner - outer)
    return angles[good], distances[rows, last] + step


def _between(values: Floats, low: float, high: float) -> NDArray[np.bool_]:
    return np.asarray((values >= low) & (values <= high))


def _fit(angles: Floats, edges: Floats) -> Floats:
    kept = np.abs(edges - np.median(edges)) < _SEARCH_MM
    coefficients = np.zeros(2 * _ORDERS + 1)
    for _ in range(6):
        basis = _basis(angles[kept])
        coefficients = np.linalg.lstsq(basis, edges[kept], rcond=None)[0]
        away = np.abs(edges - _basis(angles) @ coefficients)
        kept = away < max(_OUTLIER_MM, 3 * float(np.median(away[kept])))
        if np.count_nonzero(kept) < _MIN_SHARE * _RAYS:
            raise MeasurementError(Reason.EDGE_NOT_FOUND)
    return np.asarray(coefficients)


def _basis(angles: Floats) -> Floats:
    terms = [np.ones_like(angles)]
    for order in range(1, _ORDERS + 1):
        terms += [np.cos(order * angles), np.sin(order * angles)]
    return np.stack(terms, axis=1)
