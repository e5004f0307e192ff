"""The resolution insert of slice 1: three pairs of hole arrays, and two wells, in a block.

Each pair shares a hole: four rows of four holes above and left of it, every row a little further
right than the one above, and four columns of four below and right of it, every column a little
lower than the one before. Holes lie twice their diameter apart.
"""

from telescan.mr.phantom.acr.shapes import Samples, Share, Z, cuboid, hole, overlap

BLOCK_X_MM, BLOCK_Y_MM, BLOCK_Z_MM = (-56.9, 57.0), (19.0, 57.4), (-55.7, -45.7)
LEG_X_MM, LEG_Z_MM = (48.3, 57.0), (-45.7, -15.0)

HOLE_DIAMETERS_MM = (1.1, 1.0, 0.9)
SHARED_HOLE_MM = ((-14.1, 38.2), (8.8, 38.2), (31.8, 38.2))
"""Centre of the hole that both arrays of a pair have, (x, y)."""
_SHIFT_MM = 0.2
"""By which rows are shifted right and columns down."""

_WELLS = (
    ((-51.0, -40.8), (31.0, 41.2), BLOCK_Z_MM),
    ((-40.2, -30.2), (39.8, 49.8), (-55.7, -49.5)),
)
_PORTS = (((-48.0, -40.6), (15.7, 19.0), BLOCK_Z_MM), ((-38.4, -31.0), (57.4, 61.0), BLOCK_Z_MM))


def holes_mm(pair: int) -> tuple[tuple[float, float], ...]:
    """Return the centres (x, y) of one pair's holes, the shared one once."""
    apart = 2 * HOLE_DIAMETERS_MM[pair]
    x, y = SHARED_HOLE_MM[pair]
    upper_left = [
        (x - column * apart - row * _SHIFT_MM, y - row * apart)
        for row in range(4)
        for column in range(4)
    ]
    lower_right = [
        (x + column * apart, y + row * apart + column * _SHIFT_MM)
        for row in range(4)
        for column in range(4)
    ]
    return tuple(dict.fromkeys(upper_left + lower_right))


def solid(samples: Samples) -> Share:
    """Return the share of acrylic."""
    share = cuboid(samples, BLOCK_X_MM, BLOCK_Y_MM, BLOCK_Z_MM)
    share += cuboid(samples, LEG_X_MM, BLOCK_Y_MM, LEG_Z_MM)
    for well in _WELLS:
        share -= cuboid(samples, *well)
    for port in _PORTS:
        share += cuboid(samples, *port)
    for pair, diameter in enumerate(HOLE_DIAMETERS_MM):
        x, y = SHARED_HOLE_MM[pair]
        reach = 8 * diameter
        near = samples.within((x - reach, x + reach), (y - reach, y + reach), BLOCK_Z_MM)
        if near.any():
            share[near] -= _holes(samples.at(near), pair, diameter)
    return share


def _holes(samples: Samples, pair: int, diameter_mm: float) -> Share:
    depth = overlap(samples.z, samples.length_mm(Z), BLOCK_Z_MM)
    share: Share = depth * sum(hole(samples, centre, diameter_mm) for centre in holes_mm(pair))
    return share
