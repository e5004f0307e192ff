r"""Trace-weighted image: what diffusion leaves on average over its directions.

.. math:: S_{trace} = \left( \prod_i S_i \right)^{1/n}

which for orthogonal directions is weighted by the mean diffusivity whatever the tissue's
anisotropy (Basser and Jones, NMR Biomed 2002;15:456).
"""

import numpy as np
from numpy.typing import NDArray


def trace_weighted(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the geometric mean of images (direction, slice, row, column) over directions."""
    smallest = np.finfo(np.float32).tiny
    mean: NDArray[np.float32] = np.exp(np.log(np.maximum(images, smallest)).mean(axis=0))
    return mean
