"""Receive sensitivities of head coils: an array of loops on a cylinder around the head.

A coil of one channel is a birdcage, the same loops combined in quadrature.

Each loop's field follows from the law of Biot and Savart over a polygon of short wires; by
reciprocity its receive sensitivity is B1- = (Bx - i By) / 2 (Hoult and Richards, J Magn Reson
1976;24:71). Sensitivities are scaled so that their root sum of squares is 1 at the isocentre.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RADIUS_MM = 155.0
LENGTH_MM = 250.0
"""The cylinder on which the loops lie."""
_OVERLAP = 1.25
"""Width of a loop over its share of the circumference."""
_BIRDCAGE_LOOPS = 16
_CORNERS = 24
_WIRE_MM = 10.0
"""Nearer to a wire than this the field no longer grows."""


def sensitivities(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex64]:
    """Return the sensitivity of each channel at points of shape (..., 3), as (coil, ...)."""
    raw = _field(channels, points_mm) / _scale(channels)
    return raw.astype(np.complex64)


@lru_cache(maxsize=8)
def _scale(channels: int) -> float:
    at_centre = _field(channels, np.zeros((1, 3)))
    return float(np.sqrt((np.abs(at_centre) ** 2).sum()))


def electric_fields(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the electric field that each channel induces, up to a constant, (coil, point, 3).

    It is the vector potential of the loops' currents; what charges add is not in it.
    """
    loops = _loops(channels)
    induced = []
    for corners in loops:
        ends = np.roll(corners, -1, axis=0)
        away = np.linalg.norm(points_mm[:, None] - (ends + corners) / 2, axis=-1)
        induced.append((1 / np.maximum(away, _WIRE_MM)) @ (ends - corners))
    return np.tensordot(_mixing(channels), np.array(induced), axes=1)


def _field(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return B1- of each channel for unit current, up to a constant, (coil, ...)."""
    x, y, z = (points_mm[..., axis].reshape(1, -1) for axis in range(3))
    loops = _loops(channels)
    field = np.empty((len(loops), x.size), dtype=np.complex128)
    for received, corners in zip(field, loops, strict=True):
        ends = np.roll(corners, -1, axis=0)
        along_x, along_y, along_z = (ends - corners).T[:, :, None]
        middle_x, middle_y, middle_z = ((ends + corners) / 2).T[:, :, None]
        away_x, away_y, away_z = x - middle_x, y - middle_y, z - middle_z
        squared = away_x**2 + away_y**2 + away_z**2
        weight = np.maximum(squared, _WIRE_MM**2) ** -1.5
        bx = ((along_y * away_z - along_z * away_y) * weight).sum(axis=0)
        by = ((along_z * away_x - along_x * away_z) * weight).sum(axis=0)
        received[:] = (bx - 1j * by) / 2
    mixed: NDArray[np.complex128] = _mixing(channels) @ field
    return mixed.reshape(channels, *points_mm.shape[:-1])


def _loops(channels: int) -> list[NDArray[np.float64]]:
    """Return the corners of the loops: one for each channel, or those of a birdcage."""
    loops = channels if channels > 1 else _BIRDCAGE_LOOPS
    return [_loop_mm(loop, loops) for loop in range(loops)]


def _mixing(channels: int) -> NDArray[np.complex128]:
    """Return how currents of loops make up channels, (channel, loop).

    One channel is a birdcage in quadrature: its loops' currents follow one another in phase.
    """
    if channels > 1:
        return np.eye(channels, dtype=np.complex128)
    angle = 2 * np.pi * (np.arange(_BIRDCAGE_LOOPS) + 0.5) / _BIRDCAGE_LOOPS
    return np.exp(1j * angle)[None]


def _loop_mm(channel: int, channels: int) -> NDArray[np.float64]:
    """Return the corners of one elliptic loop, bent around the cylinder."""
    turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    half_width = np.pi / channels * _OVERLAP if channels > 2 else 1.0
    angle = 2 * np.pi * (channel + 0.5) / channels + half_width * np.cos(turn)
    corners: NDArray[np.float64] = np.stack(
        [RADIUS_MM * np.cos(angle), RADIUS_MM * np.sin(angle), LENGTH_MM / 2 * np.sin(turn)],
        axis=-1,
    )
    return corners
