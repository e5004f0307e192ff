"""CopyRect (RFC 6143, 7.7.2): a part of the screen that is elsewhere already."""

import struct

from telescan.console.geometry import Rect
from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.encodings.numbers import Encoding
from telescan.console.rfb.events import Copied


class CopyRect:
    """Where to copy from. Whether the source lies on the screen is for the caller to check."""

    code = Encoding.COPY_RECT
    on_screen = True

    def decode(self, rect: Rect) -> Parser[Copied]:
        """Take the source's upper left corner."""
        x, y = struct.unpack(">HH", (yield 4))
        return Copied(Rect(x, y, rect.width, rect.height), rect)
