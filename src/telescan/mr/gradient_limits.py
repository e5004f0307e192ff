r"""What each gradient axis of an image may use, so that no coil of the scanner is asked for more.

Pulses, encoding and readout are laid out along read, phase and slice. In tilted slices each of the
three is made by several coils, whose currents add up. Where all three logical axes play at once,
the coil of direction :math:`j` carries at most :math:`\sum_i |R_{ij}|` times what each may use.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import encoding_axes, image_axes
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import Prescription


@dataclass(frozen=True)
class GradientLimits:
    """Of one axis."""

    amplitude_mt_m: float
    slew_t_m_s: float


def gradient_limits(prescription: Prescription, model: ScannerModel) -> GradientLimits:
    """Return what each logical axis may use: all, or less where slices are tilted."""
    share = 1.0
    if prescription.tilt_lr_deg or prescription.tilt_ap_deg or prescription.tilt_hf_deg:
        share = 1 / float(abs(patient_directions(prescription)).sum(axis=0).max())
    return GradientLimits(model.gradient_max_mt_m * share, model.slew_max_t_m_s * share)


def patient_directions(prescription: Prescription) -> NDArray[np.float64]:
    """Return the patient directions of read, phase and slice, (logical, x y z).

    The patient lies on the back, head first: L-R is x of the gradient coil, P-A its y, F-H its z.
    """
    phase, frequency = encoding_axes(prescription)
    return np.array([frequency, phase, image_axes(prescription)[2]])
