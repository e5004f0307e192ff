"""A grey scale that depends on a prescription alone, so that two images can be compared by eye."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import IntensityCorrection, Prescription, Sequence
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import Tissue, tissue_values

_SHARE_SHOWN: dict[Tissue, float] = {
    Tissue.GRAY_MATTER: 1.0,
    Tissue.WHITE_MATTER: 1.0,
    Tissue.CEREBROSPINAL_FLUID: 0.85,
    Tissue.FAT: 0.5,
}
"""How much of a tissue's signal must not burn out: one windows for brain, not fluid or fat."""
_OF_FRESH_BLOOD = 0.7
"""The same of blood in angiography, whose sources are read with the vessels near white."""
_HEADROOM = 1.15
_NEAR_THE_COIL = 1.5
"""How much brighter the cortex is than the isocentre, for a head array not corrected for it."""


@dataclass(frozen=True)
class DisplayWindow:
    """The values shown as black and as white."""

    low: float
    high: float

    @property
    def centre(self) -> float:
        """Window Center (0028,1050)."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """Window Width (0028,1051)."""
        return self.high - self.low

    def grey(self, image: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return an image as 8-bit grey."""
        share = np.clip((image - self.low) / self.width, 0, 1)
        grey: NDArray[np.uint8] = np.round(share * 255).astype(np.uint8)
        return grey


def display_window(reference: Prescription, model: ScannerModel) -> DisplayWindow:
    """Return the window that suits a reference prescription's contrast, in units of M0.

    Show a present and a predicted image with the window of the present one, and a change of signal
    shows as a change of brightness.
    """
    shares = dict(_SHARE_SHOWN)
    if reference.sequence is Sequence.TIME_OF_FLIGHT:
        shares[Tissue.ARTERIAL_BLOOD] = _OF_FRESH_BLOOD
    values = tissue_values(tuple(shares), model.field_strength_t)
    sequence = sequence_of(reference)
    signals = np.abs(sequence.contrast(reference, model, values, sequence.frames(reference)[0]))
    brightest = float((signals * list(shares.values())).max())
    corrected = reference.intensity_correction is not IntensityCorrection.NONE
    shading = 1.0 if corrected else _NEAR_THE_COIL
    return DisplayWindow(0.0, max(brightest * shading * _HEADROOM, 1e-6))
