"""What off-resonance does to a gradient echo: its phase turns, and spins of a voxel part.

Within a slice the field changes linearly from slab to slab and within each; the slabs' phases add
up to a loss of signal (Reichenbach et al., JMRI 1997;7:266).
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.field.off_resonance import off_resonance_hz
from telescan.mr.prescription import Prescription
from telescan.mr.scene import Scene
from telescan.mr.slice_object import SLICE_PROFILE, SLICE_SLAB, smooth_maps

_FIELD_POINT_MM = 2.5


def field_of_slice(
    prescription: Prescription,
    scene: Scene,
    slice_index: int,
    phase_mm: NDArray[np.float64],
    frequency_mm: NDArray[np.float64],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return off-resonance in the middle of a slice, Hz, and its change through it, Hz/mm.

    Both (phase, frequency).
    """
    half_mm = prescription.slice_thickness_mm / 2
    below, middle, above = (
        smooth_maps(
            prescription,
            slice_index,
            (phase_mm, frequency_mm),
            lambda plane: off_resonance_hz(scene, plane),
            spacing_mm=_FIELD_POINT_MM,
            from_centre_mm=from_centre_mm,
        )
        for from_centre_mm in (-half_mm, 0.0, half_mm)
    )
    return middle, (above - below) / np.float32(2 * half_mm)


def dephasing(
    field_hz: NDArray[np.float32],
    slope_hz_mm: NDArray[np.float32],
    slice_thickness_mm: float,
    echo_time_ms: float,
) -> NDArray[np.complex64]:
    """Return the factor on the signal of a gradient echo, (phase, frequency).

    Through the slice it is the transform of the slice profile at the phase gained per length.
    """
    turns_per_mm = slope_hz_mm * np.float32(echo_time_ms * 1e-3)
    through = np.sinc(turns_per_mm * np.float32(SLICE_SLAB * slice_thickness_mm))
    slabs = sum(
        (
            weight * np.cos(2 * np.pi * turns_per_mm * position * slice_thickness_mm)
            for position, weight in SLICE_PROFILE
        ),
        start=np.zeros_like(field_hz),
    )
    turn = np.exp(2j * np.pi * echo_time_ms * 1e-3 * field_hz)
    factor: NDArray[np.complex64] = (through * slabs * turn).astype(np.complex64)
    return factor
