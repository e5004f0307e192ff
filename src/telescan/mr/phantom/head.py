"""An adult head: the ICBM 152 average brain inside a synthetic skull, scalp, face and neck.

The brain's likelihoods and the distances to the smooth surfaces of the other parts ship on coarse
grids (data/ATTRIBUTION.txt says from where). Tissues are decided at each point that is asked for,
so borders are smooth and sharp at any resolution. The isocentre lies in the middle of the brain.
A fish-oil capsule sticks to the right temple, as technologists mark the side.
"""

from functools import cached_property
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane
from telescan.mr.phantom.interface import edge_of, inside
from telescan.mr.phantom.volume import HalfVolume
from telescan.mr.tissue import Tissue

_DISTANCE_UNIT_MM = 0.25
_LIKELIHOOD_LEVELS = 31
_SHAPE_SPACING_MM = 2.0
_BRAIN_SPACING_MM = 1.0

_SHARPNESS = np.float32(4.0)
"""Exponent on likelihoods: undoes part of the blur of averaging 152 brains."""
_SKIN_MM = 2.0
_TABLE_MM = 1.8
"""Each of the two tables of cortical bone."""
_SKULL_MM = 6.5

MARKER_MM = (-84.0, -8.0, 12.0)
"""Centre of the capsule, patient coordinates: L is negative on the right side."""
_MARKER_RADIUS_MM = 4.5

Field = NDArray[np.float32]


class HeadPhantom:
    """The head."""

    name = "head"
    extent_mm = 175.0
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
    def _fields(self) -> dict[str, HalfVolume]:
        path = resources.files("telescan.mr.phantom") / "data" / "head.npz"
        with path.open("rb") as file, np.load(file) as data:
            arrays = dict(data)
        shape_origin = tuple(arrays.pop("shape_origin_mm").tolist())
        brain_origin = tuple(arrays.pop("brain_origin_mm").tolist())
        fields = {}
        for key, values in arrays.items():
            kind, _, name = key.partition("_")
            if kind == "distance":
                scaled = values.astype(np.float32) * np.float32(_DISTANCE_UNIT_MM)
                fields[name] = HalfVolume(scaled, shape_origin, _SHAPE_SPACING_MM)
            else:
                scaled = values.astype(np.float32) / np.float32(_LIKELIHOOD_LEVELS)
                fields[name] = HalfVolume(scaled, brain_origin, _BRAIN_SPACING_MM)
        return fields

    def fractions(self, plane: Plane) -> NDArray[np.float32]:
        """Return the share of each tissue at each point, (tissue, phase, frequency)."""
        at = {name: field.sample(plane) for name, field in self._fields.items()}
        edge = edge_of(plane)
        cranial = inside(at["dura"], edge)
        shares = dict(zip(self.tissues[:3], _brain(at["gray"], at["white"]), strict=True))
        shares = {tissue: share * cranial for tissue, share in shares.items()}
        left = inside(at["skin"], edge) - cranial
        left *= 1 - inside(at["air"], edge)
        for tissue, share in _around_the_brain(at, edge):
            shares[tissue] = shares.get(tissue, 0) + left * share
            left = left * (1 - share)
        shares[Tissue.FAT] = shares.get(Tissue.FAT, 0) + left + _marker(plane, edge)
        return np.stack([np.maximum(shares[tissue], 0) for tissue in self.tissues])


def _brain(gray: Field, white: Field) -> tuple[Field, Field, Field]:
    """Return shares of gray matter, white matter and fluid inside the dura."""
    fluid = np.maximum(1 - gray - white, 0)
    powers: list[Field] = [np.maximum(part, 0) ** _SHARPNESS for part in (gray, white, fluid)]
    total = powers[0] + powers[1] + powers[2]
    return powers[0] / total, powers[1] / total, powers[2] / total


def _around_the_brain(at: dict[str, Field], edge: float) -> list[tuple[Tissue, Field]]:
    """Return the layers outside the dura, each with its share of what earlier ones leave."""
    skull = inside(at["dura"] - _SKULL_MM, edge)
    diploe = inside(at["dura"] - (_SKULL_MM - _TABLE_MM), edge)
    diploe = diploe * (1 - inside(at["dura"] - _TABLE_MM, edge))
    return [
        (Tissue.SKIN, 1 - inside(at["skin"] + _SKIN_MM, edge)),
        (Tissue.VITREOUS, inside(at["globe"], edge)),
        (Tissue.FAT, inside(at["orbit"], edge)),
        (Tissue.MARROW, diploe),
        (Tissue.CORTICAL_BONE, skull),
        (Tissue.MARROW, inside(at["vertebra"], edge)),
        (Tissue.MUSCLE, inside(at["muscle"], edge)),
    ]


def _marker(plane: Plane, edge: float) -> Field:
    """Return the share of fish oil."""
    squared = sum((plane.coordinates_mm(axis) - c) ** 2 for axis, c in enumerate(MARKER_MM))
    distance = (np.sqrt(squared) - _MARKER_RADIUS_MM).astype(np.float32)
    return inside(np.broadcast_to(distance, plane.shape), edge)
