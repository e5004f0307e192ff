"""The slice thickness insert of slice 1: two thin slots that cross, rising 1 in 10.

A slice sees each as a band ten times as long as it is thick. The slots rise in opposite directions,
so that their mean length does not depend on a tilt of the phantom.
"""

import numpy as np

from telescan.mr.phantom.acr.shapes import Interval, Samples, Share, X, Y, Z, cuboid, overlap

BLOCK_X_MM, BLOCK_Y_MM, BLOCK_Z_MM = (-89.2, 89.2), (-5.7, 5.8), (-80.2, -15.0)
CROSSING_Z_MM = -50.0
SLOPE = 0.1
SLOT_MM = 1.0
"""Height of a slot along z."""
UPPER_Y_MM, LOWER_Y_MM = (-4.9, 0.05), (0.05, 5.0)
_SLOT_X_MM = (-85.0, 85.0)


def solid(samples: Samples) -> Share:
    """Return the share of acrylic."""
    share = cuboid(samples, BLOCK_X_MM, BLOCK_Y_MM, BLOCK_Z_MM)
    share -= _slot(samples, UPPER_Y_MM, SLOPE)
    share -= _slot(samples, LOWER_Y_MM, -SLOPE)
    return share


def _slot(samples: Samples, y_mm: Interval, slope: float) -> Share:
    wide, deep, high = (samples.length_mm(axis) for axis in (X, Y, Z))
    from_middle = samples.z - np.float32(CROSSING_Z_MM) - np.float32(slope) * samples.x
    across = np.float32(np.hypot(high, slope * wide))
    share: Share = overlap(from_middle, across, (-SLOT_MM / 2, SLOT_MM / 2))
    share *= overlap(samples.y, deep, y_mm) * overlap(samples.x, wide, _SLOT_X_MM)
    return share
