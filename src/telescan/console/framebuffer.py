"""The scanner's screen as it is known at the site.

Shape (y, x), ``uint32``; a pixel's bytes in memory are red, green, blue, 255, on any machine.
"""

import sys
from collections.abc import Iterator

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
    rgb = np.empty((*pixels.shape, 3), np.uint8)
    for channel in range(3):  # six times as fast as copying all three at once
        rgb[..., channel] = rgba[..., channel]
    return rgb


def grey_of(pixels: Pixels) -> NDArray[np.uint8] | None:
    """Return the one channel (y, x) of pixels that are all grey, None where one is not."""
    rgba = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4)
    red, green, blue = (rgba[..., channel] for channel in range(3))
    if not (np.array_equal(red, green) and np.array_equal(red, blue)):
        return None
    return np.ascontiguousarray(red)


MASK = from_rgb(np.array([[[38, 44, 52]]], np.uint8))[0, 0]
"""What stands where the patient's identity would be."""


class Framebuffer:
    """A screen that rectangles are painted on. A new one is black.

    ``pixels`` never hold what was painted inside ``masks``, so nothing made from them can show it.
    With ``keep_hidden`` it is kept aside, for ``true_pixels`` alone.
    """

    def __init__(
        self, width: int, height: int, masks: tuple[Rect, ...] = (), *, keep_hidden: bool = False
    ) -> None:
        self.pixels: Pixels = np.full((height, width), OPAQUE, np.uint32)
        screen = Rect(0, 0, width, height)
        self.masks = tuple(part for mask in masks if (part := mask.intersection(screen)))
        kept = self.masks if keep_hidden else ()
        self._hidden = [self.pixels[mask.rows, mask.columns].copy() for mask in kept]
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
        opaque = self.pixels[rect.rows, rect.columns]
        np.bitwise_or(pixels, OPAQUE, out=opaque)
        self._hide(rect, opaque)
        self._mask()

    def copy(self, source: Rect, x: int, y: int) -> None:
        """Copy a part of the screen to (x, y); source and target may overlap.

        What is hidden stays hidden: outside the masks its copy is blank.
        """
        target = Rect(x, y, source.width, source.height)
        if self._hidden:
            self._hide(target, self.true_pixels(source))
        self.pixels[target.rows, target.columns] = self.pixels[source.rows, source.columns].copy()
        self._mask()

    def true_pixels(self, rect: Rect) -> Pixels:
        """Return a copy of a part as the scanner shows it, as far as that is kept.

        For those alone who may see who the patient is.
        """
        pixels = self.pixels[rect.rows, rect.columns].copy()
        for mask, hidden in self._kept():
            if (part := mask.intersection(rect)) is not None:
                _within(pixels, part, rect)[...] = _within(hidden, part, mask)
        return pixels

    def _hide(self, rect: Rect, pixels: Pixels) -> None:
        """Keep aside what is painted on the masks."""
        for mask, hidden in self._kept():
            if (part := mask.intersection(rect)) is not None:
                _within(hidden, part, mask)[...] = _within(pixels, part, rect)

    def _kept(self) -> Iterator[tuple[Rect, Pixels]]:
        return zip(self.masks, self._hidden, strict=False)

    def _mask(self) -> None:
        for mask in self.masks:
            self.pixels[mask.rows, mask.columns] = MASK


def _within(pixels: Pixels, part: Rect, whole: Rect) -> Pixels:
    """Return a part of the pixels of a whole."""
    y, x = part.y - whole.y, part.x - whole.x
    return pixels[y : y + part.height, x : x + part.width]
