"""Images of a phantom with what is needed to measure lengths on them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]


@dataclass(frozen=True)
class PhantomImages:
    """Parallel magnitude images of one contrast."""

    pixels: NDArray[np.float32]
    """(slice, row, column)."""
    spacing_mm: tuple[float, float]
    """Between rows, between columns."""
    positions_mm: tuple[float, ...]
    """Of each slice along the slices' common normal."""
    field_strength_t: float | None
    """None: not known; limits that depend on it are then those of the strictest field."""
    echo_time_ms: float | None = None
    phase_axis: int | None = None
    """Along which phase is encoded: 0 down the rows, 1 along them; None: not known."""
