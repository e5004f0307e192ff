"""From k-space to an image of the prescribed field of view with square pixels.

k-space is zero-filled to the image's pixels, and what oversampling encoded beyond the field of view
is left out.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.fourier import decode
from telescan.mr.geometry import image_shape
from telescan.mr.prescription import Prescription


def image_of(kspace: NDArray[np.complex64], prescription: Prescription) -> NDArray[np.complex64]:
    """Return images of k-space (..., line, frequency), in the scale of the object."""
    shape = image_shape(prescription)
    lines = kspace.shape[-2]
    filled, rest = divmod(lines * shape[0], prescription.matrix_phase)
    if rest:
        return _between_pixels(kspace, shape, prescription.matrix_phase)
    image = decode(kspace, (filled, shape[1]))
    first = filled // 2 - shape[0] // 2
    return image[..., first : first + shape[0], :]


def _between_pixels(
    kspace: NDArray[np.complex64], shape: tuple[int, int], matrix_phase: int
) -> NDArray[np.complex64]:
    """Return images whose pixels are no whole fraction of the encoded field of view."""
    lines, samples = kspace.shape[-2:]
    filled = np.zeros((*kspace.shape[:-1], shape[1]), dtype=np.complex64)
    first = shape[1] // 2 - samples // 2
    filled[..., first : first + samples] = kspace
    along = fft.ifft(fft.ifftshift(filled, axes=-1), axis=-1, workers=2)
    along = fft.fftshift(along, axes=-1) * np.float32(shape[1] / np.sqrt(samples))
    images: NDArray[np.complex64] = _transform(lines, shape[0], matrix_phase) @ along
    return images


@lru_cache(maxsize=8)
def _transform(lines: int, pixels: int, matrix_phase: int) -> NDArray[np.complex64]:
    """Return the inverse Fourier transform along phase at the image's pixels, (pixel, line)."""
    line: NDArray[np.float64] = np.arange(lines, dtype=np.float64) - lines // 2
    pixel = (np.arange(pixels) - pixels // 2) * (matrix_phase / pixels)
    turns = np.exp(2j * np.pi * np.outer(pixel, line) / lines) / np.sqrt(lines)
    transform: NDArray[np.complex64] = turns.astype(np.complex64)
    return transform
