"""The head's layers at many points: on planes along the patient's axes, and anywhere.

Both ways evaluate the same splines. On a plane along the axes they separate: a cut of the coarse
grid is refined line by line. Surfaces too far away to matter are not evaluated.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.phantom.head_layers import (
    CORD,
    DURA,
    LAYER_TISSUES,
    SKIN,
    SURFACES,
    around_the_brain,
    within,
    within_the_dura,
)

Numbers = NDArray[np.float32]
Indices = NDArray[np.int32]
FlatCut = tuple[Numbers, Numbers, Indices, Numbers, Indices, Numbers]
WholeField = tuple[Numbers, Numbers, float]

_SURFACES = len(SURFACES)
_TISSUES = len(LAYER_TISSUES)
_DEEP = 3
"""The first surfaces, skin, dura and cord, are all that matters deep in the brain."""
_SLACK_MM = np.float32(5.0)
"""Farther than this beyond its box a point does not notice a surface, grown by 2 mm at most."""
_SHARPEST_MM = np.float32(0.05)
_NONE = np.float32(0)
_SIXTH, _HALF, _ONE = np.float32(1 / 6), np.float32(0.5), np.float32(1)
_TWO, _THREE, _FOUR, _SIX = np.float32(2), np.float32(3), np.float32(4), np.float32(6)


@njit(cache=True, fastmath=True, nogil=True)
def fill_plane(
    shapes: FlatCut, brain: FlatCut, box_mm: tuple[float, float], shares: Numbers
) -> None:
    """Fill ``shares`` (tissue, phase, frequency), which is 0, on a plane along the axes.

    ``shapes`` and ``brain`` are cuts: values and slopes (phase, frequency * field), then voxels and
    weights along phase and along frequency. ``box_mm`` is thickness and spacing.
    """
    thickness, spacing = np.float32(box_mm[0]), max(np.float32(box_mm[1]), _SHARPEST_MM)
    reach = max(thickness, spacing)
    line, brain_line = _new_line(shapes), _new_line(brain)
    distances, edges = np.empty((2, _SURFACES), dtype=np.float32)
    here = np.empty(_TISSUES, dtype=np.float32)
    for i in range(shares.shape[1]):
        _refine(shapes, i, line)
        _refine(brain, i, brain_line)
        for j in range(shares.shape[2]):
            skin, _ = _along(shapes, line, j, SKIN, _SURFACES)
            if skin >= reach:
                continue
            dura, _ = _along(shapes, line, j, DURA, _SURFACES)
            deep = dura < -reach - _SLACK_MM
            for surface in range(_DEEP if deep else _SURFACES):
                distance, slope = line[0][shapes[4][j, 1] * _SURFACES + surface], _NONE
                if abs(distance) <= reach + _SLACK_MM:
                    distance, slope = _along(shapes, line, j, surface, _SURFACES)
                distances[surface] = distance
                edges[surface] = max(abs(slope) * thickness, spacing)
            here[:] = _NONE
            if not deep:
                around_the_brain(distances, edges, here)
            if dura < reach:
                scale, slope = _along(brain, brain_line, j, 0, 1)
                cranial = within(dura, edges[DURA])
                cord = within(distances[CORD], edges[CORD])
                within_the_dura(cranial, cord, scale, slope * thickness, here)
            shares[:, i, j] = here


@njit(cache=True, fastmath=True, nogil=True)
def _new_line(cut: FlatCut) -> tuple[Numbers, Numbers]:
    """Return room for values and slopes of one line of points."""
    size = cut[0].shape[1]
    return np.empty(size, dtype=np.float32), np.empty(size, dtype=np.float32)


@njit(inline="always", fastmath=True)
def _along(
    cut: FlatCut, line: tuple[Numbers, Numbers], point: int, field: int, fields: int
) -> tuple[Any, Any]:
    """Work out one field and its slope at a point of a line."""
    value, slope = _NONE, _NONE
    for tap in range(4):
        weight, voxel = cut[5][point, tap], cut[4][point, tap] * fields + field
        value += weight * line[0][voxel]
        slope += weight * line[1][voxel]
    return value, slope


@njit(cache=True, fastmath=True, nogil=True)
def _refine(cut: FlatCut, point: int, line: tuple[Numbers, Numbers]) -> None:
    """Work out a line of points from the four lines of the coarse grid around it."""
    for coarse, fine in ((cut[0], line[0]), (cut[1], line[1])):
        voxels, weights = cut[2][point], cut[3][point]
        first, second = coarse[voxels[0]], coarse[voxels[1]]
        third, fourth = coarse[voxels[2]], coarse[voxels[3]]
        for index in range(fine.size):
            fine[index] = (
                weights[0] * first[index]
                + weights[1] * second[index]
                + weights[2] * third[index]
                + weights[3] * fourth[index]
            )


@njit(cache=True, fastmath=True, nogil=True)
def fill_points(
    points_mm: tuple[Numbers, Numbers, Numbers, Numbers],
    shapes: WholeField,
    brain: WholeField,
    box_mm: tuple[float, float],
    shares: Numbers,
) -> None:
    """Fill ``shares`` (tissue, point), which is 0, at points wherever they lie.

    ``points_mm`` are x, y and z, each (point,), and the direction across the slice. ``shapes`` and
    ``brain`` are fields (field, z, y, x), origin and spacing in mm.
    """
    normal = points_mm[3]
    thickness, spacing = np.float32(box_mm[0]), max(np.float32(box_mm[1]), _SHARPEST_MM)
    reach = max(thickness, spacing)
    distances, edges = np.empty((2, _SURFACES), dtype=np.float32)
    here = np.empty(_TISSUES, dtype=np.float32)
    taps, voxels = np.empty((2, 3, 4), dtype=np.float32), np.empty((3, 4), dtype=np.int32)
    for point in range(points_mm[0].size):
        x, y, z = points_mm[0][point], points_mm[1][point], points_mm[2][point]
        _locate((z, -y, abs(x)), shapes, voxels, taps)
        at_z, at_y, at_x = voxels[0, 1], voxels[1, 1], voxels[2, 1]
        if shapes[0][SKIN, at_z, at_y, at_x] > reach + _SLACK_MM:
            continue
        deep = shapes[0][DURA, at_z, at_y, at_x] < -reach - _SLACK_MM
        for surface in range(_DEEP if deep else _SURFACES):
            distance, slope = shapes[0][surface, at_z, at_y, at_x], _NONE
            if abs(distance) <= reach + _SLACK_MM:
                distance, slope = _spline(shapes[0][surface], voxels, taps, normal, x)
            distances[surface] = distance
            edges[surface] = max(abs(slope) / np.float32(shapes[2]) * thickness, spacing)
        here[:] = _NONE
        if not deep:
            around_the_brain(distances, edges, here)
        if distances[DURA] < reach:
            _locate((z, -y, abs(x)), brain, voxels, taps)
            scale, slope = _spline(brain[0][0], voxels, taps, normal, x)
            cranial = within(distances[DURA], edges[DURA])
            cord = within(distances[CORD], edges[CORD])
            across = slope / np.float32(brain[2]) * thickness
            within_the_dura(cranial, cord, scale, across, here)
        shares[:, point] = here


@njit(cache=True, fastmath=True, nogil=True)
def _locate(
    place_mm: tuple[Any, Any, Any], field: WholeField, voxels: Indices, taps: Numbers
) -> None:
    """Find the voxels around a point, their weights, and the weights' slopes, along (z, y, x)."""
    for axis in range(3):
        size = field[0].shape[axis + 1]
        position = (place_mm[axis] - field[1][axis]) / np.float32(field[2])
        position = min(max(position, _NONE), np.float32(size - 1))
        first = int(position)
        share = position - np.float32(first)
        rest = _ONE - share
        for tap in range(4):
            voxels[axis, tap] = min(abs(first - 1 + tap), size - 1)
        taps[0, axis, 0] = rest * rest * rest * _SIXTH
        taps[0, axis, 1] = (_FOUR - _SIX * share * share + _THREE * share**3) * _SIXTH
        taps[0, axis, 2] = (_FOUR - _SIX * rest * rest + _THREE * rest**3) * _SIXTH
        taps[0, axis, 3] = share * share * share * _SIXTH
        taps[1, axis, 0] = -rest * rest * _HALF
        taps[1, axis, 1] = (_THREE * share * share - _FOUR * share) * _HALF
        taps[1, axis, 2] = (_FOUR * rest - _THREE * rest * rest) * _HALF
        taps[1, axis, 3] = share * share * _HALF


@njit(cache=True, fastmath=True, nogil=True)
def _spline(
    field: Numbers, voxels: Indices, taps: Numbers, normal: Numbers, x: Any
) -> tuple[Any, Any]:
    """Work out a field (z, y, x) at a point, and its slope along the normal, per voxel."""
    towards_x = normal[0] if x >= _NONE else -normal[0]
    value, slope = _NONE, _NONE
    for a in range(4):
        for b in range(4):
            along_x, across_x = _NONE, _NONE
            for c in range(4):
                voxel = field[voxels[0, a], voxels[1, b], voxels[2, c]]
                along_x += taps[0, 2, c] * voxel
                across_x += taps[1, 2, c] * voxel
            weight = taps[0, 0, a] * taps[0, 1, b]
            value += weight * along_x
            slope += weight * towards_x * across_x
            steep = normal[2] * taps[1, 0, a] * taps[0, 1, b]
            slope += (steep - normal[1] * taps[0, 0, a] * taps[1, 1, b]) * along_x
    return value, slope
