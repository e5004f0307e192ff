"""Fields on a regular grid as tensor-product cubic B-splines, at any points.

They are
symmetric about the midline and stored for one half; the edge is held outside the grid.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

from telescan.mr.geometry import Plane

_AXIS_OF = (2, 1, 0)
"""Patient axis of each field axis (z, y, x)."""


Numbers = NDArray[np.float32]
Indices = NDArray[np.int32]


class Taps(NamedTuple):
    """For each coordinate the four voxels around it, and their weights."""

    voxels: NDArray[np.int32]
    """(point, 4)"""
    weights: NDArray[np.float32]
    """(point, 4)"""


class Cut(NamedTuple):
    """Fields on a plane along the patient's axes, on their own grid, with what refines them."""

    values: NDArray[np.float32]
    """(phase, frequency, field)"""
    slopes: NDArray[np.float32]
    """The same, per mm across the plane."""
    phase: Taps
    frequency: Taps

    @property
    def flat(self) -> tuple[Numbers, Numbers, Indices, Numbers, Indices, Numbers]:
        """All of it in a row, for compiled code."""
        lines = self.values.shape[0]
        values, slopes = self.values.reshape(lines, -1), self.slopes.reshape(lines, -1)
        return (values, slopes, *self.phase, *self.frequency)


@dataclass(frozen=True)
class HalfField:
    """Fields with axes (field, z, y, x): towards head, towards anterior, away from the midline."""

    values: NDArray[np.float32]
    origin_mm: tuple[float, float, float]
    """Coordinate of the first voxel: H, A (against P), and distance from the midline."""
    spacing_mm: float

    @property
    def whole(self) -> tuple[Numbers, Numbers, float]:
        """Values, origin and spacing, for compiled code."""
        return self.values, np.array(self.origin_mm, dtype=np.float32), self.spacing_mm

    def on_midline(
        self, field: int, height_mm: NDArray[np.float64], anterior_mm: NDArray[np.float64]
    ) -> Numbers:
        """Return one field at points on the midline, interpolated linearly, (point,)."""
        at = [
            (along - first) / self.spacing_mm
            for along, first in zip((height_mm, anterior_mm), self.origin_mm[:2], strict=True)
        ]
        values: Numbers = ndimage.map_coordinates(
            self.values[field, :, :, 0], np.stack(at), order=1, mode="nearest"
        )
        return values

    def cut(self, plane: Plane) -> Cut:
        """Cut a plane whose axes are the patient's."""
        through, phase, frequency = (
            _AXIS_OF.index(axis_along(direction))
            for direction in (plane.normal, plane.phase_axis, plane.frequency_axis)
        )
        centre = np.array([plane.centre_mm[_AXIS_OF[through]]])
        field = self.values.transpose(0, through + 1, phase + 1, frequency + 1)
        voxels, weights, slopes = self._taps(through, centre)
        return Cut(
            *_combined(field, voxels[0], weights[0], slopes[0] / np.float32(self.spacing_mm)),
            self._refining(phase, plane.centre_mm, plane.phase_axis, plane.phase_mm),
            self._refining(frequency, plane.centre_mm, plane.frequency_axis, plane.frequency_mm),
        )

    def _refining(
        self,
        index: int,
        centre_mm: tuple[float, float, float],
        direction: tuple[float, float, float],
        points_mm: NDArray[np.float64],
    ) -> Taps:
        axis = _AXIS_OF[index]
        voxels, weights, _ = self._taps(index, centre_mm[axis] + direction[axis] * points_mm)
        return Taps(voxels, weights)

    def _taps(
        self, index: int, coordinate_mm: NDArray[np.float64]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
        """Return voxels, weights and weights of the slope per voxel, each (point, 4)."""
        along = (coordinate_mm, -coordinate_mm, np.abs(coordinate_mm))[index]
        size = self.values.shape[index + 1]
        position = np.clip((along - self.origin_mm[index]) / self.spacing_mm, 0, size - 1)
        first = np.floor(position).astype(np.int32)
        voxels = np.minimum(np.abs(first[:, None] + np.arange(-1, 3, dtype=np.int32)), size - 1)
        share = position - first
        weights, slopes = (
            np.stack(kernel(share), axis=-1).astype(np.float32)
            for kernel in (_b_spline, _b_spline_slope)
        )
        return voxels, weights, slopes


def axis_along(direction: tuple[float, float, float]) -> int:
    """Return the patient's axis that a direction is nearest to."""
    return int(np.argmax(np.abs(direction)))


def is_aligned(plane: Plane) -> bool:
    """Tell whether both axes of a plane are the patient's."""
    return all(max(map(abs, axis)) == 1 for axis in (plane.phase_axis, plane.frequency_axis))


@njit(cache=True, fastmath=True, nogil=True)
def _combined(
    field: Numbers, voxels: Indices, weights: Numbers, slopes: Numbers
) -> tuple[Numbers, Numbers]:
    """Return sums of planes of fields (field, through, phase, frequency) by weights and by slopes.

    Both of axes (phase, frequency, field).
    """
    fields, _, phases, frequencies = field.shape
    values = np.empty((phases, frequencies, fields), dtype=np.float32)
    changes = np.empty_like(values)
    for phase in range(phases):
        for frequency in range(frequencies):
            for index in range(fields):
                value, change = np.float32(0), np.float32(0)
                for tap in range(4):
                    known = field[index, voxels[tap], phase, frequency]
                    value += weights[tap] * known
                    change += slopes[tap] * known
                values[phase, frequency, index] = value
                changes[phase, frequency, index] = change
    return values, changes


def _b_spline(share: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the weights of the four voxels around a point (Unser, IEEE SPM 1999;16(6):22)."""
    rest = 1 - share
    return (
        rest**3 / 6,
        (4 - 6 * share**2 + 3 * share**3) / 6,
        (4 - 6 * rest**2 + 3 * rest**3) / 6,
        share**3 / 6,
    )


def _b_spline_slope(share: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the derivatives of those weights, per voxel."""
    rest = 1 - share
    return (
        -(rest**2) / 2,
        (3 * share**2 - 4 * share) / 2,
        (4 * rest - 3 * rest**2) / 2,
        share**2 / 2,
    )
