r"""Excitation: one slice-selective pulse, or two that leave fat alone.

Water excitation plays half the angle twice, half a period of fat's precession apart (1-1 binomial;
Hore, J Magn Reson 1983;55:283). Spins that turned by :math:`\phi` in between are tipped by

.. math:: \cos\theta = \cos^2\tfrac{\alpha}{2} - \sin^2\tfrac{\alpha}{2} \cos\phi

which is nothing for fat on its frequency, and less than all for water off its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import FatSuppression, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sequence.selection import local_angles_deg
from telescan.mr.tissue import FAT_SHIFT_PPM, GYROMAGNETIC_RATIO_HZ_PER_T, SpinValues

_SHARE_OF_DELAY = 0.8
"""Longest that a pulse of a pair may be, over the delay: the rest is for gradients."""


def fat_shift_hz(model: ScannerModel) -> float:
    """Return how far fat is from water at the scanner's field, negative."""
    return FAT_SHIFT_PPM * 1e-6 * GYROMAGNETIC_RATIO_HZ_PER_T * model.field_strength_t


@dataclass(frozen=True)
class Excitation:
    """The pulses of one excitation."""

    pulse: RfPulse
    delay_ms: float | None = None
    """Between the two pulses of a pair."""

    @property
    def pulses(self) -> int:
        """How many there are."""
        return 1 if self.delay_ms is None else 2

    @property
    def duration_ms(self) -> float:
        """From the start of the first pulse to the end of the last."""
        return self.pulse.duration_ms + (self.delay_ms or 0.0)

    def angles_deg(self, prescription: Prescription, values: SpinValues) -> NDArray[np.float64]:
        """Return the angle by which spins are tipped, (group, position)."""
        angles = local_angles_deg(self.pulse, prescription, values)
        if self.delay_ms is None:
            return angles
        turn = 2 * np.pi * values.off_resonance_hz[:, None] * self.delay_ms * 1e-3
        each = np.deg2rad(angles)
        left = np.cos(each) ** 2 - np.sin(each) ** 2 * np.cos(turn)
        tipped: NDArray[np.float64] = np.rad2deg(np.arccos(np.clip(left, -1, 1)))
        return tipped


def excitation(
    prescription: Prescription, model: ScannerModel, *, duration_ms: float, time_bandwidth: float
) -> Excitation:
    """Return the excitation of a prescription, by pulses as long as given where they may be."""
    flip_deg = prescription.flip_angle_deg
    if prescription.fat_suppression is not FatSuppression.WATER_EXCITATION:
        pulse = RfPulse(flip_deg, duration_ms, time_bandwidth).within(model.b1_max_ut)
        return Excitation(pulse)
    delay_ms = 500 / abs(fat_shift_hz(model))
    longest = min(duration_ms, _SHARE_OF_DELAY * delay_ms)
    pulse = RfPulse(flip_deg / 2, longest, time_bandwidth).within(model.b1_max_ut)
    return Excitation(pulse, delay_ms)
