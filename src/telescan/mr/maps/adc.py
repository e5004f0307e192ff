r"""Apparent diffusion coefficient: the slope of :math:`\ln S = \ln S_0 - b \cdot ADC`."""

import numpy as np
from numpy.typing import NDArray

_UM2_PER_MM2 = 1e6


def apparent_diffusion_um2_s(
    images: NDArray[np.float32], b_values_s_mm2: NDArray[np.float64], measurable: float
) -> NDArray[np.float32]:
    """Return the least squares slope over b-values, 10^-6 mm2/s, of shape (slice, row, column).

    ``images`` (b-value, slice, row, column) are trace-weighted; there must be two b-values or
    more. Where the least weighted image lies below ``measurable``, there is nothing but noise,
    whose slope would mean nothing: the map is 0 there.
    """
    from_mean = b_values_s_mm2 - b_values_s_mm2.mean()
    per_b = -_UM2_PER_MM2 * from_mean / (from_mean**2).sum()
    logarithms = np.log(np.maximum(images, np.finfo(np.float32).tiny))
    slope = np.tensordot(per_b.astype(np.float32), logarithms, axes=1)
    measured = images[int(np.argmin(b_values_s_mm2))] >= measurable
    return np.where(measured, np.maximum(slope, 0), 0).astype(np.float32)
