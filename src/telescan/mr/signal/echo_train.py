r"""Echo amplitudes of a refocusing train by extended phase graphs.

Hennig, J Magn Reson 1988;78:397 and Weigel, JMRI 2015;41:266. CPMG condition: excitation about y,
refocusing about x, so that transverse states stay real and longitudinal ones imaginary. Crushers
of equal area on both sides of each refocusing pulse shift by one order each half spacing.
"""

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray


def stabilised_train_deg(refocusing_flip_angle_deg: float, echo_train_length: int) -> list[float]:
    """Return the flip angles of a train whose echoes do not oscillate.

    A first pulse of (90 + a/2) reaches the steady state of CPMG trains below 180 degrees at once
    (Hennig and Scheffler, MRM 2000;44:983).
    """
    first = 90.0 + refocusing_flip_angle_deg / 2
    return [first, *([refocusing_flip_angle_deg] * (echo_train_length - 1))]


def echo_amplitudes(
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    *,
    echo_spacing_ms: float,
    flip_angles_deg: ArrayLike,
) -> NDArray[np.float64]:
    """Return the amplitude of each echo over the transverse magnetisation excited, (spin, echo).

    ``flip_angles_deg`` has shape (echo,), or (spin, echo) where spins see angles of their own.
    """
    half_ms = echo_spacing_ms / 2
    angles = np.atleast_2d(np.deg2rad(np.asarray(flip_angles_deg, dtype=np.float64)))
    angles = np.ascontiguousarray(np.broadcast_to(angles, (t1_ms.size, angles.shape[1])))
    echoes: NDArray[np.float64] = _echoes(
        angles, np.exp(-half_ms / t1_ms), np.exp(-half_ms / t2_ms)
    )
    return echoes


@njit(cache=True)
def _echoes(
    angles: NDArray[np.float64], e1: NDArray[np.float64], e2: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Follow the states of each spin, (spin, echo).

    Only odd orders are there at a refocusing pulse and only even ones at an echo: what recovers
    towards equilibrium meanwhile stays at longitudinal order 0 and never comes to an echo, so
    longitudinal states only decay here. Orders that cannot come back to order 0 before the train
    ends are left out.
    """
    spins, length = angles.shape
    echoes = np.empty((spins, length))
    plus, minus = np.zeros(2 * length + 3), np.zeros(2 * length + 3)
    longitudinal = np.zeros(2 * length + 3)
    for spin in range(spins):
        plus[:], minus[:], longitudinal[:] = 0.0, 0.0, 0.0
        plus[0] = minus[0] = 1.0
        for echo in range(length):
            orders = min(2 * echo + 1, 2 * (length - echo) - 1)
            _shift(plus, minus, e2[spin], orders)
            angle = angles[spin, echo]
            stay, flip, sine = np.cos(angle / 2) ** 2, np.sin(angle / 2) ** 2, np.sin(angle)
            keep = np.cos(angle)
            for order in range(1, orders + 1, 2):
                # Rotation about x (Weigel 2015, equation 18), longitudinal states over i.
                rise, fall, store = plus[order], minus[order], longitudinal[order] * e1[spin]
                plus[order] = stay * rise + flip * fall + sine * store
                minus[order] = flip * rise + stay * fall - sine * store
                longitudinal[order] = (keep * store - 0.5 * sine * (rise - fall)) * e1[spin]
            _shift(plus, minus, e2[spin], orders + 1)
            echoes[spin, echo] = plus[0]
    return echoes


@njit(cache=True)
def _shift(
    plus: NDArray[np.float64], minus: NDArray[np.float64], kept: float, highest: int
) -> None:
    """Dephase by one order and decay: F+ of order k comes from k - 1, F- from k + 1."""
    for order in range(highest, 0, -1):
        plus[order] = plus[order - 1] * kept
    for order in range(highest + 1):
        minus[order] = minus[order + 1] * kept
    plus[0] = minus[0]
