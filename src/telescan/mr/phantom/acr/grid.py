"""The geometric accuracy grid of slice 5: ten by ten squares of 15 mm, cut short at the corners."""

import numpy as np

from telescan.mr.phantom.acr.shapes import Samples, Share, X, Y, Z, overlap

SQUARE_MM = 15.0
LINE_MM = 1.5
Z_MM = (-15.0, -5.0)
LINE_HALF_LENGTHS_MM = (75.0, 75.0, 75.0, 75.0, 60.0, 45.0)
"""Of the middle line, and of those to either side of it."""


def solid(samples: Samples) -> Share:
    """Return the share of acrylic."""
    wide, deep, high = (samples.length_mm(axis) for axis in (X, Y, Z))
    upright = _lines(samples.x, wide, samples.y, deep)
    level = _lines(samples.y, deep, samples.x, wide)
    share: Share = (upright + level - upright * level) * overlap(samples.z, high, Z_MM)
    return share


def _lines(across: Share, wide: np.float32, along: Share, deep: np.float32) -> Share:
    """Return the lines that stand across one direction and run along the other."""
    last = len(LINE_HALF_LENGTHS_MM) - 1
    number = np.clip(np.rint(across / np.float32(SQUARE_MM)), -last, last).astype(np.int32)
    half = np.array(LINE_HALF_LENGTHS_MM, dtype=np.float32)[abs(number)] + np.float32(LINE_MM / 2)
    from_line = across - np.float32(SQUARE_MM) * number.astype(np.float32)
    line = overlap(from_line, wide, (-LINE_MM / 2, LINE_MM / 2))
    inside: Share = np.clip(np.float32(0.5) + (half - abs(along)) / deep, 0, 1)
    return line * inside
