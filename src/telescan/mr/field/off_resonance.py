"""How far resonance is off its nominal frequency over the object.

The magnetised object's own field follows from its susceptibility map by the dipole kernel in the
Fourier domain, with the sphere of Lorentz taken out (Salomir et al., Concepts Magn Reson B
2003;19:26; Marques and Bowtell, Concepts Magn Reson B 2005;25:65). The shim then takes away what
spherical harmonics up to second order can; what is left lies above the sinuses and the ear canals.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from telescan.mr.faults import Fault
from telescan.mr.geometry import Plane, Points
from telescan.mr.phantom.interface import Phantom
from telescan.mr.scene import Scene
from telescan.mr.tissue import (
    AIR_SUSCEPTIBILITY_PPM,
    FAT_SHIFT_PPM,
    GYROMAGNETIC_RATIO_HZ_PER_T,
    TISSUES,
)

_VOXEL_MM = 3.0
_MARGIN_VOXELS = 6
_FILL_VOXELS = 1.5
_EDGE_VOXELS = 0.8
_SHIM_RADIUS_MM = 100.0
"""The shim sees the object within this distance of the isocentre."""
_OBJECT_SHARE = 0.9
_HARMONICS = 9
_CUT_OFF_AREA = 0.25
"""An object whose lowest section is at least this share of its largest is cut off there."""

_POOR_SHIM_LINEAR_PPM_M = 12.0
_POOR_SHIM_QUADRATIC_PPM_M2 = 80.0
"""Of a poor shim at full strength: 1.2 and 0.8 ppm at 0.1 m."""


@dataclass(frozen=True)
class _FieldMap:
    """The shimmed field of an object, in parts per million of the main field."""

    coefficients: NDArray[np.float32]
    """(x, y, z) Of cubic splines on voxels of ``_VOXEL_MM``: EPI shows the field's slope."""
    origin_mm: tuple[float, float, float]

    def at(self, points: Points) -> NDArray[np.float32]:
        """Return the field at points, interpolated; the edge is held outside the grid."""
        index = [
            np.broadcast_to(
                (points.coordinates_mm(axis) - self.origin_mm[axis]) / _VOXEL_MM, points.shape
            )
            for axis in range(3)
        ]
        values: NDArray[np.float32] = ndimage.map_coordinates(
            self.coefficients, np.stack(index), order=3, mode="nearest", prefilter=False
        )
        return values


def off_resonance_hz(scene: Scene, points: Points) -> NDArray[np.float32]:
    """Return the offset of the Larmor frequency at points, (phase, frequency).

    Chemical shift is not in it. Shim and centre frequency faults are.
    """
    hz_per_ppm = 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * scene.model.field_strength_t
    ppm = _field_map(scene.phantom).at(points) + _fault_ppm(scene, points)
    return np.asarray(ppm * hz_per_ppm, dtype=np.float32)


def _fault_ppm(scene: Scene, points: Points) -> NDArray[np.float64]:
    """Return what a poor shim and a wrong centre frequency add; fat's at full strength."""
    poor, wrong = (scene.faults[fault] for fault in (Fault.POOR_SHIM, Fault.WRONG_CENTRE_FREQUENCY))
    x, y, z = (points.coordinates_mm(axis) * 1e-3 for axis in range(3))
    linear = _POOR_SHIM_LINEAR_PPM_M * (0.6 * x + 0.8 * y)
    quadratic = _POOR_SHIM_QUADRATIC_PPM_M2 * (z**2 - (x**2 + y**2) / 2)
    return np.asarray(poor * (linear + quadratic) + wrong * FAT_SHIFT_PPM, dtype=np.float64)


@lru_cache(maxsize=8)
def _field_map(phantom: Phantom) -> _FieldMap:
    """Work out an object's field once; its susceptibility does not depend on the main field."""
    axes = [
        np.arange(low - _MARGIN_VOXELS * _VOXEL_MM, high + _MARGIN_VOXELS * _VOXEL_MM, _VOXEL_MM)
        for low, high in phantom.bounds_mm
    ]
    susceptibility, share = _susceptibility(phantom, axes)
    field = _dipole_field(susceptibility)
    shimmed = _held_beyond(field - _shim(field, share, axes), share > _OBJECT_SHARE)
    x, y, z = (float(axis[0]) for axis in axes)
    # Cut into voxels, surfaces have edges, whose fields would show in EPI.
    smooth = ndimage.gaussian_filter(shimmed, _EDGE_VOXELS)
    coefficients = ndimage.spline_filter(smooth, order=3, output=np.float64)
    return _FieldMap(coefficients.astype(np.float32), (x, y, z))


def _susceptibility(
    phantom: Phantom, axes: list[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return susceptibility over that of air and the object's share, (x, y, z)."""
    over_air = np.array(
        [
            TISSUES[tissue].susceptibility_ppm.value - AIR_SUSCEPTIBILITY_PPM
            for tissue in phantom.tissues
        ]
    )
    shape = (axes[0].size, axes[1].size, axes[2].size)
    susceptibility, share = np.zeros(shape), np.zeros(shape)
    for index, height in enumerate(axes[2].tolist()):
        plane = Plane(
            (0.0, 0.0, height), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), axes[0], axes[1], _VOXEL_MM
        )
        fractions = phantom.fractions(plane)
        susceptibility[:, :, index] = np.tensordot(over_air, fractions, axes=1)
        share[:, :, index] = fractions.sum(axis=0)
    return susceptibility, share


def _shim(
    field_ppm: NDArray[np.float64], share: NDArray[np.float64], axes: list[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return the part of a field that spherical harmonics up to second order make up.

    They are fitted to the object near the isocentre, in units of the shim's radius.
    """
    x, y, z = np.meshgrid(*(axis / _SHIM_RADIUS_MM for axis in axes), indexing="ij")
    seen = (share > _OBJECT_SHARE) & (x**2 + y**2 + z**2 < 1)
    if np.count_nonzero(seen) < 2 * _HARMONICS:
        seen = share >= share.max() / 2
    harmonics = [
        np.ones_like(x), x, y, z, x * y, y * z, x * z, x**2 - y**2, z**2 - (x**2 + y**2) / 2
    ]  # fmt: skip
    basis = np.stack([harmonic[seen] for harmonic in harmonics], axis=-1)
    strengths = np.linalg.lstsq(basis, field_ppm[seen], rcond=None)[0]
    total: NDArray[np.float64] = sum(
        (s * harmonic for s, harmonic in zip(strengths, harmonics, strict=True)),
        start=np.zeros_like(x),
    )
    return total


def _held_beyond(field_ppm: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return a field whose values outside the object carry on those inside.

    The field jumps at surfaces. Inside, where there is signal, it is smooth up to the surface;
    interpolation must not reach across, nor into voxels that the surface cuts.
    """
    near = ndimage.gaussian_filter(inside.astype(np.float64), _FILL_VOXELS)
    carried = ndimage.gaussian_filter(np.where(inside, field_ppm, 0.0), _FILL_VOXELS)
    held = np.where(near > 1e-6, carried / np.maximum(near, 1e-6), 0.0)
    filled: NDArray[np.float64] = np.where(inside, field_ppm, held)
    return filled


def _dipole_field(susceptibility_ppm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the field that a susceptibility map makes, as a share of the main field along z."""
    x, y, z = susceptibility_ppm.shape
    continued = _continued_below(susceptibility_ppm)
    size = [fft.next_fast_len(extent + extent // 2) for extent in continued.shape]
    kx, ky, kz = np.meshgrid(
        fft.fftfreq(size[0]), fft.fftfreq(size[1]), fft.rfftfreq(size[2]), indexing="ij"
    )
    squared = kx**2 + ky**2 + kz**2
    squared[0, 0, 0] = 1.0
    kernel = 1 / 3 - kz**2 / squared
    kernel[0, 0, 0] = 0.0
    spectrum = kernel * fft.rfftn(continued, s=size, workers=2)
    field: NDArray[np.float64] = fft.irfftn(spectrum, s=size, workers=2)
    return field[:x, :y, continued.shape[2] - z : continued.shape[2]]


def _continued_below(susceptibility_ppm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an object that is cut off below as if it went on: a head has a neck."""
    areas = (susceptibility_ppm != 0).sum(axis=(0, 1))
    lowest = min(int(np.argmax(areas > 0)) + 1, areas.size - 1)
    if areas[lowest] < _CUT_OFF_AREA * areas.max():
        return susceptibility_ppm
    end = susceptibility_ppm[:, :, lowest : lowest + 1]
    height = areas.size
    return np.concatenate(
        [np.repeat(end, height + lowest, axis=2), susceptibility_ppm[:, :, lowest:]], axis=2
    )
