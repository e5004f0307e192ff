"""Distortion along the readout: off-resonance is taken for position, and what piles up is brighter.

A spin that is off by one pixel's bandwidth appears one pixel away (Bernstein, King, Zhou 2004,
section 13.4).
"""

from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

_TAPS = 8
_ENTRIES = 64
"""Of the table of interpolation weights, per point."""


def shifted_along_readout[T: (np.float32, np.complex64)](
    images: NDArray[T], field_hz: NDArray[np.float32], hz_per_point: float
) -> NDArray[T]:
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
    images: NDArray[Any],
    shift: NDArray[np.float32],
    weights: NDArray[np.float32],
    distorted: NDArray[Any],
) -> None:
    """Take each point's signal from where it comes from, which is ``shift`` points further on."""
    count, rows, columns = images.shape
    entries = weights.shape[0] - 1
    for row in range(rows):
        begin, end = _filled(images, row)
        for column in range(columns):
            there = column + shift[row, column]
            near = min(max(int(there), 0), columns - 1)
            there = column + shift[row, near]
            below = int(np.floor(there)) - (_TAPS // 2 - 1)
            if below >= end or below + _TAPS <= begin:
                distorted[:, row, column] = 0
                continue
            first, last = max(near - 1, 0), min(near + 1, columns - 1)
            stretch = 1 + (shift[row, last] - shift[row, first]) / max(last - first, 1)
            factor = np.float32(max(stretch, 0.0))
            of_tap = weights[int((there - np.floor(there)) * entries + 0.5)]
            inside = below >= 0 and below + _TAPS <= columns
            for image in range(count):
                total = images[image, row, column] * np.float32(0)
                if inside:
                    for tap in range(_TAPS):
                        total += of_tap[tap] * images[image, row, below + tap]
                else:
                    for tap in range(max(-below, 0), min(_TAPS, columns - below)):
                        total += of_tap[tap] * images[image, row, below + tap]
                distorted[image, row, column] = total * factor


@njit(cache=True, nogil=True)
def _filled(images: NDArray[Any], row: int) -> tuple[int, int]:
    """Return where a row of the images begins to be more than 0, and where it ends."""
    count, _, columns = images.shape
    begin, end = columns, 0
    for image in range(count):
        for column in range(columns):
            if images[image, row, column] != 0:
                begin = min(begin, column)
                break
        for column in range(columns - 1, end - 1, -1):
            if images[image, row, column] != 0:
                end = column + 1
                break
    return begin, end
