"""Codec 3: JPEG XL (ISO/IEC 18181), lossless, lowest effort, for images; grey as one channel.

Chromium and Safari decode it; a viewer that cannot says so when it joins and gets codec 1.
"""

import numpy as np
import pylibjxl

from telescan.console.codecs.base import CodecError
from telescan.console.framebuffer import Pixels, from_rgb, grey_of, to_rgb

EFFORT = 1
"""libjxl's fast lossless path: about 1 ms for 512², bytes close to much slower ones."""


class JpegXl:
    """Lossless JPEG XL."""

    code = 3
    exact = True

    def __init__(self) -> None:
        # One thread a call: handing such small pictures to several costs more than it saves.
        self._jxl = pylibjxl.JXL(effort=EFFORT, distance=0.0, lossless=True, threads=1, pool_size=2)

    def encode(self, pixels: Pixels) -> bytes:
        """Return a JPEG XL codestream; takes any pixels."""
        grey = grey_of(pixels)
        return bytes(self._jxl.encode(to_rgb(pixels) if grey is None else grey))

    def decode(self, payload: bytes, width: int, height: int) -> Pixels:
        """Return the pixels, shape (height, width)."""
        try:
            head = pylibjxl.probe(payload)
            if (head["width"], head["height"]) != (width, height):
                raise CodecError(
                    f"JPEG XL payload is {head['width']}×{head['height']}, expected "
                    f"{width}×{height}; ask for a refresh"
                )
            image = np.asarray(self._jxl.decode(payload), np.uint8)
        except (RuntimeError, ValueError) as error:
            raise CodecError(f"JPEG XL payload is broken ({error}); ask for a refresh") from error
        colours = image[..., None] if image.ndim == 2 else image[..., :3]
        return from_rgb(np.broadcast_to(colours, (height, width, 3)))
