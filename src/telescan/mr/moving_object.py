"""What a scan sees of an object that moves or beats while lines are acquired.

Motion comes in poses, each seen by the lines of its time; breathing shifts the object, which turns
the phase of its k-space; what beats is a part of the object whose signal goes up and down.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults import Fault
from telescan.mr.faults.displacement import displaced, poses
from telescan.mr.faults.movement import BEATING, breathing_mm, pulsation
from telescan.mr.geometry import Points, encoding_axes
from telescan.mr.line_times import line_shares
from telescan.mr.phantom.interface import Bounds, Phantom
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import encoded_fov_phase_mm, encoded_lines
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import Tissue

Complexes = NDArray[np.complex64]


def kspace_while_moving(
    prescription: Prescription, scene: Scene, still: Callable[[Scene], Complexes]
) -> Complexes:
    """Return the k-space (..., line, frequency) of a scene with its faults of motion and gradients.

    ``still`` gives that of a scene in which nothing moves.
    """
    shares = line_shares(prescription)
    held = poses(scene.faults)
    pose_of_line = np.searchsorted([pose.until for pose in held[:-1]], shares, side="right")
    kspace = _beating(prescription, displaced(scene, prescription, held[0]), still, shares)
    for index, pose in enumerate(held[1:], start=1):
        moved = _beating(prescription, displaced(scene, prescription, pose), still, shares)
        kspace[..., pose_of_line == index, :] = moved[..., pose_of_line == index, :]
    if scene.faults[Fault.BREATHING] > 0:
        kspace *= _breathing_turn(prescription, scene, shares)
    return kspace


def times_worked_out(scene: Scene) -> int:
    """Return how many times ``kspace_while_moving`` asks for a scene in which nothing moves."""
    return len(poses(scene.faults)) * (1 if scene.faults[Fault.PULSATION] == 0 else 2)


def _beating(
    prescription: Prescription,
    scene: Scene,
    still: Callable[[Scene], Complexes],
    shares: NDArray[np.float64],
) -> Complexes:
    kspace = still(scene)
    if scene.faults[Fault.PULSATION] == 0:
        return kspace
    lost = 1 - pulsation(scene.faults, shares * _scan_time_s(prescription, scene))
    beating = still(replace(scene, phantom=_BeatingPart(scene.phantom)))
    kspace -= beating * lost.astype(np.float32)[:, None]
    return kspace


def _breathing_turn(
    prescription: Prescription, scene: Scene, shares: NDArray[np.float64]
) -> Complexes:
    """Return what k-space is multiplied by for the object's place at each line, (line, freq.)."""
    towards_p_mm = breathing_mm(scene.faults, shares * _scan_time_s(prescription, scene))
    phase_axis, frequency_axis = encoding_axes(prescription)
    lines, samples = encoded_lines(prescription), prescription.matrix_frequency
    cycles_phase = (np.arange(lines) - lines // 2) / encoded_fov_phase_mm(prescription)
    cycles_frequency = (np.arange(samples) - samples // 2) / prescription.fov_frequency_mm
    turns = (phase_axis[1] * towards_p_mm * cycles_phase)[:, None] + (
        frequency_axis[1] * towards_p_mm[:, None] * cycles_frequency[None, :]
    )
    turn: Complexes = np.exp(-2j * np.pi * turns).astype(np.complex64)
    return turn


def _scan_time_s(prescription: Prescription, scene: Scene) -> float:
    return sequence_of(prescription).timing(prescription, scene.model).scan_time_s


@dataclass(frozen=True)
class _BeatingPart:
    """The blood and fluid of a phantom."""

    phantom: Phantom

    @property
    def name(self) -> str:
        return self.phantom.name

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        return self.phantom.tissues

    @property
    def bounds_mm(self) -> Bounds:
        return self.phantom.bounds_mm

    def fractions(self, points: Points) -> NDArray[np.float32]:
        beats = np.array([tissue in BEATING for tissue in self.tissues])
        return self.phantom.fractions(points) * beats[:, None, None].astype(np.float32)
