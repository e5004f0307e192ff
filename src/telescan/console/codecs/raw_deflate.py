"""Codec 1: red, green, blue of each pixel, row by row, as one raw deflate stream (RFC 1951).

What every browser can read: the fallback for all that is not text where JPEG XL is missing.
"""

import numpy as np

from telescan.console.codecs.base import CodecError
from telescan.console.codecs.deflate import deflate, inflate
from telescan.console.framebuffer import Pixels, from_rgb, to_rgb


class RawDeflate:
    """Deflated RGB."""

    code = 1
    exact = True

    def encode(self, pixels: Pixels) -> bytes:
        """Return the deflated colours; takes any pixels."""
        return deflate(to_rgb(pixels).tobytes())

    def decode(self, payload: bytes, width: int, height: int) -> Pixels:
        """Return the pixels, shape (height, width)."""
        plain = inflate(payload, width * height * 3)
        if len(plain) != width * height * 3:
            raise CodecError(
                f"raw-deflate payload: {width}×{height} pixels were expected, "
                f"{len(plain) // 3} came; ask for a refresh"
            )
        return from_rgb(np.frombuffer(plain, np.uint8).reshape(height, width, 3))
