"""Slices in the planning views: drawn where they lie, moved as the hand moves."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telescan.mr.geometry import image_axes, slice_centre_mm
from telescan.mr.prescription import Orientation, Prescription, SaturationBand, Sequence
from telescan.virtual.planning import (
    LEAST_SHOWN_MM,
    View,
    drawing,
    moved,
    next_band,
    shown_mm,
    stretched,
    turned,
)

AXIAL, SAGITTAL, CORONAL = (View(o) for o in Orientation)

placed = st.builds(
    Prescription,
    sequence=st.just(Sequence.SPIN_ECHO),
    repetition_time_ms=st.just(500.0),
    echo_time_ms=st.just(15.0),
    slices=st.integers(1, 9),
    slice_gap_mm=st.floats(0, 3),
    orientation=st.sampled_from(Orientation),
    slice_offset_mm=st.floats(-50, 50),
    row_offset_mm=st.floats(-50, 50),
    column_offset_mm=st.floats(-50, 50),
    tilt_lr_deg=st.floats(-30, 30),
    tilt_ap_deg=st.floats(-30, 30),
    tilt_hf_deg=st.floats(-30, 30),
)
views = st.sampled_from([AXIAL, SAGITTAL, CORONAL])


def prescribed(**changes: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": "spin_echo",
            "repetition_time_ms": 500,
            "echo_time_ms": 15,
            "slices": 3,
            "slice_thickness_mm": 5,
            "slice_gap_mm": 5,
            **changes,
        }
    )


def centre_of(p: Prescription) -> np.ndarray:
    return (np.array(slice_centre_mm(p, 0)) + np.array(slice_centre_mm(p, p.slices - 1))) / 2


def with_changes(p: Prescription, changes: dict[str, object]) -> Prescription:
    return Prescription.model_validate({**p.model_dump(), **changes})


def test_axial_slices_are_level_lines_from_the_side() -> None:
    drawn = drawing(prescribed(slice_offset_mm=20.0), SAGITTAL)
    heights = [line[0][1] for line in drawn.slices]
    assert heights == pytest.approx([-10, -20, -30])  # head is up
    for (u0, v0), (u1, v1) in drawn.slices:
        assert v0 == pytest.approx(v1)
        assert abs(u1 - u0) == pytest.approx(230)
    assert drawn.size_handles == ()


def test_axial_slices_are_their_field_of_view_from_the_front() -> None:
    drawn = drawing(prescribed(fov_phase_mm=180.0), AXIAL)
    u, v = np.array(drawn.outline).T
    assert (np.ptp(u), np.ptp(v)) == pytest.approx((180, 230))
    assert drawn.slices == ()
    assert len(drawn.size_handles) == 4


def test_saturation_bands_lie_where_they_are_prescribed() -> None:
    band = SaturationBand(offset_mm=-60, thickness_mm=40)
    (polygon,) = drawing(prescribed(saturation_bands=(band,)), CORONAL).bands
    heights = np.array(polygon)[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((40, 80))


@given(p=placed, view=views, by=st.tuples(st.floats(-40, 40), st.floats(-40, 40)))
def test_a_group_moves_by_as_much_as_the_hand(p: Prescription, view: View, by) -> None:
    after = with_changes(p, moved(p, view, by))
    wanted = centre_of(p) + by[0] * view.axes[0] + by[1] * view.axes[1]
    assert centre_of(after) == pytest.approx(wanted, abs=0.2)


@given(p=placed, view=views, angle=st.floats(-20, 20))
def test_a_group_turns_about_its_centre_and_back(p: Prescription, view: View, angle) -> None:
    after = with_changes(p, turned(p, view, angle))
    assert centre_of(after) == pytest.approx(centre_of(p), abs=0.2)
    back = with_changes(after, turned(after, view, -angle))
    assert np.array(image_axes(back)) == pytest.approx(np.array(image_axes(p)), abs=0.006)


@given(angle=st.floats(-40, 40))
def test_a_line_turns_on_the_screen_by_as_much_as_the_hand(angle: float) -> None:
    assume(abs(angle) > 0.5)
    p = prescribed(slices=1)
    (line,) = drawing(with_changes(p, turned(p, SAGITTAL, angle)), SAGITTAL).slices
    (u0, v0), (u1, v1) = line
    on_screen = np.degrees(np.arctan2(v1 - v0, u1 - u0))
    assert (on_screen - angle + 90) % 180 - 90 == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize(
    ("handle", "to", "changed"),
    [
        (0, (100.0, 3.0), {"fov_phase_mm": 200.0}),
        (2, (-90.0, 0.0), {"fov_phase_mm": 180.0}),
        (1, (0.0, 120.0), {"fov_frequency_mm": 240.0}),
        (3, (0.0, -5000.0), {"fov_frequency_mm": 600.0}),
    ],
)
def test_an_edge_that_is_dragged_sets_its_field_of_view(handle, to, changed) -> None:
    assert stretched(prescribed(), AXIAL, handle, to) == changed


def test_bands_are_added_side_by_side_until_there_are_as_many_as_can_be_played() -> None:
    bands: tuple[SaturationBand, ...] = ()
    while (band := next_band(bands)) is not None:
        bands = (*bands, band)
    assert [band.offset_mm for band in bands] == [-90, 90, -130, 130, -170, 170]


def test_a_band_is_not_added_over_one_that_was_typed() -> None:
    typed = SaturationBand(offset_mm=-100, thickness_mm=60)
    added = next_band((typed,))
    assert added is not None
    assert added.offset_mm == 90


@pytest.mark.parametrize(("frequency_mm", "phase_mm"), [(240, 240), (500, 400), (600, 600)])
@pytest.mark.parametrize("tilt_deg", [0, 30])
def test_outline_and_handles_of_any_field_of_view_lie_in_the_view(
    frequency_mm: float, phase_mm: float, tilt_deg: float
) -> None:
    p = Prescription(
        sequence=Sequence.SPIN_ECHO,
        repetition_time_ms=500,
        echo_time_ms=15,
        fov_frequency_mm=frequency_mm,
        fov_phase_mm=phase_mm,
        tilt_hf_deg=tilt_deg,
    )
    for orientation in Orientation:
        drawn = drawing(p, View(orientation))
        points = np.array((*drawn.outline, *drawn.turn_handles, *drawn.size_handles))
        assert np.abs(points).max() < shown_mm(p) / 2


@given(p=placed, view=views)
def test_slices_and_bands_lie_in_the_view_wherever_they_are_placed(
    p: Prescription, view: View
) -> None:
    bands = (SaturationBand(offset_mm=-120, thickness_mm=40),)
    banded = p.model_copy(update={"saturation_bands": bands})
    drawn = drawing(banded, view)
    points = np.array((*drawn.outline, *(corner for band in drawn.bands for corner in band)))
    assert np.abs(points).max() < shown_mm(banded) / 2


def test_heads_look_the_same_size_from_series_to_series() -> None:
    localiser = prescribed(fov_frequency_mm=260, fov_phase_mm=260)
    brain = prescribed(fov_frequency_mm=230, fov_phase_mm=200, tilt_lr_deg=10.0)
    assert shown_mm(localiser) == shown_mm(brain)


def test_a_small_field_of_view_is_shown_with_the_head_around_it() -> None:
    assert shown_mm(prescribed(fov_frequency_mm=100, fov_phase_mm=100)) == LEAST_SHOWN_MM
