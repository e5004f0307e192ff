"""Distortion along the readout: off-resonance is taken for position, and what piles up is brighter.

A spin that is off by one pixel's bandwidth appears one pixel away (Bernstein, King, Zhou 2004,
section 13.4).
"""

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

_TAPS = 8
_ENTRIES = 64
"""Of the table of interpolation weights, per point."""


def shifted_along_readout(
    images: NDArray[np.complex64], field_hz: NDArray[np.float32], hz_per_point: float
) -> NDArray[np.complex64]:
    """Return images (image, phase, frequency) as off-resonance (phase, frequency) distorts them.

    ``hz_per_point`` is the receiver's bandwidth between neighbouring points along frequency.
    """
    distorted = np.empty_like(images)
    _resample(images, field_hz / np.float32(hz_per_point), _weights(), distorted)
    return distorted


@cache
def _weights() -> NDArray[np.float32]:
    """Return weights of the neighbours of a place between points, (place, neighbour): Lanczos."""
    place = np.arange(_ENTRIES + 1) / _ENTRIES
    away = place[:, None] - (np.arange(_TAPS) - (_TAPS // 2 - 1))
    weights = np.sinc(away) * np.sinc(away / (_TAPS / 2))
    normalised: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return normalised.astype(np.float32)


@njit(cache=True, fastmath=True, nogil=True)
def _resample(
    images: NDArray[np.complex64],
    shift: NDArray[np.float32],
    weights: NDArray[np.float32],
    distorted: NDArray[np.complex64],
) -> None:
    """Take each point's signal from where it comes from, which is ``shift`` points further on."""
    count, rows, columns = images.shape
    entries, taps = weights.shape[0] - 1, weights.shape[1]
    for row in range(rows):
        for column in range(columns):
            there = column + shift[row, column]
            near = min(max(int(there), 0), columns - 1)
            there = column + shift[row, near]
            first, last = max(near - 1, 0), min(near + 1, columns - 1)
            stretch = 1 + (shift[row, last] - shift[row, first]) / max(last - first, 1)
            below = int(np.floor(there))
            entry = int((there - below) * entries + 0.5)
            for image in range(count):
                total = np.complex64(0)
                for tap in range(taps):
                    source = below + tap - (taps // 2 - 1)
                    if 0 <= source < columns:
                        total += weights[entry, tap] * images[image, row, source]
                distorted[image, row, column] = total * max(stretch, np.float32(0))
