r"""Spoiled gradient echo (FLASH, SPGR, T1-FFE).

.. math:: S = \rho \sin\alpha \frac{1 - E_1}{1 - \cos\alpha\, E_1} e^{-TE/T_2^*}
          e^{2\pi i \Delta f TE}

with :math:`E_1 = e^{-TR/T_1}` (Ernst and Anderson, Rev Sci Instrum 1966;37:93). The last factor
puts fat and water in and out of phase.
"""

import numpy as np
from numpy.typing import NDArray


def spoiled_gradient_echo_signal(
    proton_density: NDArray[np.float64],
    t1_ms: NDArray[np.float64],
    t2_star_ms: NDArray[np.float64],
    off_resonance_hz: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    echo_time_ms: float,
    flip_angle_deg: float,
) -> NDArray[np.complex128]:
    """Return the complex signal of each tissue at the echo, shape (tissue,)."""
    alpha = np.deg2rad(flip_angle_deg)
    e1 = np.exp(-repetition_time_ms / t1_ms)
    steady = np.sin(alpha) * (1 - e1) / (1 - np.cos(alpha) * e1)
    phase = np.exp(2j * np.pi * off_resonance_hz * echo_time_ms * 1e-3)
    signal: NDArray[np.complex128] = (
        proton_density * steady * np.exp(-echo_time_ms / t2_star_ms) * phase
    )
    return signal


def ernst_angle_deg(t1_ms: float, repetition_time_ms: float) -> float:
    """Return the flip angle of the largest signal."""
    return float(np.rad2deg(np.arccos(np.exp(-repetition_time_ms / t1_ms))))
