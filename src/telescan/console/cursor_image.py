"""The scanner's pointer as a picture that browsers can use."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from telescan.console.framebuffer import Pixels
from telescan.console.messages import CursorShape


@dataclass(frozen=True, slots=True)
class CursorChanged:
    """The pointer's shape (RFC 6143, 7.8.1): a pixel's fourth byte is 0 where it is transparent."""

    hot_x: int
    hot_y: int
    pixels: Pixels


def cursor_shape(cursor: CursorChanged) -> CursorShape:
    """Return the pointer as PNG with transparency; empty where it has no pixels."""
    if cursor.pixels.size == 0:
        return CursorShape(hot_x=0, hot_y=0, png_base64="")
    height, width = cursor.pixels.shape
    rgba = np.ascontiguousarray(cursor.pixels).view(np.uint8).reshape(height, width, 4)
    png = io.BytesIO()
    Image.fromarray(rgba, "RGBA").save(png, "PNG")
    return CursorShape(
        hot_x=cursor.hot_x,
        hot_y=cursor.hot_y,
        png_base64=base64.b64encode(png.getvalue()).decode(),
    )
