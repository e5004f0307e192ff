"""Fields on a regular grid, sampled on planes along the patient's axes by separable cubic splines.

The fields are symmetric about the midline and stored for one half. Sampling a plane is two sparse
matrix products, one per in-plane axis, whatever the resolution asked for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from telescan.mr.geometry import Plane

_PATIENT_AXIS_OF = (2, 1, 0)
"""Field axes (z, y, x) as patient axes."""


type Weights = sparse.csr_array[np.float32]


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
        through, along_phase, along_frequency = self._cut(plane)
        return _spread(through, along_phase, along_frequency)

    def sample_below(self, plane: Plane, highest: float) -> NDArray[np.float32] | None:
        """Return the field on a plane, or None where it nowhere falls below ``highest``."""
        through, along_phase, along_frequency = self._cut(plane)
        if through.min() >= highest:
            return None
        return _spread(through, along_phase, along_frequency)

    def _cut(self, plane: Plane) -> tuple[NDArray[np.float32], Weights, Weights]:
        """Return the field's own grid on a plane, and the weights that refine it."""
        roles = [_role(plane, axis) for axis in _PATIENT_AXIS_OF]
        if sorted(role for role, _ in roles) != [0, 1, 2]:
            message = "plane: expected axes along the patient's, got an oblique one"
            raise ValueError(message)
        order = [index for index, _ in sorted(enumerate(roles), key=lambda item: item[1][0])]
        across, along_phase, along_frequency = (
            self._weights(index, roles[index][1]) for index in order
        )
        field = self.values.transpose(order)
        through = np.zeros(field.shape[1:], dtype=np.float32)
        for voxel, weight in zip(across.indices, across.data, strict=True):
            through += weight * field[voxel]
        return through, along_phase, along_frequency

    def _weights(self, index: int, coordinate_mm: NDArray[np.float64]) -> Weights:
        """Return the cubic B-spline weight of each voxel for each coordinate along one axis."""
        along = (np.abs(coordinate_mm), -coordinate_mm, coordinate_mm)[_PATIENT_AXIS_OF[index]]
        size = self.values.shape[index]
        position = np.clip((along - self.origin_mm[index]) / self.spacing_mm, 0, size - 1)
        first = np.floor(position).astype(np.intp)
        share = position - first
        voxels = np.stack([first - 1, first, first + 1, first + 2], axis=-1)
        voxels = np.minimum(np.abs(voxels), size - 1)
        weights = np.stack(_b_spline(share), axis=-1).astype(np.float32)
        rows = np.repeat(np.arange(position.size), 4)
        return sparse.csr_array(
            (weights.ravel(), (rows, voxels.ravel())), shape=(position.size, size)
        )


def _spread(
    through: NDArray[np.float32], along_phase: Weights, along_frequency: Weights
) -> NDArray[np.float32]:
    sampled: NDArray[np.float32] = along_phase @ (along_frequency @ through.T).T
    return sampled


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
