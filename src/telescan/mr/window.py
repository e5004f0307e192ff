"""A grey scale that depends on a prescription alone, so that two images can be compared by eye."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.tissue import Tissue, tissue_values

_SHOWN = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER, Tissue.CEREBROSPINAL_FLUID)
_FAT_SHARE = 0.5
"""Fat may burn out: a reader windows for the brain."""
_HEADROOM = 1.15
_NEAR_THE_COIL = 1.35
"""How much brighter the cortex is than the isocentre, for a head array."""


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
    tissues = (*_SHOWN, Tissue.FAT)
    values = tissue_values(tissues, model.field_strength_t)
    sequence = sequence_of(reference)
    weights = np.abs(sequence.line_weights(reference, model, values, sequence.frames(reference)[0]))
    signals = weights[:, weights.shape[1] // 2]
    brightest = max(float(signals[:-1].max()), _FAT_SHARE * float(signals[-1]))
    return DisplayWindow(0.0, max(brightest * _NEAR_THE_COIL * _HEADROOM, 1e-6))
