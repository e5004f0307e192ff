r"""Longitudinal magnetisation along a train of spoiled gradient echoes after inversion (MPRAGE).

A pulse every :math:`\tau` takes :math:`M_z` towards :math:`M_\infty` by the factor :math:`c`, so
that before pulse :math:`k` of the train

.. math:: M_k = M_\infty + (M_0 - M_\infty)\, c^k, \quad c = \cos\alpha\, e^{-\tau/T_1}, \quad
          M_\infty = (1 - e^{-\tau/T_1}) / (1 - c)

:math:`M_0` follows from the inversion, which makes :math:`-\eta M_z` of what the wait after the
last train left, once the whole repetition is in its steady state (Mugler and Brookeman, MRM
1990;15:152; Deichmann and Haase, J Magn Reson 1992;96:608; Marques et al., NeuroImage
2010;49:1271, equation 1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PreparedTrain:
    """Times of one repetition: inversion, wait, train of pulses, wait."""

    repetition_time_ms: float
    """From inversion to inversion."""
    first_pulse_ms: float
    """From the inversion to the first pulse of the train."""
    pulse_spacing_ms: float
    pulses: int


def magnetisation_along_train(
    t1_ms: NDArray[np.float64],
    train: PreparedTrain,
    *,
    flip_angle_deg: NDArray[np.float64],
    inversion_efficiency: NDArray[np.float64],
    left_before_train: NDArray[np.float64] | float = 1.0,
) -> NDArray[np.float64]:
    """Return Mz / M0 before each pulse of the train, shape (group, pulse).

    ``t1_ms``, ``flip_angle_deg``, ``inversion_efficiency`` (1 turns all of Mz round) and
    ``left_before_train`` (what a saturation right before the first pulse leaves of Mz) are by
    group.
    """
    cosine = np.cos(np.deg2rad(flip_angle_deg))
    per_pulse = np.exp(-train.pulse_spacing_ms / t1_ms)
    factor = cosine * per_pulse
    limit = (1 - per_pulse) / (1 - factor)
    over_train = factor**train.pulses
    rest_ms = (
        train.repetition_time_ms - train.first_pulse_ms - train.pulses * train.pulse_spacing_ms
    )
    before, after = np.exp(-train.first_pulse_ms / t1_ms), np.exp(-rest_ms / t1_ms)
    # Before the first pulse: left * (1 - before - efficiency * before * m), m being Mz before the
    # inversion; after the train: limit * (1 - over_train) + over_train * first; then recovery.
    slope = -left_before_train * inversion_efficiency * before
    offset = left_before_train * (1 - before)
    unprepared = 1 - after + after * limit * (1 - over_train)
    first = (offset + slope * unprepared) / (1 - slope * after * over_train)
    pulse = np.arange(train.pulses)
    along: NDArray[np.float64] = (
        limit[:, None] + (first - limit)[:, None] * factor[:, None] ** pulse[None, :]
    )
    return along
