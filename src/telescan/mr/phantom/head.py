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

from telescan.mr.geometry import Plane, Points
from telescan.mr.phantom.sphere import SpherePhantom
from telescan.mr.phantom.volume import HalfVolume, Surface
from telescan.mr.tissue import Tissue

_DISTANCE_UNIT_MM = 0.25
_BRAIN_LEVELS = 63
_SHAPE_SPACING_MM = 2.0
_BRAIN_SPACING_MM = 1.0

_FLUID_TO_GRAY = (0.08, 0.48)
_GRAY_TO_WHITE = (0.66, 0.93)
"""Where on the brain's scale from fluid (0) to white matter (1) neighbours mix; gray between."""
_SKIN_MM = 2.0
_TABLE_MM = 1.6
"""Each of the two tables of cortical bone."""

MARKER_MM = (-87.2, -8.0, 12.0)
"""Centre of the capsule, patient coordinates: L is negative on the right side."""
_MARKER = SpherePhantom(diameter_mm=9.0, centre_mm=MARKER_MM, tissue=Tissue.FAT)

_DISTANCE = "distance_"

Field = NDArray[np.float32]
Surfaces = dict[str, Surface | None]


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

    def fractions(self, points: Points) -> NDArray[np.float32]:
        """Return the share of each tissue at each point, (tissue, phase, frequency)."""
        if not isinstance(points, Plane):
            message = "points: expected a plane"
            raise TypeError(message)
        return self._fractions(points)

    def _fractions(self, plane: Plane) -> NDArray[np.float32]:
        box_mm = max(plane.spacing_mm, plane.thickness_mm)
        surfaces = {
            name: field.surface_below(plane, box_mm + _TABLE_MM)
            for name, field in self._distances.items()
        }
        shares = np.zeros((len(self.tissues), *plane.shape), dtype=np.float32)
        dura, skin = surfaces["dura"], surfaces["skin"]
        if skin is not None:
            around = skin.distance_mm < box_mm
            if dura is not None:
                around &= dura.distance_mm > -box_mm
            self._fill_around(shares, around, _at(surfaces, around))
        if dura is not None:
            cranial = dura.distance_mm < box_mm
            scale, slope = (field[cranial] for field in self._brain.sample(plane))
            brain = _brain(scale, slope * np.float32(plane.thickness_mm))
            self._fill_brain(shares, cranial, _at(surfaces, cranial), brain)
        if surfaces["vessel"] is not None:
            shares *= 1 - surfaces["vessel"].share()
        marker = _MARKER.fractions(plane)[0]
        if marker.any():
            shares[self.tissues.index(Tissue.FAT)] += marker * (1 - shares.sum(axis=0))
        return shares

    def _fill_brain(
        self,
        shares: Field,
        where: NDArray[np.bool_],
        surfaces: Surfaces,
        brain: tuple[Field, Field],
    ) -> None:
        """Put brain, cord and fluid inside the dura."""
        fluid, white = brain
        cord = _within(surfaces["cord"])
        fluid, white = fluid * (1 - cord), white * (1 - cord) + cord
        cranial = _within(surfaces["dura"])
        for tissue, share in (
            (Tissue.CEREBROSPINAL_FLUID, fluid),
            (Tissue.WHITE_MATTER, white),
            (Tissue.GRAY_MATTER, 1 - fluid - white),
        ):
            shares[self.tissues.index(tissue)][where] += cranial * share

    def _fill_around(self, shares: Field, where: NDArray[np.bool_], surfaces: Surfaces) -> None:
        """Put the layers between dura and skin, the first at a point taking what it needs."""
        left = np.maximum(_within(surfaces["skin"]) - _within(surfaces["dura"]), 0)
        for tissue, share in _around_the_brain(surfaces):
            if tissue is not None:
                shares[self.tissues.index(tissue)][where] += left * share
            left = left * (1 - share)
        shares[self.tissues.index(Tissue.FAT)][where] += left


def _origin(values: NDArray[Any]) -> tuple[float, float, float]:
    height, anterior, outwards = values.tolist()
    return height, anterior, outwards


def _brain(scale: Field, across: Field) -> tuple[Field, Field]:
    """Return shares of fluid and of white matter; the rest is gray matter.

    ``across`` is how much the scale changes through the thickness that a point stands for.
    """
    fluid = 1 - _ramp(scale, _FLUID_TO_GRAY, across)
    white = _ramp(scale, _GRAY_TO_WHITE, across)
    return fluid, np.minimum(white, 1 - fluid)


def _ramp(scale: Field, ends: tuple[float, float], across: Field) -> Field:
    """Return a smooth rise from 0 to 1, wider where the scale changes within a point's box."""
    lowest, highest = ends
    width = np.sqrt(np.float32((highest - lowest) ** 2) + across**2)
    from_middle = (scale - np.float32((lowest + highest) / 2)) / width
    clipped: Field = np.clip(from_middle + np.float32(0.5), 0, 1)
    steep: Field = clipped * clipped * (3 - 2 * clipped)
    return steep


def _at(surfaces: Surfaces, where: NDArray[np.bool_]) -> Surfaces:
    """Return surfaces at some of their points."""
    return {name: near.at(where) if near else None for name, near in surfaces.items()}


def _within(surface: Surface | None, grown_mm: float = 0.0) -> Field | np.float32:
    """Return the share inside a surface grown outwards; None is a surface that is far away."""
    return np.float32(0) if surface is None else surface.share(grown_mm)


def _around_the_brain(at: Surfaces) -> list[tuple[Tissue | None, Field | np.float32]]:
    """Return the layers outside the dura, each with its share of what earlier ones leave.

    None is air.
    """
    diploe = _within(at["skull"], -_TABLE_MM) * (1 - _within(at["dura"], _TABLE_MM))
    return [
        (Tissue.SKIN, 1 - _within(at["skin"], -_SKIN_MM)),
        (Tissue.VITREOUS, _within(at["globe"])),
        (Tissue.MUSCLE, _within(at["orbital"])),
        (Tissue.FAT, _within(at["orbit"])),
        (None, _within(at["air"])),
        (Tissue.SKIN, _within(at["mucosa"])),
        (Tissue.MARROW, diploe),
        (Tissue.CORTICAL_BONE, _within(at["skull"])),
        (Tissue.MARROW, _within(at["marrow"])),
        (Tissue.CORTICAL_BONE, _within(at["marrow"], _TABLE_MM)),
        (Tissue.MUSCLE, _within(at["muscle"])),
    ]
