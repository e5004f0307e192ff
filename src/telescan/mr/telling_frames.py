"""The frames that a series is made for: what stands for it where one image has to."""

import math

from telescan.mr.frame import Frame, Labelling
from telescan.mr.prescription import Prescription
from telescan.mr.sequence import sequence_of


def telling_frames(prescription: Prescription) -> tuple[Frame, ...]:
    """Return the most diffusion-weighted frame, the first of them, or else the first echo.

    Of labelling it is control and label, whose difference tells.
    """
    frames = sequence_of(prescription).frames(prescription)
    by_state = {frame.labelling: frame for frame in frames}
    if Labelling.LABEL in by_state:
        return by_state[Labelling.CONTROL], by_state[Labelling.LABEL]
    return (max(frames, key=_b_value_s_mm2),)


def noise_of_trace(prescription: Prescription, frame: Frame) -> float:
    """Return the noise of a trace-weighted image over that of one of its directions."""
    if frame.diffusion is None:
        return 1.0
    b_value = _b_value_s_mm2(frame)
    frames = sequence_of(prescription).frames(prescription)
    return 1 / math.sqrt(sum(_b_value_s_mm2(other) == b_value for other in frames))


def _b_value_s_mm2(frame: Frame) -> float:
    return frame.diffusion.b_value_s_mm2 if frame.diffusion else 0.0
