"""The low-contrast insert of slices 8 to 11: four thin sheets with holes, inside a ring.

A sheet takes away its own thickness of water from a slice of 5 mm; its holes do not. Three holes of
one size lie on each of ten spokes, sizes falling clockwise from 7.0 to 1.5 mm. Each sheet is turned
9 degrees from the one before.
"""

import math

from telescan.mr.phantom.acr.shapes import Interval, Samples, Share, Z, cylinder, hole, overlap

CENTRE_MM = (0.3, 7.8)
RING_RADII_MM = (44.45, 50.8)
RING_Z_MM = (19.0, 67.8)
SHEET_Z_MM = (20.0, 30.0, 40.0, 50.0)
CONTRASTS = (0.014, 0.025, 0.036, 0.051)
"""Of slices 8, 9, 10 and 11: share of the signal of a slice of 5 mm that a sheet takes away."""
NOMINAL_SLICE_MM = 5.0
SPOKES = 10
HOLE_RADII_MM = (12.7, 25.4, 38.1)
"""Distances of a spoke's holes from the middle."""
LARGEST_MM, SMALLEST_MM = 7.0, 1.5
TURN_DEG = 9.0
"""Of each sheet from the one before, clockwise as the image shows it."""


def hole_diameter_mm(spoke: int) -> float:
    """Return the diameter of a spoke's holes."""
    return LARGEST_MM - (LARGEST_MM - SMALLEST_MM) * spoke / (SPOKES - 1)


def holes_mm(sheet: int, spoke: int) -> tuple[tuple[float, float], ...]:
    """Return the centres (x, y) of a spoke's holes."""
    angle = math.radians(TURN_DEG * sheet + 360 / SPOKES * spoke)
    x, y = CENTRE_MM
    return tuple((x + away * math.sin(angle), y - away * math.cos(angle)) for away in HOLE_RADII_MM)


def solid(samples: Samples) -> Share:
    """Return the share of acrylic and of the sheets."""
    inner, outer = (cylinder(samples, CENTRE_MM, radius) for radius in RING_RADII_MM)
    high = samples.length_mm(Z)
    share: Share = (outer - inner) * overlap(samples.z, high, RING_Z_MM)
    for sheet, (height_mm, contrast) in enumerate(zip(SHEET_Z_MM, CONTRASTS, strict=True)):
        half = contrast * NOMINAL_SLICE_MM / 2
        interval = (height_mm - half, height_mm + half)
        near = samples.within(None, None, interval)
        if near.any():
            share[near] += inner[near] * _sheet(samples.at(near), sheet, interval)
    return share


def _sheet(samples: Samples, sheet: int, z_mm: Interval) -> Share:
    """Return the share of a sheet without its holes."""
    share = overlap(samples.z, samples.length_mm(Z), z_mm)
    for spoke in range(SPOKES):
        diameter = hole_diameter_mm(spoke)
        for x, y in holes_mm(sheet, spoke):
            near = samples.within((x - diameter, x + diameter), (y - diameter, y + diameter), None)
            if near.any():
                share[near] *= 1 - hole(samples.at(near), (x, y), diameter)
    return share
