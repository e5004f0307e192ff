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


def from_bgrx(data: bytes, height: int, width: int) -> Pixels:
    """Turn bytes in the order blue, green, red, unused into pixels of shape (height, width)."""
    bgrx = np.frombuffer(data, np.dtype("<u4")).reshape(height, width)
    rgbx = (bgrx & 0xFF) << 16 | (bgrx & 0xFF00) | (bgrx >> 16 & 0xFF)
    return rgbx.astype("<u4").view(np.uint32) | OPAQUE


def to_rgb(pixels: Pixels) -> NDArray[np.uint8]:
    """Turn pixels into an array (y, x, 3) of red, green, blue."""
    rgba = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4)
    return np.ascontiguousarray(rgba[..., :3])


MASK = from_rgb(np.array([[[38, 44, 52]]], np.uint8))[0, 0]
"""What stands where the patient's identity would be."""


class Framebuffer:
    """A screen that rectangles are painted on. A new one is black.

    What is painted inside ``masks`` is never kept, so nothing made from the screen can show it.
    """

    def __init__(self, width: int, height: int, masks: tuple[Rect, ...] = ()) -> None:
        self.pixels: Pixels = np.full((height, width), OPAQUE, np.uint32)
        self._masks = masks
        self._mask()

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
        self._mask()

    def copy(self, source: Rect, x: int, y: int) -> None:
        """Copy a part of the screen to (x, y); source and target may overlap."""
        taken = self.pixels[source.rows, source.columns].copy()
        self.pixels[y : y + source.height, x : x + source.width] = taken
        self._mask()

    def _mask(self) -> None:
        for mask in self._masks:
            self.pixels[mask.rows, mask.columns] = MASK
