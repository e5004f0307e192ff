"""What is played before each excitation: saturation bands, then fat saturation.

Fat saturation is a pulse on fat's frequency. How much it leaves follows from the frequency that
spins really have: where the field is off, fat stays and water is lost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr import timing
from telescan.mr.cayley_klein import tipped_share
from telescan.mr.gradient_limits import gradient_limits
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import FatSuppression, Prescription
from telescan.mr.rf import RfPulse
from telescan.mr.saturation_band import BAND_PULSE
from telescan.mr.sequence.excitation import fat_shift_hz
from telescan.mr.tissue import SpinValues

_FAT_FLIP_DEG = 95.0
"""A little over 90 degrees, for what fat recovers until the excitation."""
_FAT_BANDWIDTH_SHARE = 0.8
"""Bandwidth over fat's distance from water."""
_FAT_TIME_BANDWIDTH = 2.5

SPOILER_CYCLES_PER_MM = 0.5
"""Spoiling after saturation, cycles per mm: as of a crusher on a slice of 8 mm."""


def fat_saturation(model: ScannerModel) -> RfPulse:
    """Return the pulse that saturates fat: 7.2 ms long at 3 T, twice that at 1.5 T."""
    bandwidth_hz = _FAT_BANDWIDTH_SHARE * abs(fat_shift_hz(model))
    pulse = RfPulse(_FAT_FLIP_DEG, 1e3 * _FAT_TIME_BANDWIDTH / bandwidth_hz, _FAT_TIME_BANDWIDTH)
    return pulse.within(model.b1_max_ut)


@dataclass(frozen=True)
class Preparation:
    """The saturation pulses before one excitation, in their order, each with its spoiler."""

    pulses: tuple[RfPulse, ...]
    spoiler_ms: float
    fat: RfPulse | None
    model: ScannerModel

    @property
    def duration_ms(self) -> float:
        """Of all of it."""
        return sum(pulse.duration_ms + self.spoiler_ms for pulse in self.pulses)

    def fat_turn(
        self, values: SpinValues, excitation_ms: float
    ) -> tuple[NDArray[np.float64] | float, float]:
        """Return what fat saturation leaves of Mz, (group, 1), and the time to the excitation.

        ``excitation_ms`` is how long the excitation takes, whose middle counts.
        """
        if self.fat is None:
            return 1.0, 0.0
        angle = self.fat.flip_angle_deg * values.transmit_scale
        from_fat_hz = values.off_resonance_hz - fat_shift_hz(self.model)
        met = np.stack([angle, from_fat_hz / self.fat.bandwidth_hz])
        distinct, each = np.unique(met, axis=1, return_inverse=True)
        tipped = tipped_share(distinct[0], distinct[1], self.fat.time_bandwidth)[each]
        gap_ms = self.fat.duration_ms / 2 + self.spoiler_ms + excitation_ms / 2
        return 1 - 2 * tipped[:, None], gap_ms


def preparation(prescription: Prescription, model: ScannerModel) -> Preparation:
    """Return what a prescription has played before each excitation."""
    wanted = prescription.fat_suppression is FatSuppression.SATURATION
    fat = fat_saturation(model) if wanted else None
    bands = [BAND_PULSE.within(model.b1_max_ut)] * len(prescription.saturation_bands)
    return Preparation(
        pulses=(*bands, *([fat] if fat else [])),
        spoiler_ms=timing.dephasing_ms(SPOILER_CYCLES_PER_MM, gradient_limits(prescription, model)),
        fat=fat,
        model=model,
    )
