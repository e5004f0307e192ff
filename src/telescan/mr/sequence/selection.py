"""Which flip angles groups of spins see: by their B1+, and in 2D by where in the slice they lie.

A slab (3D) is made of partitions inside the flat part of its profile.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.slice_profile import POSITIONS, SHEET, flip_angles_deg
from telescan.mr.tissue import SpinValues


def local_angles_deg(
    pulse: RfPulse, prescription: Prescription, values: SpinValues
) -> NDArray[np.float64]:
    """Return the angle that a slice-selective pulse turns spins by, (group, position)."""
    if prescription.is_3d:
        return pulse.flip_angle_deg * values.transmit_scale[:, None]
    return flip_angles_deg(pulse, values.transmit_scale)


def position_shares(prescription: Prescription) -> NDArray[np.float64]:
    """Return how much of the nominal slice each position stands for, (position,).

    Their sum is above 1: spins a little beyond the nominal slice are tipped as well.
    """
    return np.ones(1) if prescription.is_3d else np.full(POSITIONS.size, 2 * SHEET)
