r"""What a slice-selective pulse does across the slice.

Of each pulse only the local angle counts: excitation is rephased, and what crushers leave of a
refocusing pulse is :math:`|\beta|^2 = \sin^2(\theta/2)`. Positions are over the nominal thickness,
which is bandwidth over gradient. Profiles are even, so that one half is worked out.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.cayley_klein import tipped_share
from telescan.mr.rf import RfPulse

POSITIONS = np.linspace(0.05, 1.35, 14)
"""(position,) Middles of the sheets that the half slice is cut into, over the thickness."""
SHEET = 0.1
"""Thickness of a sheet over that of the slice."""

_FLIPS_DEG = np.arange(0.0, 361.0, 2.0)


@cache
def _half_angle_sines(time_bandwidth: float, thickness_factor: float) -> NDArray[np.float64]:
    """Return the sine of half the flip angle, (nominal flip angle, position)."""
    positions = POSITIONS[None, :] / thickness_factor
    return np.sqrt(tipped_share(_FLIPS_DEG[:, None], positions, time_bandwidth))


def flip_angles_deg(pulse: RfPulse, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the flip angle across the slice under B1+ ``scale`` (group,), (group, position)."""
    table = _half_angle_sines(pulse.time_bandwidth, pulse.thickness_factor)
    at = np.clip(pulse.flip_angle_deg * scale / _FLIPS_DEG[1], 0, _FLIPS_DEG.size - 1.001)
    below = at.astype(np.intp)
    share = (at - below)[:, None]
    sines = (1 - share) * table[below] + share * table[below + 1]
    angles: NDArray[np.float64] = np.rad2deg(2 * np.arcsin(sines))
    return angles


def slabs(
    excitation: RfPulse, refocusing: RfPulse | None, count: int
) -> tuple[tuple[float, float], ...]:
    """Return the slice as ``count`` slabs of equal height: each one's middle and weight.

    Middles are over the slice thickness, ``slab_height`` apart; weights are the transverse
    magnetisation that fully relaxed spins have there, and add up to 1.
    """
    nominal = np.ones(1)
    profile = np.sin(np.deg2rad(flip_angles_deg(excitation, nominal)[0]))
    if refocusing is not None:
        profile = profile * np.sin(np.deg2rad(flip_angles_deg(refocusing, nominal)[0]) / 2) ** 2
    height = slab_height(count)
    edges = np.linspace(-0.5, 0.5, count + 1) * np.float64(height * count)
    area = np.concatenate([[0.0], np.cumsum(profile) * SHEET])
    up_to_edge = np.sign(edges) * np.interp(abs(edges), np.arange(area.size) * SHEET, area)
    weights = np.diff(up_to_edge) / (up_to_edge[-1] - up_to_edge[0])
    middles = (edges[1:] + edges[:-1]) / 2
    return tuple(zip(middles.tolist(), weights.tolist(), strict=True))


def slab_height(count: int) -> float:
    """Return the height of each of ``count`` slabs over the slice thickness."""
    return 1.4 / count
