"""ECG, finger pulse and breathing of a calm patient: curves that time alone decides.

They are invented for the eye; the seed is the patient's. Beats come a little unevenly, faster while
breathing in (respiratory sinus arrhythmia).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WAVES = (
    (-0.18, 0.025, 0.12),
    (-0.03, 0.008, -0.12),
    (0.0, 0.010, 1.0),
    (0.03, 0.009, -0.22),
    (0.26, 0.045, 0.28),
)
"""P, Q, R, S and T: seconds from the R wave, width, height (in the manner of McSharry et al., IEEE
Trans Biomed Eng 2003;50:289)."""
_PULSE_DELAY_S = 0.22
_ARRHYTHMIA = 0.04


@dataclass(frozen=True)
class Physiology:
    """One patient's heart and breath."""

    seed: int

    @property
    def heart_rate_bpm(self) -> float:
        """Mean heart rate."""
        return float(np.random.default_rng(self.seed).uniform(58, 84))

    @property
    def breaths_per_min(self) -> float:
        """Mean breathing rate."""
        return float(np.random.default_rng(self.seed + 1).uniform(12, 17))

    def ecg(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the ECG, R waves of 1."""
        since_s = self._since_beat_s(times_s)
        beat_s = 60 / self.heart_rate_bpm
        curve = np.zeros_like(since_s)
        for at_s, width_s, height in _WAVES:
            for beat in (-beat_s, 0.0, beat_s):
                curve += height * np.exp(-(((since_s - at_s + beat) / width_s) ** 2) / 2)
        return curve

    def pulse(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the finger pulse, 0 to about 1: a steep rise, a slow fall with a second wave."""
        since_s = self._since_beat_s(times_s - _PULSE_DELAY_S)
        beat_s = 60 / self.heart_rate_bpm
        first = np.exp(-(((since_s - 0.15 * beat_s) / (0.09 * beat_s)) ** 2) / 2)
        second = 0.45 * np.exp(-(((since_s - 0.48 * beat_s) / (0.13 * beat_s)) ** 2) / 2)
        curve: NDArray[np.float64] = first + second
        return curve

    def breathing(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the breathing belt's curve, 0 (out) to 1 (in)."""
        curve: NDArray[np.float64] = ((1 + np.sin(self._breath_phase(times_s))) / 2) ** 1.6
        return curve

    def _breath_phase(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        turns: NDArray[np.float64] = 2 * np.pi * times_s * self.breaths_per_min / 60
        return turns

    def _since_beat_s(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return seconds from the latest R wave."""
        beat_s = 60 / self.heart_rate_bpm
        beats = times_s / beat_s + _ARRHYTHMIA * np.sin(self._breath_phase(times_s))
        since: NDArray[np.float64] = (beats % 1.0) * beat_s
        return since
