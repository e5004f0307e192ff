"""The scanner's screen as it is known at the site.

Shape (y, x), ``uint32``; a pixel's bytes in memory are red, green, blue, 255, on any machine.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from telescan.console.geometry import Rect

type Pixels = NDArray[np.uint32]
"""Shape (y, x); bytes of a pixel in memory: red, green, blue, 255."""

OPAQUE = np.uint32(0xFF000000 if sys.byteorder == "little" else 0x000000FF)
"""The fourth byte of each pixel, set."""


def from_rgb(rgb: NDArray[np.uint8]) -> Pixels:
    """Turn an array (y, x, 3) of red, green, blue into pixels."""
    rgba = np.empty((*rgb.shape[:2], 4), np.uint8)
    rgba[..., :3] = rgb
    rgba[..., 3] = 255
    return rgba.view(np.uint32)[..., 0]


def to_rgb(pixels: Pixels) -> NDArray[np.uint8]:
    """Turn pixels into an array (y, x, 3) of red, green, blue."""
    rgba = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4)
    return np.ascontiguousarray(rgba[..., :3])


class Framebuffer:
    """A screen that rectangles are painted on. A new one is black."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: Pixels = np.full((height, width), OPAQUE, np.uint32)

    @property
    def width(self) -> int:
        """Columns."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.pixels.shape[0])

    def paint(self, rect: Rect, pixels: Pixels) -> None:
        """Put pixels of shape (rect.height, rect.width) at their place."""
        np.bitwise_or(pixels, OPAQUE, out=self.pixels[rect.rows, rect.columns])

    def copy(self, source: Rect, x: int, y: int) -> None:
        """Copy a part of the screen to (x, y); source and target may overlap."""
        taken = self.pixels[source.rows, source.columns].copy()
        self.pixels[y : y + source.height, x : x + source.width] = taken
