r"""Refocusing trains by extended phase graphs: echo amplitudes, and what they leave of Mz.

Hennig, J Magn Reson 1988;78:397 and Weigel, JMRI 2015;41:266. CPMG condition: excitation about y,
refocusing about x. Crushers of equal area on both sides of each refocusing pulse shift by one order
each half spacing. So two families of states never meet: what was excited has odd orders at the
refocusing pulses and comes to the echoes; what was left or recovers along z has even ones and never
does. Each has states of one phase only, so that real numbers do.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from telescan.mr.signal.longitudinal import Change


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
    """Return the amplitude of each echo over the transverse magnetisation excited, (..., echo).

    ``flip_angles_deg`` has shape (..., echo); the dots and the times broadcast.
    """
    spins = _spins(t1_ms, t2_ms, echo_spacing_ms, flip_angles_deg)
    echoes = np.empty(spins.angles.shape)
    _follow(spins.angles, spins.e1, spins.e2, (1.0, 0.0, 0.0), echoes)
    return echoes.reshape(*spins.shape, -1)


def longitudinal_change(
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    *,
    echo_spacing_ms: float,
    flip_angles_deg: ArrayLike,
) -> Change:
    """Return what becomes of Mz from the excitation to the last echo, each of shape (...).

    Of what excitation turned aside nothing comes back to z by itself.
    """
    spins = _spins(t1_ms, t2_ms, echo_spacing_ms, flip_angles_deg)
    unread = np.empty(spins.angles.shape)
    slope = _follow(spins.angles, spins.e1, spins.e2, (0.0, 1.0, 0.0), unread)
    offset = _follow(spins.angles, spins.e1, spins.e2, (0.0, 0.0, 1.0), unread)
    return slope.reshape(spins.shape), offset.reshape(spins.shape)


class _Spins(NamedTuple):
    """Spins in a row: what each sees, and what half an echo spacing leaves of it."""

    shape: tuple[int, ...]
    angles: NDArray[np.float64]
    """(spin, echo), radians."""
    e1: NDArray[np.float64]
    e2: NDArray[np.float64]


def _spins(
    t1_ms: NDArray[np.float64],
    t2_ms: NDArray[np.float64],
    echo_spacing_ms: float,
    flip_angles_deg: ArrayLike,
) -> _Spins:
    half_ms = echo_spacing_ms / 2
    angles = np.deg2rad(np.asarray(flip_angles_deg, dtype=np.float64))
    shape = np.broadcast_shapes(t1_ms.shape, t2_ms.shape, angles.shape[:-1])
    rows = np.broadcast_to(angles, (*shape, angles.shape[-1])).reshape(-1, angles.shape[-1])
    e1, e2 = (np.broadcast_to(np.exp(-half_ms / times), shape).ravel() for times in (t1_ms, t2_ms))
    return _Spins(shape, np.ascontiguousarray(rows), e1, e2)


@njit(cache=True)
def _follow(
    angles: NDArray[np.float64],
    e1: NDArray[np.float64],
    e2: NDArray[np.float64],
    start: tuple[float, float, float],
    echoes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Follow one family of each spin's states; fill ``echoes``, return Mz at the last, (spin,).

    ``start`` has the transverse and longitudinal magnetisation after excitation and the
    equilibrium that is recovered to: the first alone for odd orders, or the others for even ones.
    Transverse states of odd orders are real and longitudinal ones imaginary, of even orders the
    other way round; ``sign`` is what that makes of the rotation about x (Weigel 2015, equation 18).
    Orders that cannot come back to order 0 before the train ends are left out.
    """
    spins, length = angles.shape
    transverse, along, equilibrium = start
    lowest, sign = (1, 1.0) if transverse != 0 else (0, -1.0)
    left = np.empty(spins)
    plus, minus = np.zeros(2 * length + 3), np.zeros(2 * length + 3)
    longitudinal = np.zeros(2 * length + 3)
    for spin in range(spins):
        plus[:], minus[:], longitudinal[:] = 0.0, 0.0, 0.0
        plus[0], minus[0], longitudinal[0] = transverse, transverse, along
        recovered = equilibrium * (1 - e1[spin])
        for echo in range(length):
            orders = min(2 * echo + 1, 2 * (length - echo) - 1)
            _shift(plus, minus, e2[spin], orders, sign)
            angle = angles[spin, echo]
            stay, flip = np.cos(angle / 2) ** 2, np.sin(angle / 2) ** 2
            keep, sine = np.cos(angle), sign * np.sin(angle)
            longitudinal[0] += recovered / e1[spin]
            for order in range(lowest, orders + 1, 2):
                rise, fall, store = plus[order], minus[order], longitudinal[order] * e1[spin]
                plus[order] = stay * rise + flip * fall + sine * store
                minus[order] = flip * rise + stay * fall - sine * store
                longitudinal[order] = (keep * store - 0.5 * sine * (rise - fall)) * e1[spin]
            longitudinal[0] += recovered
            _shift(plus, minus, e2[spin], orders + 1, sign)
            echoes[spin, echo] = plus[0]
        left[spin] = longitudinal[0]
    return left


@njit(cache=True)
def _shift(
    plus: NDArray[np.float64], minus: NDArray[np.float64], kept: float, highest: int, sign: float
) -> None:
    """Dephase by one order and decay: F+ of order k comes from k - 1, F- from k + 1."""
    for order in range(highest, 0, -1):
        plus[order] = plus[order - 1] * kept
    for order in range(highest + 1):
        minus[order] = minus[order + 1] * kept
    plus[0] = sign * minus[0]
