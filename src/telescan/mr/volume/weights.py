"""The weights of a slab's k-space, and the few maps that the object comes down to under them.

Each group of spins has its own weight at each place in k-space. Weights change gently and many
groups have nearly the same, so that few sums of the groups' maps span all of them. The sums are
the eigenvectors of the groups' correlation, which is quick to work out because weights are products
of a line's, a partition's and a readout sample's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.spin_groups import SpinGroups
from telescan.mr.volume.grid import EncodedAxis, VolumeGrid
from telescan.mr.weighting import kspace_weights

_LEFT_OUT = 1e-5
"""Share of the weights' power that the sums may leave out."""
_SHIFT_STEP_MM = 2.0
"""Groups shifted along the readout alike are seen by the coils together."""

Complexes = NDArray[np.complex64]


@dataclass(frozen=True)
class SlabWeights:
    """One frame's weights by direction, on the pixels' spectrum, of groups shifted alike."""

    partitions: Complexes
    """(group, partition), tapered beyond what is sampled, as are the others."""
    lines: Complexes
    """(group, line)."""
    readout: Complexes
    """(group, frequency)."""
    shift_mm: float
    """How far the groups lie up the readout from where they appear."""
    members: NDArray[np.bool_]
    """(group,) The groups: weights of the others are left out."""


def slab_weights(
    prescription: Prescription,
    model: ScannerModel,
    groups: SpinGroups,
    frame: Frame,
    grid: VolumeGrid,
) -> list[SlabWeights]:
    """Work out the weights of one frame, split by how far off-resonance shifts groups."""
    lines, readout = kspace_weights(prescription, model, groups.values, frame, groups.field_hz)
    # Before its echo a gradient echo of quick decay is strong; as strong as its lines are weak.
    strength = np.abs(readout).max(axis=1, keepdims=True)
    lines *= strength
    readout /= strength
    values = groups.values
    partitions = sequence_of(prescription).partition_weights(prescription, model, values, frame)
    by_direction = (
        _between(partitions.astype(np.complex64), grid.slab),
        _between(lines, grid.phase),
        _between(readout, grid.frequency),
    )
    pixels = (values.off_resonance_hz - groups.field_hz) / prescription.pixel_bandwidth_hz
    steps = np.rint(pixels * prescription.voxel_mm[0] / _SHIFT_STEP_MM)
    split = []
    for step in np.unique(steps):
        members = steps == step
        along_slab, by_line, along_readout = (direction[members] for direction in by_direction)
        shift_mm = float(step) * _SHIFT_STEP_MM
        split.append(SlabWeights(along_slab, by_line, along_readout, shift_mm, members))
    return split


def _between(weights: Complexes, axis: EncodedAxis) -> Complexes:
    """Return weights at the pixels' frequencies, of those at the samples of k-space."""
    position = np.clip(axis.samples, 0, axis.encoded - 1)
    below = np.minimum(position.astype(np.intp), max(axis.encoded - 2, 0))
    above = np.minimum(below + 1, axis.encoded - 1)
    share = (position - below).astype(np.float32)
    between: Complexes = weights[:, below] * (1 - share) + weights[:, above] * share
    return between * axis.taper


def spanning_sums(
    weights: list[SlabWeights], extent: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return which sums of the groups span all weights, and how to weight sums by group weights.

    Both (sum, group). ``extent``, (group,), is the root of how much there is of each.
    """
    correlation = np.zeros((extent.size, extent.size))
    for of_step in weights:
        together = np.ix_(of_step.members, of_step.members)
        correlation[together] += _correlation(of_step)
    power, vectors = np.linalg.eigh(correlation * np.outer(extent, extent))
    power = np.maximum(power, 0)
    kept = np.cumsum(power) > _LEFT_OUT * power.sum()
    vectors = vectors[:, kept].T[::-1]
    return (vectors / extent).astype(np.float32), (vectors * extent).astype(np.float32)


def _correlation(weights: SlabWeights) -> NDArray[np.float64]:
    product = np.ones(1, dtype=np.complex128)
    for direction in (weights.partitions, weights.lines, weights.readout):
        exact = direction.astype(np.complex128)
        product = product * (exact @ exact.conj().T)
    return product.real
