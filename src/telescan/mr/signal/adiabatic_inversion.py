"""How well a hyperbolic secant inverts, by the Bloch equations with relaxation.

B1+ hardly matters as long as it is adiabatic; short T2 does, because the magnetisation is
transverse for part of the pulse.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from telescan.mr.rf import RfPulse
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_SAMPLES = 256
_RAD_PER_MS_UT = 2 * np.pi * GYROMAGNETIC_RATIO_HZ_PER_T * 1e-9


def inversion_efficiency(
    pulse: RfPulse,
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    transmit_scale: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the share of Mz that the pulse turns round, on resonance, (group,): 1 is all of it."""
    step_ms = pulse.duration_ms / _SAMPLES
    time_ms = (np.arange(_SAMPLES, dtype=np.float64) + 0.5 - _SAMPLES / 2) * np.float64(step_ms)
    field = pulse.field_ut(time_ms) * _RAD_PER_MS_UT * step_ms
    left: NDArray[np.float64] = _left_along(
        field, transmit_scale, np.exp(-step_ms / t1_ms), np.exp(-step_ms / t2_ms)
    )
    return -left


@njit(cache=True)
def _left_along(
    nutation: NDArray[np.complex128],
    transmit_scale: NDArray[np.float64],
    e1: NDArray[np.float64],
    e2: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return Mz after the pulse of what began as Mz = 1, recovery apart, (group,)."""
    left = np.empty(transmit_scale.size)
    for group in range(transmit_scale.size):
        transverse, longitudinal = 0j, 1.0
        for turn in nutation:
            angle = abs(turn) * transmit_scale[group]
            axis = turn / abs(turn)
            along = (transverse * axis.conjugate()).real
            across = (transverse * axis.conjugate()).imag
            cosine, sine = np.cos(angle), np.sin(angle)
            turned = cosine * across - sine * longitudinal
            longitudinal = (sine * across + cosine * longitudinal) * e1[group]
            transverse = (along + 1j * turned) * axis * e2[group]
        left[group] = longitudinal
    return left
