"""The spectrum of a slab's object under a sequence's weights, encoded once for all coils."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from telescan.mr.volume.effort import Effort
from telescan.mr.volume.grid import VolumeGrid
from telescan.mr.volume.slab import SlabObject
from telescan.mr.volume.weights import SlabWeights

_LEAST_STRENGTH = 1e-4
"""Readouts that make up less than this share of the strongest are left out."""


@dataclass(frozen=True)
class EncodedPlanes:
    """Planes of the object's sums, transformed within the plane.

    The sums are real, so that half of the readout's frequencies tell the other half.
    """

    grid: VolumeGrid
    spectra: NDArray[np.complex64]
    """(sum, plane, phase, frequency from 0 upwards), in the order of transforms."""
    first_point: int
    """Point along the slab where the first plane lies."""

    def along_slab(self, line: int) -> NDArray[np.complex64]:
        """Return the spectrum of one line, (sum, slice, frequency from 0 upwards)."""
        sums, planes, _, half = self.spectra.shape
        slab = self.grid.slab
        placed = np.zeros((sums, slab.points, half), dtype=np.complex64)
        placed[:, self.first_point : self.first_point + planes] = self.spectra[:, :, line]
        transformed: NDArray[np.complex64] = fft.fft(placed, axis=1, overwrite_x=True)
        return transformed[:, slab.kept]


def encoded_planes(
    slab_object: SlabObject, sums: NDArray[np.float32], effort: Effort, share: tuple[float, float]
) -> EncodedPlanes:
    """Sample and transform every plane that holds something."""
    grid, planes, rows = slab_object.grid, slab_object.planes, slab_object.rows
    half = grid.frequency.pixels // 2 + 1
    spectra = np.empty((len(sums), len(planes), grid.phase.pixels, half), dtype=np.complex64)

    def encode(number: int) -> None:
        for index, summed in enumerate(slab_object.sums(planes[number], sums)):
            placed = np.zeros((grid.phase.points, half), dtype=np.complex64)
            placed[rows] = fft.rfft(summed, axis=-1)[:, :half]
            spectra[index, number] = fft.fft(placed, axis=0, overwrite_x=True)[grid.phase.kept]

    effort.spend_on(encode, range(len(planes)), share)
    return EncodedPlanes(grid, spectra, planes[0])


def weighted_image(
    planes: EncodedPlanes,
    shares: NDArray[np.float32],
    weights: SlabWeights,
    effort: Effort,
    share: tuple[float, float],
) -> NDArray[np.complex64]:
    """Return the image that the weights make of the object, (slice, phase, frequency) pixels."""
    grid = planes.grid
    lines = grid.phase.pixels
    spectrum = np.empty(grid.pixels, dtype=np.complex64)
    factors = _Factors(shares, weights)

    def weight(line: int) -> None:
        opposite = -line % lines
        there, back = planes.along_slab(line), planes.along_slab(opposite)
        for place, halves in {line: (there, back), opposite: (back, there)}.items():
            whole = _whole(*halves, grid.frequency.pixels)
            spectrum[:, place] = (whole * factors.of(place)).sum(axis=0)

    effort.spend_on(weight, range(lines // 2 + 1), share)
    points = grid.slab.points * grid.phase.points * grid.frequency.points
    spectrum *= np.float32(spectrum.size / points)
    image: NDArray[np.complex64] = fft.ifftn(spectrum, workers=effort.threads, overwrite_x=True)
    return image


def _whole(
    half: NDArray[np.complex64], opposite: NDArray[np.complex64], samples: int
) -> NDArray[np.complex64]:
    """Return all readout frequencies of a line, from those upwards of it and of the opposite line.

    A real object's spectrum at -k is the conjugate of that at k.
    """
    partitions = -np.arange(half.shape[1]) % half.shape[1]
    mirrored = opposite[:, partitions, samples - half.shape[2] : 0 : -1].conj()
    return np.concatenate([half, mirrored], axis=2)


class _Factors:
    """What each sum of groups is weighted by, line by line."""

    def __init__(self, shares: NDArray[np.float32], weights: SlabWeights) -> None:
        # Readouts are alike: a few of them make up all.
        mixed, strength, readouts = np.linalg.svd(weights.readout, full_matrices=False)
        kept = strength >= _LEAST_STRENGTH * strength[0]
        mixed = mixed[:, kept] * strength[kept]
        self._readouts: NDArray[np.complex64] = readouts[kept].astype(np.complex64)
        self._of_sums = shares[:, None, weights.members] * mixed.T
        self._partitions = weights.partitions.T
        self._lines = weights.lines

    def of(self, line: int) -> NDArray[np.complex64]:
        """Return the factors on one line, (sum, slice, frequency)."""
        by_readout = (self._of_sums * self._lines[:, line]) @ self._partitions.T
        factors: NDArray[np.complex64] = by_readout.swapaxes(1, 2) @ self._readouts
        return factors
