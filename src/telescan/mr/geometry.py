"""Where slices and pixels lie: DICOM patient coordinates (LPS, mm), PS3.3 C.7.6.2.1.1.

The isocentre is the origin; the patient lies head first, supine. Images are stored as radiologists
read them: axial rows towards L and columns towards P, sagittal rows P and columns F, coronal rows L
and columns F. Pixel ``n // 2`` of either axis lies on the slice group's centre, as the discrete
Fourier transform has it.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.mr.prescription import Orientation, PhaseEncodingDirection, Prescription

Vector = tuple[float, float, float]

_L: Vector = (1.0, 0.0, 0.0)
_P: Vector = (0.0, 1.0, 0.0)
_H: Vector = (0.0, 0.0, 1.0)
_F: Vector = (0.0, 0.0, -1.0)

IN_PLANE: dict[Orientation, tuple[Vector, Vector]] = {
    Orientation.AXIAL: (_L, _P),
    Orientation.SAGITTAL: (_P, _F),
    Orientation.CORONAL: (_L, _F),
}
"""Direction of an image's rows and of its columns: Image Orientation (Patient)."""

OFFSET_AXIS: dict[Orientation, Vector] = {
    Orientation.AXIAL: _H,
    Orientation.SAGITTAL: _L,
    Orientation.CORONAL: _P,
}
"""Direction along which slice offsets count and slices are numbered."""


@dataclass(frozen=True)
class SliceGeometry:
    """One image's place, in the words of the Image Plane Module (PS3.3 C.7.6.2)."""

    image_position_patient: Vector
    image_orientation_patient: tuple[float, float, float, float, float, float]
    pixel_spacing_mm: tuple[float, float]
    """Distance between rows, then between columns."""
    rows: int
    columns: int
    slice_location_mm: float
    """Offset of the slice's centre along the group's axis."""


@dataclass(frozen=True)
class Plane:
    """Points on a plane of the patient: ``centre + phase_mm * phase_axis + frequency_mm * ...``.

    Each point stands for a box: as long and wide as the distance to its neighbours, and
    ``thickness_mm`` high.
    """

    centre_mm: Vector
    phase_axis: Vector
    frequency_axis: Vector
    phase_mm: NDArray[np.float64]
    frequency_mm: NDArray[np.float64]
    thickness_mm: float = 0.0

    @property
    def normal(self) -> Vector:
        """Direction across the plane."""
        (a, b, c), (d, e, f) = self.phase_axis, self.frequency_axis
        x, y, z = b * f - c * e, c * d - a * f, a * e - b * d
        return x, y, z

    @property
    def spacing_mm(self) -> float:
        """The larger distance between neighbouring points."""
        axes = (self.phase_mm, self.frequency_mm)
        return max((abs(float(axis[1] - axis[0])) for axis in axes if axis.size > 1), default=0.0)

    @property
    def shape(self) -> tuple[int, int]:
        """Points along (phase, frequency)."""
        return self.phase_mm.size, self.frequency_mm.size

    def coordinates_mm(self, axis: int) -> NDArray[np.float64]:
        """Return the patient coordinate 0 (L), 1 (P) or 2 (H), broadcastable to ``shape``."""
        coordinates: NDArray[np.float64] = (
            self.centre_mm[axis]
            + self.phase_axis[axis] * self.phase_mm[:, None]
            + self.frequency_axis[axis] * self.frequency_mm[None, :]
        )
        return coordinates


class Points(Protocol):
    """Points of a slice, and the box that each stands for."""

    @property
    def normal(self) -> Vector:
        """Direction across the slice."""
        ...

    @property
    def spacing_mm(self) -> float:
        """The larger distance between neighbouring points."""
        ...

    @property
    def thickness_mm(self) -> float:
        """Height of the boxes."""
        ...

    @property
    def shape(self) -> tuple[int, int]:
        """Points along (phase, frequency)."""
        ...

    def coordinates_mm(self, axis: int) -> NDArray[np.float64]:
        """Return the patient coordinate 0 (L), 1 (P) or 2 (H), broadcastable to ``shape``."""
        ...


@dataclass(frozen=True)
class Sheet:
    """Points of a slice wherever they lie: a plane as gradients really bend or turn it."""

    points_mm: NDArray[np.float64]
    """(3, phase, frequency), patient coordinates."""
    normal: Vector
    spacing_mm: float
    thickness_mm: float = 0.0

    @property
    def shape(self) -> tuple[int, int]:
        """Points along (phase, frequency)."""
        return self.points_mm.shape[1], self.points_mm.shape[2]

    def coordinates_mm(self, axis: int) -> NDArray[np.float64]:
        """Return the patient coordinate 0 (L), 1 (P) or 2 (H), shape ``shape``."""
        coordinates: NDArray[np.float64] = self.points_mm[axis]
        return coordinates


def image_axes(prescription: Prescription) -> tuple[Vector, Vector, Vector]:
    """Return the patient directions of an image's rows, its columns, and rising slice number.

    The orientation's own axes, turned about L, then P, then H, each right-handed.
    """
    turn = _tilt(prescription)
    orientation = prescription.orientation
    along_row, along_column, normal = (
        _turned(turn, axis) for axis in (*IN_PLANE[orientation], OFFSET_AXIS[orientation])
    )
    return along_row, along_column, normal


def _tilt(prescription: Prescription) -> NDArray[np.float64]:
    """Return the rotation that tilts the slices, (3, 3)."""
    about_l, about_p, about_h = (
        (np.cos(angle), np.sin(angle))
        for angle in np.deg2rad(
            [prescription.tilt_lr_deg, prescription.tilt_ap_deg, prescription.tilt_hf_deg]
        )
    )
    (cl, sl), (cp, sp), (ch, sh) = about_l, about_p, about_h
    first = np.array([[1, 0, 0], [0, cl, -sl], [0, sl, cl]])
    second = np.array([[cp, 0, sp], [0, 1, 0], [-sp, 0, cp]])
    third = np.array([[ch, -sh, 0], [sh, ch, 0], [0, 0, 1]])
    rotation: NDArray[np.float64] = third @ second @ first
    return rotation


def _turned(rotation: NDArray[np.float64], axis: Vector) -> Vector:
    x, y, z = (rotation @ np.array(axis) + 0.0).tolist()
    return x, y, z


def encoding_axes(prescription: Prescription) -> tuple[Vector, Vector]:
    """Return the patient directions of rising phase index and rising frequency index."""
    along_row, along_column, _ = image_axes(prescription)
    if prescription.phase_encoding_direction is PhaseEncodingDirection.ROW:
        return along_row, along_column
    return along_column, along_row


def slice_offset_mm(prescription: Prescription, slice_index: int) -> float:
    """Return a slice's offset from the isocentre along the slice normal. Raises IndexError."""
    if not 0 <= slice_index < prescription.slices:
        message = f"slice_index must be 0 to {prescription.slices - 1}, got {slice_index}"
        raise IndexError(message)
    from_middle = slice_index - (prescription.slices - 1) / 2
    return prescription.slice_offset_mm + from_middle * prescription.slice_spacing_mm


def slice_centre_mm(prescription: Prescription, slice_index: int) -> Vector:
    """Return the patient coordinate of a slice's centre. Raises IndexError."""
    along_row, along_column, normal = (np.array(axis) for axis in image_axes(prescription))
    centre = (
        prescription.row_offset_mm * along_row
        + prescription.column_offset_mm * along_column
        + slice_offset_mm(prescription, slice_index) * normal
    )
    x, y, z = (centre + 0.0).tolist()
    return x, y, z


def image_shape(prescription: Prescription) -> tuple[int, int]:
    """Return the reconstructed image's (phase, frequency) size, with square pixels.

    The finer of the two acquired resolutions is kept; the other axis is interpolated to it, and
    both by the prescribed interpolation.
    """
    frequency_mm, phase_mm, _ = prescription.voxel_mm
    pixel_mm = min(frequency_mm, phase_mm)
    finer = prescription.interpolation
    return (
        finer * max(prescription.matrix_phase, round(prescription.fov_phase_mm / pixel_mm)),
        finer * max(prescription.matrix_frequency, round(prescription.fov_frequency_mm / pixel_mm)),
    )


def slice_geometry(prescription: Prescription, slice_index: int) -> SliceGeometry:
    """Return where one slice's displayed image lies. Raises IndexError."""
    along_row, along_column, _ = image_axes(prescription)
    phase, frequency = image_shape(prescription)
    phase_mm = prescription.fov_phase_mm / phase
    frequency_mm = prescription.fov_frequency_mm / frequency
    if prescription.phase_encoding_direction is PhaseEncodingDirection.ROW:
        rows, columns, spacing = frequency, phase, (frequency_mm, phase_mm)
    else:
        rows, columns, spacing = phase, frequency, (phase_mm, frequency_mm)
    corner = (
        np.array(slice_centre_mm(prescription, slice_index))
        - (columns // 2) * spacing[1] * np.array(along_row)
        - (rows // 2) * spacing[0] * np.array(along_column)
    )
    x, y, z = corner.tolist()
    return SliceGeometry(
        image_position_patient=(x, y, z),
        image_orientation_patient=along_row + along_column,
        pixel_spacing_mm=spacing,
        rows=rows,
        columns=columns,
        slice_location_mm=slice_offset_mm(prescription, slice_index),
    )


def image_for_display(
    image: NDArray[np.float32], prescription: Prescription
) -> NDArray[np.float32]:
    """Turn an image of axes (phase, frequency) into (row, column) of the DICOM image."""
    if prescription.phase_encoding_direction is PhaseEncodingDirection.ROW:
        return np.ascontiguousarray(image.T)
    return image
