r"""How much a signal depends on T1, T2 and T2*: what is called T1, T2 and T2* contrast.

Each is the relative change of the brain's signal per relative change of the time constant,
:math:`|\partial \ln S / \partial \ln T|`. For a spin echo the
one of T2 is TE / T2, whatever TR.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from telescan.mr.frame import Frame
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of
from telescan.mr.telling_frames import telling_frames
from telescan.mr.tissue import SpinValues, Tissue, tissue_values

_STEP = 0.01
_LEAST_SIGNAL = 1e-9
_BRAIN = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER)


@dataclass(frozen=True)
class Weighting:
    """Relative change of the mean signal of gray and white matter per relative change of a time."""

    t1: float
    t2: float
    t2_star: float


@lru_cache(maxsize=256)
def weighting_of(
    prescription: Prescription, model: ScannerModel, frame: Frame | None = None
) -> Weighting:
    """Work out the weightings of a frame at the centre of k-space; None: of what tells.

    Of diffusion that is the most weighted image, of labelling the difference of control and label.
    """
    brain = tissue_values(_BRAIN, model.field_strength_t)
    frames = (frame,) if frame else telling_frames(prescription)
    present = _signal(prescription, model, brain, frames)

    def by(stretched: SpinValues) -> float:
        change = np.abs(_signal(prescription, model, stretched, frames) - present).sum()
        return float(change / _STEP / max(present.sum(), _LEAST_SIGNAL))

    longer = 1 + _STEP
    # T2* keeps its distance from T2, so that what a spin echo refocuses stays the same.
    rate = 1 / brain.t2_star_ms - 1 / brain.t2_ms + 1 / (brain.t2_ms * longer)
    return Weighting(
        t1=by(replace(brain, t1_ms=brain.t1_ms * longer)),
        t2=by(replace(brain, t2_ms=brain.t2_ms * longer, t2_star_ms=1 / rate)),
        t2_star=by(replace(brain, t2_star_ms=brain.t2_star_ms * longer)),
    )


def _signal(
    prescription: Prescription, model: ScannerModel, values: SpinValues, frames: tuple[Frame, ...]
) -> NDArray[np.float64]:
    """Return each group's magnitude in the first frame, or of the first less the second."""
    signal = partial(sequence_of(prescription).contrast, prescription, model, values)
    first, *taken_away = (signal(each) for each in frames)
    magnitude: NDArray[np.float64] = np.abs(first - taken_away[0] if taken_away else first)
    return magnitude
