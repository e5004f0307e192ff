"""The part of a slice that lies near something small, and thinner slices that make up a thick one.

Small bodies are worked out only where they are, and often enough through a thick slice.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Plane, Points, Sheet, Vector

_COARSE = 8
"""Points of a bent slice that are looked at first, one of so many along either axis."""


class Nearby(NamedTuple):
    """Some points of a slice, and where they lie in it."""

    points: Points
    phase: slice
    frequency: slice


def nearby(points: Points, centre_mm: Vector, reach_mm: float) -> Nearby | None:
    """Return a rectangle of points that holds all whose boxes come within reach of a centre."""
    reach = reach_mm + points.thickness_mm / 2 + points.spacing_mm
    if isinstance(points, Plane):
        from_centre = np.subtract(centre_mm, points.centre_mm)
        if abs(np.dot(points.normal, from_centre)) > reach:
            return None
        along = (np.dot(axis, from_centre) for axis in (points.phase_axis, points.frequency_axis))
        near_phase, near_frequency = (
            abs(axis_mm - middle) <= reach
            for axis_mm, middle in zip((points.phase_mm, points.frequency_mm), along, strict=True)
        )
        phase, frequency = _span(near_phase), _span(near_frequency)
    else:
        coarse = [coordinate[::_COARSE, ::_COARSE] for coordinate in _coordinates(points)]
        reach += _COARSE * points.spacing_mm
        near = np.ones(coarse[0].shape, dtype=np.bool_)
        for coordinate, middle in zip(coarse, centre_mm, strict=True):
            near &= abs(coordinate - middle) <= reach
        phase, frequency = (_span(near.any(axis=1), _COARSE), _span(near.any(axis=0), _COARSE))
    if phase is None or frequency is None:
        return None
    return Nearby(_part(points, phase, frequency), phase, frequency)


def across_range_mm(points: Points) -> tuple[float, float]:
    """Return where points lie along their normal: at least from, at most to."""
    if isinstance(points, Plane):
        place = float(np.dot(points.normal, points.centre_mm))
        return place, place
    coarse = [coordinate[::_COARSE, ::_COARSE] for coordinate in _coordinates(points)]
    along = sum(n * c for n, c in zip(points.normal, coarse, strict=True))
    bent = _COARSE * points.spacing_mm
    return float(np.min(along)) - bent, float(np.max(along)) + bent


def thinner(points: Points, thickest_mm: float) -> Iterator[Points]:
    """Yield slices, none thicker than asked for, that together are as thick as one."""
    count = max(1, math.ceil(points.thickness_mm / thickest_mm))
    thickness = points.thickness_mm / count
    for index in range(count):
        yield _moved(points, (index - (count - 1) / 2) * thickness, thickness)


def _span(near: NDArray[np.bool_], step: int = 1) -> slice | None:
    """Return the run of points that holds all near ones, one more at either end."""
    where = np.flatnonzero(near)
    if where.size == 0:
        return None
    return slice(max(int(where[0]) - 1, 0) * step, (int(where[-1]) + 2) * step)


def _part(points: Points, phase: slice, frequency: slice) -> Points:
    if isinstance(points, Plane):
        return replace(
            points, phase_mm=points.phase_mm[phase], frequency_mm=points.frequency_mm[frequency]
        )
    part = np.stack([coordinate[phase, frequency] for coordinate in _coordinates(points)])
    return Sheet(part, points.normal, points.spacing_mm, points.thickness_mm)


def _moved(points: Points, across_mm: float, thickness_mm: float) -> Points:
    if isinstance(points, Plane):
        x, y, z = (c + across_mm * n for c, n in zip(points.centre_mm, points.normal, strict=True))
        return replace(points, centre_mm=(x, y, z), thickness_mm=thickness_mm)
    shift = across_mm * np.array(points.normal)[:, None, None]
    return Sheet(
        np.stack(_coordinates(points)) + shift, points.normal, points.spacing_mm, thickness_mm
    )


def _coordinates(points: Points) -> list[NDArray[np.float64]]:
    return [np.broadcast_to(points.coordinates_mm(axis), points.shape) for axis in range(3)]
