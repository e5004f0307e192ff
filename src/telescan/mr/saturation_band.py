"""Saturation bands: slabs parallel to the slices, destroyed before each excitation."""

import numpy as np
from numpy.typing import NDArray

from telescan.mr.cayley_klein import tipped_share
from telescan.mr.prescription import Prescription
from telescan.mr.rf import RfPulse

BAND_PULSE = RfPulse(flip_angle_deg=90.0, duration_ms=3.0, time_bandwidth=6.0)
"""Excites the band, which a spoiler then dephases."""


def left_by_bands(
    prescription: Prescription, from_middle_mm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what bands leave of Mz at places along the slices' normal, of the same shape.

    ``from_middle_mm`` counts from the middle of the slice group, as the bands' offsets do. It is 0
    in the middle of a band and 1 away from all; what tissue recovers until the excitation, within a
    few ms, is left out.
    """
    left = np.ones_like(from_middle_mm)
    angle = np.full(1, BAND_PULSE.flip_angle_deg)
    for band in prescription.saturation_bands:
        offset = (from_middle_mm - band.offset_mm) / band.thickness_mm
        left *= 1 - 2 * tipped_share(angle, offset, BAND_PULSE.time_bandwidth)
    return left
