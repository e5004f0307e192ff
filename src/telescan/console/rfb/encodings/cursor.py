"""Cursor pseudo-encoding (RFC 6143, 7.8.1): the pointer's shape, drawn by the client."""

import numpy as np

from telescan.console.cursor_image import CursorChanged
from telescan.console.framebuffer import from_bgrx
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.numbers import Pseudo
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.limits import MAX_CURSOR_SIDE
from telescan.console.rfb.messages import BYTES_PER_PIXEL


class Cursor:
    """Pixels and a mask of one bit a pixel; the rectangle's x and y are the hot spot."""

    code = Pseudo.CURSOR
    on_screen = False

    def decode(self, rect: Rect) -> Parser[CursorChanged]:
        """Take the shape."""
        if max(rect.width, rect.height) > MAX_CURSOR_SIDE:
            raise RfbError(
                f"cursor of {rect.width}×{rect.height} pixels is over the limit of "
                f"{MAX_CURSOR_SIDE}; check the RFB server"
            )
        if rect.area == 0:
            return CursorChanged(0, 0, np.zeros((0, 0), np.uint32))
        row_bytes = -(-rect.width // 8)
        data = yield rect.area * BYTES_PER_PIXEL + row_bytes * rect.height
        split = rect.area * BYTES_PER_PIXEL
        colours = from_bgrx(data[:split], rect.height, rect.width)
        bits = np.frombuffer(data[split:], np.uint8).reshape(rect.height, row_bytes)
        mask = np.unpackbits(bits, axis=1)[:, : rect.width].astype(np.bool_)
        pixels = np.where(mask, colours, np.uint32(0)).astype(np.uint32)
        hot_x, hot_y = min(rect.x, rect.width - 1), min(rect.y, rect.height - 1)
        return CursorChanged(hot_x, hot_y, pixels)
