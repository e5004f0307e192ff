"""Slice gradients of opposite sign for excitation and refocusing, against fat in spin echo EPI.

Off-resonance moves the slices of both pulses apart; only spins in both give an echo, and fat at 3 T
lies in neither's (Park et al., MRM 1987;4:526; Gomori et al., Radiology 1988;168:493).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.rf import RfPulse
from telescan.mr.slice_profile import POSITIONS, flip_angles_deg

_STEP = 0.02
_REACH = 3.0
"""Of positions over the slice thickness."""


def refocused_share(
    excitation: RfPulse, refocusing: RfPulse, off_resonance_hz: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the echo of spins off resonance over that of spins on resonance, (group,)."""
    # A weaker gradient, which makes the refocused slice thicker, moves it farther.
    apart_per_hz = 1 / excitation.bandwidth_hz
    apart_per_hz += refocusing.thickness_factor / refocusing.bandwidth_hz
    apart, share = _overlap(excitation, refocusing)
    left: NDArray[np.float64] = np.interp(abs(off_resonance_hz) * apart_per_hz, apart, share)
    return left


@cache
def _overlap(
    excitation: RfPulse, refocusing: RfPulse
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return distances between both slices and the signal that is left at each."""
    position = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    excited = np.sin(np.deg2rad(_profile_deg(excitation, position)))
    refocused = np.sin(np.deg2rad(_profile_deg(refocusing, position)) / 2) ** 2
    middle = position.size // 2
    both = np.correlate(excited, refocused, mode="same")[middle:]
    return position[middle:], both / both[0]


def _profile_deg(pulse: RfPulse, position: NDArray[np.float64]) -> NDArray[np.float64]:
    angles = flip_angles_deg(pulse, np.ones(1))[0]
    profile: NDArray[np.float64] = np.interp(abs(position), POSITIONS, angles, right=0.0)
    return profile
