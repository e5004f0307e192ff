"""Fields on a regular grid, sampled on planes along the patient's axes by separable cubic splines.

The fields are symmetric about the midline and stored for one half. Sampling a plane is two sparse
matrix products, one per in-plane axis, whatever the resolution asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from telescan.mr.geometry import Plane
from telescan.mr.phantom.interface import edge_mm, inside

_PATIENT_AXIS_OF = (2, 1, 0)
"""Field axes (z, y, x) as patient axes."""


type Weights = sparse.csr_array[np.float32]
type Kernel = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], ...]]


class _Role(Enum):
    """What an axis of the patient is on a plane."""

    THROUGH = "through"
    PHASE = "phase"
    FREQUENCY = "frequency"


class Surface(NamedTuple):
    """A surface near points: distances, negative inside, and how far the points' boxes extend."""

    distance_mm: NDArray[np.float32]
    edge_mm: NDArray[np.float32]

    def at(self, where: NDArray[np.bool_]) -> "Surface":
        """Return the surface at some of its points."""
        return Surface(self.distance_mm[where], self.edge_mm[where])

    def share(self, grown_mm: float = 0.0) -> NDArray[np.float32]:
        """Return the share of each point's box inside the surface, grown outwards."""
        return inside(self.distance_mm - np.float32(grown_mm), self.edge_mm)


@dataclass(frozen=True)
class HalfVolume:
    """A field with axes (z, y, x): towards head, towards anterior, outwards from the midline."""

    values: NDArray[np.float32]
    origin_mm: tuple[float, float, float]
    """Coordinate of the first voxel: H, A (against P), and distance from the midline."""
    spacing_mm: float

    def sample(self, plane: Plane) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the field on a plane and its slope across, per mm, both (phase, frequency).

        The edge is held outside the grid. Raises ValueError for a plane that is not along the
        patient's axes.
        """
        along_phase, along_frequency = self._in_plane(plane)
        slope = self._cut(plane, _b_spline_slope) / np.float32(self.spacing_mm)
        return (
            _spread(self._cut(plane, _b_spline), along_phase, along_frequency),
            _spread(slope, along_phase, along_frequency),
        )

    def surface_below(self, plane: Plane, highest: float) -> Surface | None:
        """Return the field as a distance to a surface, or None where all of it is above."""
        if self._cut(plane, _b_spline).min() >= highest:
            return None
        distance, slope = self.sample(plane)
        return Surface(distance, edge_mm(plane, slope))

    def _in_plane(self, plane: Plane) -> tuple[Weights, Weights]:
        """Return the weights that refine the field's own grid on a plane."""
        roles = _roles(plane)
        along_phase, along_frequency = (
            self._weights(roles.index(role), _coordinates_mm(plane, role), _b_spline)
            for role in (_Role.PHASE, _Role.FREQUENCY)
        )
        return along_phase, along_frequency

    def _cut(self, plane: Plane, kernel: Kernel) -> NDArray[np.float32]:
        """Return the field on its own grid where a plane cuts it, (phase, frequency)."""
        roles = _roles(plane)
        index = roles.index(_Role.THROUGH)
        across = self._weights(index, _coordinates_mm(plane, _Role.THROUGH), kernel)
        order = (index, roles.index(_Role.PHASE), roles.index(_Role.FREQUENCY))
        field = self.values.transpose(order)
        cut = np.zeros(field.shape[1:], dtype=np.float32)
        for voxel, weight in zip(across.indices, across.data, strict=True):
            cut += weight * field[voxel]
        return cut

    def _weights(self, index: int, coordinate_mm: NDArray[np.float64], kernel: Kernel) -> Weights:
        """Return the weight of each voxel for each coordinate along one axis."""
        along = (np.abs(coordinate_mm), -coordinate_mm, coordinate_mm)[_PATIENT_AXIS_OF[index]]
        size = self.values.shape[index]
        position = np.clip((along - self.origin_mm[index]) / self.spacing_mm, 0, size - 1)
        first = np.floor(position).astype(np.intp)
        voxels = np.stack([first - 1, first, first + 1, first + 2], axis=-1)
        voxels = np.minimum(np.abs(voxels), size - 1)
        weights = np.stack(kernel(position - first), axis=-1).astype(np.float32)
        rows = np.repeat(np.arange(position.size), 4)
        return sparse.csr_array(
            (weights.ravel(), (rows, voxels.ravel())), shape=(position.size, size)
        )


def _spread(
    through: NDArray[np.float32], along_phase: Weights, along_frequency: Weights
) -> NDArray[np.float32]:
    sampled: NDArray[np.float32] = along_phase @ (along_frequency @ through.T).T
    return sampled


def _roles(plane: Plane) -> list[_Role]:
    """Tell which role each axis of a field (z, y, x) has on a plane."""
    axes = {
        _Role.THROUGH: plane.normal,
        _Role.PHASE: plane.phase_axis,
        _Role.FREQUENCY: plane.frequency_axis,
    }
    roles = [
        role
        for axis in _PATIENT_AXIS_OF
        for role, direction in axes.items()
        if abs(direction[axis]) == 1
    ]
    if len(roles) != 3:
        message = "plane: expected axes along the patient's, got an oblique one"
        raise ValueError(message)
    return roles


def _coordinates_mm(plane: Plane, role: _Role) -> NDArray[np.float64]:
    """Return the patient coordinates that a plane has along the axis of one role."""
    if role is _Role.THROUGH:
        return np.array([np.dot(np.abs(plane.normal), plane.centre_mm)])
    direction, points_mm = (
        (plane.phase_axis, plane.phase_mm)
        if role is _Role.PHASE
        else (plane.frequency_axis, plane.frequency_mm)
    )
    axis = int(np.argmax(np.abs(direction)))
    return np.asarray(plane.centre_mm[axis] + direction[axis] * points_mm, dtype=np.float64)


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
