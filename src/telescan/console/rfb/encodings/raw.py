"""Raw (RFC 6143, 7.7.1): the pixels, row by row."""

from telescan.console.framebuffer import from_bgrx
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.numbers import Encoding
from telescan.console.rfb.events import Painted
from telescan.console.rfb.limits import BAND_BYTES
from telescan.console.rfb.messages import BYTES_PER_PIXEL


class Raw:
    """Plain pixels."""

    code = Encoding.RAW
    on_screen = True

    def decode(self, rect: Rect) -> Parser[None]:
        """Take width × height pixels of four bytes, some rows at a time."""
        row_bytes = rect.width * BYTES_PER_PIXEL
        rows = max(BAND_BYTES // max(row_bytes, 1), 1)
        for y in range(0, rect.height, rows):
            height = min(rows, rect.height - y)
            data = yield row_bytes * height
            band = Rect(rect.x, rect.y + y, rect.width, height)
            yield Painted(band, from_bgrx(data, height, rect.width))
