"""Combination of coils by the root sum of squares (Roemer et al., MRM 1990;16:192)."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


def root_sum_of_squares(images: NDArray[np.complex64]) -> NDArray[np.float32]:
    """Return the root sum of squares of (coil, ...) over coils."""
    total = np.zeros(images.shape[1:], dtype=np.float32)
    _combine(images.reshape(images.shape[0], -1), total.reshape(-1))
    return total


@njit(cache=True, fastmath=True)
def _combine(images: NDArray[np.complex64], total: NDArray[np.float32]) -> None:
    coils, points = images.shape
    for coil in range(coils):
        for point in range(points):
            value = images[coil, point]
            total[point] += value.real * value.real + value.imag * value.imag
    for point in range(points):
        total[point] = np.sqrt(total[point])
