"""What every phantom can tell of itself."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Points
from telescan.mr.tissue import Tissue

Bounds = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


class Phantom(Protocol):
    """An object in patient coordinates, known by the share of each tissue at each point."""

    @property
    def name(self) -> str:
        """Name that users choose it by."""
        ...

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """Tissues it is made of, in the order of its fractions."""
        ...

    @property
    def bounds_mm(self) -> Bounds:
        """Lowest and highest patient coordinate of anything in it, along L, P and H."""
        ...

    def __hash__(self) -> int:
        """Tell phantoms apart: what is worked out of one is kept."""
        ...

    def fractions(self, points: Points) -> NDArray[np.float32]:
        """Return the share of each tissue at each point, (tissue, phase, frequency); rest is air.

        A point on a border is shared in proportion to the box that it stands for, so that planes
        finer than the image give partial volume and truncation as a real object does.
        """
        ...


def inside(
    distance_mm: NDArray[np.float32], edge_mm: NDArray[np.float32] | np.float32
) -> NDArray[np.float32]:
    """Return the share of a point's box that lies inside a surface (negative distance).

    ``edge_mm`` is the extent of the box across the surface.
    """
    share: NDArray[np.float32] = np.clip(np.float32(0.5) - distance_mm / edge_mm, 0, 1)
    return share


def edge_mm(points: Points, slope: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far a point's box extends across a surface.

    ``slope`` is the change of the distance to the surface along the points' normal.
    """
    in_plane = np.float32(max(points.spacing_mm, _SHARPEST_MM))
    edge: NDArray[np.float32] = np.maximum(
        np.abs(slope) * np.float32(points.thickness_mm), in_plane
    )
    return edge


_SHARPEST_MM = 0.05
