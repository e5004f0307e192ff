"""The ACR large phantom, analytic, from its published geometry.

American College of Radiology, Large and Medium Phantom Test Guidance for the MRI Accreditation
Program, 2022: inside diameter 190 mm, inside length 148 mm, eleven slices of 5 mm, 10 mm apart,
from the crossing of the lower wedges to that of the upper ones. Where the guidance gives no
number, positions are those measured in images of real phantoms. Acrylic and air give no signal.

Phantom coordinates are the scanner's: x towards L, y towards P, z towards H, slice 6 at the
isocentre, slice 1 at z = -50 mm. The vial lies at the upper left of the image.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Points
from telescan.mr.phantom.acr import grid, low_contrast, ramps, resolution, vial, wedges
from telescan.mr.phantom.acr.shapes import (
    Interval,
    Samples,
    Share,
    Z,
    cylinder,
    overlap,
    samples_of,
)
from telescan.mr.phantom.interface import Bounds
from telescan.mr.tissue import Tissue

INSIDE_DIAMETER_MM = 190.0
INSIDE_Z_MM = (-80.2, 67.8)


class _Insert(NamedTuple):
    """A part, and the cuboid that holds it."""

    share: Callable[[Samples], Share]
    x_mm: Interval
    y_mm: Interval
    z_mm: Interval


_SOLIDS = (
    _Insert(wedges.solid, wedges.BAR_X_MM, (-94.0, -40.0), INSIDE_Z_MM),
    _Insert(resolution.solid, resolution.BLOCK_X_MM, (15.0, 62.0), (-56.0, -15.0)),
    _Insert(ramps.solid, ramps.BLOCK_X_MM, ramps.BLOCK_Y_MM, ramps.BLOCK_Z_MM),
    _Insert(grid.solid, (-76.0, 76.0), (-76.0, 76.0), grid.Z_MM),
    _Insert(low_contrast.solid, (-51.0, 52.0), (-43.5, 59.0), low_contrast.RING_Z_MM),
)
_VIAL = ((-65.0, -26.0), (-64.0, -25.5), vial.OUTER_Z_MM)


class AcrPhantom:
    """The ACR large phantom."""

    name = "acr"
    tissues = (Tissue.DOPED_WATER, Tissue.STRONGLY_DOPED_WATER, Tissue.ACRYLIC)

    @property
    def bounds_mm(self) -> Bounds:
        """Its lowest and highest coordinates."""
        radius = INSIDE_DIAMETER_MM / 2
        return (-radius, radius), (-radius, radius), INSIDE_Z_MM

    def fractions(self, points: Points) -> NDArray[np.float32]:
        """Return the shares of the filling, the vial's and acrylic, (tissue, phase, frequency)."""
        samples = samples_of(points)
        inside = cylinder(samples, (0.0, 0.0), INSIDE_DIAMETER_MM / 2)
        inside *= overlap(samples.z, samples.length_mm(Z), INSIDE_Z_MM)
        water, strong = inside.copy(), np.zeros_like(inside)
        for insert in _SOLIDS:
            near = samples.within(insert.x_mm, insert.y_mm, insert.z_mm)
            if near.any():
                water[near] -= insert.share(samples.at(near))
        near = samples.within(*_VIAL)
        if near.any():
            beside = samples.at(near)
            water[near] -= vial.tube(beside)
            strong[near] = vial.filling(beside)
        water = np.maximum(water, 0)
        acrylic = np.maximum(inside - water - strong, 0)
        return np.stack([water, strong, acrylic]).reshape(len(self.tissues), *points.shape)
