"""An adult head: the ICBM 152 average brain inside a synthetic skull, scalp, face and neck.

The brain's likelihoods and the distances to the smooth surfaces of the other parts ship on coarse
grids (data/ATTRIBUTION.txt says from where). Tissues are decided at each point that is asked for,
so borders are smooth and sharp at any resolution. The isocentre lies in the middle of the brain.
Large vessels are left empty, as fast flow leaves them. A fish-oil capsule sticks to the right
temple, as technologists mark the side.
"""

from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane
from telescan.mr.phantom.interface import edge_of, inside
from telescan.mr.phantom.volume import HalfVolume
from telescan.mr.tissue import Tissue

_DISTANCE_UNIT_MM = 0.25
_BRAIN_LEVELS = 63
_SHAPE_SPACING_MM = 2.0
_BRAIN_SPACING_MM = 1.0

_GRAY = 0.60
"""Where gray matter lies on the brain's scale from fluid (0) to white matter (1)."""
_FLUID_BELOW, _WHITE_ABOVE = 0.12, 0.93
"""Ends of the scale that are fluid and white matter alone."""
_SKIN_MM = 2.0
_TABLE_MM = 1.6
"""Each of the two tables of cortical bone."""
_LINING_MM = 1.2
"""Mucosa around air."""

MARKER_MM = (-87.2, -8.0, 12.0)
"""Centre of the capsule, patient coordinates: L is negative on the right side."""
_MARKER_RADIUS_MM = 4.5

_DISTANCE = "distance_"

Field = NDArray[np.float32]


class HeadPhantom:
    """The head."""

    name = "head"
    bounds_mm = ((-92.0, 92.0), (-142.0, 110.0), (-166.0, 99.0))
    tissues = (
        Tissue.GRAY_MATTER,
        Tissue.WHITE_MATTER,
        Tissue.CEREBROSPINAL_FLUID,
        Tissue.FAT,
        Tissue.MUSCLE,
        Tissue.SKIN,
        Tissue.CORTICAL_BONE,
        Tissue.MARROW,
        Tissue.VITREOUS,
    )

    @cached_property
    def _brain(self) -> HalfVolume:
        """The scale from fluid to white matter."""
        scale = self._arrays["scale_brain"].astype(np.float32) / np.float32(_BRAIN_LEVELS)
        return HalfVolume(scale, _origin(self._arrays["brain_origin_mm"]), _BRAIN_SPACING_MM)

    @cached_property
    def _distances(self) -> dict[str, HalfVolume]:
        """Distances to the surfaces of the other parts, mm, negative inside."""
        origin = _origin(self._arrays["shape_origin_mm"])
        unit = np.float32(_DISTANCE_UNIT_MM)
        return {
            key.removeprefix(_DISTANCE): HalfVolume(
                values.astype(np.float32) * unit, origin, _SHAPE_SPACING_MM
            )
            for key, values in self._arrays.items()
            if key.startswith(_DISTANCE)
        }

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        path = resources.files("telescan.mr.phantom") / "data" / "head.npz"
        with path.open("rb") as file, np.load(file) as data:
            return dict(data)

    def fractions(self, plane: Plane) -> NDArray[np.float32]:
        """Return the share of each tissue at each point, (tissue, phase, frequency)."""
        edge = edge_of(plane)
        distances = {
            name: field.sample_below(plane, edge + _LINING_MM)
            for name, field in self._distances.items()
        }
        shares = np.zeros((len(self.tissues), *plane.shape), dtype=np.float32)
        dura, skin = distances["dura"], distances["skin"]
        if skin is not None:
            around = np.ones(plane.shape, np.bool_) if dura is None else dura > -edge
            around &= skin < edge
            self._fill_around(shares, around, distances, edge)
        if dura is not None:
            scale = self._brain.sample(plane)
            self._fill_brain(shares, dura < edge, distances, scale, edge)
        vessel = distances["vessel"]
        if vessel is not None:
            shares *= 1 - inside(vessel, edge)
        marker = _marker(plane, edge)
        if marker.any():
            shares[self.tissues.index(Tissue.FAT)] += marker * (1 - shares.sum(axis=0))
        return shares

    def _fill_brain(
        self,
        shares: Field,
        where: NDArray[np.bool_],
        distances: dict[str, Field | None],
        scale: Field,
        edge: float,
    ) -> None:
        """Put brain, cord and fluid inside the dura."""
        fluid = _ramp((_GRAY - scale[where]) / np.float32(_GRAY - _FLUID_BELOW))
        white = _ramp((scale[where] - _GRAY) / np.float32(_WHITE_ABOVE - _GRAY))
        at = {name: None if field is None else field[where] for name, field in distances.items()}
        cord = _within(at["cord"], edge)
        fluid, white = fluid * (1 - cord), white * (1 - cord) + cord
        cranial = _within(at["dura"], edge)
        for tissue, share in (
            (Tissue.CEREBROSPINAL_FLUID, fluid),
            (Tissue.WHITE_MATTER, white),
            (Tissue.GRAY_MATTER, 1 - fluid - white),
        ):
            shares[self.tissues.index(tissue)][where] += cranial * share

    def _fill_around(
        self,
        shares: Field,
        where: NDArray[np.bool_],
        distances: dict[str, Field | None],
        edge: float,
    ) -> None:
        """Put the layers between dura and skin, the first at a point taking what it needs."""
        at = {name: None if field is None else field[where] for name, field in distances.items()}
        left = _within(at["skin"], edge) - _within(at["dura"], edge)
        left = np.maximum(left, np.float32(0))
        for tissue, share in _around_the_brain(at, edge):
            if tissue is not None:
                shares[self.tissues.index(tissue)][where] += left * share
            left = left * (1 - share)
        shares[self.tissues.index(Tissue.FAT)][where] += left


def _origin(values: NDArray[Any]) -> tuple[float, float, float]:
    height, anterior, outwards = values.tolist()
    return height, anterior, outwards


def _ramp(share: Field) -> Field:
    """Return a share made steeper in its middle: what is mostly one tissue is it."""
    clipped = np.clip(share, 0, 1)
    steep: Field = clipped * clipped * (3 - 2 * clipped)
    return steep


def _within(distance_mm: Field | None, edge: float, grown_mm: float = 0.0) -> Field | np.float32:
    """Return the share inside a surface grown outwards; None is a surface that is far away."""
    if distance_mm is None:
        return np.float32(0)
    return inside(distance_mm - np.float32(grown_mm), edge)


def _around_the_brain(
    at: dict[str, Field | None], edge: float
) -> list[tuple[Tissue | None, Field | np.float32]]:
    """Return the layers outside the dura, each with its share of what earlier ones leave.

    None is air.
    """
    diploe = _within(at["skull"], edge, -_TABLE_MM) * (1 - _within(at["dura"], edge, _TABLE_MM))
    return [
        (Tissue.SKIN, 1 - _within(at["skin"], edge, -_SKIN_MM)),
        (Tissue.VITREOUS, _within(at["globe"], edge)),
        (Tissue.MUSCLE, _within(at["orbital"], edge)),
        (Tissue.FAT, _within(at["orbit"], edge)),
        (None, _within(at["air"], edge)),
        (Tissue.SKIN, _within(at["air"], edge, _LINING_MM)),
        (Tissue.MARROW, diploe),
        (Tissue.CORTICAL_BONE, _within(at["skull"], edge)),
        (Tissue.MARROW, _within(at["marrow"], edge)),
        (Tissue.CORTICAL_BONE, _within(at["marrow"], edge, _TABLE_MM)),
        (Tissue.MUSCLE, _within(at["muscle"], edge)),
    ]


def _marker(plane: Plane, edge: float) -> Field:
    """Return the share of fish oil."""
    squared = sum((plane.coordinates_mm(axis) - c) ** 2 for axis, c in enumerate(MARKER_MM))
    distance = (np.sqrt(squared) - _MARKER_RADIUS_MM).astype(np.float32)
    return inside(np.broadcast_to(distance, plane.shape), edge)
