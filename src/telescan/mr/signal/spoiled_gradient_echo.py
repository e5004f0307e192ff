r"""Spoiled gradient echo (FLASH, SPGR, T1-FFE).

.. math:: S = \rho \sin\alpha \frac{1 - E_1}{1 - \cos\alpha\, E_1} e^{-TE/T_2^*}
          e^{2\pi i \Delta f TE}

with :math:`E_1 = e^{-TR/T_1}` (Ernst and Anderson, Rev Sci Instrum 1966;37:93). The last factor
puts fat and water in and out of phase.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.signal.longitudinal import Turn, cosine, steady_state, turned


def spoiled_steady_state(
    t1_ms: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    flip_angle_deg: NDArray[np.float64] | float,
    prepared: Turn = (1.0, 0.0),
) -> NDArray[np.float64]:
    """Return Mz / M0 before each pulse.

    ``prepared`` is a saturation before excitation: what it leaves of Mz, and how long before.
    """
    rest_ms = max(repetition_time_ms - prepared[1], 0.0)
    pulse = turned((cosine(flip_angle_deg), rest_ms), t1_ms)
    return steady_state([pulse, turned(prepared, t1_ms)])


def transverse_at_echo(
    t2_star_ms: NDArray[np.float64], off_resonance_hz: NDArray[np.float64], echo_time_ms: float
) -> NDArray[np.complex128]:
    """Return what decay and precession make of transverse magnetisation until a gradient echo."""
    rate = -1 / t2_star_ms + 2j * np.pi * off_resonance_hz * 1e-3
    at_echo: NDArray[np.complex128] = np.exp(rate * echo_time_ms)
    return at_echo
