"""Where the wires of head coils lie: loops on a cylinder around the head.

A coil of one channel is a birdcage, the same loops combined in quadrature.
"""

import numpy as np
from numpy.typing import NDArray

RADIUS_MM = 155.0
LENGTH_MM = 250.0
"""The cylinder on which the loops lie."""
WIRE_MM = 10.0
"""Nearer to a wire than this the field no longer grows."""
_OVERLAP = 1.25
"""Width of a loop over its share of the circumference."""
_BIRDCAGE_LOOPS = 16
_CORNERS = 24


def loops_mm(channels: int) -> list[NDArray[np.float64]]:
    """Return the corners, (corner, 3), of the loops: one for each channel, or a birdcage's."""
    loops = channels if channels > 1 else _BIRDCAGE_LOOPS
    return [_loop_mm(loop, loops) for loop in range(loops)]


def mixing(channels: int) -> NDArray[np.complex128]:
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
