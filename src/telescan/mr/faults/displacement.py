"""Where the gradients really reach: faults that put image points at other places of the object.

An image point stands where its gradients say; a gradient that is too strong, bends, or an object
that moved, makes the point show another place. The functions here give that place, patient
coordinates in and out. Rigid motion comes in poses, each for a share of the scan.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults.fault import Fault, Faults
from telescan.mr.geometry import Points, Sheet, Vector

MISCALIBRATION = 0.05
NONLINEARITY = 0.08
NONLINEARITY_RADIUS_MM = 120.0
OFF_CENTRE_SHARE = 0.4
NOD_DEG = 6.0
SLIP_MM = 5.0

_AXES = (Fault.GRADIENT_X, Fault.GRADIENT_Y, Fault.GRADIENT_Z)
_STILL = 0.0
_STEPS: tuple[tuple[float, float], ...] = ((0.38, _STILL), (0.57, 1.0), (0.79, 0.35), (1.0, -0.6))
"""End of each pose, as a share of the scan, and how far the head is then from where it was."""


@dataclass(frozen=True)
class Pose:
    """Where the head is for a part of the scan, turned about L at the isocentre and slipped."""

    until: float
    """Share of the scan at which the pose ends."""
    nod_deg: float = 0.0
    slip_mm: Vector = (0.0, 0.0, 0.0)


def poses(faults: Faults) -> tuple[Pose, ...]:
    """Return the poses of a scan in their order: one where nothing moves."""
    strength = faults[Fault.MOTION]
    if strength == 0:
        return (Pose(1.0),)
    return tuple(
        Pose(until, nod_deg=NOD_DEG * part * strength, slip_mm=(0.0, 0.4 * slip, slip))
        for until, part in _STEPS
        for slip in (SLIP_MM * part * strength,)
    )


def places(points: Points, faults: Faults, phase_axis: Vector, fov_mm: float, pose: Pose) -> Points:
    """Return the places of the object that image points show; the points themselves where it can.

    ``phase_axis`` and ``fov_mm`` are those of phase encoding, along which a badly placed object
    lies off centre.
    """
    scale = np.array([1 + MISCALIBRATION * faults[fault] for fault in _AXES])
    bend = NONLINEARITY * faults[Fault.GRADIENT_NONLINEARITY]
    off_centre = OFF_CENTRE_SHARE * faults[Fault.WRAP_AROUND] * fov_mm
    moved = pose.nod_deg != 0 or any(pose.slip_mm)
    if bend == 0 and off_centre == 0 and not moved and (scale == 1).all():
        return points
    at = np.stack([np.broadcast_to(points.coordinates_mm(axis), points.shape) for axis in range(3)])
    at = at / scale[:, None, None]
    if bend > 0:
        at = at * (1 + bend * (at**2).sum(axis=0) / NONLINEARITY_RADIUS_MM**2)
    at = at - off_centre * np.array(phase_axis)[:, None, None]
    back = _turn_about_l(-pose.nod_deg)
    at = np.einsum("ij,jpf->ipf", back, at - np.array(pose.slip_mm)[:, None, None])
    x, y, z = (back @ (np.array(points.normal) / scale)).tolist()
    length = float(np.linalg.norm((x, y, z)))
    return Sheet(
        points_mm=at,
        normal=(x / length, y / length, z / length),
        spacing_mm=points.spacing_mm,
        thickness_mm=points.thickness_mm * length,
    )


def _turn_about_l(angle_deg: float) -> NDArray[np.float64]:
    cosine, sine = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
