r"""Spin echo.

.. math:: S = \rho \sin\alpha \sin^2(\beta/2) e^{-TE/T_2}
          \frac{1 - (1-\cos\beta) E_{half} - \cos\beta E_1}{1 - \cos\alpha \cos\beta E_1}

with :math:`E_{half} = e^{-(TR-TE/2)/T_1}` and :math:`E_1 = e^{-TR/T_1}`; at 90 and 180 degrees the
fraction is :math:`1 - 2 e^{-(TR-TE/2)/T_1} + e^{-TR/T_1}` (Bernstein, King, Zhou, Handbook of MRI
Pulse Sequences, 2004, section 14.3). Transverse magnetisation is spoiled before each excitation.
"""

import numpy as np
from numpy.typing import NDArray


def spin_echo_signal(
    proton_density: NDArray[np.float64],
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    echo_time_ms: float,
    flip_angle_deg: float,
    refocusing_flip_angle_deg: float,
) -> NDArray[np.float64]:
    """Return the signal of each tissue at the echo, shape (tissue,)."""
    alpha, beta = np.deg2rad(flip_angle_deg), np.deg2rad(refocusing_flip_angle_deg)
    e1 = np.exp(-repetition_time_ms / t1_ms)
    after_refocusing = np.exp(-(repetition_time_ms - echo_time_ms / 2) / t1_ms)
    longitudinal = (1 - (1 - np.cos(beta)) * after_refocusing - np.cos(beta) * e1) / (
        1 - np.cos(alpha) * np.cos(beta) * e1
    )
    echo = np.sin(alpha) * np.sin(beta / 2) ** 2 * np.exp(-echo_time_ms / t2_ms)
    signal: NDArray[np.float64] = proton_density * longitudinal * echo
    return signal
