"""Partial Fourier reconstruction by projection onto convex sets.

An image whose phase is smooth has symmetric k-space once that phase is taken off. The phase comes
from the lines that were acquired on both sides of the centre; lines that were not acquired are
taken in turn from the image with that phase (Haacke, Lindskog, Lin, J Magn Reson 1991;92:126).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import fft

Complexes = NDArray[np.complex64]

_ROUNDS = 5
_BLENDED_LINES = 4
"""Between acquired and found lines, against ringing."""


def fill_partial_fourier(kspace: Complexes, first_line: int) -> Complexes:
    """Return k-space (coil, line, frequency) with the lines before ``first_line`` filled in."""
    if first_line == 0:
        return kspace
    lines = kspace.shape[-2]
    from_centre = np.arange(lines) - lines // 2
    symmetric = max(lines // 2 - first_line, 1)
    inner_lines = np.cos(np.clip(from_centre / (symmetric + 0.5), -1, 1) * np.pi / 2) ** 2
    kept_lines = np.clip((np.arange(lines) - first_line + 1) / _BLENDED_LINES, 0, 1)
    acquired = fft.ifftshift(_along_frequency(kspace).swapaxes(-2, -1), axes=-1)
    inner, kept = (fft.ifftshift(w).astype(np.float32) for w in (inner_lines, kept_lines))
    turn = fft.ifft(acquired * inner, axis=-1, workers=2)
    turn /= np.maximum(np.abs(turn), np.float32(1e-20))
    found = acquired
    for _ in range(_ROUNDS):
        image = fft.ifft(found, axis=-1, workers=2, overwrite_x=found is not acquired)
        _give_phase(image, turn)
        found = fft.fft(image, axis=-1, workers=2, overwrite_x=True)
        _put_back(found, acquired, kept)
    whole = fft.fftshift(found, axes=-1).swapaxes(-2, -1)
    filled: Complexes = fft.fft(whole, axis=-1, workers=2)
    return filled


def _along_frequency(kspace: Complexes) -> Complexes:
    along: Complexes = fft.ifft(kspace, axis=-1, workers=2)
    return along


@njit(cache=True, fastmath=True)
def _give_phase(images: Complexes, turn: Complexes) -> None:
    """Keep of images (coil, frequency, phase) what is along a phase, given as unit numbers."""
    for coil in range(images.shape[0]):
        for column in range(images.shape[1]):
            for row in range(images.shape[2]):
                unit = turn[coil, column, row]
                value = images[coil, column, row]
                along = value.real * unit.real + value.imag * unit.imag
                images[coil, column, row] = max(along, np.float32(0)) * unit


@njit(cache=True, fastmath=True)
def _put_back(found: Complexes, acquired: Complexes, kept: NDArray[np.float32]) -> None:
    """Put the acquired lines of k-space (coil, frequency, line) in place of those found."""
    for coil in range(found.shape[0]):
        for column in range(found.shape[1]):
            for line in range(found.shape[2]):
                value = found[coil, column, line]
                found[coil, column, line] = value + kept[line] * (
                    acquired[coil, column, line] - value
                )
