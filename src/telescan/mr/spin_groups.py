"""The object of a slice, split into groups of spins that a sequence treats alike.

A signal that depends on something that varies over the object, such as B1+, is worked out at a few
values of it, and interpolated between them: each tissue's map is multiplied by hat functions of
that something, which add up to 1. So the signal stays a weighting of maps that depend on geometry
alone.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.field.transmit import transmit_scale
from telescan.mr.flow import FLOW, Flow
from telescan.mr.geometry import image_axes
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import encoded_partitions
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Surroundings
from telescan.mr.slice_object import FineGrid, smooth_maps, tissue_maps
from telescan.mr.tissue import TISSUES, SpinValues, Tissue, tissue_values

_TRANSMIT_STEP = 0.125
_OFF_RESONANCE_STEP_HZ = 15.0
"""Distances between the values that signals are worked out at."""
_FIELD_POINT_MM = 4.0

_LONGEST_INFLOW_MM = 300.0
"""Blood that has come this far within a slab is as saturated as if at rest."""


@dataclass(frozen=True)
class SpinGroups:
    """Groups of spins and where they are."""

    values: SpinValues
    maps: NDArray[np.float32]
    """(group, phase, frequency): share of each fine point, through the slice profile."""
    field_hz: NDArray[np.float64]
    """(group,) What of ``values.off_resonance_hz`` is due to the field, not to chemical shift."""


def spin_groups(
    prescription: Prescription, scene: Scene, slice_index: int, grid: FineGrid
) -> SpinGroups:
    """Return the groups of one slice that the prescribed sequence tells apart.

    Raises IndexError for a slice that is not prescribed.
    """
    maps = tissue_maps(prescription, scene.phantom, slice_index, grid)
    sensitive = sequence_of(prescription).surroundings(prescription)
    has_protons = [TISSUES[tissue].proton_density.value > 0 for tissue in scene.phantom.tissues]
    of_tissue = np.flatnonzero(maps.any(axis=(1, 2)) & has_protons)
    maps = maps[of_tissue]
    transmit = np.ones(of_tissue.size)
    field_hz = np.zeros(of_tissue.size)
    if Surroundings.TRANSMIT_FIELD in sensitive:
        field = _on_grid(prescription, scene, slice_index, grid, Surroundings.TRANSMIT_FIELD)
        maps, source, transmit = _split(maps, field, _TRANSMIT_STEP)
        of_tissue, field_hz = of_tissue[source], field_hz[source]
    if Surroundings.OFF_RESONANCE in sensitive:
        field = _on_grid(prescription, scene, slice_index, grid, Surroundings.OFF_RESONANCE)
        maps, source, field_hz = _split(maps, field, _OFF_RESONANCE_STEP_HZ)
        of_tissue, transmit = of_tissue[source], transmit[source]
    tissues = [scene.phantom.tissues[index] for index in of_tissue]
    values = tissue_values(tissues, scene.model.field_strength_t)
    return SpinGroups(
        replace(
            values,
            off_resonance_hz=values.off_resonance_hz + field_hz,
            transmit_scale=transmit,
            inflow_mm=inflow_mm(prescription, slice_index, tissues),
        ),
        maps,
        field_hz,
    )


def _on_grid(
    prescription: Prescription,
    scene: Scene,
    slice_index: int,
    grid: FineGrid,
    surroundings: Surroundings,
) -> NDArray[np.float32]:
    return smooth_maps(
        prescription,
        slice_index,
        (grid.phase_mm, grid.frequency_mm),
        lambda plane: (
            transmit_scale(scene.model, plane)
            if surroundings is Surroundings.TRANSMIT_FIELD
            else off_resonance_hz(scene, plane)
        ),
        spacing_mm=_FIELD_POINT_MM,
    )


def inflow_mm(
    prescription: Prescription, slice_index: float, tissues: Iterable[Tissue]
) -> NDArray[np.float64]:
    """Return how far each tissue has come within the slab at a slice's middle, (tissue,).

    It is 0 for what rests. In a slab, ``slice_index`` may lie between slices.
    """
    return np.array([_depth_mm(prescription, slice_index, FLOW.get(tissue)) for tissue in tissues])


def _depth_mm(prescription: Prescription, slice_index: float, flow: Flow | None) -> float:
    if flow is None:
        return 0.0
    thickness_mm = prescription.slice_thickness_mm
    slices = encoded_partitions(prescription) if prescription.is_3d else 1
    beyond = (slices - prescription.slices) / 2 if prescription.is_3d else -slice_index
    _, _, normal = image_axes(prescription)
    from_first = (slice_index + beyond + 0.5) * thickness_mm
    along = float(np.dot(normal, flow.direction))
    depth_mm = from_first if along >= 0 else slices * thickness_mm - from_first
    return min(depth_mm / max(abs(along), 1e-6), _LONGEST_INFLOW_MM)


def _split(
    maps: NDArray[np.float32], field: NDArray[np.float32], step: float
) -> tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.float64]]:
    """Split each map by hat functions of a field at multiples of ``step``.

    Returns the parts that are not empty, which map each came from, and its value of the field.
    """
    parts = [
        (part, source, value)
        for source, whole in enumerate(maps)
        for part, value in _parts(whole, field, step)
    ]
    if not parts:
        return maps[:0], np.zeros(0, dtype=np.intp), np.zeros(0)
    return (
        np.stack([part for part, _, _ in parts]),
        np.array([source for _, source, _ in parts], dtype=np.intp),
        np.array([value for _, _, value in parts]),
    )


def _parts(
    whole: NDArray[np.float32], field: NDArray[np.float32], step: float
) -> Iterator[tuple[NDArray[np.float32], float]]:
    inside = field[whole > 0]
    first = math.floor(float(inside.min()) / step)
    nodes = math.floor(float(inside.max()) / step) - first + 2
    shared = np.zeros((nodes, *whole.shape), dtype=np.float32)
    _share_out(whole, field, np.float32(1 / step), first, shared)
    for node, part in enumerate(shared):
        if part.any():
            yield part, (first + node) * step


@njit(cache=True, boundscheck=False)
def _share_out(
    whole: NDArray[np.float32],
    field: NDArray[np.float32],
    per_step: np.float32,
    first: int,
    parts: NDArray[np.float32],
) -> None:
    """Share each point of a map between the two nodes about its value of the field."""
    rows, columns = whole.shape
    for row in range(rows):
        for column in range(columns):
            share = whole[row, column]
            if share > 0:
                position = field[row, column] * per_step - first
                below = int(position)
                above = position - below
                parts[below, row, column] = share * (1 - above)
                parts[below + 1, row, column] = share * above
