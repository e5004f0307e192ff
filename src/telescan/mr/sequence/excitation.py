r"""Excitation: one slice-selective pulse, or two that leave fat alone.

Water excitation plays half the angle twice, half a period of fat's precession apart (1-1 binomial;
Hore, J Magn Reson 1983;55:283). Spins that turned by :math:`\phi` in between are tipped by

.. math:: \cos\theta = \cos^2\tfrac{\alpha}{2} - \sin^2\tfrac{\alpha}{2} \cos\phi

which is nothing for fat on its frequency, and less than all for water off its own.

Between the two the gradient rephases all of the first and dephases for the second: from :math:`G`
to :math:`-G - 2K/g` and back in the gap :math:`g`, where :math:`K` is the gradient times the
duration :math:`\tau` of a pulse: its time-bandwidth over the slice thickness. That takes a slew
rate

.. math:: S = \frac{4K}{g} \left(\frac{1}{\tau} + \frac{1}{g}\right)

which is lowest where a pulse lasts a third of the time from one to the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import FatSuppression, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.sequence.selection import local_angles_deg
from telescan.mr.tissue import FAT_SHIFT_PPM, GYROMAGNETIC_RATIO_HZ_PER_T, SpinValues

_LONGEST_SHARE = 0.8
"""Longest that a pulse of a pair may be, over the delay: the rest is for gradients."""
_GENTLEST_SHARE = 1 / 3
"""The same where gradients have to be as gentle as can be."""
_LOWER_TIME_BANDWIDTHS = (2.5, 2.0)
"""Of the pulses of a pair in thin slices, whose edges are then less steep."""
_GENTLE = 0.6
"""Of the slew rate there is, what pulses of the time-bandwidth asked for may take: nerves."""


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
    asked = RfPulse(flip_deg / 2, duration_ms, time_bandwidth)
    return Excitation(_of_pair(asked, delay_ms, prescription, model), delay_ms)


def _of_pair(
    asked: RfPulse, delay_ms: float, prescription: Prescription, model: ScannerModel
) -> RfPulse:
    """Return the pulse of a pair: the first that leaves gradients enough time, else the last."""
    limits = gradient_limits(prescription, model)
    thickness_mm = timing.selected_thickness_mm(prescription)
    for pulse in _pulses_of_pair(asked, delay_ms, slab=prescription.is_3d):
        played = pulse.within(model.b1_max_ut)
        gap_ms = delay_ms - played.duration_ms
        if gap_ms <= 0:
            continue
        gradient = timing.slice_gradient_mt_m(played, thickness_mm)
        back = gradient * (1 + 2 * played.duration_ms / gap_ms)
        slew = 2 * (gradient + back) / gap_ms
        if slew <= _GENTLE * limits.slew_t_m_s and back <= limits.amplitude_mt_m:
            break
    return played


def _pulses_of_pair(asked: RfPulse, delay_ms: float, *, slab: bool) -> Iterator[RfPulse]:
    """Yield what is played, in falling order of preference: a slab needs its steep edges."""
    for share in (_LONGEST_SHARE, _GENTLEST_SHARE):
        yield replace(asked, duration_ms=min(asked.duration_ms, share * delay_ms))
    for time_bandwidth in () if slab else _LOWER_TIME_BANDWIDTHS:
        if time_bandwidth < asked.time_bandwidth:
            gentle_ms = min(asked.duration_ms, _GENTLEST_SHARE * delay_ms)
            yield replace(asked, duration_ms=gentle_ms, time_bandwidth=time_bandwidth)
