"""Slices drawn on a view of the patient, and what moving, turning and stretching them changes.

A view looks along one patient axis: ``u`` goes to the right on the screen, ``v`` down, in mm from
the isocentre. Everything here is geometry; nothing is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import IN_PLANE, image_axes, slice_centre_mm
from telescan.mr.prescription import (
    Orientation,
    PhaseEncodingDirection,
    Prescription,
    SaturationBand,
)
from telescan.mr.rule.geometry import MOST_SATURATION_BANDS

Point = tuple[float, float]
Line = tuple[Point, Point]
Polygon = tuple[Point, ...]

_PARALLEL = 0.8
"""Cosine of slice and view normals above which slices are seen from the front."""
_STRAIGHT = 0.985
"""Cosine of 10°: what is turned less is drawn as if it were straight."""
_MOST_LINES = 60
LEAST_SHOWN_MM = 340.0
"""A view shows at least a head."""
_SHOWN_STEP_MM = 60.0
"""The scale changes in steps, so that series look the same size."""
_FIRST_BAND_MM = 90.0
_BAND_MM = 40.0
_MARGIN = 1.05
_FOV_RANGE_MM = (20.0, 600.0)


@dataclass(frozen=True)
class View:
    """One of the three directions in which the patient is looked at."""

    orientation: Orientation

    @property
    def axes(self) -> NDArray[np.float64]:
        """Directions of u, v and the line of sight, (3, 3)."""
        u, v = (np.array(axis) for axis in IN_PLANE[self.orientation])
        return np.stack([u, v, np.cross(u, v)])

    def point(self, patient_mm: NDArray[np.float64]) -> Point:
        """Return where a patient coordinate lies in the view."""
        u, v, _ = (self.axes @ patient_mm).tolist()
        return u, v


@dataclass(frozen=True)
class Drawing:
    """What is drawn of a slice group in one view, mm."""

    outline: Polygon
    """Of the group seen from its side, or of its middle slice seen from the front."""
    slices: tuple[Line, ...]
    """Where slices cut the view; none when seen from the front."""
    bands: tuple[Polygon, ...]
    """Saturation bands, seen from their side."""
    centre: Point
    turn_handles: tuple[Point, ...]
    size_handles: tuple[Point, ...]
    """Right, bottom, left and top, when seen from the front."""


def drawing(p: Prescription, view: View) -> Drawing:
    """Return what to draw of a prescription's slices."""
    group = _Group.of(p)
    if abs(float(group.axes[2] @ view.axes[2])) > _PARALLEL:
        return _front(group, view)
    return _side(group, view, p.saturation_bands)


def shown_mm(p: Prescription) -> float:
    """Return the extent that every view shows, so that slices, bands and handles lie inside.

    It is the same in all three views, which stay centred on the isocentre.
    """
    group = _Group.of(p)
    reach_mm = float((np.abs(group.centre) + np.abs(group.axes.T) @ np.array(group.half_mm)).max())
    for orientation in Orientation:
        drawn = drawing(p, View(orientation))
        for polygon in (drawn.outline, *drawn.bands):
            reach_mm = max(reach_mm, float(np.abs(np.array(polygon)).max()))
    steps = ceil((2 * _MARGIN * reach_mm - LEAST_SHOWN_MM) / _SHOWN_STEP_MM)
    return LEAST_SHOWN_MM + max(0, steps) * _SHOWN_STEP_MM


def next_band(bands: tuple[SaturationBand, ...]) -> SaturationBand | None:
    """Return a band where none is yet: below the slices, above them, then farther out.

    None: there are as many as can be played.
    """
    if len(bands) >= MOST_SATURATION_BANDS:
        return None
    places = (
        side * (_FIRST_BAND_MM + _BAND_MM * step)
        for step in range(MOST_SATURATION_BANDS)
        for side in (-1, 1)
    )
    free = (
        place
        for place in places
        if all(abs(place - b.offset_mm) >= (b.thickness_mm + _BAND_MM) / 2 for b in bands)
    )
    place = next(free, None)
    return None if place is None else SaturationBand(offset_mm=place, thickness_mm=_BAND_MM)


def group_centre_mm(p: Prescription) -> NDArray[np.float64]:
    """Return the patient coordinate of the middle of a slice group."""
    return _Group.of(p).centre


def suits(view: View, orientation_patient: Sequence[float]) -> bool:
    """Tell whether an image of this Image Orientation (0020,0037) lies in the view's plane."""
    u, v = view.axes[:2]
    row, column = np.array(orientation_patient[:3]), np.array(orientation_patient[3:])
    return bool(min(u @ row, v @ column) > _STRAIGHT)


def moved(p: Prescription, view: View, by_mm: Point) -> dict[str, object]:
    """Return the changes that move the group across a view."""
    group = _Group.of(p)
    u, v, _ = view.axes
    return _offsets(group.centre + by_mm[0] * u + by_mm[1] * v, group.axes)


def turned(p: Prescription, view: View, by_deg: float) -> dict[str, object]:
    """Return the changes that turn the group about its centre, from u towards v."""
    group = _Group.of(p)
    turn = _rotation(view.axes[2], np.deg2rad(by_deg))
    axes = group.axes @ turn.T
    straight = image_axes(p.model_copy(update=dict.fromkeys(_TILTS, 0.0)))
    tilt = axes.T @ np.linalg.inv(np.array(straight).T)
    angles_deg = np.degrees(
        [
            np.arctan2(tilt[2, 1], tilt[2, 2]),
            -np.arcsin(np.clip(tilt[2, 0], -1, 1)),
            np.arctan2(tilt[1, 0], tilt[0, 0]),
        ]
    )
    tilts = {
        name: round(float(angle), 1) + 0.0 for name, angle in zip(_TILTS, angles_deg, strict=True)
    }
    set_to = np.array(image_axes(p.model_copy(update=tilts)))
    return {**tilts, **_offsets(group.centre, set_to)}


def stretched(p: Prescription, view: View, handle: int, to_mm: Point) -> dict[str, object]:
    """Return the field of view whose edge ``handle`` is dragged to a point; its centre stays."""
    group = _Group.of(p)
    u, v, _ = view.axes
    from_centre = to_mm[0] * u + to_mm[1] * v - view.axes[:2].T @ (view.axes[:2] @ group.centre)
    along = 0 if handle % 2 == 0 else 1
    extent_mm = 2 * abs(float(group.axes[along] @ from_centre))
    wanted = round(min(max(extent_mm, _FOV_RANGE_MM[0]), _FOV_RANGE_MM[1]))
    by_row = p.phase_encoding_direction is PhaseEncodingDirection.ROW
    return {"fov_phase_mm" if by_row == (along == 0) else "fov_frequency_mm": float(wanted)}


_TILTS = ("tilt_lr_deg", "tilt_ap_deg", "tilt_hf_deg")


@dataclass(frozen=True)
class _Group:
    """A slice group as a box."""

    centre: NDArray[np.float64]
    axes: NDArray[np.float64]
    """Rows, columns, rising slice number."""
    half_mm: tuple[float, float, float]
    offsets_mm: tuple[float, ...]
    """Of the slices from the group's centre."""

    @classmethod
    def of(cls, p: Prescription) -> "_Group":
        first = np.array(slice_centre_mm(p, 0))
        last = np.array(slice_centre_mm(p, p.slices - 1))
        by_row = p.phase_encoding_direction is PhaseEncodingDirection.ROW
        phase, frequency = p.fov_phase_mm / 2, p.fov_frequency_mm / 2
        row, column = (phase, frequency) if by_row else (frequency, phase)
        between = float(np.linalg.norm(last - first))
        return cls(
            centre=(first + last) / 2,
            axes=np.array(image_axes(p)),
            half_mm=(row, column, (between + p.slice_thickness_mm) / 2),
            offsets_mm=tuple(np.linspace(-between / 2, between / 2, p.slices).tolist()),
        )


def _front(group: _Group, view: View) -> Drawing:
    row, column, _ = group.axes
    half_row, half_column, _ = group.half_mm
    corners = [
        group.centre + a * half_row * row + b * half_column * column
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    edges = [half_row * row, half_column * column, -half_row * row, -half_column * column]
    outline = tuple(view.point(corner) for corner in corners)
    return Drawing(
        outline=outline,
        slices=(),
        bands=(),
        centre=view.point(group.centre),
        turn_handles=(outline[1], outline[3]),
        size_handles=tuple(view.point(group.centre + edge) for edge in edges),
    )


def _side(group: _Group, view: View, bands: tuple[SaturationBand, ...]) -> Drawing:
    if len(group.offsets_mm) <= _MOST_LINES:
        slices = tuple(_cut(group, view, offset) for offset in group.offsets_mm)
    else:
        slices = ()
    depth = group.half_mm[2]
    middle = _cut(group, view, 0.0)
    return Drawing(
        outline=_between(group, view, -depth, depth),
        slices=slices,
        bands=tuple(
            _between(
                group,
                view,
                band.offset_mm - band.thickness_mm / 2,
                band.offset_mm + band.thickness_mm / 2,
            )
            for band in bands
        ),
        centre=view.point(group.centre),
        turn_handles=middle,
        size_handles=(),
    )


def _between(group: _Group, view: View, low_mm: float, high_mm: float) -> Polygon:
    first, last = _cut(group, view, low_mm), _cut(group, view, high_mm)
    return first[0], first[1], last[1], last[0]


def _cut(group: _Group, view: View, offset_mm: float) -> Line:
    """Return where a plane of the group cuts the view's plane through the group's centre."""
    row, column, normal = group.axes
    sight = view.axes[2]
    along = np.cross(normal, sight)
    along = along / np.linalg.norm(along)
    across = np.cross(normal, along)
    from_centre = offset_mm * normal
    point = group.centre + from_centre - across * (from_centre @ sight) / (across @ sight)
    half = min(
        extent / abs(component)
        for extent, component in (
            (group.half_mm[0], along @ row),
            (group.half_mm[1], along @ column),
        )
        if abs(component) > 1e-6
    )
    return view.point(point - half * along), view.point(point + half * along)


def _offsets(centre: NDArray[np.float64], axes: NDArray[np.float64]) -> dict[str, object]:
    """Return the offsets that put the group's centre at a patient coordinate."""
    row, column, along = (round(float(axis @ centre), 1) + 0.0 for axis in axes)
    return {"row_offset_mm": row, "column_offset_mm": column, "slice_offset_mm": along}


def _rotation(axis: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """Return the right-handed rotation about a unit vector (Rodrigues)."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    rotation: NDArray[np.float64] = (
        np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    )
    return rotation
