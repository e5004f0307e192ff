"""What breathes and beats while lines are acquired: periodic changes make ghosts along phase."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults.fault import Fault, Faults
from telescan.mr.tissue import Tissue

BREATHING_HZ = 0.25
BREATHING_MM = 3.0
PULSATION_HZ = 1.1
PULSATION_SHARE = 0.6
BEATING = frozenset({Tissue.ARTERIAL_BLOOD, Tissue.VENOUS_BLOOD, Tissue.CEREBROSPINAL_FLUID})
"""What the pulse moves."""


def breathing_mm(faults: Faults, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the object lies towards P at each time."""
    amplitude_mm = BREATHING_MM * faults[Fault.BREATHING]
    return amplitude_mm * np.sin(2 * np.pi * BREATHING_HZ * time_s)


def pulsation(faults: Faults, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the factor on the signal of what beats at each time."""
    share = PULSATION_SHARE * faults[Fault.PULSATION]
    return np.asarray(1 - share * np.sin(np.pi * PULSATION_HZ * time_s) ** 2)
