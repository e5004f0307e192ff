"""Raw (RFC 6143, 7.7.1): the pixels, row by row."""

from telescan.console.framebuffer import from_bgrx
from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.events import Painted
from telescan.console.rfb.messages import BYTES_PER_PIXEL


class Raw:
    """Plain pixels."""

    code = 0
    on_screen = True

    def decode(self, rect: Rect) -> Parser[Painted]:
        """Take width × height pixels of four bytes."""
        data = yield rect.area * BYTES_PER_PIXEL
        return Painted(rect, from_bgrx(data, rect.height, rect.width))
