"""Spikes: samples of k-space that are far too large, seen as stripes over all of the image."""

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

SEEN = 10.0
"""Times the samples around it. The largest in images of good scanners is 4 times, but 21 times in
images of a grid."""
_CENTRE_SHARE = 0.15
"""Of k-space around its centre, where the object's own samples differ much."""
_NEIGHBOURS = 15


def spike_strength(image: NDArray[np.float32]) -> float:
    """Return the largest sample of k-space over the median of those around it, off the centre.

    Samples on the two axes are left out: straight edges of the object and its inserts lie there.
    """
    samples = np.abs(fft.fftshift(fft.fft2(image - image.mean())))
    around = ndimage.median_filter(samples, size=_NEIGHBOURS, mode="wrap")
    row, column = np.indices(image.shape)
    row, column = np.abs(row - image.shape[0] // 2), np.abs(column - image.shape[1] // 2)
    far = np.hypot(row / image.shape[0], column / image.shape[1]) > _CENTRE_SHARE
    far &= (row > _NEIGHBOURS) & (column > _NEIGHBOURS)
    ratio = samples[far] / np.maximum(around[far], np.finfo(np.float32).tiny)
    return float(ratio.max())
