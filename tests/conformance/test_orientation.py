"""Chris Rorden's dcm2niix converts series: every voxel must lie where the scanner put it."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from tests.conformance.conftest import Write, prescribed
from tests.conformance.nifti import read_nifti

from telescan.mr.geometry import slice_geometry
from telescan.mr.prescription import Orientation, PhaseEncodingDirection, Prescription, Sequence

_TO_RAS = np.array([-1.0, -1.0, 1.0])


def converted(program: str, folder: Path, out: Path) -> Path:
    out.mkdir()
    subprocess.run(
        [program, "-b", "n", "-z", "n", "-f", "%s", "-o", out, folder],
        check=True,
        capture_output=True,
    )
    return out


def marked_points(prescription: Prescription) -> np.ndarray:
    """Where the bright pixels of ``marked_images`` lie, in RAS."""
    points = []
    for index in range(prescription.slices):
        place = slice_geometry(prescription, index)
        along_row = np.array(place.image_orientation_patient[:3]) * place.pixel_spacing_mm[1]
        along_column = np.array(place.image_orientation_patient[3:]) * place.pixel_spacing_mm[0]
        at = np.array(place.image_position_patient) + 5 * along_row + (3 + index) * along_column
        points.append(at * _TO_RAS)
    return np.array(points)


def bright_points(path: Path) -> np.ndarray:
    nifti = read_nifti(path)
    voxels = nifti.voxels if nifti.voxels.ndim == 3 else nifti.voxels[..., 0]
    found = np.argwhere(voxels > 0.5 * voxels.max())
    return np.array([nifti.affine @ [*voxel, 1.0] for voxel in found])[:, :3]


@pytest.mark.parametrize(
    "placed",
    [
        {"orientation": Orientation.AXIAL},
        {"orientation": Orientation.SAGITTAL, "slice_offset_mm": -12.5},
        {"orientation": Orientation.CORONAL, "slice_gap_mm": 1.5},
        {"phase_encoding_direction": PhaseEncodingDirection.COL, "fov_phase_mm": 180.0},
        {"row_offset_mm": 11.0, "column_offset_mm": -7.0, "slice_offset_mm": 30.0},
        {"tilt_lr_deg": 17.0},
        {"orientation": Orientation.CORONAL, "tilt_lr_deg": -12.0, "tilt_hf_deg": 8.0},
        {"orientation": Orientation.SAGITTAL, "tilt_ap_deg": 25.0, "tilt_hf_deg": -10.0},
    ],
    ids=lambda placed: " ".join(f"{name}={value}" for name, value in placed.items()),
)
def test_every_voxel_lies_where_the_scanner_put_it(
    placed: dict[str, object], write_series: Write, dcm2niix: str, tmp_path: Path
) -> None:
    prescription = prescribed(Sequence.TURBO_SPIN_ECHO, **placed)
    out = converted(dcm2niix, write_series(prescription), tmp_path / "out")
    wanted, found = marked_points(prescription), bright_points(out / "1.nii")
    assert len(found) == len(wanted)
    apart = np.linalg.norm(found[:, None] - wanted[None], axis=2).min(axis=1)
    assert apart.max() < 0.01


def test_b_values_and_directions_are_read_as_they_were_applied(
    write_series: Write, dcm2niix: str, tmp_path: Path
) -> None:
    prescription = prescribed(Sequence.DIFFUSION_EPI, tilt_lr_deg=20.0)
    out = converted(dcm2niix, write_series(prescription), tmp_path / "out")
    b_values = np.loadtxt(out / "1.bval")
    assert b_values.tolist() == [0, 1000, 1000, 1000]
    affine = read_nifti(out / "1.nii").affine[:3, :3]
    axes = affine / np.linalg.norm(affine, axis=0)
    vectors = np.loadtxt(out / "1.bvec")
    if np.linalg.det(affine) > 0:  # FSL's convention: directions along image axes, x turned round
        vectors[0] *= -1
    applied = axes @ vectors[:, 1:] * _TO_RAS[:, None]
    wanted = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.6, 0.0, 0.8]]).T
    assert np.abs(np.sum(applied * wanted, axis=0)) == pytest.approx(1.0, abs=1e-4)


def test_maps_come_out_as_series_of_their_own_in_real_values(
    write_series: Write, dcm2niix: str, tmp_path: Path
) -> None:
    folder = write_series(prescribed(Sequence.DIFFUSION_EPI))
    out = converted(dcm2niix, folder, tmp_path / "out")
    assert {path.stem for path in out.glob("*.nii")} == {"1", "101", "102"}
    assert read_nifti(out / "102.nii").voxels.max() == pytest.approx(1.0, rel=1e-3)
