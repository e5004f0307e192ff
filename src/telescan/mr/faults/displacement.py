"""Where the gradients really reach: faults that put image points at other places of the object.

An image point stands where its gradients say. A gradient that is too strong or bends, an object
off centre or one that has moved, make the point show another place. Seen from the image, the
object is displaced; rigid motion comes in poses, each for a part of the scan.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults.fault import Fault, Faults
from telescan.mr.geometry import Points, Sheet, Vector, encoding_axes
from telescan.mr.phantom.interface import Bounds, Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.scene import Scene
from telescan.mr.tissue import Tissue

MISCALIBRATION = 0.05
NONLINEARITY = 0.08
NONLINEARITY_RADIUS_MM = 120.0
OFF_CENTRE_SHARE = 0.4
NOD_DEG = 6.0
SLIP_MM = 5.0

_AXES = (Fault.GRADIENT_X, Fault.GRADIENT_Y, Fault.GRADIENT_Z)
_STEPS: tuple[tuple[float, float], ...] = ((0.38, 0.0), (0.57, 1.0), (0.79, 0.35), (1.0, -0.6))
"""End of each pose, as a share of the scan, and how far the head is then from where it was."""


@dataclass(frozen=True)
class Pose:
    """Where the head is for a part of the scan, turned about L at the isocentre and slipped."""

    until: float = 1.0
    """Share of the scan at which the pose ends."""
    nod_deg: float = 0.0
    slip_mm: Vector = (0.0, 0.0, 0.0)


_STILL = Pose()


@dataclass(frozen=True)
class Displacement:
    """How image points and places of the object belong together."""

    scale: Vector = (1.0, 1.0, 1.0)
    """Strength of the gradients along L, P and H over what they should be."""
    bend: float = 0.0
    """Share by which gradients are weaker at ``NONLINEARITY_RADIUS_MM``."""
    off_centre_mm: Vector = (0.0, 0.0, 0.0)
    pose: Pose = _STILL

    def places(self, points: Points) -> Sheet:
        """Return the places of the object that image points show."""
        at = np.stack(
            [np.broadcast_to(points.coordinates_mm(axis), points.shape) for axis in range(3)]
        )
        at = at / np.array(self.scale)[:, None, None]
        at = at * (1 + self.bend * (at**2).sum(axis=0) / NONLINEARITY_RADIUS_MM**2)
        moved = np.add(self.off_centre_mm, self.pose.slip_mm)[:, None, None]
        back = _turn_about_l(-self.pose.nod_deg)
        normal = back @ (np.array(points.normal) / np.array(self.scale))
        length = float(np.linalg.norm(normal))
        x, y, z = (normal / length).tolist()
        return Sheet(
            points_mm=np.einsum("ij,jpf->ipf", back, at - moved),
            normal=(x, y, z),
            spacing_mm=points.spacing_mm,
            thickness_mm=points.thickness_mm * length,
        )

    def bounds_mm(self, bounds_mm: Bounds) -> Bounds:
        """Return the box in which an object of such bounds is shown; bending only shrinks it."""
        corners = np.array(list(product(*bounds_mm)))
        turned = corners @ _turn_about_l(self.pose.nod_deg).T
        shown = (turned + self.off_centre_mm + self.pose.slip_mm) * self.scale
        x, y, z = zip(shown.min(axis=0).tolist(), shown.max(axis=0).tolist(), strict=True)
        return x, y, z


@dataclass(frozen=True)
class DisplacedPhantom:
    """A phantom as it is shown under a displacement."""

    phantom: Phantom
    displacement: Displacement

    @property
    def name(self) -> str:
        """The phantom's own name."""
        return self.phantom.name

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """The phantom's own tissues."""
        return self.phantom.tissues

    @property
    def bounds_mm(self) -> Bounds:
        """The box in which it is shown."""
        return self.displacement.bounds_mm(self.phantom.bounds_mm)

    def fractions(self, points: Points) -> NDArray[np.float32]:
        """Return the share of each tissue that each image point shows."""
        return self.phantom.fractions(self.displacement.places(points))


def poses(faults: Faults) -> tuple[Pose, ...]:
    """Return the poses of a scan in their order: one where nothing moves."""
    strength = faults[Fault.MOTION]
    if strength == 0:
        return (_STILL,)
    return tuple(
        Pose(until, nod_deg=NOD_DEG * part * strength, slip_mm=(0.0, 0.4 * slip, slip))
        for until, part in _STEPS
        for slip in (SLIP_MM * part * strength,)
    )


def displaced(scene: Scene, prescription: Prescription, pose: Pose) -> Scene:
    """Return the scene as its gradients show it in one pose; the scene itself where they are right.

    An object off centre lies along the phase encoding, by a share of the field of view.
    """
    phase_axis, _ = encoding_axes(prescription)
    off_mm = OFF_CENTRE_SHARE * scene.faults[Fault.WRAP_AROUND] * prescription.fov_phase_mm
    x, y, z = (off_mm * component for component in phase_axis)
    along_l, along_p, along_h = (1 + MISCALIBRATION * scene.faults[axis] for axis in _AXES)
    displacement = Displacement(
        scale=(along_l, along_p, along_h),
        bend=NONLINEARITY * scene.faults[Fault.GRADIENT_NONLINEARITY],
        off_centre_mm=(x, y, z),
        pose=pose,
    )
    if displacement == Displacement(pose=Pose(pose.until)):
        return scene
    return replace(scene, phantom=DisplacedPhantom(scene.phantom, displacement))


def _turn_about_l(angle_deg: float) -> NDArray[np.float64]:
    cosine, sine = np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
