"""The receive chain: which coil is used, what its channels' noise has in common, what is broken.

Noise comes from the head: two coils that heat the same tissue pick up the same noise. Its
covariance is the coils' mutual resistance over the head, plus each coil's own (Roemer et al., MRM
1990;16:192). Of eight channels, neighbours correlate by 0.3 and opposite ones by -0.3: loops far
off the head see little but its uniform field, with opposite signs from opposite sides.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil import electric_fields
from telescan.mr.faults import Fault, Faults
from telescan.mr.hardware import ScannerModel, coil_named
from telescan.mr.noise import complex_noise
from telescan.mr.prescription import Prescription

_HEAD_HALF_AXES_MM = (75.0, 95.0, 105.0)
_POINT_MM = 12.0
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
    points = _head_points()
    fields = electric_fields(channels, points)
    fields -= _of_charges(fields, points)
    flat = fields.reshape(channels, -1)
    resistance = (flat.conj() @ flat.T).T
    deviation = np.sqrt(np.diag(resistance).real)
    shared = resistance / np.outer(deviation, deviation)
    covariance: NDArray[np.complex128] = (1 - _OWN_SHARE) * shared + _OWN_SHARE * np.eye(channels)
    return covariance


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


def _head_points() -> NDArray[np.float64]:
    """Return points all over an ellipsoid of the size of a head, (point, 3)."""
    axes = [np.linspace(-half, half, round(half / _POINT_MM) * 2) for half in _HEAD_HALF_AXES_MM]
    points: NDArray[np.float64] = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    inside = ((points / np.array(_HEAD_HALF_AXES_MM)) ** 2).sum(axis=-1) <= 1
    within: NDArray[np.float64] = points[inside]
    return within


def _of_charges(
    fields: NDArray[np.complex128], points_mm: NDArray[np.float64]
) -> NDArray[np.complex128]:
    """Return the field of the charges that gather on the head, (coil, point, 3).

    It has no curl, and they gather so that the least power is lost: of gradients of harmonic
    potentials, here up to second order, it is the nearest to the induced field.
    """
    x, y, z = points_mm.T / max(_HEAD_HALF_AXES_MM)
    none, one = np.zeros_like(x), np.ones_like(x)
    gradients = np.array(
        [
            (one, none, none), (none, one, none), (none, none, one),
            (y, x, none), (none, z, y), (z, none, x),
            (x, -y, none), (-x, -y, 2 * z),
        ]
    )  # fmt: skip
    basis = gradients.transpose(2, 1, 0).reshape(-1, len(gradients))
    flat = fields.reshape(len(fields), -1)
    strengths = np.linalg.lstsq(basis, flat.T, rcond=None)[0]
    of_charges: NDArray[np.complex128] = (basis @ strengths).T.reshape(fields.shape)
    return of_charges
