"""The crossed 45 degree wedges for slice position, on a bar at the phantom's top.

Each pair stands side by side and crosses at the middle of slice 1 or 11. A slice that lies farther
in sees the wedge on the right longer at slice 1 and the one on the left at slice 11; the bars then
differ in length by twice the error.
"""

import math

import numpy as np

from telescan.mr.geometry import Vector
from telescan.mr.phantom.acr.shapes import Interval, Samples, Share, below, cuboid

BAR_X_MM = (-6.0, 6.0)
BAR_Y_MM = (-93.3, -79.2)
BAR_Z_MM = (-70.5, 65.0)
CROSSING_Y_MM = -62.7
"""Where both wedges of a pair end at the middle of their slice."""
SLICE_1_Z_MM, SLICE_11_Z_MM = -50.0, 50.0

_LEFT: Interval = (-6.0, 0.0)
_RIGHT: Interval = (0.0, 6.0)
_DEEPEST_Y_MM = -40.0


def solid(samples: Samples) -> Share:
    """Return the share of acrylic."""
    share = cuboid(samples, BAR_X_MM, BAR_Y_MM, BAR_Z_MM)
    for side, crossing_z_mm, rising, z_mm in (
        (_RIGHT, SLICE_1_Z_MM, 1.0, (-70.5, -29.5)),
        (_LEFT, SLICE_1_Z_MM, -1.0, (-80.2, BAR_Z_MM[1])),
        (_RIGHT, SLICE_11_Z_MM, 1.0, (BAR_Z_MM[0], 65.0)),
        (_LEFT, SLICE_11_Z_MM, -1.0, (34.5, 65.0)),
    ):
        share += _wedge(samples, side, crossing_z_mm, rising, z_mm)
    share += cuboid(samples, _LEFT, BAR_Y_MM, (-80.2, BAR_Z_MM[0]))
    return share


def _wedge(
    samples: Samples, side: Interval, crossing_z_mm: float, rising: float, z_mm: Interval
) -> Share:
    """Return one wedge; ``rising`` is how its edge moves down in the image towards slice 11."""
    half = 1 / math.sqrt(2)
    direction: Vector = (0.0, half, -half * rising)
    height = half * (CROSSING_Y_MM - rising * crossing_z_mm)
    body = cuboid(samples, side, (BAR_Y_MM[1], _DEEPEST_Y_MM), z_mm)
    share: Share = (body * below(samples, direction, height)).astype(np.float32)
    return share
