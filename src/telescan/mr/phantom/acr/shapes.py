"""Shares of simple bodies in the boxes that points stand for.

A box is taken as long along a direction as its spread along it: exact for bodies whose faces are
parallel to the box's, and right to second order for others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Points, Vector

Share = NDArray[np.float32]
Interval = tuple[float, float]

_SHARPEST_MM = 0.02


@dataclass(frozen=True)
class Samples:
    """Some points of a slice as flat arrays (point,) in phantom coordinates, mm."""

    x: Share
    y: Share
    z: Share
    normal: Vector
    spacing_mm: float
    thickness_mm: float

    def length_mm(self, direction: Vector) -> np.float32:
        """Return how long the boxes are along a unit vector."""
        across = float(np.dot(direction, self.normal)) ** 2
        squared = across * self.thickness_mm**2 + (1 - across) * self.spacing_mm**2
        return np.float32(max(np.sqrt(max(squared, 0.0)), _SHARPEST_MM))

    def along(self, direction: Vector) -> Share:
        """Return how far the points lie along a unit vector."""
        a, b, c = (np.float32(component) for component in direction)
        along: Share = a * self.x + b * self.y + c * self.z
        return along

    def within(
        self, x_mm: Interval | None, y_mm: Interval | None, z_mm: Interval | None
    ) -> NDArray[np.bool_]:
        """Tell which boxes reach into a cuboid; None is without end."""
        near = np.ones(self.x.shape, dtype=np.bool_)
        for values, interval, axis in zip(
            (self.x, self.y, self.z), (x_mm, y_mm, z_mm), AXES, strict=True
        ):
            if interval is not None:
                reach = self.length_mm(axis)
                near &= (values > interval[0] - reach) & (values < interval[1] + reach)
        return near

    def at(self, where: NDArray[np.bool_]) -> "Samples":
        """Return some of the points."""
        return Samples(
            self.x[where],
            self.y[where],
            self.z[where],
            self.normal,
            self.spacing_mm,
            self.thickness_mm,
        )


X: Vector = (1.0, 0.0, 0.0)
Y: Vector = (0.0, 1.0, 0.0)
Z: Vector = (0.0, 0.0, 1.0)
AXES = (X, Y, Z)


def samples_of(points: Points) -> Samples:
    """Return all points of a slice."""
    x, y, z = (
        np.broadcast_to(points.coordinates_mm(axis), points.shape).ravel().astype(np.float32)
        for axis in range(3)
    )
    return Samples(x, y, z, points.normal, points.spacing_mm, points.thickness_mm)


def overlap(position_mm: Share, length_mm: np.float32, interval: Interval) -> Share:
    """Return the share of boxes, ``length_mm`` long, that lies in an interval."""
    low, high = ((np.float32(end) - position_mm) / length_mm for end in interval)
    half = np.float32(0.5)
    share: Share = np.maximum(np.minimum(high, half) - np.maximum(low, -half), 0)
    return share


def cuboid(samples: Samples, x_mm: Interval, y_mm: Interval, z_mm: Interval) -> Share:
    """Return the share of an upright cuboid."""
    sides = zip((samples.x, samples.y, samples.z), AXES, (x_mm, y_mm, z_mm), strict=True)
    share = np.ones(samples.x.shape, dtype=np.float32)
    for position, axis, interval in sides:
        share *= overlap(position, samples.length_mm(axis), interval)
    return share


def cylinder(samples: Samples, centre_mm: tuple[float, float], radius_mm: float) -> Share:
    """Return the share of an endless cylinder along z, wider than the boxes."""
    x = samples.x - np.float32(centre_mm[0])
    y = samples.y - np.float32(centre_mm[1])
    radius = np.hypot(x, y)
    outwards = np.maximum(radius, np.float32(1e-3))
    across = ((x * samples.normal[0] + y * samples.normal[1]) / outwards) ** 2
    squared = across * samples.thickness_mm**2 + (1 - across) * samples.spacing_mm**2
    length = np.maximum(np.sqrt(np.maximum(squared, 0)), np.float32(_SHARPEST_MM))
    # A box's rim is straight only nearly: the radius that keeps the cylinder's area.
    straight = np.sqrt(np.maximum(radius_mm**2 - length**2 / 12, 0))
    share: Share = np.clip(np.float32(0.5) - (radius - straight) / length, 0, 1).astype(np.float32)
    return share


def hole(samples: Samples, centre_mm: tuple[float, float], diameter_mm: float) -> Share:
    """Return the share of an endless small hole along z.

    Boxes longer than half of it see no more than its area, so it counts as square for them.
    """
    wide, deep = samples.length_mm(X), samples.length_mm(Y)
    if max(wide, deep) <= diameter_mm / 2:
        return cylinder(samples, centre_mm, diameter_mm / 2)
    half = diameter_mm * np.sqrt(np.pi) / 4
    x, y = centre_mm
    share: Share = overlap(samples.x, wide, (x - half, x + half)) * overlap(
        samples.y, deep, (y - half, y + half)
    )
    return share


def below(samples: Samples, direction: Vector, height_mm: float) -> Share:
    """Return the share of the half space lower than a height along a unit vector."""
    length = samples.length_mm(direction)
    from_face = (samples.along(direction) - np.float32(height_mm)) / length
    share: Share = np.clip(np.float32(0.5) - from_face, 0, 1)
    return share
