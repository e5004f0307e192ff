"""The air around an object in one image."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_OBJECT_SHARE = 0.15
"""Of the brightest values, above which a pixel is the object's."""
_MARGIN_PIXELS = 6
_BORDER_PIXELS = 2


def air_around(image: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return the pixels, (row, column), well outside of the object and of the image's border."""
    smooth = ndimage.uniform_filter(image, 3)
    body = smooth > _OBJECT_SHARE * float(np.percentile(smooth, 98))
    labels, count = ndimage.label(body)
    if count:
        sizes = np.bincount(labels.ravel())
        sizes[0] = 0
        body = ndimage.binary_fill_holes(labels == sizes.argmax())
    away = ~ndimage.binary_dilation(body, iterations=_MARGIN_PIXELS)
    inner = np.zeros_like(away)
    edge = _BORDER_PIXELS
    inner[edge:-edge, edge:-edge] = True
    return np.asarray(away & inner)
