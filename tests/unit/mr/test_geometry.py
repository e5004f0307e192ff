import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.acquisition import acquire_slice
from telescan.mr.geometry import (
    OFFSET_AXIS,
    SliceGeometry,
    image_axes,
    image_shape,
    slice_centre_mm,
    slice_geometry,
)
from telescan.mr.hardware import MODELS
from telescan.mr.phantom import HeadPhantom, SpherePhantom
from telescan.mr.phantom.head import MARKER_MM
from telescan.mr.prescription import Orientation, PhaseEncodingDirection, Prescription, Sequence
from telescan.mr.reconstruction import reconstruct_for_display
from telescan.mr.scene import Scene

MODEL = MODELS["Aster 3T"]
POINT = (31.0, -22.0, 14.0)

orientations = st.sampled_from(Orientation)
directions = st.sampled_from(PhaseEncodingDirection)


def prescription(
    orientation: Orientation, direction: PhaseEncodingDirection, **values: float | int
) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.SPIN_ECHO,
            "repetition_time_ms": 500.0,
            "echo_time_ms": 12.0,
            "matrix_frequency": 96,
            "matrix_phase": 64,
            "orientation": orientation,
            "phase_encoding_direction": direction,
            **values,
        }
    )


def pixel_of(geometry: SliceGeometry, point_mm: tuple[float, float, float]) -> tuple[float, float]:
    """Return the (row, column) at which a patient coordinate lies, projected on the slice."""
    from_corner = np.subtract(point_mm, geometry.image_position_patient)
    along_row = np.dot(from_corner, geometry.image_orientation_patient[:3])
    along_column = np.dot(from_corner, geometry.image_orientation_patient[3:])
    row_mm, column_mm = geometry.pixel_spacing_mm
    return float(along_column / row_mm), float(along_row / column_mm)


def through(point: tuple[float, float, float], orientation: Orientation) -> float:
    return float(np.dot(point, OFFSET_AXIS[orientation]))


@pytest.mark.parametrize("orientation", Orientation)
@pytest.mark.parametrize("direction", PhaseEncodingDirection)
def test_a_marker_appears_at_its_patient_coordinate(
    orientation: Orientation, direction: PhaseEncodingDirection
) -> None:
    asked = prescription(
        orientation, direction, slice_offset_mm=through(POINT, orientation), fov_phase_mm=180.0
    )
    phantom = SpherePhantom(diameter_mm=16, centre_mm=POINT)
    kspace = acquire_slice(asked, Scene(MODEL, phantom), 0, np.random.default_rng(1))[0]
    image = reconstruct_for_display(kspace, asked)
    bright = np.where(image > image.max() / 2, image, 0)
    rows, columns = np.indices(image.shape)
    centroid = (
        (bright * rows).sum() / bright.sum(),
        (bright * columns).sum() / bright.sum(),
    )
    geometry = slice_geometry(asked, 0)
    assert image.shape == (geometry.rows, geometry.columns)
    np.testing.assert_allclose(centroid, pixel_of(geometry, POINT), atol=0.25)


def test_the_capsule_on_the_head_lies_on_the_patients_right() -> None:
    asked = prescription(
        Orientation.AXIAL,
        PhaseEncodingDirection.ROW,
        slice_offset_mm=MARKER_MM[2],
        matrix_frequency=192,
        matrix_phase=192,
        pixel_bandwidth_hz=800.0,
    )
    kspace = acquire_slice(asked, Scene(MODEL, HeadPhantom()), 0, np.random.default_rng(1))[0]
    image = reconstruct_for_display(kspace, asked)
    row, column = (round(index) for index in pixel_of(slice_geometry(asked, 0), MARKER_MM))
    mirrored = round(pixel_of(slice_geometry(asked, 0), (-MARKER_MM[0], *MARKER_MM[1:]))[1])
    assert column < image.shape[1] // 2
    assert image[row, column] > 5 * image[row, mirrored]


@given(orientation=orientations, direction=directions, slices=st.integers(1, 9))
def test_slices_are_numbered_along_the_axis_and_stand_apart_by_their_spacing(
    orientation: Orientation, direction: PhaseEncodingDirection, slices: int
) -> None:
    asked = prescription(
        orientation, direction, slices=slices, slice_gap_mm=1.5, slice_offset_mm=10.0
    )
    centres = np.array([slice_centre_mm(asked, index) for index in range(slices)])
    np.testing.assert_allclose(centres.mean(axis=0), 10 * np.array(OFFSET_AXIS[orientation]))
    steps = np.diff(centres @ np.array(OFFSET_AXIS[orientation]))
    np.testing.assert_allclose(steps, 6.5)


@given(orientation=orientations, direction=directions)
def test_the_image_plane_is_described_by_two_orthogonal_unit_vectors(
    orientation: Orientation, direction: PhaseEncodingDirection
) -> None:
    geometry = slice_geometry(prescription(orientation, direction), 0)
    row = np.array(geometry.image_orientation_patient[:3])
    column = np.array(geometry.image_orientation_patient[3:])
    assert np.linalg.norm(row) == np.linalg.norm(column) == 1
    assert row @ column == 0
    assert abs(np.cross(row, column) @ np.array(OFFSET_AXIS[orientation])) == 1


def test_the_image_keeps_the_finer_resolution_in_square_pixels() -> None:
    asked = prescription(Orientation.AXIAL, PhaseEncodingDirection.ROW, fov_phase_mm=172.5)
    assert image_shape(asked) == (72, 96)
    geometry = slice_geometry(asked, 0)
    assert geometry.pixel_spacing_mm[0] == pytest.approx(geometry.pixel_spacing_mm[1])
    assert (geometry.rows, geometry.columns) == (96, 72)


def test_a_slice_that_is_not_prescribed_is_refused() -> None:
    asked = prescription(Orientation.AXIAL, PhaseEncodingDirection.ROW)
    with pytest.raises(IndexError, match="0 to 0"):
        slice_geometry(asked, 1)


def test_tilts_turn_about_l_then_p_then_h_right_handed() -> None:
    about_l, about_p, about_h = (
        image_axes(prescription(Orientation.AXIAL, PhaseEncodingDirection.ROW, **{name: 30.0}))
        for name in ("tilt_lr_deg", "tilt_ap_deg", "tilt_hf_deg")
    )
    half, most = 0.5, np.sqrt(3) / 2
    np.testing.assert_allclose(about_l, [(1, 0, 0), (0, most, half), (0, -half, most)], atol=1e-12)
    np.testing.assert_allclose(about_p, [(most, 0, -half), (0, 1, 0), (half, 0, most)], atol=1e-12)
    np.testing.assert_allclose(about_h, [(most, half, 0), (-half, most, 0), (0, 0, 1)], atol=1e-12)
    both = prescription(
        Orientation.AXIAL, PhaseEncodingDirection.ROW, tilt_lr_deg=90.0, tilt_hf_deg=90.0
    )
    np.testing.assert_allclose(image_axes(both), [(0, 1, 0), (0, 0, 1), (1, 0, 0)], atol=1e-12)


tilts = st.floats(-60, 60)


@given(orientation=orientations, turns=st.tuples(tilts, tilts, tilts), row=tilts, column=tilts)
def test_an_oblique_group_lies_where_its_offsets_say(
    orientation: Orientation, turns: tuple[float, float, float], row: float, column: float
) -> None:
    asked = prescription(
        orientation,
        PhaseEncodingDirection.ROW,
        tilt_lr_deg=turns[0],
        tilt_ap_deg=turns[1],
        tilt_hf_deg=turns[2],
        row_offset_mm=row,
        column_offset_mm=column,
        slice_offset_mm=12.0,
        slices=3,
    )
    axes = np.array(image_axes(asked))
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    along = axes @ np.array(slice_centre_mm(asked, 1))
    np.testing.assert_allclose(along, [row, column, 12.0], atol=1e-9)
    geometry = slice_geometry(asked, 1)
    middle = pixel_of(geometry, slice_centre_mm(asked, 1))
    np.testing.assert_allclose(middle, (geometry.rows // 2, geometry.columns // 2), atol=1e-9)


@pytest.mark.parametrize("direction", PhaseEncodingDirection)
def test_a_marker_appears_at_its_coordinate_in_an_oblique_slice(
    direction: PhaseEncodingDirection,
) -> None:
    asked = prescription(
        Orientation.SAGITTAL, direction, tilt_lr_deg=20.0, tilt_ap_deg=-15.0, tilt_hf_deg=10.0
    )
    row, column, offset = np.array(image_axes(asked)) @ np.array(POINT)
    asked = asked.model_copy(
        update={
            "slice_offset_mm": offset,
            "row_offset_mm": row - 20,
            "column_offset_mm": column + 10,
            "phase_oversampling_percent": 30.0,
        }
    )
    phantom = SpherePhantom(diameter_mm=16, centre_mm=POINT)
    kspace = acquire_slice(asked, Scene(MODEL, phantom), 0, np.random.default_rng(1))[0]
    image = reconstruct_for_display(kspace, asked)
    bright = np.where(image > image.max() / 2, image, 0)
    rows, columns = np.indices(image.shape)
    centroid = ((bright * rows).sum() / bright.sum(), (bright * columns).sum() / bright.sum())
    np.testing.assert_allclose(centroid, pixel_of(slice_geometry(asked, 0), POINT), atol=0.25)
