"""The receive chain: which coil is used, what its channels' noise has in common, what is broken.

Noise comes from the head: two coils that heat the same tissue pick up the same noise. Its
covariance is the coils' mutual resistance over the head, plus each coil's own (Roemer et al., MRM
1990;16:192). Of eight channels, neighbours correlate by 0.3 and opposite ones by -0.3: loops far
off the head see little but its uniform field, with opposite signs from opposite sides.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil import sensitivities
from telescan.mr.coil_loading import head_points_mm, resistance
from telescan.mr.faults import Fault, Faults
from telescan.mr.hardware import ScannerModel, coil_named
from telescan.mr.noise import complex_noise
from telescan.mr.prescription import Prescription

_OWN_SHARE = 0.5
"""Of a channel's noise power that is the coil's own. A loop of an array of eight, 60 mm off the
head, has 1.5 ohm in the head at 128 MHz (0.6 S/m) and as much of its own (0.46 uH at a quality
factor of 250, which empty loops of copper have). At 64 MHz its own share would be two thirds."""


def channels_of(prescription: Prescription, model: ScannerModel) -> int:
    """Return the channels of the prescribed receive coil. Raises ValueError for an unknown one."""
    coil = coil_named(model, prescription.receive_coil)
    if coil is None:
        known = ", ".join([model.receive_coil, *(other.name for other in model.other_coils)])
        message = f"receive_coil: expected one of {known}; got {prescription.receive_coil!r}"
        raise ValueError(message)
    return coil.channels


@lru_cache(maxsize=8)
def noise_covariance(channels: int) -> NDArray[np.complex128]:
    """Return the covariance of the channels' noise, (coil, coil), 1 on the diagonal."""
    lost = resistance(channels)
    deviation = np.sqrt(np.diag(lost).real)
    shared = lost / np.outer(deviation, deviation)
    covariance: NDArray[np.complex128] = (1 - _OWN_SHARE) * shared + _OWN_SHARE * np.eye(channels)
    return covariance


@lru_cache(maxsize=8)
def mean_signal_to_noise(channels: int) -> float:
    """Return what a coil's root sum of squares gives over its noise, as a mean over the head.

    Of a uniform object whose signal is the noise of one channel.
    """
    seen = sensitivities(channels, head_points_mm()).astype(np.complex128)
    power = (np.abs(seen) ** 2).sum(axis=0)
    noise_power = np.einsum("cp,cd,dp->p", seen.conj(), noise_covariance(channels), seen).real
    return float((power / np.sqrt(noise_power)).mean())


def channel_noise(
    rng: np.random.Generator, shape: tuple[int, ...], channels: int
) -> NDArray[np.complex64]:
    """Draw noise of unit deviation, correlated between channels, (..., coil, line, frequency).

    ``shape`` is that of the whole; its third axis from the end holds the channels.
    """
    white = complex_noise(rng, shape)
    mixing = np.linalg.cholesky(noise_covariance(channels)).astype(np.complex64)
    correlated = mixing @ white.reshape(*shape[:-2], -1)
    return correlated.reshape(shape)


def channel_gains(channels: int, faults: Faults) -> NDArray[np.float32]:
    """Return what each channel receives of its signal, (coil,): 1, or less of a dead element."""
    gains = np.ones(channels, dtype=np.float32)
    gains[channels // 3] -= faults[Fault.DEAD_COIL_ELEMENT]
    return gains
