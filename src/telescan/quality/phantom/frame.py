"""Where a phantom lies in an image: from the phantom's own millimetres to pixels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from telescan.quality.phantom.images import Image

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """The phantom's frame (u to its right, v down, mm) in one image."""

    spacing_mm: tuple[float, float]
    """Between rows, between columns."""
    centre_mm: tuple[float, float]
    """Of the phantom from the middle of the first pixel: down, to the right."""
    rotation_deg: float = 0.0
    """Clockwise turn of the phantom in the image."""
    mirrored: bool = False
    """The image shows the phantom from behind."""
    scale: tuple[float, float] = (1.0, 1.0)
    """Size in the image over true size: down, to the right."""

    def sample(self, image: Image, u: ArrayLike, v: ArrayLike, order: Literal[1, 3] = 1) -> Floats:
        """Return the image's values at points of the phantom; outside of the image 0."""
        row, column = self.pixels_of(u, v)
        values = ndimage.map_coordinates(
            image.astype(np.float64), np.stack([row, column]), order=order, mode="constant"
        )
        return np.asarray(values, dtype=np.float64)

    def pixels_of(self, u: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
        """Return the rows and columns of points of the phantom."""
        across, down = np.broadcast_arrays(
            np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
        )
        across = -across if self.mirrored else across
        turn = np.radians(self.rotation_deg)
        x = np.cos(turn) * across - np.sin(turn) * down
        y = np.sin(turn) * across + np.cos(turn) * down
        row = (self.centre_mm[0] + y * self.scale[0]) / self.spacing_mm[0]
        column = (self.centre_mm[1] + x * self.scale[1]) / self.spacing_mm[1]
        return row, column
