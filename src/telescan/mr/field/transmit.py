r"""The transmit field B1+ in a head: bright in the middle and weaker outwards as the field grows.

The head is taken as a homogeneous conducting dielectric sphere in a circularly polarised uniform
field. Of the field inside, the part that turns spins is

.. math:: B_1^+ \propto j_0(kr) + \tfrac12 j_2(kr) (\tfrac32 \sin^2\theta - 1), \quad
          k^2 = \omega^2 \mu_0 \epsilon_0 (\epsilon_r - i \sigma / \omega \epsilon_0)

(the l = 1 magnetic mode of the sphere; Hoult, JMRI 2000;12:46, who finds the same central
brightening in spheres of the size of a head). The transmitter's calibration sets the mean over the
middle axial slice to the nominal flip angle.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import Points
from telescan.mr.hardware import ScannerModel
from telescan.mr.head_dielectric import conductivity_s_m, relative_permittivity
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_VACUUM_PERMITTIVITY = 8.854_187_8e-12
_SPEED_OF_LIGHT_M_S = 299_792_458.0

_SPHERE_RADIUS_M = 0.1
"""Beyond it, outside the head, the field is that of its surface."""
_CALIBRATION_RADIUS_M = 0.08


def transmit_scale(model: ScannerModel, points: Points) -> NDArray[np.float32]:
    """Return B1+ over its nominal value at points about the isocentre, (phase, frequency)."""
    x, y, z = (points.coordinates_mm(axis) * 1e-3 for axis in range(3))
    across = x**2 + y**2
    squared = across + z**2
    radius = np.minimum(np.sqrt(squared), _SPHERE_RADIUS_M)
    sine_squared = across / np.maximum(squared, 1e-12)
    scale = _field(model.field_strength_t, radius, sine_squared) / _mean(model.field_strength_t)
    return np.broadcast_to(scale, points.shape).astype(np.float32)


@lru_cache(maxsize=16)
def _mean(field_strength_t: float) -> float:
    """Return the mean over a disc in the middle, as large as a brain."""
    radius = np.linspace(0, _CALIBRATION_RADIUS_M, 200)
    field = _field(field_strength_t, radius, np.ones_like(radius))
    return float((field * radius).sum() / radius.sum())


def _field(
    field_strength_t: float, radius_m: NDArray[np.float64], sine_squared: NDArray[np.float64]
) -> NDArray[np.float64]:
    angle = wave_number_per_m(field_strength_t) * np.maximum(radius_m, 1e-4)
    sine, cosine = np.sin(angle), np.cos(angle)
    j0 = sine / angle
    j2 = (3 / angle**2 - 1) * j0 - 3 * cosine / angle**2
    field: NDArray[np.float64] = np.abs(j0 + j2 / 2 * (1.5 * sine_squared - 1))
    return field


def wave_number_per_m(field_strength_t: float) -> complex:
    """Return the complex wave number in the head at the Larmor frequency."""
    frequency_hz = GYROMAGNETIC_RATIO_HZ_PER_T * field_strength_t
    omega = 2 * np.pi * frequency_hz
    loss = conductivity_s_m(field_strength_t) / (omega * _VACUUM_PERMITTIVITY)
    relative = relative_permittivity(field_strength_t) - 1j * loss
    return complex(omega / _SPEED_OF_LIGHT_M_S * np.sqrt(relative))
