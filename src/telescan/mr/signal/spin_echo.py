r"""Spin echo, of one echo or of several at times of their own.

.. math:: S_n = \rho\, M_z \sin\alpha\, \sin^{2n}(\beta/2)\, e^{-TE_n/T_2}

with :math:`M_z` of the steady state; for one echo

.. math:: M_z = \frac{1 - (1-\cos\beta) E_{half} - \cos\beta E_1}{1 - \cos\alpha \cos\beta E_1},

:math:`E_{half} = e^{-(TR-TE/2)/T_1}`, :math:`E_1 = e^{-TR/T_1}` (Bernstein, King, Zhou, Handbook of
MRI Pulse Sequences, 2004, section 14.3). Transverse magnetisation is spoiled before each
excitation, and crushers that differ from one refocusing pulse to the next leave of later echoes
only what every pulse has refocused.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from telescan.mr.signal.longitudinal import Turn, cosine, steady_state, turned


def refocusing_times_ms(echo_times_ms: tuple[float, ...]) -> list[float]:
    """Return when each refocusing pulse is played: halfway between echoes."""
    return [(before + after) / 2 for before, after in pairwise((0.0, *echo_times_ms))]


def spin_echo_signals(
    proton_density: NDArray[np.float64],
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    *,
    repetition_time_ms: float,
    echo_times_ms: tuple[float, ...],
    flip_angle_deg: NDArray[np.float64] | float,
    refocusing_flip_angle_deg: NDArray[np.float64] | float,
    prepared: Turn = (1.0, 0.0),
) -> NDArray[np.float64]:
    """Return the signal at each echo, (echo, ...) over the shape that the arguments broadcast to.

    ``prepared`` is a saturation before excitation: what it leaves of Mz, and how long before.
    """
    refocused_ms = refocusing_times_ms(echo_times_ms)
    refocused = cosine(refocusing_flip_angle_deg)
    ends_ms = [*refocused_ms[1:], max(repetition_time_ms - prepared[1], refocused_ms[-1])]
    turns = [
        (cosine(flip_angle_deg), refocused_ms[0]),
        *((refocused, end - at) for at, end in zip(refocused_ms, ends_ms, strict=True)),
        prepared,
    ]
    longitudinal = steady_state(turned(turn, t1_ms) for turn in turns)
    excited = proton_density * longitudinal * np.sin(np.deg2rad(flip_angle_deg))
    share = np.sin(np.deg2rad(refocusing_flip_angle_deg) / 2) ** 2
    return np.stack(
        [
            excited * share ** (number + 1) * np.exp(-echo_time_ms / t2_ms)
            for number, echo_time_ms in enumerate(echo_times_ms)
        ]
    )
