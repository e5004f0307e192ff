"""Fields on a regular grid, sampled on planes along the patient's axes by separable cubic splines.

The fields are symmetric about the midline and stored for one half. Sampling a plane is two matrix
products, one per in-plane axis, whatever the resolution asked for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane

_PATIENT_AXIS_OF = (2, 1, 0)
"""Field axes (z, y, x) as patient axes."""


@dataclass(frozen=True)
class HalfVolume:
    """A field with axes (z, y, x): towards head, towards anterior, outwards from the midline."""

    values: NDArray[np.float32]
    origin_mm: tuple[float, float, float]
    """Coordinate of the first voxel: H, A (against P), and distance from the midline."""
    spacing_mm: float

    def sample(self, plane: Plane) -> NDArray[np.float32]:
        """Return the field on a plane, (phase, frequency); the edge is held outside the grid.

        Raises ValueError for a plane that is not along the patient's axes.
        """
        roles = [_role(plane, axis) for axis in _PATIENT_AXIS_OF]
        if sorted(role for role, _ in roles) != [0, 1, 2]:
            message = "plane: expected axes along the patient's, got an oblique one"
            raise ValueError(message)
        order = [index for index, _ in sorted(enumerate(roles), key=lambda item: item[1][0])]
        weights = [self._weights(index, roles[index][1]) for index in order]
        field = self.values.transpose(order)
        reached = np.flatnonzero(weights[0][0])
        through = np.tensordot(weights[0][0, reached], field[reached], axes=1)
        sampled: NDArray[np.float32] = weights[1] @ through @ weights[2].T
        return sampled

    def _weights(self, index: int, coordinate_mm: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the cubic B-spline weight of each voxel for each coordinate along one axis."""
        along = (np.abs(coordinate_mm), -coordinate_mm, coordinate_mm)[_PATIENT_AXIS_OF[index]]
        size = self.values.shape[index]
        position = np.clip((along - self.origin_mm[index]) / self.spacing_mm, 0, size - 1)
        first = np.floor(position).astype(np.intp)
        share = position - first
        matrix = np.zeros((position.size, size), dtype=np.float32)
        rows = np.arange(position.size)
        for step, weight in zip((-1, 0, 1, 2), _b_spline(share), strict=True):
            voxel = np.minimum(np.abs(first + step), size - 1)
            np.add.at(matrix, (rows, voxel), weight.astype(np.float32))
        return matrix


def _role(plane: Plane, axis: int) -> tuple[int, NDArray[np.float64]]:
    """Tell whether a patient axis runs through (0), along phase (1) or along frequency (2)."""
    centre = plane.centre_mm[axis]
    if abs(plane.phase_axis[axis]) == 1:
        return 1, centre + plane.phase_axis[axis] * plane.phase_mm
    if abs(plane.frequency_axis[axis]) == 1:
        return 2, centre + plane.frequency_axis[axis] * plane.frequency_mm
    return 0, np.array([centre])


def _b_spline(share: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the weights of the four voxels around a point (Unser, IEEE SPM 1999;16(6):22)."""
    rest = 1 - share
    return (
        rest**3 / 6,
        (4 - 6 * share**2 + 3 * share**3) / 6,
        (4 - 6 * rest**2 + 3 * rest**3) / 6,
        share**3 / 6,
    )
