"""What off-resonance does to a slab's gradient echo: its phase turns, and voxels part.

The turn is multiplied in the image, like the coils' sensitivities. A turn that grows along an axis
is a shift of k-space: what it takes beyond the samples is lost, which is how signal vanishes next
to air. A Fourier-encoded voxel keeps its signal until spins at its two ends are half a turn apart
(Reichenbach et al., JMRI 1997;7:266).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.prescription import Prescription
from telescan.mr.scene import Scene
from telescan.mr.slice_object import Interpolation, interpolation, slice_plane
from telescan.mr.volume.effort import Effort
from telescan.mr.volume.grid import VolumeGrid

_FIELD_POINT_MM = 3.0

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SlabField:
    """Off-resonance over a slab's pixels."""

    grid: VolumeGrid
    planes_hz: Floats
    """(slice, point along phase, point along frequency): of every pixel along the slab."""
    slopes_hz: Floats
    """Its change from one pixel along the slab to the next, of the same axes."""
    in_plane: tuple[Interpolation, Interpolation]
    """From points along phase and along frequency to pixels."""
    pixel_bandwidth_hz: float
    """Of the receiver, per pixel along frequency."""

    def turn(
        self,
        image: NDArray[np.complex64],
        echo_time_ms: float,
        shift_mm: float,
        effort: Effort,
        share: tuple[float, float],
    ) -> None:
        """Turn an image (slice, phase, frequency), in place, as the field has at its echo.

        The image's groups lie ``shift_mm`` up the readout from where they appear.
        """
        axes = (self.grid.slab, self.grid.phase, self.grid.frequency)
        sampled = np.array([axis.encoded / axis.per_fov for axis in axes], dtype=np.float32)
        frequency = self.grid.frequency
        shift, hz_per_pixel, echo_s = np.array(
            [
                shift_mm * frequency.per_fov / frequency.fov_mm,
                self.pixel_bandwidth_hz,
                echo_time_ms * 1e-3,
            ],
            dtype=np.float32,
        )

        def one(number: int) -> None:
            field, slope = (
                self.in_plane[0].between(self.in_plane[1].between(of_plane.T).T)
                for of_plane in (self.planes_hz[number], self.slopes_hz[number])
            )
            _turn(
                image[number], field * echo_s, slope * echo_s, field / hz_per_pixel + shift, sampled
            )

        effort.spend_on(one, range(len(image)), share)


def slab_field(prescription: Prescription, scene: Scene, grid: VolumeGrid) -> SlabField:
    """Work out the off-resonance of a slab at sparse points."""
    axes = (grid.slab, grid.phase, grid.frequency)
    along = [interpolation(axis.pixels_mm, _FIELD_POINT_MM) for axis in axes]
    planes = [
        slice_plane(
            prescription,
            0,
            along[1].points_mm,
            along[2].points_mm,
            from_centre_mm=grid.slab_origin_mm + from_origin_mm,
        )
        for from_origin_mm in along[0].points_mm.tolist()
    ]
    sparse = np.stack([off_resonance_hz(scene, plane) for plane in planes])
    field = along[0].between(sparse.reshape(len(sparse), -1)).reshape(-1, *sparse.shape[1:])
    return SlabField(
        grid,
        field,
        np.gradient(field, axis=0),
        (along[1], along[2]),
        prescription.pixel_bandwidth_hz * prescription.matrix_frequency / grid.frequency.per_fov,
    )


@njit(cache=True, fastmath=True, nogil=True)
def _turn(
    image: NDArray[np.complex64], turns: Floats, across: Floats, shift: Floats, sampled: Floats
) -> None:
    """Turn a plane (phase, frequency), in place.

    ``turns`` are at the places where spins are, ``across`` their change to the next plane, and
    ``shift`` is by how many pixels spins lie up the readout from where they appear. ``sampled`` is
    the share of each direction's frequencies that is sampled.
    """
    rows, columns = image.shape
    for row in range(rows):
        before, after = max(row - 1, 0), min(row + 1, rows - 1)
        for column in range(columns):
            near = min(max(int(column + shift[row, column]), 0), columns - 1)
            there = min(max(column + shift[row, near], np.float32(0)), np.float32(columns - 1))
            low = int(there)
            high = min(low + 1, columns - 1)
            here = turns[row, low] + (there - low) * (turns[row, high] - turns[row, low])
            first, last = max(low - 1, 0), min(low + 1, columns - 1)
            left = _left(across[row, low], sampled[0])
            left *= _left((turns[after, low] - turns[before, low]) / (after - before), sampled[1])
            left *= _left((turns[row, last] - turns[row, first]) / (last - first), sampled[2])
            angle = np.float32(2 * np.pi) * (here - np.floor(here))
            image[row, column] *= left * np.complex64(complex(np.cos(angle), np.sin(angle)))


@njit(inline="always", fastmath=True)
def _left(turns_per_pixel: np.float32, sampled: np.float32) -> np.float32:
    """Return the share of signal that stays within the samples of one direction."""
    beyond = (2 * abs(turns_per_pixel) - sampled) / (1 - sampled)
    return np.float32(1) - min(max(beyond, np.float32(0)), np.float32(1))
