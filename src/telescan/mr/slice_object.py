"""The object of one slice on a grid finer than the image, folded and blurred as the encoding does.

The grid is at least twice as fine as the image, so that truncation, partial volume and aliasing
come out as they do from a continuous object. Along frequency only the field of view is received;
along phase all of the object is, and what lies outside the field of view folds in.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from telescan.mr.coil import sensitivities
from telescan.mr.geometry import Plane, encoding_axes, image_axes, slice_centre_mm
from telescan.mr.phantom.interface import Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import encoded_lines
from telescan.mr.saturation_band import left_by_bands

COARSEST_POINT_MM = 0.75
"""Points are never farther apart, however coarse the image."""

_COIL_POINT_MM = 6.0
"""Sensitivities are smooth: they are worked out this coarsely and interpolated."""

SLICE_PROFILE: tuple[tuple[float, float], ...] = ((-0.36, 0.3), (0.0, 0.4), (0.36, 0.3))
"""Position over slice thickness and weight of the slabs that make up a slice."""
SLICE_SLAB = 0.36
"""Thickness of each slab over that of the slice."""

_POINTS_AT_ONCE = 400_000
"""Bounds the memory that large images take."""

_FILTER_ROLL_OFF = 0.035
"""Share of the field of view at either end over which the receiver's filter rolls off."""


@dataclass(frozen=True)
class FineGrid:
    """How the fine grid relates to the image's."""

    phase_factor: int
    frequency_factor: int
    lines: int
    """Points along phase of the field of view that is encoded."""
    first_line: int
    """Point of the field of view, counted from its first, where ``phase_mm`` begins."""
    phase_mm: NDArray[np.float64]
    """Holds the whole object, inside and outside the field of view."""
    frequency_mm: NDArray[np.float64]


def fine_grid(prescription: Prescription, phantom: Phantom) -> FineGrid:
    """Choose the fine grid of a prescription."""
    frequency_mm, phase_mm, _ = prescription.voxel_mm
    phase_factor = 2 * max(1, math.ceil(phase_mm / COARSEST_POINT_MM / 2))
    frequency_factor = 2 * max(1, math.ceil(frequency_mm / COARSEST_POINT_MM / 2))
    lines = encoded_lines(prescription) * phase_factor
    samples = prescription.matrix_frequency * frequency_factor
    spacing_mm = phase_mm / phase_factor
    lowest, highest = _object_along_phase(prescription, phantom)
    first = min(math.floor(lowest / spacing_mm), 0)
    last = max(math.ceil(highest / spacing_mm), 1)
    return FineGrid(
        phase_factor,
        frequency_factor,
        lines,
        first + lines // 2,
        np.arange(first, last + 1, dtype=np.float64) * np.float64(spacing_mm),
        (np.arange(samples, dtype=np.float64) - samples // 2)
        * np.float64(frequency_mm / frequency_factor),
    )


def _object_along_phase(prescription: Prescription, phantom: Phantom) -> tuple[float, float]:
    """Return where the object begins and ends along the phase axis, from the slice's centre."""
    phase_axis, _ = encoding_axes(prescription)
    centre = float(np.dot(slice_centre_mm(prescription, 0), phase_axis))
    ends = [
        sorted((component * low, component * high))
        for component, (low, high) in zip(phase_axis, phantom.bounds_mm, strict=True)
    ]
    return sum(low for low, _ in ends) - centre, sum(high for _, high in ends) - centre


def slice_plane(
    prescription: Prescription,
    slice_index: int,
    phase_mm: NDArray[np.float64],
    frequency_mm: NDArray[np.float64],
    *,
    from_centre_mm: float = 0.0,
    thickness_mm: float = 0.0,
) -> Plane:
    """Return points of a slice, ``from_centre_mm`` along the slice axis from its middle."""
    phase_axis, frequency_axis = encoding_axes(prescription)
    _, _, axis = image_axes(prescription)
    centre = slice_centre_mm(prescription, slice_index)
    x, y, z = (c + from_centre_mm * a for c, a in zip(centre, axis, strict=True))
    return Plane((x, y, z), phase_axis, frequency_axis, phase_mm, frequency_mm, thickness_mm)


def tissue_maps(
    prescription: Prescription, phantom: Phantom, slice_index: int, grid: FineGrid
) -> NDArray[np.float32]:
    """Return tissue fractions averaged through the slice profile, (tissue, phase, frequency)."""
    maps = np.zeros(
        (len(phantom.tissues), grid.phase_mm.size, grid.frequency_mm.size), dtype=np.float32
    )
    slabs = _slabs(prescription, slice_index)
    at_once = max(2, _POINTS_AT_ONCE // grid.frequency_mm.size)
    for first in range(0, grid.phase_mm.size, at_once):
        lines = slice(first, first + at_once)
        for position, weight in slabs:
            plane = slice_plane(
                prescription,
                slice_index,
                grid.phase_mm[lines],
                grid.frequency_mm,
                from_centre_mm=position * prescription.slice_thickness_mm,
                thickness_mm=SLICE_SLAB * prescription.slice_thickness_mm,
            )
            maps[:, lines] += np.float32(weight) * phantom.fractions(plane)
    maps *= receiver_filter(grid.frequency_mm.size)
    return maps


def _slabs(prescription: Prescription, slice_index: int) -> tuple[tuple[float, float], ...]:
    """Return the slabs of a slice, weighted by what saturation bands leave of them."""
    if not prescription.saturation_bands:
        return SLICE_PROFILE
    from_middle_mm = (slice_index - (prescription.slices - 1) / 2) * prescription.slice_spacing_mm
    positions, weights = np.array(SLICE_PROFILE).T
    places_mm = from_middle_mm + positions * prescription.slice_thickness_mm
    left = weights * left_by_bands(prescription, places_mm)
    return tuple(zip(positions.tolist(), left.tolist(), strict=True))


def receiver_filter(samples: int) -> NDArray[np.float32]:
    """Return what the receiver's filter passes along frequency: less at the field of view's ends.

    So nothing beyond the field of view appears at its other end.
    """
    ends = np.minimum(np.arange(samples), samples - 1 - np.arange(samples)) / samples
    passed: NDArray[np.float32] = np.sin(np.pi / 2 * np.minimum(ends / _FILTER_ROLL_OFF, 1)) ** 2
    return passed.astype(np.float32)


def coil_maps(
    prescription: Prescription,
    channels: int,
    slice_index: int,
    phase_mm: NDArray[np.float64],
    frequency_mm: NDArray[np.float64],
) -> NDArray[np.complex64]:
    """Return receive sensitivities in a slice, (coil, phase, frequency)."""

    def on(plane: Plane) -> NDArray[np.complex64]:
        coordinates = [
            np.broadcast_to(plane.coordinates_mm(axis), plane.shape) for axis in range(3)
        ]
        return sensitivities(channels, np.stack(coordinates, axis=-1))

    return smooth_maps(
        prescription, slice_index, (phase_mm, frequency_mm), on, spacing_mm=_COIL_POINT_MM
    )


def smooth_maps[T: (np.float32, np.complex64)](
    prescription: Prescription,
    slice_index: int,
    points_mm: tuple[NDArray[np.float64], NDArray[np.float64]],
    on: Callable[[Plane], NDArray[T]],
    *,
    spacing_mm: float,
    from_centre_mm: float = 0.0,
) -> NDArray[T]:
    """Return what is smooth over a slice, worked out at sparse points and interpolated.

    ``points_mm`` are the slice's along phase and along frequency. ``on`` gives it on a plane, (...,
    phase, frequency); the result has the same axes.
    """
    phase, frequency = (interpolation(of_axis, spacing_mm) for of_axis in points_mm)
    plane = slice_plane(
        prescription,
        slice_index,
        phase.points_mm,
        frequency.points_mm,
        from_centre_mm=from_centre_mm,
    )
    coarse = on(plane)
    flat = coarse.reshape(-1, *plane.shape)
    fine: NDArray[T] = np.stack([phase.between(frequency.between(one.T).T) for one in flat])
    return fine.reshape(*coarse.shape[:-2], *fine.shape[1:])


@dataclass(frozen=True)
class Interpolation:
    """From sparse points along a line to many."""

    points_mm: NDArray[np.float64]
    """The sparse points."""
    matrix: sparse.csr_array[np.float32]

    def between[T: (np.float32, np.complex64)](self, values: NDArray[T]) -> NDArray[T]:
        """Return values along the first of two axes, of those at the sparse points."""
        return cast("NDArray[T]", self.matrix @ values)


def interpolation(points_mm: NDArray[np.float64], spacing_mm: float) -> Interpolation:
    """Return sparse points over the range of points, and the way back from them."""
    first, last = float(points_mm[0]), float(points_mm[-1])
    count = max(2, math.ceil((last - first) / spacing_mm) + 1)
    coarse = np.linspace(first, last, count)
    position = np.clip((points_mm - first) / (coarse[1] - coarse[0]), 0, count - 1 - 1e-9)
    below = position.astype(np.intp)
    t = (position - below)[:, None]
    # Cubic convolution (Keys, IEEE Trans ASSP 1981;29:1153), which has a continuous slope.
    weights = (
        np.concatenate(
            [
                t * (-0.5 + t * (1 - 0.5 * t)),
                1 + t * t * (-2.5 + 1.5 * t),
                t * (0.5 + t * (2 - 1.5 * t)),
                t * t * (-0.5 + 0.5 * t),
            ],
            axis=1,
        )
        .astype(np.float32)
        .ravel()
    )
    rows = np.repeat(np.arange(points_mm.size), 4)
    columns = np.clip(below[:, None] + np.arange(-1, 3), 0, count - 1).ravel()
    matrix = sparse.csr_array((weights, (rows, columns)), shape=(points_mm.size, count))
    return Interpolation(coarse, matrix)
