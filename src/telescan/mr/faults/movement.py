"""What moves and beats while lines are acquired: periodic changes make ghosts along phase.

Time comes in as each line's share of the scan and the scan's length.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.faults.fault import Fault, Faults
from telescan.mr.tissue import Tissue

BREATHING_HZ = 0.25
BREATHING_MM = 3.0
PULSATION_HZ = 1.1
PULSATION_SHARE = 0.6
_BEATING = frozenset({Tissue.CEREBROSPINAL_FLUID})


def breathing_mm(faults: Faults, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the object lies towards P at each time."""
    amplitude_mm = BREATHING_MM * faults[Fault.BREATHING]
    return amplitude_mm * np.sin(2 * np.pi * BREATHING_HZ * time_s)


def pulsation(
    faults: Faults, tissues: tuple[Tissue, ...], time_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return factors on the signal of each group at each time, (group, time)."""
    share = PULSATION_SHARE * faults[Fault.PULSATION]
    beats = np.array([tissue in _BEATING for tissue in tissues], dtype=np.float64)
    wave = np.sin(2 * np.pi * PULSATION_HZ * time_s) ** 2
    factors: NDArray[np.float64] = 1 - share * beats[:, None] * wave[None, :]
    return factors
