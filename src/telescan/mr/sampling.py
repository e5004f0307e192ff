"""Which lines of k-space are acquired along phase (and partitions along the slab).

Oversampling encodes a larger field of view by more lines; partial Fourier leaves out lines on one
side; a parallel technique leaves out lines in between and acquires the reference lines in full.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.prescription import ParallelTechnique, PhasePolarity, Prescription, Sequence

_ECHO_PLANAR = frozenset({Sequence.GRADIENT_ECHO_EPI, Sequence.DIFFUSION_EPI})


@dataclass(frozen=True)
class PhaseSampling:
    """The lines along phase; line ``lines // 2`` is the centre of k-space."""

    acquired: NDArray[np.bool_]
    """(line,)."""
    reference: NDArray[np.bool_]
    """(line,) The run of lines around the centre that is acquired in full."""
    lattice: NDArray[np.bool_]
    """(line,) The lines acquired at even distances, reference lines between them left out."""

    @property
    def lines(self) -> int:
        """Lines of the whole grid, oversampling included."""
        return self.acquired.size


def encoded_lines(prescription: Prescription) -> int:
    """Return the lines along phase, oversampling included, acquired or not."""
    more = 1 + prescription.phase_oversampling_percent / 100
    return math.ceil(prescription.matrix_phase * more - 1e-9)


def encoded_fov_phase_mm(prescription: Prescription) -> float:
    """Return the field of view along phase that is encoded, oversampling included."""
    voxel_mm = prescription.fov_phase_mm / prescription.matrix_phase
    return encoded_lines(prescription) * voxel_mm


def encoded_partitions(prescription: Prescription) -> int:
    """Return the partitions of a slab, oversampling included; 1 for 2D."""
    if not prescription.is_3d:
        return 1
    more = 1 + prescription.slice_oversampling_percent / 100
    return math.ceil(prescription.slices * more - 1e-9)


def acceleration(prescription: Prescription) -> int:
    """Return by how much lines are thinned out between the reference lines."""
    if prescription.parallel_technique is ParallelTechnique.NONE:
        return 1
    return prescription.acceleration_factor


def first_encoded_line(prescription: Prescription) -> int:
    """Return the first line that partial Fourier does not leave out; 0 without it.

    Lines are counted in the order in which an echo train reads them.
    """
    lines = encoded_lines(prescription)
    return lines - math.ceil(lines * prescription.partial_fourier - 1e-9)


def reads_downwards(prescription: Prescription) -> bool:
    """Tell whether an echo train walks down the lines: partial Fourier then leaves out the last.

    What is left out is always what would be read first, so that the echo comes early.
    """
    return (
        prescription.sequence in _ECHO_PLANAR
        and prescription.phase_encoding_polarity is PhasePolarity.NEGATIVE
    )


def mirrored_lines[T: np.generic](values: NDArray[T], axis: int) -> NDArray[T]:
    """Return values by line, turned round about the centre of k-space."""
    turned = np.flip(values, axis)
    return np.roll(turned, 1, axis) if values.shape[axis] % 2 == 0 else turned


def phase_sampling(prescription: Prescription) -> PhaseSampling:
    """Work out which lines are acquired. The centre always is."""
    lines, factor = encoded_lines(prescription), acceleration(prescription)
    line = np.arange(lines)
    centre = lines // 2
    within = line >= first_encoded_line(prescription)
    if reads_downwards(prescription):
        within = mirrored_lines(within, axis=0)
    full = prescription.reference_lines if factor > 1 else lines
    reference = within & (abs(line - centre + 0.5) <= full / 2) if factor > 1 else within
    lattice = within & ((line - centre) % factor == 0)
    return PhaseSampling(lattice | reference, reference, lattice)


def acquired_lines(prescription: Prescription) -> int:
    """Return how many lines along phase are acquired: what scan time counts."""
    return int(phase_sampling(prescription).acquired.sum())
