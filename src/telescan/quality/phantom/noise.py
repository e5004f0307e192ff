"""Signal-to-noise ratio in slice 7, from what varies from pixel to pixel.

Signal is the mean over the middle of the phantom. Noise is what is left there when the local mean
is taken off, scaled for what the local mean took with it (smoothing method: McCann et al., Phys Med
2013;29:387). Unlike air, it holds for images whose shading was evened out or whose air was masked.
"""

import numpy as np
from scipy import ndimage

from telescan.quality.phantom.locate import FoundSlice
from telescan.quality.phantom.result import MeasurementError, Reason
from telescan.quality.phantom.uniformity import from_centre_mm

_RADIUS_MM = 70.0
_BOX_PIXELS = 9


def signal_to_noise(seventh: FoundSlice) -> float:
    """Measure slice 7. Raises MeasurementError."""
    image = seventh.image.astype(np.float64)
    middle = from_centre_mm(seventh) <= _RADIUS_MM
    rough = image - ndimage.uniform_filter(image, _BOX_PIXELS)
    lost = 1 - 1 / _BOX_PIXELS**2
    noise = float(rough[middle].std()) / np.sqrt(lost)
    if noise <= 0:
        raise MeasurementError(Reason.NO_NOISE)
    return float(image[middle].mean() / noise)
