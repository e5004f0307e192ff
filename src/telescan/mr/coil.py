"""Receive sensitivities of head coils: an array of loops on a cylinder around the head.

Each loop's field follows from the law of Biot and Savart over a polygon of short wires; by
reciprocity its receive sensitivity is B1- = (Bx - i By) / 2 (Hoult and Richards, J Magn Reson
1976;24:71). Sensitivities are told over the noise of their channel, so that coils compare: more
loops see more at the rim of the head and about as much in its middle. The root sum of squares of
eight channels is 1 at the isocentre.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil_loading import resistance
from telescan.mr.coil_loops import WIRE_MM, loops_mm, mixing

_REFERENCE_CHANNELS = 8


def sensitivities(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex64]:
    """Return the sensitivity of each channel at points of shape (..., 3), as (coil, ...)."""
    raw = _field(channels, points_mm) / _scale(channels)
    return raw.astype(np.complex64)


@lru_cache(maxsize=8)
def _scale(channels: int) -> float:
    at_centre = _field(_REFERENCE_CHANNELS, np.zeros((1, 3)))
    noise_power = _noise_power(channels) / _noise_power(_REFERENCE_CHANNELS)
    return float(np.sqrt((np.abs(at_centre) ** 2).sum() * noise_power))


def _noise_power(channels: int) -> float:
    return float(np.diag(resistance(channels)).real.mean())


def _field(channels: int, points_mm: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return B1- of each channel for unit current, up to a constant, (coil, ...)."""
    x, y, z = (points_mm[..., axis].reshape(1, -1) for axis in range(3))
    loops = loops_mm(channels)
    field = np.empty((len(loops), x.size), dtype=np.complex128)
    for received, corners in zip(field, loops, strict=True):
        ends = np.roll(corners, -1, axis=0)
        along_x, along_y, along_z = (ends - corners).T[:, :, None]
        middle_x, middle_y, middle_z = ((ends + corners) / 2).T[:, :, None]
        away_x, away_y, away_z = x - middle_x, y - middle_y, z - middle_z
        squared = away_x**2 + away_y**2 + away_z**2
        weight = np.maximum(squared, WIRE_MM**2) ** -1.5
        bx = ((along_y * away_z - along_z * away_y) * weight).sum(axis=0)
        by = ((along_z * away_x - along_x * away_z) * weight).sum(axis=0)
        received[:] = (bx - 1j * by) / 2
    mixed: NDArray[np.complex128] = mixing(channels) @ field
    return mixed.reshape(channels, *points_mm.shape[:-1])
