"""The groups of spins of a slab, and how planes of the object add up to sums of them.

As in ``spin_groups``, a signal that depends on something that varies over the object is worked out
at a few values of it, its nodes, and interpolated between them. A slab has the same groups on all
of its planes: each tissue at each node of B1+, of off-resonance and of inflow.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.field.transmit import transmit_scale
from telescan.mr.flow import FLOW
from telescan.mr.geometry import Plane
from telescan.mr.prescription import Prescription
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Surroundings
from telescan.mr.spin_groups import SpinGroups, inflow_mm
from telescan.mr.tissue import tissue_values

_TRANSMIT_STEP = 0.125
_OFF_RESONANCE_STEP_HZ = 20.0
_INFLOW_STEP_MM = 10.0
_SURVEY_MM = 10.0
"""Distance between the points at which the range of a field over the object is looked up."""

_LEAST_AMOUNT = 1.0
"""Points of the survey that a tissue counts for at least: it may lie between them."""

Nodes = NDArray[np.float64]


@dataclass(frozen=True)
class SlabGroups:
    """Every tissue at every node, in the order (tissue, inflow, transmit, off-resonance)."""

    groups: SpinGroups
    """Its maps are empty: they are worked out plane by plane."""
    inflow_mm: Nodes
    transmit: Nodes
    off_resonance_hz: Nodes
    extent: NDArray[np.float64]
    """(group,) Root of how much there is of each tissue, over that of the most."""

    def tables(self, sums: NDArray[np.float32], inflow_mm: NDArray[np.float64]) -> "Tables":
        """Return what each sum takes of each tissue, where blood has come ``inflow_mm`` (tissue,).

        Of axes (tissue, transmit, off-resonance, sum).
        """
        tissues = inflow_mm.size
        nodes = self.inflow_mm.size, self.transmit.size, self.off_resonance_hz.size
        by_node = sums.reshape(len(sums), tissues, *nodes)
        below, share = _between(self.inflow_mm, inflow_mm)
        above = np.minimum(below + 1, nodes[0] - 1)
        each = np.arange(tissues)
        share = share[:, None, None]
        low, high = by_node[:, each, below], by_node[:, each, above]
        table = ((1 - share) * low + share * high).astype(np.float32)
        return np.ascontiguousarray(np.moveaxis(table, 0, -1))


Tables = NDArray[np.float32]


def slab_groups(prescription: Prescription, scene: Scene) -> SlabGroups:
    """Return the groups of a 3D prescription."""
    sensitive = sequence_of(prescription).surroundings(prescription)
    tissues = scene.phantom.tissues
    transmit, field, inflow = np.ones(1), np.zeros(1), np.zeros(1)
    survey = _survey(scene)
    if Surroundings.TRANSMIT_FIELD in sensitive:
        transmit = _nodes([transmit_scale(scene.model, plane) for plane in survey], _TRANSMIT_STEP)
    if Surroundings.OFF_RESONANCE in sensitive:
        fields = [off_resonance_hz(scene, plane) for plane in survey]
        field = _nodes(fields, _OFF_RESONANCE_STEP_HZ)
    if Surroundings.INFLOW in sensitive and any(tissue in FLOW for tissue in tissues):
        ends = (-0.5, prescription.slices - 0.5)
        ways = [inflow_mm(prescription, end, tissues).astype(np.float32) for end in ends]
        inflow = _nodes(ways, _INFLOW_STEP_MM)
    each = [*product(tissues, inflow.tolist(), transmit.tolist(), field.tolist())]
    come, scale, offset_hz = (np.array([one[axis] for one in each]) for axis in (1, 2, 3))
    values = tissue_values([tissue for tissue, *_ in each], scene.model.field_strength_t)
    values = replace(
        values,
        off_resonance_hz=values.off_resonance_hz + offset_hz,
        transmit_scale=scale,
        inflow_mm=come,
    )
    nowhere = np.empty((len(each), 0, 0), dtype=np.float32)
    amount = np.sum([scene.phantom.fractions(plane).sum(axis=(1, 2)) for plane in survey], axis=0)
    extent = np.sqrt(np.maximum(amount, _LEAST_AMOUNT) / max(amount.max(), _LEAST_AMOUNT))
    return SlabGroups(
        SpinGroups(values, nowhere, offset_hz),
        inflow,
        transmit,
        field,
        np.repeat(extent, len(each) // len(tissues)),
    )


def summed(
    fractions: NDArray[np.float32],
    tables: Tables,
    transmit: NDArray[np.float32],
    off_resonance: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the sums of a plane's tissues, (sum, phase, frequency).

    ``transmit`` and ``off_resonance`` are positions among the nodes, (phase, frequency).
    """
    sums = np.zeros((tables.shape[-1], *fractions.shape[1:]), dtype=np.float32)
    _sum_up(fractions, tables, transmit, off_resonance, sums)
    return sums


def positions(nodes: Nodes, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return where values lie among evenly spaced nodes, from 0."""
    if nodes.size == 1:
        return np.zeros_like(values)
    step = nodes[1] - nodes[0]
    position: NDArray[np.float32] = np.clip(
        (values - np.float32(nodes[0])) / np.float32(step), 0, np.float32(nodes.size - 1)
    )
    return position


@njit(cache=True, nogil=True)
def _sum_up(
    fractions: NDArray[np.float32],
    tables: NDArray[np.float32],
    transmit: NDArray[np.float32],
    off_resonance: NDArray[np.float32],
    sums: NDArray[np.float32],
) -> None:
    tissues, rows, columns = fractions.shape
    _, transmits, fields, count = tables.shape
    total = np.empty(count, dtype=np.float32)
    for row in range(rows):
        for column in range(columns):
            i, j = int(transmit[row, column]), int(off_resonance[row, column])
            i_next, j_next = min(i + 1, transmits - 1), min(j + 1, fields - 1)
            right = np.float32(transmit[row, column] - i)
            up = np.float32(off_resonance[row, column] - j)
            left, down = np.float32(1) - right, np.float32(1) - up
            filled = False
            for tissue in range(tissues):
                share = fractions[tissue, row, column]
                if share > 0:
                    if not filled:
                        total[:] = 0
                        filled = True
                    for index in range(count):
                        value = left * tables[tissue, i, j, index]
                        value += right * tables[tissue, i_next, j, index]
                        if fields > 1:
                            above = left * tables[tissue, i, j_next, index]
                            above += right * tables[tissue, i_next, j_next, index]
                            value = down * value + up * above
                        total[index] += share * value
            if filled:
                for index in range(count):
                    sums[index, row, column] = total[index]


def _between(nodes: Nodes, values: NDArray[np.float64]) -> tuple[NDArray[np.intp], Nodes]:
    """Return the node below each value, and how far it lies towards the next."""
    if nodes.size == 1:
        return np.zeros(values.size, dtype=np.intp), np.zeros(values.size)
    position = np.clip((values - nodes[0]) / (nodes[1] - nodes[0]), 0, nodes.size - 1)
    below = position.astype(np.intp)
    return below, position - below


def _nodes(values: list[NDArray[np.float32]], step: float) -> Nodes:
    """Return multiples of a step that hold all values between them."""
    first = np.floor(min(float(of_plane.min()) for of_plane in values) / step)
    last = np.ceil(max(float(of_plane.max()) for of_plane in values) / step)
    return np.arange(first, max(last, first + 1) + 1) * np.float64(step)


def _survey(scene: Scene) -> list[Plane]:
    """Return planes with a coarse grid of points over the object."""
    across, along, up = (
        np.linspace(low, high, max(2, round((high - low) / _SURVEY_MM)))
        for low, high in scene.phantom.bounds_mm
    )
    return [
        Plane((0.0, 0.0, height), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), across, along)
        for height in up.tolist()
    ]
