"""Echo amplitudes of a refocusing train by extended phase graphs.

Hennig, J Magn Reson 1988;78:397 and Weigel, JMRI 2015;41:266. CPMG condition: excitation by 90
degrees about y, refocusing about x. Configuration states F+ and F- have shape (tissue, order);
crushers of equal area on both sides of each refocusing pulse shift by one order each half spacing.
"""

import numpy as np
from numpy.typing import NDArray

Complexes = NDArray[np.complex128]


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
    flip_angles_deg: list[float],
) -> NDArray[np.float64]:
    """Return the amplitude of each echo over Mz before excitation, (tissue, echo)."""
    orders = len(flip_angles_deg) + 1
    plus: Complexes = np.zeros((t1_ms.size, orders), dtype=np.complex128)
    minus, longitudinal = plus.copy(), plus.copy()
    plus[:, 0] = minus[:, 0] = 1.0
    e1 = np.exp(-echo_spacing_ms / 2 / t1_ms)[:, None]
    e2 = np.exp(-echo_spacing_ms / 2 / t2_ms)[:, None]
    echoes = np.empty((t1_ms.size, len(flip_angles_deg)))
    for index, flip_angle_deg in enumerate(flip_angles_deg):
        plus, minus, longitudinal = _half_spacing(plus, minus, longitudinal, e1, e2)
        plus, minus, longitudinal = _refocus(plus, minus, longitudinal, np.deg2rad(flip_angle_deg))
        plus, minus, longitudinal = _half_spacing(plus, minus, longitudinal, e1, e2)
        echoes[:, index] = plus[:, 0].real
    return echoes


def _half_spacing(
    plus: Complexes,
    minus: Complexes,
    longitudinal: Complexes,
    e1: NDArray[np.float64],
    e2: NDArray[np.float64],
) -> tuple[Complexes, Complexes, Complexes]:
    """Relax for half an echo spacing and shift by one order.

    What recovers towards equilibrium meanwhile has even order at the refocusing pulses, while only
    odd orders come back to an echo, so longitudinal states only decay here.
    """
    shifted_plus, shifted_minus = np.empty_like(plus), np.zeros_like(minus)
    shifted_minus[:, :-1] = minus[:, 1:] * e2
    shifted_plus[:, 1:] = plus[:, :-1] * e2
    shifted_plus[:, 0] = shifted_minus[:, 0].conj()
    return shifted_plus, shifted_minus, longitudinal * e1


def _refocus(
    plus: Complexes, minus: Complexes, longitudinal: Complexes, angle: float
) -> tuple[Complexes, Complexes, Complexes]:
    """Rotate about x (Weigel 2015, equation 18 at phase 0)."""
    stay, flip, sine = np.cos(angle / 2) ** 2, np.sin(angle / 2) ** 2, np.sin(angle)
    return (
        stay * plus + flip * minus - 1j * sine * longitudinal,
        flip * plus + stay * minus + 1j * sine * longitudinal,
        -0.5j * sine * (plus - minus) + np.cos(angle) * longitudinal,
    )
