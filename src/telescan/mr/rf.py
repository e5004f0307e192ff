r"""RF pulses: their shapes, peak field, bandwidth and energy.

Excitation, refocusing and saturation are sincs under a Hamming window. Inversion is adiabatic: a
hyperbolic secant

.. math:: B_1(t) = A\, \mathrm{sech}(\beta t), \quad
          \Delta\omega(t) = -\mu\beta \tanh(\beta t)

inverts whatever its field is, once :math:`\gamma A > \beta\sqrt{\mu}` (Silver, Joseph, Hoult, J
Magn Reson 1984;59:347; Bernstein, King, Zhou, Handbook of MRI Pulse Sequences, 2004, section 6.2).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_RAD_PER_S_T = 2 * np.pi * GYROMAGNETIC_RATIO_HZ_PER_T

_CUT_OFF = 5.3
"""Half duration of a hyperbolic secant over 1/beta: it begins and ends at 1 % of its peak."""
_ADIABATIC_MARGIN = 2.2
"""Peak field over the least that inverts, so that places of weak B1+ are inverted as well."""


class PulseShape(StrEnum):
    """Envelope of a pulse."""

    SINC = "sinc"
    """Hamming-windowed."""
    HYPERBOLIC_SECANT = "hyperbolic_secant"


def sinc_envelope(
    time_share: NDArray[np.float64] | float, time_bandwidth: float
) -> NDArray[np.float64]:
    """Return a Hamming-windowed sinc of peak 1 at times over the duration, from -0.5 to 0.5."""
    window = 0.54 + 0.46 * np.cos(2 * np.pi * np.asarray(time_share))
    envelope: NDArray[np.float64] = np.sinc(time_bandwidth * np.asarray(time_share)) * window
    return envelope


@cache
def _shape_integrals(time_bandwidth: float) -> tuple[float, float]:
    """Mean of a sinc and of its square over the pulse, its peak being 1."""
    shape = sinc_envelope(np.linspace(-0.5, 0.5, 2001), time_bandwidth)
    return float(shape.mean()), float((shape**2).mean())


@dataclass(frozen=True)
class RfPulse:
    """One RF pulse."""

    flip_angle_deg: float
    duration_ms: float
    time_bandwidth: float
    shape: PulseShape = PulseShape.SINC
    thickness_factor: float = 1.0
    """Thickness that its gradient is set for over that of the slice: refocusing is made wider."""

    @property
    def bandwidth_hz(self) -> float:
        """Width of the excited band."""
        return self.time_bandwidth / (self.duration_ms * 1e-3)

    @property
    def peak_b1_ut(self) -> float:
        """Peak field that gives the flip angle."""
        if self.shape is PulseShape.HYPERBOLIC_SECANT:
            least = self._secant_rate_hz * np.sqrt(self._secant_sweep)
            return float(_ADIABATIC_MARGIN * least / _RAD_PER_S_T * 1e6)
        mean, _ = _shape_integrals(self.time_bandwidth)
        flip = np.deg2rad(self.flip_angle_deg)
        return float(flip / (_RAD_PER_S_T * self.duration_ms * 1e-3 * mean) * 1e6)

    @property
    def energy_ut2_ms(self) -> float:
        """Integral of the squared field over the pulse, what SAR is proportional to."""
        if self.shape is PulseShape.HYPERBOLIC_SECANT:
            mean_square = float(np.tanh(_CUT_OFF) / _CUT_OFF)
        else:
            _, mean_square = _shape_integrals(self.time_bandwidth)
        return self.peak_b1_ut**2 * mean_square * self.duration_ms

    def within(self, b1_max_ut: float) -> "RfPulse":
        """Return the pulse, made longer where the transmitter could not reach its peak field."""
        stretch = max(1.0, self.peak_b1_ut / b1_max_ut)
        return replace(self, duration_ms=self.duration_ms * stretch)

    def field_ut(self, time_ms: NDArray[np.float64]) -> NDArray[np.complex128]:
        """Return the field at times from the pulse's middle, its phase included."""
        if self.shape is PulseShape.SINC:
            envelope = sinc_envelope(time_ms / self.duration_ms, self.time_bandwidth)
            return (self.peak_b1_ut * envelope).astype(np.complex128)
        decay = 1 / np.cosh(self._secant_rate_hz * time_ms * 1e-3)
        field = self.peak_b1_ut * decay ** (1 + 1j * self._secant_sweep)
        return field.astype(np.complex128)

    @property
    def _secant_rate_hz(self) -> float:
        """Beta of a hyperbolic secant, rad/s."""
        return 2 * _CUT_OFF / (self.duration_ms * 1e-3)

    @property
    def _secant_sweep(self) -> float:
        """Mu of a hyperbolic secant, whose bandwidth is mu beta / pi."""
        return np.pi * self.bandwidth_hz / self._secant_rate_hz


def of_train(pulse: RfPulse, angles_deg: Sequence[float]) -> tuple[tuple[RfPulse, int], ...]:
    """Return the pulses of a train that differ in their angle alone, each with its count."""
    return tuple(
        (replace(pulse, flip_angle_deg=angle_deg), count)
        for angle_deg, count in Counter(angles_deg).items()
    )
