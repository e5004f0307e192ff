"""Intensity correction: what a prescan learnt of the coils' shading is divided out of images.

A scanner measures it by a quick scan with the array and with the body coil (prescan normalise,
PURE, CLEAR). It is smooth, so the coils' root sum of squares stands for it. Noise that was even
becomes stronger where the coils see little.
"""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.geometry import image_for_display
from telescan.mr.hardware import ScannerModel
from telescan.mr.prescription import IntensityCorrection, Prescription
from telescan.mr.receiver import channels_of
from telescan.mr.reconstruction.display import image_coil_maps
from telescan.mr.reconstruction.sum_of_squares import root_sum_of_squares

_LEAST = 0.1
"""Shading below this, far outside the coil, is not raised further."""


def evened(
    images: NDArray[np.float32], prescription: Prescription, model: ScannerModel, slice_index: int
) -> NDArray[np.float32]:
    """Return one slice's images (..., row, column), corrected where the prescription asks for it.

    Values stay those of the isocentre, where shading is 1.
    """
    if prescription.intensity_correction is IntensityCorrection.NONE:
        return images
    coils = image_coil_maps(prescription, channels_of(prescription, model), slice_index)
    shading = image_for_display(root_sum_of_squares(coils), prescription)
    return np.asarray(images / np.maximum(shading, _LEAST), dtype=np.float32)
