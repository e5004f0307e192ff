"""What every phantom can tell of itself."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane
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

    def fractions(self, plane: Plane) -> NDArray[np.float32]:
        """Return the share of each tissue at each point, (tissue, phase, frequency); rest is air.

        Edges are as sharp as the spacing of the points deserves, so that the points of a plane
        finer than the image give partial volume and truncation as a real object does.
        """
        ...


def inside(distance_mm: NDArray[np.float32], edge_mm: float) -> NDArray[np.float32]:
    """Return the share of a point's surroundings that lies inside a surface (negative distance).

    ``edge_mm`` is the width over which the surface counts as partly inside.
    """
    share: NDArray[np.float32] = np.clip(0.5 - distance_mm / np.float32(edge_mm), 0, 1)
    return share


def edge_of(plane: Plane) -> float:
    """Return the edge width that suits a plane: the spacing of its points."""
    spacings = [
        abs(float(points[1] - points[0]))
        for points in (plane.phase_mm, plane.frequency_mm)
        if points.size > 1
    ]
    return max([*spacings, 0.05])
