"""RF pulses: windowed sinc shapes, their peak field, bandwidth and energy."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_RAD_PER_S_T = 2 * np.pi * GYROMAGNETIC_RATIO_HZ_PER_T


@cache
def _shape_integrals(time_bandwidth: float) -> tuple[float, float]:
    """Mean of the shape and of its square over the pulse, its peak being 1 (Hamming window)."""
    time = np.linspace(-0.5, 0.5, 2001)
    shape = np.sinc(time_bandwidth * time) * (0.54 + 0.46 * np.cos(2 * np.pi * time))
    return float(shape.mean()), float((shape**2).mean())


@dataclass(frozen=True)
class RfPulse:
    """One slice-selective pulse."""

    flip_angle_deg: float
    duration_ms: float
    time_bandwidth: float

    @property
    def bandwidth_hz(self) -> float:
        """Width of the excited band."""
        return self.time_bandwidth / (self.duration_ms * 1e-3)

    @property
    def peak_b1_ut(self) -> float:
        """Peak field that gives the flip angle."""
        mean, _ = _shape_integrals(self.time_bandwidth)
        flip = np.deg2rad(self.flip_angle_deg)
        return float(flip / (_RAD_PER_S_T * self.duration_ms * 1e-3 * mean) * 1e6)

    @property
    def energy_ut2_ms(self) -> float:
        """Integral of the squared field over the pulse, what SAR is proportional to."""
        _, mean_square = _shape_integrals(self.time_bandwidth)
        return self.peak_b1_ut**2 * mean_square * self.duration_ms

    def within(self, b1_max_ut: float) -> "RfPulse":
        """Return the pulse, made longer where the transmitter could not reach its peak field."""
        stretch = max(1.0, self.peak_b1_ut / b1_max_ut)
        return RfPulse(self.flip_angle_deg, self.duration_ms * stretch, self.time_bandwidth)
