"""The head at points wherever they lie: tilted planes, bent sheets, and planes along the axes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.geometry import Plane, Sheet, Vector
from telescan.mr.phantom import phantom_named

HEAD = phantom_named("head+ms-plaques+microbleeds")
L, P, H, F = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, -1.0)


def steps(half_mm: float, step_mm: float) -> np.ndarray:
    return np.arange(-half_mm, half_mm + step_mm / 2, step_mm)


def sheet_of(plane: Plane) -> Sheet:
    points = np.stack([np.broadcast_to(plane.coordinates_mm(i), plane.shape) for i in range(3)])
    return Sheet(points, plane.normal, plane.spacing_mm, plane.thickness_mm)


@pytest.mark.parametrize("thickness_mm", [0.5, 4.0])
@pytest.mark.parametrize(("phase", "frequency"), [(L, P), (P, L), (P, F), (L, F), (H, L)], ids=str)
def test_a_sheet_sees_what_a_plane_of_the_same_points_sees(
    phase: Vector, frequency: Vector, thickness_mm: float
) -> None:
    plane = Plane((4, -6, 9), phase, frequency, steps(110, 2), steps(110, 2), thickness_mm)
    np.testing.assert_allclose(HEAD.fractions(sheet_of(plane)), HEAD.fractions(plane), atol=2e-4)


@settings(max_examples=25, deadline=None)
@given(
    tilt=st.floats(-1.2, 1.2),
    turn=st.floats(-0.6, 0.6),
    x=st.floats(-70, 70),
    y=st.floats(-80, 80),
    z=st.floats(-70, 70),
)
def test_a_point_of_a_tilted_plane_is_that_of_a_plane_along_the_axes(
    tilt: float, turn: float, x: float, y: float, z: float
) -> None:
    phase: Vector = (math.cos(turn), math.sin(turn), 0.0)
    frequency: Vector = (
        -math.sin(turn) * math.cos(tilt),
        math.cos(turn) * math.cos(tilt),
        math.sin(tilt),
    )
    near = steps(0.4, 0.2)
    tilted = HEAD.fractions(Plane((x, y, z), phase, frequency, near, near))[:, 2, 2]
    level = HEAD.fractions(Plane((x, y, z), L, P, near, near))[:, 2, 2]
    np.testing.assert_allclose(tilted, level, atol=1e-3)


def test_a_thick_tilted_slice_is_the_mean_of_thin_ones() -> None:
    tilt = math.radians(25)
    axis: Vector = (0.0, math.cos(tilt), math.sin(tilt))
    normal = np.cross(L, axis)
    in_plane = steps(80, 1.0)
    thick = HEAD.fractions(Plane((0, 0, 20), L, axis, in_plane, in_plane, 3.0))
    thin = [
        HEAD.fractions(Plane(tuple(np.array([0, 0, 20]) + d * normal), L, axis, in_plane, in_plane))
        for d in np.arange(-1.25, 1.5, 0.5)
    ]
    assert abs(thick - np.mean(thin, axis=0)).mean() < 0.005


def test_a_bent_sheet_sees_each_point_where_it_lies() -> None:
    plane = Plane((0, 0, 15), L, P, steps(80, 1), steps(80, 1), 1.0)
    flat = sheet_of(plane)
    bent = flat.points_mm.copy()
    bent[2] += 6 * np.sign(bent[0])
    seen = HEAD.fractions(Sheet(bent, plane.normal, 1.0, 1.0))
    for height, rows in ((9, slice(0, 80)), (21, slice(81, None))):
        there = Plane((0, 0, height), L, P, plane.phase_mm, plane.frequency_mm, 1.0)
        np.testing.assert_allclose(seen[:, rows], HEAD.fractions(there)[:, rows], atol=2e-4)
