"""How far a sinc pulse turns spins off its frequency, relaxation aside.

The pulse is cut into small rotations, whose Cayley-Klein parameters are multiplied up (Pauly, Le
Roux, Nishimura, Macovski, IEEE Trans Med Imaging 1991;10:53).
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.rf import sinc_envelope

_SAMPLES = 128
"""Rotations of a pulse; more of them change no angle by more than 0.1 degrees."""


def tipped_share(
    flip_angle_deg: NDArray[np.float64], offset: NDArray[np.float64], time_bandwidth: float
) -> NDArray[np.float64]:
    """Return sin^2 of half the angle by which a pulse turns Mz, |beta|^2, from 0 to 1.

    ``flip_angle_deg`` is the nominal angle; ``offset`` the distance from the pulse's frequency over
    its bandwidth. Both broadcast.
    """
    time_share = (np.arange(_SAMPLES) + 0.5) / _SAMPLES - 0.5
    envelope = sinc_envelope(time_share, time_bandwidth)
    nominal = np.deg2rad(flip_angle_deg)
    precession = 2 * np.pi * time_bandwidth * offset / _SAMPLES
    shape = np.broadcast_shapes(nominal.shape, precession.shape)
    alpha = np.ones(shape, dtype=np.complex128)
    beta = np.zeros(shape, dtype=np.complex128)
    for share in envelope / envelope.sum():
        nutation = nominal * share
        angle = np.hypot(nutation, precession)
        half_sine = np.sinc(angle / (2 * np.pi)) / 2
        turn = np.cos(angle / 2) - 1j * precession * half_sine
        tip = -1j * nutation * half_sine
        alpha, beta = turn * alpha - tip.conj() * beta, tip * alpha + turn.conj() * beta
    tipped: NDArray[np.float64] = np.clip(np.abs(beta) ** 2, 0, 1)
    return tipped
