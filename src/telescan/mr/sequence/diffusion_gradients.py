r"""The pair of diffusion gradients about a refocusing pulse (Stejskal, Tanner, J Chem Phys 1965).

Two equal trapezoids, monopolar, as long and as far apart as TE leaves room for; smaller b-values
of a series have the same times and smaller amplitudes. With :math:`\delta` from the start of a lobe
to the start of its fall, :math:`\Delta` from lobe to lobe and ramps :math:`\epsilon`,

.. math:: b = (2 \pi \gamma G)^2 [\delta^2 (\Delta - \delta / 3) + \epsilon^3 / 30
          - \delta \epsilon^2 / 6]

(Bernstein, King, Zhou 2004, section 9.1). What imaging gradients add is left out.
"""

import math
from dataclasses import dataclass

from telescan.mr.gradient_limits import GradientLimits
from telescan.mr.raster import SYMMETRIC_MS, down_to_raster, up_to_raster
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T

_LONGEST_TE_MS = 2_000.0
ROUNDED_MS = 0.1
"""By how much a lobe is shorter than its slot, for ramps and pulses rounded to the raster."""


@dataclass(frozen=True)
class DiffusionLobes:
    """Both lobes."""

    amplitude_mt_m: float
    duration_ms: float
    """From the start of a lobe to the start of its fall."""
    ramp_ms: float
    separation_ms: float
    """From the start of one lobe to the start of the other."""

    @property
    def b_value_s_mm2(self) -> float:
        """The diffusion weighting."""
        delta, ramp = self.duration_ms * 1e-3, self.ramp_ms * 1e-3
        shape_s3 = (
            delta**2 * (self.separation_ms * 1e-3 - delta / 3) + ramp**3 / 30 - delta * ramp**2 / 6
        )
        per_s_mm = 2 * math.pi * GYROMAGNETIC_RATIO_HZ_PER_T * self.amplitude_mt_m * 1e-6
        return per_s_mm**2 * shape_s3


@dataclass(frozen=True)
class Around:
    """What stands around the lobes of a spin echo, ms."""

    excitation_ms: float
    """From the centre of excitation to where the first lobe may begin."""
    refocusing_ms: float
    """From the end of the first lobe to the centre of refocusing, and on to the second's start."""
    readout_ms: float
    """From the end of the second lobe to the echo."""

    @property
    def shortest_echo_time_ms(self) -> float:
        """TE without lobes."""
        return 2 * self.refocusing_ms + 2 * max(self.excitation_ms, self.readout_ms)


def strongest_lobes(echo_time_ms: float, around: Around, limits: GradientLimits) -> DiffusionLobes:
    """Return the lobes of the largest b-value that TE has room for."""
    either_side = max(around.excitation_ms, around.readout_ms)
    slot = max(echo_time_ms / 2 - around.refocusing_ms - either_side - ROUNDED_MS, 0.0)
    lobe = down_to_raster(slot, SYMMETRIC_MS)
    amplitude = min(limits.amplitude_mt_m, limits.slew_t_m_s * lobe / 2)
    ramp = up_to_raster(amplitude / limits.slew_t_m_s)
    first_to_last = echo_time_ms - around.excitation_ms - around.readout_ms - ROUNDED_MS
    separation = max(down_to_raster(first_to_last - lobe), 0.0)
    return DiffusionLobes(amplitude, round(lobe - ramp, 6), ramp, separation)


def lobes_for(
    b_value_s_mm2: float, echo_time_ms: float, around: Around, limits: GradientLimits
) -> DiffusionLobes:
    """Return lobes of the strongest's times whose amplitude gives a b-value."""
    strongest = strongest_lobes(echo_time_ms, around, limits)
    most = strongest.b_value_s_mm2
    share = math.sqrt(b_value_s_mm2 / most) if most > 0 else 0.0
    return DiffusionLobes(
        strongest.amplitude_mt_m * share,
        strongest.duration_ms,
        strongest.ramp_ms,
        strongest.separation_ms,
    )


def shortest_echo_time_ms(b_value_s_mm2: float, around: Around, limits: GradientLimits) -> float:
    """Return the shortest TE whose strongest lobes reach a b-value, to within a nanosecond.

    The largest b-value grows with TE, so the TE is found by halving.
    """
    low, high = around.shortest_echo_time_ms, _LONGEST_TE_MS
    if b_value_s_mm2 <= 0:
        return low
    while high - low > 1e-6:
        middle = (low + high) / 2
        if strongest_lobes(middle, around, limits).b_value_s_mm2 < b_value_s_mm2:
            low = middle
        else:
            high = middle
    return high
