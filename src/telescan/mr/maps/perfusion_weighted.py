"""Perfusion-weighted image: what labelling takes away from the signal."""

import numpy as np
from numpy.typing import NDArray


def perfusion_weighted(
    control: NDArray[np.float32], label: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return control less label, (slice, row, column); noise makes it negative here and there."""
    return control - label
