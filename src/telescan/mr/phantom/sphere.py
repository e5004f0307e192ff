"""A uniform sphere of doped water, known analytically at any resolution."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Points
from telescan.mr.phantom.interface import Bounds, edge_mm, inside
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

    def fractions(self, points: Points) -> NDArray[np.float32]:
        """Return the share of filling, (1, phase, frequency)."""
        away = [points.coordinates_mm(axis) - middle for axis, middle in enumerate(self.centre_mm)]
        radius = np.sqrt(sum(component**2 for component in away))
        across = sum(n * component for n, component in zip(points.normal, away, strict=True))
        slope = np.asarray(across / np.maximum(radius, 1e-6), dtype=np.float32)
        distance = np.asarray(radius - self.diameter_mm / 2, dtype=np.float32)
        return inside(distance, edge_mm(points, slope))[None]
