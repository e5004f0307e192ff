"""A grey scale that depends on a prescription alone, so that two images can be compared by eye."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
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
_CORTEX_NEAR_THE_COIL = 1.5
_PHANTOM_NEAR_THE_COIL = 1.8
"""How much brighter the cortex, or the rim of a phantom, which fills the coil further, is than the
isocentre, for a head array not corrected for it."""


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


def display_window(
    reference: Prescription,
    model: ScannerModel,
    tissues: tuple[Tissue, ...] = (),
    frames: tuple[Frame, ...] = (),
) -> DisplayWindow:
    """Return the window that suits a reference prescription's contrast, in units of M0.

    ``tissues`` are those that the object is made of; none given, or a brain among them, one windows
    for brain, else for the brightest of them. Show a present and a predicted image with the window
    of the present one, and a change of signal shows as a change of brightness. ``frames`` is the
    one to show, or two whose difference is shown; none given, the first.
    """
    brain = not tissues or Tissue.GRAY_MATTER in tissues
    shares = _shares_shown(reference) if brain else dict.fromkeys(tissues, 1.0)
    near_the_coil = _CORTEX_NEAR_THE_COIL if brain else _PHANTOM_NEAR_THE_COIL
    values = tissue_values(tuple(shares), model.field_strength_t)
    sequence = sequence_of(reference)
    first, *taken_away = frames or sequence.frames(reference)[:1]
    signals = sequence.contrast(reference, model, values, first)
    for frame in taken_away:
        signals = signals - sequence.contrast(reference, model, values, frame)
    brightest = float((np.abs(signals) * list(shares.values())).max())
    corrected = reference.intensity_correction is not IntensityCorrection.NONE
    shading = 1.0 if corrected else near_the_coil
    return DisplayWindow(0.0, max(brightest * shading * _HEADROOM, 1e-6))


def _shares_shown(reference: Prescription) -> dict[Tissue, float]:
    if reference.sequence is Sequence.TIME_OF_FLIGHT:
        return _SHARE_SHOWN | {Tissue.ARTERIAL_BLOOD: _OF_FRESH_BLOOD}
    return _SHARE_SHOWN
