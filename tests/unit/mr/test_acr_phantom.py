import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telescan.mr.geometry import Plane, Points, Sheet, Vector
from telescan.mr.phantom import phantom_named
from telescan.mr.phantom.acr import low_contrast, ramps, resolution, vial

L, P, F = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)
ACR = phantom_named("acr")


def slice_z_mm(number: int) -> float:
    """Return the middle of one of the eleven slices."""
    return -50.0 + 10 * (number - 1)


def water(points: Points) -> np.ndarray:
    return ACR.fractions(points)[:2].sum(axis=0)


def axial(z_mm: float, x_mm: np.ndarray, y_mm: np.ndarray, thickness_mm: float = 5.0) -> np.ndarray:
    """Return the water on an axial plane, (x, y)."""
    return water(Plane((0, 0, z_mm), L, P, x_mm, y_mm, thickness_mm))


def around(middle: float, half: float, step: float = 0.25) -> np.ndarray:
    return middle + np.arange(-half, half + step / 2, step)


def centroid(values: np.ndarray, x_mm: np.ndarray, y_mm: np.ndarray) -> tuple[float, float]:
    total = values.sum()
    return float((values.sum(axis=1) @ x_mm) / total), float((values.sum(axis=0) @ y_mm) / total)


def test_the_inside_is_190_mm_wide_and_148_mm_long() -> None:
    x = np.arange(-100, 100, 0.5)
    section = axial(slice_z_mm(7), x, np.array([40.0, 40.5]))[:, 0]
    assert section.sum() * 0.5 == pytest.approx(2 * math.sqrt(95**2 - 40**2), abs=0.3)
    z = np.arange(-90, 90, 0.5)
    along = water(Plane((-80, 30, 0), F, P, -z, around(0, 0.5), 0.5))[:, 1]
    assert along.sum() * 0.5 == pytest.approx(148, abs=0.3)


def test_slice_7_holds_water_but_for_the_bar_at_the_top() -> None:
    x = y = np.arange(-100, 100, 0.5)
    area = axial(slice_z_mm(7), x, y).sum() * 0.25
    assert area == pytest.approx(math.pi * 95**2 - 12 * 14.1, rel=1e-3)


@pytest.mark.parametrize(("number", "middle"), [(1, -50.0), (11, 50.0)])
def test_the_bars_of_slices_1_and_11_are_equally_long(number: int, middle: float) -> None:
    y = np.arange(-79, -30, 0.25)
    left, right = axial(slice_z_mm(number), around(0, 3, 0.5), y)[[0, -1]]
    assert (1 - left).sum() * 0.25 == pytest.approx((1 - right).sum() * 0.25, abs=0.05)
    shifted_left, shifted_right = axial(middle + 2, around(0, 3, 0.5), y)[[0, -1]]
    difference = (shifted_left.sum() - shifted_right.sum()) * 0.25
    assert difference == pytest.approx(4.0, abs=0.1)


@settings(max_examples=20, deadline=None)
@given(thickness=st.floats(2, 8), off_centre=st.floats(-1, 1))
def test_a_slice_sees_each_ramp_ten_times_as_long_as_it_is_thick(
    thickness: float, off_centre: float
) -> None:
    x = np.arange(-70, 70, 0.5)
    middle = ramps.CROSSING_Z_MM + off_centre
    upper, lower = axial(middle, x, around(0, 2.5, 0.5), thickness)[:, [0, -1]].T
    for band, rises in ((upper, 1), (lower, -1)):
        assert band.max() == pytest.approx(ramps.SLOT_MM / thickness, rel=0.02)
        wide = np.count_nonzero(band > band.max() / 2) * 0.5
        assert wide == pytest.approx(10 * thickness, abs=1.0)
        assert x @ band / band.sum() == pytest.approx(rises * 10 * off_centre, abs=0.3)


def test_a_tilted_slice_shortens_one_ramp_and_lengthens_the_other() -> None:
    tilt = math.radians(2)
    along: Vector = (math.cos(tilt), 0.0, math.sin(tilt))
    x = np.arange(-80, 80, 0.5)
    tilted = Plane((0, 0, ramps.CROSSING_Z_MM), along, P, x, around(0, 2.5, 0.5), 5.0)
    upper, lower = (np.count_nonzero(b > b.max() / 2) * 0.5 for b in water(tilted)[:, [0, -1]].T)
    slope = math.tan(tilt)
    assert upper == pytest.approx(5 / (0.1 - slope), rel=0.05)
    assert lower == pytest.approx(5 / (0.1 + slope), rel=0.05)


@pytest.mark.parametrize("pair", range(3))
def test_each_pair_has_31_holes_of_its_diameter_around_the_one_they_share(pair: int) -> None:
    diameter = resolution.HOLE_DIAMETERS_MM[pair]
    x, y = (around(middle, 8.5 * diameter, 0.1) for middle in resolution.SHARED_HOLE_MM[pair])
    holes = axial(slice_z_mm(1), x, y)
    assert holes.sum() * 0.01 == pytest.approx(31 * math.pi * diameter**2 / 4, rel=0.01)
    assert holes[x.size // 2, y.size // 2] == pytest.approx(1.0)
    upper_left, lower_right = holes[x < x.mean() - diameter], holes[x > x.mean() + diameter]
    assert centroid(upper_left, x[x < x.mean() - diameter], y)[1] < y.mean()
    assert centroid(lower_right, x[x > x.mean() + diameter], y)[1] > y.mean()


def test_holes_keep_their_area_however_coarse_the_points() -> None:
    x0, y0 = resolution.SHARED_HOLE_MM[0]
    area = 31 * math.pi * 1.1**2 / 4
    for step in (0.1, 0.3, 0.5, 0.75):
        seen = axial(slice_z_mm(1), around(x0, 11, step), around(y0, 11, step)).sum() * step**2
        assert seen == pytest.approx(area, rel=0.02)


def test_the_grid_of_slice_5_has_ten_squares_of_15_mm_across() -> None:
    x = np.arange(-90, 90, 0.25)
    row = axial(slice_z_mm(5), x, np.array([7.0, 7.5]))[:, 0]
    walls = x[1:-1][(row[1:-1] < 0.5) & (row[1:-1] <= row[:-2]) & (row[1:-1] < row[2:])]
    np.testing.assert_allclose(walls, np.arange(-75, 76, 15) + 0.5, atol=0.8)


@pytest.mark.parametrize("sheet", range(4))
def test_a_sheet_takes_away_its_contrast_and_its_holes_give_it_back(sheet: int) -> None:
    number = 8 + sheet
    x = y = around(0, 60, 0.25)
    image = axial(slice_z_mm(number), x, y)

    def at(point: tuple[float, float]) -> float:
        return float(image[np.argmin(abs(x - point[0])), np.argmin(abs(y - point[1]))])

    between = low_contrast.CENTRE_MM
    assert at(between) == pytest.approx(1 - low_contrast.CONTRASTS[sheet], abs=1e-4)
    for spoke in range(low_contrast.SPOKES):
        for hole in low_contrast.holes_mm(sheet, spoke):
            assert at(hole) == pytest.approx(1.0, abs=1e-4)


def test_holes_shrink_clockwise_and_turn_by_nine_degrees_a_slice() -> None:
    assert [low_contrast.hole_diameter_mm(spoke) for spoke in (0, 9)] == [7.0, 1.5]
    x0, y0 = low_contrast.CENTRE_MM
    first = [low_contrast.holes_mm(sheet, 0)[2] for sheet in range(4)]
    turned = [math.degrees(math.atan2(x - x0, y0 - y)) for x, y in first]
    np.testing.assert_allclose(turned, [0, 9, 18, 27])
    second = low_contrast.holes_mm(0, 1)[2]
    assert second[0] > x0


def test_the_vial_lies_at_the_upper_left_and_holds_other_water() -> None:
    x = y = around(0, 95, 0.5)
    plain, strong, _ = ACR.fractions(Plane((0, 0, slice_z_mm(2)), L, P, x, y, 5.0))
    assert strong.sum() * 0.25 == pytest.approx(math.pi * vial.INNER_RADIUS_MM**2, rel=1e-3)
    assert centroid(strong, x, y) == pytest.approx(vial.CENTRE_MM, abs=0.1)
    assert plain[strong > 0.99].max() == 0


@settings(max_examples=30, deadline=None)
@given(
    z=st.floats(-85, 75),
    thickness=st.floats(0.1, 20),
    turn=st.floats(0, 3),
    tilt=st.floats(-1.5, 1.5),
)
def test_shares_of_any_plane_lie_between_nothing_and_one(
    z: float, thickness: float, turn: float, tilt: float
) -> None:
    a: Vector = (math.cos(turn), math.sin(turn), 0.0)
    b: Vector = (
        -math.sin(turn) * math.cos(tilt),
        math.cos(turn) * math.cos(tilt),
        math.sin(tilt),
    )
    shares = ACR.fractions(Plane((0, 0, z), a, b, around(0, 100, 2), around(0, 100, 2), thickness))
    assert shares.min() >= 0
    assert shares.sum(axis=0).max() <= 1 + 1e-5


def test_a_sheet_of_the_same_points_sees_the_same() -> None:
    plane = Plane((0, 0, -50), L, P, around(0, 96, 1.0), around(0, 96, 1.0), 1.8)
    points = np.stack([np.broadcast_to(plane.coordinates_mm(i), plane.shape) for i in range(3)])
    sheet = Sheet(points, plane.normal, plane.spacing_mm, plane.thickness_mm)
    np.testing.assert_allclose(ACR.fractions(sheet), ACR.fractions(plane), atol=1e-6)


def test_nothing_lies_outside_the_bounds() -> None:
    (left, right), _, (low, high) = ACR.bounds_mm
    wide = around(0, 120, 1.0)
    for plane in (
        Plane((left - 0.6, 0, 0), P, F, wide, wide),
        Plane((right + 0.6, 0, 0), P, F, wide, wide),
        Plane((0, 0, low - 0.6), L, P, wide, wide),
        Plane((0, 0, high + 0.6), L, P, wide, wide),
    ):
        assert ACR.fractions(plane).max() == 0
