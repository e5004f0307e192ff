"""SENSE: pixels that fold onto each other are told apart by the coils' sensitivities.

Pruessmann et al., MRM 1999;42:952. Each pixel's unfolding is a weighted sum of the coils' folded
images, with the weights of least noise.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.fourier import decode
from telescan.mr.prescription import Prescription
from telescan.mr.reconstruction.sensitivity import sensitivity
from telescan.mr.sampling import acceleration, encoded_fov_phase_mm, phase_sampling

Complexes = NDArray[np.complex64]

_REGULARISATION = 1e-4
"""Of the unfolding, over the sensitivities' power."""


def unfold_by_sense(
    kspace: Complexes, prescription: Prescription, noise_covariance: NDArray[np.complex128] | None
) -> Complexes:
    """Return k-space of the one unfolded image, (1, line, frequency).

    Of k-space (coil, line, frequency) with its reference lines, which only serve to find the
    sensitivities. ``noise_covariance`` is (coil, coil); None where coils are alike.
    """
    sampling = phase_sampling(prescription)
    encoded_mm = encoded_fov_phase_mm(prescription)
    found = sensitivity(kspace[:, sampling.reference], prescription.fov_frequency_mm / encoded_mm)
    lines, samples = kspace.shape[-2:]
    down = (np.arange(lines) - lines // 2) / lines
    across = (np.arange(samples) - samples // 2) / samples
    factor = acceleration(prescription)
    folding = np.stack([found.at(down + fold / factor, across) for fold in range(factor)])
    weights = unfolding_weights(folding, noise_covariance)
    folded = decode(kspace * sampling.lattice[:, None].astype(np.float32), (lines, samples))
    image = (weights * folded).sum(axis=0)
    spectrum = fft.fftshift(fft.fft2(fft.ifftshift(image), norm="ortho", workers=2))
    unfolded: Complexes = spectrum[None]
    return unfolded


def unfolding_weights(
    folding: Complexes, noise_covariance: NDArray[np.complex128] | None = None
) -> Complexes:
    """Return the weights of least noise that keep each pixel and take out those that fold onto it.

    ``folding`` is (fold, coil, phase, frequency): sensitivities at each pixel (fold 0) and at those
    that fold onto it. The result, (coil, phase, frequency), makes up for the lines left out.
    """
    white = folding
    if noise_covariance is not None:
        inverse = np.linalg.inv(noise_covariance).astype(np.complex64)
        by_pixel = folding.reshape(*folding.shape[:2], -1)
        white = (inverse @ by_pixel).reshape(folding.shape)
    weights = np.zeros(folding.shape[1:], dtype=np.complex64)
    _solve(folding, white, weights)
    return weights


@njit(cache=True, fastmath=True)
def _solve(folding: Complexes, white: Complexes, weights: Complexes) -> None:
    """Solve each pixel: weights = folds * first row of inv(S^H C S) S^H C.

    Rows of pixels are worked out together, pixels innermost.
    """
    folds, coils, rows, columns = folding.shape
    normal = np.empty((folds, folds, columns), dtype=np.complex64)
    wanted = np.empty((folds, columns), dtype=np.complex64)
    for row in range(rows):
        for i in range(folds):
            for j in range(i, folds):
                normal[i, j] = 0
                for coil in range(coils):
                    for x in range(columns):
                        normal[i, j, x] += (
                            folding[i, coil, row, x].conjugate() * white[j, coil, row, x]
                        )
                for x in range(columns):
                    normal[j, i, x] = normal[i, j, x].conjugate()
        _regularise(normal)
        wanted[:] = 0
        wanted[0] = 1
        _solve_in_place(normal, wanted)
        for coil in range(coils):
            for i in range(folds):
                for x in range(columns):
                    weights[coil, row, x] += (
                        folds * (wanted[i, x] * white[i, coil, row, x]).conjugate()
                    )


@njit(cache=True, fastmath=True)
def _regularise(normal: Complexes) -> None:
    folds, _, columns = normal.shape
    for x in range(columns):
        power = np.float32(0)
        for i in range(folds):
            power += normal[i, i, x].real
        for i in range(folds):
            normal[i, i, x] += np.float32(_REGULARISATION) * power + np.float32(1e-12)


@njit(cache=True, fastmath=True)
def _solve_in_place(matrix: Complexes, vector: Complexes) -> None:
    """Solve small positive definite systems, (size, size, system); vectors become solutions."""
    size, systems = vector.shape
    for pivot in range(size):
        for row in range(pivot + 1, size):
            for x in range(systems):
                factor = matrix[row, pivot, x] / matrix[pivot, pivot, x].real
                for column in range(pivot, size):
                    matrix[row, column, x] -= factor * matrix[pivot, column, x]
                vector[row, x] -= factor * vector[pivot, x]
    for row in range(size - 1, -1, -1):
        for x in range(systems):
            for column in range(row + 1, size):
                vector[row, x] -= matrix[row, column, x] * vector[column, x]
            vector[row, x] /= matrix[row, row, x].real
