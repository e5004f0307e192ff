"""The object of a slab: what is excited of it, plane by plane, on points finer than the image."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from telescan.mr.cayley_klein import tipped_share
from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.field.readout_shift import shifted_along_readout
from telescan.mr.field.transmit import transmit_scale
from telescan.mr.geometry import Plane
from telescan.mr.prescription import Prescription
from telescan.mr.saturation_band import left_by_bands
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.interface import Surroundings
from telescan.mr.slice_object import receiver_filter, slice_plane, smooth_maps
from telescan.mr.spin_groups import inflow_mm
from telescan.mr.volume.grid import VolumeGrid
from telescan.mr.volume.groups import SlabGroups, positions, slab_groups, summed

_LEAST_EXCITED = 2e-3
"""Planes excited less than this are left out."""
_FIELD_POINT_MM = 5.0


@dataclass(frozen=True)
class SlabObject:
    """What a 3D prescription excites of a scene."""

    prescription: Prescription
    scene: Scene
    grid: VolumeGrid

    @cached_property
    def groups(self) -> SlabGroups:
        """The groups of spins that are told apart."""
        return slab_groups(self.prescription, self.scene)

    @cached_property
    def rows(self) -> slice:
        """Which points along phase the object covers."""
        low, high = self.grid.phase_line.extent_mm(self.scene.phantom.bounds_mm)
        return _covering(self.grid.phase.points_mm, low, high)

    @cached_property
    def planes(self) -> range:
        """Which points along the slab have a plane that is excited and may hold something."""
        low, high = self.grid.slab_line.extent_mm(self.scene.phantom.bounds_mm)
        holding = _covering(self.grid.slab.points_mm, low, high)
        seen = np.flatnonzero(self._excited[holding] >= _LEAST_EXCITED) + holding.start
        return (
            range(seen[0], seen[-1] + 1) if seen.size else range(holding.start, holding.start + 1)
        )

    @cached_property
    def _excited(self) -> NDArray[np.float32]:
        """Signal over that in the middle of the slab, by point along it."""
        return slab_profile(self.prescription, self.scene, self.grid.slab.points_mm)

    def sums(self, point: int, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return sums, (sum, group), of the object in the plane of one point.

        Of axes (sum, row, frequency).
        """
        slab, groups = self.grid.slab, self.groups
        from_first_mm = self.grid.slab_origin_mm + float(slab.points_mm[point])
        points_mm = self.grid.phase.points_mm[self.rows], self.grid.frequency.points_mm
        plane = slice_plane(
            self.prescription,
            0,
            *points_mm,
            from_centre_mm=from_first_mm,
            thickness_mm=slab.point_spacing_mm,
        )
        tissues = self.scene.phantom.tissues
        slice_index = from_first_mm / self.prescription.slice_thickness_mm
        come = inflow_mm(self.prescription, slice_index, tissues)
        field_hz = self._smooth(points_mm, from_first_mm, Surroundings.OFF_RESONANCE)
        transmit = self._smooth(points_mm, from_first_mm, Surroundings.TRANSMIT_FIELD)
        maps = summed(
            self.scene.phantom.fractions(plane),
            groups.tables(sums, come),
            positions(groups.transmit, transmit),
            positions(groups.off_resonance_hz, field_hz),
        )
        seen = shifted_along_readout(maps, field_hz, self._hz_per_point)
        seen *= receiver_filter(self.grid.frequency.points) * self._excited[point]
        return seen

    @property
    def _hz_per_point(self) -> float:
        """Bandwidth of the receiver between neighbouring points along frequency."""
        frequency = self.grid.frequency
        voxel_mm = frequency.fov_mm / frequency.encoded
        return self.prescription.pixel_bandwidth_hz * frequency.point_spacing_mm / voxel_mm

    def _smooth(
        self,
        points_mm: tuple[NDArray[np.float64], NDArray[np.float64]],
        from_first_mm: float,
        field: Surroundings,
    ) -> NDArray[np.float32]:
        """Return a field in a plane, (row, frequency)."""

        def on(plane: Plane) -> NDArray[np.float32]:
            if field is Surroundings.TRANSMIT_FIELD:
                return transmit_scale(self.scene.model, plane)
            return off_resonance_hz(self.scene, plane)

        return smooth_maps(
            self.prescription,
            0,
            points_mm,
            on,
            spacing_mm=_FIELD_POINT_MM,
            from_centre_mm=from_first_mm,
        )


def slab_profile(
    prescription: Prescription, scene: Scene, slab_mm: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the signal along a slab over that in its middle, ``slab_mm`` from its origin.

    The excited slab is as thick as its slices together; its ends fall off as the excitation's
    time-bandwidth product lets them, and what they excite beyond the encoded slab wraps. Saturation
    bands are taken out.
    """
    pulse = sequence_of(prescription).selective_pulses(prescription, scene.model)[0]
    thickness_mm = prescription.slices * prescription.slice_thickness_mm
    middle_mm = (prescription.slices % 2 - 1) / 2 * prescription.slice_thickness_mm
    from_middle_mm = slab_mm - np.float64(middle_mm)
    offset = np.concatenate([[0.0], from_middle_mm / thickness_mm])
    tipped = tipped_share(np.array(pulse.flip_angle_deg), offset, pulse.time_bandwidth)
    transverse = np.sqrt(tipped * (1 - tipped))
    left = left_by_bands(prescription, from_middle_mm)
    return np.asarray(transverse[1:] / transverse[0] * left, dtype=np.float32)


def _covering(points_mm: NDArray[np.float64], low_mm: float, high_mm: float) -> slice:
    """Return the points in a range, and one more on either side; at least one."""
    first = min(max(int(np.searchsorted(points_mm, low_mm)) - 1, 0), points_mm.size - 1)
    last = int(np.searchsorted(points_mm, high_mm, side="right")) + 1
    return slice(first, max(min(last, points_mm.size), first + 1))
