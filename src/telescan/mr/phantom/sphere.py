"""A uniform sphere of doped water, known analytically at any resolution."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane
from telescan.mr.phantom.interface import Bounds, edge_of, inside
from telescan.mr.tissue import Tissue


@dataclass(frozen=True)
class SpherePhantom:
    """A sphere, at the isocentre unless placed elsewhere."""

    diameter_mm: float = 170.0
    centre_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    tissue: Tissue = Tissue.DOPED_WATER
    name: str = "sphere"

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """The one filling."""
        return (self.tissue,)

    @property
    def bounds_mm(self) -> Bounds:
        """Its lowest and highest coordinates."""
        radius = self.diameter_mm / 2
        x, y, z = ((middle - radius, middle + radius) for middle in self.centre_mm)
        return x, y, z

    def fractions(self, plane: Plane) -> NDArray[np.float32]:
        """Return the share of filling, (1, phase, frequency)."""
        squared = sum(
            (plane.coordinates_mm(axis) - centre) ** 2 for axis, centre in enumerate(self.centre_mm)
        )
        distance = (np.sqrt(squared) - self.diameter_mm / 2).astype(np.float32)
        return inside(np.broadcast_to(distance, plane.shape), edge_of(plane))[None]
