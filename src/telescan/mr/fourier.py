"""Between object, k-space and image: centred, orthonormal transforms over the last two axes."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.slice_object import FineGrid

Complexes = NDArray[np.complex64]


def encode(fine: Complexes, grid: FineGrid) -> Complexes:
    """Return the k-space that a scanner samples of a fine object, (..., phase, frequency).

    The object's fields of view along phase are folded into one, which is what sampling k-space at
    distances of 1 / FOV does; of the fine grid's spatial frequencies the image's are kept.
    """
    lines = grid.lines // grid.phase_factor
    samples = fine.shape[-1] // grid.frequency_factor
    along_frequency = _spectrum(fine, -1, samples)
    spectrum = _spectrum(_folded(along_frequency, grid), -2, lines)
    scale = grid.phase_factor * grid.frequency_factor * np.sqrt(lines * samples)
    scaled: Complexes = spectrum * np.float32(1 / scale)
    return scaled


def _folded(values: Complexes, grid: FineGrid) -> Complexes:
    """Fold what lies outside the field of view along phase into it."""
    folded = np.zeros((*values.shape[:-2], grid.lines, values.shape[-1]), dtype=values.dtype)
    done = 0
    while done < values.shape[-2]:
        start = (grid.first_line + done) % grid.lines
        count = min(grid.lines - start, values.shape[-2] - done)
        folded[..., start : start + count, :] += values[..., done : done + count, :]
        done += count
    return folded


def _spectrum(values: Complexes, axis: int, keep: int) -> Complexes:
    """Return the central ``keep`` frequencies along one axis."""
    transformed = fft.fft(fft.ifftshift(values, axes=axis), axis=axis, workers=2)
    positive = (keep + 1) // 2
    size = values.shape[axis]
    wanted = np.r_[size - (keep - positive) : size, 0:positive]
    kept: Complexes = np.take(transformed, wanted, axis=axis)
    return kept


def decode(kspace: Complexes, shape: tuple[int, int]) -> Complexes:
    """Return the image of k-space, zero-filled to ``shape``, axes (..., phase, frequency).

    The scale is that of the object, whatever the interpolation.
    """
    scale = shape[0] * shape[1] / np.sqrt(kspace.shape[-2] * kspace.shape[-1])
    filled = zero_filled(kspace, shape)
    if shape[0] % 2 == 0 and shape[1] % 2 == 0:
        image: Complexes = fft.ifft2(filled * _signs(shape), workers=2, overwrite_x=True)
        image *= _signs(shape) * np.float32(scale * _sign_of_centre(shape))
        return image
    axes = (-2, -1)
    shifted = fft.ifft2(fft.ifftshift(filled, axes=axes), workers=2, overwrite_x=True)
    scaled: Complexes = fft.fftshift(shifted, axes=axes) * np.float32(scale)
    return scaled


@lru_cache(maxsize=8)
def _signs(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the signs that move the origin of a transform of even size to the centre."""
    phase, frequency = (np.arange(size) for size in shape)
    signs: NDArray[np.float32] = (1 - 2 * ((phase[:, None] + frequency) % 2)).astype(np.float32)
    return signs


def _sign_of_centre(shape: tuple[int, int]) -> int:
    return -1 if (shape[0] // 2 + shape[1] // 2) % 2 else 1


def zero_filled(kspace: Complexes, shape: tuple[int, int]) -> Complexes:
    """Return k-space in the middle of a larger one."""
    if kspace.shape[-2:] == shape:
        return kspace
    filled: Complexes = np.zeros((*kspace.shape[:-2], *shape), dtype=kspace.dtype)
    first = [size // 2 - kept // 2 for size, kept in zip(shape, kspace.shape[-2:], strict=True)]
    rows = slice(first[0], first[0] + kspace.shape[-2])
    columns = slice(first[1], first[1] + kspace.shape[-1])
    filled[..., rows, columns] = kspace
    return filled
