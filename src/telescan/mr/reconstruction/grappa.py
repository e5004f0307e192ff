"""GRAPPA: missing lines as weighted sums of acquired neighbours of all coils.

Griswold et al., MRM 2002;47:1202, with a kernel of four lines by five samples, fitted to the
reference lines. The kernel is applied after the transform along frequency, where its five samples
become one weight per position.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import fft, linalg

from telescan.mr.prescription import Prescription
from telescan.mr.sampling import PhaseSampling, acceleration, first_encoded_line, phase_sampling

Complexes = NDArray[np.complex64]

_LINES, _SAMPLES = 4, 5
_FEW_LINES = 2
"""Of a kernel where the reference lines are too few for the larger one."""
_FITTED_SAMPLES = 72
"""The kernel is fitted to the middle of the reference lines, which holds nearly all signal."""
_REGULARISATION = 1e-3
"""Of the fit, over the mean power of what is fitted."""


def fill_by_grappa(kspace: Complexes, prescription: Prescription) -> Complexes:
    """Return k-space (coil, line, frequency) with the lines in between filled in.

    Lines that partial Fourier leaves out stay 0.
    """
    sampling, factor = phase_sampling(prescription), acceleration(prescription)
    first = first_encoded_line(prescription)
    references = kspace[:, sampling.reference]
    lines = _LINES if references.shape[1] >= _LINES * factor else _FEW_LINES
    weights = _fitted(references, factor, lines)
    filled = kspace.copy()
    missing = np.flatnonzero(~sampling.acquired)
    missing = missing[missing >= first]
    filled[:, missing] = _made(kspace, sampling, weights, missing)
    return filled


def _fitted(references: Complexes, factor: int, lines: int) -> Complexes:
    """Return kernel weights, (line, coil, sample, gap, coil filled), from contiguous lines."""
    coils, count, samples = references.shape
    middle = slice(max(samples - _FITTED_SAMPLES, 0) // 2, (samples + _FITTED_SAMPLES + 1) // 2)
    windows = np.lib.stride_tricks.sliding_window_view(references[:, :, middle], _SAMPLES, axis=2)
    positions = count - (lines - 1) * factor
    taps = [windows[:, tap * factor : tap * factor + positions] for tap in range(lines)]
    sources = np.stack(taps).transpose(2, 3, 0, 1, 4).reshape(-1, lines * coils * _SAMPLES)
    below = (lines // 2 - 1) * factor
    gaps = [
        windows[:, below + gap : below + gap + positions, :, _SAMPLES // 2]
        for gap in range(1, factor)
    ]
    targets = np.stack(gaps).transpose(2, 3, 0, 1).reshape(-1, (factor - 1) * coils)
    power = sources.conj().T @ sources
    power[np.diag_indices_from(power)] += _REGULARISATION * np.trace(power).real / len(power)
    weights = linalg.solve(
        power.astype(np.complex128),
        (sources.conj().T @ targets).astype(np.complex128),
        assume_a="pos",
    )
    shape = (lines, coils, _SAMPLES, factor - 1, coils)
    return weights.reshape(shape).astype(np.complex64)


def _made(
    kspace: Complexes, sampling: PhaseSampling, weights: Complexes, missing: NDArray[np.intp]
) -> Complexes:
    """Return missing lines, (coil, missing, frequency)."""
    coils, lines, samples = kspace.shape
    taps, factor = weights.shape[0], weights.shape[3] + 1
    by_place = _by_place(weights, samples)
    margin = taps * factor
    along = np.zeros((samples, coils, lines + 2 * margin), dtype=np.complex64)
    along[:, :, margin : margin + lines] = fft.ifft(kspace, axis=-1, workers=2).transpose(2, 0, 1)
    offset = int(np.flatnonzero(sampling.lattice)[0]) % factor
    below = taps // 2 - 1
    count = lines // factor + 2
    sources = np.empty((samples, taps, coils, count), dtype=np.complex64)
    for tap in range(taps):
        start = margin + offset + (tap - below - 1) * factor
        sources[:, tap] = along[:, :, start : start + count * factor : factor]
    made = by_place @ sources.reshape(samples, taps * coils, count)
    made = made.reshape(samples, factor - 1, coils, count)
    base, gap = np.divmod(missing - offset, factor)
    chosen = made[:, gap - 1, :, base + 1]
    back: Complexes = fft.fft(chosen.transpose(2, 0, 1), axis=-1, workers=2)
    return back


def _by_place(weights: Complexes, samples: int) -> Complexes:
    """Return the kernel after the transform along frequency, (place, target, source)."""
    taps, coils, _, gaps, _ = weights.shape
    shift = np.arange(_SAMPLES) - _SAMPLES // 2
    turns = np.exp(-2j * np.pi * np.outer(np.arange(samples), shift) / samples)
    by_place = np.einsum("lcsgt,xs->xgtlc", weights, turns.astype(np.complex64), optimize=True)
    return np.ascontiguousarray(by_place.reshape(samples, gaps * coils, taps * coils))
