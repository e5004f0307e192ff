"""The scanner's pointer as a picture that browsers can use."""

import base64
import io

import numpy as np
from PIL import Image

from telescan.console.messages import CursorShape
from telescan.console.rfb.events import CursorChanged


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
