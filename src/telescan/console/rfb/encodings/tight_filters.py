"""Filters of Tight's basic compression: how inflated bytes become pixels.

Each knows how many plain bytes a rectangle has, and turns them into an array (y, x). A colour has
three bytes here, red, green, blue (TPIXEL), as our pixel format has 24 bits of colour.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telescan.console.framebuffer import Pixels, from_rgb
from telescan.console.rfb.errors import RfbError

COLOUR_BYTES = 3


class Filter(Protocol):
    """One filter."""

    def plain_bytes(self, width: int, height: int) -> int:
        """How many bytes a rectangle has before compression."""
        ...

    def pixels(self, plain: bytes, width: int, height: int) -> Pixels:
        """Turn exactly so many bytes into pixels, shape (height, width)."""
        ...


class Copy:
    """The colours as they are."""

    def plain_bytes(self, width: int, height: int) -> int:
        """Three bytes a pixel."""
        return width * height * COLOUR_BYTES

    def pixels(self, plain: bytes, width: int, height: int) -> Pixels:
        """Read them."""
        return from_rgb(_colours(plain, width, height))


@dataclass(frozen=True, slots=True)
class Palette:
    """Indices into a palette: one bit a pixel for two colours, rows padded; else a byte."""

    colours: Pixels
    """Shape (colour,)."""

    @property
    def _packed(self) -> bool:
        return self.colours.size <= 2

    def plain_bytes(self, width: int, height: int) -> int:
        """One byte for eight pixels of a row, or for one."""
        return -(-width // 8) * height if self._packed else width * height

    def pixels(self, plain: bytes, width: int, height: int) -> Pixels:
        """Look the colours up."""
        index = np.frombuffer(plain, np.uint8)
        if self._packed:
            index = np.unpackbits(index.reshape(height, -(-width // 8)), axis=1)[:, :width]
        if index.size and int(index.max()) >= self.colours.size:
            raise RfbError(
                f"Tight: colour {index.max()} of a palette of {self.colours.size}; "
                "check the RFB server"
            )
        return np.asarray(self.colours[index.reshape(height, width)], np.uint32)


class Gradient:
    """What is left when each colour is foretold from its neighbours.

    Foretold is left + above - above left, held to 0 … 255; pixels beyond the edge are black.
    Pixels of one anti-diagonal depend on the two before it only, so these are worked out at once.
    """

    def plain_bytes(self, width: int, height: int) -> int:
        """Three bytes a pixel."""
        return width * height * COLOUR_BYTES

    def pixels(self, plain: bytes, width: int, height: int) -> Pixels:
        """Add what is foretold and what is left, modulo 256."""
        edged = np.zeros((height + 1, width + 1, 3), np.uint8)
        edged[1:, 1:] = _colours(plain, width, height)
        flat = edged.reshape(-1, 3)
        row = width + 1
        for diagonal in range(width + height - 1):
            top = max(0, diagonal - width + 1)
            count = min(height - 1, diagonal) - top + 1
            start = (top + 1) * row + diagonal - top + 1
            # One row down and one pixel left is ``row - 1`` further in the flat array.
            here = slice(start, start + (count - 1) * width + 1, width)
            left, above, corner = (
                flat[start - back : start - back + (count - 1) * width + 1 : width].astype(np.int16)
                for back in (1, row, row + 1)
            )
            flat[here] += np.clip(left + above - corner, 0, 255).astype(np.uint8)
        return from_rgb(edged[1:, 1:])


def _colours(plain: bytes, width: int, height: int) -> NDArray[np.uint8]:
    return np.frombuffer(plain, np.uint8).reshape(height, width, COLOUR_BYTES)
