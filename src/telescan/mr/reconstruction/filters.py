"""Filters of k-space against truncation, and noise."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.prescription import ImageFilter, Prescription

_FERMI_RADIUS, _FERMI_WIDTH = 0.98, 0.05
"""Mild: one half at 0.98 of the largest spatial frequency (Bernstein et al. 2004, 13.1.2)."""


def filtered(kspace: NDArray[np.complex64], prescription: Prescription) -> NDArray[np.complex64]:
    """Return k-space, (..., line, frequency), through the prescribed filter; always a new array."""
    lines, samples = kspace.shape[-2:]
    passed: NDArray[np.complex64] = kspace * filter_of(prescription.image_filter, lines, samples)
    return passed


@lru_cache(maxsize=8)
def filter_of(image_filter: ImageFilter, lines: int, samples: int) -> NDArray[np.float32]:
    """Return what a filter passes of each sample, (line, frequency)."""
    phase = ((np.arange(lines) - lines // 2) / (lines / 2))[:, None]
    frequency = ((np.arange(samples) - samples // 2) / (samples / 2))[None, :]
    passed = np.ones((lines, samples))
    if image_filter is ImageFilter.FERMI:
        passed = 1 / (1 + np.exp((np.hypot(phase, frequency) - _FERMI_RADIUS) / _FERMI_WIDTH))
    elif image_filter is ImageFilter.HAMMING:
        passed = _hamming(phase) * _hamming(frequency)
    return passed.astype(np.float32)


def _hamming(share: NDArray[np.float64]) -> NDArray[np.float64]:
    window: NDArray[np.float64] = 0.54 + 0.46 * np.cos(np.pi * share)
    return window
