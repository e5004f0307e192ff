"""What the coils receive of a slab's image: sensitivities, folding, and the samples of k-space."""

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.volume.grid import VolumeGrid

_COIL_POINT_MM = 5.0
"""Sensitivities are smooth: they are worked out this coarsely and interpolated."""
_BEYOND_MM = 10.0
"""They are known beyond the pixels as well, where shifted fat lies."""


@dataclass(frozen=True)
class Ruler:
    """Where the pixels of one direction lie among sparser points, to interpolate linearly."""

    below: NDArray[np.intp]
    """Of each pixel, the point below it."""
    share: NDArray[np.float32]
    """Of each pixel, how far it lies towards the next point, 0 to 1."""


def coil_points_mm(pixels_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sparse points over the range of pixels, and a little more."""
    first, last = float(pixels_mm[0]) - _BEYOND_MM, float(pixels_mm[-1]) + _BEYOND_MM
    return np.linspace(first, last, max(2, math.ceil((last - first) / _COIL_POINT_MM) + 1))


def ruler(points_mm: NDArray[np.float64], pixels_mm: NDArray[np.float64]) -> Ruler:
    """Return where pixels lie among evenly spaced points."""
    position = (pixels_mm - points_mm[0]) / (points_mm[1] - points_mm[0])
    position = np.clip(position, 0, points_mm.size - 1)
    below = np.minimum(position.astype(np.intp), points_mm.size - 2)
    return Ruler(below, (position - below).astype(np.float32))


@dataclass(frozen=True)
class Image:
    """A slab's image, as a coil of unit sensitivity would receive it."""

    pixels: NDArray[np.complex64]
    """(slice, phase, frequency)."""
    rulers: tuple[Ruler, Ruler, Ruler]
    """Where its pixels lie among the points at which sensitivities are known."""


def received(
    grid: VolumeGrid,
    images: list[Image],
    sensitivity: NDArray[np.complex64],
    acquired: NDArray[np.bool_],
) -> NDArray[np.complex64]:
    """Return what one coil receives on the acquired lines, (partition, line, frequency).

    ``sensitivity`` is known at the rulers' points, (slice, phase, frequency).
    """
    axes = (grid.slab, grid.phase, grid.frequency)
    folded = np.zeros([axis.per_fov for axis in axes], dtype=np.complex64)
    slots = (grid.slab.slots, grid.phase.slots, grid.frequency.slots)
    for image in images:
        rulers = tuple((of.below, of.share) for of in image.rulers)
        _fold(image.pixels, sensitivity, rulers, slots, folded)
    spectrum = fft.fft(folded, axis=1, overwrite_x=True)[:, grid.phase.wave_numbers(acquired)]
    spectrum = fft.fft(spectrum, axis=0, overwrite_x=True)[grid.slab.wave_numbers()]
    spectrum = fft.fft(spectrum, axis=2, overwrite_x=True)[..., grid.frequency.wave_numbers()]
    scaled: NDArray[np.complex64] = spectrum * np.float32(math.prod(axis.scale for axis in axes))
    return scaled


@njit(cache=True, nogil=True)
def _fold(
    image: NDArray[np.complex64],
    sensitivity: NDArray[np.complex64],
    rulers: tuple[tuple[NDArray[np.intp], NDArray[np.float32]], ...],
    slots: tuple[NDArray[np.intp], ...],
    folded: NDArray[np.complex64],
) -> None:
    """Add image times sensitivity, interpolated, to where each pixel folds to."""
    slab_below, slab_share = rulers[0]
    phase_below, phase_share = rulers[1]
    frequency_below, frequency_share = rulers[2]
    plane = np.empty(sensitivity.shape[1:], dtype=np.complex64)
    row = np.empty(sensitivity.shape[2], dtype=np.complex64)
    for z in range(image.shape[0]):
        below, share = slab_below[z], slab_share[z]
        for i in range(plane.shape[0]):
            for j in range(plane.shape[1]):
                low, high = sensitivity[below, i, j], sensitivity[below + 1, i, j]
                plane[i, j] = low + share * (high - low)
        for y in range(image.shape[1]):
            below, share = phase_below[y], phase_share[y]
            for j in range(row.size):
                row[j] = plane[below, j] + share * (plane[below + 1, j] - plane[below, j])
            into = folded[slots[0][z], slots[1][y]]
            for x in range(image.shape[2]):
                low, high = row[frequency_below[x]], row[frequency_below[x] + 1]
                seen = low + frequency_share[x] * (high - low)
                into[slots[2][x]] += image[z, y, x] * seen
