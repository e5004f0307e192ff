"""How numbers of an image become stored values: linear scales (PS3.3 C.7.6.16.2.9, C.11.1)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS_STORED = 12
LARGEST = 2**BITS_STORED - 1


@dataclass(frozen=True)
class Window:
    """How the images are shown unless somebody asks otherwise.

    In real values where images have a scale, in stored values otherwise.
    """

    centre: float
    width: float


@dataclass(frozen=True)
class Unit:
    """A unit of UCUM, as a code sequence and Rescale Type (0028,1054) name it."""

    code: str
    meaning: str


@dataclass(frozen=True)
class Scale:
    """Real value = slope * stored value + intercept."""

    slope: float
    intercept: float = 0.0

    def stored(self, values: NDArray[np.float32]) -> NDArray[np.uint16]:
        """Return values as stored ones, the nearest where they lie outside the range."""
        if self.slope <= 0:
            return np.zeros(values.shape, dtype=np.uint16)
        steps = np.rint((values - self.intercept) / self.slope)
        return np.clip(steps, 0, LARGEST).astype(np.uint16)


def scale_between(lowest: float, highest: float) -> Scale:
    """Return the scale that spreads an interval over all stored values."""
    return Scale((highest - lowest) / LARGEST, lowest)


def stored_window(centre: float, width: float, scale: Scale) -> Window:
    """Return a window on values as one on what ``scale`` stores of them."""
    if scale.slope <= 0:
        return Window(0.0, 2.0)
    return Window(
        centre=float(round((centre - scale.intercept) / scale.slope)),
        width=max(2.0, float(round(width / scale.slope))),
    )
