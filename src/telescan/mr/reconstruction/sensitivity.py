"""Coil sensitivities as a scanner finds them: from low-resolution images of the reference lines.

At each place the coils' images are compared over a small neighbourhood: what they have in common is
the object, and the mixture of coils in which it appears is their sensitivity (Walsh, Gmitro,
Marcellin, MRM 2000;43:682). It is carried on a little beyond the object.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from telescan.mr.fourier import decode

Complexes = NDArray[np.complex64]

_POINTS_PER_SAMPLE = 2
_NEIGHBOURHOOD_POINTS = 0.75
_ROUNDS = 6
_OBJECT = 0.002
"""Of the largest power in a neighbourhood: less is air."""


@dataclass(frozen=True)
class Sensitivity:
    """Sensitivities relative to the root sum of squares, on a coarse grid of the encoded field."""

    maps: Complexes
    """(coil, phase, frequency); 0 far from the object. Both axes wrap around."""

    def at(self, phase: NDArray[np.float64], frequency: NDArray[np.float64]) -> Complexes:
        """Return them at positions from the centre in shares of the encoded field of view."""
        across = _interpolation(phase, self.maps.shape[1])
        along = _interpolation(frequency, self.maps.shape[2])
        found = np.empty((self.maps.shape[0], phase.size, frequency.size), dtype=np.complex64)
        found.real = across @ self.maps.real @ along.T
        found.imag = across @ self.maps.imag @ along.T
        power = (found.real**2 + found.imag**2).sum(axis=0)
        found *= np.where(power > 0.5, 1 / np.sqrt(np.maximum(power, 0.5)), 0).astype(np.float32)
        return found


def sensitivity(references: Complexes, fov_ratio: float) -> Sensitivity:
    """Find sensitivities from the reference lines (coil, line, frequency), centre in the middle.

    ``fov_ratio`` is the encoded field of view along frequency over that along phase.
    """
    _, lines, samples = references.shape
    kept = min(samples, max(8, round(lines * fov_ratio)))
    first = samples // 2 - kept // 2
    low = references[..., first : first + kept] * _window(lines)[:, None] * _window(kept)
    images = decode(low, (_POINTS_PER_SAMPLE * lines, _POINTS_PER_SAMPLE * kept))
    alike = _smoothed(images[:, None] * images[None].conj())
    power = np.einsum("ccyx->yx", alike).real
    everywhere = np.linalg.eigh(alike.sum(axis=(2, 3)))[1][:, -1].astype(np.complex64)
    mixture = np.broadcast_to(everywhere[:, None, None], images.shape)
    for _ in range(_ROUNDS):
        mixture = np.einsum("cdyx,dyx->cyx", alike, mixture)
        mixture /= np.maximum(np.linalg.norm(mixture, axis=0), np.float32(1e-30))
    seen = np.einsum("c,cyx->yx", everywhere.conj(), mixture)
    upright = mixture * np.exp(-1j * np.angle(seen)).astype(np.complex64)
    return Sensitivity(upright * (power > _OBJECT * power.max()).astype(np.float32))


def _smoothed(values: Complexes) -> Complexes:
    sigma = (0, 0, _NEIGHBOURHOOD_POINTS, _NEIGHBOURHOOD_POINTS)
    smooth: Complexes = ndimage.gaussian_filter(values, sigma, mode="wrap", truncate=3)
    return smooth


def _window(size: int) -> NDArray[np.float32]:
    """Return a window that rings little and keeps most of the resolution."""
    position = (np.arange(size) - size // 2) / (size / 2 + 0.5)
    window: NDArray[np.float32] = np.sqrt(np.cos(np.pi / 2 * position)).astype(np.float32)
    return window


def _interpolation(shares: NDArray[np.float64], points: int) -> NDArray[np.float32]:
    """Return weights of coarse points for each position, (position, point), around the ends."""
    place = shares * points + points // 2
    below = np.floor(place).astype(np.intp)
    above = place - below
    weights = np.zeros((shares.size, points), dtype=np.float32)
    rows = np.arange(shares.size)
    weights[rows, below % points] = 1 - above
    weights[rows, (below + 1) % points] += above.astype(np.float32)
    return weights
