r"""Balanced steady-state free precession (TrueFISP, FIESTA, bTFE).

With RF that alternates in sign and precession :math:`\varphi = 2\pi \Delta f\, TR` between pulses,
:math:`\theta = \varphi + \pi`,

.. math:: M_{xy} = \rho \frac{(1 - E_1) \sin\alpha\, (1 - E_2 e^{-i\theta})}
          {(1 - E_1\cos\alpha)(1 - E_2\cos\theta) - E_2 (E_1 - \cos\alpha)(E_2 - \cos\theta)}
          e^{-TE/T_2} e^{2\pi i \Delta f TE}

right after each pulse (Freeman and Hill, J Magn Reson 1971;4:366; Zur, Stokar, Bendel, MRM
1988;6:175; Bernstein et al. 2004, section 14.1.2). It vanishes in bands at odd multiples of
:math:`1 / 2TR`; halfway between pulses it is a spin echo (Scheffler and Hennig, MRM 2003;49:395).
"""

import numpy as np
from numpy.typing import NDArray


def balanced_ssfp_signal(
    proton_density: NDArray[np.float64],
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    off_resonance_hz: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    echo_time_ms: float,
    flip_angle_deg: NDArray[np.float64] | float,
) -> NDArray[np.complex128]:
    """Return the complex signal at the echo, of the shape that the arguments broadcast to.

    It is turned so that the signal on resonance is real and positive.
    """
    alpha = np.deg2rad(flip_angle_deg)
    e1, e2 = np.exp(-repetition_time_ms / t1_ms), np.exp(-repetition_time_ms / t2_ms)
    theta = 2 * np.pi * off_resonance_hz * repetition_time_ms * 1e-3 + np.pi
    denominator = (1 - e1 * np.cos(alpha)) * (1 - e2 * np.cos(theta)) - e2 * (
        e1 - np.cos(alpha)
    ) * (e2 - np.cos(theta))
    after_pulse = (1 - e1) * np.sin(alpha) * (1 - e2 * np.exp(-1j * theta)) / denominator
    turn = np.exp(2j * np.pi * off_resonance_hz * echo_time_ms * 1e-3)
    signal: NDArray[np.complex128] = (
        proton_density * after_pulse * np.exp(-echo_time_ms / t2_ms) * turn
    )
    return signal
