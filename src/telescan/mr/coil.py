"""Receive sensitivities of a head array: loops on a cylinder around the head.

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


def _field(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return B1- of each loop for unit current, up to a constant, (coil, ...)."""
    x, y, z = (points_mm[..., axis].reshape(1, -1) for axis in range(3))
    field = np.empty((channels, x.size), dtype=np.complex128)
    for channel in range(channels):
        corners = _loop_mm(channel, channels)
        ends = np.roll(corners, -1, axis=0)
        along_x, along_y, along_z = (ends - corners).T[:, :, None]
        middle_x, middle_y, middle_z = ((ends + corners) / 2).T[:, :, None]
        away_x, away_y, away_z = x - middle_x, y - middle_y, z - middle_z
        squared = away_x**2 + away_y**2 + away_z**2
        weight = np.maximum(squared, _WIRE_MM**2) ** -1.5
        bx = ((along_y * away_z - along_z * away_y) * weight).sum(axis=0)
        by = ((along_z * away_x - along_x * away_z) * weight).sum(axis=0)
        field[channel] = (bx - 1j * by) / 2
    return field.reshape(channels, *points_mm.shape[:-1])


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
