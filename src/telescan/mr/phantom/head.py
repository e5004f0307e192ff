"""An adult head: the ICBM 152 average brain inside a synthetic skull, scalp, face and neck.

The brain's likelihoods and the distances to the smooth surfaces of the other parts ship on coarse
grids (data/ATTRIBUTION.txt says from where). Tissues are decided at each point that is asked for,
so borders are smooth and sharp at any resolution. The isocentre lies in the middle of the brain.
Large vessels hold blood. A fish-oil capsule sticks to the right temple, as technologists mark the
side.
"""

from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane, Points
from telescan.mr.phantom.head_field import HalfField, is_aligned
from telescan.mr.phantom.head_layers import LAYER_TISSUES, SURFACES
from telescan.mr.phantom.head_sampling import fill_plane, fill_points
from telescan.mr.phantom.lesion import Lesion, put_in, tissues_of
from telescan.mr.phantom.nearby import nearby
from telescan.mr.phantom.sphere import SpherePhantom
from telescan.mr.phantom.vessels import ISOCENTRE_MNI_MM, Tubes, arteries, blood, veins
from telescan.mr.tissue import Tissue

_DISTANCE_UNIT_MM = 0.25
_BRAIN_LEVELS = 63
_SHAPE_SPACING_MM = 2.0
_BRAIN_SPACING_MM = 1.0

MARKER_MM = (-87.2, -8.0, 12.0)
"""Centre of the capsule, patient coordinates: L is negative on the right side."""
_BLOOD = (Tissue.ARTERIAL_BLOOD, Tissue.VENOUS_BLOOD)
_SINUS_DEPTH_MM = 2.2
"""Of the sagittal sinus below the skull."""
_MARKER = SpherePhantom(diameter_mm=9.0, centre_mm=MARKER_MM, tissue=Tissue.FAT)


class HeadPhantom:
    """The head, healthy or with lesions."""

    bounds_mm = ((-92.0, 92.0), (-142.0, 110.0), (-166.0, 99.0))

    def __init__(self, lesions: frozenset[Lesion] = frozenset()) -> None:
        self._lesions = lesions
        self.name = "+".join(("head", *(lesion for lesion in Lesion if lesion in lesions)))
        self.tissues = (*LAYER_TISSUES, *_BLOOD, *tissues_of(lesions))

    @cached_property
    def _brain(self) -> HalfField:
        """The scale from fluid to white matter."""
        scale = self._arrays["scale_brain"].astype(np.float32)[None]
        return HalfField(
            scale / np.float32(_BRAIN_LEVELS),
            _origin(self._arrays["brain_origin_mm"]),
            _BRAIN_SPACING_MM,
        )

    @cached_property
    def _shapes(self) -> HalfField:
        """Distances to the surfaces of the parts, mm, negative inside."""
        distances = np.stack([self._arrays[f"distance_{name}"] for name in SURFACES])
        return HalfField(
            distances.astype(np.float32) * np.float32(_DISTANCE_UNIT_MM),
            _origin(self._arrays["shape_origin_mm"]),
            _SHAPE_SPACING_MM,
        )

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        path = resources.files("telescan.mr.phantom") / "data" / "head.npz"
        with path.open("rb") as file, np.load(file) as data:
            return dict(data)

    def fractions(self, points: Points) -> NDArray[np.float32]:
        """Return the share of each tissue at each point, (tissue, phase, frequency)."""
        shares = np.zeros((len(self.tissues), *points.shape), dtype=np.float32)
        self._fill_layers(points, shares[: len(LAYER_TISSUES)])
        put_in(shares, self.tissues, self._lesions, points)
        for tissue, tubes in zip(_BLOOD, (self._arteries, self._veins), strict=True):
            vessels = blood(points, tubes)
            if vessels is not None:
                where = vessels > 0
                shares[:, where] *= 1 - vessels[where]
                shares[self.tissues.index(tissue)][where] = vessels[where]
        marker = nearby(points, _MARKER.centre_mm, _MARKER.diameter_mm / 2)
        if marker is not None:
            part = shares[:, marker.phase, marker.frequency]
            room = 1 - part.sum(axis=0)
            part[self.tissues.index(Tissue.FAT)] += _MARKER.fractions(marker.points)[0] * room
        return shares

    def _fill_layers(self, points: Points, shares: NDArray[np.float32]) -> None:
        """Fill the shares of what lies in layers, (tissue, phase, frequency)."""
        box_mm = (points.thickness_mm, points.spacing_mm)
        if isinstance(points, Plane) and is_aligned(points):
            shapes, brain = self._shapes.cut(points), self._brain.cut(points)
            fill_plane(shapes.flat, brain.flat, box_mm, shares)
            return
        x, y, z = (
            np.broadcast_to(points.coordinates_mm(axis), points.shape).astype(np.float32).ravel()
            for axis in range(3)
        )
        normal = np.array(points.normal, dtype=np.float32)
        flat = shares.reshape(len(shares), -1)
        fill_points((x, y, z, normal), self._shapes.whole, self._brain.whole, box_mm, flat)

    @cached_property
    def _arteries(self) -> Tubes:
        return arteries()

    @cached_property
    def _veins(self) -> Tubes:
        """Veins, with the sagittal sinus inside the dura all along the vault."""
        course = []
        for angle in np.deg2rad(np.arange(60, -97, -12)):
            away_mm = np.arange(30.0, 130.0, 0.5)
            front, height = away_mm * np.sin(angle), away_mm * np.cos(angle)
            dura = self._shapes.on_midline(SURFACES.index("dura"), height, front)
            inside = int(np.flatnonzero(dura < -_SINUS_DEPTH_MM)[-1])
            _, anterior, superior = np.add(ISOCENTRE_MNI_MM, (0, front[inside], height[inside]))
            radius = 1.2 + 2.6 * (np.pi / 3 - angle) / np.pi
            course.append((0.0, float(anterior), float(superior), float(radius)))
        return veins((*course, (0.0, -96.0, -14.0, 3.8)))


def _origin(values: NDArray[Any]) -> tuple[float, float, float]:
    height, anterior, outwards = values.tolist()
    return height, anterior, outwards
