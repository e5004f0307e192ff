"""The sum over each column of a slice that gives the lines of an echo-planar k-space.

From line to line a point's signal turns by the same angle (phase encoding and off-resonance), so
its turns on all lines follow by recurrence, once for all coils and tissues.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LANES = 16
"""Lines whose turns are worked out side by side; the number of lines is padded to a multiple."""


class Columns(NamedTuple):
    """What is at the points of a slice; arrays (frequency, phase, ...)."""

    shares: Floats
    """(..., tissue)."""
    coils: NDArray[np.complex64]
    """(..., coil)."""
    first_turn: NDArray[np.float64]
    """Of a point's signal on the first line, in cycles."""
    line_turn: NDArray[np.float64]
    """And from one line to the next."""
    through_slice: Floats
    """How fast signal is dephased through the slice: entries of ``left`` per ms."""


def encode_columns(
    columns: Columns, elapsed_ms: Floats, left: Floats, lines: NDArray[np.complex64]
) -> None:
    """Fill ``lines`` (tissue, coil, line, frequency) with the signal of each column.

    ``elapsed_ms`` (padded line) is how long dephasing has gone on; ``left`` what it leaves. Both
    sides of the object are worked out at once.
    """
    middle = columns.shares.shape[0] // 2
    sides = (slice(None, middle), slice(middle, None))
    with ThreadPoolExecutor(len(sides)) as pool:
        encoding = [
            pool.submit(
                _encode,
                Columns._make(values[side] for values in columns),
                elapsed_ms,
                left,
                lines[..., side],
            )
            for side in sides
        ]
        for encoded in encoding:
            encoded.result()


@njit(cache=True, nogil=True, fastmath=True)
def _encode(
    columns: Columns, elapsed_ms: Floats, left: Floats, lines: NDArray[np.complex64]
) -> None:
    shares = columns.shares
    within = np.empty((2, LANES), dtype=np.float32)
    signal = np.empty((2, elapsed_ms.size), dtype=np.float32)
    sums = np.empty((shares.shape[2], columns.coils.shape[2], *signal.shape), dtype=np.float32)
    for column in range(shares.shape[0]):
        sums[:] = 0
        for point in range(shares.shape[1]):
            if shares[column, point].sum() > 0:
                turn = columns.first_turn[column, point], columns.line_turn[column, point]
                _turn(turn, within, signal)
                _dephase(abs(columns.through_slice[column, point]), elapsed_ms, left, signal)
                _add(shares[column, point], columns.coils[column, point], signal, sums)
        _store(sums, lines[..., column])


@njit(cache=True, nogil=True, fastmath=True)
def _turn(turn: tuple[float, float], within: Floats, signal: Floats) -> None:
    """Fill in a point's turns: that of a block's first line times those within the block."""
    first, step = 2 * np.pi * turn[0], 2 * np.pi * turn[1]
    cosine, sine = np.cos(step), np.sin(step)
    x, y = 1.0, 0.0
    for lane in range(LANES):
        within[0, lane], within[1, lane] = x, y
        x, y = x * cosine - y * sine, x * sine + y * cosine
    across, along = x, y
    x, y = np.cos(first), np.sin(first)
    for block in range(signal.shape[1] // LANES):
        a, b = np.float32(x), np.float32(y)
        real = signal[0, block * LANES : (block + 1) * LANES]
        imaginary = signal[1, block * LANES : (block + 1) * LANES]
        for lane in range(LANES):
            real[lane] = a * within[0, lane] - b * within[1, lane]
            imaginary[lane] = a * within[1, lane] + b * within[0, lane]
        x, y = x * across - y * along, x * along + y * across


@njit(cache=True, nogil=True, fastmath=True)
def _dephase(pace: float, elapsed_ms: Floats, left: Floats, signal: Floats) -> None:
    """Weaken a point's signal by the dephasing of its slice, where there is any to speak of."""
    if pace * max(abs(elapsed_ms[0]), abs(elapsed_ms[-1])) < 1:
        return
    for line in range(elapsed_ms.size):
        entry = min(int(pace * abs(elapsed_ms[line]) + np.float32(0.5)), left.size - 1)
        signal[0, line] *= left[entry]
        signal[1, line] *= left[entry]


@njit(cache=True, nogil=True, fastmath=True)
def _add(shares: Floats, coils: NDArray[np.complex64], signal: Floats, sums: Floats) -> None:
    """Add a point to what each coil receives of each tissue."""
    real, imaginary = signal[0], signal[1]
    for tissue in range(shares.size):
        if shares[tissue] > 0:
            for coil in range(coils.size):
                a = shares[tissue] * coils[coil].real
                b = shares[tissue] * coils[coil].imag
                sum_real, sum_imaginary = sums[tissue, coil, 0], sums[tissue, coil, 1]
                for line in range(real.size):
                    sum_real[line] += a * real[line] - b * imaginary[line]
                    sum_imaginary[line] += a * imaginary[line] + b * real[line]


@njit(cache=True, nogil=True)
def _store(sums: Floats, lines: NDArray[np.complex64]) -> None:
    tissues, coils, count = lines.shape
    for tissue in range(tissues):
        for coil in range(coils):
            for line in range(count):
                lines[tissue, coil, line] = complex(
                    sums[tissue, coil, 0, line], sums[tissue, coil, 1, line]
                )
