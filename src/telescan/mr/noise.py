r"""Thermal noise on a physical scale.

.. math:: SNR \propto B_0\, \Delta V \sqrt{N_{averages}\, N_{phase} / BW_{pixel}}

(Edelstein, Glover, Hardy, Redington, MRM 1986;3:604; body noise prevails, so that SNR grows as the
field). The scale is set so that the ACR phantom's T1 series, seen by eight channels, has an SNR of
310 at 3 T and 175 at 1.5 T where phantom analysis measures it. Series of five real scanners have
280 and 340 at 3 T, and 160, 250 and 250 at 1.5 T. Gray matter in the T2 TSE for heads at 3 T
(0.6 x 0.74 x 5 mm, two averages) then has about 65.
"""

import math

import numpy as np
from numpy.typing import NDArray

from telescan.mr.prescription import Prescription
from telescan.mr.sampling import encoded_lines, encoded_partitions

NOISE_AT_3T = 0.016
"""Noise of one channel at 3 T for 1 mm3 and 1 s of readout, in units of M0."""


def encoding_volume_mm3_root_s(prescription: Prescription) -> float:
    """Return voxel volume times the square root of the whole readout time: what SNR grows with."""
    frequency_mm, phase_mm, slice_mm = prescription.voxel_mm
    readouts = (
        prescription.averages * encoded_lines(prescription) * encoded_partitions(prescription)
    )
    readout_s = readouts / prescription.pixel_bandwidth_hz
    return frequency_mm * phase_mm * slice_mm * math.sqrt(readout_s)


def noise_sigma(prescription: Prescription, field_strength_t: float) -> float:
    """Return the standard deviation of real and imaginary noise in the image and in k-space alike.

    Both are the same because the transforms are orthonormal.
    """
    scale = NOISE_AT_3T * 3.0 / field_strength_t
    return scale / encoding_volume_mm3_root_s(prescription)


def complex_noise(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.complex64]:
    """Draw complex white noise whose real and imaginary parts have unit deviation."""
    parts = rng.standard_normal((*shape, 2), dtype=np.float32)
    noise: NDArray[np.complex64] = parts.view(np.complex64)[..., 0]
    return noise
